# long: one function, and what each kind of result counts
"""From a number to what it counts: the documents with their date and title, or the lines where the texts are at hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from ..core.control_characters import for_xml
from ..core.dates import as_date
from ..core.errors import StudyError, did_you_mean
from ..core.plain_values import plain
from ..core.results import Result, TableResult
from ..corpus.corpus import Corpus
from ..counts.build import build_features
from ..counts.corpus_statement import corpus_statement
from ..counts.document_selection import selected_documents
from ..counts.editions import edition_of
from ..counts.features import Features
from ..counts.mention_places import in_place
from ..counts.term_documents import meetings_of, uses_of
from ..counts.term_senses import senses_of
from ..networks.cooccurrence_network import Cooccurrence
from ..timelines.moving_windows import window_slices
from .concordance_lines import CONCORDANCE, concordance
from .list_order import ListOrder

ABOUT = ("date", "title", "source", "kind", "genre", "url")  # of a document, where it has them
CHOICE = ("kinds", "duplicates", "every")
OF = ("hits", "quoted", "there")


class Evidence(TableResult):
    """What a number counts; made by `evidence`.

    Attributes
    ----------
    frame : polars.DataFrame
        Without texts ``doc_id · date · title · source …``, a row a document, with its ``mentions`` (of two terms: its
        ``contexts``); with texts a row a line: ``left · match · right`` as in `concordance`. Sorted by date.
    parameters : mapping
        ``number``, which is counted; ``counts``, what it counts (documents, or sentences with both terms); ``of``, the result.

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
    texts: Corpus | None = None,
    features: Features | None = None,
    width: int = 20,
) -> Evidence:
    """Exactly the documents (of two terms: the contexts) that a number of a result counts, or their lines.

    The result remembers the features that it was made of, for as long as the process lives; what it was asked (slices,
    kinds, genre, place, sense, duplicates) is asked again, and the answer is compared with its table.

    Parameters
    ----------
    result : Result
        A timeline, verdicts, first uses, `prominence`, any table by term; a network or `list_order` for two terms.
    *terms : str
        One term, or the two of a pair: ``evidence(network, "六稳", "六保")``.
    term : str, optional
        The term, by name; the only one of the result if None.
    start, end : date or str, optional
        The slice that holds ``start``, or those up to before ``end``; of verdicts days; everything if None.
    of : {"hits", "quoted", "there"}, optional
        Of documents with the term: all, those that quote it, those of the place that `prominence` asked for (its own if None).
    texts : Corpus, optional
        The texts that were counted: then the lines are given. Where the features are a published edition, those
        documents are counted again from them, and must give the same number.
    features : Features, optional
        For a result that was loaded, or made in another process.
    width : int
        Characters to the left and right of a line.

    Returns
    -------
    Evidence
        ``.number`` is what is counted. A word has documents and no lines, since features hold no places of words.

    Raises
    ------
    StudyError
        A result that does not remember its features; features or texts that are not those counted; no such term or slice; a
        word of a counts edition, which knows only its days; contexts that are windows.

    Examples
    --------
    >>> from analysis import Lexicon, build_features, timeline
    >>> pages = {"date": ["2020-05-22", "2020-05-23"], "title": ["六保之年", "村里"], "text": ["六保要落实。", "开会。"]}
    >>> features = build_features(Corpus.from_frame(pl.DataFrame(pages)), Lexicon.read(), "memory://evidence")
    >>> found = evidence(timeline(features, "六保"), start="2020")
    >>> found.number, found["title"].to_list(), found["mentions"].to_list()
    (1, ['六保之年'], [2])
    """
    source, parameters = _source(result, features), result.parameters
    names: list[str] = list(dict.fromkeys((*terms, term) if term else terms))
    if isinstance(result, Cooccurrence | ListOrder) or "context" in parameters:
        return _of_pair(result, source, names, (start, end), texts, width)
    name = _one_term(result, names)
    first, after = _days(result, start, end)
    documents = selected_documents(source, **_choice(parameters, first, after))
    if (sense := parameters.get("sense")) is not None:
        spans = senses_of(source, [name], sense)[name]
        inside = [(pl.col("date") >= one) & (pl.col("date") < other) for one, other in spans]
        documents = documents.filter(pl.any_horizontal(inside) if inside else pl.lit(False))
    of = of or ("there" if "there" in result.frame.columns else "hits")
    if of not in OF:
        raise StudyError(f"no number of {of!r}; there are: {', '.join(OF)}.{did_you_mean(of, OF)}")
    where = parameters.get("where") if of == "there" or "there" not in result.frame.columns else None
    found = uses_of(source, [name], documents, where=where)
    found = found.filter("quoted") if of == "quoted" else found
    number = found["doc_id"].n_unique()
    _check_number(result, name, of, (start, end), (first, after), number)
    per = found.group_by("doc_id").agg(mentions=pl.len())
    said = {"term": name, "start": first, "end": after, "of": of, "number": number, "counts": "documents"}
    said = _said(source, said)
    if texts is None or (found.height and found["variant"].null_count() == found.height):
        return Evidence(_about(source, per), said)
    kept, lines = found["doc_id"].unique().to_list(), []
    if kept:
        lines = [_lines(source, texts, kept, [name], width)]
        lines = [one.filter(in_place(where)) if where else one for one in lines]
        lines = [one.filter("quoted") if of == "quoted" else one for one in lines]
    frame = pl.concat(lines) if lines else pl.DataFrame(schema=CONCORDANCE)
    if frame.height != found.height or frame["doc_id"].n_unique() != number:
        raise StudyError(_OTHER_TEXTS)
    return Evidence(frame, said)


_OTHER_TEXTS = "these texts are not those that were counted: their lines are not as many as the number; give the corpus of the features."


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
    if said and own["digest"] != said["digest"]:
        genre = (said.get("filter") and f"; the result is of {said['filter']}") or ""
        raise StudyError(
            f"these features are of {own['documents']:,} documents, not the {said['documents']:,} of the result{genre}."
        )
    return origin


def _said(source: Features, said: dict[str, Any]) -> dict[str, Any]:
    return {"corpus": corpus_statement(source), **plain(said)}


def _one_term(result: Result, names: list[str]) -> str:
    known = result.frame["term"].unique().sort().to_list() if "term" in result.frame.columns else []
    if not known:
        raise StudyError(
            f"a {type(result).__name__} has no rows by term; ask a timeline, verdicts or a network for evidence."
        )
    if not names and len(known) == 1:
        return known[0]
    if len(names) != 1 or names[0] not in known:
        asked = "no term" if not names else "、".join(names)
        hint = did_you_mean(names[0], known) if names else ""
        raise StudyError(f"evidence of one term is asked for, and was given {asked}; there are {len(known)}.{hint}")
    return names[0]


def _days(result: Result, start: Any, end: Any) -> tuple[date | None, date | None]:
    """First day and day after the last, of whole slices where the table has slices."""
    p = result.parameters
    first, after = as_date(start, name="start"), as_date(end, name="end")
    sliced = "start" in result.frame.columns and p.get("every") and "verdict" not in result.frame.columns
    if sliced and first is not None:
        every = p["every"]
        first = pl.Series([first]).dt.truncate(every)[0]
        if first not in set(result.frame["start"].to_list()):
            raise StudyError(
                f"no slice of this result begins on {first}; the first begins on {result.frame['start'].min()}."
            )
        after = after or pl.Series([first]).dt.offset_by(every)[0]
        if p.get("smooth"):
            first = pl.Series([first]).dt.offset_by(f"-{window_slices(p['smooth'], every) - 1}{every[1:]}")[0]
    whole = as_date(p.get("start"), name="start"), as_date(p.get("end"), name="end")
    first = max((day for day in (first, whole[0]) if day is not None), default=None)
    after = min((day for day in (after, whole[1]) if day is not None), default=None)
    return first, after


def _choice(parameters: Mapping[str, Any], first: date | None, after: date | None) -> dict[str, Any]:
    choice = {name: parameters[name] for name in CHOICE if parameters.get(name) is not None}
    return choice | {"start": first, "end": after}


def _check_number(result: Result, name: str, of: str, asked: tuple, days: tuple, number: int) -> None:
    """A `StudyError` where the table says another number of this slice."""
    frame = result.frame
    if of not in frame.columns or "start" not in frame.columns or "verdict" in frame.columns:
        return
    rows = frame.filter(pl.col("term") == name)
    if asked[0] is not None:
        at = pl.Series([as_date(asked[0], name="start")]).dt.truncate(result.parameters["every"])[0]
        rows = rows.filter(pl.col("start") >= at, pl.col("start") < days[1] if days[1] else pl.lit(True))
    if result.parameters.get("smooth") and asked[0] is None:
        return
    if rows[of].sum() != number:
        raise StudyError(
            f"the result says {rows[of].sum()} and these features {number}: they are not those that it was made of."
        )


def _of_pair(
    result: Result, source: Features, names: list[str], asked: tuple, texts: Corpus | None, width: int
) -> Evidence:
    p = result.parameters
    if len(names) != 2:
        raise StudyError(
            f"evidence of a pair is asked for by two terms, such as evidence(network, 'a', 'b'); given: {names}."
        )
    listed = isinstance(result, ListOrder)
    context = "sentence" if listed else p["context"]
    if context == "window":
        raise StudyError("meetings in windows are not kept; ask a network with context='sentence'.")
    first, after = _days(result, *asked)
    documents = selected_documents(source, **_choice(p, first, after))
    if listed:  # a surface that names both is a list of both
        both = uses_of(source, names, documents).group_by("doc_id", unit="sentence").agg(pl.col("term").n_unique())
        found = both.filter(pl.col("term") == 2).select("doc_id", "unit")
    else:
        found = meetings_of(source, (names[0], names[1]), documents, context)
        same = [pl.col("a") == min(names), pl.col("b") == max(names)]
        counted = (
            result.frame.filter(*same)["f_ab"].sum()
            if asked == (None, None) and "start" not in result.frame.columns
            else None
        )
        if counted is not None and counted not in (found.height, 0):
            raise StudyError(
                f"the network says {counted} and these features {found.height}: they are not those it was made of."
            )
    said = {"terms": names, "start": first, "end": after, "number": found.height, "counts": f"{context}s with both"}
    said = _said(source, said)
    if texts is None or found.is_empty():
        return Evidence(_about(source, found.group_by("doc_id").agg(contexts=pl.len())), said)
    if edition_of(source) != "private" or context == "paragraph":
        raise StudyError(
            "the lines of a pair need features of the private edition, and sentences or documents as contexts."
        )
    lines = _lines(source, texts, found["doc_id"].unique().to_list(), names, width)
    keys = ["doc_id"] if context == "document" else ["doc_id", "sentence"]
    return Evidence(lines.join(found.rename({"unit": "sentence"}), on=keys, how="semi", maintain_order="left"), said)


def _about(source: Features, counted: pl.DataFrame) -> pl.DataFrame:
    """The documents with date, title and source, and what was counted of each, by date and id."""
    have = source.documents.collect_schema().names()
    columns = ["doc_id", *(name for name in ABOUT if name in have)]
    return source.documents.select(columns).join(counted.lazy(), on="doc_id").collect().sort("date", "doc_id")


def _lines(source: Features, texts: Corpus, kept: list[str], names: list[str], width: int) -> pl.DataFrame:
    """The lines of the terms in the documents given; a published edition is counted again from these texts."""
    inside = pl.col("doc_id").is_in(kept)
    some = Corpus(texts.documents.filter(inside), texts.texts.filter(inside))
    if len(some) != len(kept):
        raise StudyError(_OTHER_TEXTS)
    if edition_of(source) == "private":
        return concordance(some, names, width=width, features=source).frame
    with TemporaryDirectory(prefix="tifa-") as folder:
        again = build_features(some, source.lexicon, folder)
        return concordance(some, names, width=width, features=again).frame
