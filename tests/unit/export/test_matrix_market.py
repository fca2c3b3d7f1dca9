"""Matrix Market: scipy reads the counts, and they are those that another road counts."""

import polars as pl
import pytest
from scipy.io import mmread

from analysis import (
    Features,
    StudyError,
    cooccurrence,
    data_folder,
    read_csv,
    write_document_term_matrix,
    write_network,
)
from tests.support.networks import HOSTILE, full_graph, hostile_graph, two_years
from tests.support.toy import toy


@pytest.fixture
def features():
    days = [("2020-05-01", [[["甲", "乙"], ["甲"]]]), ("2020-06-01", [[["_"]]]), ("2021-01-01", [[["丙", "乙", "乙"]]])]
    return toy(days, kinds={"丁": "word"}, manifest={"lexicon": {"terms": ["甲", "乙", "丙", "戊"]}})


def names(path, which):
    return path.with_name(f"{path.stem}-{which}.txt").read_text("utf-8").splitlines()


def test_documents_by_terms(features, tmp_path):
    path = write_document_term_matrix(features, tmp_path / "deep" / "all.mtx")
    assert (names(path, "rows"), names(path, "columns")) == (["d000", "d001", "d002"], ["丙", "乙", "戊", "甲"])
    assert mmread(path).toarray().tolist() == [[0, 1, 0, 2], [0, 0, 0, 0], [1, 2, 0, 0]]
    documents = read_csv(tmp_path / "deep" / "all-documents.csv")
    assert documents["doc_id"].to_list() == names(path, "rows") and str(documents["date"][2]) == "2021-01-01"


def test_documents_of_a_period(features, tmp_path):
    path = write_document_term_matrix(features, tmp_path / "some.mtx", terms=["甲", "乙"], start="2020-06", end="2022")
    assert (names(path, "rows"), names(path, "columns")) == (["d001", "d002"], ["甲", "乙"])
    assert mmread(path).toarray().tolist() == [[0, 0], [0, 2]]
    assert "% period: 2020-06-01 to 2021-01-01" in path.read_text("utf-8")


def test_the_press_counted_on_another_road(tmp_path):
    press = Features.open(data_folder() / "press")
    path = write_document_term_matrix(press, tmp_path / "press.mtx", start="2019", end="2020")
    originals = press.documents.filter(pl.col("duplicate_of").is_null()).collect()
    ids = [row[0] for row in originals.select("doc_id", "date").rows() if row[1] and row[1].year == 2019]
    counts: dict[tuple[str, str], int] = {}
    for doc_id, term in press.mentions.select("doc_id", "term").collect().rows():
        counts[doc_id, term] = counts.get((doc_id, term), 0) + 1
    found, rows, columns = mmread(path).tocoo(), names(path, "rows"), names(path, "columns")
    assert sorted(rows) == sorted(ids)
    cells = {(rows[r], columns[c]): int(v) for r, c, v in zip(found.row, found.col, found.data, strict=True)}
    assert cells == {cell: count for cell, count in counts.items() if cell[0] in set(ids) and cell[1] in set(columns)}
    assert len(cells) > 1000


def test_pairs_of_a_network(tmp_path):
    path = write_network(full_graph(), tmp_path / "net.mtx")
    terms = names(path, "rows")
    matrix = mmread(path).toarray()
    assert terms == names(path, "columns") == sorted(full_graph()) and (matrix == matrix.T).all()
    assert matrix[terms.index("六稳"), terms.index("六保")] == 7 and matrix.sum() == 2 * (7 + 6 + 5)
    head, *cells = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("%")]
    places = [tuple(map(int, line.split()[:2])) for line in cells]
    assert head == "5 5 3" and all(row > column for row, column in places)  # below the diagonal, as the format has it
    assert mmread(write_network(hostile_graph(), tmp_path / "weights.mtx")).sum() == 2 * len(HOSTILE)
    years = mmread(write_network(two_years(), tmp_path / "2021.mtx", start="2021")).toarray()
    assert years.tolist() == [[0, 2, 0], [2, 0, 2], [0, 2, 0]]


def test_names_that_would_break_lines(tmp_path):
    path = write_network(hostile_graph(), tmp_path / "net.mtx")
    assert names(path, "rows") == [" ".join(label.split()) for label in sorted(HOSTILE)]


def test_the_note_says_how_r_reads_it(features, tmp_path):
    note = write_document_term_matrix(features, tmp_path / "a b.mtx").with_name("a b-about.txt").read_text("utf-8")
    assert (
        'readMM("a b.mtx")' in note and 'readLines("a b-rows.txt", encoding = "UTF-8")' in note and "as.dfm(m)" in note
    )
    write_network(full_graph(), tmp_path / "net.mtx")
    assert "as.fcm(m)" in (tmp_path / "net-about.txt").read_text("utf-8")


def test_what_cannot_be_a_matrix(features, tmp_path):
    with pytest.raises(StudyError, match=r"\.mtx, not 'x\.csv'"):
        write_document_term_matrix(features, tmp_path / "x.csv")
    with pytest.raises(StudyError, match=r"(?s)takes features.*given Cooccurrence.*write_network"):
        write_document_term_matrix(cooccurrence(features), tmp_path / "x.mtx")
    word = toy([("2020-05-01", [[["甲", "丁"]]])], kinds={"丁": "word"})
    with pytest.raises(StudyError, match="'丁' is a word of the dictionary"):
        write_document_term_matrix(word, tmp_path / "x.mtx", terms="丁")
    (tmp_path / "y-about.txt").write_text("mine")
    with pytest.raises(StudyError, match="no file of an earlier export"):
        write_document_term_matrix(features, tmp_path / "y.mtx")
    assert [path.name for path in tmp_path.iterdir()] == ["y-about.txt"]
