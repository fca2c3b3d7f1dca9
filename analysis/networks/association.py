"""Measures of how strongly two terms attract each other, from four counts."""

from __future__ import annotations

import polars as pl

MEASURES = ("log_dice", "npmi", "mi3", "g2", "delta_p_ab", "delta_p_ba")


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
    out = pairs.with_columns(
        log_dice=pl.when(seen).then(14 + (2 * ab / (a + b)).log(2)),
        npmi=pl.when(seen).then(pl.when(ab == n).then(1.0).otherwise(pmi / -(ab / n).log(2))),
        mi3=pl.when(seen).then((ab**3 * n / (a * b)).log(2)),
        g2=g2 * pl.when(ab * n >= a * b).then(1.0).otherwise(-1.0),
        delta_p_ab=pl.when(a < n).then(ab / a - (b - ab) / (n - a)),
        delta_p_ba=pl.when(b < n).then(ab / b - (a - ab) / (n - b)),
    )
    return out
