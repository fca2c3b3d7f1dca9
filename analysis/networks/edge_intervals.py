"""How sure a measure of association is: whole days drawn again, within their years and sources."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..core.interval_levels import check_level
from ..core.results import TableResult
from ..statistics.cluster_bootstrap import calendar_weights, cluster_widening, event_size, next_day_widening
from .incidence import Incidence, pairs_of_rows
from .pair_statistics import MEASURES, association, pair_codes

EFFECTS = tuple(name for name in MEASURES if name != "g2")  # g2 is evidence, which grows with the corpus, and no effect
AT_ONCE = 128  # pairs whose days and draws lie in memory together
ROWS_AT_ONCE = 1_000_000  # cells whose meetings are listed together


class EdgeIntervals(TableResult):
    """Measures of pairs with their intervals; made by `Cooccurrence.intervals`.

    Parameters
    ----------
    frame : polars.DataFrame
        a · b · f_a · f_b · f_ab · days, then each measure with its ``_low`` and ``_high``, sorted by a, b. ``days`` is on
        how many days the two meet.
    parameters : mapping
        Those of the network, then measures · level · draws · seed.

    Examples
    --------
    >>> EdgeIntervals(pl.DataFrame({"a": ["六保"], "b": ["六稳"]}), {"level": 0.95, "draws": 1000})
    <EdgeIntervals: 1 pairs, intervals at 0.95 from 1000 draws of days>
    """

    def _summary(self) -> str:
        p = self.parameters
        return f"{self.frame.height:,} pairs, intervals at {p.get('level')} from {p.get('draws')} draws of days"


def check_draws(level: float, draws: int) -> None:
    """A `StudyError` where ``level`` is no share, or ``draws`` are too few for its quantiles."""
    check_level(level)
    if draws < 100:
        raise StudyError(f"draws={draws} cannot give an interval; take at least 100, usually 1000.")


def measured_intervals(
    incidence: Incidence, pairs: pl.DataFrame, measures: tuple[str, ...], *, level: float, draws: int, seed: int
) -> pl.DataFrame:
    """``pairs`` (a, b, f_a, f_b, f_ab) with days, and the measures with low and high.

    In each draw ``f_ab``, ``f_a`` and ``f_b`` are sums over days with the weights of `calendar_weights`, and half an event
    of the pair's usual size is added to each (`cluster_bootstrap.bootstrap_shares`); the contexts of a stratum stay as many.
    The quantiles of a measure are then widened as those of rates are (`cluster_widening`).
    """
    unknown = [name for name in measures if name not in EFFECTS]
    if unknown:
        raise StudyError(
            f"no interval for {unknown[0]!r}; there are: {', '.join(EFFECTS)}." + did_you_mean(unknown[0], EFFECTS)
        )
    calendar = Calendar(incidence)
    weights = calendar.weights(draws, seed)
    rows, columns, together = calendar.meetings(pairs)
    a, b = pair_codes(incidence, pairs)
    half = np.random.default_rng([seed, 1]).standard_gamma(0.5, (draws, 1))
    days = np.zeros(len(a), np.int64)
    ends = np.full((2, len(measures), len(a)), np.nan)
    value = association(pairs.select("f_a", "f_b", "f_ab"), incidence.n_contexts).select(measures).to_numpy()
    order = np.argsort(rows, kind="stable")
    cuts = np.searchsorted(rows[order], np.arange(0, len(a) + AT_ONCE, AT_ONCE))
    for low, first, last in zip(range(0, len(a), AT_ONCE), cuts, cuts[1:]):
        chunk, own = slice(low, min(low + AT_ONCE, len(a))), order[first:last]
        met = np.zeros((chunk.stop - low, calendar.cells))
        met[rows[own] - low, columns[own]] = together[own]
        ones, others = (calendar.uses(code[chunk]) for code in (a, b))
        daily, base = (calendar.by_day(x) for x in (met, ones + others))
        days[chunk] = (daily > 0).sum(1)
        size = event_size(daily)
        draw = {"f_ab": met, "f_a": ones, "f_b": others}
        draw = {name: weights @ x.T + half * size for name, x in draw.items()}
        found = association(pl.DataFrame({name: x.ravel() for name, x in draw.items()}), incidence.n_contexts)
        drawn = found.select(measures).to_numpy().reshape(draws, chunk.stop - low, len(measures))
        quantiles = np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
        # one pair at a time shares no base with another, as terms of a timeline do
        next_day = np.array([next_day_widening(h[None], n, calendar.days)[0] for h, n in zip(daily, base)])
        wider = cluster_widening(daily, level, next_day)[:, None]
        ends[:, :, chunk] = (value[chunk] + (quantiles - value[chunk]) * wider).transpose(0, 2, 1)
    columns_ = {"days": days}
    for m, name in enumerate(measures):
        bounds = np.clip(ends[:, m], *(LIMITS[name]))
        columns_ |= {name: value[:, m], f"{name}_low": bounds[0], f"{name}_high": bounds[1]}
    numbers = pl.DataFrame(columns_).with_columns(pl.col(pl.Float64).fill_nan(None))
    return pairs.select("a", "b", "f_a", "f_b", "f_ab").hstack(numbers).sort("a", "b")


LIMITS = {
    "log_dice": (-np.inf, 14.0),
    "npmi": (-1.0, 1.0),
    "mi3": (-np.inf, np.inf),
    "delta_p_ab": (-1.0, 1.0),
    "delta_p_ba": (-1.0, 1.0),
}


class Calendar:
    """The days of an incidence by stratum, and what of its terms and pairs stands on each."""

    def __init__(self, incidence: Incidence):
        self.incidence = incidence
        stratum = incidence.document_stratum.astype(np.int64)
        keys = np.stack([incidence.cluster.astype(np.int64), stratum])
        cells, place, size = np.unique(keys, axis=1, return_inverse=True, return_counts=True)
        self.day, self.stratum, self.documents, self.cells = cells[0], cells[1], size, cells.shape[1]
        self.first = np.flatnonzero(np.diff(self.day, prepend=self.day[:1] - 1))  # cells of a day lie together
        self.days = self.day[self.first]
        self.of_row = place.reshape(-1)[incidence.document].astype(np.int64)
        cell = self.of_row[incidence.row] * len(incidence.terms) + incidence.term
        counts = np.bincount(cell, minlength=self.cells * len(incidence.terms))
        self.frequency = counts.reshape(self.cells, len(incidence.terms)).T

    def weights(self, draws: int, seed: int) -> np.ndarray:
        """`calendar_weights` of the cells; (draws, C)."""
        return calendar_weights(self.day, self.stratum, self.documents, draws=draws, seed=seed)

    def uses(self, codes: np.ndarray) -> np.ndarray:
        """Contexts of terms by cell; (K,) to (K, C)."""
        return self.frequency[codes].astype(float)

    def by_day(self, values: np.ndarray) -> np.ndarray:
        """Sums over the strata of a day; (K, C) to (K, D)."""
        return np.add.reduceat(values, self.first, axis=1)

    def meetings(self, pairs: pl.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Place of the pair, cell, and contexts in which it meets there; three arrays."""
        data = self.incidence
        a, b = pair_codes(data, pairs)
        schema = {"a": pl.UInt32, "b": pl.UInt32, "pair": pl.Int64}
        asked = pl.DataFrame({"a": a, "b": b, "pair": np.arange(len(a))}, schema=schema)
        wanted = np.zeros(len(data.terms), bool)
        wanted[a] = wanted[b] = True
        keep = wanted[data.term]
        row, term = data.row[keep], data.term[keep]
        begins = np.flatnonzero(np.diff(row.astype(np.int64), prepend=-1))
        cuts = [
            0,
            *begins[np.searchsorted(begins, np.arange(ROWS_AT_ONCE, len(row), ROWS_AT_ONCE)).clip(max=len(begins) - 1)],
            len(row),
        ]
        parts = []
        for low, high in zip(cuts, cuts[1:]):
            met = pairs_of_rows(row[low:high], term[low:high]).join(asked, on=["a", "b"])
            met = met.join(data.same_surface, on=["row", "a", "b"], how="anti")
            cell = pl.Series(self.of_row[met["row"].to_numpy()])
            parts.append(met.select("pair", cell=cell).group_by("pair", "cell").len("n"))
        found = pl.concat(parts).group_by("pair", "cell").agg(pl.col("n").sum()).sort("pair", "cell")
        return tuple(found[name].to_numpy().astype(np.int64) for name in ("pair", "cell", "n"))  # pyright: ignore
