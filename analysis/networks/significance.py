"""The test of every pair in a table of co-occurrences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..statistics.multiple_testing import benjamini_hochberg
from . import null_models as nulls
from .contexts import Incidence

NULLS = ("richness", "swap", "independence")
# A pair has to exceed what richness explains by more than this share. Margins do not tell how rich contexts
# fill, as by draws without replacement or by independent mentions, and the two differ by up to 7 %.
ALLOWANCE = 0.10


def tested(
    data: Incidence,
    n_contexts: int,
    parameters: Mapping[str, Any],
    pairs: pl.DataFrame,
    able: list[str],
    *,
    null: str,
    clusters: bool,
    swaps: int,
    seed: int,
) -> tuple[pl.DataFrame, int]:
    """Add expected · p · q · phi to ``pairs``, and say how many pairs were tested.

    Pairs of ``able`` terms are tested; p and q of the others are null.
    """
    if null not in NULLS:
        raise StudyError(f"no null model {null!r}; there are: {', '.join(NULLS)}." + did_you_mean(str(null), NULLS))
    if null == "swap" and parameters["context"] == "window":
        raise StudyError(
            "the swap null knows no distance between words, so it cannot judge a window; "
            "use null='richness', or context='sentence'."
        )
    a, b = numbers(data, pairs)
    observed = pairs["f_ab"].to_numpy().astype(np.int64)
    row, term, stratum = (cells.astype(np.int64) for cells in (data.row, data.term, data.stratum[data.row]))
    phi = _phi(data, a, b) if clusters and null != "swap" else np.ones(len(a))
    if null == "swap":
        expected, p = nulls.swap_expected(row, term, stratum, len(data.terms), a, b, observed, n=swaps, seed=seed)
    else:
        if null == "richness":
            expected = nulls.richness_expected(row, term, stratum, data.met, len(data.terms), a, b)
            most = expected * (1 + ALLOWANCE)
        else:
            expected = pairs["f_a"].to_numpy().astype(float) * pairs["f_b"].to_numpy() / max(n_contexts, 1)
            most = expected
        p = nulls.poisson_tail(observed / phi, most / phi)
    known = set(able)
    testable = pl.col("a").is_in(able) & pl.col("b").is_in(able)
    tests = len(able) * (len(able) - 1) // 2
    if not parameters["related"]:
        testable &= pl.col("relation").is_null()
        tests -= sum(x in known and y in known for x, y in parameters["relations"])
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


def numbers(data: Incidence, pairs: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of the terms in columns a and b, among the terms asked for."""
    index = pl.DataFrame({"term": data.terms}, schema={"term": pl.String}).with_row_index("at")
    numbered = (
        pairs.select("a", "b")
        .join(index, left_on="a", right_on="term", how="left", maintain_order="left")
        .join(index, left_on="b", right_on="term", how="left", maintain_order="left", suffix="_b")
    )
    return numbered["at"].to_numpy().astype(np.int64), numbered["at_b"].to_numpy().astype(np.int64)


def chance(data: Incidence, pairs: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Expected contexts by richness, and dispersion over days, of pairs of terms asked for, seen or not."""
    a, b = numbers(data, pairs)
    row, term, stratum = (cells.astype(np.int64) for cells in (data.row, data.term, data.stratum[data.row]))
    expected = nulls.richness_expected(row, term, stratum, data.met, len(data.terms), a, b)
    return expected, _phi(data, a, b)


def _phi(data: Incidence, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Dispersion over days of each pair asked for."""
    asked = pl.DataFrame({"a": a, "b": b}, schema={"a": pl.UInt32, "b": pl.UInt32})
    sums = data.pairs.select("a", "b", "squares", "f_ab")
    asked = asked.join(sums, on=["a", "b"], how="left", maintain_order="left").fill_null(0)
    return nulls.pair_dispersion(
        asked["squares"].to_numpy().astype(float), asked["f_ab"].to_numpy().astype(float), data.clusters
    )
