"""Power: it rises with the effect, and a pair's is what its distribution says."""

import numpy as np
import pytest

from analysis import Course, StudyError, detected, power, simulate_counts


@pytest.mark.parametrize("effect", ["trend", "change", "burst"])
def test_a_large_effect_is_seen_and_a_small_one_is_not(effect):
    seen = power(effect, rate=10, dispersion=1, autocorrelation=0, factors=(1.05, 6), corpora=20, bank=1_000, seed=1)
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


def test_same_seed_same_answer_and_mistakes_are_named():
    one, other = (power("change", factors=(2,), corpora=10, bank=1_000, seed=3).to_frame() for _ in range(2))
    assert one.equals(other)
    with pytest.raises(StudyError, match="burst"):
        power("bursts")
    with pytest.raises(StudyError, match="there are: change, burst, trend"):
        detected(simulate_counts([Course("a")], years=1), "pair")


def test_the_result_holds_its_arguments_and_old_names_still_work():
    asked = dict(documents_a_year=500, years=5, rate=20, factors=(4,), months=5, dispersion=1, autocorrelation=0)
    seen = power("burst", corpora=5, bank=1_000, **asked)
    rest = dict(effect="burst", sentences=12, richness=1.0, alpha=0.05, corpora=5, draws=None, bank=1_000, seed=0)
    assert seen.parameters == asked | rest and seen["simulations"].to_list() == [5]
    assert repr(seen).startswith("<Power: burst at 20 per 1,000 of 500 documents a year; smallest factor seen: ")
    with pytest.warns(FutureWarning) as warned:
        old = power("burst", simulations=5, B=99, bank=1_000, **asked)
    assert old.frame.equals(seen.frame) and len(warned) == 3  # two old names, and draws that mean nothing
    counts = simulate_counts([Course("a", 10, changes=(("2018-07", 4.0),)), Course("b", 0.001)], seed=1)
    with pytest.warns(FutureWarning, match="detected.draws"):
        change, rare = detected(counts, "change", B=99, bank=1_000)
    assert change <= 0.01 and rare == 1
