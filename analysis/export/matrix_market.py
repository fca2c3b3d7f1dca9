"""Counts as sparse matrices in the Matrix Market format, which R, scipy, Julia and Matlab read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from ..core.csv_tables import csv_bytes
from ..core.errors import StudyError
from ..counts.document_selection import documents_to_count
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from .network_graph import check_labels, file_path, network_graph
from .statement import lines_of, one_line, save_with_note, statement


def write_document_term_matrix(
    features: Features,
    path: str | Path,
    *,
    terms: str | Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: str | Sequence[str] | None = None,
    duplicates: bool = False,
) -> Path:
    """Write how often each document mentions each term, as a sparse matrix for quanteda and others.

    Beside ``press.mtx`` lie ``press-rows.txt`` and ``press-columns.txt`` (a name a line), ``press-documents.csv`` (date,
    source, kind of each row) and ``press-about.txt`` (what all is of, and the lines of R that read it).

    Parameters
    ----------
    features : Features
    path : str or path
        Ends in ``.mtx``; its folder is made if need be.
    terms : str or sequence of str, optional
        Slogans and members; every slogan if None.
    start, end : date or str, optional
        First day, and the day after the last.
    kinds : sequence of str, optional
        Kinds of document to keep; all if None.
    duplicates : bool
        Keep near-duplicates as well.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    StudyError
        No features; a word of the dictionary, whose places are not kept; no document is left; another ending; the files
        cannot be written.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from scipy.io import mmread
    >>> from analysis import Features, data_folder
    >>> press = Features.open(data_folder() / "press")
    >>> path = write_document_term_matrix(press, mkdtemp() + "/press.mtx", terms=["六保", "六稳"], start="2020")
    >>> mmread(path).sum(axis=0).tolist()
    [[111, 118]]
    """
    path = _checked(path)
    if not isinstance(features, Features):
        raise StudyError(
            f"this takes features, from build_features(...) or Features.open(...), and was given {type(features).__name__}."
            "\n  A network's pairs are written by write_network(network, 'pairs.mtx')."
        )
    wanted = resolve_terms(features, terms)
    known = known_terms(features)
    words = [term for term in wanted if known[term] == "word"]
    if words:
        raise StudyError(f"{words[0]!r} is a word of the dictionary, which has no mentions; name slogans and members.")
    documents = documents_to_count(features, start=start, end=end, kinds=kinds, duplicates=duplicates)
    rows = documents.with_row_index("row", offset=1).select("doc_id", "row")
    columns = pl.DataFrame({"term": wanted}, schema={"term": pl.String}).with_row_index("column", offset=1)
    cells = (
        features.mentions.select("doc_id", "term")
        .join(rows.lazy(), on="doc_id")
        .join(columns.lazy(), on="term")
        .group_by("row", "column")
        .agg(count=pl.len())
        .collect()
        .sort("column", "row")
    )
    stated = statement(features) | {"period": f"{documents['date'].min()} to {documents['date'].max()}"}
    stated |= {"context": "document", "threshold": "none"}
    size = (documents.height, columns.height, cells.height)
    written = _matrix("integer general", stated, size, cells.rows())
    about = features.documents.select("doc_id", "date", "date_precision", "source", "kind", "n_chars").collect()
    table = csv_bytes(rows.join(about, on="doc_id", maintain_order="left").drop("row"))
    files = _files(path, written, documents["doc_id"], wanted) | {"-documents.csv": table}
    save_with_note(path.with_suffix(""), files, stated, *_script(path, "as.dfm"))
    return path


def write_pair_matrix(result: Any, path: str | Path, *, start: Any = None, layout: pl.DataFrame | None = None) -> Path:
    """Write in how many contexts the ends of each edge meet, terms by terms, as a sparse matrix for quanteda and others.

    The weight where a graph has no counts. The matrix is symmetric, with nothing on the diagonal; beside ``pairs.mtx`` lie
    ``pairs-rows.txt`` and ``pairs-columns.txt`` (the same terms, one a line) and ``pairs-about.txt``.

    Parameters
    ----------
    result, path, start, layout : as in `write_network`, which also says what is returned and raised

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> import networkx as nx
    >>> from scipy.io import mmread
    >>> mmread(write_pair_matrix(nx.Graph([("六保", "六稳")]), mkdtemp() + "/pairs.mtx")).toarray().tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    path, graph = _checked(path), network_graph(result, start, layout=layout)
    check_labels(graph, path)
    numbers = {term: k for k, term in enumerate(graph, start=1)}
    counted = all("f_ab" in own for *_, own in graph.edges(data=True))
    pairs = sorted(
        (*sorted((numbers[a], numbers[b])), own["f_ab"] if counted else own["weight"])
        for a, b, own in graph.edges(data=True)
    )
    kind = "integer symmetric" if counted else "real symmetric"
    # a line is row, column: below the diagonal the row is the later one; sorted by column, then row
    written = _matrix(kind, graph.graph, (len(graph), len(graph), len(pairs)), ((b, a, value) for a, b, value in pairs))
    files = _files(path, written, graph, graph)
    save_with_note(path.with_suffix(""), files, graph.graph, *_script(path, "as.fcm"))
    return path


def _checked(path: str | Path) -> Path:
    if file_path(path).suffix.lower() != ".mtx":
        raise StudyError(f"a matrix is written to a name that ends in .mtx, not {file_path(path).name!r}.")
    return file_path(path)


def _matrix(kind: str, stated: Mapping[str, str], size: tuple[int, int, int], cells: Iterable[tuple]) -> bytes:
    head = [f"%%MatrixMarket matrix coordinate {kind}", *(f"% {line}" for line in lines_of(stated))]
    lines = [*head, " ".join(map(str, size)), *(f"{row} {column} {value!r}" for row, column, value in cells)]
    return ("\n".join(lines) + "\n").encode()


def _files(path: Path, matrix: bytes, rows: Iterable[str], columns: Iterable[str]) -> dict[str, bytes]:
    def names(of: Iterable[str]) -> bytes:
        return "".join(f"{one_line(name)}\n" for name in of).encode()

    return {path.suffix: matrix, "-rows.txt": names(rows), "-columns.txt": names(columns)}


def _script(path: Path, reader: str) -> list[str]:
    """The lines of R that read the matrix with its names."""
    stem = path.stem.replace("\\", "\\\\").replace('"', '\\"')
    named = ", ".join(f'readLines("{stem}-{which}.txt", encoding = "UTF-8")' for which in ("rows", "columns"))
    return [
        "",
        "In R, from this folder:",
        "  library(Matrix); library(quanteda)",
        f'  m <- as(readMM("{stem}{path.suffix}"), "generalMatrix")',
        f"  dimnames(m) <- list({named})",
        f"  {reader}(m)",
    ]
