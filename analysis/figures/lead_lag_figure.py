"""Lead and lag: by how many days each term moves in one genre before it does in another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from ..core.errors import StudyError
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fitted_names import fit_row_names
from .panels import drawing_axes, mark, small_print
from .result_frames import check_top, chosen_terms, frame_of, parameter
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("term", "measure", "lag", "low", "high", "verdict")
FARTHEST = (
    3.0  # an interval is cut at so many times the largest lag, so that one wide interval does not press all others flat
)


@takes_drawing_options(without=["events", "lines"])
def plot_lead_lag(
    result: Any, *, terms: Sequence[str] | str | None = None, top: int | None = None, **options: Unpack[DrawingOptions]
) -> Axes:
    """Draw the lag of each term between two genres, with its interval: filled for its entry, hollow for its rise.

    To the right of 0 the first genre moves first. Terms with a first stand at the top, the longest lead first; those of which
    nothing can be said have a name and no mark.

    Parameters
    ----------
    result : LeadLag
        From `lead_lag`.
    terms : str or sequence of str, optional
        Which, in which order from the top; all if None.
    top : int, optional
        Only so many terms, from the top.
    ax, labels, lang, width, height, style, colors, glosses : as in `plot_timeline`
        ; ``colors`` of entry and rise.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is no such table, or has no row; a term that it does not hold.

    Examples
    --------
    >>> from analysis import Features, data_folder, lead_lag
    >>> news = Features.open(data_folder() / "broadcast")
    >>> ax = plot_lead_lag(lead_lag(news, ["高质量发展", "六保"]))
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['六保', '高质量发展']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, COLUMNS, takes="plot_lead_lag takes a LeadLag, from lead_lag(...)")
    if frame.is_empty():
        raise StudyError("a table without a term; there is no lag to draw.")
    drawing = Drawing.of(result, options)
    look, words = drawing.look, drawing.words
    certain = pl.col("verdict").str.ends_with("first")
    order = frame.group_by("term").agg(
        sure=certain.any(), known=pl.col("lag").is_not_null().any(), lag=pl.col("lag").fill_null(0).sum()
    )
    order = order.sort(["sure", "known", "lag", "term"], descending=[True, True, True, False])
    check_top(top)
    wanted = chosen_terms(order, terms)[:top]
    frame = frame.filter(pl.col("term").is_in(wanted))
    named = drawing.names(wanted, width=24, break_at=drawing.name_width(0.34))
    asked = [parameter(result, name) or name for name in ("first", "second")]
    sides = [one if isinstance(one, str) else ", ".join(one) for one in asked]
    known = frame.drop_nulls("lag")
    reach = max([30.0, *(FARTHEST * known["lag"].abs())]) if known.height else 30.0
    cut = known.filter((pl.col("low") < -reach) | (pl.col("high") > reach))

    def signs(words: Words) -> str:
        said = words("lag sides", first=sides[0], second=sides[1])
        none = words("lag none") if set(wanted) - set(known["term"]) else ""
        return words.sentences(said, words("lag marks"), words("lag cut") if cut.height else "", none)

    def describe(words: Words) -> Description:
        title = words("title lag", first=sides[0], second=sides[1], terms=words.listed(drawing.said(wanted, words)))
        level = parameter(result, "level")
        interval = words("horizontal interval", level=f"{level:.0%}") if level else ""
        axes = words("seen axes", x=words("days before", first=sides[0]), y=words("terms"))
        seen = words.sentences(words("seen lag"), axes)
        unit = words("days before", first=sides[0])
        return Description(title, unit, words.sentences(interval, signs(words)), words("method lag"), seen)

    lines = sum(1 + name.count("\n") for name in named.values())
    with drawing_axes(drawing, 3.4 * lines + 1.6 * len(wanted) + 26, frame, describe) as ax:
        ax.set_xlim(-1.05 * reach, 1.05 * reach)
        ax.set_ylim(len(wanted) - 0.4, -0.6)
        ax.grid(axis="y", visible=False)
        ax.axvline(0, color=look.grey, lw=0.8 * look.scale, zorder=1, label="_zero")
        for k, (measure, shift) in enumerate((("entry", -0.16), ("rise", 0.16))):
            style = drawing.series(k, measure)
            for row in known.filter(measure=measure).rows(named=True):
                y = wanted.index(row["term"]) + shift
                ends = max(row["low"], -reach), min(row["high"], reach)
                ax.plot(ends, [y, y], color=style.colour, lw=1.5 * look.scale, alpha=0.6, zorder=2, label="_interval")
                for beyond, x, arrow in ((row["low"] < -reach, -reach, "<"), (row["high"] > reach, reach, ">")):
                    if beyond:
                        mark(ax, [x], [y], arrow, 3.4 * look.scale, style.colour, label="_cut")
                more: dict[str, Any] = dict(filled=measure == "entry", inside=look.paper, zorder=3, label=measure)
                mark(ax, [row["lag"]], [y], style.marker, 4.4 * look.scale, style.colour, **more)
        ax.set_yticks(range(len(wanted)), [named[term] for term in wanted])
        ax.tick_params(axis="y", length=0)
        small_print(ax, signs(words), look)
        fit_row_names(ax)
    return ax
