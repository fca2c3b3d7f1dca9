"""First uses: when a label, and apart from it the members that it sums up, enter the corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from ..core.dates import as_date
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fitted_names import fit_row_names
from .panels import drawing_axes, mark, small_print
from .result_frames import chosen_terms, frame_of, parameter
from .style import Look
from .text_widths import text_width
from .time_axes import draw_events, years_below, years_that_fit
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("term", "first", "third", "corpus_start", "censored")
KNOWN = 40  # points from the first column of dates to the second, in print


@takes_drawing_options(width="page", without=["lines"])
def plot_first_uses(
    result: Any, *, terms: Sequence[str] | str | None = None, introduced: Any = None, **options: Unpack[DrawingOptions]
) -> Axes:
    """Draw when each term was first used: label, expansion, and the date it is known to have been introduced.

    Dot: first document with the label; bar to the third. Hollow dot with an arrow: so near the corpus's start
    that the term may be older (censored). Square: all members of the expansion first stand together.

    Parameters
    ----------
    result : FirstUses
        From `first_uses`.
    terms : str or sequence of str, optional
        Which, in which order from the top; by first use if None. Terms never used come last.
    introduced : Lexicon or polars.DataFrame(term, introduced), optional
        Dates known from elsewhere (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``); a year or month is drawn as
        wide as it is.
    ax, labels, lang, width, height, style, colors, events, glosses : as in `plot_timeline`
        ; ``colors`` of "label" and "expansion".

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is no table of first uses; a term that it does not hold.

    Examples
    --------
    >>> from analysis import Features, data_folder, first_uses
    >>> press = Features.open(data_folder() / "press")
    >>> ax = plot_first_uses(first_uses(press, ["六保", "六稳"]))
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['六稳', '六保']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, COLUMNS, takes="plot_first_uses takes the result of first_uses(...)")
    drawing = Drawing.of(result, options)
    look, words = drawing.look, drawing.words
    if terms is None:
        frame = frame.sort("first", "term", nulls_last=True)
    wanted = chosen_terms(frame, terms)
    rows = {row["term"]: row for row in frame.rows(named=True)}
    known = _introduced(introduced)
    named = drawing.names(wanted, width=30, break_at=drawing.name_width(0.36))
    begin: Any = frame["corpus_start"].min()
    days = [day for c in ("first", "third", "expansion_first") if c in frame.columns for day in frame[c].drop_nulls()]
    days += [known[term][1] for term in wanted if term in known and known[term][0] >= begin]
    end = max([*days, begin + timedelta(days=365)])
    margin = (end - begin) / 40
    shown = frame.filter(pl.col("term").is_in(wanted))

    def signs(words: Words) -> str:
        run_in = parameter(result, "run_in")
        near = words("censored within", days=run_in) if run_in and shown["censored"].any() else ""
        return words.sentences(words("begins", day=begin), near)

    def describe(words: Words) -> Description:
        names = drawing.said(wanted, words)
        dates = [
            words("term on day", term=name, day=rows[t]["first"] or words("not found"))
            for t, name in zip(wanted, names, strict=True)
        ]
        axes = words("seen axes", x=words("time from to", start=begin, end=end), y=words("terms"))
        seen = words.sentences(words("seen dots"), axes, words("seen terms", terms=words.listed(dates)))
        marks = words.sentences(
            *(words("mark is", mark=mark, what=words(key)) for mark, key in _marks(wanted, rows, known, begin))
        )
        return Description(
            words("title first uses", terms=words.listed(names)),
            words("first use"),
            words.sentences(marks, signs(words)),
            "",
            seen,
        )

    lines = sum(1 + name.count("\n") for name in named.values())
    height = 3.1 * lines + 1.3 * len(wanted) + (28 if drawing.narrow else 22) + (4 if drawing.events else 0)
    with drawing_axes(drawing, height, shown, describe) as ax:
        ax.set_xlim(begin - 2 * margin, end + margin)
        ax.set_ylim(len(wanted) - 0.4, -0.6)
        ax.grid(axis="x", color=look.faint, linewidth=0.4 * look.scale)
        drawn: set[str] = set()
        for y, term in enumerate(wanted):
            drawn |= _row(ax, y, rows[term], known.get(term), begin, margin, drawing)
        above = draw_events(ax, drawing, above=1)
        for at, texts in _columns(drawing, wanted, rows, known):
            for y, text in enumerate(texts[:-1]):
                _next_to(ax, (1, y), ax.get_yaxis_transform(), (at, 0), text, look, va="center")
            _next_to(ax, (1, 1), "axes fraction", (at, 2 * look.scale), texts[-1], look, va="bottom")
        ax.set_yticks(range(len(wanted)), [named[term] for term in wanted])
        ax.tick_params(axis="y", length=0)
        years_below(ax, begin, end, most=2)
        _key(ax, drawn, drawing, above)
        small_print(ax, signs(words), look)
        most = min(drawing.most_years, years_that_fit(ax, look.small))
        years_below(ax, begin, end, most=most)
        fit_row_names(ax)
    return ax


def _marks(
    wanted: Sequence[str], rows: Mapping[str, Any], known: Mapping[str, Any], begin: date
) -> list[tuple[str, str]]:
    """The marks that stand in the figure, and the word for what each one means."""
    some = [rows[term] for term in wanted]
    found = [("●", "label use")] if any(row["first"] and not row["censored"] for row in some) else []
    found += [("○", "may be older")] if any(row["censored"] for row in some) else []
    found += [("□", "members together")] if any(row.get("expansion_first") for row in some) else []
    return found + ([("|", "date known")] if any(t in known and known[t][1] >= begin for t in wanted) else [])


def _row(
    ax: Axes, y: int, row: Mapping[str, Any], known: tuple[Any, Any] | None, begin: Any, margin: Any, drawing: Drawing
) -> set[str]:
    """The signs of one term; returns which kinds were drawn."""
    drawn, look = set(), drawing.look
    label, expansion_colour = drawing.series(0, "label").colour, drawing.series(1, "expansion").colour
    point = look.scale
    first, third, expansion = row["first"], row["third"], row.get("expansion_first")
    ax.axhline(y, color=look.faint, lw=0.4 * point, zorder=0)
    if known and known[1] >= begin:
        ax.plot(known, [y, y], color=look.grey, lw=4 * point, solid_capstyle="butt", zorder=1)
        if known[0] == known[1]:
            ax.plot([known[0]], [y], ls="none", marker="|", ms=9 * point, mec=look.ink, mew=point, zorder=2)
        drawn.add("introduced")
    if expansion:
        square: dict[str, Any] = dict(ls="none", marker="s", ms=7 * point, mfc="none", mec=expansion_colour)
        ax.plot([expansion], [y], mew=point, zorder=4, **square)
        drawn.add("expansion")
    if first is None:
        place: dict[str, Any] = dict(transform=ax.get_yaxis_transform(), ha="right", va="center")
        ax.text(0.995, y, drawing.words("not found"), fontsize=look.note, color=look.grey, **place)
        return drawn
    if third:
        ax.plot([first, third], [y, y], color=label, lw=1.6 * point, solid_capstyle="butt", zorder=3)
    if row["censored"]:
        mark(ax, [first], [y], "o", 4.5 * point, label, filled=False, inside=look.paper, zorder=5)
        arrow = dict(arrowstyle="->", color=label, lw=0.6 * point, shrinkA=2.5, shrinkB=0)
        ax.annotate("", (begin - 2 * margin, y), (first, y), zorder=2, arrowprops=arrow)
        drawn.add("censored")
    else:
        dot: dict[str, Any] = dict(ls="none", marker="o", ms=4.5 * point, color=label, mec=look.paper, mew=0.4 * point)
        ax.plot([first], [y], zorder=5, **dot)
        drawn.add("label")
    return drawn


def _columns(
    drawing: Drawing, wanted: list[str], rows: Mapping[str, Mapping[str, Any]], known: Mapping[str, tuple[date, date]]
) -> list[tuple[float, list[str]]]:
    """Columns of dates right of the drawing: points from its edge, a text for each row, and the head."""
    words, look = drawing.words, drawing.look
    uses = [*(str(rows[t]["first"] or "–") for t in wanted), words("first use")]
    columns: list[tuple[float, list[str]]] = [(4 * look.scale, uses)]
    if known and not drawing.narrow:
        wide = max(text_width(text, look.note) for text in uses) * 72 / 25.4
        dates = [*(_as_known(*known[t]) if t in known else "–" for t in wanted), words("introduced")]
        columns.append((4 * look.scale + max(KNOWN * look.scale, wide + 4 * look.scale), dates))
    return columns


def _next_to(ax: Axes, at: Any, system: Any, offset: tuple[float, float], words: str, look: Look, *, va: str) -> None:
    style: dict[str, Any] = dict(va=va, fontsize=look.note, color=look.grey, annotation_clip=False)
    ax.annotate(words, at, offset, system, "offset points", **style)


def _as_known(first: date, last: date) -> str:
    """A date as precisely as it is known."""
    days = (last - first).days
    return str(first) if not days else f"{first:%Y-%m}" if days < 32 else f"{first.year}"


def _key(ax: Axes, drawn: set[str], drawing: Drawing, above: int) -> None:
    """The signs in rows above the axes, as many in a row as the whole figure has room for."""
    from matplotlib.lines import Line2D
    from matplotlib.transforms import blended_transform_factory

    look, words, point = drawing.look, drawing.words, drawing.look.scale
    label, expansion = drawing.series(0, "label").colour, drawing.series(1, "expansion").colour
    hollow: dict[str, Any] = dict(ls="none", mfc=look.paper)
    signs = {
        "label": Line2D([], [], color=label, marker="o", ms=4.5 * point, lw=1.6 * point, label=words("label use")),
        "censored": Line2D([], [], marker="o", mec=label, label=words("may be older"), **hollow),
        "expansion": Line2D([], [], marker="s", mec=expansion, label=words("members together"), **hollow),
        "introduced": Line2D([], [], ls="none", marker="|", ms=8 * point, mec=look.ink, label=words("date known")),
    }
    handles = [sign for kind, sign in signs.items() if kind in drawn]
    widest = max((text_width(str(sign.get_label()), look.note) for sign in handles), default=1) + 10 * point
    columns = max(1, min(len(handles), int((0.97 if drawing.ax is None else 0.5) * drawing.millimetres / widest)))
    corner: Any = ax.transAxes
    if drawing.ax is None:  # of the figure's left edge
        corner = blended_transform_factory(ax.figure.transFigure, ax.transAxes)
    pad = 2.2 + 1.4 * max(0, above - 1)  # in type sizes, above the heads of the columns and the events
    place: dict[str, Any] = dict(loc="lower left", bbox_to_anchor=(0.01, 1.0), bbox_transform=corner, ncols=columns)
    spaces: dict[str, Any] = dict(handletextpad=0.4, columnspacing=1.2, borderpad=0.2, borderaxespad=pad)
    if handles:
        ax.legend(handles=handles, frameon=False, fontsize=look.note, labelcolor=look.ink, **place, **spaces)


def _introduced(source: Any) -> dict[str, tuple[date, date]]:
    """First and last day that the date of introduction covers, for each term that has one."""
    if source is None:
        return {}
    table = source if isinstance(source, pl.DataFrame) else source.terms
    known = {}
    for term, text in table.select("term", pl.col("introduced").cast(pl.String)).drop_nulls().rows():
        first = as_date(text or None, name="introduced")
        if first:
            after = pl.Series([first]).dt.offset_by(("1y", "1mo", "1d")[text.count("-")])[0]
            known[term] = (first, after - timedelta(days=1))
    return known
