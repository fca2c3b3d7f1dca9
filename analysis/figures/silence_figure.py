"""A window that looks quiet: its weeks among those before, and what the past of the term lets expect in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from ..core.errors import StudyError
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fitted_names import title_panels
from .panels import drawing_axes, small_print
from .result_frames import chosen_terms, frame_of, parameter
from .time_axes import draw_seams, thin_ticks, time_axis
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NEEDED = ("term", "start", "end", "hits", "expected", "low", "high", "p", "verdict")
TAKES = "plot_silence takes a Silence, from silence(...)"
BEFORE, AFTER = 104, 13  # weeks drawn on either side of the window; more would be thinner than a line


@takes_drawing_options()
def plot_silence(result: Any, *, term: str | None = None, **options: Unpack[DrawingOptions]) -> Axes:
    """Draw a term's documents week by week, the window shaded, and the band in which its past lets expect them there.

    The band is the interval of the whole window divided by its weeks: single weeks vary more.

    Parameters
    ----------
    result : Silence
        From `silence`.
    term : str, optional
        Which, of a result of several; the first if None.
    ax, labels, lang, width, height, style, colors, lines, events, glosses : as in `plot_timeline`
        ; ``colors`` of the bars.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is no silence, or does not hold the term.

    Examples
    --------
    >>> from analysis import Course, silence, simulate_counts
    >>> counts = simulate_counts([Course("六保", rate=60)], years=3)
    >>> ax = plot_silence(silence(counts, "六保", "2015-06-01", "2015-07-01"))
    >>> ax.get_ylabel()
    'documents a week'
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, NEEDED, takes=TAKES)
    weeks = getattr(result, "weeks", None)
    if not isinstance(weeks, pl.DataFrame) or weeks.is_empty() or frame.is_empty():
        raise StudyError(f"{TAKES}; this one holds no weeks.")
    name = chosen_terms(frame, term)[0]
    row = frame.row(by_predicate=pl.col("term") == name, named=True)
    start, end = row["start"], row["end"]
    near = pl.col("start").is_between(start - timedelta(weeks=BEFORE), end + timedelta(weeks=AFTER), closed="left")
    shown = weeks.filter(pl.col("term") == name, near).sort("start")
    drawing = Drawing.of(result, options)
    look, words, style = drawing.look, drawing.words, drawing.series(0, name)
    in_weeks = (end - start).days / 7
    # what is drawn is what the file beside the figure holds: the band stands in the rows of the window
    inside = pl.col("start").is_between(start, end, closed="left")
    share: dict[str, Any] = {
        key: None if row[key] is None else row[key] / in_weeks for key in ("expected", "low", "high")
    }
    shown = shown.with_columns(pl.when(inside).then(pl.lit(share[key], pl.Float64)).alias(key) for key in share)

    def describe(words: Words) -> Description:
        said: dict[str, Any] = dict(term=name, start=start, end=end - timedelta(days=1), hits=row["hits"])
        known = row["expected"] is not None
        title = words("title silence expected", **said, expected=row["expected"], p=row["p"]) if known else ""
        level = f"{parameter(result, 'level', 0.95):.0%}"
        band = words("silence band", level=level) if known else words("silence without")
        verdict = words.get(f"silence: {row['verdict']}", "")
        signs = words.sentences(verdict, words("silence marks", term=name), band)
        title = title or words("title silence", **said)
        return Description(title, words("hits a week"), signs, words("method silence"), words("seen silence"))

    usual = 58 if drawing.narrow else 75
    with drawing_axes(drawing, usual, shown, describe) as ax:
        time_axis(ax, shown["start"].dt.truncate("1mo"), "1mo", most=drawing.most_years)
        ax.axvspan(start, end, facecolor=look.shade, edgecolor="none", zorder=0, label="_window")
        middle = shown.select(pl.col("start").dt.offset_by("3d"))["start"].to_list()
        ax.bar(middle, shown["hits"], width=5.5, color=style.colour, lw=0, zorder=2, label=name)
        top = [1, *shown["hits"]]
        if row["expected"] is not None:
            ax.fill_between(
                [start, end], share["low"], share["high"], color=look.ink, alpha=0.2, lw=0, zorder=1, label="_band"
            )
            ax.hlines(share["expected"], start, end, color=look.ink, lw=1.2 * look.scale, zorder=3, label="_expected")
            top.append(share["high"])
        ax.set_ylim(0, 1.06 * max(top))
        ax.set_ylabel(words("hits a week"))
        said = describe(words)
        draw_seams(ax, drawing)
        small_print(ax, words.sentences(said.title, said.signs), look)
        title_panels([ax], [name], drawing)
        thin_ticks(ax)
    return ax
