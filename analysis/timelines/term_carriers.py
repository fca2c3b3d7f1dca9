# long: one statistic of documents, or of sentences
"""Who carries a formulation: by genre, column, source, author, province, occasion or weekday, beside their share of all documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..core.results import TableResult
from ..counts.day_counts import DayCounts
from ..counts.document_selection import documents_to_count
from ..counts.features import Features
from ..counts.known_terms import resolve_terms
from ..counts.periods import finest_period
from ..counts.statistic_calls import statistic
from ..counts.term_documents import uses_of
from ..statistics.carrier_ratios import carrier_ratios, design_effect
from ..statistics.multiple_testing import benjamini_hochberg
from .moving_windows import WindowCounts
from .named_provinces import provinces_of, sentences_with_provinces
from .occasions import occasions_of
from .rates import _frame

BY = ("genre", "kind", "column", "source", "author", "province", "province in title", "occasion", "weekday")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
COLUMN = (
    "column",
    "栏目",
    "欄目",
)  # of the user's own, where the table had a kind as well; else they are read as the kind
NONE = "none"  # of documents that name no carrier
FEW = 5  # expected documents: fewer, and one document moves the ratio by over a fifth
SCHEMA = pl.Schema(
    {"term": pl.String, "start": pl.Date, "carrier": pl.String, "documents": pl.Int64, "hits": pl.Int64}
    | dict.fromkeys(
        ("rate", "rate_low", "rate_high", "share", "expected", "ratio", "low", "high", "p", "q"), pl.Float64
    )
    | {"few": pl.Boolean}
)


class Carriers(TableResult):
    """Who carries a formulation; made by `carriers`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``term · start · carrier · documents · hits · rate · rate_low · rate_high · share · expected · ratio · low · high · p · q · few``, a
        row a term, slice and carrier, sorted. ``share`` of the term's documents, ``expected`` share given all documents of the
        same months, ``ratio`` of both with its interval; ``few`` marks fewer than five expected documents. By province
        sentences are counted, not documents: ``sentences`` stands for ``documents`` then, and ``parameters["unit"]`` says so.

    Examples
    --------
    >>> Carriers(pl.DataFrame({"term": ["六保"], "carrier": ["report"]}), {"by": "genre"})
    <Carriers: 1 terms by genre, 1 carriers>
    """

    def _summary(self) -> str:
        terms, carriers = self.frame["term"].n_unique(), self.frame["carrier"].n_unique()
        unit = ", sentences counted" if self.parameters.get("unit") == "sentences" else ""
        return f"{terms} terms by {self.parameters.get('by')}, {carriers} carriers{unit}"


@statistic(unit="documents")
def carriers(
    features: Features,
    terms: str | Iterable[str] | None = None,
    *,
    by: str = "genre",
    every: str | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    level: float = 0.95,
    within: int = 1,
) -> Carriers:
    """Which genres, columns, sources, authors, provinces, occasions or weekdays carry a term more than their share of all documents.

    ``ratio = share / expected``, by `carrier_ratios`: expected is what the carrier would have, were each document of a month as likely
    to hold the term. The rate and its interval are those of `timeline` over the carrier's documents. q is of all rows together
    (Benjamini and Hochberg 1995).

    Parameters
    ----------
    features : Features
    terms, kinds, duplicates, start, end
        As in `timeline`.
    by : {"genre", "kind", "column", "source", "author", "province", "province in title", "occasion", "weekday"}
        ``column``: of the paper or programme (栏目), which is kept as the ``kind`` unless the table had both. ``province``: one that the
        *sentence* of the term names (data/lexicon/provinces.csv), so sentences are counted; it needs every word of
        them, which published editions lack. ``province in title``: one that the title of the document names. What names two
        provinces counts for both. ``occasion``: congresses, plenums, Two Sessions, economic work conferences and
        anniversaries of 2012 to 2024 (data/occasions.csv), by the date.
    every : {"1y", "2y", "5y", "10y", "1q", "1mo"}, optional
        Slices; the whole period as one if None.
    level : float
        Level of the intervals.
    within : int
        Days before the first and after the last of an occasion that count with it: papers report on the day after.

    Raises
    ------
    StudyError
        An unknown term, carrier or slice; no document left; a word of a counts edition, which knows only its days; the
        province of sentences whose words are not known; occasions of years without a table.

    Examples
    --------
    >>> from analysis import Corpus, Lexicon, build_features
    >>> pages = {"date": ["2020-05-22", "2020-05-23"], "kind": ["社论", "新闻"], "text": ["六保要落实。", "开会。"]}
    >>> features = build_features(Corpus.from_frame(pl.DataFrame(pages)), Lexicon.read(), "memory://carriers")
    >>> carriers(features, "六保", by="kind").select("carrier", "hits", "share", "expected", "ratio").rows()
    [('新闻', 0, 0.0, 0.5, 0.0), ('社论', 1, 1.0, 0.5, 2.0)]
    """
    if by not in BY:
        raise StudyError(f"no carrier {by!r}; there are: {', '.join(BY)}.{did_you_mean(str(by), BY)}")
    if within < 0:
        raise StudyError(f"within={within} is less than no day; give the days around an occasion, such as 1.")
    names = tuple(sorted(resolve_terms(features, terms)))
    choice: dict[str, Any] = dict(start=start, end=end, kinds=kinds, duplicates=duplicates)
    documents = documents_to_count(features, every=every, **choice)
    unit, key = unit_of(by)
    documents = documents.with_columns(units="n_sentences" if unit == "sentences" else pl.lit(1))
    carried = carried_units(features, documents, by, within)
    uses = (
        uses_of(features, list(names), documents)
        .group_by(*key, "term")
        .agg(mentions=pl.len(), quoted=pl.col("quoted").sum())
    )
    parts = {label: _part(documents, uses, carried.filter(carrier=label), key) for label in carried["carrier"].unique()}
    unnamed = _rest(documents, uses, carried, key)
    if unnamed[0].height:
        parts[NONE] = unnamed
    labels = sorted(parts)
    clusters = {label: _in_order(documents, parts[label][0]) for label in labels} if unit == "sentences" else {}
    whole = _counts(names, documents, uses, documents["date"].unique().sort())
    parts = [_counts(names, *parts[label], whole.days) for label in labels]
    one_slice = whole.days.head(1), np.zeros(len(whole.days), np.int64)
    starts, place = one_slice if every is None else whole.index(every)
    months = whole.days.dt.truncate(finest_period(features)).rank("dense").to_numpy().astype(np.int64) - 1
    tables = []
    for s in range(len(starts)):
        inside = place == s
        if not inside.any():
            continue
        base = np.array([one.documents[inside] for one in (*parts, whole)], float)
        rates = [_rates(one, inside, starts[s], every, level) for one in parts]
        month = months[inside] - months[inside].min()
        for t, term in enumerate(names):
            part = np.array([one.hits[t, inside] for one in parts], float)
            least = _least(clusters, documents, uses.filter(term=term), whole.days.filter(pl.Series(inside)))
            found = carrier_ratios(part, whole.hits[t, inside].astype(float), base, month, level, least)
            total = whole.hits[t, inside].sum()
            own = {"term": term, "start": starts[s], "carrier": labels, "documents": base[:-1].sum(1).astype(np.int64)}
            own |= {"hits": part.sum(1).astype(np.int64)}
            own |= {new: [one[old][t] for one in rates] for old, new in _RATES.items()}
            with np.errstate(divide="ignore", invalid="ignore"):
                own |= {"share": part.sum(1) / total, "expected": found["expected"] / total}
            own |= {name: found[name] for name in ("ratio", "low", "high", "p")}
            tables.append(
                pl.DataFrame(own).with_columns(q=pl.lit(None, pl.Float64), few=~pl.Series(found["expected"] >= FEW))
            )
    frame = pl.concat(tables).with_columns(pl.col(pl.Float64).fill_nan(None)).select(SCHEMA.names()).cast(SCHEMA)  # pyright: ignore[reportArgumentType]
    tested = frame["p"].is_not_null().to_numpy()
    q = np.full(frame.height, np.nan)
    q[tested] = benjamini_hochberg(frame["p"].drop_nulls().to_numpy())
    frame = frame.with_columns(pl.Series("q", q).fill_nan(None)).sort("term", "start", "carrier")
    asked: dict[str, Any] = dict(terms=names, by=by, every=every, level=level, unit=unit)
    asked |= {"within": within if by == "occasion" else None}
    return Carriers(frame.rename({"documents": unit}), asked | choice)


_RATES = {"rate": "rate", "low": "rate_low", "high": "rate_high"}


def _rates(one: DayCounts, inside: np.ndarray, first: date, every: str | None, level: float) -> pl.DataFrame:
    """Rate, low and high of each term over the days of one slice, as `timeline` has them."""
    arrays = {
        name: getattr(one, name)[..., inside] for name in ("documents", "characters", "hits", "mentions", "quoted")
    }
    days, start = one.days.filter(pl.Series(inside)), pl.Series("start", [first], pl.Date)
    window = WindowCounts(one.terms, days, **arrays, starts=start, place=np.zeros(len(days), np.int64))
    return _frame(window, every or "1y", "documents", level).sort("term")


def _in_order(documents: pl.DataFrame, own: pl.DataFrame) -> np.ndarray:
    """How many sentences of each of all documents a carrier has."""
    units = documents.select("doc_id").join(
        own.select("doc_id", "units"), on="doc_id", how="left", maintain_order="left"
    )
    return units["units"].fill_null(0).to_numpy().astype(float)


def _least(
    clusters: dict[str, np.ndarray], documents: pl.DataFrame, uses: pl.DataFrame, days: pl.Series
) -> np.ndarray | float:
    """The design effect of each carrier on these days, where sentences are counted: those of one document are alike."""
    if not clusters:
        return 1.0
    inside = documents.select("doc_id", "units", there=pl.col("date").is_in(days.implode()))
    hits = uses.join(inside.filter("there"), on="doc_id", how="semi").group_by("doc_id").agg(k=pl.len())
    k, there = hits["k"].sort().to_numpy().astype(float), inside["there"].to_numpy()
    sizes = inside["units"].to_numpy().astype(float)[there]
    return np.array([design_effect(part[there], sizes, k) for part in clusters.values()])


def _part(
    documents: pl.DataFrame, uses: pl.DataFrame, own: pl.DataFrame, key: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of one carrier (doc_id, or doc_id · sentence): its documents with the number of its ``units``, and the uses in them."""
    units = own.group_by("doc_id").agg(units=pl.len())
    inside = documents.drop("units").join(units, on="doc_id", maintain_order="left")
    return inside, uses.join(own, on=key, how="semi")


def _rest(
    documents: pl.DataFrame, uses: pl.DataFrame, carried: pl.DataFrame, key: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What no carrier has: as `_part`."""
    named = carried.select(key).unique().group_by("doc_id").agg(named=pl.len())
    left = documents.join(named, on="doc_id", how="left", maintain_order="left")
    left = left.with_columns(pl.col("units").cast(pl.Int64) - pl.col("named").fill_null(0)).filter(pl.col("units") > 0)
    return left, uses.join(carried, on=key, how="anti")


def _counts(names: tuple[str, ...], documents: pl.DataFrame, uses: pl.DataFrame, days: pl.Series) -> DayCounts:
    """Counts of some documents, by their ``units`` (themselves or their sentences), on the days of all; a use is a hit."""
    at = days.search_sorted(documents["date"]).to_numpy().astype(np.int64)
    totals = np.bincount(at, documents["units"].to_numpy(), len(days)).astype(np.int64)
    size = np.bincount(at, documents["n_chars"].to_numpy(), len(days)).astype(np.int64)
    met = uses.join(documents.select("doc_id", "date"), on="doc_id", maintain_order="left")
    row = met["term"].cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int64)
    cell = row * len(days) + days.search_sorted(met["date"]).to_numpy().astype(np.int64)
    shape, weights = (len(names), len(days)), (None, met["mentions"].to_numpy(), met["quoted"].fill_null(0).to_numpy())
    hits, mentions, quoted = (np.bincount(cell, w, shape[0] * shape[1]).reshape(shape) for w in weights)
    return DayCounts(names, days, totals, size, hits.astype(np.int64), mentions.astype(float), quoted.astype(float))


def unit_of(by: str) -> tuple[str, list[str]]:
    """What a carrier of this kind holds, and the columns that tell one from another."""
    return ("sentences", ["doc_id", "sentence"]) if by == "province" else ("documents", ["doc_id"])


def carried_units(features: Features, documents: pl.DataFrame, by: str, within: int) -> pl.DataFrame:
    """doc_id · carrier, a row for each carrier of a document; none for a document without one. Of provinces with ``sentence``."""
    if unit_of(by)[0] == "sentences":
        return sentences_with_provinces(features, documents)
    known = features.documents.collect_schema().names()
    column = next((name for name in COLUMN if name in known), "kind")
    more = dict.fromkeys(["doc_id", "title", "author", "genre", column])
    more = features.documents.select(*more).collect().select(pl.exclude(documents.columns), "doc_id")
    documents = documents.join(more, on="doc_id", how="left", maintain_order="left")
    by = column if by == "column" else by
    if by == "province in title":
        return documents.select("doc_id", carrier=provinces_of("title")).explode("carrier").drop_nulls()
    if by == "occasion":
        return occasions_of(documents, within)
    if by == "weekday":
        documents = documents.filter(pl.col("date_precision") == "day")
        named = pl.col("date").dt.weekday().replace_strict(dict(enumerate(WEEKDAYS, 1)), return_dtype=pl.String)
        return documents.select("doc_id", carrier=named)
    return documents.select("doc_id", carrier=pl.col(by).cast(pl.String)).drop_nulls()
