"""Which edges to draw: the noise-corrected backbone and the disparity filter."""

from __future__ import annotations

import polars as pl

DELTAS = (1.28, 1.64, 2.32)  # one-sided 10, 5 and 1 % of the normal distribution


def _ends(pairs: pl.DataFrame, weight: str) -> pl.DataFrame:
    """Add the strength and degree of both ends, of the table that holds each pair in both directions."""
    long = pl.concat([pairs.select(term=end, w=pl.col(weight).cast(pl.Float64)) for end in ("a", "b")])
    node = long.group_by("term").agg(s=pl.col("w").sum(), k=pl.len())
    return (
        pairs.join(node.rename({"term": "a", "s": "_sa", "k": "_ka"}), on="a")
        .join(node.rename({"term": "b", "s": "_sb", "k": "_kb"}), on="b")
        .with_columns(_w=pl.col(weight).cast(pl.Float64))
        .sort("a", "b")
    )


def noise_corrected(pairs: pl.DataFrame, *, weight: str = "f_ab") -> pl.DataFrame:
    """Score each pair by how far its weight exceeds what the strengths of its ends explain, with its error.

    On the table that holds each pair in both directions (total ``n`` = twice the sum of weights):
    ``score = (κ w - 1) / (κ w + 1)`` with ``κ = n / (s_a s_b)``, between -1 and 1; its variance comes from a
    beta-binomial model whose prior has the mean and variance of a hypergeometric draw (Coscia & Neffke 2017).

    Parameters
    ----------
    pairs : DataFrame with a, b and ``weight``
        All pairs seen, not only those tested: they make the strengths.

    Returns
    -------
    DataFrame
        The same rows, sorted by a, b, with ``score`` and ``score_sd``.

    Notes
    -----
    The authors' own script writes the second parameter of the prior with (1 - μ²) where the method of
    moments gives (1 - μ)²; here the latter stands. The prior then has the mean and variance that it is meant
    to have.
    """
    if pairs.is_empty():
        return pairs.with_columns(score=pl.lit(None, dtype=pl.Float64), score_sd=pl.lit(None, dtype=pl.Float64))
    table = _ends(pairs, weight)
    n = 2.0 * float(table["_w"].sum())
    w, sa, sb = pl.col("_w"), pl.col("_sa"), pl.col("_sb")
    mean = sa * sb / n**2
    variance = sa * sb * (n - sa) * (n - sb) / (n**4 * (n - 1))
    size = mean * (1 - mean) / variance - 1  # α + β of the beta prior
    share = (mean * size + w) / (size + n)
    kappa = n / (sa * sb)
    slope = 1 / (sa * sb) - n * (sa + sb) / (sa * sb) ** 2  # of κ, as the weight itself is part of s and n
    d_score = 2 * (kappa + w * slope) / (kappa * w + 1) ** 2
    sd = (share * (1 - share) * n).sqrt() * d_score.abs()
    return table.with_columns(score=(kappa * w - 1) / (kappa * w + 1), score_sd=sd).drop(
        "_sa", "_sb", "_ka", "_kb", "_w"
    )


def disparity(pairs: pl.DataFrame, *, weight: str = "f_ab") -> pl.DataFrame:
    """The disparity filter: how likely so large a share of a node's weight would be if split at random.

    ``score = min over both ends of (1 - w / s)^(k - 1)``, with the strength s and the degree k of an end
    (Serrano, Boguñá & Vespignani 2009). An end with one edge says nothing (score 1).
    """
    if pairs.is_empty():
        return pairs.with_columns(score=pl.lit(None, dtype=pl.Float64), score_sd=pl.lit(None, dtype=pl.Float64))
    table = _ends(pairs, weight)
    ends = [(1 - pl.col("_w") / pl.col(f"_s{end}")).pow(pl.col(f"_k{end}").cast(pl.Float64) - 1) for end in "ab"]
    return table.with_columns(score=pl.min_horizontal(*ends), score_sd=pl.lit(None, dtype=pl.Float64)).drop(
        "_sa", "_sb", "_ka", "_kb", "_w"
    )
