"""A network as two tables, of nodes and of edges, as Gephi and spreadsheets take them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from ..core.csv_tables import csv_bytes
from ..core.errors import StudyError, did_you_mean
from ..core.excel_files import excel_bytes
from ..core.whole_files import write_whole
from .network_graph import EDGE, NODE, PLACE, file_path, network_graph
from .statement import save_with_note

TABLE_FORMATS = ("csv", "xlsx")
_TYPES = {str: pl.String, int: pl.Int64, float: pl.Float64}
_NODE = {"Id": pl.String, "Label": pl.String, "gloss": pl.String} | {k: _TYPES[of] for k, of in (NODE | PLACE).items()}
_ENDS = {"Source": pl.String, "Target": pl.String, "Type": pl.String, "Weight": pl.Float64}
_EDGE = _ENDS | {k: _TYPES[of] for k, of in EDGE.items()}


def write_network_tables(
    result: Any,
    path: str | Path,
    *,
    format: str | None = None,
    start: Any = None,
    layout: pl.DataFrame | None = None,
    glosses: Any = None,
) -> tuple[Path, ...]:
    """Write the nodes and the edges of a network as tables, under the names of columns that Gephi imports as they are.

    As CSV: ``press-nodes.csv``, ``press-edges.csv`` and ``press-about.txt``, which states corpus, period, threshold,
    licence and version; as a workbook: ``press.xlsx`` with the sheets nodes, edges and about.

    Parameters
    ----------
    result : Cooccurrence or NetworkSeries
        A networkx graph works as well.
    path : str or path
        A folder with the first part of the names, such as ``"tables/press"`` (``network`` where it is a folder alone);
        an ending ``.csv`` or ``.xlsx`` is the format.
    format : {"csv", "xlsx"}, optional
        By the ending of ``path`` if None, else CSV.
    start : date or str, optional
        Which period of a NetworkSeries.
    layout : polars.DataFrame(term, x, y), optional
        Places of the nodes; those of the result if None.
    glosses : Lexicon or mapping, optional
        English glosses by term; those of the study's lexicon if None.

    Returns
    -------
    tuple of pathlib.Path
        Nodes and edges, or the workbook.

    Raises
    ------
    StudyError
        Another format; ``result`` is no network; a series without ``start``; the files cannot be written.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import read_csv
    >>> import networkx as nx
    >>> nodes, edges = write_network_tables(nx.Graph([("六保", "六稳")]), mkdtemp() + "/six")
    >>> read_csv(edges).rows()
    [('六保', '六稳', 'Undirected', 1.0)]
    >>> read_csv(nodes).select("Id", "gloss", "degree", "community").row(0)
    ('六保', 'six guarantees', 1, 0)
    """
    path = file_path(path) / "network" if file_path(path).is_dir() else file_path(path)
    ending = path.suffix.lower()[1:]
    chosen = format or (ending if ending in TABLE_FORMATS else "csv")
    if chosen not in TABLE_FORMATS:
        raise StudyError(f"no format {chosen!r}; there are: csv, xlsx." + did_you_mean(str(chosen), TABLE_FORMATS))
    stem = path.with_suffix("") if ending in TABLE_FORMATS else path
    graph = network_graph(result, start, layout=layout, glosses=glosses)
    own = [{"Id": term, "Label": term, **data} for term, data in graph.nodes(data=True)]
    pairs = [
        {"Source": a, "Target": b, "Type": "Undirected", "Weight": data["weight"], **data}
        for a, b, data in graph.edges(data=True)
    ]
    nodes, edges = _table(own, _NODE, ("Id", "Label")), _table(pairs, _EDGE, tuple(_ENDS))
    if chosen == "csv":
        save_with_note(stem, {"-nodes.csv": csv_bytes(nodes), "-edges.csv": csv_bytes(edges)}, graph.graph)
        return tuple(stem.with_name(f"{stem.name}-{name}.csv") for name in ("nodes", "edges"))
    workbook = stem.with_name(f"{stem.name}.xlsx")
    return (write_whole(workbook, excel_bytes({"nodes": nodes, "edges": edges}, graph.graph)),)


def _table(rows: list[dict[str, Any]], types: dict[str, Any], always: tuple[str, ...]) -> pl.DataFrame:
    """The columns of which anything is known; ``always`` those that an importer asks for."""
    frame = pl.DataFrame([{name: row.get(name) for name in types} for row in rows], schema=types)
    return frame.select(name for name in types if name in always or not frame[name].is_null().all())
