"""The test of every pair: how often it would meet by chance, how evenly it meets, and the correction for many tests."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..statistics.multiple_testing import benjamini_hochberg
from .context_richness import meeting_rates
from .curveball import swap_expected
from .incidence import Incidence

NULLS = ("richness", "swap", "independence")
# A pair has to exceed what richness explains by more than this share. Margins do not tell how rich contexts
# fill, as by draws without replacement or by independent mentions, and the two differ by up to 7 %.
ALLOWANCE = 0.10
AT_ONCE = 1_000_000  # pairs whose numbers lie in memory together


def check_null(null: str, context: str) -> None:
    """Raise unless there is such a null model, and it can judge such a context."""
    if null not in NULLS:
        raise StudyError(f"no null model {null!r}; there are: {', '.join(NULLS)}." + did_you_mean(str(null), NULLS))
    if null == "swap" and context == "window":
        raise StudyError(
            "the swap null knows no distance between words, so it cannot judge a window; "
            "use null='richness', or context='sentence'."
        )


def poisson_tail(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """P(X ≥ observed) for a Poisson count with the expected mean; also for counts that are not whole.

    >>> poisson_tail(np.array([0, 3]), np.array([2.0, 1.0])).round(4).tolist()
    [1.0, 0.0803]
    """
    from scipy.special import gammainc

    observed, expected = np.asarray(observed, float), np.asarray(expected, float)
    return np.where(observed > 0, gammainc(np.maximum(observed, 1e-300), expected), 1.0)


def richness_expected(
    row: np.ndarray, term: np.ndarray, stratum: np.ndarray, met: np.ndarray, n_terms: int, a: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """Contexts in which two terms would meet if only the richness of contexts brought terms together.

    In each stratum terms keep their frequency and contexts the number of their terms; every table with these
    margins is as likely as any other, to the approximation of `context_richness.meeting_rates`. The expectations
    of all pairs of a stratum add up to the pairs seen.

    Parameters
    ----------
    row, term, stratum : int arrays, shape (cells,), sorted by row
        A context, a term in it, and the stratum of the context.
    met : int array, shape (strata,)
        Pairs that meet in each stratum, each counted once.
    n_terms : int
    a, b : int arrays, shape (pairs asked for,)

    Returns
    -------
    float array, shape (pairs asked for,)
    """
    expected = np.zeros(len(a))
    cells = np.split(np.argsort(stratum, kind="stable"), np.cumsum(np.bincount(stratum, minlength=len(met)))[:-1])
    for one in np.flatnonzero(met):
        size = np.bincount(row[cells[one]] - row[cells[one][0]])
        f = np.bincount(term[cells[one]], minlength=n_terms)
        rate, kind = meeting_rates(f, size[size > 0])
        total = np.bincount(kind, f)
        all_pairs = (rate * np.outer(total, total)).sum() - (np.diag(rate)[kind] * f * f).sum()
        rate *= 2 * met[one] / all_pairs
        for low in range(0, len(a), AT_ONCE):
            i, j = a[low : low + AT_ONCE], b[low : low + AT_ONCE]
            expected[low : low + AT_ONCE] += rate.ravel()[kind[i] * len(rate) + kind[j]] * f[i] * f[j]
    return expected


def pair_dispersion(squares: np.ndarray, counts: np.ndarray, clusters: int) -> np.ndarray:
    """How much more a pair's count varies between days than a Poisson count would; at least 1.

    ``φ = Σ n_d² / Σ n_d - Σ n_d / D``, the ratio of variance to mean of the meetings on each of D days. A
    pair that met five times in one speech has φ = 5: one event, not five.

    >>> pair_dispersion(np.array([25.0, 5.0]), np.array([5.0, 5.0]), 1000).round(3).tolist()
    [4.995, 1.0]
    """
    seen = counts > 0
    ratio = np.divide(squares, counts, out=np.ones(len(counts)), where=seen)
    return np.maximum(ratio - counts / max(clusters, 1), 1.0)


def tested_pairs(
    incidence: Incidence,
    pairs: pl.DataFrame,
    able: list[str],
    excluded: Iterable[tuple[str, str]],
    *,
    null: str,
    clusters: bool,
    draws: int,
    seed: int,
) -> tuple[pl.DataFrame, int]:
    """Add expected · phi · p · q to ``pairs``, and say how many pairs were tested.

    Pairs of ``able`` terms are tested, but for those ``excluded``, which have a relation; p and q of the others
    are null.
    """
    a, b = pair_codes(incidence, pairs)
    observed = pairs["f_ab"].to_numpy().astype(np.int64)
    phi = _dispersion(incidence, a, b) if clusters and null != "swap" else np.ones(len(a))
    if null == "swap":
        expected, p = swap_expected(*_cells(incidence), len(incidence.terms), a, b, observed, draws=draws, seed=seed)
    elif null == "richness":
        expected = _expected(incidence, a, b)
        p = poisson_tail(observed / phi, expected * (1 + ALLOWANCE) / phi)
    else:
        expected = pairs["f_a"].to_numpy().astype(float) * pairs["f_b"].to_numpy() / max(incidence.n_contexts, 1)
        p = poisson_tail(observed / phi, expected / phi)
    excluded, known = list(excluded), set(able)
    testable = pl.col("a").is_in(able) & pl.col("b").is_in(able)
    if excluded:
        testable &= pl.col("relation").is_null()
    tests = len(able) * (len(able) - 1) // 2 - sum(x in known and y in known for x, y in excluded)
    out = pairs.with_columns(
        expected=pl.Series(expected, dtype=pl.Float64),
        phi=pl.Series(phi, dtype=pl.Float64),
        p=pl.Series(p, dtype=pl.Float64),
    ).with_columns(p=pl.when(testable).then("p"))
    values = out["p"].to_numpy()
    tried = np.isfinite(values)
    q = np.full(len(values), np.nan)
    q[tried] = benjamini_hochberg(values[tried], tests=tests)
    return out.with_columns(q=pl.Series(q, dtype=pl.Float64).fill_nan(None)), tests


def richness_chance(incidence: Incidence, pairs: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Expected contexts by richness, and dispersion over days, of pairs of known terms, seen or not."""
    a, b = pair_codes(incidence, pairs)
    return _expected(incidence, a, b), _dispersion(incidence, a, b)


def pair_codes(incidence: Incidence, pairs: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The codes of the terms in columns a and b."""
    terms = pl.Enum(incidence.terms)
    a, b = (pairs[end].cast(terms).to_physical().to_numpy().astype(np.int64) for end in ("a", "b"))
    return a, b


def _cells(incidence: Incidence) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row, term and stratum of each cell."""
    stratum = incidence.stratum[incidence.row]
    return incidence.row.astype(np.int64), incidence.term.astype(np.int64), stratum.astype(np.int64)


def _expected(incidence: Incidence, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return richness_expected(*_cells(incidence), incidence.meetings, len(incidence.terms), a, b)


def _dispersion(incidence: Incidence, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Dispersion over days of each pair asked for."""
    asked = pl.DataFrame({"a": a, "b": b}, schema={"a": pl.UInt32, "b": pl.UInt32})
    sums = incidence.pairs.select("a", "b", "squares", "f_ab")
    asked = asked.join(sums, on=["a", "b"], how="left", maintain_order="left").fill_null(0)
    return pair_dispersion(
        asked["squares"].to_numpy().astype(float), asked["f_ab"].to_numpy().astype(float), incidence.n_clusters
    )
