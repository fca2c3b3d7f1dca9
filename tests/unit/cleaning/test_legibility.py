"""Legibility: what is not readable is rejected with the reason, what is odd is told."""

from __future__ import annotations

import polars as pl
import pytest

from analysis.cleaning.legibility import legibility, oddly_spelt, plainly_legible
from analysis.cleaning.pipeline import clean
from analysis.corpus.corpus import Corpus

TEXT = (
    "把板凳搬到院坝里，把难处听到心坎上，责任扛在肩上，实事才办得到群众家门口，这比开十次会都管用。"
    "问题在哪里，我们就走到哪里；带着感情去，带着办法回，群众自然愿意说真话，干部也能学到真本领。"
)  # written for this test


@pytest.mark.parametrize(
    "raw",
    [TEXT.encode().decode("gb18030", "replace"), TEXT.encode("gb18030").decode("big5hkscs", "replace"),
     TEXT.encode().decode("cp1252", "replace"), "锟斤拷" * 300],
    ids=["UTF-8 as GBK", "GBK as Big5", "cp1252 with losses", "nothing but 锟斤拷"],
)  # fmt: skip
def test_a_page_read_through_a_wrong_encoding_is_rejected(raw):
    page = clean(raw)
    assert str(page.rejected).startswith("not readable Chinese") and page.text == "" and page.restore() == raw


def test_what_is_odd_is_told_and_what_is_not_is_not():
    assert clean(TEXT).remark is None and clean(TEXT).legibility.score > -9.5
    assert str(clean(TEXT.replace("干部", "\ufffd")).remark).startswith("1 place where")
    assert str(clean("锟斤拷".join(TEXT[at : at + 12] for at in range(0, 90, 12))).remark).startswith("7 places")
    assert str(clean("This page is about villages, and no word of it is Chinese. " * 3).remark).startswith("hardly any")
    french = "Été à la campagne : les élèves préfèrent écouter des œuvres déjà présentées à l’école. " * 3
    assert clean(french).rejected is None


def test_a_quick_look_agrees_with_the_model():
    frame = pl.DataFrame({"text": [TEXT, TEXT.encode().decode("gb18030", "replace"), TEXT + "锟斤拷", "李明"]})
    assert frame.select(oddly_spelt())["text"].to_list() == [False, True, True, False]
    assert [plainly_legible(text) for text in frame["text"][:3]] == [True, False, False]
    assert legibility("").reason is None


def test_a_corpus_tells_of_them():
    wrong = TEXT.encode().decode("gb18030", "replace")
    rows = {"id": ["a", "b", "c"], "date": ["2018-06-03"] * 3, "text": [TEXT, wrong, TEXT[:60] + "\ufffd" + TEXT[60:]]}
    corpus = Corpus.from_frame(pl.DataFrame(rows), clean=True)
    assert corpus.documents["doc_id"].to_list() == ["a", "c"]
    assert "not readable Chinese" in corpus.rejected["reason"][0]
    assert corpus.remarks.filter(pl.col("about") == "text")["doc_id"].to_list() == ["c"]
