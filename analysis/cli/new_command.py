"""The command that begins a study of one's own texts."""

from __future__ import annotations

import re
from typing import Annotated

import typer

import analysis  # public names only: each is loaded by the command that uses it

from ..core.control_characters import printable
from .options import Texts
from .terminal import PROBLEMS, left_out, message, progress

_TERMS = "Terms to ask about, with commas; those that the lexicon lacks are added to the study's copy."
_FORCE = "Into a folder that exists: what you changed, and what is not ours, stays as it is."
_SHOWN = 10


def new(
    out: Annotated[str, typer.Argument(metavar="FOLDER", help="The folder to make.")],
    paths: Texts,
    terms: Annotated[list[str] | None, typer.Option("--terms", "--term", "-t", metavar="A,B", help=_TERMS)] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day: 2016 or 2016-03-01.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The day after the last.")] = None,
    force: Annotated[bool, typer.Option("--force", help=_FORCE)] = False,
) -> None:
    """Begin a study of your own texts.

    Makes a folder with a notebook to run, a copy of the lexicon to edit, the counts, and an account of what was read.

    \b
    python -m analysis new my-study my-texts/
    python -m analysis new my-study a/ b.csv --terms 四下基层,群众路线 --from 2013 --to 2024
    """
    asked = [term for given in terms or [] for term in re.split("[,，;；\n]", given)]  # 、 stands inside terms
    with progress("reading and counting") as moved:
        study = analysis.new_study(out, paths, terms=asked, start=start, end=end, force=force, progress=moved)
    corpus = study.corpus
    message(repr(corpus))
    for line in corpus.account.lines():
        message(f"  {line}")
    for line in left_out(corpus, _SHOWN):
        message(line)
    if corpus.rejected.height > _SHOWN:
        message(f"  … and {corpus.rejected.height - _SHOWN} more, in reading-notes.csv")
    message(repr(study))
    for name in study.kept:
        message(f"  left as it is, since it was changed or is not ours: {name}")
    for term in study.missing:
        message(f"  not in the lexicon of this study, and so not counted: {term}; add a row to lexicon/terms.csv")
    for term in study.unfound:
        message(f"  in none of these texts: {term}; is it written as the texts write it?")
    if study.features.mentions.collect().is_empty():
        message("  no formulation of the lexicon stands in these texts: give --terms, or look at the candidates")
    message("Next:")
    message(f"  cd {printable(str(study.folder))}")
    message("  jupyter lab your-own-texts.ipynb   # run all cells")
    message("  README.md says what lies there, and how to add formulations of your own")
    if corpus.rejected.height:
        raise typer.Exit(PROBLEMS)
