"""Power of one term in one corpus: more documents see smaller effects, and what is asked wrongly is named."""

from __future__ import annotations

import numpy as np
import pytest

from analysis import Course, StudyError, power, simulate_counts
from analysis.statistics import null_bank
from analysis.statistics.calendars import Calendar
from analysis.timelines.entry_power import smallest_entries

SMALL = dict(factors=(3.0,), corpora=20, bank=1_000)


def counts(documents_a_year: int):
    return simulate_counts([Course("改革", rate=5)], years=5, documents_a_year=documents_a_year)


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    """The banks are made here, not read from an earlier run: else what is tested depends on the machine."""
    monkeypatch.setenv("TIFA_CACHE", str(tmp_path))
    monkeypatch.setattr(null_bank, "_read", {})


def test_more_documents_see_smaller_entries(empty_cache):
    few, many = (Calendar(24_156 + np.arange(60), np.full(60, n)) for n in (50.0, 500.0))
    assert (smallest_entries(many, 1_000) < smallest_entries(few, 1_000)).all()


def test_the_power_of_a_term_is_that_on_its_own_calendar():
    found = power(counts(6_000), "改革", **SMALL)
    assert set(found.frame["effect"]) == {"entry", "rise", "campaign"}
    assert found.parameters["rate"] == pytest.approx(5, abs=0.6)
    assert found.smallest()["entry"] <= 2


def test_features_want_a_term_that_they_hold():
    with pytest.raises(StudyError, match="that of a term"):
        power(counts(600))
    with pytest.raises(StudyError, match='no term "六保"'):
        power(counts(600), "六保")
