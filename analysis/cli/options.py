"""The options that several commands share; names of files are checked before any work is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from ..core.errors import StudyError


def _file(*endings: str) -> Callable[[str | None], str | None]:
    """A check that a name has an ending of a format that this project writes."""

    def checked(out: str | None) -> str | None:
        if out and not out.lower().endswith(endings):
            raise StudyError(f"cannot tell a format from {Path(out).name!r}; end the name in {', '.join(endings)}.")
        if out and Path(out).is_dir():
            raise StudyError(f"{out} is a folder; give the name of a file in it.")
        return out

    return checked


_MANIFEST = "features.json"  # `core.file_set` has the name too, but loads what the command line need not


def _features(folder: str) -> str:
    """The folder of features itself, or the one inside a study that `new` made."""
    inside = Path(folder) / "features"
    return str(inside) if not (Path(folder) / _MANIFEST).exists() and (inside / _MANIFEST).exists() else folder


_FEATURES = "Folder that `build` or `new` made, or one in data/."
FeaturesFolder = Annotated[str, typer.Argument(metavar="FEATURES", help=_FEATURES, callback=_features)]
Texts = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH", help="Folder or .zip of texts, or one text, table or workbook; several are one corpus."
    ),
]
_Some = list[str] | None
Genres = Annotated[_Some, typer.Option("--genre", metavar="GENRE", help="Only documents of this genre.")]
Terms = Annotated[_Some, typer.Option("--term", "-t", metavar="TERM", help="A term; give it again for another.")]
Kinds = Annotated[_Some, typer.Option("--kind", metavar="KIND", help="Only documents of this kind, such as story.")]
Start = Annotated[str | None, typer.Option(metavar="DATE", help="First day: 2016, 2016-03 or 2016-03-01.")]
End = Annotated[str | None, typer.Option(metavar="DATE", help="The day after the last.")]
Duplicates = Annotated[bool, typer.Option("--duplicates", help="Count near-duplicates (reprints) as well.")]
Uncleaned = Annotated[bool, typer.Option("--no-clean", help="Take the texts as they are.")]
LexiconFolder = Annotated[
    str | None, typer.Option("--lexicon", metavar="DIR", help="Lexicon; the study's if left out.")
]
Figure = Annotated[str | None, typer.Option(metavar="NAME", help="Also draw: NAME.pdf, .svg, .png and its data.")]
Labels = Annotated[str, typer.Option(help="Names in the figure: zh, en or both.")]
NETWORK_ENDINGS = (".csv", ".xlsx", ".graphml", ".gexf", ".json", ".net", ".mtx")
_table, _network = _file(".csv"), _file(*NETWORK_ENDINGS)
_FORMATS = ".csv, .xlsx, .graphml, .gexf, .json (VOSviewer), .net (Pajek) or .mtx (for R)."
TableFile = Annotated[
    str | None, typer.Option("--out", "-o", metavar="FILE", callback=_table, help="Write a .csv instead of showing.")
]
Remarks = Annotated[
    str | None,
    typer.Option(metavar="FILE", callback=_table, help="Write what was left out, is odd or doubtful to a .csv."),
]
NetworkFile = Annotated[
    str | None, typer.Option("--out", "-o", metavar="FILE", callback=_network, help="Write " + _FORMATS)
]
