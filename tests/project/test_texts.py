"""The demonstration corpus: complete, of its years, and whole again after cleaning."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from functools import cache

import polars as pl
import pytest

from analysis.core.paths import data_folder
from analysis.corpus.corpus import Corpus
from analysis.lexicon.lexicon import Lexicon

TEXTS = data_folder() / "texts"
CLEAN, PAGES = TEXTS / "clean", TEXTS / "pages"
FIELDS = ["file", "doc_id", "date", "date_precision", "title", "source", "author", "kind"]
# The one page whose damage lost bytes for good: there a reading is a guess, and the review must say so.
LOST_BYTES = {"2021a": "要填报表"}


def metadata(folder):
    return pl.read_csv(folder / "metadata.csv", infer_schema=False)


def composed(file):
    title, *paragraphs = (CLEAN / file).read_text("utf-8").splitlines()
    return title, "\n".join(paragraphs)


@cache
def lexicon():
    return Lexicon.read()


@cache
def corpus(clean=True):
    return Corpus.read(PAGES, clean=clean)


def found(text):
    return Counter(lexicon().find(text)["term"].to_list())


def test_three_commentaries_for_each_year():
    table = metadata(CLEAN)
    assert table.height == table["doc_id"].n_unique() == table["title"].n_unique() == 33
    years = Counter(date[:4] for date in table["date"])
    assert years == {str(year): 3 for year in range(2013, 2024)}


@pytest.mark.parametrize("file", metadata(CLEAN)["file"])
def test_length_of_a_commentary(file):
    text = composed(file)[1].replace("\n", "")
    assert len(text) <= 500 and len(re.findall("[一-鿿]", text)) >= 300


@pytest.mark.parametrize("folder", [CLEAN, PAGES])
def test_metadata_names_every_file_and_leaves_nothing_open(folder):
    table = metadata(folder)
    assert table.columns[: len(FIELDS)] == FIELDS
    assert not table.null_count().sum_horizontal().item()
    assert sorted(table["file"]) == sorted(p.name for p in folder.iterdir() if p.name != "metadata.csv")
    assert set(table["source"]) == {"composed for this study"}


def test_pages_and_clean_versions_are_of_the_same_commentaries():
    said = [metadata(folder).select(FIELDS[1:]).sort("doc_id") for folder in (CLEAN, PAGES)]
    assert said[0].equals(said[1])
    for file, title in metadata(CLEAN).select("file", "title").iter_rows():
        assert composed(file)[0] == title


def test_about_a_third_of_the_pages_is_damaged_or_oddly_encoded():
    table = metadata(PAGES)
    assert 10 <= (table["damage"] != "none").sum() <= 13
    for file, encoding in table.select("file", "encoding").iter_rows():
        raw = (PAGES / file).read_bytes()
        raw.decode(encoding)
        if encoding != "utf-8":
            # not UTF-8 either, but for UTF-16 that happens to be, which then holds no Chinese
            assert "的" not in raw.decode("utf-8", "ignore")


def test_no_formulation_before_its_time():
    introduced = dict(lexicon().terms.select("term", "introduced").iter_rows())
    for file, date in metadata(CLEAN).select("file", "date").iter_rows():
        for term in found("\n".join(composed(file))):
            known = introduced.get(term) or ""  # members of an expansion are as old as their words
            assert known <= date, f"{file}: {term} came up in {known}"


def test_every_commentary_speaks_the_language_of_its_year():
    for file in metadata(CLEAN)["file"]:
        assert set(found("\n".join(composed(file)))) & set(lexicon().labels), file


def test_four_downs_in_its_years():
    table = metadata(CLEAN)
    holding = [
        date[:4]
        for file, date in table.select("file", "date").iter_rows()
        if "四下基层" in found("\n".join(composed(file)))
    ]
    assert Counter(holding) == {"2014": 2, "2020": 1, "2023": 3}


def test_pages_are_what_the_maker_makes(tmp_path):
    spec = importlib.util.spec_from_file_location("make_pages", TEXTS / "make_pages.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    maker.main(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in PAGES.iterdir())
    for page in tmp_path.iterdir():
        assert page.read_bytes() == (PAGES / page.name).read_bytes(), page.name


def test_every_page_is_read():
    assert corpus().documents.height == 33 and corpus().rejected.is_empty()
    dates = dict(metadata(PAGES).select("doc_id", "date").iter_rows())
    assert dict(corpus().documents.select("doc_id", pl.col("date").cast(pl.String)).iter_rows()) == dates
    assert corpus().documents["duplicate_of"].is_null().all()


@pytest.mark.parametrize("doc_id, file", metadata(CLEAN).select("doc_id", "file").rows())
def test_cleaning_gives_the_composed_text_back(doc_id, file):
    row = corpus().documents.row(by_predicate=pl.col("doc_id") == doc_id, named=True)
    text = corpus().texts.filter(pl.col("doc_id") == doc_id)["text"].item()
    title, was = composed(file)
    assert row["title"] == title
    if doc_id not in LOST_BYTES:
        assert text == was
        return
    # whatever was made of the lost bytes, nothing else differs
    before, after = was.split(LOST_BYTES[doc_id])
    assert text.startswith(before[:-1]) and text.endswith(after)


def test_review_names_the_page_that_lost_bytes():
    assert set(corpus().review["doc_id"]) == set(LOST_BYTES)


@pytest.mark.parametrize("doc_id, file", metadata(CLEAN).select("doc_id", "file").rows())
def test_every_formulation_is_found_before_and_after(doc_id, file):
    title, text = composed(file)
    cleaned = corpus().texts.filter(pl.col("doc_id") == doc_id)["text"].item()
    assert found(f"{title}\n{cleaned}") == found(f"{title}\n{text}")


def test_conversion_hides_formulations_until_it_is_undone():
    converted = metadata(PAGES).filter(pl.col("damage").str.starts_with("converted"))["doc_id"].to_list()
    assert len(converted) == 4

    def mentions(read):
        return sum(found(text).total() for doc, text in read.texts.rows() if doc in converted)

    assert mentions(corpus(clean=False)) < mentions(corpus()) / 2
