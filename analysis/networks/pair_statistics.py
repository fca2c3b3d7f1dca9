"""Statistics of pairs: association, what chance would bring, the test of every pair, and the scores of backbones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..statistics.multiple_testing import benjamini_hochberg
from .context_richness import meeting_rates
from .curveball import swap_expected
from .incidence import Incidence

MEASURES = ("log_dice", "npmi", "mi3", "g2", "delta_p_ab", "delta_p_ba")
NULLS = ("richness", "swap", "independence")
# A pair has to exceed what richness explains by more than this share. Margins do not tell how rich contexts
# fill, as by draws without replacement or by independent mentions, and the two differ by up to 7 %.
ALLOWANCE = 0.10
AT_ONCE = 1_000_000  # pairs whose numbers lie in memory together


def named_pairs(incidence: Incidence, relations: Mapping[tuple[str, str], str], pairs: pl.DataFrame) -> pl.DataFrame:
    """a · b · f_a · f_b · f_ab · documents · months · one_surface · relation of pairs of codes.

    Codes follow the order of the labels, so a table sorted by code is sorted by label.
    """
    labels, n = pl.Series(incidence.terms, dtype=pl.String), len(incidence.terms)
    contexts, a, b = incidence.frequency["contexts"], pairs["a"], pairs["b"]
    code = {label: code for code, label in enumerate(incidence.terms)}
    bound = {code[one] * n + code[other]: relation for (one, other), relation in relations.items()}
    key = pl.Series(a.to_numpy().astype(np.int64) * n + b.to_numpy())
    return pairs.select(
        labels.gather(a).alias("a"),
        labels.gather(b).alias("b"),
        contexts.gather(a).alias("f_a"),
        contexts.gather(b).alias("f_b"),
        *("f_ab", "documents", "months", "one_surface"),
        relation=key.replace_strict(bound, default=None, return_dtype=pl.String),
    )


def association(pairs: pl.DataFrame, n_contexts: int) -> pl.DataFrame:
    """Add the measures of association to a table with the columns f_a, f_b (contexts that hold each term), f_ab (both).

    - ``log_dice``: 14 + log2(2 f_ab / (f_a + f_b)); at most 14, holds no N (all contexts), so slices of different
      size compare; one point less is half the attraction (Rychlý 2008)
    - ``npmi``: log2(f_ab N / (f_a f_b)) / -log2(f_ab / N), between -1 and 1 (Bouma 2009)
    - ``mi3``: log2(f_ab³ N / (f_a f_b)) (Daille 1994)
    - ``g2``: twice the log likelihood ratio of the two-by-two table, negative where the pair is rarer
      than under independence (Dunning 1993)
    - ``delta_p_ab``: share of b among contexts with a, less its share among those without; from a to b
      (Gries 2013); ``delta_p_ba``: from b to a.

    A measure that is not defined (a pair never seen, a term in every context) is null.

    >>> association(pl.DataFrame({"f_a": [10], "f_b": [10], "f_ab": [5]}), 100)["log_dice"].item()
    13.0
    """
    n = float(n_contexts)
    a, b, ab = (pl.col(name).cast(pl.Float64) for name in ("f_a", "f_b", "f_ab"))

    def part(observed: pl.Expr, row: pl.Expr, column: pl.Expr) -> pl.Expr:  # 0 log 0 is 0
        return pl.when(observed > 0).then(observed * (observed * n / (row * column)).log()).otherwise(0.0)

    g2 = 2 * (part(ab, a, b) + part(a - ab, a, n - b) + part(b - ab, n - a, b) + part(n - a - b + ab, n - a, n - b))
    seen = ab > 0
    pmi = (ab * n / (a * b)).log(2)
    return pairs.with_columns(
        log_dice=pl.when(seen).then(14 + (2 * ab / (a + b)).log(2)),
        npmi=pl.when(seen).then(pl.when(ab == n).then(1.0).otherwise(pmi / -(ab / n).log(2))),
        mi3=pl.when(seen).then((ab**3 * n / (a * b)).log(2)),
        g2=g2 * pl.when(ab * n >= a * b).then(1.0).otherwise(-1.0),
        delta_p_ab=pl.when(a < n).then(ab / a - (b - ab) / (n - a)),
        delta_p_ba=pl.when(b < n).then(ab / b - (a - ab) / (n - b)),
    )


def poisson_tail(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """P(X ≥ observed) for a Poisson count with the expected mean; also for counts that are not whole.

    >>> poisson_tail(np.array([0, 3]), np.array([2.0, 1.0])).round(4).tolist()
    [1.0, 0.0803]
    """
    from scipy.special import gammainc

    observed, expected = np.asarray(observed, float), np.asarray(expected, float)
    return np.where(observed > 0, gammainc(np.maximum(observed, 1e-300), expected), 1.0)


def richness_expected(row, term, stratum, meetings, n_terms: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Contexts in which terms a and b would meet if only the richness of contexts brought terms together.

    In each stratum terms keep their frequency and contexts the number of their terms; every table with these
    margins is as likely as any other, to the approximation of `context_richness.meeting_rates`. The expectations
    of all pairs of a stratum add up to its ``meetings``. Row, term and stratum are those of each cell, sorted by row.
    """
    expected = np.zeros(len(a))
    cells = np.split(np.argsort(stratum, kind="stable"), np.cumsum(np.bincount(stratum, minlength=len(meetings)))[:-1])
    for one in np.flatnonzero(meetings):
        size = np.bincount(row[cells[one]] - row[cells[one][0]])
        f = np.bincount(term[cells[one]], minlength=n_terms)
        rate, kind = meeting_rates(f, size[size > 0])
        total = np.bincount(kind, f)
        all_pairs = (rate * np.outer(total, total)).sum() - (np.diag(rate)[kind] * f * f).sum()
        rate *= 2 * meetings[one] / all_pairs
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
    context: str,
    null: str,
    clusters: bool,
    draws: int,
    seed: int,
) -> tuple[pl.DataFrame, int]:
    """Add expected · phi · p · q to ``pairs``, and say how many pairs were tested.

    Pairs of ``able`` terms are tested, but for those ``excluded``, which have a relation; p and q of the others
    are null.
    """
    if null not in NULLS:
        raise StudyError(f"no null model {null!r}; there are: {', '.join(NULLS)}." + did_you_mean(str(null), NULLS))
    if null == "swap" and context == "window":
        raise StudyError(
            "the swap null knows no distance between words, so it cannot judge a window; "
            "use null='richness', or context='sentence'."
        )
    a, b = pair_codes(incidence, pairs)
    observed = pairs["f_ab"].to_numpy().astype(np.int64)
    phi = _dispersion(incidence, a, b) if clusters and null != "swap" else np.ones(len(a))
    if null == "swap":
        expected, p = swap_expected(*incidence.cells, len(incidence.terms), a, b, observed, draws=draws, seed=seed)
    elif null == "richness":
        expected = richness_expected(*incidence.cells, incidence.meetings, len(incidence.terms), a, b)
        p = poisson_tail(observed / phi, expected * (1 + ALLOWANCE) / phi)
    else:
        expected = pairs["f_a"].to_numpy().astype(float) * pairs["f_b"].to_numpy() / max(incidence.n_contexts, 1)
        p = poisson_tail(observed / phi, expected / phi)
    excluded, known = list(excluded), set(able)
    testable = pl.col("a").is_in(able) & pl.col("b").is_in(able)
    if excluded:
        testable &= pl.col("relation").is_null()
    tests = len(able) * (len(able) - 1) // 2 - sum(x in known and y in known for x, y in excluded)
    numbers = {"expected": expected, "phi": phi, "p": p}
    out = pairs.with_columns(pl.Series(name, values, pl.Float64) for name, values in numbers.items())
    out = out.with_columns(p=pl.when(testable).then("p"))
    values = out["p"].to_numpy()
    tried = np.isfinite(values)
    q = np.full(len(values), np.nan)
    q[tried] = benjamini_hochberg(values[tried], tests=tests)
    return out.with_columns(q=pl.Series(q, dtype=pl.Float64).fill_nan(None)), tests


def richness_chance(incidence: Incidence, pairs: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Expected contexts by richness, and dispersion over days, of pairs of known terms, seen or not."""
    a, b = pair_codes(incidence, pairs)
    expected = richness_expected(*incidence.cells, incidence.meetings, len(incidence.terms), a, b)
    return expected, _dispersion(incidence, a, b)


def pair_codes(incidence: Incidence, pairs: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The codes of the terms in columns a and b."""
    terms = pl.Enum(incidence.terms)
    a, b = (pairs[end].cast(terms).to_physical().to_numpy().astype(np.int64) for end in ("a", "b"))
    return a, b


def _dispersion(incidence: Incidence, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Dispersion over days of each pair asked for."""
    asked = pl.DataFrame({"a": a, "b": b}, schema={"a": pl.UInt32, "b": pl.UInt32})
    sums = incidence.pairs.select("a", "b", "squares", "f_ab")
    asked = asked.join(sums, on=["a", "b"], how="left", maintain_order="left").fill_null(0)
    squares, counts = (asked[name].to_numpy().astype(float) for name in ("squares", "f_ab"))
    return pair_dispersion(squares, counts, incidence.n_clusters)


def _with_ends(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs with their weight (f_ab) and the strength s and degree k of both ends, sorted by a, b."""
    long = pl.concat([pairs.select(term=end, w=pl.col("f_ab").cast(pl.Float64)) for end in ("a", "b")])
    node = long.group_by("term").agg(s=pl.col("w").sum(), k=pl.len().cast(pl.Float64))
    table = pairs.with_columns(_w=pl.col("f_ab").cast(pl.Float64))
    for end in ("a", "b"):
        table = table.join(node.rename({"term": end, "s": f"_s{end}", "k": f"_k{end}"}), on=end)
    return table.sort("a", "b")


def noise_corrected(pairs: pl.DataFrame) -> pl.DataFrame:
    """Score each pair by how far its weight exceeds what the strengths of its ends explain, with its error.

    On the table that holds each pair in both directions (total ``n`` = twice the sum of weights):
    ``score = (κ w - 1) / (κ w + 1)`` with ``κ = n / (s_a s_b)``, between -1 and 1; its variance comes from a
    beta-binomial model whose prior has the mean and variance of a hypergeometric draw (Coscia & Neffke 2017).

    The pairs are all those seen, not only those tested: they make the strengths. The authors' script writes the prior's
    second parameter with (1 - μ²) where the method of moments, followed here, gives (1 - μ)².
    """
    table = pairs.sort("a", "b")
    a, b = np.split(pl.concat([table["a"], table["b"]]).rank("dense").to_numpy().astype(np.int64) - 1, 2)
    score, sd = noise_scores(a, b, table["f_ab"].to_numpy().astype(float), 2 * len(a))
    return table.with_columns(score=score, score_sd=sd)


def noise_scores(a: np.ndarray, b: np.ndarray, w: np.ndarray, terms: int) -> tuple[np.ndarray, np.ndarray]:
    """Score and standard deviation of `noise_corrected`, for pairs of codes with weights; (K,) each."""
    strength = np.bincount(a, w, terms) + np.bincount(b, w, terms)
    n, sa, sb = strength.sum(), strength[a], strength[b]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sa * sb / n**2
        variance = sa * sb * (n - sa) * (n - sb) / (n**4 * (n - 1))
        size = mean * (1 - mean) / variance - 1  # α + β of the beta prior
        share = (mean * size + w) / (size + n)
        kappa = n / (sa * sb)
        slope = 1 / (sa * sb) - n * (sa + sb) / (sa * sb) ** 2  # of κ, as the weight itself is part of s and n
        d_score = 2 * (kappa + w * slope) / (kappa * w + 1) ** 2
        return (kappa * w - 1) / (kappa * w + 1), np.sqrt(share * (1 - share) * n) * np.abs(d_score)


def disparity(pairs: pl.DataFrame) -> pl.DataFrame:
    """The disparity filter: how likely so large a share of a node's weight would be if split at random.

    ``score = min over both ends of (1 - w / s)^(k - 1)``, with the strength s and the degree k of an end
    (Serrano, Boguñá & Vespignani 2009). An end with one edge says nothing (score 1).
    """
    ends = [(1 - pl.col("_w") / pl.col(f"_s{end}")).pow(pl.col(f"_k{end}") - 1) for end in "ab"]
    table = _with_ends(pairs).with_columns(score=pl.min_horizontal(*ends), score_sd=pl.lit(None, dtype=pl.Float64))
    return table.select(*pairs.columns, "score", "score_sd")
