"""A figure as files: PDF and SVG for print, PNG for slides, and the table it was drawn from beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import polars as pl

from ..core.csv_tables import write_csv
from ..core.errors import StudyError, did_you_mean
from ..core.paths import results_folder
from .style import painting
from .truetype import as_truetype

# No date and no version in any file: the same figure is the same bytes, today and tomorrow.
METADATA = {
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
}
_drawn_from: WeakKeyDictionary[Any, pl.DataFrame] = WeakKeyDictionary()


class Saved(tuple):
    """The paths of the files, shown by their names (a notebook's output must not name a machine)."""

    def __repr__(self) -> str:
        return "saved " + ", ".join(path.name for path in self)


def remember(figure: Any, data: pl.DataFrame) -> None:
    """Keep the table that a figure was drawn from, for as long as the figure lives."""
    _drawn_from[figure] = data


def save_figure(
    ax_or_fig: Any,
    name: str | Path,
    *,
    formats: Sequence[str] = ("pdf", "svg", "png"),
    data: pl.DataFrame | None = None,
) -> Saved:
    """Write a figure and the table behind it.

    Parameters
    ----------
    ax_or_fig : Axes, Figure, or a collection of Axes of one figure
    name : str or path
        File name without ending. A bare name goes to ``results/figures``; with a folder in front
        (``paper/fig-1``), to that folder, which is made if need be.
    formats : sequence of {"pdf", "svg", "png"}
    data : polars.DataFrame, optional
        The table to write as ``name.csv``; the one that the figure was drawn from if None.

    Returns
    -------
    tuple of pathlib.Path
        The files written. The same figure gives the same bytes in every run.
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
    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise StudyError(f"cannot make the folder {stem.parent}: a file of that name is in the way.") from None
    written = []
    with painting(), _settled(figure):
        for ending in formats:
            path = stem.with_name(f"{stem.name}.{ending}")
            with as_truetype(figure) if ending == "pdf" else nullcontext():
                figure.savefig(path, format=ending, metadata=METADATA[ending])
            written.append(path)
    table = data if data is not None else _drawn_from.get(figure)
    if table is not None:
        written.append(write_csv(table, stem.with_name(f"{stem.name}.csv")))
    return Saved(written)


@contextmanager
def _settled(figure: Any) -> Iterator[None]:
    """Hold the axes still, so that every format, and the next saving, finds them in the same place.

    The layout engine starts from where the axes stand and moves them a hair each time it is asked.
    """
    engine = figure.get_layout_engine()
    if engine is None:
        yield
        return
    for _ in range(4):
        figure.draw_without_rendering()
    kept = [ax for ax in figure.axes if ax.get_in_layout()]
    figure.set_layout_engine("none")
    for ax in kept:
        # to a thousandth of the page: far above what the engine wavers by, far below what an eye sees
        ax.set_position([round(edge, 3) for edge in ax.get_position(original=True).bounds])
    try:
        yield
    finally:
        for ax in kept:
            ax.set_in_layout(True)
        figure.set_layout_engine(engine)


def _figure(ax_or_fig: Any) -> Any:
    if hasattr(ax_or_fig, "savefig"):
        return ax_or_fig
    if hasattr(ax_or_fig, "figure"):
        return ax_or_fig.figure
    found = list(getattr(ax_or_fig, "flat", ax_or_fig)) if isinstance(ax_or_fig, Iterable) else []
    if found and hasattr(found[0], "figure"):
        return found[0].figure
    raise StudyError(f"save_figure takes what plot_… returned, and was given {type(ax_or_fig).__name__}.")
