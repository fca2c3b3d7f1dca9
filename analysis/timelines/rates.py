"""How often a formulation is used over time, with the uncertainty of every rate; and when it was first used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..counts.day_counts import DayCounts, counts_by_day
from ..counts.features import Features
from ..counts.periods import FINE_ENOUGH, by_slice, check_every
from ..statistics.intervals import dispersion, pooled_dispersion, shrunk, wilson, zero_bound
from .day_bootstrap import day_bootstrap
from .first_use_dates import first_uses
from .period_counts import numerator_and_base

__all__ = ["Timeline", "first_uses", "timeline"]

UNITS = {"documents": 1_000, "characters": 1_000_000}  # rates are per so many of the unit
FEW = 30  # a slice of fewer documents is marked: one hit more moves its rate by over 30 per 1,000
BLOCKS = {"1y": "1mo", "1q": "1w", "1mo": "1d"}  # a slice's dispersion is seen in parts of about a twelfth


@dataclass(frozen=True, repr=False, eq=False)
class Timeline:
    """Rates of terms over time with their intervals; drawn by ``plot_timeline``.

    Attributes
    ----------
    frame : polars.DataFrame
        What `to_frame` returns.
    counts : DayCounts
        Counts by day, from which the bootstrap draws.
    parameters : mapping
        ``every, unit, per, level, duplicates, kinds, start, end, interval`` and, after a bootstrap, ``B, seed``.
    """

    frame: pl.DataFrame
    counts: DayCounts
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms, sorted."""
        return self.counts.terms

    def __repr__(self) -> str:
        p = self.parameters
        return (
            f"<Timeline: {len(self.terms)} terms × {self.frame['start'].n_unique()} slices of {p['every']}, "
            f"{int(self.counts.documents.sum())} documents, per {p['per']:,} {p['unit']}, "
            f"{p['interval']} interval at {p['level']}"
            + (f"; {p['undated']} documents left out, their date unknown or too coarse>" if p.get("undated") else ">")
        )

    def to_frame(self) -> pl.DataFrame:
        """One row for each term and slice, sorted by both.

        ``term · start · documents · hits · rate · low · high · n_effective · phi · mentions · quoted_share ·
        characters · few · zero``. A slice without documents is kept, with null rates. ``few`` marks fewer than
        30 documents, ``zero`` a slice without a hit, whose ``high`` is an upper bound.
        """
        return self.frame

    def bootstrap(self, B: int = 2_000, *, seed: int = 0) -> Timeline:
        """The same rates with intervals from a bootstrap that draws whole days.

        All documents of one date are weighted together, by exponential weights (the Bayesian bootstrap, Rubin
        1981), and half an event of the term's usual size is added (Jeffreys' prior), without which a year
        with five hits would be covered 87 times in a hundred. `docs/methods/timelines.md` shows the coverage.

        Parameters
        ----------
        B : int
            Number of draws.
        seed : int
            Same seed, same interval, whichever other terms are asked for.
        """
        if B < 100:
            raise StudyError(f"B={B} draws cannot give a 95 % interval; take at least 100, usually 2000.")
        p = self.parameters
        low, high = day_bootstrap(self.counts, p["every"], p["unit"], level=p["level"], B=B, seed=seed)
        per = self.parameters["per"]
        frame = _with_interval(self.frame, low * per, high * per)
        return replace(self, frame=frame, parameters={**self.parameters, "interval": "bootstrap", "B": B, "seed": seed})


def _with_interval(frame: pl.DataFrame, low: np.ndarray, high: np.ndarray) -> pl.DataFrame:
    return frame.with_columns(low=pl.Series(low.ravel()).fill_nan(None), high=pl.Series(high.ravel()).fill_nan(None))


def timeline(
    features: Features,
    terms=None,
    *,
    every: str = "1y",
    unit: str = "documents",
    level: float = 0.95,
    duplicates: bool = False,
    kinds=None,
    start=None,
    end=None,
) -> Timeline:
    """Rates of terms by year, quarter or month, each with an interval that allows for clustering.

    The rate is the documents that hold the term per 1,000 documents, so that one long speech does not dominate
    a year, or its mentions per million characters. The interval is Wilson's with ``n / φ`` in place of ``n``;
    ``φ`` is the Pearson dispersion of the slice's own parts (a year's months, a quarter's weeks, a month's
    days), drawn towards the dispersion of the whole series. A slice without a hit has the upper bound
    ``1 − 0.05^(1/n_effective)``.

    Parameters
    ----------
    features : Features
        Or counts by day, such as `simulate_counts` gives; terms, dates and kinds are then taken as they are.
    terms : str or sequence of str, optional
        Slogans, members of expansions or words; every slogan of the lexicon if None.
    every : {"1y", "1q", "1mo"}
    unit : {"documents", "characters"}
    level : float
        Level of the interval.
    duplicates : bool
        Count near-duplicates (reprints) as well.
    kinds : sequence of str, optional
        Kinds of document; all if None.
    start, end : date or str, optional
        First day, and the day after the last.

    Raises
    ------
    StudyError
        Unknown term, unit, kind or slice; no document left; a word's mentions asked of a published edition.
    """
    check_every(every)
    if unit not in UNITS:
        raise StudyError(f"no unit {unit!r}; there are: {', '.join(UNITS)}.{did_you_mean(str(unit), UNITS)}")
    if not 0 < level < 1:
        raise StudyError(f"level={level} is not between 0 and 1; the usual one is 0.95.")
    counts = counts_by_day(features, terms, every=every, duplicates=duplicates, kinds=kinds, start=start, end=end)
    terms = counts.terms
    if unit == "characters" and np.isnan(counts.mentions).any():
        word = terms[int(np.isnan(counts.mentions).any(1).argmax())]
        raise StudyError(
            f'mentions of the word "{word}" cannot be counted in a published edition of features; '
            'use unit="documents", or features built from your own texts.'
        )
    parameters = dict(
        every=every,
        unit=unit,
        per=UNITS[unit],
        level=level,
        duplicates=duplicates,
        kinds=kinds,
        start=start,
        end=end,
        interval="wilson",
        undated=_undated(features, every),
    )
    return Timeline(_frame(counts, parameters), counts, parameters)


def _undated(features: Features | DayCounts, every: str) -> int:
    """How many documents no slice of this length can hold, since nobody knows their day well enough."""
    if isinstance(features, DayCounts):
        return 0
    fine = pl.col("date").is_not_null() & pl.col("date_precision").is_in(FINE_ENOUGH[every])
    return features.documents.select((~fine.fill_null(False)).sum()).collect().item()


def _effective(counts: DayCounts, every: str, unit: str) -> tuple[np.ndarray, np.ndarray]:
    """Dispersion and its degrees of freedom, shapes (T, S)."""
    starts, place = counts.index(every)
    hits, base = numerator_and_base(counts, unit)
    # blocks are numbered inside their slice, so that a week that crosses two quarters is two blocks
    keys = pl.DataFrame({"slice": place, "block": counts.days.dt.truncate(BLOCKS[every])})
    block = keys.select(pl.struct("slice", "block").rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
    blocks = int(block.max()) + 1
    of_block = np.zeros(blocks, np.int64)
    of_block[block] = place
    hits, base = by_slice(hits, block, blocks), by_slice(base, block, blocks)
    phi, df = dispersion(hits, base, of_block, len(starts))
    return shrunk(phi, df, pooled_dispersion(hits, base))


def _frame(counts: DayCounts, parameters: Mapping[str, Any]) -> pl.DataFrame:
    from scipy.special import stdtrit  # scipy.stats takes a second to import

    every, unit, level = parameters["every"], parameters["unit"], parameters["level"]
    starts, place = counts.index(every)
    slices = len(starts)
    hits, base = (by_slice(x, place, slices) for x in numerator_and_base(counts, unit))
    phi, df = _effective(counts, every, unit)
    n_effective = base / phi
    low, high = wilson(hits / phi, n_effective, stdtrit(df, (1 + level) / 2))
    zero = hits == 0
    high = np.where(zero, zero_bound(n_effective, level), high)
    low = np.where(zero, 0.0, low)
    empty = base == 0
    documents = by_slice(counts.documents, place, slices)
    mentions = by_slice(counts.mentions, place, slices)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = hits / base
        quoted = by_slice(counts.quoted, place, slices) / mentions
    T = len(counts.terms)

    def blank(x):
        return np.where(empty, np.nan, x) * parameters["per"]

    return (
        pl.DataFrame(
            {
                "term": np.repeat(counts.terms, slices).tolist(),
                "start": pl.concat([starts] * T),
                "documents": np.tile(documents, T),
                "hits": by_slice(counts.hits, place, slices).ravel(),
                "rate": blank(rate).ravel(),
                "low": blank(low).ravel(),
                "high": blank(high).ravel(),
                "n_effective": np.where(empty, 0.0, n_effective).ravel(),
                "phi": phi.ravel(),
                "mentions": mentions.ravel(),
                "quoted_share": quoted.ravel(),
                "characters": np.tile(by_slice(counts.characters, place, slices), T),
                "few": np.tile(documents < FEW, T),
                "zero": (zero & ~empty).ravel(),
            }
        )
        .with_columns(pl.col("rate", "low", "high", "mentions", "quoted_share").fill_nan(None))
        .with_columns(pl.col("mentions").cast(pl.Int64))
        .sort("term", "start")
    )
