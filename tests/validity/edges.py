"""Edges: how often a network of nothing has one, and how often a planted pair is found."""

from __future__ import annotations

import numpy as np
import polars as pl

from analysis.networks.cooccurrences import cooccurrence
from analysis.networks.pair_statistics import pair_codes, poisson_tail
from analysis.statistics.multiple_testing import benjamini_hochberg

from . import _pairs

GRID = [(dispersion, autocorrelation) for dispersion in (1.0, 2.6, 6.5) for autocorrelation in (0.0, 0.3, 0.65)]
# What no corpus of 3,600 documents shows: errors of the expectation of a few percent.
LARGE = [
    ("20,000 documents, a few very frequent terms", dict(documents=20_000, zipf=1.0), 100),
    ("20,000 documents, 2.5 mentions a sentence", dict(documents=20_000, zipf=1.2, mean=2.5), 50),
    ("20,000 documents, drawn without replacement", dict(documents=20_000, zipf=1.0, mentions=False), 100),
    ("100,000 documents, a few very frequent terms", dict(documents=100_000, zipf=1.0), 50),
]


def false_alarms(*, runs, seed, dispersion, autocorrelation, documents=3600) -> dict[str, float]:
    """Share of networks of nothing that show at least one edge: the richness null with clusters, the same
    without clusters, the tests chosen by their result, and independence."""
    alarms = {"ours": 0, "without clusters": 0, "tested where seen often": 0, "independence": 0}
    for run in range(runs):
        rng = np.random.default_rng([seed, run, int(10 * dispersion), int(100 * autocorrelation), documents])
        held, day = _pairs.presence(rng, documents=documents, dispersion=dispersion, autocorrelation=autocorrelation)
        counts = cooccurrence(_pairs.features(held, day))
        tested = counts.test()
        alarms["ours"] += tested.edges().height > 0
        alarms["without clusters"] += counts.test(clusters=False).edges().height > 0
        alarms["tested where seen often"] += _chosen_by_result(counts.test(clusters=False).to_frame())
        alarms["independence"] += counts.test(null="independence", clusters=False).edges().height > 0
    return {name: count / runs for name, count in alarms.items()}


def _chosen_by_result(pairs: pl.DataFrame) -> bool:
    """Whether Benjamini and Hochberg over only those pairs that reach the floor would call one."""
    p = np.sort(pairs.filter(pl.col("f_ab") >= 5, pl.col("p").is_not_null())["p"].to_numpy())
    return bool((p <= 0.05 * np.arange(1, len(p) + 1) / max(len(p), 1)).any())


def discoveries(
    *, runs, seed, expected=(5.0, 10.0, 20.0), planted=6, dispersion=2.6
) -> dict[float, tuple[float, float]]:
    """Power and false discovery rate for pairs that meet four times as often as expected, by expectation."""
    found, false, total, edges = dict.fromkeys(expected, 0), 0.0, dict.fromkeys(expected, 0), 0
    for run in range(runs):
        rng = np.random.default_rng([seed, run, 7])
        held, day = _pairs.presence(rng, dispersion=dispersion, autocorrelation=0.3)
        pairs = cooccurrence(_pairs.features(held, day)).test().to_frame()
        free = set(range(held.shape[1]))
        chosen = {}
        for size in expected:  # the pairs of unused terms whose expectation is nearest to the size
            near = pairs.sort((pl.col("expected") - size).abs(), "a", "b").select("a", "b", "expected").rows()
            for a, b, chance in near:
                x, y = int(a[1:]), int(b[1:])
                if x in free and y in free and sum(v == size for v in chosen.values()) < planted // len(expected):
                    free -= {x, y}
                    chosen[a, b] = size
                    now = int((held[:, x] & held[:, y]).sum())
                    _pairs.plant(held, x, y, max(0, round(4 * chance) - now), rng)
        after = cooccurrence(_pairs.features(held, day)).test().edges()
        called = set(after.select("a", "b").rows())
        for pair, size in chosen.items():
            total[size] += 1
            found[size] += pair in called
        false += len(called - set(chosen)) / max(len(called), 1)
        edges += len(called)
    return {size: (found[size] / total[size], false / runs) for size in expected}


def by_frequency(term, stratum, met, terms, a, b) -> np.ndarray:
    """The usual expectation, ``f_i f_j M / (S² - Σ f²)`` in each stratum: M pairs in order, S = Σ f.

    It lets a rich context hold a frequent term more than once.
    """
    f = np.zeros((len(met), terms))
    np.add.at(f, (stratum, term), 1)
    share = 2 * met / np.maximum(f.sum(1) ** 2 - (f**2).sum(1), 1)
    return sum(share[one] * f[one, a] * f[one, b] for one in range(len(met)))


def many_meetings(*, runs, seed, **corpus) -> tuple[float, float]:
    """Share of large networks of nothing with an edge: as tested here, and with the usual expectation."""
    called = [0, 0]
    for run in range(runs):
        rng = np.random.default_rng([seed, run, 11])
        held, day = _pairs.presence(rng, **corpus)
        tested = cooccurrence(_pairs.features(held, day)).test()
        pairs, data = tested.to_frame(), tested.incidence
        a, b = pair_codes(tested.incidence, pairs)
        term, stratum = (cells.astype(np.int64) for cells in (data.term, data.stratum[data.row]))
        usual = by_frequency(term, stratum, data.meetings, len(data.terms), a, b)
        phi = pairs["phi"].to_numpy()
        q = benjamini_hochberg(poisson_tail(pairs["f_ab"].to_numpy() / phi, usual / phi), tests=tested.tests)
        called[0] += tested.edges().height > 0
        called[1] += bool((q <= 0.05).any())
    return called[0] / runs, called[1] / runs


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    rows = []
    for dispersion, autocorrelation in GRID[::4] if fast else GRID:
        runs = 4 if fast else 60
        alarms = false_alarms(runs=runs, seed=seed, dispersion=dispersion, autocorrelation=autocorrelation)
        rows.append(
            dict(
                question="edges: false alarms",
                setting=f"dispersion {dispersion}, autocorrelation {autocorrelation}",
                measure="share of networks of nothing with an edge",
                target="at most 0.06",
                value=alarms["ours"],
                usual="independence test",
                usual_value=alarms["independence"],
                runs=runs,
                met=alarms["ours"] <= 0.06,
                note=f"without clusters {alarms['without clusters']:.2f}; "
                f"testing only pairs seen 5 times {alarms['tested where seen often']:.2f}",
            )
        )
    for setting, corpus, runs in () if fast else LARGE:
        ours, usual = many_meetings(runs=runs, seed=seed, **corpus)
        rows.append(
            dict(
                question="edges: false alarms",
                setting=setting,
                measure="share of networks of nothing with an edge",
                target="at most 0.06",
                value=ours,
                usual="expectation by frequency",
                usual_value=usual,
                runs=runs,
                met=ours <= 0.06,
                note=f"simulation error ± {1.96 * np.sqrt(0.05 * 0.95 / runs):.3f}",
            )
        )
    runs = 3 if fast else 40
    for size, (power, false) in discoveries(runs=runs, seed=seed).items():
        rows.append(
            dict(
                question="edges: power",
                setting=f"logDice 2 above the null, {size:g} meetings expected",
                measure="share of planted pairs found",
                target="at least 0.8",
                value=power,
                usual="",
                usual_value=None,
                runs=runs,
                met=power >= 0.8,
                note=f"false discoveries among the edges: {false:.3f}",
            )
        )
    return rows
