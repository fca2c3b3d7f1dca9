"""How prominent a formulation is where it is named: the share of its documents that name it in the title, or the lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..core.results import TableResult
from ..counts.day_counts import counts_by_day
from ..counts.features import Features
from ..counts.periods import by_slice, check_every
from ..counts.statistic_calls import statistic
from ..statistics.share_intervals import share_intervals

FEW = 20  # a slice of fewer documents with the term is marked: one title more moves its share by over 5 %


@statistic()
def prominence(
    features: Features,
    terms: str | Iterable[str] | None = None,
    *,
    where: str = "title",
    every: str = "1y",
    level: float = 0.95,
    sense: str | None = None,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
) -> TableResult:
    """The share of the documents with a term that name it in their title (or lead), by year, quarter or month.

    A formulation can leave the titles before it leaves the texts. The interval is Wilson's (1927) with ``n / φ`` in place
    of the ``n`` documents with the term; ``φ`` is the dispersion of the share over days, of all slices together, since on
    one day many titles name a term or none (`docs/methods/genres.md`).

    Parameters
    ----------
    features : Features
    terms : str or iterable of str, optional
        Slogans, members of expansions or words; every slogan of the lexicon if None.
    where : {"title", "lead", "body"}
        In which place of the document the term is to stand; see `timeline`.
    every : {"1y", "2y", "5y", "10y", "1q", "1mo"}
        As in `timeline`.
    level : float
        Level of the interval.
    sense : str, optional
        Count only days on which the term has this sense of the lexicon.
    duplicates : bool
        Count near-duplicates (reprints) as well.
    kinds : sequence of str, optional
        Kinds of document; all if None.
    start, end : date or str, optional
        First day, and the day after the last.

    Returns
    -------
    TableResult
        One row for each term and slice: ``term · start · hits`` (documents that hold the term) ``· there`` (of these, those
        that name it in that place) ``· share · low · high · few`` (fewer than 20 hits). Without a hit, the share is null.

    Raises
    ------
    StudyError
        Unknown term, place or slice; no document left; counts that do not tell the place.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = {"date": ["2020-05-22", "2020-05-23"], "title": ["六保之年", "村里"], "text": ["学校开门。", "六保要落实。"]}
    >>> features = build_features(Corpus.from_frame(pl.DataFrame(texts)), Lexicon.read(), mkdtemp())
    >>> prominence(features, "六保").select("hits", "there", "share").row(0)
    (2, 1, 0.5)
    """
    every = check_every(every)
    selection: dict[str, Any] = dict(sense=sense, duplicates=duplicates, kinds=kinds, start=start, end=end)
    whole = counts_by_day(features, terms, every=every, **selection)
    there = counts_by_day(features, terms, every=every, where=where, **selection)
    starts, place = whole.index(every)
    hits, named = (by_slice(counts.hits, place, len(starts)) for counts in (whole, there))
    low, high = share_intervals(there.hits.astype(float), whole.hits.astype(float), place, len(starts), level)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = named / hits
    frame = pl.DataFrame(
        {
            "term": np.repeat(whole.terms, len(starts)).tolist(),
            "start": pl.concat([starts] * len(whole.terms)),
            "hits": hits.ravel(),
            "there": named.ravel(),
            "share": share.ravel(),
            "low": low.ravel(),
            "high": high.ravel(),
            "few": (hits < FEW).ravel(),
        }
    ).with_columns(pl.col("share", "low", "high").fill_nan(None))
    parameters = dict(terms=whole.terms, where=where, every=every, level=level, **selection)
    return TableResult(frame.sort("term", "start"), parameters)
