"""Which terms of a context stand together, and which only share a surface."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..errors import StudyError


def together(cells: pl.DataFrame) -> pl.DataFrame:
    """row · a · b of every pair of terms in the same context; ``cells`` sorted by (row, term)."""
    row, term = cells["row"].to_numpy(), cells["term"].to_numpy()
    rows, first, second = [], [], []
    lag = 1
    while lag < len(row):  # the k-th step pairs each term with the k-th after it in the same context
        same = np.flatnonzero(row[lag:] == row[:-lag])
        if not len(same):
            break
        rows.append(row[same])
        first.append(term[same])
        second.append(term[same + lag])
        lag += 1
    empty = [np.empty(0, np.uint32)]
    return pl.DataFrame(
        {name: np.concatenate(parts or empty) for name, parts in (("row", rows), ("a", first), ("b", second))}
    ).sort("row", maintain_order=True)


def near(features, ids, places, rows, window) -> pl.DataFrame:
    """row · a · b of terms at most ``window`` words apart in a sentence, each pair once a sentence."""
    ordered = (
        features.sentences.join(places, on="doc_id")
        .select("document", unit=pl.col("sentence"), term_id="sequence")
        .collect()
        .sort("document", "unit")
        .with_row_index("at")
        .explode("term_id")
    )
    place = ordered["at"].to_numpy()
    code = ordered.select("term_id").join(ids.collect(), on="term_id", how="left", maintain_order="left")[
        "code"
    ]
    code = code.cast(pl.Int64).fill_null(-1).to_numpy()
    found = [pl.DataFrame(schema={"at": pl.UInt32, "a": pl.UInt32, "b": pl.UInt32})]
    for step in range(1, window + 1):
        hit = np.flatnonzero(
            (place[step:] == place[:-step])
            & (code[step:] >= 0)
            & (code[:-step] >= 0)
            & (code[step:] != code[:-step])
        )
        left, right = code[hit], code[hit + step]
        found.append(
            pl.DataFrame(
                {
                    "at": place[hit],
                    "a": np.minimum(left, right).astype(np.uint32),
                    "b": np.maximum(left, right).astype(np.uint32),
                }
            )
        )
    unit = ordered.select("at", "document", "unit").unique()
    near = pl.concat(found).unique().join(unit, on="at").join(rows, on=["document", "unit"])
    return near.select("row", "a", "b").sort("row", "a", "b")


def set_aside(surfaces: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """row · a · b where the only surface of a in the context is the only surface of b as well."""
    single = (
        surfaces.group_by("document", "unit", "code")
        .agg(pl.col("variant").first(), n=pl.len())
        .filter(pl.col("n") == 1, pl.col("variant").is_not_null())
    )
    shared = single.filter(pl.len().over("document", "unit", "variant") > 1)
    both = shared.join(shared, on=["document", "unit", "variant"], suffix="_b").filter(
        pl.col("code") < pl.col("code_b")
    )
    return both.join(rows, on=["document", "unit"]).select("row", a="code", b="code_b").sort("row", "a", "b")


def counted(cells, windows, aside, n_terms) -> tuple[pl.DataFrame, np.ndarray]:
    """Count the pairs year by year, so that they never lie in memory together."""
    from .paircounts import FEW, MOST, FewCounts, PairCounts

    if n_terms > MOST:
        raise StudyError(
            f"{n_terms} terms make {n_terms * (n_terms - 1) // 2} pairs; ask for at most {MOST} terms "
            "(terms='all' with most=1000 keeps the terms of most documents)."
        )
    size = cells.group_by("row").len()["len"].cast(pl.Int64) if windows is None else None
    meetings = windows.height if windows is not None else int((size * (size - 1)).sum() // 2)
    counts = (FewCounts if meetings <= FEW else PairCounts)(n_terms)
    strata = int(cells["stratum"].max() or 0) + 1 if cells.height else 0
    met = np.zeros(strata, np.int64)
    left_out = [pl.DataFrame(schema={"a": pl.UInt32, "b": pl.UInt32})]
    for part in cells.partition_by("year", maintain_order=True):
        rows = part.unique("row", keep="first", maintain_order=True)
        if windows is None:
            pairs = together(part)
        else:
            pairs = windows.filter(pl.col("row").is_between(rows["row"][0], rows["row"][-1]))
        own = aside.filter(pl.col("row").is_between(rows["row"][0], rows["row"][-1]))
        if own.height:
            left_out.append(own.join(pairs, on=["row", "a", "b"], how="semi").select("a", "b"))
            pairs = pairs.join(own, on=["row", "a", "b"], how="anti", maintain_order="left")
        where = rows["row"].search_sorted(pairs["row"]).to_numpy()
        there = {name: rows[name].to_numpy()[where] for name in ("document", "month", "cluster", "stratum")}
        counts.add(
            pairs["a"].to_numpy(), pairs["b"].to_numpy(), there["document"], there["month"], there["cluster"]
        )
        met += np.bincount(there["stratum"], minlength=strata)
    a, b, (contexts, documents, months, squares) = counts.table()
    schema = {
        "a": pl.UInt32,
        "b": pl.UInt32,
        "f_ab": pl.UInt32,
        "documents": pl.UInt32,
        "months": pl.UInt32,
        "squares": pl.Int64,
    }
    table = pl.DataFrame(
        dict(a=a, b=b, f_ab=contexts, documents=documents, months=months, squares=squares),
        schema_overrides=schema,
    )
    surface = pl.concat(left_out).group_by("a", "b").agg(one_surface=pl.len())
    return table.join(surface, on=["a", "b"], how="left").with_columns(
        pl.col("one_surface").fill_null(0)
    ).sort("a", "b"), met
