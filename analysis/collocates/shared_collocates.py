"""What a later formulation takes over of an earlier one's collocates: campaigns in sequence, and any others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from ..core.dates import check_order
from ..core.errors import StudyError
from ..core.results import TableResult
from ..counts.document_selection import documents_to_count
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.statistic_calls import statistic
from ..statistics.intervals import zero_bound
from ..statistics.multiple_testing import benjamini_hochberg

LEAST = 30  # sentences that name a slogan, below which its collocates are a handful of chance meetings
NAMED = 5  # collocates that a row names
WIDER = 1.3  # the bootstrap's deviations, which fall short by so much in simulated sentences (docs/validity.md)
SAMPLES = 50  # of each slogan and of the later term, of equally many sentences


@dataclass(frozen=True, eq=False)
class _Period:
    """The sentences of one period: which slogans meet, on which days."""

    slogans: list[str]
    met: np.ndarray  # (W, W) sentences that hold both; on the diagonal, that hold the slogan
    days: np.ndarray  # (D, W) of the term asked for: sentences of each day that hold it and the slogan
    named: np.ndarray  # (D,) sentences of each day that hold it

    def usual(self) -> np.ndarray:
        """Each slogan's share of the sentences of all slogans but the row's and itself; (W, W)."""
        n = np.diag(self.met).astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            return (self.met.sum(0) - n - self.met) / (n.sum() - n - n[:, None])

    def excess(self) -> np.ndarray:
        """By how much a slogan's share of the row's sentences exceeds its usual one; (W, W), 0 where it does not."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.maximum(np.nan_to_num(self.met / np.diag(self.met)[:, None] - self.usual()), 0.0)


@statistic(context="sentence")
def shared_collocates(
    features: Features,
    spans: Mapping[str, tuple[date | str | None, date | str | None]],
    *,
    least: int = LEAST,
    level: float = 0.95,
    q: float = 0.05,
    draws: int = 1_000,
    seed: int = 0,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
) -> TableResult:
    """What share of a formulation's collocates, in its own time, a later one has in its time.

    A slogan is a collocate as far as it stands in a larger share of the sentences that name the term than of those that name the
    other slogans of the same period, taken together: ``x_w = max(0, k_w / n − Σ k_vw / Σ n_v)``. Shared is ``Σ min(x_w, y_w) / Σ x_w``, of the earlier's
    collocates ``x`` what the later's ``y`` has as well. Whether that is much, the other slogans of the later period tell: p is the
    share of those (and of the later term itself) that have as much of it, in samples of equally many sentences (`docs/methods/shared-collocates.md`).

    Parameters
    ----------
    features : Features
    spans : mapping of str to (start, end)
        Each term with the period in which its collocates are counted, in the order of the comparison: every term is compared
        with each after it.
    least : int
        Sentences that a slogan of the later period must have to be among those that the later term is ranked with.
    level : float
        Of the interval, from a bootstrap of the days of both (Rubin 1981), reflected at the estimate and widened.
    q : float
        False discovery rate over all pairs.
    draws, seed : int
        Of the bootstrap.
    duplicates, kinds
        As in `timeline`.

    Returns
    -------
    TableResult
        One row for each pair: ``earlier · later · sentences_1 · sentences_2 · shared · low · high · usual`` (median of the other
        slogans) ``· others`` (how many) ``· p · q · verdict · words``, the collocates that make up most of what is shared. Verdict: "shared" (q small enough), "none", or "not
        testable" where one of the two has fewer than ``least`` sentences, or too few others are there for p to reach q.

    Raises
    ------
    StudyError
        Fewer than two terms, an unknown term, a period without documents.

    Examples
    --------
    >>> from analysis import Features, data_folder
    >>> news = Features.open(data_folder() / "broadcast")
    >>> campaigns = {"群众路线教育实践活动": ("2013-04", "2014-11"), "“三严三实”专题教育": ("2015-01", "2016-03")}
    >>> shared_collocates(news, campaigns, draws=200).select("sentences_1", "sentences_2", "words").row(0)
    (542, 73, '四风 · 八项规定')
    """
    if len(spans) < 2:
        raise StudyError(f"{len(spans)} term was given; name two or more, each with its period.")
    names = resolve_terms(features, list(spans))
    periods = [check_order(*span) for span in spans.values()]
    chosen: dict[str, Any] = dict(duplicates=duplicates, kinds=kinds)
    counted = [_period(features, name, *span, **chosen) for name, span in zip(names, periods, strict=True)]
    same = np.array([[_one_name(w, name) for w in counted[0].slogans] for name in names]).any(0)
    rows = []
    for i, j in combinations(range(len(names)), 2):
        rows.append(_pair(names[i], names[j], counted[i], counted[j], same, least, level, draws, [seed, i, j]))
    frame = pl.DataFrame(rows)
    testable = (frame["p"].is_not_null() & (frame["least_p"] <= q)).to_numpy()
    adjusted = np.full(len(rows), np.nan)
    adjusted[testable] = benjamini_hochberg(frame["p"].to_numpy()[testable])
    verdict = np.where(~testable, "not testable", np.where(np.nan_to_num(adjusted, nan=1.0) <= q, "shared", "none"))
    frame = frame.with_columns(q=pl.Series(adjusted).fill_nan(None), verdict=pl.Series(verdict.tolist())).select(
        *("earlier", "later", "sentences_1", "sentences_2", "shared", "low", "high", "usual", "others"),
        *("p", "q", "verdict", "words"),
    )
    said = {name: [str(day) if day else None for day in span] for name, span in zip(names, periods, strict=True)}
    parameters = dict(terms=names, periods=said, least=least, level=level, q=q, draws=draws, seed=seed, **chosen)
    return TableResult(frame, parameters)


def _period(features: Features, term: str, start: Any, end: Any, **chosen: Any) -> _Period:
    documents = documents_to_count(features, start=start, end=end, **chosen).select("doc_id", "date")
    slogans = sorted(name for name, kind in known_terms(features).items() if kind == "slogan")
    ids = pl.DataFrame({"term": slogans}).with_row_index("word")
    found = features.mentions.select("doc_id", "sentence", "term").unique().join(ids.lazy(), on="term")
    found = found.join(documents.lazy(), on="doc_id").collect().sort("doc_id", "sentence", "word")
    place = found.select(pl.struct("doc_id", "sentence").rank("dense")).to_series().to_numpy().astype(np.int64) - 1
    sentences = int(place.max(initial=-1)) + 1
    there = np.zeros((sentences, len(slogans)), np.float32)
    there[place, found["word"].to_numpy()] = 1
    dates = found.with_columns(place=pl.Series(place)).unique("place").sort("place")["date"]
    own = there[:, slogans.index(term)] > 0
    day = dates.filter(pl.Series(own)).rank("dense").to_numpy().astype(np.int64) - 1
    days = np.zeros((int(day.max(initial=-1)) + 1, len(slogans)))
    np.add.at(days, day, there[own])
    return _Period(slogans, (there.T @ there).astype(float), days, np.bincount(day, minlength=len(days)))


def _one_name(one: str, other: str) -> bool:
    """Whether one name holds the other, quotation marks left out: 主题教育 is no collocate of “…”主题教育."""
    one, other = (name.replace("“", "").replace("”", "") for name in (one, other))
    return one in other or other in one


def _kept(earlier: np.ndarray, later: np.ndarray) -> np.ndarray:
    """Of the earlier's collocates, the share that the later has as well; (…, W) twice to (…,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.minimum(earlier, later).sum(-1) / earlier.sum(-1)


def _pair(earlier, later, one: _Period, two: _Period, same, least, level, draws, seed) -> dict[str, Any]:
    """One row; ``same`` marks the slogans that are names of the terms compared, and no collocates."""
    own = [part.slogans.index(name) for name, part in ((earlier, one), (later, two))]
    x, all_two = np.where(same, 0.0, one.excess()[own[0]]), np.where(same, 0.0, two.excess())
    y, number = all_two[own[1]], [int(part.met[k, k]) for k, part in zip(own, (one, two), strict=True)]
    shared = float(_kept(x, y))
    others = (np.diag(two.met) >= least) & ~same
    np.fill_diagonal(all_two, 0.0)  # a slogan is no collocate of itself
    random = np.random.default_rng(seed)
    usual, p = _rank(x, two, own[1], others, all_two, random)
    drawn = []
    for part, k in zip((one, two), own, strict=True):
        weights = random.exponential(size=(draws, len(part.named)))
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = (weights @ part.days) / (weights @ part.named)[:, None] - part.usual()[k]
        drawn.append(np.where(same, 0.0, np.maximum(shares, 0.0)))
    enough = min(number) >= least and np.isfinite(shared)
    low = high = None
    if enough:
        ends = np.nanquantile(_kept(*drawn), [(1 - level) / 2, (1 + level) / 2])
        low, high = (float(np.clip(shared + WIDER * (shared - end), 0, 1)) for end in ends[::-1])
        # a slogan never seen with the later term may stand in as large a share of its days as their number leaves open
        unseen = np.where(two.met[own[1]] == 0, zero_bound(np.array(len(two.named)), level), 0.0)
        high = max(high, float(_kept(x, np.maximum(y, unseen))))
    both = np.minimum(x, y)
    order = [k for k in np.argsort(-both, kind="stable") if both[k] > 0.02 * x.sum()][:NAMED]
    return dict(
        earlier=earlier,
        later=later,
        sentences_1=number[0],
        sentences_2=number[1],
        shared=shared if np.isfinite(shared) else None,
        low=low,
        high=high,
        usual=usual if enough and others.any() else None,
        others=int(others.sum()),
        p=p if enough else None,
        least_p=1 / (1 + int(others.sum())),
        words=" · ".join(two.slogans[k] for k in order),
    )


def _rank(
    x: np.ndarray, two: _Period, own: int, others: np.ndarray, excess: np.ndarray, random: np.random.Generator
) -> tuple[float, float]:
    """Median of what ``others`` (W,) share of ``x`` (W,), and the rank of slogan ``own`` among them, as p.

    A small sample shares less than a large one: so each is compared with the later term by the means of ``SAMPLES`` samples of
    both, of equally many sentences. What ``x`` has of a slogan is no part of that slogan's own comparison.
    """
    if not others.any() or not x.any():
        return np.nan, np.nan
    number, usual = np.diag(two.met), two.usual()
    least = np.minimum(number[others], number[own]).astype(np.int64)

    def shares(rows: np.ndarray) -> np.ndarray:
        """Of ``least`` sentences of each of these slogans (R,); (SAMPLES, R, W)."""
        there = two.met[rows].astype(np.int64)
        absent = number[rows].astype(np.int64)[:, None] - there
        drawn = random.hypergeometric(there, absent, least[:, None], (SAMPLES, *there.shape)) / least[:, None]
        return np.maximum(drawn - np.nan_to_num(usual[rows]), 0.0)

    rivals = np.flatnonzero(others)
    of = np.tile(x, (len(rivals), 1))
    of[np.arange(len(rivals)), rivals] = 0.0
    theirs, later = _kept(of, shares(rivals)), _kept(of, shares(np.full(len(rivals), own)))
    at_least = int((np.nan_to_num(theirs.mean(0)) >= later.mean(0) - 1e-12).sum())
    return float(np.nanmedian(_kept(of, excess[rivals]))), (1 + at_least) / (1 + len(rivals))
