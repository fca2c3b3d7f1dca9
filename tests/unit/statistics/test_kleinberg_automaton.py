"""Bursts: the exact path, against all paths."""

from itertools import product

import numpy as np
import pytest

from tests.support.kleinberg_automaton import burst_states, largest_weight


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
