"""The options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

FeaturesFolder = Annotated[str, typer.Argument(metavar="FEATURES", help="Folder that `build` made, or one in data/.")]
Texts = Annotated[str, typer.Argument(metavar="PATH", help="Folder of .txt/.html, or one .csv, .jsonl, .parquet.")]
Terms = Annotated[
    list[str] | None, typer.Option("--term", "-t", metavar="TERM", help="A term; give it again for another.")
]
Start = Annotated[str | None, typer.Option(metavar="DATE", help="First day: 2016, 2016-03 or 2016-03-01.")]
End = Annotated[str | None, typer.Option(metavar="DATE", help="The day after the last.")]
Kinds = Annotated[
    list[str] | None, typer.Option("--kind", metavar="KIND", help="Only documents of this kind, such as story.")
]
Duplicates = Annotated[bool, typer.Option("--duplicates", help="Count near-duplicates (reprints) as well.")]
Out = Annotated[str | None, typer.Option("--out", "-o", metavar="FILE", help="Write a .csv instead of showing.")]
Figure = Annotated[str | None, typer.Option(metavar="NAME", help="Also draw: NAME.pdf, .svg, .png and its data.")]
Labels = Annotated[str, typer.Option(help="Names in the figure: zh, en or both.")]
LexiconFolder = Annotated[
    str | None, typer.Option("--lexicon", metavar="DIR", help="Lexicon; the study's if left out.")
]
