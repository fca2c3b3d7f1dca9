"""A claim under a grid of settings."""

import polars as pl
import pytest
from _toy import toy

from analysis.errors import StudyError
from analysis.multiverse import company_moved, multiverse, pair_attracts, rate_rose


@pytest.fixture(scope="module")
def made():
    docs = []
    for i in range(72):
        sentences = [["a", "b"], ["a", "c"] if i % 3 else ["c"], ["d"], ["_"]]
        docs.append(
            (f"{2015 + i // 36}-{1 + i % 12:02d}-{1 + i % 36 // 12:02d}", [sentences + [["e"]] * (i >= 36)])
        )
    return toy(docs, sequences=False)


def test_share_order_and_choices():
    found = multiverse(
        "n is at least m", lambda n, m: {"holds": n >= m, "estimate": n - m}, {"n": (1, 2), "m": (1, 2)}
    )
    assert found.share == 0.75 and found.table["estimate"].to_list() == [-1, 0, 0, 1]
    assert found.by_choice().rows() == [
        ("m", "1", 2, 1.0),
        ("m", "2", 2, 0.5),
        ("n", "1", 2, 0.5),
        ("n", "2", 2, 1.0),
    ]
    assert found.to_frame().columns == ["rank", "n", "m", "holds", "estimate", "low", "high", "reason"]


def test_a_setting_that_cannot_be_run_is_told_not_counted(made):
    found = multiverse(
        "a goes with b",
        pair_attracts(made, "a", "b"),
        {"context": ("sentence", "window"), "measure": ("log_dice", "g2"), "top": (1, 2)},
    )
    told = found.table.filter(pl.col("context") == "window")
    assert told["holds"].null_count() == 4 and "order of words" in told["reason"][0]
    assert found.share == 1.0 and found.table["estimate"].count() == 4


def test_a_pair_that_only_shares_documents_fails_by_sentence(made):
    found = multiverse(
        "b goes with d",
        pair_attracts(made, "b", "d"),
        {"context": ("sentence", "document"), "null": ("richness",)},
    )
    assert found.share == 0


def test_rates_and_company(made):
    rose = rate_rose(made, "e", ("2015", "2016"), ("2016", "2017"))
    assert multiverse("e rose", rose, {"unit": ("documents",), "factor": (1, 2)}).share == 1
    flat = rate_rose(made, "a", ("2015", "2016"), ("2016", "2017"))
    assert multiverse("a rose", flat, {"unit": ("documents", "characters")}).share == 0
    thin = company_moved(made, "a", "2015", "2016", permutations=99)
    assert multiverse("a moved", thin, {"least": (30, 10_000)}).table["reason"].null_count() == 1


def test_mistakes():
    with pytest.raises(StudyError):
        multiverse("x", lambda: True, {})
    with pytest.raises(StudyError):
        multiverse("x", lambda low: True, {"low": (1,)})
    with pytest.raises(StudyError):
        multiverse("x", lambda context: True, {"context": "sentence"})
