# long: one result with its methods, each with an example that runs
"""How often a formulation is used over time, with the uncertainty of every rate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..core.renamed_arguments import renamed_arguments
from ..core.results import Result
from ..counts.corpus_statement import corpus_statement
from ..counts.day_counts import DayCounts, counts_by_day
from ..counts.document_selection import Strata
from ..counts.features import Features
from ..counts.periods import FINE_ENOUGH, MONTHS, by_slice, check_every
from ..counts.statistic_calls import statistic
from ..statistics.cluster_bootstrap import day_bootstrap
from ..statistics.intervals import series_dispersion, shrunken_dispersion, slice_dispersion, wilson, zero_bound
from .moving_windows import covered_days, smoothed, window_block, window_slices, with_complete
from .period_counts import numerator_and_base, standardised
from .quoted_shares import quoted_intervals

UNITS = {"documents": 1_000, "characters": 1_000_000}  # rates are per so many of the unit
FEW = 30  # a slice of fewer documents is marked: one hit more moves its rate by over 30 per 1,000
# a slice's dispersion is seen in parts of about a twelfth, and not longer than a quarter
BLOCKS = {"1y": "1mo", "2y": "1q", "5y": "1q", "10y": "1q", "1q": "1w", "1mo": "1d"}
SLICES = {
    "1y": "years",
    "2y": "slices of two years",
    "5y": "slices of five years",
    "10y": "slices of ten years",
    "1q": "quarters",
    "1mo": "months",
}


@dataclass(frozen=True, repr=False, eq=False)
class Timeline(Result):
    """Rates of terms over time with their intervals; made by `timeline`, drawn by `plot_timeline`.

    Attributes
    ----------
    frame : polars.DataFrame
        One row for each term and slice, sorted by both: ``term · start · documents · hits · rate · low · high ·
        n_effective · phi · mentions · quoted_share · characters · few · zero · quoted_low · quoted_high · complete``. A slice without documents is kept, with
        null rates. ``few`` marks fewer than 30 documents, ``zero`` a slice without a hit, whose ``high`` is an upper bound, ``complete`` a slice that the corpus covers
        but for a twelfth (31 days at most): others are parts of a year.
    counts : DayCounts
        Counts by day, from which the bootstrap draws.
    parameters : mapping
        The arguments; ``corpus`` (name, documents, start, end, digest, version); ``per`` (documents or characters of a rate), ``interval`` (wilson or bootstrap) and ``undated``
        (documents left out, their date unknown or too coarse); after a bootstrap ``draws`` and ``seed``.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> timeline(simulate_counts([Course("六保"), Course("改革")], years=3))
    <Timeline: 2 terms × 3 years, 14400 documents, per 1,000 documents, wilson interval at 0.95>
    """

    frame: pl.DataFrame
    counts: DayCounts
    parameters: Mapping[str, Any]

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms, sorted."""
        return self.counts.terms

    def _summary(self) -> str:
        p = self.parameters
        left_out = f"; {p['undated']} documents left out, their date unknown or too coarse" if p["undated"] else ""
        smooth = f" in a moving window of {p['smooth']}" if p.get("smooth") else ""
        return (
            f"{len(self.terms)} terms × {self.frame['start'].n_unique()} {SLICES[p['every']]}{smooth}, "
            f"{int(self.counts.documents.sum())} documents, per {p['per']:,} {p['unit']}, "
            f"{p['interval']} interval at {p['level']}{left_out}"
        )

    @renamed_arguments(B="draws")
    def bootstrap(self, draws: int = 2_000, *, seed: int = 0) -> Timeline:
        """The same rates with intervals from a bootstrap that draws whole days.

        All documents of one date are weighted together, by exponential weights (the Bayesian bootstrap, Rubin
        1981), and half an event of the term's usual size is added (Jeffreys' prior), without which a year
        with five hits would be covered 87 times in a hundred. `docs/methods/timelines.md` shows the coverage.

        Parameters
        ----------
        draws : int
            At least 100.
        seed : int
            Same seed, same interval, whichever other terms are asked for.

        Raises
        ------
        StudyError
            Fewer than 100 draws.

        Examples
        --------
        >>> from analysis import Course, simulate_counts
        >>> line = timeline(simulate_counts([Course("六保", rate=5)], years=2))
        >>> line.bootstrap(500).frame.select("hits", pl.col("low", "high").round(1)).rows()
        [(31, 4.6, 8.7), (25, 3.0, 8.0)]
        """
        if draws < 100:
            raise StudyError(f"draws={draws} cannot give a 95 % interval; take at least 100, usually 2000.")
        p = self.parameters
        if p.get("smooth") is not None:
            raise StudyError("the bootstrap draws days of slices; a moving window has Wilson's interval only.")
        if p.get("strata") is not None:
            raise StudyError("the bootstrap draws days of all strata together; ask the timeline without strata for it.")
        starts, place = self.counts.index(p["every"])
        hits, base = numerator_and_base(self.counts, p["unit"])
        days, slices = self.counts.days.to_physical().to_numpy(), [start.toordinal() for start in starts]
        ends = day_bootstrap(hits, base, days, place, slices, level=p["level"], draws=draws, seed=seed)
        low, high = (pl.Series((share * p["per"]).ravel()).fill_nan(None) for share in ends)
        drawn = {**p, "interval": "bootstrap", "draws": draws, "seed": seed}
        return replace(self, frame=self.frame.with_columns(low=low, high=high), parameters=drawn)


@statistic()
def timeline(
    features: Features | DayCounts | Sequence[Features],
    terms: str | Iterable[str] | None = None,
    *,
    every: str = "1y",
    unit: str = "documents",
    level: float = 0.95,
    sense: str | None = None,
    strata: Strata = None,
    where: str | None = None,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
    smooth: str | None = None,
) -> Timeline:
    """Rates of terms by year, quarter or month, each with an interval that allows for clustering.

    The rate is the documents that hold the term per 1,000 documents, so that one long speech does not dominate
    a year, or its mentions per million characters. The interval is Wilson's (1927) with ``n / φ`` in place of ``n``;
    ``φ`` is the Pearson dispersion of the slice's own parts (a year's months, a quarter's weeks, a month's
    days), drawn towards the dispersion of the whole series. A slice without a hit has the upper bound
    ``1 − 0.05^(1/n_effective)``.

    Parameters
    ----------
    features : Features
        Or counts by day, such as `simulate_counts` gives; terms, dates and kinds are then taken as they are. Several
        features become one series (`Features.join`); ``parameters["seams"]`` then holds the date of each seam, as ISO text.
    terms : str or iterable of str, optional
        Slogans, members of expansions or words; every slogan of the lexicon if None.
    every : {"1y", "2y", "5y", "10y", "1q", "1mo"}
        Or in words: ``"year"``, ``"quarter"``, ``"month"``, ``"decade"``. Slices of five years begin in years that five
        divides (2010–2014, 2015–2019), whatever ``start`` is.
    unit : {"documents", "characters"}
    level : float
        Level of the interval.
    sense : str, optional
        Count only hits on days on which the term has this sense of the lexicon.
    strata : str or mapping, optional
        A column of documents, such as ``"source"``, or the stratum of each document id: rates are then those at a mix of
        strata that stays (`stratified_exposure`), and ``n_effective`` follows. Only for ``unit="documents"``.
    where : {"title", "lead", "body"}, optional
        Count only mentions in the title, in the first three sentences of the text, or behind these; anywhere if None.
        Only for ``unit="documents"``.
    duplicates : bool
        Count near-duplicates (reprints) as well.
    kinds : sequence of str, optional
        Kinds of document; all if None.
    start, end : date or str, optional
        First day, and the day after the last: ``end="2022"`` counts up to 31 December 2021.
    smooth : str, optional
        A moving window, such as ``"12mo"`` or ``"1y"`` over months: the row of a slice then counts the documents of the window
        that ends with it, all divided by all, with the interval of that many documents. Rows begin with the
        first whole window. Neighbouring rows share most of their documents: they are no independent observations.

    Raises
    ------
    StudyError
        Unknown term, unit, kind or slice; a window that is not several slices, or longer than the corpus; no document left; a word's mentions asked of a published edition.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = {"id": ["a", "b"], "date": ["2019-08-01", "2020-05-22"], "text": ["到村里去。", "六保要落实。"]}
    >>> features = build_features(Corpus.from_frame(pl.DataFrame(texts)), Lexicon.read(), mkdtemp())
    >>> timeline(features, "六保").frame["start", "documents", "hits", "rate"].rows()
    [(datetime.date(2019, 1, 1), 1, 0, 0.0), (datetime.date(2020, 1, 1), 1, 1, 1000.0)]
    """
    if not isinstance(features, (Features, DayCounts)):
        features = Features.join(features)
    every = check_every(every)
    width = None if smooth is None else window_slices(smooth, every)
    if unit not in UNITS:
        raise StudyError(f"no unit {unit!r}; there are: {', '.join(UNITS)}.{did_you_mean(str(unit), UNITS)}")
    if strata is not None and unit != "documents":
        raise StudyError(f'strata are of documents: take unit="documents", not {unit!r}.')
    if where is not None and unit != "documents":
        raise StudyError(f'the characters of a title or a lead are not counted: take unit="documents", not {unit!r}.')
    selection: dict[str, Any] = dict(
        duplicates=duplicates, kinds=kinds, start=start, end=end, sense=sense, strata=strata, where=where
    )
    counts = counts_by_day(features, terms, every=every, **selection)
    if unit == "characters" and np.isnan(counts.mentions).any():
        word = counts.terms[int(np.isnan(counts.mentions).any(1).argmax())]
        raise StudyError(
            f'mentions of the word "{word}" cannot be counted in a published edition of features; '
            'use unit="documents", or features built from your own texts.'
        )
    undated = _undated(features, every)
    parameters: dict[str, Any] = dict(
        corpus=corpus_statement(features),
        terms=counts.terms,
        every=every,
        unit=unit,
        per=UNITS[unit],
        level=level,
        **selection,
    )
    frame = _frame(counts, every, unit, level)
    covered = covered_days(features, parameters["corpus"], counts, start, end)
    if width is not None:
        block = window_block(width * MONTHS[every])
        frame = smoothed(counts, every, width, lambda windows: _frame(windows, every, unit, level, block))
        parameters["smooth"] = smooth
    frame = with_complete(frame, every, width or 1, covered)
    if isinstance(features, Features) and features.manifest.get("seams"):
        parameters["seams"] = tuple(features.manifest["seams"])
    return Timeline(frame, counts, {**parameters, "interval": "wilson", "undated": undated})


def _undated(features: Features | DayCounts, every: str) -> int:
    """How many documents no slice of this length can hold, since nobody knows their day well enough."""
    if isinstance(features, DayCounts):
        return 0
    fine = pl.col("date").is_not_null() & pl.col("date_precision").is_in(FINE_ENOUGH[every])
    return features.documents.select((~fine.fill_null(False)).sum()).collect().item()


def _dispersion(counts: DayCounts, every: str, unit: str, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Dispersion of each slice and its degrees of freedom, shapes (T, S)."""
    starts, place = counts.index(every)
    hits, base = numerator_and_base(counts, unit)
    # blocks are numbered inside their slice, so that a week that crosses two quarters is two blocks
    keys = pl.DataFrame({"slice": place, "block": counts.days.dt.truncate(part)})
    block = keys.select(pl.struct("slice", "block").rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
    blocks = int(block.max()) + 1
    slice_of_block = np.zeros(blocks, np.int64)
    slice_of_block[block] = place
    hits, base = by_slice(hits, block, blocks), by_slice(base, block, blocks)
    phi, df = slice_dispersion(hits, base, slice_of_block, len(starts))
    return shrunken_dispersion(phi, df, series_dispersion(hits, base))


def _frame(counts: DayCounts, every: str, unit: str, level: float, part: str | None = None) -> pl.DataFrame:
    from scipy.special import stdtrit  # scipy.stats takes a second to import

    starts, place = counts.index(every)
    T, S = len(counts.terms), len(starts)
    hits, base = (by_slice(x, place, S) for x in numerator_and_base(counts, unit))
    phi, df = _dispersion(counts, every, unit, part or BLOCKS[every])
    if counts.strata:
        base = standardised(counts, every)
    n_effective = base / phi
    low, high = wilson(hits / phi, n_effective, stdtrit(df, (1 + level) / 2))
    zero, empty = hits == 0, base <= 0
    low, high = np.where(zero, 0.0, low), np.where(zero, zero_bound(n_effective, level), high)
    documents, mentions = (by_slice(x, place, S) for x in (counts.documents, counts.mentions))
    with np.errstate(divide="ignore", invalid="ignore"):
        quoted = by_slice(counts.quoted, place, S) / mentions
        rate, low, high = (np.where(empty, np.nan, x) * UNITS[unit] for x in (hits / base, low, high))
    columns = {
        "term": np.repeat(counts.terms, S).tolist(),
        "start": pl.concat([starts] * T),
        "documents": np.tile(documents, T),
        "hits": by_slice(counts.hits, place, S).ravel(),
        "rate": rate.ravel(),
        "low": low.ravel(),
        "high": high.ravel(),
        "n_effective": np.where(empty, 0.0, n_effective).ravel(),
        "phi": phi.ravel(),
        "mentions": mentions.ravel(),
        "quoted_share": quoted.ravel(),
        "characters": np.tile(by_slice(counts.characters, place, S), T),
        "few": np.tile(documents < FEW, T),
        "zero": (zero & ~empty).ravel(),
    }
    columns |= dict(zip(("quoted_low", "quoted_high"), map(np.ravel, quoted_intervals(counts, every, level))))
    return (
        pl.DataFrame(columns)
        .with_columns(pl.col("rate", "low", "high", "mentions", "^quoted_.*$").fill_nan(None))
        .with_columns(pl.col("mentions").cast(pl.Int64))
        .sort("term", "start")
    )
