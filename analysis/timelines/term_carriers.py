"""Who carries a formulation: by genre, column, source, author, province or weekday, beside their share of all documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from ..core.csv_tables import read_csv
from ..core.errors import StudyError, did_you_mean
from ..core.paths import data_folder
from ..core.results import TableResult
from ..counts.day_counts import DayCounts
from ..counts.document_selection import documents_to_count
from ..counts.features import Features
from ..counts.known_terms import resolve_terms
from ..counts.periods import finest_period
from ..counts.statistic_calls import statistic
from ..counts.term_documents import uses_of
from ..statistics.carrier_ratios import carrier_ratios
from ..statistics.multiple_testing import benjamini_hochberg
from .moving_windows import WindowCounts
from .rates import _frame

BY = ("genre", "kind", "column", "source", "author", "province", "weekday")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
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
        same months, ``ratio`` of both with its interval; ``few`` marks fewer than five expected documents.

    Examples
    --------
    >>> Carriers(pl.DataFrame({"term": ["六保"], "carrier": ["report"]}), {"by": "genre"})
    <Carriers: 1 terms by genre, 1 carriers>
    """

    def _summary(self) -> str:
        terms, carriers = self.frame["term"].n_unique(), self.frame["carrier"].n_unique()
        return f"{terms} terms by {self.parameters.get('by')}, {carriers} carriers"


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
) -> Carriers:
    """Which genres, columns, sources, authors, provinces or weekdays carry a term more than their share of all documents.

    ``ratio = share / expected``, by `carrier_ratios`: expected is what the carrier would have, were each document of a month as likely
    to hold the term. The rate and its interval are those of `timeline` over the carrier's documents. q is of all rows together
    (Benjamini and Hochberg 1995).

    Parameters
    ----------
    features : Features
    terms, kinds, duplicates, start, end
        As in `timeline`.
    by : {"genre", "kind", "column", "source", "author", "province", "weekday"}
        ``column`` is another word for ``kind``. A province is one that the title names (data/lexicon/provinces.csv), since a
        counts edition holds no other place names; a title of two provinces counts for both.
    every : {"1y", "2y", "5y", "10y", "1q", "1mo"}, optional
        Slices; the whole period as one if None.
    level : float
        Level of the intervals.

    Raises
    ------
    StudyError
        An unknown term, carrier or slice; no document left; a word of a counts edition, which knows only its days.

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
    names = tuple(sorted(resolve_terms(features, terms)))
    choice: dict[str, Any] = dict(start=start, end=end, kinds=kinds, duplicates=duplicates)
    documents = documents_to_count(features, every=every, **choice)
    more = features.documents.select("doc_id", "title", "author", "genre").collect()
    documents = documents.join(more, on="doc_id", how="left", maintain_order="left")
    carried = carried_documents(documents, by)
    uses = (
        uses_of(features, list(names), documents)
        .group_by("doc_id", "term")
        .agg(mentions=pl.len(), quoted=pl.col("quoted").sum())
    )
    labels = carried["carrier"].unique().sort().to_list()
    whole = _counts(names, documents, uses, documents["date"].unique().sort())
    parts = [
        _counts(names, documents.join(carried.filter(carrier=one), on="doc_id", how="semi"), uses, whole.days)
        for one in labels
    ]
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
            found = carrier_ratios(part, whole.hits[t, inside].astype(float), base, month, level)
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
    return Carriers(frame, dict(terms=names, by=by, every=every, level=level, **choice))


_RATES = {"rate": "rate", "low": "rate_low", "high": "rate_high"}


def _rates(one: DayCounts, inside: np.ndarray, first: date, every: str | None, level: float) -> pl.DataFrame:
    """Rate, low and high of each term over the days of one slice, as `timeline` has them."""
    arrays = {
        name: getattr(one, name)[..., inside] for name in ("documents", "characters", "hits", "mentions", "quoted")
    }
    days, start = one.days.filter(pl.Series(inside)), pl.Series("start", [first], pl.Date)
    window = WindowCounts(one.terms, days, **arrays, starts=start, place=np.zeros(len(days), np.int64))
    return _frame(window, every or "1y", "documents", level).sort("term")


def _counts(names: tuple[str, ...], documents: pl.DataFrame, uses: pl.DataFrame, days: pl.Series) -> DayCounts:
    """Counts of some documents on the days of all."""
    at = days.search_sorted(documents["date"]).to_numpy().astype(np.int64)
    totals = np.bincount(at, minlength=len(days)).astype(np.int64)
    size = np.bincount(at, documents["n_chars"].to_numpy(), len(days)).astype(np.int64)
    met = uses.join(documents.select("doc_id", "date"), on="doc_id", maintain_order="left")
    row = met["term"].cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int64)
    cell = row * len(days) + days.search_sorted(met["date"]).to_numpy().astype(np.int64)
    shape, weights = (len(names), len(days)), (None, met["mentions"].to_numpy(), met["quoted"].fill_null(0).to_numpy())
    hits, mentions, quoted = (np.bincount(cell, w, shape[0] * shape[1]).reshape(shape) for w in weights)
    return DayCounts(names, days, totals, size, hits.astype(np.int64), mentions.astype(float), quoted.astype(float))


def carried_documents(documents: pl.DataFrame, by: str) -> pl.DataFrame:
    """doc_id · carrier, a row for each carrier of a document."""
    if by == "province":
        named = documents.select("doc_id", carrier=provinces_of("title")).explode("carrier").drop_nulls()
        unnamed = documents.select("doc_id").join(named, on="doc_id", how="anti").with_columns(carrier=pl.lit(NONE))
        return pl.concat([named, unnamed])
    if by == "weekday":
        named = pl.col("date").dt.weekday().replace_strict(dict(enumerate(WEEKDAYS, 1)), return_dtype=pl.String)
        exact = pl.when(pl.col("date_precision") == "day").then(named).otherwise(pl.lit(NONE))
        return documents.select("doc_id", carrier=exact)
    return documents.select("doc_id", carrier=pl.col("kind" if by == "column" else by).fill_null(NONE))


def provinces_of(column: str) -> pl.Expr:
    """The provinces that a text names, each once; 浙江西部 names 浙江 and no 江西.

    >>> pl.DataFrame({"title": ["浙江西部和福建", "开会"]}).select(provinces_of("title"))["title"].to_list()
    [['浙江', '福建'], []]
    """
    pattern, names = _spellings()
    found = pl.col(column).fill_null("").str.extract_all(pattern)
    known = pl.element().replace_strict(names, default=None, return_dtype=pl.String)
    return found.list.eval(known).list.drop_nulls().list.unique(maintain_order=True)


@cache
def _spellings() -> tuple[str, dict[str, str]]:
    """A pattern of all spellings, longest first, and the province of each; of what only looks like one, what else it names."""
    table = read_csv(data_folder() / "lexicon" / "provinces.csv")
    names, traps = {}, []
    for row in table.fill_null("").iter_rows(named=True):
        others = [one for one in row["other"].split(";") if one and not one.isascii()]
        names |= dict.fromkeys([row["province"], row["full"], *others], row["province"])
        traps += [one for one in row["not_in"].split(";") if one]
    for trap in traps:  # 浙江西 is Zhejiang; 黄河南岸 no province
        names[trap] = next((names[one] for one in sorted(names, key=len, reverse=True) if trap.startswith(one)), None)  # pyright: ignore[reportArgumentType]
    longest = sorted(names, key=lambda one: (-len(one), one))
    return "|".join(longest), {one: name for one, name in names.items() if name}
