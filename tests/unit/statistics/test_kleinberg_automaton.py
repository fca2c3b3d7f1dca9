"""Bursts: the exact path, against all paths."""

from itertools import product

import numpy as np
import pytest

from analysis.statistics.kleinberg_automaton import burst_states, largest_weight, long_run_dispersion, null_weights


def test_bursts_are_the_cheapest_of_all_paths():
    random = np.random.default_rng(0)
    months, s, gamma = 9, 2.0, 0.4
    hits = random.poisson(4, (6, months)).astype(float)
    hits[:, 3:6] *= 3
    n = random.integers(80, 120, months).astype(float)
    phi = np.array([1, 1, 1.5, 1.5, 2, 3.0])
    states, gain = burst_states(hits, n, phi, s=s, gamma=gamma)
    for r in range(len(hits)):
        p0 = hits[r].sum() / n.sum()
        costs = [-(hits[r] * np.log(p) + (n - hits[r]) * np.log(1 - p)) / phi[r] for p in (p0, s * p0)]

        def price(path, costs=costs):
            entries = sum(b and not a for a, b in zip((0, *path), path, strict=False))
            return sum(costs[state][m] for m, state in enumerate(path)) + gamma * np.log(months) * entries

        best = min(product((0, 1), repeat=months), key=price)
        assert price(tuple(states[r].astype(int))) == pytest.approx(price(best), abs=1e-9)
        weights, run = [0.0], 0.0
        for m in range(months):
            run = run + costs[0][m] - costs[1][m] if states[r, m] else 0.0
            weights.append(run)
        assert largest_weight(states, gain)[r] == pytest.approx(max(weights), abs=1e-9)


def test_a_planted_burst_outweighs_its_null_and_is_no_noise():
    n = np.full(100, 400.0)
    hits = np.random.default_rng(3).poisson(np.where(np.arange(100) // 8 == 5, 24.0, 4.0)).astype(float)
    phi = long_run_dispersion(hits[None], n)
    assert 1 <= phi[0] < 2
    weight = largest_weight(*burst_states(hits[None], n, phi, s=2.0, gamma=1.0))[0]
    null = null_weights(hits, n, s=2.0, gamma=1.0, draws=99, seed=1)
    assert null.shape == (99,) and (null >= weight).sum() <= 2


def test_the_dispersion_of_a_series_that_does_not_move_is_one():
    n = np.tile([30.0, 70.0, 110.0], 24)
    assert long_run_dispersion(np.stack([0 * n, 0.1 * n, n]), n).tolist() == [1.0, 1.0, 1.0]
    random = np.random.default_rng(0)
    assert 1 <= long_run_dispersion(random.binomial(100, 0.1, (1, 72)).astype(float), np.full(72, 100.0))[0] < 3
