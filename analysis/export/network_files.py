"""A network as a file of the format that its name ends in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from ..core.csv_tables import csv_bytes
from ..core.errors import StudyError, did_you_mean
from ..figures.network_tables import network_tables
from ..networks.cooccurrence_network import Cooccurrence
from ..networks.networks_over_time import NetworkSeries
from .gexf_file import write_gexf
from .graphml_file import write_graphml
from .matrix_market import write_pair_matrix
from .network_graph import file_path
from .network_table_files import write_network_tables
from .pajek_files import write_pajek
from .statement import save_with_note, statement
from .vosviewer_files import write_vosviewer


def write_network(result: Any, path: str | Path, *, start: Any = None, layout: pl.DataFrame | None = None) -> Path:
    """Write a network in the format that the file's name ends in; the same network gives the same bytes.

    Each states corpus, period, threshold, licence and version: inside, or, where the format has no place for it, in a
    file ``…-about.txt`` beside it.

    Parameters
    ----------
    result : Cooccurrence or NetworkSeries
        A networkx graph works as well.
    path : str or path
        ``.graphml`` (everything; igraph, yEd), ``.gexf`` (Gephi), ``.json`` (VOSviewer), ``.csv`` (the edges), ``.xlsx``
        (nodes and edges), ``.net`` (Pajek) or ``.mtx`` (pairs as a matrix, for R); its folder is made if need be.
    start : date or str, optional
        Which period of a NetworkSeries; if None, as CSV the edges of all of them, as GEXF one network with time.
    layout : polars.DataFrame(term, x, y), optional
        Places of the nodes; those of the result if None.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    StudyError
        Another ending; ``result`` is no network; a series without ``start``; a layout that lacks a term; for all but
        JSON, CSV and workbooks, a label with a control character, which XML cannot hold; the file cannot be written.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import Features, cooccurrence, data_folder
    >>> press = Features.open(data_folder() / "press")
    >>> network = cooccurrence(press, terms=["六保", "六稳", "稳中求进"], start="2020").test()
    >>> [write_network(network, f"{mkdtemp()}/press.{ending}").name for ending in ("csv", "graphml", "gexf")]
    ['press.csv', 'press.graphml', 'press.gexf']
    """
    path = file_path(path)
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise StudyError(
            f"cannot tell a format from {path.name!r}; end the name in {', '.join(FORMATS)}."
            + did_you_mean(ending, FORMATS)
        )
    return FORMATS[ending](result, path, start=start, layout=layout)


def _write_edges(result: Any, path: Path, *, start: Any = None, layout: pl.DataFrame | None = None) -> Path:
    if isinstance(result, NetworkSeries):
        edges = result.edges if start is None else result.at(start).edges()
    else:
        edges = result.edges() if isinstance(result, Cooccurrence) else network_tables(result, layout=layout)[1]
    save_with_note(path.with_suffix(""), {path.suffix: csv_bytes(edges)}, statement(result, start=start))
    return path


def _write_workbook(result: Any, path: Path, **options: Any) -> Path:
    return write_network_tables(result, path, format="xlsx", **options)[0]


FORMATS = {
    ".graphml": write_graphml,
    ".gexf": write_gexf,
    ".json": write_vosviewer,
    ".csv": _write_edges,
    ".xlsx": _write_workbook,
    ".net": write_pajek,
    ".mtx": write_pair_matrix,
}
