"""Two genres compared: how many times more often the one names each term."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import polars as pl

from ..core.errors import StudyError
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fitted_names import fit_row_names
from .fonts import check_characters
from .panels import drawing_axes, mark, ratio_ticks, small_print
from .result_frames import chosen_terms, frame_of, parameter
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("term", "hits_1", "hits_2", "ratio", "low", "high", "verdict")
BEYOND = 1.6  # how far past the outermost estimate the axis goes, as a factor


@takes_drawing_options(without=["lines", "events"])
def plot_genres(
    result: Any, *, terms: Sequence[str] | str | None = None, top: int = 12, **options: Unpack[DrawingOptions]
) -> Axes:
    """Draw how many times more often the first genre names each term than the second, with the interval.

    Only terms with a verdict are drawn: the ``top`` highest ratios and the ``top`` lowest. A triangle at the edge is a term that one of
    the two never names, with the bound that its absence leaves.

    Parameters
    ----------
    result : TableResult
        From `compare_genres`.
    terms : str or sequence of str, optional
        Only these, the highest ratio first; all if None.
    top : int
        How many terms of each genre.
    ax, labels, lang, width, height, style, colors, glosses : as in `plot_timeline`
        ; ``colors`` of "first" and "second".

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is no comparison of genres, or no term has a verdict; a term that it does not hold.

    Examples
    --------
    >>> from analysis import Features, compare_genres, data_folder
    >>> news = Features.open(data_folder() / "broadcast")
    >>> ax = plot_genres(compare_genres(news, ["四个意识", "三严三实", "新时代"]))
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['三严三实  12 : 108', '新时代  106 : 5,465', '四个意识  1 : 750']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, COLUMNS, takes="plot_genres takes the result of compare_genres(...)")
    drawing = Drawing.of(result, options)
    look, words = drawing.look, drawing.words
    frame = frame.filter(pl.col("term").is_in(chosen_terms(frame, terms)))
    called = frame.filter(pl.col("verdict").is_in(["first", "second"]))
    if called.is_empty():
        raise StudyError("no term lives in one of the two genres (none has q small enough); there is nothing to draw.")
    called = called.sort(["ratio", "term"], descending=[True, False])
    shown = pl.concat([called.filter(verdict="first").head(top), called.filter(verdict="second").tail(top)])
    width = 24 if drawing.narrow else 44
    named = drawing.names(shown["term"].to_list(), width=width, break_at=max(4, drawing.name_width() - 4))
    counts = [f"{named[one]}  {a:,} : {b:,}" for one, a, b in shown.select("term", "hits_1", "hits_2").rows()]
    check_characters(counts)

    ratio = shown["ratio"].to_numpy()
    usual = np.isfinite(ratio) & (ratio > 0)

    def genres_in(words: Words) -> dict[str, str]:
        named = {name: parameter(result, name) or [f"{name} genre"] for name in ("first", "second")}
        return {name: words.listed([words.get(f"genre {one}", one) for one in own]) for name, own in named.items()}

    def describe(words: Words) -> Description:
        genres = genres_in(words)
        level = parameter(result, "level")
        interval = words("genres interval", level=f"{level:.0%}") if level else ""
        arrows = "" if usual.all() else words("genres arrow")
        lives = [shown.filter(verdict=one)["term"].to_list() for one in ("first", "second")]
        seen = [words("seen genre", genre=genre, words=words.listed(own, 5)) for genre, own in zip(genres.values(), lives, strict=True) if own]  # fmt: skip
        return Description(
            words("title genres", **genres),
            words("genres ratio", **genres),
            words.sentences(words("genres axis", **genres), interval, arrows, words("genres counts", **genres)),
            words("method genres"),
            words.sentences(*seen),
        )

    ends = np.concatenate(
        [ratio[usual], shown["high"].to_numpy()[ratio == 0], shown["low"].to_numpy()[np.isinf(ratio)]]
    )
    left, right = min(ends.min(), 1.0) / BEYOND**2, max(ends.max(), 1.0) * BEYOND**2
    further = 2.9 * sum(one.count("\n") for one in counts)
    with drawing_axes(drawing, 4.2 * shown.height + further + 26, frame, describe) as ax:
        ax.set_xscale("log")
        for y, (value, low, high, verdict) in enumerate(shown.select("ratio", "low", "high", "verdict").rows()):
            colour = drawing.series(0 if verdict == "first" else 1, verdict).colour
            at, marker = (
                (left * BEYOND, "<") if value == 0 else (right / BEYOND, ">") if np.isinf(value) else (value, "o")
            )
            span = [max(low, left), min(high, right)]
            ax.plot(span, [y, y], color=colour, lw=1.2 * look.scale, zorder=2, label="_interval")
            own: dict[str, Any] = dict(filled=True, inside=look.paper, zorder=3, label="_ratio")
            mark(ax, [at], [y], marker, 4.5 * look.scale, colour, **own)
        ax.axvline(1, color=look.ink, lw=0.6 * look.scale, label="_equal")
        ax.set_yticks(range(shown.height), counts, fontsize=look.small)
        ax.tick_params(axis="y", length=0)
        ax.grid(False)
        ax.set(xlim=(left, right), ylim=(shown.height - 0.4, -0.6))
        ratio_ticks(ax, most=6 if drawing.narrow else 10)
        small_print(ax, describe(words).signs, look)
        fit_row_names(ax)
    return ax
