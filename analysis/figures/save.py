"""A figure as files: PDF and SVG for print, PNG for slides, with its tables and its caption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.control_characters import NOT_XML
from ..core.csv_tables import csv_bytes
from ..core.draft_sets import whole_files
from ..core.errors import StudyError, did_you_mean
from ..core.paths import results_folder
from .axes_style import plain_numbers
from .captions import alt_text, caption, figure_of, heading, signs_of
from .drawn_results import drawings, drawn_tables
from .fonts import as_truetype
from .style import study_style
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# No date and no version in any file: the same figure is the same bytes, today and tomorrow.
METADATA: dict[str, dict[str, Any]] = {
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
}


class Saved(tuple[Path, ...]):
    """The paths of the files, shown by their names (a notebook's output must not name a machine)."""

    def __repr__(self) -> str:
        return "saved " + ", ".join(path.name for path in self)


def save_figure(
    ax_or_fig: Any,
    name: str | Path,
    *,
    formats: Sequence[str] = ("pdf", "svg", "png"),
    data: pl.DataFrame | None = None,
) -> Saved:
    """Write a figure and the tables behind it: all of the files, or, where one cannot be written, none.

    Parameters
    ----------
    ax_or_fig : Axes, Figure, or a collection of Axes of one figure
        What ``plot_…`` returned.
    name : str or path
        File name without ending. A bare name goes to ``results/figures``; with a folder in front
        (``paper/fig-1``), to that folder, which is made if need be.
    formats : sequence of {"pdf", "svg", "png"}
        Which files to write.
    data : polars.DataFrame, optional
        A table to write as ``name.csv`` in place of those that the figure was drawn from.

    Returns
    -------
    tuple of pathlib.Path
        The files written: the pictures, then ``name.csv`` with what was drawn, of a network its edges, and
        ``name-nodes.csv`` with its nodes (x, y, community). Drawings in further Axes of the figure add
        ``name-2.csv`` and so on. Comments above each table (lines that begin with ``#``) say what it is; `read_csv` passes
        over them. ``name.txt`` has caption, small print and alternative text in English and Chinese, and the pictures
        carry title and description. The same figure gives the same bytes in every run.

    Raises
    ------
    StudyError
        An unknown format; no name; no figure; a control character in a text; a file in the place of the folder;
        a place that cannot be written.
        Files of an earlier saving are then as they were.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import Course, plot_timeline, simulate_counts, timeline
    >>> ax = plot_timeline(timeline(simulate_counts([Course("六保", rate=20)], years=3)))
    >>> save_figure(ax, mkdtemp() + "/six", formats=["png"])
    saved six.png, six.csv, six.txt
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    figure = figure_of(ax_or_fig, "save_figure")
    unknown = [f for f in formats if f not in METADATA]
    if unknown:
        raise StudyError(
            f"no format {unknown[0]!r}; there are: {', '.join(METADATA)}." + did_you_mean(str(unknown[0]), METADATA)
        )
    stem = Path(name)
    if stem.suffix[1:] in METADATA:
        stem = stem.with_suffix("")
    if not stem.name:
        raise StudyError("a figure needs a name, such as 'timeline' or 'paper/timeline'.")
    if stem.parent == Path("."):
        stem = results_folder() / "figures" / stem
    if stem.parent.exists() and not stem.parent.is_dir():
        raise StudyError(f"cannot make the folder {stem.parent}: a file of that name is in the way.")
    _check_texts(figure)
    for ax in figure.axes:  # those too that no plot_… drew
        plain_numbers(ax)
    tables = {"": data} if data is not None else drawn_tables(figure)
    headings = {} if data is not None else _headings(figure)
    title, description = _in_words(figure)
    names = [f"{stem.name}.{ending}" for ending in formats] + [f"{stem.name}{suffix}.csv" for suffix in tables]
    names += [f"{stem.name}.txt"] if drawings(figure) else []
    with whole_files(stem.parent, stem.name) as drafts:
        with study_style(), _settled(figure):
            for ending in formats:
                with as_truetype(figure) if ending == "pdf" else nullcontext():
                    figure.savefig(
                        drafts / f"{stem.name}.{ending}", format=ending, metadata=_metadata(ending, title, description)
                    )
        for suffix, table in tables.items():
            (drafts / f"{stem.name}{suffix}.csv").write_bytes(_with_heading(table, headings.get(suffix, ())))
        if drawings(figure):
            (drafts / f"{stem.name}.txt").write_text(_text_file(figure), "utf-8", newline="\n")
    return Saved(stem.with_name(name) for name in names)


def _check_texts(figure: Figure) -> None:
    """Raise `StudyError` for a text that would make an SVG unreadable."""
    from matplotlib.text import Text

    for text in (artist.get_text() for artist in figure.findobj(Text)):
        refused = NOT_XML.search(text)
        if refused:
            raise StudyError(
                f"the text {text!r} of the figure holds the character U+{ord(refused[0]):04X}, which no SVG can hold.\n"
                "  Give that label another wording."
            )


@contextmanager
def _settled(figure: Figure) -> Iterator[None]:
    """Hold the axes still, so that every format, and the next saving, finds them in the same place.

    The layout engine starts from where the axes stand and moves them a hair each time it is asked.
    """
    engine = figure.get_layout_engine()
    if engine is None:
        yield
        return
    for _ in range(4):
        figure.draw_without_rendering()
    laid_out = [ax for ax in figure.axes if ax.get_in_layout()]
    figure.set_layout_engine("none")
    for ax in laid_out:
        # to a thousandth of the page: far above what the engine wavers by, far below what an eye sees
        left, bottom, width, height = ax.get_position(original=True).bounds
        ax.set_position((round(left, 3), round(bottom, 3), round(width, 3), round(height, 3)))
    try:
        yield
    finally:
        for ax in laid_out:
            ax.set_in_layout(True)
        figure.set_layout_engine(engine)


def _headings(figure: Figure) -> dict[str, list[str]]:
    """What stands above each table, by the ending of its file."""
    found = {}
    for k, drawn in enumerate(drawings(figure)):
        for suffix in drawn.tables:
            found[(f"-{k + 1}" if k else "") + suffix] = heading(drawn, Words())
    return found


def _in_words(figure: Figure) -> tuple[str, str]:
    """Title and description of a figure, in English; empty where nothing of this study is drawn."""
    if not drawings(figure):
        return "", ""
    return caption(figure).split(". ")[0].rstrip("."), alt_text(figure)


def _metadata(ending: str, title: str, description: str) -> dict[str, Any]:
    """What the file says of itself; no date, so that the same figure is the same bytes."""
    title, description = (NOT_XML.sub(" ", text) for text in (title, description))
    own = {"pdf": ("Title", "Subject"), "svg": ("Title", "Description"), "png": ("Title", "Description")}[ending]
    said = {name: text for name, text in zip(own, (title, description), strict=True) if text}
    return METADATA[ending] | said


def _text_file(figure: Figure) -> str:
    """Caption, small print and alternative text, in English and in Chinese."""
    parts = []
    for lang, heads in (("en", ("Caption", "Small print", "Alternative text")), ("zh", ("图题", "图注", "替代文本"))):
        texts = caption(figure, lang), signs_of(figure, lang), alt_text(figure, lang)
        parts += [f"{head}\n{text}\n" for head, text in zip(heads, texts, strict=True) if text]
    return "\n".join(parts)


def _with_heading(table: pl.DataFrame, lines: Sequence[str]) -> bytes:
    """A table as CSV under comments that say what it is; `read_csv` passes over them."""
    text = csv_bytes(table)
    mark = b"\xef\xbb\xbf"  # a spreadsheet looks for it at the very beginning
    comments = "".join(f"# {' '.join(line.split())}\n" for line in lines)
    return mark + comments.encode() + text.removeprefix(mark)
