"""Dispersion over months, and novelty, transience and resonance."""

import numpy as np
import pytest
from scipy.stats import entropy

from analysis.collocates.term_dispersion import dispersion
from analysis.collocates.term_novelty import novelty, surprise
from analysis.core.errors import StudyError
from analysis.statistics.deviation_interval import normalised_deviation
from analysis.timelines.simulated_counts import Course, simulate_counts
from tests.support.toy import toy


def test_deviation_of_proportions_by_gries_own_steps():
    parts, sizes = np.array([5, 1, 0, 2]), np.array([10, 20, 30, 40])
    dp = sum(abs(v / 8 - s / 100) for v, s in zip(parts, sizes, strict=True)) / 2
    assert normalised_deviation(parts, sizes) == pytest.approx(dp / (1 - 0.1), rel=1e-12)
    assert np.isnan(normalised_deviation(np.zeros(4), sizes)) and np.isnan(
        normalised_deviation(np.array([3]), np.array([9]))
    )


def test_even_and_uneven_terms():
    docs = [(f"2015-{m:02d}-0{d}", [[["even", *(["once"] if m == 3 else [])]]]) for m in range(1, 7) for d in (1, 2)]
    table = dispersion(toy(docs, kinds={"never": "slogan"}))
    assert table.drop("dp", "low", "high").rows() == [("even", 12, 6, 6), ("never", 0, 0, 6), ("once", 2, 1, 6)]
    assert table["dp"].to_list() == [pytest.approx(0), None, pytest.approx(1)]
    assert repr(table) == "<Dispersion: 3 terms, every 1mo>" and table.parameters["terms"] == ("even", "never", "once")
    none = dispersion(toy(docs, kinds={"never": "slogan"}), start="2016")
    assert none.rows() == [(term, 0, 0, 0, None, None, None) for term in ("even", "never", "once")]
    assert none.schema == table.schema


def test_surprise_equals_the_mean_divergence_of_scipy():
    counts = np.random.default_rng(1).integers(0, 20, (9, 6))
    new, passing = surprise(counts, window=2)
    p = counts + 0.5
    for t in range(9):
        if t >= 2:
            assert new[t] == pytest.approx(np.mean([entropy(p[t], p[t - d], base=2) for d in (1, 2)]), rel=1e-9)
        if t <= 6:
            assert passing[t] == pytest.approx(np.mean([entropy(p[t], p[t + d], base=2) for d in (1, 2)]), rel=1e-9)
    assert np.isnan(new[:2]).all() and np.isnan(passing[7:]).all()


def test_a_break_is_new_and_resonates_and_the_ends_are_null():
    docs = [
        (f"2015-{m:02d}-0{d}", [[["old", "common"] if m < 7 else ["new", "common"]]])
        for m in range(1, 13)
        for d in (1, 2, 3)
    ]
    table = novelty(toy(docs), window=3)
    assert table["novelty"].to_list()[:3] == [None] * 3 and table["transience"].to_list()[-3:] == [None] * 3
    inner = table.drop_nulls()
    assert inner.sort("resonance", descending=True)["start"].dt.month()[0] == 7
    assert table["resonance"].null_count() == 6
    assert repr(table) == "<Novelty: 12 slices of 1mo, window 3>" and table.parameters["add"] == 0.5
    assert novelty(toy(docs), start="2016").schema == table.schema
    with pytest.raises(StudyError):
        novelty(toy(docs), window=0)


def test_novelty_counts_the_documents_that_hold_a_term_once_also_for_words():
    docs = [
        (f"2015-{m:02d}-{d:02d}", [[["a", "b"], ["a", "x", "x"]] if (m + d) % 3 else [["x"], ["y", "b"]]])
        for m in (1, 2, 3, 5)
        for d in range(1, 8)
    ]
    kinds = {"x": "word", "y": "word"}
    made = toy(docs, kinds=kinds)
    for terms, names in ((None, "ab"), ("words", "xy")):
        documents = np.zeros((5, 2), int)
        for day, paragraphs in docs:
            inside = {word for sentences in paragraphs for sentence in sentences for word in sentence}
            documents[int(day[5:7]) - 1] += [name in inside for name in names]
        before, after = surprise(documents, window=1)
        table = novelty(made, window=1, terms=terms)
        assert table["documents"].to_list() == [7, 7, 7, 0, 7]
        assert table["terms"].to_list() == (documents > 0).sum(1).tolist()
        np.testing.assert_array_equal(table["novelty"].fill_null(np.nan), before)
        np.testing.assert_array_equal(table["transience"].fill_null(np.nan), after)


def test_intervals_of_novelty_lie_around_what_the_expected_counts_give():
    courses = [Course(f"{k:02}", rate=40 / (k + 1)) for k in range(20)]
    counts = simulate_counts(courses, years=2, documents_a_year=3_600, seed=5)
    table = novelty(counts, window=3, draws=100).drop_nulls()
    # nothing changes, so novelty is noise alone, and all of it is taken off
    assert (table["novelty"] > 0.05).all() and (table["novelty_low"] < 0.03).mean() > 0.8
    assert (table["resonance_low"] < 0).mean() > 0.85 < (table["resonance_high"] > 0).mean()
    assert table.columns[:6] == ["start", "documents", "terms", "novelty", "transience", "resonance"]
    assert table.equals(novelty(counts, window=3, draws=100).drop_nulls())
    with pytest.raises(StudyError, match="at least 100"):
        novelty(counts, draws=10)


def test_dispersion_of_an_even_term_is_bounded_by_what_few_documents_can_say():
    courses = [
        Course("always", rate=50),
        Course("often", rate=200, changes=(("2014-01", 0.02),)),
        Course("seldom", rate=1),
    ]
    table = dispersion(simulate_counts(courses, years=2, seed=1))
    low, high = (dict(table.select("term", end).rows()) for end in ("low", "high"))
    assert low["always"] < 0.03 < high["seldom"] and low["seldom"] < 0.03 and high["always"] < high["seldom"]
    assert low["often"] > 0.4 and high["often"] < 0.6
    with pytest.raises(StudyError, match="draws"):
        dispersion(simulate_counts(courses, years=2), draws=3)
