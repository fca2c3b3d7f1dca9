"""Which terms stand together more often than chance would bring them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl

from ..counts.document_selection import selected_documents
from ..counts.features import Features
from .contexts import incidence
from .pair_table import FLOOR, Cooccurrence
from .term_choice import chosen_terms, relations


def cooccurrence(
    features: Features,
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    context: str = "sentence",
    terms: str | Iterable[str] | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    window: int = 5,
    most: int = 1000,
    related: bool = True,
    strata: Sequence[str] = ("year", "source"),
    min_contexts: int = FLOOR["contexts"],
    min_documents: int = FLOOR["documents"],
    min_months: int = FLOOR["months"],
) -> Cooccurrence:
    """Count the pairs of terms that stand in the same context, and how strongly they attract each other.

    Parameters
    ----------
    features : Features
    start, end : date or str, optional
        First day, and the day after the last.
    context : {"sentence", "paragraph", "document", "window"}
        A window is ``window`` words to either side and never crosses a sentence; a pair counts once a
        sentence. It needs a private edition, which knows the order of words.
    terms : str or list of str, optional
        Slogans, members of expansions, words; every slogan if None; ``"all"`` for the ``most`` terms of any
        kind that occur in most documents.
    kinds : list of str, optional
        Kinds of document, such as ``["story"]``; all if None.
    duplicates : bool
        Count near-duplicates of earlier documents as well.
    related : bool
        Also treat as edges the pairs of a slogan and a member of its expansion, and of two members of one
        expansion (marked in the column ``relation`` either way).
    strata : sequence of {"year", "quarter", "month", "source", "kind"}
        The null compares contexts of one stratum only.
    min_contexts, min_documents, min_months : int
        Floors below which a pair is not an edge.

    Returns
    -------
    Cooccurrence

    Raises
    ------
    StudyError
        An unknown term, context or stratum, or a context that these features do not hold.
    """
    documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates)
    chosen = chosen_terms(features, terms, documents, most=most)
    return counted(
        features,
        chosen,
        documents,
        context=context,
        window=window,
        related=related,
        strata=strata,
        floor=dict(contexts=min_contexts, documents=min_documents, months=min_months),
        told=dict(start=start, end=end, kinds=kinds, duplicates=duplicates),
    )


def counted(
    features: Features,
    chosen: dict[str, str],
    documents: pl.DataFrame,
    *,
    context: str,
    window: int,
    related: bool,
    strata: Sequence[str],
    floor: dict[str, int],
    told: dict[str, Any],
) -> Cooccurrence:
    """Co-occurrence of terms already chosen (label to kind) in documents already selected."""
    data = incidence(features, chosen, documents, context=context, window=window, strata=tuple(strata))
    names = pl.DataFrame(
        {"at": range(len(data.terms)), "term": data.terms, "kind": data.kinds},
        schema={"at": pl.UInt32, "term": pl.String, "kind": pl.String},
    )
    nodes = data.held.join(names, on="at").sort("term")
    nodes = nodes.select("term", "kind", "contexts", "documents", "months")
    bonds = relations(features, set(data.terms))
    parameters = dict(**told, context=context, related=related, strata=tuple(strata), relations=bonds, floor=floor)
    if context == "window":
        parameters["window"] = window
    return Cooccurrence(nodes, data.n_contexts, documents.height, data, parameters=parameters)
