"""Intervals of all that is no rate: how often do they hold the value of the process that the documents were drawn from?

What each interval is of, the *truth* here: dispersion, the deviation of the expected hits of the same months; novelty and
resonance, the divergence of the expected counts, with the same number added; logDice, from the expected contexts of both
terms and of the pair; a quoted share, the probability; edges per tested pair, their mean over corpora of the same size.
Days are independent of one another, which is what the intervals claim to allow for; documents of a day are not.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.collocates.term_dispersion import dispersion
from analysis.collocates.term_novelty import novelty, surprise
from analysis.counts.periods import by_slice
from analysis.networks.cooccurrences import cooccurrence
from analysis.networks.network_draws import drawn_edges
from analysis.statistics.deviation_interval import normalised_deviation
from analysis.timelines.quoted_shares import quoted_intervals
from analysis.timelines.simulated_counts import Course, simulate_counts

from . import _pairs

Z = 1.959964
SPREADS = {
    "30 % more each year": dict(growth=1.3),
    "threefold from the fourth year on": dict(changes=(("2016-03", 3.0),)),
    "twelvefold for six months": dict(bursts=(("2015-06", 6, 12.0),)),
}
TERMS = 60  # of the corpus of novelty
STRENGTHS = (0.5, 6.0)  # times the chance meetings that planted pairs get besides


def of_dispersion(spread: str, rate: float, clustering: float, *, terms: int, seed: int) -> tuple[float, int]:
    """Coverage for terms of one course, and their number."""
    made = dict(rate=rate, dispersion=clustering, clustering=clustering, **SPREADS[spread])
    courses = [Course(f"{k:04}", **made) for k in range(terms)]
    counts = simulate_counts(courses, years=6, missing=0.02, seed=seed)
    starts, place = counts.index("1mo")
    sizes = by_slice(counts.documents, place, len(starts))
    true = normalised_deviation(courses[0].shares(starts.to_list()) * sizes, sizes)
    found = dispersion(counts).drop_nulls()
    return float(((found["low"] <= true) & (found["high"] >= true)).mean()), found.height


def of_novelty(clustering: float, *, runs: int, seed: int) -> dict[str, tuple[float, int]]:
    """Coverage of novelty and resonance over months, and how many."""
    held: dict[str, list] = {"novelty": [], "resonance": []}
    for run in range(runs):
        growth = np.exp(np.random.default_rng([seed, run]).normal(0, 0.3, TERMS))
        rates = 60 / np.arange(1, TERMS + 1) ** 0.9
        courses = [
            Course(f"{k:03}", rate=rates[k], dispersion=clustering, clustering=clustering, growth=growth[k])
            for k in range(TERMS)
        ]
        counts = simulate_counts(courses, years=4, missing=0.02, seed=seed * 1_000 + run)
        starts, place = counts.index("1mo")
        n = by_slice(counts.documents, place, len(starts))
        before, after = surprise(np.stack([c.shares(starts.to_list()) * n for c in courses], 1), window=6)
        found = novelty(counts, window=6)
        for name, true in (("novelty", before), ("resonance", before - after)):
            low, high = (found[f"{name}_{end}"].to_numpy() for end in ("low", "high"))
            held[name] += ((low <= true) & (true <= high))[np.isfinite(true)].tolist()
    return {name: (float(np.mean(values)), len(values)) for name, values in held.items()}


def of_log_dice(together: float, events: float, *, runs: int, seed: int) -> tuple[float, int]:
    """Coverage for pairs that meet ``together`` times on average; ``events``, how much a day's mood varies (gamma)."""
    held = []
    for run in range(runs):
        random = np.random.default_rng([seed, run, int(together)])
        pairs, documents, days, sentences = 20, 2_400, 360, 8
        day = np.sort(random.integers(0, days, documents))
        size = documents * sentences
        own, both = np.array([6 * together, 3 * together, together])[:, None] / size, 2
        mood = random.gamma(1 / events, events, (3, days, pairs)) if events else np.ones((3, days, pairs))
        chance = np.repeat(own[:, None] * mood[:, day], sentences, axis=1)
        a, b, both = random.random(chance.shape) < np.minimum(chance, 1)
        present = np.stack([a | both, b | both], axis=2).reshape(size, 2 * pairs)
        p, q, r = own.ravel()
        f_a, f_b, f_ab = (1 - (1 - p) * (1 - r), 1 - (1 - q) * (1 - r), r + (1 - r) * p * q)
        true = 14 + np.log2(2 * f_ab / (f_a + f_b))
        network = cooccurrence(_pairs.features(present, day), min_contexts=1, min_documents=1, min_months=1)
        asked = network.counts.filter(
            [int(y[1:]) == int(x[1:]) + 1 and int(x[1:]) % 2 == 0 for x, y in network.counts.select("a", "b").rows()]
        )
        found = network.intervals(["log_dice"], draws=400, pairs=asked)
        held += ((found["log_dice_low"] <= true) & (found["log_dice_high"] >= true)).to_list()
    return float(np.mean(held)), len(held)


def of_quoted(hits: int, clustering: float, share: float, own: float, *, terms: int, seed: int) -> tuple[float, int]:
    """Coverage over years with a mention; a day's share is Beta with ``own`` pseudo-mentions, or the same every day."""
    made = dict(rate=hits / 4.8, dispersion=clustering, clustering=clustering)
    counts = simulate_counts([Course(f"{k:03}", **made) for k in range(terms)], missing=0.02, seed=seed)
    random = np.random.default_rng([seed, 7])
    days = random.beta(share * own, (1 - share) * own, counts.hits.shape) if np.isfinite(own) else share
    counts = replace(counts, quoted=random.binomial(counts.hits, days).astype(float))
    low, high = quoted_intervals(counts, "1y", 0.95)
    seen = np.isfinite(low)
    return float(((low <= share) & (share <= high))[seen].mean()), int(seen.sum())


def network_sample(seed: int, events: float, *, terms=40, documents=3600, sentences=8):
    """A year in which sixty pairs attract, some more, some less; the same pairs for every seed."""
    fixed = np.random.default_rng(1)
    share = 0.8 / np.arange(1, terms + 1) ** 0.8
    share *= 0.8 / share.sum()
    pairs = [(i, j) for i in range(terms) for j in range(i + 1, terms)]
    chosen = fixed.choice(len(pairs), 60, replace=False)
    strength = fixed.uniform(*STRENGTHS, len(chosen))
    random = np.random.default_rng([seed, 3])
    day = np.sort(random.integers(0, 360, documents))
    mood = random.gamma(1 / events, events, (360, terms + len(chosen)))[day]
    rate = random.gamma(2, 0.5, documents)[:, None] * share * mood[:, :terms]
    present = random.random((documents * sentences, terms)) < np.repeat(-np.expm1(-rate), sentences, axis=0)
    for k, at in enumerate(chosen):
        i, j = pairs[at]
        chance = np.repeat(share[i] * share[j] * strength[k] * mood[:, terms + k], sentences)
        meet = random.random(len(chance)) < chance
        present[:, i] |= meet
        present[:, j] |= meet
    return present, day


def of_edges(events: float, *, runs: int, seed: int) -> tuple[float, float, int]:
    """Coverage of the number of edges by ± z standard deviations over draws; by Jeffreys' interval; runs."""
    from scipy.special import betaincinv

    edges, spread, tests = [], [], 1
    for run in range(runs):
        network = cooccurrence(_pairs.features(*network_sample(seed * 10_000 + run, events))).test()
        edges.append(network.edges().height)
        spread.append(max(Z * drawn_edges(network, draws=200, seed=0).sum(1).std(), 0.5))
        tests = network.tests or 1
    k, half = np.array(edges, float), np.array(spread)
    true = k.mean()
    low, high = (betaincinv(k + 0.5, tests - k + 0.5, p) * tests for p in (0.025, 0.975))
    return float((np.abs(k - true) <= half).mean()), float(((low <= true) & (true <= high)).mean()), runs


def _row(
    question: str, setting: str, value: float, runs: int, usual: str = "", usual_value=None, note: str = ""
) -> dict:
    error = Z * np.sqrt(0.05 * 0.95 / runs)
    low, high = 0.93 - (error if runs < 1_000 else 0), 0.97 + (error if runs < 1_000 else 0)
    return dict(
        question=f"intervals of estimates: {question}",
        setting=setting,
        measure="0.95 intervals that hold the value of the process",
        target="0.93 to 0.97" + (", give or take the simulation error" if runs < 1_000 else ""),
        value=value,
        usual=usual,
        usual_value=usual_value,
        runs=runs,
        met=low <= value <= high,
        note=f"simulation error ± {error:.3f}" + (f"; {note}" if note else ""),
    )


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    rows = []
    for spread in SPREADS:
        for rate, clustering in ((5.0, 1.0),) if fast else ((1.0, 2.6), (5.0, 1.0), (5.0, 2.6), (50.0, 2.6)):
            if spread == "twelvefold for six months" and rate == 50:
                continue
            value, n = of_dispersion(spread, rate, clustering, terms=10 if fast else 300, seed=seed)
            rows.append(_row("dispersion", f"{spread}, {rate:g} per 1,000, events {clustering:g}", value, n))
    for clustering in (1.0,) if fast else (1.0, 2.6, 6.5):
        for name, (value, n) in of_novelty(clustering, runs=1 if fast else 28, seed=seed).items():
            rows.append(_row(name, f"{TERMS} terms, 400 documents a month, events {clustering:g}", value, n))
    for together, events in ((10, 0.0),) if fast else ((8, 0.0), (8, 3.0), (30, 0.0), (30, 3.0), (100, 3.0)):
        value, n = of_log_dice(together, events, runs=1 if fast else 50, seed=seed)
        rows.append(_row("logDice", f"{together} meetings, variance of a day's mood {events:g}", value, n))
    for hits, clustering in ((30, 1.0),) if fast else ((10, 1.0), (10, 6.5), (30, 6.5), (200, 6.5)):
        for share, own in ((0.3, np.inf),) if fast else ((0.1, np.inf), (0.5, np.inf), (0.1, 1.0), (0.5, 1.0)):
            value, n = of_quoted(hits, clustering, share, own, terms=5 if fast else 100, seed=seed)
            days = "days alike" if np.isinf(own) else "days that quote, or do not"
            rows.append(
                _row("quoted share", f"{hits} mentions a year, events {clustering:g}, {share:g}, {days}", value, n)
            )
    for events in (2.0,) if fast else (0.2, 2.0):
        value, jeffreys, n = of_edges(events, runs=3 if fast else 120, seed=seed)
        setting = f"sixty planted pairs of 780, variance of a day's mood {events:g}"
        rows.append(_row("edges per tested pair", setting, value, n, "Jeffreys, pairs independent", jeffreys))
    return rows
