"""An entry needs two years of coverage before it: one month less is "present from the start"."""

import numpy as np
import polars as pl
import pytest

from analysis import entries, verdicts
from analysis.counts.day_counts import DayCounts

MONTHS = 72


@pytest.fixture(scope="module")
def counts():
    """Forty documents a month; two terms in two of them from month 23 and from month 24 on."""
    months = (np.datetime64("2013-01") + np.arange(MONTHS)).astype("datetime64[D]")
    hits = 2 * np.stack([np.arange(MONTHS) >= 23, np.arange(MONTHS) >= 24]).astype(np.int64)
    n = np.full(MONTHS, 40)
    return DayCounts(("early", "late"), pl.Series(months), n, 400 * n, hits, hits.astype(float), np.zeros((2, MONTHS)))


def test_the_24th_month_without_a_hit_makes_an_entry_testable(counts):
    found = entries(counts, bank=2_000).frame
    assert found["p"].is_null().to_list() == [True, False]
    assert (
        found["reason"][0] == "present from the start: 23 months are covered before its first document, 24 are needed"
    )
    assert found["months_before"].to_list() == [23, 24] and found["decision"].to_list() == [None, True]


def test_verdicts_ask_for_as_much(counts):
    found = verdicts(counts, bank=2_000).frame.filter(pl.col("decision"))
    assert found.filter(pl.col("verdict") == "entry")["term"].to_list() == ["late"]
