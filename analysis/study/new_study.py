"""A folder for a study of one's own: a notebook, a lexicon to edit, the counts, the account of the reading, a page of advice."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.csv_tables import csv_text
from ..core.dates import check_order
from ..core.errors import StudyError
from ..core.file_hashes import sha256_of
from ..core.os_errors import os_errors
from ..core.paths import PACKAGE, STUDY, refuse_overlap
from ..core.whole_files import write_whole
from ..corpus.corpus import Corpus
from ..corpus.reading_notes import reading_notes
from ..counts.build import build_features
from ..counts.features import Features
from ..lexicon.asked_terms import known_as, simplified
from ..lexicon.lexicon import Lexicon
from ..lexicon.lexicon_tables import COLUMNS
from ..reading.found_files import as_paths
from .study_pages import notebook_of, readme_of

MANIFEST = "study.json"  # lists the files that were written, with a hash each: others, and changed ones, are not ours
NOTEBOOK = "your-own-texts.ipynb"
_SIGNATURE = "\ufeff"  # or a spreadsheet takes the Chinese of a CSV for another code page


@dataclass(frozen=True, repr=False)
class NewStudy:
    """A study that was begun; made by `new_study`.

    Parameters
    ----------
    folder : pathlib.Path
    corpus : Corpus
    features : Features
    kept : tuple of str
        Files that were there, changed or of somebody else, and were left as they are.
    added : tuple of str
        Terms that the lexicon did not hold: each has a row in the study's own copy now.
    missing : tuple of str
        Terms that the study's own lexicon, changed by hand, does not hold.
    unfound : tuple of str
        Terms that were asked about and stand in none of the texts.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> texts = Path(mkdtemp(), "2014-08-01.txt")
    >>> _ = texts.write_text("干部到村里去，把“四下基层”带到田边。", "utf-8")
    >>> study = new_study(mkdtemp() + "/my-study", texts, terms=["四下基层", "田埂议事"])
    >>> study
    <NewStudy: 1 document, 1 mention of 1 term; added to its lexicon: 田埂议事>
    >>> sorted(path.name for path in study.folder.iterdir())
    ['README.md', 'account.csv', 'features', 'lexicon', 'reading-notes.csv', 'study.json', 'your-own-texts.ipynb']
    """

    folder: Path
    corpus: Corpus
    features: Features
    kept: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unfound: tuple[str, ...] = ()

    def __repr__(self) -> str:
        mentions, terms = self.features.mentions.collect().height, len(self.features.terms)
        counted = f"{_number(len(self.corpus), 'document')}, {_number(mentions, 'mention')} of {_number(terms, 'term')}"
        added = f"; added to its lexicon: {', '.join(self.added)}" if self.added else ""
        return f"<NewStudy: {counted}{added}>"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def new_study(
    out: str | os.PathLike[str],
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    terms: Iterable[str] = (),
    start: str | None = None,
    end: str | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> NewStudy:
    """Begin a study of texts of one's own: read and count them, and lay out a folder to work in.

    Parameters
    ----------
    out : path
        The folder to make: ``your-own-texts.ipynb`` with the parameters filled in, ``lexicon/`` to edit, ``features/``,
        ``account.csv`` and ``reading-notes.csv`` (what was rejected, is odd or doubtful), ``README.md``.
    paths : path or list of paths
        As in `Corpus.read`.
    terms : iterable of str
        What the study asks about, in either script; those that the lexicon lacks get a row in its copy. The terms of most
        documents if none.
    start, end : str, optional
        First day, and the day after the last.
    force : bool
        Also where the folder exists. Only files of an earlier run that nobody changed are written again; all others stay.
    progress : callable, optional
        As in `build_features`.

    Raises
    ------
    StudyError
        The folder exists; the paths are missing, empty, or hold nothing Chinese; the folder lies inside them or around
        them; dates in the wrong order. Nothing is written then.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> try:
    ...     new_study(mkdtemp() + "/my-study", "no-such-folder")
    ... except StudyError as error:
    ...     print(error)
    there is no file or folder no-such-folder.
    """
    several, (folder,) = as_paths(paths), as_paths(out)
    wanted = _wanted(terms)
    check_order(start, end)
    refuse_overlap(folder, several)
    ours = _listed(folder, force=force)
    lexicon = _own_lexicon(folder) if force else None
    shipped, added, missing = Lexicon.read(), (), ()
    if lexicon is None:
        lexicon = shipped.with_missing(wanted)
        added = tuple(term for term in wanted if term in lexicon.labels and term not in shipped.labels)
    else:
        missing = tuple(term for term in wanted if not _known(lexicon, term))
    corpus = Corpus.read(several)
    places = [str(path.resolve()) for path in several]
    texts = {f"lexicon/{name}.csv": _SIGNATURE + "\n".join(lines) + "\n" for name, lines in lexicon.to_lines().items()}
    texts |= {
        "account.csv": _SIGNATURE + csv_text(corpus.account.frame),
        "reading-notes.csv": _SIGNATURE + csv_text(reading_notes(corpus)),
        NOTEBOOK: notebook_of(_template(), places, wanted, start, end),
        "README.md": readme_of(folder.name, places, corpus),
    }
    with os_errors("make the folder", folder):
        folder.mkdir(parents=True, exist_ok=True)
    features = build_features(corpus, lexicon, folder / "features", progress=progress)
    kept = _write(folder, texts, ours)
    found = set(features.mentions.select("term").unique().collect()["term"])
    unfound = tuple(term for term in wanted if known_as(term, found) is None and term not in missing)
    return NewStudy(folder, corpus, features, kept, added, missing, unfound)


def _wanted(terms: Iterable[str]) -> list[str]:
    """What is asked about, each once, in simplified characters."""
    given = [terms] if isinstance(terms, str) else list(terms)
    odd = next((term for term in given if not isinstance(term, str)), None)
    if odd is not None:
        raise StudyError(f"terms are texts, such as '六保', and {odd!r} is {type(odd).__name__}.")
    return list(dict.fromkeys(simplified(term.strip()) for term in given if term.strip()))


def _known(lexicon: Lexicon, term: str) -> bool:
    return known_as(term, {*lexicon.labels, *lexicon.members}) is not None


def _own_lexicon(folder: Path) -> Lexicon | None:
    """The lexicon of an earlier run, with whatever was changed in it."""
    place = folder / "lexicon"
    return Lexicon.read(place) if any((place / f"{name}.csv").exists() for name in COLUMNS) else None


def _template() -> dict[str, Any]:
    """The notebook that ships: in the repository, or inside the installed package."""
    for place in (STUDY / "notebooks" / "05-your-own-texts.ipynb", PACKAGE / "_data" / NOTEBOOK):
        if place.is_file():
            return json.loads(place.read_text("utf-8"))
    raise StudyError(f"the notebook to copy is not there: nothing at {place}.\n  Install the package again.")


def _listed(folder: Path, *, force: bool) -> dict[str, str]:
    """The files of an earlier run and their hashes; `StudyError` where the folder is in use and not to be written into."""
    if folder.exists() and not folder.is_dir():
        raise StudyError(f"{folder} is a file; name a folder for the study.")
    if not folder.is_dir() or not any(folder.iterdir()):
        return {}
    if not force:
        raise StudyError(
            f"the folder {folder} exists and is not empty.\n"
            "  Name a new one; or, with --force (force=True), what an earlier run wrote and nobody changed is written again."
        )
    try:
        listed = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
        return {str(name): str(proof) for name, proof in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write(folder: Path, texts: dict[str, str], ours: dict[str, str]) -> tuple[str, ...]:
    """Write what is new or ours and unchanged, then the manifest; the names of what was left as it is."""
    kept, proofs = [], {}
    for name, text in texts.items():
        place, proof = folder / name, sha256_of(text.encode())
        there = sha256_of(place.read_bytes()) if place.is_file() else "no file" if place.exists() else None
        if there is not None and there != proof and there != ours.get(name):
            kept.append(name)
            continue
        if there != proof:
            write_whole(place, text.encode())
        proofs[name] = proof
    manifest = folder / MANIFEST
    if manifest.exists() and not ours:
        kept.append(MANIFEST)  # of somebody else: nothing of ours is told by it
    else:
        # what was changed by hand keeps the hash that it was written with, so it stays changed
        files = {**{name: ours[name] for name in kept if name in ours}, **proofs}
        text = json.dumps({"made_by": "tifa-study new", "files": files}, ensure_ascii=False, indent=1, sort_keys=True)
        write_whole(manifest, f"{text}\n".encode())
    return tuple(kept)
