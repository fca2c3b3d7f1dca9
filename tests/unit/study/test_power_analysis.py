"""Power: it rises with the effect, and a pair's is what its distribution says."""

import numpy as np
import pytest

from analysis import StudyError
from analysis.study.power_analysis import power


@pytest.mark.parametrize("effect", ["trend", "change", "burst"])
def test_a_large_effect_is_seen_and_a_small_one_is_not(effect):
    seen = power(effect, rate=10, dispersion=1, autocorrelation=0, factors=(1.05, 6), simulations=20, B=99, seed=1)
    small, large = seen.to_frame()["power"]
    assert small <= 0.3 and large >= 0.9
    assert seen.smallest() == 6 and seen.to_frame()["low"][1] < large <= seen.to_frame()["high"][1] + 1e-9


def test_a_pairs_power_is_what_simulated_counts_give():
    seen = power("pair", rate=25, factors=(1, 3), dispersion=2, richness=0.5, alpha=0.05)
    documents = 4_800 * 11
    expected = (0.025 * documents) ** 2 / (documents * 12) * np.exp(0.25)
    from scipy.stats import poisson

    critical = next(k for k in range(5, 500) if poisson.sf(k - 1, expected) <= 0.05)
    drawn = np.random.default_rng(0).negative_binomial(3 * expected, 0.5, 100_000)
    assert seen.to_frame()["power"][1] == pytest.approx((drawn >= critical).mean(), abs=0.01)
    assert seen.to_frame()["power"].is_sorted()


def test_same_seed_same_answer_and_mistakes_are_told():
    one, other = (power("change", factors=(2,), simulations=10, B=99, seed=3).to_frame() for _ in range(2))
    assert one.equals(other)
    with pytest.raises(StudyError, match="burst"):
        power("bursts")
