"""Biography: Fisher's test of documents before and after a day, where nothing changed and where much did, alone and in series."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from analysis.study.biography_parts import before_and_after

SPLIT = date(2020, 1, 1)


def tested(before: int, after: int, shares: tuple[float, float], series: int, random: np.random.Generator):
    """p of so many documents with a property, ``series`` in a row having it together, and the smallest p that they could give."""
    rows = []
    for n, share, day in ((before, shares[0], date(2019, 6, 1)), (after, shares[1], date(2020, 6, 1))):
        held = np.repeat(random.random(-(-n // series)) < share, series)[:n]
        rows.append(pl.DataFrame({"held": held}).with_columns(date=pl.lit(day)))
    found = before_and_after(pl.concat(rows), pl.col("held"), SPLIT)
    return found["p"][0], found["smallest"][0]


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    runs, rows = 150 if fast else 2_000, []
    cases = [(4, 8, (0.5, 0.5), 1), (10, 10, (0.2, 0.2), 1), (10, 40, (0.5, 0.5), 1), (60, 60, (0.2, 0.2), 1)]
    cases += [(40, 40, (0.5, 0.5), 3)]
    cases += [(10, 10, (0.1, 0.9), 1), (10, 40, (0.1, 0.6), 1), (60, 60, (0.2, 0.5), 1)]
    for j, (before, after, shares, series) in enumerate([cases[2], cases[5]] if fast else cases):
        random, called, told = np.random.default_rng([seed, 71, j]), [], []
        for _ in range(runs):
            p, smallest = tested(before, after, shares, series, random)
            called.append(p <= 0.05)
            told.append(smallest > 0.05)
        value, alike = float(np.mean(called)), shares[0] == shares[1]
        target, met = ("at most 0.06", value <= 0.06) if alike else ("at least 0.8", value >= 0.8)
        if series > 1:
            target, met = "none set: documents of one series are no witnesses each", True
        setting = f"{before} documents before, {after} after, {shares[0]:g} and {shares[1]:g} of them"
        rows.append(
            dict(
                question=f"biography, before and after: {'false' if alike else 'power'}",
                setting=setting + (f", {series} in a row alike" if series > 1 else ""),
                measure="p ≤ 0.05",
                value=value,
                target=target,
                met=met,
                usual="",
                usual_value=None,
                runs=runs,
                note=f"could tell nothing: {np.mean(told):.0%}",
            )
        )
    return rows
