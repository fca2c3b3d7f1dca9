"""Do members of a list change places when they did, and not when they did not? Shares of months, planted and even."""

from __future__ import annotations

from itertools import product

import numpy as np

from analysis.statistics.share_change import ShareChange, likely_span, share_change

MONTHS = 72
DRAWS = 199
BEYOND = 0.05  # p


def drawn(share: np.ndarray, n: np.ndarray, clustering: float, random: np.random.Generator, rho: float = 0.0):
    """Documents that name the one member first; beta-binomial, months alike those before them where ``rho`` is above 0."""
    if not clustering:
        return random.binomial(n, share)
    a, b = share * (1 / clustering - 1), (1 - share) * (1 / clustering - 1)
    if not rho:
        return random.binomial(n, random.beta(a, b))
    from scipy.special import betaincinv, ndtr

    z = random.standard_normal(len(n))
    for t in range(1, len(n)):
        z[t] = rho * z[t - 1] + np.sqrt(1 - rho**2) * z[t]
    return random.binomial(n, np.clip(betaincinv(a, b, ndtr(z)), 0, 1))


def even(share: float, a_month: float, clustering: float, rho: float, *, runs: int, seed: int) -> list[ShareChange]:
    """Series of one share, with Poisson numbers of documents."""
    random, found = np.random.default_rng([seed, 1]), []
    for run in range(runs):
        n = random.poisson(a_month, MONTHS)
        k = drawn(np.full(MONTHS, share), n, clustering, random, rho)
        found.append(share_change(k, n, draws=DRAWS, seed=[seed, run]))
    return found


def turned(before: float, a_month: float, clustering: float, *, runs: int, seed: int):
    """Found changes of series that turn to ``1 − before`` in a month of their own, and these months."""
    random, found, planted = np.random.default_rng([seed, 2]), [], []
    for run in range(runs):
        n = random.poisson(a_month, MONTHS)
        at = int(random.integers(MONTHS // 4, 3 * MONTHS // 4))
        k = drawn(np.where(np.arange(MONTHS) < at, before, 1 - before), n, clustering, random)
        found.append(share_change(k, n, draws=DRAWS, seed=[seed, run]))
        planted.append(at)
    return found, np.array(planted)


def _row(question: str, setting: str, measure: str, value: float, target: str, met: bool, runs: int, note="") -> dict:
    return dict(
        question=f"order of a list: {question}",
        setting=setting,
        measure=measure,
        value=float(value),
        target=target,
        met=bool(met),
        usual="",
        usual_value=None,
        runs=runs,
        note=note,
    )


def _said(clustering: float, rho: float = 0.0) -> str:
    said = f"clustering {clustering:g}" if clustering else "independent"
    return said + (f", autocorrelation {rho:g}" if rho else "")


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    runs, rows = 100 if fast else 1_000, []
    nulls = [(s, m, c, 0.0) for s, m, c in product((0.5, 0.9), (2, 8), (0.0, 0.2))] + [(0.5, 8, 0.2, 0.5)]
    for share, a_month, clustering, rho in [nulls[3], nulls[4]] if fast else nulls:
        found = even(share, a_month, clustering, rho, runs=runs, seed=seed)
        called = [one for one in found if one.p <= BEYOND]
        setting = f"share {share:g}, {a_month} documents a month, {_said(clustering, rho)}"
        value = len(called) / runs
        bound = "none set: months are taken as independent" if rho else "at most 0.06"
        rows.append(_row("false changes", setting, "series with p ≤ 0.05", value, bound, rho or value <= 0.06, runs))
        flips = np.mean([one.p <= BEYOND and (one.before - 0.5) * (one.after - 0.5) < 0 for one in found])
        rows.append(
            _row("false flips", setting, "the same, on two sides of one half", flips, bound, rho or flips <= 0.06, runs)
        )
    plants = [(b, m, c) for b, m, c in product((0.95, 0.8), (1, 2, 4, 8), (0.0, 0.2))]
    for before, a_month, clustering in [(0.95, 4, 0.0)] if fast else plants:
        found, planted = turned(before, a_month, clustering, runs=runs, seed=seed)
        near = np.mean([one.p <= BEYOND and abs(one.first - at) <= 1 for one, at in zip(found, planted, strict=True)])
        spans = [likely_span(one.posterior, 0.95) for one in found]
        held = np.mean([low <= at <= high for (low, high), at in zip(spans, planted, strict=True)])
        setting = f"{before:g} to {1 - before:.2g}, {a_month} documents a month, {_said(clustering)}"
        enough = a_month >= 4 and before > 0.9
        bound = "at least 0.9" if enough else "none set: fewer documents, or a turn less full"
        rows.append(_row("turns", setting, "called, within a month", near, bound, not enough or near >= 0.9, runs))
        wide = f"median width {np.median([high - low + 1 for low, high in spans]):g} months"
        rows.append(_row("interval of the month", setting, "hold it", held, "at least 0.93", held >= 0.93, runs, wide))
    return rows
