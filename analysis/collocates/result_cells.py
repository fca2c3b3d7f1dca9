"""Which cell of which result: what each kind of result counts, from a term by slice to a form of a list."""

from __future__ import annotations

from datetime import date

import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError
from ..core.results import Result
from ..counts.document_selection import selected_documents
from ..counts.editions import holds
from ..counts.features import Features
from ..counts.known_terms import known_terms
from ..counts.published_words import word_hits
from ..counts.term_documents import uses_of
from ..counts.term_senses import senses_of
from ..networks.cooccurrence_network import Cooccurrence
from ..networks.networks_over_time import NetworkSeries
from ..timelines.first_use_dates import FirstUses
from ..timelines.term_carriers import NONE, Carriers, carried_units, unit_of
from .collocate_movers import Movers
from .counted_cells import DOCUMENT, Asked, Cell, choice_of, days_of, number_of, one_of, rows_of
from .list_order import ListOrder
from .litany import Litany
from .sentence_cells import collocate_cell, form_cell, network_cell, order_cell, shared_cell

COUNTED = "timelines, verdicts, prominence, first uses, carriers, genres, networks, movers, list orders, litanies"


def cell_of(result: Result, source: Features, asked: Asked) -> Cell:
    """The cell of any result whose numbers are counts; a `StudyError` for one that has none."""
    columns = set(result.frame.columns)
    if isinstance(result, Cooccurrence | NetworkSeries) or ("context" in result.parameters and {"a", "b"} <= columns):
        return network_cell(result, source, asked)
    if isinstance(result, ListOrder):
        return order_cell(result, source, asked)
    if isinstance(result, Litany) or ("form" in columns and "members" in result.parameters):
        return form_cell(result, source, asked)
    if isinstance(result, Movers):
        return collocate_cell(result, source, asked)
    if {"earlier", "later", "sentences_1"} <= columns:
        return shared_cell(result, source, asked)
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


def _term(result: Result, source: Features, asked: Asked) -> Cell:
    p, frame = result.parameters, result.frame
    name = one_of(asked.names, frame["term"].unique().sort().to_list(), "term")
    of = number_of(asked.of, _numbers_of(result), "there" if "there" in frame.columns else "hits")
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


def _genre(result: Result, source: Features, asked: Asked) -> Cell:
    p = result.parameters
    name = one_of(asked.names, result.frame["term"].to_list(), "term")
    of = number_of(asked.of, ("hits_1", "hits_2"), "hits_1")
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
    name = one_of(asked.names, frame["term"].unique().sort().to_list(), "term")
    carrier = asked.row.get("carrier")
    carrier = one_of([carrier] if carrier else [], frame["carrier"].unique().sort().to_list(), "carrier")
    unit, key = unit_of(p["by"])
    of = number_of(asked.of, ("hits",) if unit == "sentences" else ("hits", "documents"), "hits")
    first, after = days_of(result, asked.start, asked.end)
    documents = selected_documents(source, **choice_of(p, first, after))
    carried = carried_units(source, documents, p["by"], p["within"] or 0)
    # what has no carrier is what is left of all
    own, how = (carried, "anti") if carrier == NONE else (carried.filter(carrier=carrier), "semi")
    if unit == "documents":
        documents = documents.join(own, on=key, how=how)
    whole = p.get("every") is None and (asked.start, asked.end) != (None, None)
    rows = frame.clear() if whole else rows_of(result, asked, after).filter(term=name, carrier=carrier)
    said = {"term": name, "carrier": carrier, "start": first, "end": after, "of": of}
    stated = None if whole else int(rows[of].sum())

    def uses(features: Features, inside: pl.DataFrame) -> pl.DataFrame:
        return uses_of(features, [name], inside).join(own, on=key, how=how)

    return Cell(documents, None if of == "documents" else uses, tuple(key), unit, said, stated)
