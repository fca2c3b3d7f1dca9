"""What is tried: commands that write, each over an older output, with a reader that tells old from new.

A command's ``before`` makes the older output; ``run`` is what is disturbed; ``seen`` reads the output as a scholar's
program would and says which content it found.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from analysis import Corpus, Features, Lexicon, build_features, clean_folder, save_figure, timeline
from analysis.core.draft_sets import settle, whole_files
from analysis.reading.raw_pages import read_pages

SENTENCES = (
    "干部到村里开会，把“四下基层”带到田头。",
    "六稳六保，稳住的是一家一户的日子。",
    "推广新时代“枫桥经验”，矛盾不出村。",
    "共同富裕是一步一步走出来的。",
    "大家都笑了，说这件事办得好。",
    "不忘初心、牢记使命，问一问家里的难处。",
)
TABLES = ("documents", "mentions", "sentences", "vocabulary")


def pages(folder: Path, *, first: int, documents: int = 12) -> Path:
    """Texts over three years, written for this test; another ``first`` gives other texts."""
    folder.mkdir(parents=True)
    for number in range(documents):
        chosen = [SENTENCES[(first + number * step) % len(SENTENCES)] for step in (1, 2)]
        day = f"{2014 + number % 3}-{1 + number % 12:02}-{1 + number % 28:02}"
        text = f"第{first + number}次走访\n\n{day}\n\n" + "\n".join(chosen) + "\n"
        (folder / f"{day}-{number:02}.txt").write_text(text, "utf-8")
    return folder


@dataclass(frozen=True)
class Command:
    """Something that writes below a folder ``out``, from what lies below ``given``."""

    name: str
    prepare: Callable[[Path], None]  # inputs, below ``given``, once
    before: Callable[[Path, Path], None] | None  # (given, out): the older output; None where there is none
    run: Callable[[Path, Path], None]  # (given, out): what is disturbed
    seen: Callable[[Path], str]  # what a reader finds, as a digest
    foreign: tuple[str, ...] = ()  # files of somebody else, that must stay


def _digest(*values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def _frame(frame: pl.DataFrame) -> str:
    return _digest(frame.schema, frame.rows())


def features_seen(out: Path) -> str:
    """Every table of features and a timeline of all that they hold."""
    features = Features.open(out / "features")
    tables = [_frame(getattr(features, table).collect()) for table in TABLES]
    return _digest(tables, _frame(timeline(features, ["四下基层", "六稳"], every="1y").to_frame()))


def cleaned_seen(out: Path) -> str:
    """Every page of a cleaned folder, as the next reading finds it."""
    pieces = [piece.drop("path", strict=False) for piece in read_pages(out / "clean")]
    return _digest(*map(_frame, pieces))


def files_seen(name: str) -> Callable[[Path], str]:
    """The bytes of a set of files, put in order first where a writer was interrupted."""

    def seen(out: Path) -> str:
        settle(out, name)
        return _digest({p.name: p.read_bytes() for p in sorted(out.iterdir()) if p.is_file()})

    return seen


def _build(texts: str) -> Callable[[Path, Path], None]:
    def run(given: Path, out: Path) -> None:
        build_features(corpus(given / texts), Lexicon.read(), out / "features")

    return run


def corpus(folder: Path) -> Corpus:
    """The texts of a folder."""
    return Corpus.read(folder, clean=False)


def _two_corpora(given: Path) -> None:
    pages(given / "old", first=0)
    pages(given / "new", first=1)


def _two_private(given: Path) -> None:
    _two_corpora(given)
    for which in ("old", "new"):
        build_features(corpus(given / which), Lexicon.read(), given / f"private-{which}")


def _publish(which: str) -> Callable[[Path, Path], None]:
    def run(given: Path, out: Path) -> None:
        Features.open(given / f"private-{which}").publish(out / "features", min_documents=1)

    return run


def _clean(which: str) -> Callable[[Path, Path], None]:
    return lambda given, out: clean_folder(given / which, out / "clean", audit=which == "old") and None


def _figure(rate: float) -> Callable[[Path, Path], None]:
    """A small figure with a table; without its PDF, whose font takes longer to make than all the rest."""

    def run(given: Path, out: Path) -> None:
        from matplotlib.figure import Figure

        figure = Figure(figsize=(1, 1), dpi=50)
        figure.add_axes((0, 0, 1, 1)).plot([0, rate])
        save_figure(figure, out / "six", formats=("svg", "png"), data=pl.DataFrame({"rate": [rate]}))

    return run


def _notebooks(which: str) -> Callable[[Path, Path], None]:
    """What ``study --save`` does with its executed notebooks; the kernels are not what is tried here."""

    def run(given: Path, out: Path) -> None:
        with whole_files(out, "notebooks") as drafts:
            for number in range(3):
                cell = {"cell_type": "markdown", "metadata": {}, "source": f"{which} {number}"}
                text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
                (drafts / f"0{number}-{which if number == 2 else 'both'}.ipynb").write_text(text, "utf-8")

    return run


def _no_input(given: Path) -> None:
    given.mkdir(parents=True, exist_ok=True)


COMMANDS = {
    command.name: command
    for command in (
        Command("build, new", _two_corpora, None, _build("new"), features_seen),
        Command("build, old texts", _two_corpora, None, _build("old"), features_seen),
        Command("build, changed texts", _two_corpora, _build("old"), _build("new"), features_seen),
        Command("publish", _two_private, _publish("old"), _publish("new"), features_seen),
        Command("clean", _two_corpora, _clean("old"), _clean("new"), cleaned_seen),
        Command("save_figure", _no_input, _figure(20), _figure(35), files_seen("six"), ("six.txt", "notes.md")),
        Command(
            "study --save", _no_input, _notebooks("old"), _notebooks("new"), files_seen("notebooks"), ("my.ipynb",)
        ),
    )
}


def tree(out: Path) -> dict[str, bytes]:
    """Every file below a folder, drafts and hidden ones too."""
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def fresh(start: Path, out: Path) -> Path:
    """A folder as it was at the start."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(start, out, symlinks=True)
    return out
