"""What every exported file states: corpus, period, threshold, licence, version; and the note that states it beside a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .. import __version__
from ..core.control_characters import for_xml
from ..core.dates import as_date
from ..core.draft_sets import whole_files
from ..core.errors import StudyError
from ..corpus.corpus import Corpus
from ..counts.corpus_statement import corpus_statement
from ..counts.features import Features
from ..networks.networks_over_time import NetworkSeries

PROGRAM = f"Tifa Study {__version__}"
LICENCE = "not stated for these counts: what the owner of the texts grants; glosses of the lexicon: CC BY 4.0"
NOT_STATED = "not stated by the result"
_FIRST_LINE = "Written by Tifa Study"  # of a note; by it a later export knows the note as its own


def statement(result: Any, *, start: Any = None) -> dict[str, str]:
    """What a file made from ``result`` states of itself, each item in one line, in this order.

    Parameters
    ----------
    result : Result, networkx.Graph or Features
        Its ``parameters`` say most of it; ``parameters["corpus"]`` holds name, documents, start, end, digest, version.
    start : date or str, optional
        Of a NetworkSeries: the period, where the file holds one.

    Returns
    -------
    dict of str to str
        corpus, period, context, threshold, licence, version; "not stated by the result" where nothing is known.

    Examples
    --------
    >>> stated = statement(None)
    >>> list(stated), stated["period"]
    (['corpus', 'period', 'context', 'threshold', 'licence', 'version'], 'not stated by the result')
    """
    whole = result
    if start is not None and hasattr(result, "at"):
        result = result.at(start)
    parameters, tests = _parameters(result), getattr(result, "tests", None)
    if isinstance(result, NetworkSeries):
        tests = sum(network.tests or 0 for network in result.networks)
    corpus = corpus_of(whole)
    by = corpus.get("version")
    return {
        "corpus": _corpus(corpus),
        "period": _period(parameters, corpus),
        "context": str(parameters.get("context", NOT_STATED)),
        "threshold": _threshold(parameters, tests),
        "licence": str(corpus.get("licence") or LICENCE),
        "version": PROGRAM + (f", counts by {by}" if by not in (None, __version__) else ""),
    }


def corpus_of(result: Any) -> dict[str, Any]:
    """What is known of the corpus of a result or of features: name, documents, start, end (included), digest, version."""
    if isinstance(result, (Features, Corpus)):
        return corpus_statement(result)
    stated = _parameters(result).get("corpus")
    if stated:
        return dict(stated) if isinstance(stated, Mapping) else {"name": stated}
    networks = result.networks if isinstance(result, NetworkSeries) else (result,)
    documents = sum(getattr(network, "n_documents", None) or 0 for network in networks)
    return {"documents": documents} if documents else {}


def _parameters(result: Any) -> Mapping[str, Any]:
    """What made a result; of a series also what its networks were tested with."""
    own = getattr(result, "parameters", None) or {}
    networks = result.networks if isinstance(result, NetworkSeries) else ()
    return {**networks[0].parameters, **own} if networks else own


def lines_of(stated: Mapping[str, str]) -> list[str]:
    """A statement as lines ``corpus: …``, whatever its values hold.

    >>> lines_of({"corpus": "a\\nb", "period": "2020"})
    ['corpus: a b', 'period: 2020']
    """
    return [f"{name}: {one_line(value)}" for name, value in stated.items()]


def one_line(text: str) -> str:
    """A text for one line of a file of lines: every run of blanks and breaks is one blank.

    >>> one_line(" a\\r\\n\\tb")
    'a b'
    """
    return " ".join(for_xml(text).split())


def note(stated: Mapping[str, str], *more: str) -> bytes:
    """A note to lie beside files whose format has no place for a statement."""
    return ("\n".join([f"{_FIRST_LINE}.", "", *lines_of(stated), *more]) + "\n").encode()


def is_note(path: Path) -> bool:
    """Whether a file is a note that an earlier export wrote."""
    with path.open("rb") as file:
        return file.read(len(_FIRST_LINE)) == _FIRST_LINE.encode()


def save_with_note(stem: Path, files: Mapping[str, bytes], stated: Mapping[str, str], *more: str) -> None:
    """Files named by what is added to ``stem``, and ``-about.txt`` beside them: all whole or none.

    Raises `StudyError` where a file of somebody else has the name of the note.
    """
    about = stem.with_name(f"{stem.name}-about.txt")
    if about.is_file() and not is_note(about):
        raise StudyError(
            f"{about} is no file of an earlier export.\n  Give the export another name, or move that file."
        )
    with whole_files(stem.parent, stem.name) as drafts:
        for ending, data in {**files, "-about.txt": note(stated, *more)}.items():
            (drafts / f"{stem.name}{ending}").write_bytes(data)


def _corpus(corpus: Mapping[str, Any]) -> str:
    parts = [str(corpus["name"])] if corpus.get("name") else []
    if corpus.get("documents"):
        parts.append(f"{corpus['documents']:,} documents")
    if corpus.get("start") or corpus.get("end"):
        parts.append(f"{corpus.get('start') or '…'} to {corpus.get('end') or '…'}")
    if corpus.get("filter"):
        parts.append(f"of these {corpus['filter']}")
    if corpus.get("digest"):
        parts.append(f"digest {corpus['digest']}")
    return ", ".join(parts) or NOT_STATED


def _period(parameters: Mapping[str, Any], corpus: Mapping[str, Any]) -> str:
    """The first and the last day; the end of a result is the day after its last."""
    if not {"start", "end"} & set(parameters):
        return NOT_STATED
    first = as_date(parameters.get("start"), name="start") or corpus.get("start") or "the first document"
    after = as_date(parameters.get("end"), name="end")
    last = after - timedelta(days=1) if isinstance(after, date) else corpus.get("end") or "the last document"
    every = f", every {parameters['every']}" if parameters.get("every") else ""
    return f"{first} to {last}{every}"


def _threshold(parameters: Mapping[str, Any], tests: int | None) -> str:
    floors = {"min_contexts": "contexts", "min_documents": "documents", "min_months": "months"}
    said = [f"{parameters[name]} {word}" for name, word in floors.items() if parameters.get(name) is not None]
    parts = [f"at least {', '.join(said)}"] if said else []
    if parameters.get("q") is not None:
        of = f" of {tests:,} pairs tested" if tests is not None else ""
        null = f", null model {parameters['null']}" if parameters.get("null") else ""
        parts.append(f"q at most {parameters['q']}{of}{null}")
    elif said:
        parts.append("not tested")
    backbone = parameters.get("backbone")
    if isinstance(backbone, Mapping):
        parts.append(
            "backbone "
            + ", ".join(f"{value}" if key == "method" else f"{key} {value}" for key, value in backbone.items())
        )
    elif parameters.get("delta") is not None:
        parts.append(f"backbone noise-corrected, delta {parameters['delta']}")
    elif said:
        parts.append("no backbone")
    return "; ".join(parts) or NOT_STATED
