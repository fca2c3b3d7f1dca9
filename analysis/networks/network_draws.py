"""The network drawn again: which pairs would be edges had other days of the same years and sources come down to us."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..statistics.multiple_testing import benjamini_hochberg
from .cooccurrence_network import Cooccurrence
from .edge_intervals import AT_ONCE, Calendar
from .pair_statistics import ALLOWANCE, noise_scores, pair_codes, poisson_tail


def drawn_edges(network: Cooccurrence, *, draws: int, seed: int) -> np.ndarray:
    """In which draws of days each pair of ``network.counts`` is an edge; bool, (draws, K).

    Tested as `Cooccurrence.test` and thinned as `backbone` do, with three things taken as they are: the dispersion
    of each pair, the documents and months in which it meets, and how the richness of contexts shapes an expectation
    (it moves with the frequencies of both terms and with all meetings).
    """
    pairs, p = network.counts, network.parameters
    calendar = Calendar(network.incidence)
    weights = calendar.weights(draws, seed)
    a, b = pair_codes(network.incidence, pairs)
    met = _drawn_meetings(calendar, pairs, weights)
    total = np.maximum(calendar.frequency.sum(1), 1).astype(float)
    uses = (weights @ calendar.frequency.T.astype(float)) / total
    expected = pairs["expected"].to_numpy()
    phi = pairs["phi"].to_numpy()
    tested = pairs["p"].is_not_null().to_numpy()
    enough = (pairs["documents"] >= p["min_documents"]) & (pairs["months"] >= p["min_months"])
    if not p["related"]:
        enough &= pairs["relation"].is_null()
    edges = np.zeros((draws, len(a)), bool)
    observed = pairs["f_ab"].to_numpy().astype(float)
    for k in range(draws):
        chance = expected * uses[k, a] * uses[k, b]
        chance *= met[k].sum() / max(observed.sum(), 1.0) * expected.sum() / max(chance.sum(), 1e-300)
        tail = poisson_tail(met[k] / phi, chance * (1 + ALLOWANCE) / phi)
        q = np.ones(len(a))
        q[tested] = benjamini_hochberg(tail[tested], tests=network.tests)
        edges[k] = (q <= p["q"]) & (met[k] >= p["min_contexts"] - 1e-9)
        if "backbone" in p:
            score, sd = noise_scores(a, b, met[k], len(network.incidence.terms))
            edges[k] &= score - p["backbone"]["delta"] * sd > 0
    return edges & enough.to_numpy()


def _drawn_meetings(calendar: Calendar, pairs: pl.DataFrame, weights: np.ndarray) -> np.ndarray:
    """Contexts in which each pair meets, in each draw; (draws, K)."""
    rows, cells, together = calendar.meetings(pairs)  # sorted by pair
    out = np.zeros((len(weights), pairs.height))
    cuts = np.searchsorted(rows, np.arange(0, pairs.height + AT_ONCE, AT_ONCE))
    for low, first, last in zip(range(0, pairs.height, AT_ONCE), cuts, cuts[1:]):
        high = min(low + AT_ONCE, pairs.height)
        met = np.zeros((high - low, calendar.cells))
        met[rows[first:last] - low, cells[first:last]] = together[first:last]
        out[:, low:high] = weights @ met.T
    return out
