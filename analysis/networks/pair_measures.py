"""Pairs by name and their measures: how strongly its terms attract each other, and whether a backbone keeps its edge."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from .incidence import Incidence

MEASURES = ("log_dice", "npmi", "mi3", "g2", "delta_p_ab", "delta_p_ba")


def named_pairs(incidence: Incidence, relations: Mapping[tuple[str, str], str], pairs: pl.DataFrame) -> pl.DataFrame:
    """a · b · f_a · f_b · f_ab · documents · months · one_surface · relation of pairs of codes.

    Codes follow the order of the labels, so a table sorted by code is sorted by label.
    """
    labels, n = pl.Series(incidence.terms, dtype=pl.String), len(incidence.terms)
    contexts = np.zeros(n, np.uint32)
    contexts[incidence.frequency["code"].to_numpy()] = incidence.frequency["contexts"].to_numpy()
    a, b = pairs["a"], pairs["b"]
    code = {label: code for code, label in enumerate(incidence.terms)}
    bound = {code[one] * n + code[other]: relation for (one, other), relation in relations.items()}
    key = pl.Series(a.to_numpy().astype(np.int64) * n + b.to_numpy())
    return pl.DataFrame(
        {
            "a": labels.gather(a),
            "b": labels.gather(b),
            "f_a": contexts[a.to_numpy()],
            "f_b": contexts[b.to_numpy()],
            **{name: pairs[name] for name in ("f_ab", "documents", "months", "one_surface")},
            "relation": key.replace_strict(bound, default=None, return_dtype=pl.String),
        }
    )


def association(pairs: pl.DataFrame, n_contexts: int) -> pl.DataFrame:
    """Add the measures of association to a table of counts.

    Parameters
    ----------
    pairs : DataFrame with integer columns ``f_a``, ``f_b`` (contexts that hold each term), ``f_ab`` (both)
    n_contexts : int
        All contexts, N.

    Returns
    -------
    DataFrame
        The same rows, with

        - ``log_dice``: 14 + log2(2 f_ab / (f_a + f_b)); at most 14, holds no N, so slices of different
          size compare; one point less is half the attraction (Rychlý 2008)
        - ``npmi``: log2(f_ab N / (f_a f_b)) / -log2(f_ab / N), between -1 and 1 (Bouma 2009)
        - ``mi3``: log2(f_ab³ N / (f_a f_b)) (Daille 1994)
        - ``g2``: twice the log likelihood ratio of the two-by-two table, negative where the pair is rarer
          than under independence (Dunning 1993)
        - ``delta_p_ab``: share of b among contexts with a, less its share among those without; from a to b
          (Gries 2013); ``delta_p_ba``: from b to a.

        A measure that is not defined (a pair never seen, a term in every context) is null.

    Examples
    --------
    >>> import polars as pl
    >>> counts = pl.DataFrame({"f_a": [10], "f_b": [10], "f_ab": [5]})
    >>> association(counts, 100)["log_dice"].item()
    13.0
    """
    n = float(n_contexts)
    a, b, ab = (pl.col(name).cast(pl.Float64) for name in ("f_a", "f_b", "f_ab"))

    def part(observed: pl.Expr, row: pl.Expr, column: pl.Expr) -> pl.Expr:
        # 0 log 0 is 0
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

    Parameters
    ----------
    pairs : DataFrame(a, b, f_ab, …)
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
    table = _with_ends(pairs)
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
    return table.with_columns(score=(kappa * w - 1) / (kappa * w + 1), score_sd=sd).select(
        *pairs.columns, "score", "score_sd"
    )


def disparity(pairs: pl.DataFrame) -> pl.DataFrame:
    """The disparity filter: how likely so large a share of a node's weight would be if split at random.

    ``score = min over both ends of (1 - w / s)^(k - 1)``, with the strength s and the degree k of an end
    (Serrano, Boguñá & Vespignani 2009). An end with one edge says nothing (score 1).
    """
    ends = [(1 - pl.col("_w") / pl.col(f"_s{end}")).pow(pl.col(f"_k{end}") - 1) for end in "ab"]
    table = _with_ends(pairs).with_columns(score=pl.min_horizontal(*ends), score_sd=pl.lit(None, dtype=pl.Float64))
    return table.select(*pairs.columns, "score", "score_sd")
