"""The check of genres: a sample counted by hand, and what the shipped one says."""

import polars as pl
import pytest

from analysis import data_folder, genre_rules
from tests.support.places import ROOT
from tools.genre_check import main, rates

# stratum a holds 10 documents of which 2 were drawn (5 each), b holds 2 of which 2 were drawn (1 each)
SAMPLE = pl.DataFrame(
    {
        "corpus": ["k"] * 4,
        "stratum": ["a", "a", "b", "b"],
        "documents": [10, 10, 2, 2],
        "half": [1, 2, 1, 2],
        "hand": ["comment", "report", "comment", "report"],
        "rule": ["comment", "comment", "report", "report"],
    }
)


def test_each_document_counts_for_as_many_as_its_stratum_holds():
    rows = {row["genre"]: row for row in rates(SAMPLE).rows(named=True)}
    comment, report = rows["comment"], rows["report"]
    assert (comment["n_precision"], comment["precision"]) == (2, 0.5)  # 5 of 5 + 5
    assert (comment["n_recall"], comment["recall"]) == (2, pytest.approx(5 / 6))  # 5 of 5 + 1
    assert (report["precision"], report["recall"]) == (0.5, pytest.approx(1 / 6))
    # the bounds are the shares that lie 1.96 of their own standard errors from the one found; five and one are 36/26
    for row, name, share, n in ((comment, "precision", 0.5, 2), (report, "recall", 1 / 6, 36 / 26)):
        for end in ("low", "high"):
            bound = row[f"{name}_{end}"]
            assert (share - bound) ** 2 == pytest.approx(1.96**2 * bound * (1 - bound) / n)
        assert row[f"{name}_low"] < share < row[f"{name}_high"]


def test_a_genre_that_nobody_read_has_no_recall():
    other = SAMPLE.with_columns(rule=pl.Series(["comment", "story", None, "report"]))
    rows = {row["genre"]: row for row in rates(other).rows(named=True)}
    assert (rows["story"]["n_recall"], rows["story"]["recall"]) == (0, None)
    assert rows["none"]["precision"] == 0


def test_the_shipped_sample_names_no_text_and_knows_the_rules(capsys):
    path = ROOT / "data" / "genre-check.csv"
    sample = pl.read_csv(path)
    assert sample.height == 200 and sample.select("corpus", "doc_id").is_unique().all()
    assert sample.columns == ["corpus", "doc_id", "date", "half", "stratum", "documents", "hand", "rule", "met"]
    assert set(sample["met"]) | set(sample["stratum"]) <= set(genre_rules()["rule"])
    assert set(sample["hand"]) <= set(genre_rules()["genre"])
    genre = dict(genre_rules().select("rule", "genre").iter_rows())
    assert sample["rule"].to_list() == [genre[rule] for rule in sample["met"]]
    main(path)
    said = capsys.readouterr().out
    assert "second half: 93 documents, 92 right" in said and "both halves: 200 documents, 196 right" in said
    assert data_folder() == ROOT / "data"


def test_a_rule_changed_since_would_show_in_the_shipped_counts():
    """The genres of the sample that the shipped counts hold are those of the sample."""
    folder = ROOT / "data" / "commentary"
    documents = pl.read_parquet(folder / "documents" / "*.parquet", columns=["doc_id", "genre"])
    both = pl.read_csv(ROOT / "data" / "genre-check.csv").join(documents, on="doc_id")
    assert both.height > 40
    assert both["rule"].to_list() == both["genre"].to_list()
