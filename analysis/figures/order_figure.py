"""The order of a list through time: how often one member is named before another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from ..core.errors import StudyError
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .labels import first_lines, label_line_ends, part_line_ends
from .panels import drawing_axes, fit_in_place, small_print
from .result_frames import frame_of, parameter
from .result_words import period_words
from .time_axes import first_and_last, middles, slice_name, time_axis
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ORDER = ("start", "first", "second", "sentences", "share", "low", "high")
MOST_PAIRS = 6
ASIDE = {"1y": 26, "1q": 8, "1mo": 2}  # days between the bars of two pairs


@takes_drawing_options(without=["events"])
def plot_order(result: Any, **options: Unpack[DrawingOptions]) -> Axes:
    """Draw in what share of the sentences that name both the one member of a list comes before the other.

    A line for each pair, with its interval; above one half the first is usually named first. A slice in which no sentence
    names both leaves a gap.

    Parameters
    ----------
    result : ListOrder
        From `list_order`, of two to four members.
    ax, labels, lang, width, height, style, colors, lines, glosses : as in `plot_timeline`
        ; ``colors`` and ``lines`` of the pairs, in their order.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is no such order, has more than six pairs, or no sentence that names two members.

    Examples
    --------
    >>> from analysis import Features, data_folder, list_order
    >>> ax = plot_order(list_order(Features.open(data_folder() / "press"), ["六稳", "六保"], start="2020"))
    >>> [text.get_text() for text in ax.texts]
    ['六稳 before\\n六保']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, ORDER, takes="plot_order takes a ListOrder, from list_order(...)")
    pairs = frame.select("first", "second").unique(maintain_order=True).rows()
    if len(pairs) > MOST_PAIRS:
        raise StudyError(
            f"{len(pairs)} pairs in one frame cannot be told apart; ask list_order for up to four members."
        )
    if not frame["sentences"].sum():
        raise StudyError("no sentence names two of these members; there is no order to draw.")
    drawing, every = Drawing.of(result, options), parameter(result, "every", "1y")
    listed = frame.filter(pl.col("sentences") > 0)["start"]
    frame = frame.filter(pl.col("start").is_between(listed.min(), listed.max()))  # type: ignore[arg-type]
    look, words = drawing.look, drawing.words
    terms = list(dict.fromkeys(term for pair in pairs for term in pair))
    named = drawing.names(terms, width=14, break_at=drawing.name_width(0.16))

    def describe(words: Words) -> Description:
        first = [f"{one}–{other}" for one, other in pairs]
        counts = words("order", pairs=words.listed(first), sentences=frame["sentences"].sum())
        level = parameter(result, "level")
        interval = words("order interval", level=f"{level:.0%}") if level else ""
        period = period_words(*first_and_last(frame["start"], every), words)
        axes = words("seen axes", x=words("seen time", slice=words.slice(every), period=period), y=words("share first"))
        last = frame.drop_nulls("share").group_by("first", "second", maintain_order=True).last()
        ends = [
            words("seen order end", one=one, other=other, when=slice_name(start, every), share=f"{share:.0%}")
            for one, other, start, share in last.select("first", "second", "start", "share").rows()
        ]
        seen = words.sentences(words("seen order"), axes, words("seen order ends", ends=words.listed(ends)))
        return Description(counts, words("share first"), words.sentences(interval, words("half")), "Wilson 1927", seen)

    def label(pair: tuple[str, str], lines: int) -> str:
        """Both names of a pair, each in so many lines: of its first lines alone one could not tell which pair it is."""
        one, other = (first_lines(named[term], lines) for term in pair)
        return words("before", one=one, other=other)

    # room for the names that stand above one another at the ends of the lines
    lines = sum(2 + named[one].count("\n") + named[other].count("\n") for one, other in pairs)
    usual = max(58 if drawing.narrow else 75, 3.1 * lines + 2 * len(pairs))
    with drawing_axes(drawing, usual + 14 if usual > 75 else usual, frame, describe) as ax:
        ends, labelled = [], []
        time_axis(ax, frame["start"], every, most=drawing.most_years)
        ax.axhline(50, color=look.grey, lw=0.7 * look.scale, ls=(0, (4, 2)), zorder=1, label="_half")
        for k, (one, other) in enumerate(pairs):
            own = frame.filter(first=one, second=other).sort("start")
            shift = round(ASIDE[every] * (k - (len(pairs) - 1) / 2))  # bars stand side by side
            own = own.with_columns(day=middles(pl.col("start"), every).dt.offset_by(f"{shift}d"))
            style = drawing.series(k, one)
            day, share = own["day"].to_list(), [None if s is None else 100 * s for s in own["share"]]
            seen = own.drop_nulls("share")
            ax.vlines(seen["day"].to_list(), 100 * seen["low"], 100 * seen["high"], color=style.colour, alpha=0.45,
                      lw=1.6 * look.scale, zorder=2, label="_interval")  # fmt: skip
            mark: dict[str, Any] = dict(marker=style.marker, ms=3.4 * look.scale, label=f"{one} > {other}", zorder=3)
            ax.plot(day, [float("nan") if s is None else s for s in share], color=style.colour, ls=style.stroke, **mark)
            if seen.height:
                labelled.append((one, other))
                ends.append((seen["day"][-1], 100 * seen["share"][-1], label((one, other), 99), style.text))
        ax.set(ylim=(-3, 103), yticks=[0, 25, 50, 75, 100])
        ax.set_ylabel(words("share first"))
        said, texts = describe(words), label_line_ends(ax, ends, look)
        small_print(ax, words.sentences(said.title, said.signs), look)
        fit_in_place(ax)
        part_line_ends(ax, texts, lambda k, lines: label(labelled[k], lines))
    return ax
