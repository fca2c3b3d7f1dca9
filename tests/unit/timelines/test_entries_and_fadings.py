"""Entries, fadings, verdicts and controls as a reader asks for them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analysis import Course, StudyError, controls, entries, fadings, simulate_counts, verdicts
from analysis.core.paths import data_folder
from analysis.counts.features import Features

BANK = 2_000
NEVER = 1e-4  # per 1,000


@pytest.fixture(scope="module")
def counts():
    """Six years: a term that enters and stays, one that is a campaign, one that goes, one that is always there, a rare one."""
    return simulate_counts(
        [
            Course("stays", NEVER, changes=(("2016-03", 100_000.0),)),
            Course("campaign", NEVER, bursts=(("2016-03", 10, 200_000.0),)),
            Course("goes", 10, changes=(("2016-03", 1e-6),)),
            Course("always", 20),
            Course("rare", NEVER, bursts=(("2018-11", 1, 3_000.0),)),
        ],
        years=6,
        seed=4,
    )


def row(result, term):
    return result.filter(pl.col("term") == term).row(0, named=True)


def test_an_entry_has_its_month_and_its_course(counts):
    found = entries(counts, bank=BANK)
    stays, campaign = row(found, "stays"), row(found, "campaign")
    assert (stays["month"], stays["course"], stays["decision"]) == (date(2016, 3, 1), "stayed", True)
    assert stays["low"] <= date(2016, 3, 1) <= stays["high"]
    assert (campaign["month"], campaign["end"], campaign["course"]) == (date(2016, 3, 1), date(2017, 1, 1), "campaign")
    assert stays["months_before"] == 38
    assert stays["evidence"].startswith("2016-03-")


def test_what_cannot_be_tested_says_why_and_counts_in_q(counts):
    found = entries(counts, bank=BANK)
    assert row(found, "always")["p"] is None
    assert row(found, "always")["reason"].startswith("present from the start")
    assert row(found, "rare")["reason"].endswith("4 are needed")
    assert found["tests"].unique().item() == 4  # those with four hits or more, the one that is always there too


def test_a_term_that_goes_is_gone_and_its_silence_has_a_bound(counts):
    found = fadings(counts, bank=BANK)
    goes = row(found, "goes")
    assert (goes["kind"], goes["month"], goes["decision"]) == ("gone", date(2016, 3, 1), True)
    assert goes["low"] <= date(2016, 3, 1) <= goes["high"]
    n = goes["documents_after"]
    assert 1_000 * (1 - 0.05 ** (1 / n)) < goes["most"] < 1_000 * (1 - 0.05 ** (5 / n))
    assert row(found, "stays")["reason"].startswith("present at the end")


def test_each_term_has_one_life(counts):
    found = verdicts(counts, bank=BANK)
    life = {term: found.filter(pl.col("term") == term)["verdict"].to_list() for term in counts.terms}
    assert life["stays"] == ["entry"]
    assert life["campaign"] == ["campaign"]
    assert life["goes"] == ["fading"]
    assert life["always"] == ["none"]
    assert life["rare"] == ["not testable"]
    assert "per 1,000" in row(found, "stays")["power"]


@pytest.fixture(scope="module")
def two_years():
    """The published broadcasts of two years: terms, and nouns by day."""
    return Features.open(data_folder() / "broadcast").between("2019", "2021")


def test_controls_are_matched_in_hits_and_fixed_by_their_seed(two_years):
    one, again, other = (controls(two_years, ["六稳", "疫情"], n=20, seed=seed) for seed in (0, 0, 1))
    assert one.frame.equals(again.frame)
    assert not one.frame.equals(other.frame)
    hits = dict(one.frame.group_by("term").agg(pl.col("hits").median()).rows())
    assert one.counts.hits.sum(1).tolist() == one.frame["hits"].to_list()
    assert hits["六稳"] < hits["疫情"]
    assert not set(one.frame["word"]) & {"六稳", "疫情"}


def test_verdicts_stand_beside_those_of_controls(two_years):
    own = controls(two_years, ["疫情"], n=9)
    found = verdicts(two_years, ["疫情"], controls=own, bank=500)
    tested = found.filter(pl.col("p").is_not_null())
    assert tested.height
    for p, less, verdict in tested.select("control_p", "ordinary", "verdict").rows():
        assert (p is None) == (less is None) == (verdict == "none")
        assert p is None or (0.1 <= p <= 1 and p == pytest.approx((1 + 9 * (1 - less)) / 10))
    assert found.parameters["controls"]["n"] == 9


def test_mistakes_are_named(counts):
    with pytest.raises(StudyError, match="bank=0"):
        entries(counts, bank=0)
    with pytest.raises(StudyError, match="least=0"):
        fadings(counts, least=0)
    with pytest.raises(StudyError, match="n=0"):
        controls(Features.open(data_folder() / "broadcast"), n=0)
