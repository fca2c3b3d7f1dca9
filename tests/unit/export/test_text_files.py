"""Texts for concordancers: a file a document with a name that every system takes, and a folder that is only ours."""

import polars as pl
import pytest

from analysis import Corpus, StudyError, read_csv, write_texts
from tests.support.toy import toy

PAGES = pl.DataFrame(
    {
        "id": ["a/1", "CON", "../../x", "长" * 60, "."],
        "date": ["2020-04-17", "2020-05-01", None, "2021", "2022-01-01"],
        "title": ["六保", "=1+1", "无日期", None, "标题"],
        "text": ["六稳和六保要抓好。\r\n第二段。", "群众说好\x1b[2J。", "干部到村里去。", "正文甲。", "正文乙\x00。"],
    }
)


@pytest.fixture
def corpus():
    return Corpus.from_frame(PAGES, clean=False, mark_duplicates=False)


def test_every_document_is_a_file(corpus, tmp_path):
    folder = write_texts(corpus, tmp_path / "deep" / "antconc")
    table = read_csv(folder / "metadata.csv")
    assert table["doc_id"].to_list() == corpus.documents["doc_id"].to_list()
    files = {path.name: path.read_bytes().decode() for path in (folder / "texts").iterdir()}
    assert sorted(files) == sorted(table["file"]) and len(files) == len(corpus) == 5
    for name in files:
        assert name.endswith(".txt") and len(name) < 64 and not set(name) & set('/\\:*?"<>|') and name[0].isdigit()
    by_id = {doc_id: files[name] for name, doc_id in table.select("file", "doc_id").rows()}
    assert by_id["a/1"] == "六保\n\n六稳和六保要抓好。\n第二段。\n"
    assert by_id["长" * 60] == "正文甲。\n"
    assert by_id["CON"] == "=1+1\n\n群众说好[2J。\n" and "\x00" not in by_id["."]
    about = (folder / "about.txt").read_text("utf-8")
    assert "corpus: 5 documents" in about and "copyright" in about and "version: Tifa Study" in about


def test_a_corpus_reads_them_back(corpus, tmp_path):
    folder = write_texts(corpus, tmp_path / "out")
    back = Corpus.read(folder / "texts", clean=False, mark_duplicates=False)
    assert len(back) == 5 and any("六稳和六保要抓好。" in text for text in back.texts["text"])


def test_a_second_export_replaces_the_first_and_nothing_else(corpus, tmp_path):
    folder = write_texts(corpus, tmp_path / "out")
    write_texts(Corpus.from_frame(PAGES.head(2), clean=False), folder)
    assert len(list((folder / "texts").iterdir())) == 2
    again = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    write_texts(Corpus.from_frame(PAGES.head(2), clean=False), folder)
    assert again == {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    (folder / "texts" / "mine.txt").write_text("mine")
    with pytest.raises(StudyError, match=r"(?s)holds other files, such as texts.mine\.txt.*new folder"):
        write_texts(corpus, folder)
    assert len(list((folder / "texts").iterdir())) == 3


def test_a_folder_of_somebody_else_is_left_alone(corpus, tmp_path):
    (tmp_path / "about.txt").write_text("Written by me.")
    with pytest.raises(StudyError, match="other files"):
        write_texts(corpus, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["about.txt"]


def test_features_hold_no_texts(tmp_path):
    with pytest.raises(StudyError, match=r"(?s)given Features, which holds none.*Corpus\.read"):
        write_texts(toy([("2020-01-01", [[["甲"]]])]), tmp_path / "out")


def test_a_corpus_without_a_date(tmp_path):
    folder = write_texts(Corpus.from_frame(PAGES[2:3], clean=False), tmp_path / "out")
    assert "no document has a date" in (folder / "about.txt").read_text("utf-8")
