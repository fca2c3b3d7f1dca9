"""A network as every format takes it: sorted nodes and edges, each attribute of one type, and what it states of itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import isfinite
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.control_characters import NOT_XML
from ..core.errors import StudyError
from ..figures.network_tables import network_tables
from ..lexicon.lexicon import Lexicon
from ..networks.networks_over_time import NetworkSeries
from .statement import statement

if TYPE_CHECKING:
    import networkx as nx

# Attributes that are written, in this order, each cast to one type: formats for other tools know no null
# and no list, and an attribute that is whole in one node and a fraction in another breaks their readers.
NODE = {"kind": str, "contexts": int, "documents": int, "months": int, "degree": int, "strength": float}
PLACE = {"community": int, "stability": float, "x": float, "y": float}
_MEASURES = dict.fromkeys(("log_dice", "npmi", "mi3", "g2", "delta_p_ab", "delta_p_ba", "expected", "p", "q"), float)
EDGE = {"f_ab": int, **_MEASURES, "documents": int, "months": int, "relation": str, "score": float}


def network_graph(
    result: Any, start: Any = None, *, layout: pl.DataFrame | None = None, glosses: Any = None
) -> nx.Graph:
    """Sorted nodes (name, label, gloss) and edges (weight) with none but the attributes above; ``graph`` is the statement."""
    import networkx as nx

    if isinstance(result, nx.Graph):
        result = _own_graph(result)
    if layout is not None and not {"term", "x", "y"} <= set(getattr(layout, "columns", ())):
        raise StudyError("a layout is a table with the columns term, x and y.\n  Get one with layout(networks).")
    nodes, edges = network_tables(result, start, layout=layout)
    period = (start,) if isinstance(result, NetworkSeries) else ()
    graph = result.to_networkx(*period) if hasattr(result, "to_networkx") else result
    meaning = glosses_of(glosses)
    out = nx.Graph()
    out.graph.update(statement(result, start=start))
    for row in nodes.rows(named=True):
        term = row["term"]
        said = {"gloss": meaning[term]} if meaning.get(term) else {}
        out.add_node(
            term, name=term, label=term, **said, **cast({**row, **graph.nodes[term]}, NODE), **cast(row, PLACE)
        )
    for a, b, weight in edges.rows():
        out.add_edge(a, b, weight=weight, **cast(graph.edges[a, b], EDGE))
    return out


def file_path(path: Any) -> Path:
    """The path of a file to write; a `StudyError` where something else was given, such as the network."""
    if not isinstance(path, (str, PathLike)):
        raise StudyError(f"the name of the file comes second, after the network; this was given {type(path).__name__}.")
    return Path(path)


def _own_graph(graph: nx.Graph) -> nx.Graph:
    """A graph of the user's own, its labels text, its attributes of the types above; what is no number is named."""
    import networkx as nx

    if graph.is_multigraph():
        raise StudyError(
            "this graph may have several edges between two nodes; join them first, as nx.Graph(graph) does."
        )
    out = nx.Graph()
    for node, own in graph.nodes(data=True):
        out.add_node(str(node), **_typed(own, NODE | PLACE, f"node {node!r}"))
    for a, b, own in graph.edges(data=True):
        out.add_edge(str(a), str(b), **_typed(own, {"weight": float} | EDGE, f"edge {a!r}–{b!r}"))
    return out


def _typed(own: Mapping[str, Any], types: Mapping[str, Any], where: str) -> dict[str, Any]:
    found = {}
    for name, value in own.items():
        if name in types and value is not None:
            try:
                found[name] = types[name](value)
                fits = not isinstance(found[name], float) or isfinite(found[name])
            except (TypeError, ValueError, OverflowError):
                fits = False
            if not fits:
                raise StudyError(f"the {name} of the {where} is {value!r}, where a number is needed.")
    return found


def cast(row: Any, types: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that are there, in the order and type of ``types``."""
    return {name: of(row[name]) for name, of in types.items() if row.get(name) is not None}


def glosses_of(source: Any = None) -> Mapping[str, str]:
    """English glosses by term: of a mapping, of a lexicon, or of the study's lexicon if None."""
    if source is None:
        return _own_glosses()
    if isinstance(source, Lexicon):
        return dict(source.terms.select("term", "gloss").rows())
    if not isinstance(source, Mapping):
        raise StudyError(f"glosses are a lexicon or a mapping of term to English, not {type(source).__name__}.")
    return source


@cache
def _own_glosses() -> Mapping[str, str]:
    return glosses_of(Lexicon.read())


def check_labels(graph: nx.Graph, path: Path) -> None:
    """Raise `StudyError` for a text that would make a file of XML, or of lines, unreadable."""
    own = [value for _, data in graph.nodes(data=True) for value in data.values()]
    own += [value for *_, data in graph.edges(data=True) for value in data.values()]
    for text in [*graph, *own]:
        refused = NOT_XML.search(text) if isinstance(text, str) else None
        if refused:
            raise StudyError(
                f"the label {text!r} holds the character U+{ord(refused[0]):04X}, which no {path.suffix[1:]} file can hold.\n"
                "  Take it out of the term, or write the network as .csv or .json."
            )
