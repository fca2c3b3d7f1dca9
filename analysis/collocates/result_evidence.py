# long: one function, and all that it may be asked
"""From a number to what it counts: the lines in the texts, or the documents with their date and title."""

from __future__ import annotations

from datetime import date
from html import escape
from tempfile import TemporaryDirectory
from typing import Literal

import polars as pl

from ..core.control_characters import for_xml
from ..core.errors import StudyError, did_you_mean
from ..core.plain_values import plain
from ..core.results import Result, TableResult
from ..corpus.corpus import Corpus
from ..counts.build import build_features
from ..counts.corpus_statement import corpus_statement
from ..counts.editions import edition_of
from ..counts.features import Features
from ..counts.text_places import remembered_texts
from ..timelines.parallel_series import SideBySide
from .counted_cells import Asked, Cell, documents_of
from .counted_lines import OTHER_TEXTS, lines_of, pages_of
from .result_cells import cell_of

ABOUT = ("date", "title", "source", "kind", "genre", "url")  # of a document, where it has them
ROW = ("carrier", "form", "collocate", "series")


class Evidence(TableResult):
    """What a number counts; made by `evidence`.

    Attributes
    ----------
    frame : polars.DataFrame
        Without texts ``doc_id · date · title · source …``, a row a document, with its ``mentions`` (or ``contexts``: sentences, or
        what else is counted); with texts a row a line: ``left · match · right`` as in `concordance`, of every use in what is
        counted. Sorted by date.
    parameters : mapping
        ``number``, which is counted; ``counts``, what it counts (documents, mentions, sentences with both terms); ``of``, the result.

    Examples
    --------
    >>> Evidence(pl.DataFrame({"doc_id": ["a"], "title": ["六保之年"]}), {"number": 1, "counts": "documents"})
    <Evidence: 1 documents in 1 rows>
    """

    @property
    def number(self) -> int:
        """The number that these are the evidence of."""
        return self.parameters["number"]

    def _summary(self) -> str:
        p = self.parameters
        return f"{p.get('number', 0):,} {p.get('counts', 'documents')} in {self.frame.height:,} rows"

    def _period(self) -> str:
        return ""

    def _repr_html_(self) -> str:
        if "match" not in self.frame.columns:
            return super()._repr_html_()
        cells = [
            f"<tr><td>{day or ''}</td><td>{escape(left)}<mark>{escape(match)}</mark>{escape(right)}</td></tr>"
            for day, left, match, right in self.frame.select("date", "left", "match", "right").head(50).iter_rows()
        ]
        return for_xml(f"<div>{escape(repr(self))}</div><table>{''.join(cells)}</table>")


def evidence(
    result: Result,
    *terms: str,
    term: str | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
    of: str | None = None,
    texts: Corpus | Literal[False] | None = None,
    features: Features | None = None,
    width: int = 20,
    **row: str,
) -> Evidence:
    """Exactly the documents, sentences or mentions that a number of a result counts: their lines, or the documents by name.

    The result remembers the features that it was made of, for as long as the process lives, and features that were built
    from files remember where these lie. What the result was asked (slices, kinds, genre, place, sense, duplicates) is asked
    again, and the answer is compared with its table.

    Parameters
    ----------
    result : Result
        A timeline, verdicts, `first_uses`, `prominence`, any table by term; a network or series of networks, `list_order`,
        `litany`, `movers`, `shared_collocates`, `carriers`, `compare_genres`, `side_by_side`.
    *terms : str
        One term, or the two of a pair: ``evidence(network, "六稳", "六保")``.
    term : str, optional
        The term, by name; the only one of the result if None.
    start, end : date or str, optional
        The slice that holds ``start``, or those up to before ``end``; of verdicts days; everything if None.
    of : str, optional
        Which number, by the name of its column. By term: ``"hits"`` (documents with the term), ``"mentions"``, ``"quoted"``
        (mentions in quotation marks: ``quoted_share`` of all), ``"documents"`` (all of the slice), ``"there"`` (`prominence`),
        ``"first"`` and ``"third"`` (`first_uses`: the documents up to that day); ``"sentences"`` or ``"before"`` of an order;
        ``"before"`` or ``"after"`` of movers; ``"hits_1"`` or ``"hits_2"`` of genres. If None, the number that the table is about.
    texts : Corpus or False, optional
        The texts that were counted, where features do not remember them; False for the documents alone. Where the features are a
        published edition, those documents are counted again from them, and must give the same number.
    features : Features, optional
        For a result that was loaded, or made in another process.
    width : int
        Characters to the left and right of a line.
    **row : str
        Further columns by which a row is known: ``carrier="report"``, ``form="六稳→六保"``, ``collocate="就业"``, ``series="press"``.

    Returns
    -------
    Evidence
        ``.number`` is what is counted. A word of a counts edition has days and no documents.

    Raises
    ------
    StudyError
        A result that does not remember its features, or whose numbers count nothing that can be shown; features or texts that are
        not those counted, or are no longer where they were; no such term, slice or number; contexts that are windows.

    Examples
    --------
    >>> from analysis import Lexicon, build_features, timeline
    >>> pages = {"date": ["2020-05-22", "2020-05-23"], "title": ["六保之年", "村里"], "text": ["六保要落实。", "开会。"]}
    >>> corpus = Corpus.from_frame(pl.DataFrame(pages))
    >>> features = build_features(corpus, Lexicon.read(), "memory://evidence")
    >>> found = evidence(timeline(features, "六保"), start="2020")
    >>> found.number, found["title"].to_list(), found["mentions"].to_list()
    (1, ['六保之年'], [2])
    >>> evidence(timeline(features, "六保"), start="2020", of="mentions", texts=corpus).select("match", "right").rows()
    [('六保', '之年'), ('六保', '要落实。')]
    """
    strange = sorted(set(row) - set(ROW))
    if strange:
        raise StudyError(
            f"no column {strange[0]!r} by which a row is known; there are: {', '.join(ROW)}.{did_you_mean(strange[0], ROW)}"
        )
    if isinstance(result, SideBySide):
        result = _one_of(result, row.pop("series", None))
    source = _source(result, features)
    names = tuple(dict.fromkeys((*terms, term) if term else terms))
    cell = cell_of(result, source, Asked(names, start, end, of, row))
    if cell.days is not None or cell.uses is None:
        uses = None
    else:  # files of other dates stay closed
        uses = cell.uses(source.between(cell.said["start"], cell.said["end"]), cell.documents)
    number = _number(cell, uses)
    if cell.stated is not None and cell.stated != number:
        raise StudyError(
            f"the result says {cell.stated:,} and these features {number:,}: they are not those that it was made of."
        )
    said = {"corpus": corpus_statement(source), **plain(dict(cell.said) | {"number": number, "counts": cell.counts})}
    if cell.days is not None:
        return Evidence(cell.days.sort("date"), said)
    if uses is None:
        return Evidence(_about(source, cell.documents.select("doc_id")), said)
    ids = uses["doc_id"].unique().to_list()
    given = isinstance(texts, Corpus)
    pages = pages_of(texts, ids) if given else None if texts is False else remembered_texts(source, ids)
    if pages is None:
        per = uses.group_by("doc_id").agg(mentions=pl.len())
        if len(cell.keys) > 1:
            per = uses.select(cell.keys).unique().group_by("doc_id").agg(contexts=pl.len())
        return Evidence(_about(source, per), said)
    if pages.height != len(ids):
        raise StudyError(OTHER_TEXTS)
    if given and edition_of(source) != "private":
        uses = _counted_again(cell, documents_of(uses, cell.documents), texts, source)
        if _number(cell, uses) != number:
            raise StudyError(OTHER_TEXTS)
    lines = lines_of(uses, pages, width)
    if lines.height != uses.height:
        raise StudyError(OTHER_TEXTS)
    return Evidence(lines, said)


def _number(cell: Cell, uses: pl.DataFrame | None) -> int:
    if cell.days is not None:
        return int(cell.days["documents"].sum())
    if uses is None:
        return cell.documents.height
    return uses.select(cell.keys).n_unique() if cell.keys and uses.height else uses.height


def _one_of(result: SideBySide, series: str | None) -> Result:
    known = list(result.timelines)
    if series not in known:
        raise StudyError(
            f"evidence of one series is asked for, such as series={known[0]!r}; there are: {', '.join(known)}."
        )
    return result.timelines[series]


def _source(result: Result, features: Features | None) -> Features:
    """The features behind a result, those given or those remembered, checked by their digest."""
    said = result.parameters.get("corpus") or {}
    origin = features if features is not None else getattr(said, "origin", None)
    if not isinstance(origin, Features):
        raise StudyError(
            "this result does not remember the features that it was made of: it was loaded, or is of several corpora.\n"
            "  Give them: evidence(result, …, features=features)."
        )
    own = corpus_statement(origin)
    if said and own["digest"] not in (said["digest"], *(part["digest"] for part in said.get("parts", ()))):
        genre = (said.get("filter") and f"; the result is of {said['filter']}") or ""
        raise StudyError(
            f"these features are of {own['documents']:,} documents, not the {said['documents']:,} of the result{genre}."
        )
    return origin


def _counted_again(cell: Cell, documents: pl.DataFrame, texts: Corpus, source: Features) -> pl.DataFrame:
    """The uses with their places, which a published edition does not hold."""
    inside = pl.col("doc_id").is_in(documents["doc_id"].to_list())
    some = Corpus(texts.documents.filter(inside), texts.texts.filter(inside))
    with TemporaryDirectory(prefix="tifa-") as folder:
        again = build_features(some, source.lexicon, folder)
        return cell.uses(again, documents)  # pyright: ignore[reportOptionalCall]


def _about(source: Features, counted: pl.DataFrame) -> pl.DataFrame:
    """The documents with date, title and source, and what was counted of each, by date and id."""
    have = source.documents.collect_schema().names()
    columns = ["doc_id", *(name for name in ABOUT if name in have)]
    return source.documents.select(columns).join(counted.lazy(), on="doc_id").collect().sort("date", "doc_id")
