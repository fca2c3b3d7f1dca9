"""First uses: when a label, and apart from it the members that it sums up, enter the corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.dates import as_date
from .labels import BREAK_AT, display_names
from .panels import mark, one_axes
from .result_frames import chosen_terms, frame_of
from .style import FAINT, GREY, INK, NOTE, PALETTE
from .time_axes import years_below

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("term", "first", "third", "corpus_start", "censored")
LABEL, EXPANSION = PALETTE[0], PALETTE[1]


def plot_first_uses(
    result: Any,
    *,
    ax: Axes | None = None,
    labels: str = "zh",
    width: str = "page",
    terms: Sequence[str] | str | None = None,
    introduced: Any = None,
    height: float | None = None,
    glosses: Any = None,
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
    ax, labels, width, height, glosses : as in `plot_timeline`

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
    if terms is None:
        frame = frame.sort("first", "term", nulls_last=True)
    wanted = chosen_terms(frame, terms)
    rows = {row["term"]: row for row in frame.rows(named=True)}
    known = _introduced(introduced)
    named = display_names(wanted, labels, glosses=glosses, width=30, break_at=BREAK_AT.get(width, 30))
    begin: Any = frame["corpus_start"].min()
    days = [day for c in ("first", "third", "expansion_first") if c in frame.columns for day in frame[c].drop_nulls()]
    days += [known[term][1] for term in wanted if term in known and known[term][0] >= begin]
    end = max([*days, begin + timedelta(days=365)])
    margin = (end - begin) / 40
    lines = sum(1 + name.count("\n") for name in named.values())
    height = height or 3.1 * lines + 1.3 * len(wanted) + (24 if width == "column" else 18)
    with one_axes(ax, width, height, frame.filter(pl.col("term").is_in(wanted))) as ax:
        columns = _columns(width, wanted, rows, known)
        ax.set_xlim(begin - 2 * margin, end + margin)
        ax.set_ylim(len(wanted) - 0.4, -0.6)
        ax.grid(axis="x")
        drawn: set[str] = set()
        for y, term in enumerate(wanted):
            drawn |= _row(ax, y, rows[term], known.get(term), begin, margin)
            for at, words in columns:
                _date_next_to(ax, y, at, words[y])
        for at, words in columns:
            _date_next_to(ax, -0.9, at, words[-1])
        ax.set_yticks(range(len(wanted)), [named[term] for term in wanted])
        ax.tick_params(axis="y", length=0)
        years_below(ax, begin, end, most=6 if width == "column" else 12)
        _key(ax, drawn, 2 if width == "column" else 4)
    return ax


def _row(ax: Axes, y: int, row: Mapping[str, Any], known: tuple[Any, Any] | None, begin: Any, margin: Any) -> set[str]:
    """The signs of one term; returns which kinds were drawn."""
    drawn = set()
    first, third, expansion = row["first"], row["third"], row.get("expansion_first")
    ax.axhline(y, color=FAINT, lw=0.4, zorder=0)
    if known and known[1] >= begin:
        ax.plot(known, [y, y], color="#9a9a9a", lw=4, solid_capstyle="butt", zorder=1)
        if known[0] == known[1]:
            ax.plot([known[0]], [y], ls="none", marker="|", ms=9, mec=INK, mew=1.0, zorder=2)
        drawn.add("introduced")
    if expansion:
        ax.plot([expansion], [y], ls="none", marker="s", ms=7, mfc="none", mec=EXPANSION, mew=1.0, zorder=4)
        drawn.add("expansion")
    if first is None:
        place: dict[str, Any] = dict(transform=ax.get_yaxis_transform(), ha="right", va="center")
        ax.text(0.995, y, "not found", fontsize=NOTE, color=GREY, **place)
        return drawn
    if third:
        ax.plot([first, third], [y, y], color=LABEL, lw=1.6, solid_capstyle="butt", zorder=3)
    if row["censored"]:
        mark(ax, [first], [y], "o", 4.5, LABEL, filled=False, zorder=5)
        arrow = dict(arrowstyle="->", color=LABEL, lw=0.6, shrinkA=2.5, shrinkB=0)
        ax.annotate("", (begin - 2 * margin, y), (first, y), zorder=2, arrowprops=arrow)
        drawn.add("censored")
    else:
        ax.plot([first], [y], ls="none", marker="o", ms=4.5, color=LABEL, mec="white", mew=0.4, zorder=5)
        drawn.add("label")
    return drawn


def _columns(
    width: str, wanted: list[str], rows: Mapping[str, Mapping[str, Any]], known: Mapping[str, tuple[date, date]]
) -> list[tuple[float, list[str]]]:
    """Columns of dates right of the drawing: points from its edge, a text for each row, and the head."""
    columns: list[tuple[float, list[str]]] = [(4, [*(str(rows[t]["first"] or "–") for t in wanted), "first use"])]
    if known and width != "column":
        columns.append((44, [*(_as_known(*known[t]) if t in known else "–" for t in wanted), "introduced"]))
    return columns


def _date_next_to(ax: Axes, y: float, points: float, words: str) -> None:
    style: dict[str, Any] = dict(va="center", fontsize=NOTE, color=GREY, annotation_clip=False)
    ax.annotate(words, (1, y), (points, 0), ax.get_yaxis_transform(), "offset points", **style)


def _as_known(first: date, last: date) -> str:
    """A date as precisely as it is known."""
    days = (last - first).days
    return str(first) if not days else f"{first:%Y-%m}" if days < 32 else f"{first.year}"


def _key(ax: Axes, drawn: set[str], columns: int) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.transforms import blended_transform_factory

    hollow: dict[str, Any] = dict(ls="none", mfc="white")
    date_known = "introduced (grey bar: month or year)"
    signs = {
        "label": Line2D([], [], color=LABEL, marker="o", ms=4.5, lw=1.6, label="label: first to third use"),
        "censored": Line2D([], [], marker="o", mec=LABEL, label="may be older than the corpus", **hollow),
        "expansion": Line2D([], [], marker="s", mec=EXPANSION, label="all members together", **hollow),
        "introduced": Line2D([], [], ls="none", marker="|", ms=8, mec=INK, label=date_known),
    }
    corner: Any = blended_transform_factory(ax.figure.transFigure, ax.transAxes)  # of the figure's left edge
    place: dict[str, Any] = dict(loc="lower left", bbox_to_anchor=(0.01, 1.0), bbox_transform=corner, ncols=columns)
    spaces: dict[str, Any] = dict(handletextpad=0.4, columnspacing=1.2, borderpad=0.2, borderaxespad=2.2)
    handles = [sign for kind, sign in signs.items() if kind in drawn]
    ax.legend(handles=handles, frameon=False, fontsize=NOTE, **place, **spaces)


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
