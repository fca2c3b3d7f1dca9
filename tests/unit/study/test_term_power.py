"""Power of one term in one corpus: more documents see smaller effects, and what is asked wrongly is named."""

from __future__ import annotations

import pytest

from analysis import Course, StudyError, power, simulate_counts

SMALL = dict(factors=(3.0,), corpora=20, bank=1_000)


def counts(documents_a_year: int):
    return simulate_counts([Course("改革", rate=5)], years=5, documents_a_year=documents_a_year)


def test_more_documents_see_smaller_entries():
    few, many = (power(counts(size), "改革", **SMALL) for size in (600, 6_000))
    assert many.smallest()["entry"] < few.smallest()["entry"]
    assert set(few.frame["effect"]) == {"entry", "rise", "campaign"}
    assert many.parameters["rate"] == pytest.approx(5, abs=0.6)


def test_features_want_a_term_that_they_hold():
    with pytest.raises(StudyError, match="that of a term"):
        power(counts(600))
    with pytest.raises(StudyError, match='no term "六保"'):
        power(counts(600), "六保")
