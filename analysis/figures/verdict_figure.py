"""The chronicle: a row a term, and along it the phases of its life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fitted_names import fit_row_names
from .panels import drawing_axes, mark, small_print
from .result_frames import chosen_terms, frame_of, parameter
from .result_words import percent, period_words
from .text_widths import text_width
from .time_axes import draw_events, years_below, years_that_fit
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("term", "verdict", "start", "low", "high", "end")
# verdict: marker, place in the palette, filled; in grey the shape alone tells them apart
MARKS = {
    "entry": ("o", 0, True),
    "campaign": ("s", 1, True),
    "rise": ("^", 2, True),
    "fall": ("v", 4, True),
    "fading": ("D", 3, False),
}
UNTESTABLE, HATCH = "not testable", "////"


@takes_drawing_options(width="page", without=["lines"])
def plot_verdicts(result: Any, *, terms: Sequence[str] | str | None = None, **options: Unpack[DrawingOptions]) -> Axes:
    """Draw the phases of each term's life on a strip of its own: entry, campaigns, rises, falls, fading.

    Mark: the month of an event. Thin line: where that month may lie. Bar: the months of a campaign. Hatched: not testable.
    An empty row: tested, and nothing is called.

    Parameters
    ----------
    result : Verdicts
        From `verdicts`.
    terms : str or sequence of str, optional
        Which, in which order from the top; by first phase if None, those without one last.
    ax, labels, lang, width, height, style, events, glosses : as in `plot_timeline`
    colors : mapping of verdict to colour, optional
        Such as ``{"campaign": "firebrick"}``.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` holds no verdicts; a term that it does not hold.

    Examples
    --------
    >>> from analysis import Course, simulate_counts, verdicts
    >>> coined = Course("六保", rate=0.001, changes=(("2017-04", 10_000.0),))
    >>> ax = plot_verdicts(verdicts(simulate_counts([coined], years=6), bank=2_000))
    >>> [tick.get_text() for tick in ax.get_yticklabels()], [line.get_label() for line in ax.lines][-1]
    (['六保'], '_entry')
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, COLUMNS, takes="plot_verdicts takes Verdicts, from verdicts(...)")
    drawing = Drawing.of(result, options)
    look, words = drawing.look, drawing.words
    frame = frame.sort("start", "term", nulls_last=True) if terms is None else frame
    wanted = chosen_terms(frame, terms)
    frame = frame.filter(pl.col("term").is_in(wanted))
    dated = _period(frame, drawing.parameters)
    first, last = dated or (date(2000, 1, 1), date(2001, 1, 1))  # without a date the axis has no names
    named = drawing.names(wanted, width=24 if drawing.narrow else 36, break_at=drawing.name_width(0.3))
    found = [verdict for verdict in [*MARKS, UNTESTABLE] if (frame["verdict"] == verdict).any()]

    def signs(words: Words) -> str:
        q, level = parameter(result, "q"), parameter(result, "level")
        known = frame.select(pl.any_horizontal(pl.col("low", "high").is_not_null()).any()).item()
        of = words("verdict interval", level=percent(level)) if level else words("verdict interval unknown")
        drawn = frame.filter(pl.col("verdict").is_in([*MARKS, UNTESTABLE]))["term"]
        empty = words("empty row") if set(wanted) - set(drawn) else ""
        return words.sentences(words("verdict q", q=f"{q:g}") if q else "", of if known else "", empty)

    def describe(words: Words) -> Description:
        names = dict(zip(wanted, drawing.said(wanted, words), strict=True))
        phases = [
            words(
                "phase of", term=names[term], verdict=_named(verdict, words), start=f"{start:%Y-%m}" if start else "–"
            )
            for term, verdict, start in frame.sort("start", "term", nulls_last=True)
            .select("term", "verdict", "start")
            .rows()
        ]
        period = period_words(first, last, words)
        time = words("time from to", start=first, end=last) if dated else words("time unknown")
        axes = words("seen axes", x=time, y=words("terms"))
        seen = words.sentences(words("seen strips"), axes, words("seen terms", terms=words.listed(phases, 20)))
        key = "title verdicts" if dated else "title verdicts undated"
        title = words(key, terms=words.listed([*names.values()]), period=period)
        return Description(title, "", signs(words), words("method verdicts"), seen)

    lines = sum(1 + name.count("\n") for name in named.values())
    height = 3.2 * lines + 1.8 * len(wanted) + (26 if drawing.narrow else 20) + (4 if drawing.events else 0)
    with drawing_axes(drawing, height, frame, describe) as ax:
        margin = (last - first) / 50
        ax.set_xlim(first - margin, last + margin)  # type: ignore[arg-type]
        ax.set_ylim(len(wanted) - 0.4, -0.6)
        ax.grid(False)
        for y, term in enumerate(wanted):
            ax.axhline(y, color=look.faint, lw=0.4 * look.scale, zorder=0)
            for row in frame.filter(pl.col("term") == term).rows(named=True):
                _phase(ax, y, row, (first, last), drawing)
        ax.set_yticks(range(len(wanted)), [named[term] for term in wanted], fontsize=look.small)
        ax.tick_params(axis="y", length=0)
        years_below(ax, first, last, most=2)
        small_print(ax, signs(words), look)
        most = min(drawing.most_years, years_that_fit(ax, look.small))
        years_below(ax, first, last, most=most)
        if not dated:
            ax.set_xticks([])
        _key(ax, found, drawing, draw_events(ax, drawing))
        fit_row_names(ax)
    return ax


def _named(verdict: str, words: Words) -> str:
    return words.get(verdict, verdict)


def _period(frame: pl.DataFrame, parameters: Mapping[str, Any]) -> tuple[date, date] | None:
    """First and last day of the strip: those of the corpus, where the result says them, and of all phases; None without."""
    corpus = parameters.get("corpus") or {}
    given = [parameters.get("start") or corpus.get("start"), parameters.get("end") or corpus.get("end")]
    days = [date.fromisoformat(f"{day}-01-01"[:10] if len(str(day)) == 4 else str(day)[:10]) for day in given if day]
    columns = [name for name in ("start", "low", "high", "end") if name in frame.columns]
    days += [day for name in columns for day in frame[name].drop_nulls()]
    if not days:
        return None
    first, last = min(days), max(days)
    # whole years, with one at least
    return date(first.year, 1, 1), date(last.year + (last > date(last.year, 1, 1) or last.year == first.year), 1, 1)


def _phase(ax: Axes, y: int, row: Mapping[str, Any], period: tuple[date, date], drawing: Drawing) -> None:
    """One phase on its strip."""
    look, verdict, wide = drawing.look, row["verdict"], 0.5
    if verdict == UNTESTABLE:
        box: dict[str, Any] = dict(facecolor="none", edgecolor=look.grey, hatch=HATCH, lw=0.4 * look.scale)
        start: Any = row["start"] or period[0]
        end: Any = row["end"] or period[1]
        ax.broken_barh([(start, end - start)], (y - wide / 2, wide), zorder=1, label="_not testable", **box)
        return
    if verdict not in MARKS or row["start"] is None:
        return
    marker, place, filled = MARKS[verdict]
    colour = _colour(drawing, verdict, place)
    if verdict == "campaign":
        end = row["end"] or period[1]
        bar: dict[str, Any] = dict(facecolor=colour, edgecolor=look.paper, alpha=0.75, lw=0.4 * look.scale)
        ax.broken_barh([(row["start"], end - row["start"])], (y - wide / 2, wide), zorder=2, label="_campaign", **bar)
    ends = [(row["low"], row["high"]), (row.get("end_low"), row.get("end_high"))]
    for low, high in ends:
        if low and high:
            ax.plot([low, high], [y, y], color=look.ink, lw=0.8 * look.scale, zorder=3, label="_interval")
    if verdict != "campaign":
        own: dict[str, Any] = dict(filled=filled, inside=look.paper, zorder=4, label=f"_{verdict}")
        mark(ax, [row["start"]], [y], marker, 5 * look.scale, colour, **own)


def _colour(drawing: Drawing, verdict: str, place: int) -> str:
    given = drawing.colors.get(verdict) if isinstance(drawing.colors, Mapping) else None
    return given or drawing.look.series(place).colour


def _key(ax: Axes, found: Sequence[str], drawing: Drawing, above: int) -> None:
    """The verdicts that occur, above the strips."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    look, handles = drawing.look, []
    for verdict in found:
        name = _named(verdict, drawing.words)
        if verdict == UNTESTABLE:
            handles.append(Patch(facecolor="none", edgecolor=look.grey, hatch=HATCH, lw=0.4 * look.scale, label=name))
            continue
        marker, place, filled = MARKS[verdict]
        colour = _colour(drawing, verdict, place)
        if verdict == "campaign":
            handles.append(Patch(facecolor=colour, alpha=0.75, label=name))
            continue
        face = colour if filled else look.paper
        line: dict[str, Any] = dict(ls="none", marker=marker, ms=5 * look.scale, mec=colour, mfc=face)
        handles.append(Line2D([], [], label=name, **line))
    if not handles:
        return
    widest = max(text_width(str(handle.get_label()), look.note) for handle in handles) + 8 * look.scale
    columns = max(1, min(len(handles), int(0.7 * drawing.millimetres / widest)))
    place_: dict[str, Any] = dict(loc="lower left", bbox_to_anchor=(0, 1), borderpad=0, borderaxespad=0.5 + 1.6 * above)
    spaces: dict[str, Any] = dict(handlelength=1.2, handletextpad=0.4, columnspacing=1.2)
    ax.legend(
        handles=handles, ncols=columns, frameon=False, fontsize=look.note, labelcolor=look.ink, **place_, **spaces
    )
