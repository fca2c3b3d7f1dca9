"""Cells that count sentences, or other contexts: of two terms, of a list, of what stands beside a term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError
from ..core.results import Result
from ..counts.document_selection import selected_documents
from ..counts.editions import needs
from ..counts.features import Features
from ..counts.known_terms import known_terms
from ..counts.term_documents import meetings_of, uses_of
from ..networks.cooccurrence_network import Cooccurrence
from ..networks.networks_over_time import NetworkSeries
from .collocate_counts import sentences_with
from .collocate_movers import period_of
from .counted_cells import SENTENCE, Asked, Cell, choice_of, days_of, documents_of, known, number_of, one_of, rows_of
from .litany import ARROW


def network_cell(result: Result, source: Features, asked: Asked) -> Cell:
    p, context = result.parameters, result.parameters["context"]
    names = list(asked.names)
    if len(names) not in (1, 2):
        raise StudyError(
            f"evidence of a network is asked for by two terms, such as evidence(network, 'a', 'b'), or one; given: {names}."
        )
    if context == "window":
        raise StudyError("meetings in windows are not kept; ask a network with context='sentence'.")
    known(source, names)
    first, after = days_of(result, asked.start, asked.end)
    documents = selected_documents(source, **choice_of(p, first, after))
    if isinstance(result, Cooccurrence) and (asked.start, asked.end) == (None, None):
        lengths = iter(
            ("1y", "1q", "1mo")
        )  # one of a series counts no date coarser than its period, and says how many it has
        while documents.height > result.n_documents and (every := next(lengths, None)):
            documents = selected_documents(source, **choice_of(p, first, after), every=every)
    of = number_of(asked.of, ("f_ab",) if len(names) == 2 else ("f_a",), "f_ab" if len(names) == 2 else "f_a")

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


def order_cell(result: Result, source: Features, asked: Asked) -> Cell:
    p, names = result.parameters, list(asked.names)
    if len(names) != 2:
        raise StudyError(
            f"evidence of an order is asked for by two terms, such as evidence(order, 'a', 'b'); given: {names}."
        )
    known(source, names)
    of = number_of(asked.of, ("sentences", "before"), "sentences")
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
    rows = rows_of(result, asked, after).filter(first=ordered[0], second=ordered[-1])
    return Cell(documents, uses, SENTENCE, "sentences with both", said, int(rows[of].sum()))


def form_cell(result: Result, source: Features, asked: Asked) -> Cell:
    p, frame = result.parameters, result.frame
    forms = frame["form"].unique().sort().to_list()
    form = one_of((asked.row["form"],) if "form" in asked.row else asked.names, forms, "form")
    of = number_of(asked.of, ("sentences",), "sentences")
    needs(source, "places of mentions", "the sentences behind a form", instead="ask list_order for sentences with both")
    first, after = days_of(result, asked.start, asked.end)
    documents = selected_documents(source, **choice_of(p, first, after))
    members = list(p["members"])

    def uses(features: Features, inside: pl.DataFrame) -> pl.DataFrame:
        found = uses_of(features, members, inside)
        lists = _lists(features, found, members).filter(pl.col("named").list.join(ARROW) == form)
        return found.join(lists, on=SENTENCE, how="semi")

    said = {"form": form, "start": first, "end": after, "of": of}
    rows = rows_of(result, asked, after).filter(form=form)
    return Cell(documents, uses, SENTENCE, "sentences", said, int(rows[of].sum()))


def _lists(features: Features, found: pl.DataFrame, members: Sequence[str]) -> pl.DataFrame:
    """doc_id · sentence · named of the sentences: which members each names, in the order of their first mention."""
    codes = features.vocabulary.filter(pl.col("kind") == "slogan", pl.col("term").is_in(members)).select(
        "term", "term_id"
    )
    first = found.group_by(*SENTENCE, "term").agg(pl.col("start").min()).join(codes.collect(), on="term")
    first = first.sort(*SENTENCE, "start", "term_id")
    return first.group_by(SENTENCE, maintain_order=True).agg(named=pl.col("term"))


def collocate_cell(result: Result, source: Features, asked: Asked) -> Cell:
    p = result.parameters
    there = result.frame["collocate"].to_list()
    name = one_of((asked.row["collocate"],) if "collocate" in asked.row else asked.names, there, "collocate")
    of = number_of(asked.of, ("before", "after"), "after")
    if asked.start is not None or asked.end is not None:
        raise StudyError('the periods of movers are those that they compare: ask of="before" or of="after".')
    first, after = (as_date(day, name="start") for day in period_of(p[of], p["every"]))
    choice = {name: p[name] for name in ("kinds", "duplicates") if p.get(name) is not None}
    documents = selected_documents(source, start=first, end=after, **choice)
    (term,) = known(source, [p["term"]])
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


def shared_cell(result: Result, source: Features, asked: Asked) -> Cell:
    p, names = result.parameters, list(asked.names)
    of = number_of(asked.of, ("sentences_1", "sentences_2"), "sentences_1")
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
