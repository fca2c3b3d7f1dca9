# long: two figures of the same collocates, each with its words
"""Drift and movers: how far a term's collocates moved, and which of them it gained and lost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from ..core.dates import as_date
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fitted_names import fit_row_names, title_panels
from .fonts import check_characters
from .panels import drawing_axes, mark, small_print
from .rate_series import short_number
from .result_frames import frame_of, parameter
from .result_words import period_words
from .time_axes import NAMED, slice_name
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("term", "before", "after", "distance", "floor", "p", "n_before", "n_after", "verdict")
CRITICAL = 1.96  # standard errors beyond which ζ differs from zero at 5 %
UNEXAMINED = "moved (composition not examined)"
# first word of a verdict: name, marker, place in the palette, filled; each verdict of `drift` has a mark of its own
MARKS = {
    "moved": ("moved", "o", 0, True),
    "composition": ("composition", "D", 1, True),
    "differs": ("differs", "^", 2, True),
    "not": ("same", "o", 0, False),
}


@takes_drawing_options(width="column", without=["lines", "events"])
def plot_drift(result: Any, **options: Unpack[DrawingOptions]) -> Axes:
    """Draw how far the collocates of a term moved from slice to slice, over the floor of chance.

    Filled circle: moved, whether or not topics were examined; the small print says so where they were not.
    Diamond: composition, no move once both slices hold the same mix. Triangle: it differs from months assigned at random,
    but no more than autocorrelated ones do. Hollow: not above the floor. Grey: the floor, the distances of random samples of
    the same months. Cross: too few sentences to tell.
    The numbers under the axis are sentences before and after.

    Parameters
    ----------
    result : Drift
        Of one term.
    ax, labels, lang, width, height, style, colors, glosses : as in `plot_timeline`
        ; ``colors`` of the verdicts, such as ``{"moved": "firebrick"}``; also "composition", "differs" and "same".

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is no drift.

    Examples
    --------
    >>> from analysis import Features, data_folder, drift
    >>> press = Features.open(data_folder() / "press")
    >>> ax = plot_drift(drift(press, "脱贫攻坚", nouns=500))
    >>> ax.get_ylabel(), ax.get_title(loc="left")
    ('distance (Jensen–Shannon, 0 to 1)', '脱贫攻坚')
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, COLUMNS, takes="plot_drift takes a Drift, from drift(...)").sort("before")
    drawing = Drawing.of(result, options)
    look, words = drawing.look, drawing.words
    term = frame["term"][0] if frame.height else parameter(result, "term", "")
    every = _slices(frame, parameter(result, "every"))
    low = frame["floor_low"] if "floor_low" in frame.columns else pl.Series([0.0] * frame.height)
    high = frame["floor_high"] if "floor_high" in frame.columns else frame["floor"]

    def describe(words: Words) -> Description:
        q = parameter(result, "q")
        rate = words("at q", q=f"{q:g}") if isinstance(q, (int, float)) else words("at unknown q")
        (name,) = drawing.said([term], words)
        known = frame.filter(pl.col("distance").is_not_null()).sort(["distance", "before"], descending=[True, False])
        pair = f"{slice_name(known['before'][0], every)}–{slice_name(known['after'][0], every)}" if known.height else ""
        far = (
            words("seen highest", name=name, when=pair, value=short_number(known["distance"][0]))
            if known.height
            else ""
        )
        axes = words("seen axes", x=words("pairs of slices", slice=words.slice(every)), y=words("distance"))
        counts = [words("verdict count", verdict=_verdict_words(words, v), n=n) for v, n in _counted(frame)]
        seen = words.sentences(words("seen drift"), axes, far, words("seen terms", terms=words.listed(counts)))
        title = words("title drift", term=name, slice=words.slice(every))
        return Description(title, words("distance"), _drift_signs(words, frame), words("method drift", rate=rate), seen)

    with drawing_axes(drawing, 62, frame, describe) as ax:
        for k, (bottom, middle, top) in enumerate(zip(low, frame["floor"], high, strict=True)):
            if middle is not None:
                ax.bar(k, top - bottom, 0.7, bottom=bottom, color=look.faint, lw=0, zorder=1, label="_floor")
                ax.hlines(middle, k - 0.35, k + 0.35, color=look.grey, lw=0.6 * look.scale, zorder=2)
        for k, (distance, p, verdict) in enumerate(frame.select("distance", "p", "verdict").rows()):
            size = 5 * look.scale
            if p is None:
                cross: dict[str, Any] = dict(
                    ls="none", marker="x", ms=0.8 * size, mec=look.grey, clip_on=False, zorder=3
                )
                ax.plot([k], [0], label="_insufficient", **cross)
                continue
            name, marker, place, filled = MARKS.get(verdict.split()[0], MARKS["not"])
            style: dict[str, Any] = dict(filled=filled, inside=look.paper, zorder=4, label=f"_{name}")
            mark(ax, [k], [distance], marker, size, drawing.series(place, name).colour, **style)
        top = max([*frame["distance"].drop_nulls(), *high.drop_nulls(), 0.05])
        ax.set(xlim=(-0.6, max(frame.height, 1) - 0.4), ylim=(0, 1.12 * top))
        ax.set_ylabel(words("distance"))
        _pairs_below(ax, frame, every, drawing)
        small_print(ax, _drift_signs(words, frame), look)
        title_panels([ax], [term], drawing)
    return ax


def _slices(frame: pl.DataFrame, every: Any) -> str:
    """The length of a slice: as the result says, else years where all begin in January."""
    if every:
        return NAMED.get(str(every), str(every))
    return "1y" if all((day.month, day.day) == (1, 1) for day in frame["before"]) else "1mo"


def _pairs_below(ax: Axes, frame: pl.DataFrame, every: str, drawing: Drawing) -> None:
    """The slices of each pair under it, and how many sentences they hold; of many pairs every second, third …"""

    def name(day: date) -> str:
        return f"{day:%y}" if every == "1y" else slice_name(day, every)

    joint = "–" if every == "1y" else "\n"
    ticks = [
        f"{name(a)}{joint}{name(b)}\n{n:,}\n{m:,}"
        for a, b, n, m in frame.select("before", "after", "n_before", "n_after").rows()
    ]
    room = 0.82 * drawing.room / max(frame.height, 1)  # millimetres for each
    widest = max((len(line) for tick in ticks for line in tick.split("\n")), default=1)
    step = max(1, -(-round(10 * (1.25 * widest + 1)) // max(1, round(10 * room))))
    ax.set_xticks(range(0, frame.height, step), ticks[::step], fontsize=drawing.look.note)
    ax.tick_params(axis="x", length=0)


def _counted(frame: pl.DataFrame) -> list[tuple[str, int]]:
    """Each verdict and how often it was given."""
    return frame["verdict"].value_counts().sort("verdict").rows()


def _verdict_words(words: Words, verdict: str) -> str:
    key = f"drift {verdict}"
    return words.get(key, verdict)


def _drift_signs(words: Words, frame: pl.DataFrame) -> str:
    """The marks that are there, and what the numbers under the axis are."""
    said = set(frame["verdict"])
    first = {verdict.split()[0] for verdict in said}
    moved = words("drift moved") if "moved" in said else words(f"drift {UNEXAMINED}")
    if {"moved", UNEXAMINED} <= said:
        moved += words("in part not examined")
    floor = frame["floor"].drop_nulls().len()
    return words.sentences(
        words("sentences below"),
        words("mark moved", moved=moved) if "moved" in first else "",
        *(words(f"mark {name}") for name in ("composition", "differs", "not") if name in first),
        words("mark floor") if floor else "",
        words("mark insufficient") if "insufficient" in first else "",
    )


@takes_drawing_options(width="column", without=["lines", "events"])
def plot_movers(result: Any, *, top: int = 10, **options: Unpack[DrawingOptions]) -> Axes:
    """Draw the collocates that a term gained and lost most surely between two periods.

    ζ is the log-odds ratio in its standard errors; beyond the dashed lines (±1.96) it differs from zero at
    5 %. Hollow: the sign or size of ζ depends on the prior.

    Parameters
    ----------
    result : Movers
        From `movers`.
    top : int
        How many gains, and how many losses.
    ax, labels, lang, width, height, style, colors, glosses : as in `plot_timeline`
        ; ``colors`` of "gain" and "loss".

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is no table of movers.

    Examples
    --------
    >>> from analysis import Features, data_folder, movers
    >>> press = Features.open(data_folder() / "press")
    >>> ax = plot_movers(movers(press, "脱贫攻坚", "2018", "2020", nouns=500), top=2)
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['全面建成小康社会  0 → 244', '疫情  0 → 222', '企业  8 → 34', '主题  5 → 9']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    columns = ("collocate", "before", "after", "zeta")
    frame = frame_of(result, columns, takes="plot_movers takes the result of movers(...)")
    drawing = Drawing.of(result, options)
    look, words = drawing.look, drawing.words
    frame = frame.sort(["zeta", "collocate"], descending=[True, False])
    shown = pl.concat([frame.filter(pl.col("zeta") > 0).head(top), frame.filter(pl.col("zeta") < 0).tail(top)])
    width = 24 if drawing.narrow else 44
    named = drawing.names(shown["collocate"].to_list(), width=width, break_at=max(4, drawing.name_width() - 4))
    sure = shown["robust"].to_list() if "robust" in shown.columns else [True] * shown.height
    counts = [f"{named[word]}  {b:,} → {a:,}" for word, b, a in shown.select("collocate", "before", "after").rows()]
    check_characters(counts)

    def signs(words: Words) -> str:
        hollow = words("hangs on the prior") if not all(sure) else ""
        return words.sentences(words("mover marks"), words("mover counts"), words("dashed"), hollow)

    def describe(words: Words) -> Description:
        term = parameter(result, "term")
        periods = [_period(parameter(result, name), words) for name in ("before", "after")]
        title = words("title movers", term=drawing.said([term], words)[0]) if term else words("title movers of a term")
        if all(periods):
            title = words.sentences(title, words("before and after", before=periods[0], after=periods[1]))
        prior = parameter(result, "prior")
        method = words("method movers") + (words("prior of", prior=f"{prior:g}") if prior else "")
        ends = [words("seen gained", words=words.listed(shown.filter(pl.col("zeta") > 0)["collocate"].to_list(), 5))]
        lost = shown.filter(pl.col("zeta") < 0)["collocate"].to_list()[::-1]
        ends.append(words("seen lost", words=words.listed(lost, 5)) if lost else "")
        axes = words("seen axes", x="ζ", y=words("collocates"))
        seen = words.sentences(words("seen lollipops"), axes, *ends)
        return Description(title, words("zeta"), signs(words), method, seen)

    further = 2.9 * sum(words.count("\n") for words in counts)  # millimetres for lines beyond a name's first
    with drawing_axes(drawing, 4.2 * shown.height + further + 24, frame, describe) as ax:
        if shown.is_empty():
            ax.text(0.5, 0.5, words("nothing"), transform=ax.transAxes, ha="center", color=look.grey)
        for y, (zeta, robust) in enumerate(zip(shown["zeta"], sure, strict=True)):
            place, marker, label = (0, "o", "gain") if zeta > 0 else (1, "s", "loss")
            colour, size = drawing.series(place, label).colour, look.scale
            ax.plot([0, zeta], [y, y], color=colour, lw=1.2 * size, zorder=2)
            own: dict[str, Any] = dict(filled=robust, inside=look.paper, zorder=3, label=f"_{label}")
            mark(ax, [zeta], [y], marker, 4.5 * size, colour, **own)
        ax.set_yticks(range(shown.height), counts, fontsize=look.small)
        ax.tick_params(axis="y", length=0)
        ax.axvline(0, color=look.ink, lw=0.6 * look.scale)
        for edge in (-CRITICAL, CRITICAL):
            ax.axvline(edge, color=look.grey, lw=0.5 * look.scale, ls=(0, (3, 2)))
        ax.grid(False)
        ax.set_ylim(max(shown.height, 1) - 0.4, -0.6)
        small_print(ax, signs(words), look)
        fit_row_names(ax)
    return ax


def _period(period: Any, words: Words) -> str:
    """A period as `movers` was given it; the end of a pair is the day after its last."""
    if isinstance(period, (list, tuple)) and len(period) == 2:
        first, end = (as_date(day, name="period") for day in period)
        return period_words(first, end, words)
    return str(period) if period else ""
