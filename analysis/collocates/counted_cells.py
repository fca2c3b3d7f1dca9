# long: one short function for each kind of result that counts
"""What one number of a result counts: which documents are asked, which uses in them, and by what they are counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError, did_you_mean
from ..core.results import Result
from ..counts.document_selection import selected_documents
from ..counts.editions import holds, needs
from ..counts.features import Features
from ..counts.known_terms import known_terms
from ..counts.published_words import word_hits
from ..counts.term_documents import meetings_of, uses_of
from ..counts.term_senses import senses_of
from ..networks.cooccurrence_network import Cooccurrence
from ..networks.networks_over_time import NetworkSeries
from ..timelines.first_use_dates import FirstUses
from ..timelines.moving_windows import window_slices
from ..timelines.term_carriers import NONE, UNIT_OF, Carriers, carried_units
from .collocate_counts import sentences_with
from .collocate_movers import Movers, period_of
from .list_order import ListOrder
from .litany import ARROW, Litany

CHOICE = ("kinds", "duplicates", "every")
COUNTED = "timelines, verdicts, prominence, first uses, carriers, genres, networks, movers, list orders, litanies"
DOCUMENT, SENTENCE = ("doc_id",), ("doc_id", "sentence")


@dataclass(frozen=True)
class Asked:
    """The cell of a result that is asked for: names, the days, which of its numbers, and other columns of its row."""

    names: tuple[str, ...]
    start: Any
    end: Any
    of: str | None
    row: Mapping[str, str]


@dataclass(frozen=True)
class Cell:
    """What a number counts.

    ``documents`` are those asked; ``uses(features, documents)`` are the uses behind the number, which counts each different
    ``keys`` among them (every use where there are none); None where every document counts. ``days`` stands for them where
    features know no more. ``stated`` is what the table says, None where it does not.
    """

    documents: pl.DataFrame
    uses: Callable[[Features, pl.DataFrame], pl.DataFrame] | None
    keys: tuple[str, ...]
    counts: str
    said: Mapping[str, Any]
    stated: int | None = None
    days: pl.DataFrame | None = None


def cell_of(result: Result, source: Features, asked: Asked) -> Cell:
    """The cell of any result whose numbers are counts; a `StudyError` for one that has none."""
    columns = set(result.frame.columns)
    if isinstance(result, Cooccurrence | NetworkSeries) or ("context" in result.parameters and {"a", "b"} <= columns):
        return _network(result, source, asked)
    if isinstance(result, ListOrder):
        return _order(result, source, asked)
    if isinstance(result, Litany) or ("form" in columns and "members" in result.parameters):
        return _form(result, source, asked)
    if isinstance(result, Movers):
        return _collocate(result, source, asked)
    if {"earlier", "later", "sentences_1"} <= columns:
        return _shared(result, source, asked)
    if {"hits_1", "hits_2"} <= columns:
        return _genre(result, source, asked)
    if isinstance(result, Carriers):
        return _carrier(result, source, asked)
    if "term" not in columns:
        raise StudyError(
            f"a {type(result).__name__} has no rows by term, and its numbers are not led back to lines.\n"
            f"  Ask the result that counted them; these can be asked: {COUNTED}."
        )
    return _term(result, source, asked)


# a term, by slice


def _term(result: Result, source: Features, asked: Asked) -> Cell:
    p, frame = result.parameters, result.frame
    name = _one(asked.names, frame["term"].unique().sort().to_list(), "term")
    of = _which(asked.of, _numbers_of(result), "there" if "there" in frame.columns else "hits")
    if of == "documents" and "hits" not in frame.columns and "documents" in frame.columns:
        of = "hits"  # a table of terms, whose documents are those that hold the term
    first, after = days_of(result, asked.start, asked.end)
    if of in ("first", "third"):
        last = frame.filter(term=name)[of].item()
        after = last and pl.Series([last]).dt.offset_by("1d")[0]
    documents = selected_documents(source, **choice_of(p, first, after))
    if of in ("first", "third") and after is None:
        documents = documents.clear()
    said = {"term": name, "start": first, "end": after, "of": of}
    stated = _stated(result, name, of, asked, after)
    if of == "documents":
        return Cell(documents, None, DOCUMENT, "documents", said, stated)
    if (sense := p.get("sense")) is not None:
        spans = senses_of(source, [name], sense)[name]
        inside = [(pl.col("date") >= one) & (pl.col("date") < other) for one, other in spans]
        documents = documents.filter(pl.any_horizontal(inside) if inside else pl.lit(False))
    where = p.get("where") if of == "there" or "there" not in frame.columns else None
    by_day = known_terms(source)[name] == "word" and not holds(source, "words by sentence")
    if by_day and of in ("hits", "first", "third") and where is None:
        hits = word_hits(source, [name], documents).filter(pl.col("hits") > 0).select("date", documents="hits")
        return Cell(documents, None, DOCUMENT, "documents", said, stated, days=hits)

    def uses(features: Features, inside: pl.DataFrame) -> pl.DataFrame:
        found = uses_of(features, [name], inside, where=where, each=of == "mentions")
        return found.filter("quoted") if of == "quoted" else found

    keys, counts = ((), "mentions") if of in ("mentions", "quoted") else (DOCUMENT, "documents")
    return Cell(documents, uses, keys, "mentions in quotation marks" if of == "quoted" else counts, said, stated)


def _numbers_of(result: Result) -> tuple[str, ...]:
    more = ("there",) if "there" in result.frame.columns else ()
    more += ("first", "third") if isinstance(result, FirstUses) else ()
    return ("hits", "mentions", "quoted", "documents", *more)


def _stated(result: Result, name: str, of: str, asked: Asked, after: date | None) -> int | None:
    """What the table says of these rows; None where it says nothing, or of windows that share documents."""
    frame, smooth = result.frame, result.parameters.get("smooth")
    if "start" not in frame.columns or "verdict" in frame.columns or not result.parameters.get("every"):
        total = isinstance(result, FirstUses) and of == "hits" and asked.start is None and asked.end is None
        return int(frame.filter(term=name)["documents"].item()) if total else None
    if smooth and (asked.start is None or asked.end is not None):
        return None
    rows = frame.filter(pl.col("term") == name)
    if asked.start is not None:
        at = pl.Series([as_date(asked.start, name="start")]).dt.truncate(result.parameters["every"])[0]
        rows = rows.filter(pl.col("start") >= at, pl.col("start") < after if after else pl.lit(True))
    elif asked.end is not None:
        rows = rows.filter(pl.col("start") < after)
    if of == "quoted" and {"quoted_share", "mentions"} <= {*frame.columns}:
        return round((rows["quoted_share"].fill_null(0) * rows["mentions"].fill_null(0)).sum())
    if of not in frame.columns or rows[of].has_nulls():
        return None
    return int(rows[of].sum())


# two terms


def _network(result: Result, source: Features, asked: Asked) -> Cell:
    p, context = result.parameters, result.parameters["context"]
    names = list(asked.names)
    if len(names) not in (1, 2):
        raise StudyError(
            f"evidence of a network is asked for by two terms, such as evidence(network, 'a', 'b'), or one; given: {names}."
        )
    if context == "window":
        raise StudyError("meetings in windows are not kept; ask a network with context='sentence'.")
    _known(source, names)
    first, after = days_of(result, asked.start, asked.end)
    documents = selected_documents(source, **choice_of(p, first, after))
    if isinstance(result, Cooccurrence) and (asked.start, asked.end) == (None, None):
        lengths = iter(
            ("1y", "1q", "1mo")
        )  # one of a series counts no date coarser than its period, and says how many it has
        while documents.height > result.n_documents and (every := next(lengths, None)):
            documents = selected_documents(source, **choice_of(p, first, after), every=every)
    of = _which(asked.of, ("f_ab",) if len(names) == 2 else ("f_a",), "f_ab" if len(names) == 2 else "f_a")

    def uses(features: Features, inside: pl.DataFrame) -> pl.DataFrame:
        found = uses_of(features, names, inside)
        if context == "paragraph":
            places = features.sentences.select("doc_id", "sentence", "paragraph")
            places = places.join(found.lazy().select("doc_id").unique(), on="doc_id", how="semi").collect()
            found = found.join(places, on=["doc_id", "sentence"], how="left").rename({"paragraph": "unit"})
        else:
            unit = pl.lit(0, pl.UInt32) if context == "document" else pl.col("sentence")
            found = found.with_columns(unit=unit)
        if len(names) == 1:
            return found
        met = meetings_of(features, (names[0], names[1]), inside, context)
        return found.join(met, on=["doc_id", "unit"], how="semi")

    said = {"terms": names, "start": first, "end": after, "of": of}
    counts = f"{context}s with both" if len(names) == 2 else f"{context}s"
    return Cell(documents, uses, ("doc_id", "unit"), counts, said, _met(result, names, asked, first))


def _met(result: Result, names: list[str], asked: Asked, first: date | None) -> int | None:
    """How many contexts the table says; None of a pair that it does not hold."""
    if isinstance(result, Cooccurrence) and (asked.start, asked.end) == (None, None):
        if len(names) == 1:
            found = result.nodes.filter(term=names[0])["contexts"]
            return int(found.item()) if len(found) else None
        rows = result.counts
    elif isinstance(result, NetworkSeries) and len(names) == 2 and first is not None and asked.end is None:
        rows = result.frame.filter(start=first)
    else:
        return None
    found = rows.filter(a=min(names), b=max(names))["f_ab"]
    return int(found.item()) if len(found) else None


# lists


def _order(result: Result, source: Features, asked: Asked) -> Cell:
    p, names = result.parameters, list(asked.names)
    if len(names) != 2:
        raise StudyError(
            f"evidence of an order is asked for by two terms, such as evidence(order, 'a', 'b'); given: {names}."
        )
    _known(source, names)
    of = _which(asked.of, ("sentences", "before"), "sentences")
    first, after = days_of(result, asked.start, asked.end)
    documents = selected_documents(source, **choice_of(p, first, after))
    ordered = [one for one in p["members"] if one in names]  # as the rows of the table name them
    if of == "before":
        needs(source, "places of mentions", "which of two stands first", instead='ask of="sentences"')

    def uses(features: Features, inside: pl.DataFrame) -> pl.DataFrame:
        found = uses_of(features, names, inside)
        if of == "before":
            lists = _lists(features, found, names).filter(pl.col("named") == pl.lit(ordered, pl.List(pl.String)))
        else:
            lists = found.group_by(SENTENCE).agg(pl.col("term").n_unique()).filter(pl.col("term") == 2)
        return found.join(lists, on=SENTENCE, how="semi")

    said = {"terms": names, "start": first, "end": after, "of": of}
    rows = _rows(result, asked, after).filter(first=ordered[0], second=ordered[-1])
    return Cell(documents, uses, SENTENCE, "sentences with both", said, int(rows[of].sum()))


def _form(result: Result, source: Features, asked: Asked) -> Cell:
    p, frame = result.parameters, result.frame
    forms = frame["form"].unique().sort().to_list()
    form = _one((asked.row["form"],) if "form" in asked.row else asked.names, forms, "form")
    of = _which(asked.of, ("sentences",), "sentences")
    needs(source, "places of mentions", "the sentences behind a form", instead="ask list_order for sentences with both")
    first, after = days_of(result, asked.start, asked.end)
    documents = selected_documents(source, **choice_of(p, first, after))
    members = list(p["members"])

    def uses(features: Features, inside: pl.DataFrame) -> pl.DataFrame:
        found = uses_of(features, members, inside)
        lists = _lists(features, found, members).filter(pl.col("named").list.join(ARROW) == form)
        return found.join(lists, on=SENTENCE, how="semi")

    said = {"form": form, "start": first, "end": after, "of": of}
    rows = _rows(result, asked, after).filter(form=form)
    return Cell(documents, uses, SENTENCE, "sentences", said, int(rows[of].sum()))


def _lists(features: Features, found: pl.DataFrame, members: Sequence[str]) -> pl.DataFrame:
    """doc_id · sentence · named of the sentences: which members each names, in the order of their first mention."""
    codes = features.vocabulary.filter(pl.col("kind") == "slogan", pl.col("term").is_in(members)).select(
        "term", "term_id"
    )
    first = found.group_by(*SENTENCE, "term").agg(pl.col("start").min()).join(codes.collect(), on="term")
    first = first.sort(*SENTENCE, "start", "term_id")
    return first.group_by(SENTENCE, maintain_order=True).agg(named=pl.col("term"))


# beside a term


def _collocate(result: Result, source: Features, asked: Asked) -> Cell:
    p = result.parameters
    known = result.frame["collocate"].to_list()
    name = _one((asked.row["collocate"],) if "collocate" in asked.row else asked.names, known, "collocate")
    of = _which(asked.of, ("before", "after"), "after")
    if asked.start is not None or asked.end is not None:
        raise StudyError('the periods of movers are those that they compare: ask of="before" or of="after".')
    first, after = (as_date(day, name="start") for day in period_of(p[of], p["every"]))
    choice = {name: p[name] for name in ("kinds", "duplicates") if p.get(name) is not None}
    documents = selected_documents(source, start=first, end=after, **choice)
    (term,) = _known(source, [p["term"]])
    if known_terms(source)[name] == "word":
        needs(source, "words by sentence", f"which sentences hold {term} and {name}", instead="ask for slogans")

    def uses(features: Features, inside: pl.DataFrame) -> pl.DataFrame:
        chosen = sentences_with(features, term).join(inside.lazy().select("doc_id"), on="doc_id", how="semi")
        ids = features.vocabulary.filter(pl.col("term") == name).select("term_id").collect().to_series()
        beside = features.sentences.join(chosen, on=SENTENCE, how="semi")
        beside = beside.filter(
            pl.any_horizontal(pl.col("terms").list.contains(code) for code in ids) if len(ids) else False
        )
        both = beside.select(SENTENCE).collect()
        near = documents_of(both, inside)
        return uses_of(features, [name], near).join(both, on=SENTENCE, how="semi")

    said = {"term": term, "collocate": name, "start": first, "end": after, "of": of}
    counts = f"sentences with {term} and {name}"
    return Cell(documents, uses, SENTENCE, counts, said, int(result.frame.filter(collocate=name)[of].item()))


def _shared(result: Result, source: Features, asked: Asked) -> Cell:
    p, names = result.parameters, list(asked.names)
    of = _which(asked.of, ("sentences_1", "sentences_2"), "sentences_1")
    row = result.frame.filter(earlier=names[0], later=names[1]) if len(names) == 2 else result.frame.clear()
    if row.is_empty():
        pairs = result.frame.select(pl.format("{} · {}", "earlier", "later")).to_series().to_list()
        raise StudyError(
            f"evidence of shared collocates is asked for by the earlier and the later term; there are: {', '.join(pairs)}."
        )
    name = names[of == "sentences_2"]
    first, after = p["periods"][name]
    choice = {one: p[one] for one in ("kinds", "duplicates") if p.get(one) is not None}
    documents = selected_documents(source, start=first, end=after, **choice)
    said = {"term": name, "start": first, "end": after, "of": of}
    return Cell(
        documents,
        lambda features, inside: uses_of(features, [name], inside),
        SENTENCE,
        "sentences",
        said,
        int(row[of].item()),
    )


# some documents


def _genre(result: Result, source: Features, asked: Asked) -> Cell:
    p = result.parameters
    name = _one(asked.names, result.frame["term"].to_list(), "term")
    of = _which(asked.of, ("hits_1", "hits_2"), "hits_1")
    first, after = days_of(result, asked.start, asked.end)
    part = source.filter(genre=list(p["first" if of == "hits_1" else "second"]))
    documents = selected_documents(part, **choice_of(p, first, after))
    by_mention = p["unit"] == "characters"
    said = {"term": name, "start": first, "end": after, "of": of}
    stated = int(result.frame.filter(term=name)[of].item()) if (asked.start, asked.end) == (None, None) else None

    def uses(features: Features, inside: pl.DataFrame) -> pl.DataFrame:
        return uses_of(features, [name], inside, each=by_mention)

    return Cell(
        documents, uses, () if by_mention else DOCUMENT, "mentions" if by_mention else "documents", said, stated
    )


def _carrier(result: Result, source: Features, asked: Asked) -> Cell:
    p, frame = result.parameters, result.frame
    name = _one(asked.names, frame["term"].unique().sort().to_list(), "term")
    carrier = asked.row.get("carrier")
    carrier = _one([carrier] if carrier else [], frame["carrier"].unique().sort().to_list(), "carrier")
    unit, key = UNIT_OF.get(p["by"], ("documents", ["doc_id"]))
    of = _which(asked.of, ("hits",) if p["by"] in UNIT_OF else ("hits", "documents"), "hits")
    first, after = days_of(result, asked.start, asked.end)
    documents = selected_documents(source, **choice_of(p, first, after))
    carried = carried_units(source, documents, p["by"], p["within"] or 0)
    # what has no carrier is what is left of all
    own, how = (carried, "anti") if carrier == NONE else (carried.filter(carrier=carrier), "semi")
    if unit == "documents":
        documents = documents.join(own, on=key, how=how)
    whole = p.get("every") is None and (asked.start, asked.end) != (None, None)
    rows = frame.clear() if whole else _rows(result, asked, after).filter(term=name, carrier=carrier)
    said = {"term": name, "carrier": carrier, "start": first, "end": after, "of": of}
    stated = None if whole else int(rows[of].sum())

    def uses(features: Features, inside: pl.DataFrame) -> pl.DataFrame:
        return uses_of(features, [name], inside).join(own, on=key, how=how)

    return Cell(documents, None if of == "documents" else uses, tuple(key), unit, said, stated)


# what they have in common


def documents_of(rows: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """Those of the documents that have a row."""
    return documents.join(rows.select("doc_id").unique(), on="doc_id", how="semi")


def choice_of(parameters: Mapping[str, Any], first: date | None, after: date | None) -> dict[str, Any]:
    """The documents that a result counted, of the days given."""
    choice = {name: parameters[name] for name in CHOICE if parameters.get(name) is not None}
    return choice | {"start": first, "end": after}


def days_of(result: Result, start: Any, end: Any) -> tuple[date | None, date | None]:
    """First day and day after the last, of whole slices where the table has slices."""
    p = result.parameters
    first, after = as_date(start, name="start"), as_date(end, name="end")
    sliced = "start" in result.frame.columns and p.get("every") and "verdict" not in result.frame.columns
    if sliced and first is not None:
        every = p["every"]
        first = pl.Series([first]).dt.truncate(every)[0]
        known = getattr(result, "starts", None) or p.get("slices") or result.frame["start"].to_list()
        if first not in {as_date(day, name="start") for day in known}:
            raise StudyError(
                f"no slice of this result begins on {first}; the first begins on {min(map(str, known), default=None)}."
            )
        after = after or pl.Series([first]).dt.offset_by(every)[0]
        if p.get("smooth"):
            first = pl.Series([first]).dt.offset_by(f"-{window_slices(p['smooth'], every) - 1}{every[1:]}")[0]
    whole = as_date(p.get("start"), name="start"), as_date(p.get("end"), name="end")
    first = max((day for day in (first, whole[0]) if day is not None), default=None)
    after = min((day for day in (after, whole[1]) if day is not None), default=None)
    return first, after


def _rows(result: Result, asked: Asked, after: date | None) -> pl.DataFrame:
    """The rows of the slices asked for."""
    rows, every = result.frame, result.parameters.get("every")
    if not every:
        return rows
    if asked.start is not None:
        at = pl.Series([as_date(asked.start, name="start")]).dt.truncate(every)[0]
        rows = rows.filter(pl.col("start") >= at)
    return rows if after is None else rows.filter(pl.col("start") < after)


def _one(names: Sequence[str], known: Sequence[str], what: str) -> str:
    """The one name that is asked for; the only one there is, where none is."""
    if not names and len(known) == 1:
        return known[0]
    if len(names) != 1 or names[0] not in known:
        asked = f"no {what}" if not names else "、".join(map(str, names))
        hint = did_you_mean(str(names[0]), known) if names else ""
        some = f": {', '.join(known)}" if 0 < len(known) <= 8 else ""
        raise StudyError(
            f"evidence of one {what} is asked for, and was given {asked}; there are {len(known)}{some}.{hint}"
        )
    return names[0]


def _which(of: str | None, known: Sequence[str], usual: str) -> str:
    if of is not None and of not in known:
        raise StudyError(
            f"no number of {of!r} that counts documents, sentences or mentions; there are: {', '.join(known)}."
            f"{did_you_mean(of, known)}\n  A rate, a share or a p is made of these."
        )
    return of or usual


def _known(source: Features, names: Sequence[str]) -> Sequence[str]:
    kinds = known_terms(source)
    for name in names:
        if name not in kinds:
            raise StudyError(f"no term {name!r} in these features.{did_you_mean(name, kinds)}")
    return names
