"""The common ground of every statistic over time: which documents count, which terms, which slices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
import polars.selectors as cs

from ..core.dates import as_date
from ..core.errors import StudyError, did_you_mean
from .features import Features
from .occurrences import distinct, term_ids, words_of

# what statistics ask of a document; titles, hashes and addresses are most of the table
ASKED = ("doc_id", "date", "date_precision", "source", "kind", "n_chars", "n_sentences", "duplicate_of")
EVERY = {"1y": "year", "1q": "quarter", "1mo": "month"}
# a document dated only to its year says nothing about a quarter
FINE_ENOUGH = {"1y": ("day", "month", "year"), "1q": ("day", "month"), "1mo": ("day", "month")}


def check_every(every: str) -> str:
    """``every`` if it is a slice that this study knows: ``1y``, ``1q`` or ``1mo``."""
    if every not in EVERY:
        raise StudyError(
            f"no slice {every!r}; there are: "
            + ", ".join(f"{k!r} ({v})" for k, v in EVERY.items())
            + "."
            + did_you_mean(str(every), EVERY)
        )
    return every


def selected_documents(
    features: Features,
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    every: str | None = None,
    titles: bool = False,
) -> pl.DataFrame:
    """The documents that a statistic counts, sorted by date and id.

    Parameters
    ----------
    start, end : date or str, optional
        First day, and the day after the last.
    kinds : sequence of str, optional
        Kinds of document to keep, such as ``["story"]``; all if None.
    duplicates : bool
        Keep near-duplicates (documents whose ``duplicate_of`` is set) as well.
    every : {"1y", "1q", "1mo"}, optional
        Leave out documents whose date is coarser than such a slice.
    titles : bool
        Read the titles as well, which few ask for.

    Raises
    ------
    StudyError
        An unknown kind, or dates in the wrong order.
    """
    start, end = as_date(start, name="start"), as_date(end, name="end")
    if start and end and start >= end:
        raise StudyError(f"start={start} is not before end={end}; end is the day after the last one counted.")
    chosen = features.documents.filter(pl.col("date").is_not_null())
    if kinds is not None:
        wanted = [kinds] if isinstance(kinds, str) else list(kinds)
        known = features.documents.select(pl.col("kind").unique()).collect()["kind"].drop_nulls().sort().to_list()
        unknown = [kind for kind in wanted if kind not in known]
        if unknown:
            raise StudyError(
                f"no document of kind {unknown[0]!r}; there are: {', '.join(known) or 'no kinds at all'}."
                + did_you_mean(str(unknown[0]), known)
            )
        chosen = chosen.filter(pl.col("kind").is_in(wanted))
    if not duplicates:
        chosen = chosen.filter(pl.col("duplicate_of").is_null())
    if start:
        chosen = chosen.filter(pl.col("date") >= start)
    if end:
        chosen = chosen.filter(pl.col("date") < end)
    if every:
        chosen = chosen.filter(pl.col("date_precision").is_in(FINE_ENOUGH[check_every(every)]))
    columns = cs.by_name(*ASKED, *(["title"] if titles else []), require_all=False)
    return chosen.select(columns).collect().sort("date", "doc_id")


def known_terms(features: Features) -> dict[str, str]:
    """Every string that can be asked for, and its kind: slogan, member or word."""
    return features.remembered("known terms", lambda: _known_terms(features))


def _known_terms(features: Features) -> dict[str, str]:
    vocabulary = term_ids(features)
    known: dict[str, str] = {}
    for kind in ("word", "member", "slogan"):  # a string that is a slogan as well is a slogan
        known.update(dict.fromkeys(vocabulary.filter(kind=kind)["term"].sort().to_list(), kind))
    lexicon = features.manifest.get("lexicon") or {}
    for versions in (lexicon.get("expansions") or {}).values():
        for member in (member for version in versions for member in version["members"]):
            known.setdefault(member, "member")
    return known | dict.fromkeys(lexicon.get("terms") or (), "slogan")


def resolve_terms(features: Features, terms: str | Iterable[str] | None = None) -> tuple[str, ...]:
    """The terms asked for, checked against what was counted; every slogan if None.

    A slogan of the lexicon that never occurs is known, and has zeros; any other string is an error.

    Returns
    -------
    tuple of str
        In the order given, without repeats; sorted if ``terms`` is None.
    """
    known = known_terms(features)
    if terms is None:
        return tuple(sorted(term for term, kind in known.items() if kind == "slogan"))
    asked = [terms] if isinstance(terms, str) else list(terms)
    if not asked:
        raise StudyError("terms is an empty list; name at least one term, or pass None for every slogan.")
    labels = [getattr(term, "term", term) for term in asked]  # a lexicon Term carries its label
    unknown = [label for label in labels if label not in known]
    if unknown:
        slogans = sorted(term for term, kind in known.items() if kind != "word")
        raise StudyError(
            f'no term "{unknown[0]}" in these features ({len(slogans)} terms of the lexicon, '
            f"{len(known) - len(slogans)} words).{did_you_mean(str(unknown[0]), slogans or known)}"
            "\n  To count another term, put a row in data/lexicon/terms.csv and build the features again."
        )
    return tuple(dict.fromkeys(labels))


def slice_starts(dates: pl.Series, every: str) -> pl.Series:
    """First days of all slices from the first date to the last, those without a date included.

    >>> from datetime import date
    >>> slice_starts(pl.Series([date(2013, 5, 2), date(2013, 12, 1)]), "1q").to_list()
    [datetime.date(2013, 4, 1), datetime.date(2013, 7, 1), datetime.date(2013, 10, 1)]
    """
    check_every(every)
    dates = dates.drop_nulls()
    if dates.is_empty():
        return pl.Series("start", [], dtype=pl.Date)
    first, last = (pl.Series([day]).dt.truncate(every)[0] for day in (dates.min(), dates.max()))
    return pl.date_range(first, last, interval=every, eager=True).alias("start")


@dataclass(frozen=True, repr=False, eq=False)
class DayCounts:
    """Counts by day: all that a timeline, a trend, a change point or a burst needs.

    Attributes
    ----------
    terms : tuple of str, length T
    days : polars.Series of Date, length D, days that have a document, rising
    documents, characters : int64 array, shape (D,)
    hits : int64 array, shape (T, D), documents that hold the term
    mentions, quoted : float64 array, shape (T, D), occurrences, and those inside quotation marks;
        NaN for a word of an edition that holds no order of words
    """

    terms: tuple[str, ...]
    days: pl.Series
    documents: np.ndarray
    characters: np.ndarray
    hits: np.ndarray
    mentions: np.ndarray
    quoted: np.ndarray

    def __repr__(self) -> str:
        return f"<DayCounts: {len(self.terms)} terms, {len(self.days)} days, {self.documents.sum()} documents>"

    def index(self, every: str) -> tuple[pl.Series, np.ndarray]:
        """First days of the slices (length S), and the slice number of each day (shape (D,))."""
        starts = slice_starts(self.days, every)
        place = starts.search_sorted(self.days.dt.truncate(every))
        return starts, place.to_numpy().astype(np.int64)


def by_slice(values: np.ndarray, place: np.ndarray, slices: int) -> np.ndarray:
    """Sums over the days of each slice: last axis D becomes S. Days are in order, so ``place`` never falls.

    >>> by_slice(np.array([[1, 2, 4]]), np.array([0, 0, 2]), 3).tolist()
    [[3, 0, 4]]
    """
    out = np.zeros((*values.shape[:-1], slices), dtype=values.dtype)
    if len(place):
        first = np.flatnonzero(np.diff(place, prepend=-1))  # days are in order: those of a slice lie together
        out[..., place[first]] = np.add.reduceat(values, first, axis=-1)
    return out


def day_counts(features: Features, terms: tuple[str, ...], documents: pl.DataFrame) -> DayCounts:
    """Count ``terms`` (from `resolve_terms`) in ``documents`` (from `selected_documents`), day by day."""
    days = documents["date"].unique().sort()
    totals = documents.group_by("date").agg(n=pl.len(), c=pl.col("n_chars").cast(pl.Int64).sum()).sort("date")
    shape = (len(terms), len(days))
    counts = DayCounts(
        terms,
        days,
        totals["n"].to_numpy().astype(np.int64),
        totals["c"].to_numpy().astype(np.int64),
        np.zeros(shape, np.int64),
        np.zeros(shape),
        np.zeros(shape),
    )
    kinds = known_terms(features)
    words = [term for term in terms if kinds[term] == "word"]
    place = documents.lazy().select("doc_id").with_row_index("document")
    rows = pl.LazyFrame({"term": terms}, schema={"term": pl.String}).with_row_index("row")
    day = days.search_sorted(documents["date"]).to_numpy().astype(np.int64)
    hits, mentions, quoted = (table.reshape(-1) for table in (counts.hits, counts.mentions, counts.quoted))

    def add(found: pl.LazyFrame) -> None:
        """Add mentions (doc_id, term, and quoted where that is known) to the counts."""
        met = found.join(place, on="doc_id").join(rows, on="term").drop("doc_id", "term").collect()
        row, document = met["row"].to_numpy().astype(np.int64), met["document"].to_numpy()
        cell, size = row * len(days) + day[document], max(len(day), 1)
        np.add.at(mentions, cell, 1)
        if "quoted" in met.columns:
            np.add.at(quoted, cell[met["quoted"].fill_null(False).to_numpy()], 1)
        row, document = np.divmod(
            distinct(row * size + document), size
        )  # once a document, however often it stands there
        np.add.at(hits, row * len(days) + day[document], 1)

    slogans = [term for term in terms if kinds[term] != "word"]
    if slogans:
        add(features.mentions.filter(pl.col("term").is_in(slogans)).select("doc_id", "term", "quoted"))
    if words:
        ids = term_ids(features).filter(pl.col("term").is_in(words), pl.col("kind") == "word")
        ordered = "order" in features.sentences.collect_schema()
        for part in features.parts():  # the words of all documents at once would not fit into memory
            add(words_of(part, ids, ordered=ordered).lazy())
        at = [terms.index(word) for word in words]
        counts.quoted[at] = np.nan
        if not ordered:
            counts.mentions[at] = np.nan
    return counts


def counts_by_day(features: Features | DayCounts, terms, *, every: str, **choice) -> DayCounts:
    """Counts of terms from features; counts that are already by day pass through as they are.

    ``choice`` holds the keywords of `selected_documents`.
    """
    if isinstance(features, DayCounts):
        return features
    names = tuple(sorted(resolve_terms(features, terms)))
    documents = selected_documents(features, every=every, **choice)
    if documents.is_empty():
        raise StudyError("no document is left to count; widen start, end or kinds.")
    return day_counts(features, names, documents)
