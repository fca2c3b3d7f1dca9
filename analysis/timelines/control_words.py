"""Ordinary words matched in frequency: whatever is said of n terms is said of as many words as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from inspect import signature
from typing import Any

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..core.results import TableResult
from ..counts.day_counts import DayCounts, counts_by_day, day_counts
from ..counts.document_selection import documents_to_count
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.occurrences import term_ids
from ..counts.statistic_calls import statistic
from .decision_columns import check_above
from .entry_tests import CAMPAIGN

LEAST_HITS = 4  # of a term that is given controls
TABLE_OF = {"entry": "entry", "rise": "change", "fall": "change", CAMPAIGN: "burst", "fading": "fading"}
NEAREST = 200  # controls against which one term is ranked


@dataclass(frozen=True, repr=False, eq=False)
class Controls(TableResult):
    """Ordinary words that are as frequent as terms; made by `controls`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``control · word · term · hits · word_hits``, a row a control, sorted: the word, the term to whose hits it was matched,
        and its hits. Where these are fewer than those of the word, its documents were thinned by chance.
    parameters : mapping
    counts : DayCounts
        The controls' counts by day, on which every test of series works.

    Examples
    --------
    >>> from analysis import Features, data_folder
    >>> few = Features.open(data_folder() / "broadcast").between("2019", "2020")
    >>> controls(few, ["六稳"], n=20)
    <Controls: 20 ordinary words for 1 terms>
    """

    counts: DayCounts = None  # type: ignore[assignment]

    def _summary(self) -> str:
        return f"{self.frame.height} ordinary words for {self.frame['term'].n_unique()} terms"

    def compare(self, result: TableResult, function: Callable[..., TableResult]) -> pl.DataFrame:
        """How many terms were called, and how many of the matched ordinary words.

        Parameters
        ----------
        result : Entries, Fadings, ChangePoints, Bursts, Trends or Verdicts
            Of the terms.
        function : callable
            What made it, such as `entries`: it is asked of the controls with the same parameters.

        Returns
        -------
        polars.DataFrame
            ``of · tested · called · share``: a row for the terms, one for the ordinary words.

        Examples
        --------
        >>> from analysis import Features, data_folder, trends
        >>> few = Features.open(data_folder() / "broadcast").between("2015", "2021")
        >>> own = controls(few, ["脱贫攻坚"], n=10)
        >>> own.compare(trends(few, ["脱贫攻坚"]), trends)["of", "tested"].rows()
        [('terms', 1), ('ordinary words', 10)]
        """
        taken = ("q", "least", "every", "level", "bank", "seed")
        accepted = signature(function).parameters  # what a test has in common with all its calls is no argument of it
        if not any(one.kind is one.VAR_KEYWORD for one in accepted.values()):
            taken = tuple(name for name in taken if name in accepted)
        same = {name: value for name, value in result.parameters.items() if name in taken and value is not None}
        rows = []
        for name, one in (("terms", result), ("ordinary words", function(self.counts, **same))):
            by_term = one.frame.group_by("term").agg(
                tested=pl.col("p").is_not_null().any(), called=pl.col("decision").fill_null(False).any()
            )
            tested, called = int(by_term["tested"].sum()), int(by_term["called"].sum())
            rows.append((name, tested, called, called / tested if tested else None))
        schema = {"of": pl.String, "tested": pl.Int64, "called": pl.Int64, "share": pl.Float64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def beside(self, frame: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        """``frame`` of verdicts with the share of matched words that are less extreme, and the p that follows.

        ``control_p = (1 + words whose p is at most the term's) / (words + 1)`` among the 200 words nearest in log hits
        (Bates et al. 2023); a word that cannot be tested has p = 1. ``ordinary`` is the share of these words with a larger p.

        Parameters
        ----------
        frame : polars.DataFrame
            Rows with ``verdict``, ``p`` and ``hits``.
        tables : mapping of str to polars.DataFrame
            Of the same tests for the controls: ``entry``, ``change``, ``burst``, ``fading``.

        Examples
        --------
        >>> import polars as pl
        >>> own = Controls(pl.DataFrame({"control": ["a", "b"], "hits": [9, 9]}), {}, None)
        >>> rows = pl.DataFrame({"verdict": ["entry"], "p": [0.01], "hits": [9]})
        >>> own.beside(rows, {"entry": pl.DataFrame({"term": ["a", "b"], "p": [0.2, None]})})["control_p"].round(2).to_list()
        [0.33]
        """
        hits = np.log(np.maximum(self.frame["hits"].to_numpy(), 1))
        names = self.frame["control"].to_list()
        values = {}
        for name, table in tables.items():
            best = dict(table.group_by("term").agg(pl.col("p").min().fill_null(1.0)).rows())
            values[name] = np.array([best.get(control, 1.0) for control in names])
        conformal, share = [], []
        for verdict, p, own in frame.select("verdict", "p", "hits").rows():
            table = values.get(TABLE_OF.get(verdict, ""))
            if table is None or p is None:
                conformal.append(None)
                share.append(None)
                continue
            near = np.argsort(np.abs(hits - np.log(max(own, 1))), kind="stable")[:NEAREST]
            reached = int((table[near] <= p).sum())
            conformal.append((1 + reached) / (len(near) + 1))
            share.append(1 - reached / len(near))
        return frame.with_columns(
            ordinary=pl.Series(share, dtype=pl.Float64), control_p=pl.Series(conformal, dtype=pl.Float64)
        )


@statistic(every="1mo", unit="documents")
def controls(
    features: Features,
    terms: str | Iterable[str] | None = None,
    *,
    n: int = 500,
    seed: int = 0,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
) -> Controls:
    """Ordinary words as frequent as the terms, over the same documents: what a count of verdicts is to be seen beside.

    Each term of four hits or more is given its share of ``n`` words: those nearest to its hits in log frequency, drawn without a
    word being used twice while there are others. For a term rarer than the words that the edition counts, words of at least its hits
    are thinned, document by document, to its hits. A model's p is no false discovery rate against language, most of whose
    words' rates move.

    Parameters
    ----------
    features : Features
        With the words that their edition holds; a published one has no rare words.
    terms, duplicates, kinds, start, end
        As in `timeline`.
    n : int
        Ordinary words in all.
    seed : int
        Same seed, same words.

    Raises
    ------
    StudyError
        An unknown term or kind; no document left; no words counted; ``n`` not above 0.

    Examples
    --------
    >>> from analysis import Features, data_folder
    >>> few = Features.open(data_folder() / "broadcast").between("2019", "2020")
    >>> controls(few, ["六稳"], n=20).frame["word_hits"].min() > 0
    True
    """
    check_above(0, n=n)
    selection: dict[str, Any] = dict(duplicates=duplicates, kinds=kinds, start=start, end=end)
    random = np.random.default_rng(seed)
    names = tuple(sorted(resolve_terms(features, terms)))
    documents = documents_to_count(features, every="1mo", **selection)
    wanted = counts_by_day(features, list(names), every="1mo", **selection)
    targets = sorted((int(h), term) for term, h in zip(wanted.terms, wanted.hits.sum(1)) if h >= LEAST_HITS)
    pool = _pool(features).filter(~pl.col("term").is_in(names))
    if pool.is_empty() or not targets:
        raise StudyError(
            "no ordinary words can be matched: "
            + ("these features count no words." if pool.is_empty() else f"no term has {LEAST_HITS} hits or more.")
        )
    share = documents.height / max(features.documents.select(pl.len()).collect().item(), 1)
    expected = np.log(pool["documents"].to_numpy() * share)
    free = np.ones(len(pool), bool)
    chosen: list[tuple[str, int, str]] = []  # word, hits to be matched, term
    for k, size in enumerate(np.diff(np.rint(np.linspace(0, n, len(targets) + 1)).astype(int))):
        hits, term = targets[k]
        for place in _nearest(expected, np.log(hits), free, int(size), random):
            free[place] = False
            chosen.append((pool["term"][int(place)], hits, term))
    words = tuple(sorted({word for word, *_ in chosen}))
    counted = day_counts(features, words, documents)
    return _matched(counted, chosen, random, dict(terms=names, n=n, seed=seed, **selection))


def _pool(features: Features) -> pl.DataFrame:
    """Words that can be counted: of two characters or more, no part or whole of a formulation."""
    known = known_terms(features)
    formulations = "\n".join(sorted(term for term, kind in known.items() if kind != "word"))
    words = term_ids(features).filter(pl.col("kind") == "word").select("term").unique()
    sizes = features.vocabulary.filter(pl.col("kind") == "word").select("term", "documents").collect()
    pool = sizes.join(words, on="term", how="semi").unique("term").sort("term")
    plain = [len(term) > 1 and term not in formulations for term in pool["term"]]
    return pool.filter(pl.Series(plain, dtype=pl.Boolean) & (pl.col("documents") > 0))


def _nearest(expected: np.ndarray, wanted: float, free: np.ndarray, size: int, random) -> np.ndarray:
    """Places of words near the hits wanted, at least as frequent where there are such; drawn from twice as many."""
    enough = expected >= wanted - np.log(1.1)
    distance = np.abs(expected - wanted) + 100.0 * ~enough + 1_000.0 * ~free
    near = np.argsort(distance, kind="stable")[: 2 * size]
    return np.sort(random.choice(near, min(size, len(near)), replace=False)) if size else near[:0]


def _matched(counted: DayCounts, chosen: list, random: np.random.Generator, parameters: dict) -> Controls:
    """The controls' counts: those of the words, thinned to the hits that are to be matched."""
    place = {word: t for t, word in enumerate(counted.terms)}
    rows, hits, used = [], [], {}
    for word, wanted, term in chosen:
        own = counted.hits[place[word]]
        total = int(own.sum())
        used[word] = used.get(word, 0) + 1
        name = word if used[word] == 1 else f"{word} ({used[word]})"
        kept = own if total <= wanted else random.multivariate_hypergeometric(own, wanted)
        rows.append((name, word, term, int(kept.sum()), total))
        hits.append(kept)
    schema = {"control": pl.String, "word": pl.String, "term": pl.String, "hits": pl.Int64, "word_hits": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("row").sort("control")
    table = np.array(hits)[frame["row"].to_numpy()]
    nothing = np.full(table.shape, np.nan)
    counts = replace(counted, terms=tuple(frame["control"]), hits=table, mentions=nothing, quoted=nothing)
    return Controls(frame.drop("row"), parameters, counts)
