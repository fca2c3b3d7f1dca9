"""Do members of a list change places when they did, and not when they did not? Shares of months, planted and even."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np

from analysis.collocates.order_flips import LEAST, LEAST_MONTHS
from analysis.statistics.share_change import ShareChange, likely_span, share_change
from analysis.statistics.share_changes import share_changes

MONTHS = 72
DRAWS, RUNS = 199, 1_000
BEYOND = 0.05  # p
TURNS = [((0.95, 0.05, 0.95), m, c) for m in (2, 4, 8) for c in (0.0, 0.2)] + [((0.95, 0.05, 0.95, 0.05), 8, 0.0)]


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


def repeating(share: np.ndarray, n: np.ndarray, again: float, random: np.random.Generator) -> np.ndarray:
    """The same of documents in a row, each of which has the order of the one before it with probability ``again``."""
    month = np.repeat(np.arange(len(n)), n)
    fresh = random.random(len(month)) >= again
    fresh[:1] = True
    own = random.random(len(month)) < share[month]
    said = own[np.maximum.accumulate(np.where(fresh, np.arange(len(month)), 0))]
    return np.bincount(month, said, len(n)).astype(np.int64)


def staying(share: np.ndarray, n: np.ndarray, clustering: float, stay: float, random: np.random.Generator):
    """The same of months that keep the share of the month before them, or draw another from a normal on the scale of log odds."""
    spread = np.sqrt(clustering / (share * (1 - share))) * 1.2
    z = random.standard_normal(len(n))
    fresh = random.random(len(n)) >= stay
    fresh[0] = True
    z = z[np.maximum.accumulate(np.where(fresh, np.arange(len(n)), 0))]
    odds = np.log(share / (1 - share)) + spread * z
    return random.binomial(n, 1 / (1 + np.exp(-odds)))


def nulls() -> list[tuple[str, bool, Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]]]]:
    """Settings of one share, whether they have a bound, and how they are drawn: (k, n)."""

    def of(draw, share: float, a_month: float | np.ndarray, *more):
        size = MONTHS if isinstance(a_month, (int, float)) else len(a_month)

        def drawn_series(random):
            n = random.poisson(a_month, size)
            return draw(np.full(size, share), n, *more, random), n

        return drawn_series

    def beta(share, n, clustering, rho, random):
        return drawn(share, n, clustering, random, rho)

    out = []
    for share, a_month, clustering in product((0.5, 0.9), (2, 8), (0.0, 0.2)):
        said = f"share {share:g}, {a_month} documents a month, {_said(clustering)}"
        out.append((said, True, of(beta, share, a_month, clustering, 0.0)))
    for share, a_month, rho in [*product((0.5, 0.9), (2, 8), (0.5,)), (0.5, 8, 0.8)]:
        said = f"share {share:g}, {a_month} documents a month, {_said(0.2, rho)}"
        out.append((said, rho < 0.8, of(beta, share, a_month, 0.2, rho)))
    for share, a_month, again in [(0.5, 2, 0.5), (0.9, 2, 0.5), (0.5, 8, 0.8), (0.9, 8, 0.8)]:
        said = f"share {share:g}, {a_month} documents a month, {again:.0%} of documents as the one before"
        out.append((said, True, of(repeating, share, a_month, again)))
    for share, a_month in product((0.5, 0.9), (2, 8)):
        said = f"share {share:g}, {a_month} documents a month, log odds normal, half of the months as the one before"
        out.append((said, True, of(staying, share, a_month, 0.1, 0.5)))
    growing = np.linspace(1, 12, MONTHS)
    out.append(("share 0.8, 1 to 12 documents a month, clustering 0.2", True, of(beta, 0.8, growing, 0.2, 0.0)))
    out.append(("share 0.8, 24 months of 4 documents, clustering 0.2", True, of(beta, 0.8, np.full(24, 4), 0.2, 0.0)))
    return out


def turned(levels: Sequence[float], a_month: float, clustering: float, *, runs: int, seed: int):
    """Series with these shares one after another, each change in a month of its own; (k, n, months of change) of each."""
    random, parts = np.random.default_rng([seed, 2, len(levels)]), len(levels)
    for _ in range(runs):
        n = random.poisson(a_month, MONTHS)
        lengths = MONTHS // 4 + np.floor(random.dirichlet(np.ones(parts)) * (MONTHS - parts * (MONTHS // 4)))
        if parts > 3:
            lengths = np.full(parts, MONTHS // parts)
        at = np.cumsum(lengths)[:-1].astype(np.int64)
        share = np.asarray(levels)[np.searchsorted(at, np.arange(MONTHS), side="right")]
        yield drawn(share, n, clustering, random), n, at


def all_changes(k: np.ndarray, n: np.ndarray, seed: list[int]) -> tuple[ShareChange, np.ndarray]:
    """The first change looked for, and the months of all that are called; of one pair q is p."""
    whole = share_change(k, n, draws=DRAWS, seed=seed)
    if whole.p > BEYOND:
        return whole, np.zeros(0, np.int64)
    found = share_changes(k, n, whole, alpha=BEYOND, least=(LEAST, LEAST_MONTHS), draws=DRAWS, seed=seed)
    return whole, np.array([one.begin + one.change.first for one in found])


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
    runs, rows = 100 if fast else RUNS, []
    even = nulls()
    for j, (setting, bounded, draw) in enumerate([even[3], even[9], even[14]] if fast else even):
        random = np.random.default_rng([seed, 1, j])
        found = [share_change(*draw(random), draws=DRAWS, seed=[seed, one]) for one in range(runs)]
        called = np.array([one.p <= BEYOND for one in found])
        flips = np.array([(one.before - 0.5) * (one.after - 0.5) < 0 for one in found]) & called
        for question, measure, of in (
            ("false changes", "series with p ≤ 0.05", called),
            ("false flips", "the same, on two sides of one half", flips),
        ):
            value = float(of.mean())
            bound = "at most 0.06" if bounded else "none set: 72 months are as few as eight independent ones"
            rows.append(_row(question, setting, measure, value, bound, not bounded or value <= 0.06, runs))
    plants = list(product((0.95, 0.8), (1, 2, 4, 8), (0.0, 0.2)))
    for before, a_month, clustering in [(0.95, 4, 0.0)] if fast else plants:
        near, more, held, width = [], [], [], []
        for one, (k, n, at) in enumerate(turned((before, 1 - before), a_month, clustering, runs=runs, seed=seed)):
            whole, months = all_changes(k, n, [seed, one])
            near.append(len(months) and np.abs(months - at[0]).min() <= 1)
            more.append(len(months) > 1)
            low, high = likely_span(whole.posterior, 0.95)
            held.append(low <= at[0] <= high)
            width.append(high - low + 1)
        setting = f"{before:g} to {1 - before:.2g}, {a_month} documents a month, {_said(clustering)}"
        enough, value = a_month >= 4 and before > 0.9, float(np.mean(near))
        bound = "at least 0.9" if enough else "none set: fewer documents, or a turn less full"
        rows.append(_row("turns", setting, "called, within a month", value, bound, not enough or value >= 0.9, runs))
        wide = f"median width {np.median(width):g} months"
        value = float(np.mean(held))
        rows.append(
            _row("interval of the month", setting, "hold it", value, "at least 0.93", value >= 0.93, runs, wide)
        )
        value = float(np.mean(more))
        rows.append(
            _row("false further changes", setting, "two or more called", value, "at most 0.06", value <= 0.06, runs)
        )
    for levels, a_month, clustering in [((0.95, 0.05, 0.95), 4, 0.2)] if fast else TURNS:
        right = []
        for one, (k, n, at) in enumerate(turned(levels, a_month, clustering, runs=runs, seed=seed)):
            months = all_changes(k, n, [seed, one])[1]
            right.append(len(months) == len(at) and np.abs(months - at).max() <= 1)
        setting = f"{', '.join(f'{x:g}' for x in levels)}, {a_month} documents a month, {_said(clustering)}"
        enough, value = a_month >= 4 and len(levels) == 3, float(np.mean(right))
        bound = "at least 0.8" if enough else "none set: fewer documents, or shorter parts"
        rows.append(_row("there and back", setting, "all called, each within a month, and no other", value, bound,
                         not enough or value >= 0.8, runs))  # fmt: skip
    return rows
