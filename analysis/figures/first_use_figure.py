"""First uses: when a label, and apart from it the members that it sums up, enter the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from .labels import names
from .result_frames import chosen_terms, frame_of
from .save import remember
from .style import FAINT, GREY, INK, NOTE, PALETTE, new_axes, painting
from .time_axes import years_below

COLUMNS = ("term", "first", "third", "corpus_start", "censored")
LABEL, EXPANSION = PALETTE[0], PALETTE[1]


def plot_first_uses(
    result: Any,
    *,
    ax=None,
    labels: str = "zh",
    width: str = "page",
    terms: Sequence[str] | None = None,
    introduced: Any = None,
    height: float | None = None,
    glosses: Any = None,
):
    """Draw when each term was first used: label, expansion, and the date it is known to have been introduced.

    Parameters
    ----------
    result : frame from `first_uses`
    terms : sequence of str, optional
        Which, in which order from the top; by first use if None. Terms never used come last.
    introduced : Lexicon or polars.DataFrame(term, introduced), optional
        Dates known from elsewhere (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``); a year or month is drawn as
        wide as it is.

    Returns
    -------
    matplotlib Axes

    Notes
    -----
    Dot: first document with the label; bar to the third. Hollow dot with an arrow: so near the corpus's start
    that the term may be older (censored). Square: all members of the expansion first stand together.
    """
    frame = frame_of(result, COLUMNS, what="plot_first_uses")
    if terms is None:
        frame = frame.sort("first", "term", nulls_last=True)
    wanted = chosen_terms(frame, terms)
    rows = {row["term"]: row for row in frame.rows(named=True)}
    known = _introduced(introduced)
    named = names(wanted, labels, glosses=glosses, width=30)
    begin = frame["corpus_start"].min()
    days = [d for c in ("first", "third", "expansion_first") if c in frame.columns for d in frame[c].drop_nulls()]
    days += [last for term in wanted for first, last in [known.get(term, (begin, begin))] if first >= begin]
    end = max([*days, begin + timedelta(days=365)])
    lines = sum(1 + name.count("\n") for name in named.values())
    with painting():
        if ax is None:
            _, ax = new_axes(width, height or 3.1 * lines + 1.3 * len(wanted) + (24 if width == "column" else 18))
        margin = (end - begin) / 40
        columns = _columns(width, wanted, rows, known)
        ax.set_xlim(begin - 2 * margin, end + margin)
        ax.set_ylim(len(wanted) - 0.4, -0.6)
        ax.grid(axis="x")
        drawn = set()
        for y, term in enumerate(wanted):
            drawn |= _row(ax, y, rows[term], known.get(term), begin, margin)
            for at, words in columns:
                _beside(ax, y, at, words[y])
        for at, words in columns:
            _beside(ax, -0.9, at, words[-1])
        ax.set_yticks(range(len(wanted)), [named[t] for t in wanted])
        ax.tick_params(axis="y", length=0)
        years_below(ax, begin, end, most=6 if width == "column" else 12)
        _key(ax, drawn, 2 if width == "column" else 4)
        remember(ax.figure, frame.filter(pl.col("term").is_in(wanted)))
    return ax


def _row(ax, y, row, known, begin, margin) -> set[str]:
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
        ax.text(
            0.995,
            y,
            "not found",
            transform=ax.get_yaxis_transform(),
            ha="right",
            va="center",
            fontsize=NOTE,
            color=GREY,
        )
        return drawn
    if third:
        ax.plot([first, third], [y, y], color=LABEL, lw=1.6, solid_capstyle="butt", zorder=3)
    if row["censored"]:
        ax.plot([first], [y], ls="none", marker="o", ms=4.5, mfc="white", mec=LABEL, mew=1.0, zorder=5)
        ax.annotate(
            "",
            (begin - 2 * margin, y),
            (first, y),
            zorder=2,
            arrowprops=dict(arrowstyle="->", color=LABEL, lw=0.6, shrinkA=2.5, shrinkB=0),
        )
        drawn.add("censored")
    else:
        ax.plot([first], [y], ls="none", marker="o", ms=4.5, color=LABEL, mec="white", mew=0.4, zorder=5)
        drawn.add("label")
    return drawn


def _columns(width, wanted, rows, known) -> list[tuple[float, list[str]]]:
    """Columns of dates right of the drawing: points from its edge, a text for each row, and the head."""
    first = [str(rows[t]["first"] or "–") for t in wanted]
    told = [_told(*known[t]) if t in known else "–" for t in wanted]
    if width == "column":
        return [(4, [*first, "first use"])]
    return [(4, [*first, "first use"])] + ([(44, [*told, "introduced"])] if known else [])


def _beside(ax, y: float, points: float, words: str) -> None:
    ax.annotate(
        words,
        (1, y),
        xycoords=ax.get_yaxis_transform(),
        xytext=(points, 0),
        textcoords="offset points",
        va="center",
        fontsize=NOTE,
        color=GREY,
        annotation_clip=False,
    )


def _told(first: date, last: date) -> str:
    """A date as precisely as it is known."""
    days = (last - first).days
    return str(first) if not days else f"{first:%Y-%m}" if days < 32 else f"{first.year}"


def _key(ax, drawn: set[str], columns: int) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.transforms import blended_transform_factory

    signs = {
        "label": Line2D([], [], color=LABEL, marker="o", ms=4.5, lw=1.6, label="label: first to third use"),
        "censored": Line2D([], [], ls="none", marker="o", mfc="white", mec=LABEL, label="may be older than the corpus"),
        "expansion": Line2D([], [], ls="none", marker="s", mfc="white", mec=EXPANSION, label="all members together"),
        "introduced": Line2D(
            [], [], ls="none", marker="|", ms=8, mec=INK, label="introduced (grey bar: month or year)"
        ),
    }
    ax.legend(
        handles=[sign for kind, sign in signs.items() if kind in drawn],
        loc="lower left",
        bbox_to_anchor=(0.01, 1.0),
        bbox_transform=blended_transform_factory(ax.figure.transFigure, ax.transAxes),
        ncols=columns,
        frameon=False,
        fontsize=NOTE,
        handletextpad=0.4,
        columnspacing=1.2,
        borderpad=0.2,
        borderaxespad=2.2,
    )


def _introduced(source: Any) -> dict[str, tuple[date, date]]:
    """First and last day that the date of introduction covers, for each term that has one."""
    if source is None:
        return {}
    table = source if isinstance(source, pl.DataFrame) else source.terms
    out = {}
    for term, text in table.select("term", pl.col("introduced").cast(pl.String)).drop_nulls().rows():
        parts = [int(p) for p in text.split("-") if p]
        if not parts:
            continue
        first = date(*(parts + [1, 1])[:3])
        step = {1: "1y", 2: "1mo", 3: "1d"}[len(parts)]
        out[term] = (first, pl.Series([first]).dt.offset_by(step)[0] - timedelta(days=1))
    return out
