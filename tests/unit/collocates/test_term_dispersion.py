"""Dispersion over months, and novelty, transience and resonance."""

import numpy as np
import pytest
from scipy.stats import entropy

from analysis.collocates.pair_novelty import novelty, surprise
from analysis.collocates.term_dispersion import dispersion, normalised_deviation
from analysis.core.errors import StudyError
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
    assert table.drop("dp").rows() == [("even", 12, 6, 6), ("never", 0, 0, 6), ("once", 2, 1, 6)]
    assert table["dp"].to_list() == [pytest.approx(0), None, pytest.approx(1)]


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
    with pytest.raises(StudyError):
        novelty(toy(docs), window=0)
