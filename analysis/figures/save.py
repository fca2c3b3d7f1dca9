"""A figure as files: PDF and SVG for print, PNG for slides, with the tables it was drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from .drawn_results import drawn_tables
from .fonts import as_truetype
from .style import study_style

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
        ``name-2.csv`` and so on. The same figure gives the same bytes in every run.

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
    saved six.png, six.csv
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    figure = _figure(ax_or_fig)
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
    names = [f"{stem.name}.{ending}" for ending in formats] + [f"{stem.name}{suffix}.csv" for suffix in tables]
    with whole_files(stem.parent, stem.name) as drafts:
        with study_style(), _settled(figure):
            for ending in formats:
                with as_truetype(figure) if ending == "pdf" else nullcontext():
                    figure.savefig(drafts / f"{stem.name}.{ending}", format=ending, metadata=METADATA[ending])
        for suffix, table in tables.items():
            (drafts / f"{stem.name}{suffix}.csv").write_bytes(csv_bytes(table))
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


def _figure(ax_or_fig: Any) -> Figure:
    if hasattr(ax_or_fig, "savefig"):
        return ax_or_fig
    if hasattr(ax_or_fig, "figure"):
        return ax_or_fig.figure
    found = list(getattr(ax_or_fig, "flat", ax_or_fig)) if isinstance(ax_or_fig, Iterable) else []
    if found and hasattr(found[0], "figure"):
        return found[0].figure
    raise StudyError(f"save_figure takes what plot_… returned, and was given {type(ax_or_fig).__name__}.")
