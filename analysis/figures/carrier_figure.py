"""Carriers: how many times more documents of each carrier hold a term than its share of all documents would give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from ..core.csv_tables import read_csv
from ..core.errors import StudyError
from ..core.paths import data_folder
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fitted_names import fit_row_names
from .fonts import check_characters
from .panels import drawing_axes, mark, ratio_ticks, small_print
from .result_frames import chosen_terms, frame_of, parameter
from .text_widths import wrapped
from .time_axes import slice_name
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("term", "start", "carrier", "hits", "share", "expected", "ratio", "low", "high", "q", "few")
MOST = 60  # rows that one frame holds
SURE = 0.05  # false discovery rate of a filled mark


@takes_drawing_options(without=["events", "lines"])
def plot_carriers(result: Any, *, terms: Sequence[str] | str | None = None, **options: Unpack[DrawingOptions]) -> Axes:
    """Draw how far above or below its share of all documents each carrier names a term, with the interval, on a log axis.

    Under each term stand its carriers, the highest ratio first. Rows marked ``few`` are left out, and the small print says
    which. A triangle at the left edge is a carrier that never names the term, with the bound that its absence leaves.

    Parameters
    ----------
    result : Carriers
        From `carriers`.
    terms : str or sequence of str, optional
        Which, in which order from the top; all if None.
    ax, labels, lang, width, height, style, colors, glosses : as in `plot_timeline`
        ; ``colors`` of the terms.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is no such table, every row is one of few documents, or more than 60 are not; a term that it does
        not hold.

    Examples
    --------
    >>> from analysis import Features, carriers, data_folder
    >>> news = Features.open(data_folder() / "broadcast")
    >>> ax = plot_carriers(carriers(news, "六保"))
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['六保', 'report  163 : 139', 'commentary  3 : 6', 'digest  5 : 19', 'short comment  2 : 9']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, COLUMNS, takes="plot_carriers takes a Carriers, from carriers(...)")
    wanted = chosen_terms(frame.sort("term"), terms)
    frame = frame.filter(pl.col("term").is_in(wanted))
    shown = frame.with_columns(
        foreseen=pl.col("expected") * (pl.col("hits") / pl.col("share")).fill_nan(None).max().over("term", "start")
    )
    shown = (
        shown.filter(~pl.col("few"))
        .drop_nulls(["ratio", "low", "high"])
        .sort(
            [pl.col("term").cast(pl.Enum(wanted)), "start", "ratio", "carrier"], descending=[False, False, True, False]
        )
    )
    if shown.is_empty():
        raise StudyError(
            "no carrier with as many documents as a ratio needs (all rows are few); there is nothing to draw."
        )
    if shown.height > MOST:
        raise StudyError(
            f"{shown.height} rows cannot be told apart in one frame, {MOST} can; ask carriers for fewer terms or slices."
        )
    drawing, every, by = Drawing.of(result, options), parameter(result, "every"), parameter(result, "by", "carrier")
    look, words = drawing.look, drawing.words
    drawn = shown["term"].unique(maintain_order=True).to_list()
    named = drawing.names(drawn, width=24, break_at=drawing.name_width(0.34))
    unit = f"carriers {parameter(result, 'unit', 'documents')}"

    def under(term: str, start: Any, words: Words) -> str:
        """The term, and its slice where there are several."""
        return term if every is None else term + words.comma + slice_name(start, every)

    def signs(words: Words) -> str:
        level = parameter(result, "level")
        interval = words("horizontal interval", level=f"{level:.0%}") if level else ""
        arrow = words("carriers none") if (shown["ratio"] == 0).any() else ""
        few = _left_out(frame, by, words, under)
        few = words("carriers few", names=words.listed(few)) if few else ""
        return words.sentences(words("carriers axis", units=words(unit)), interval, words("carriers marks", q=SURE), arrow, words("carriers counts"), few)  # fmt: skip

    def describe(words: Words) -> Description:
        kind = words.get(f"by {by}", str(by))
        title = words("title carriers", terms=words.listed(drawing.said(drawn, words)), by=kind)
        ends = shown.sort("ratio", maintain_order=True)[[-1, 0]].rows(named=True)
        told = [(under(row["term"], row["start"], words), carrier_name(row["carrier"], by, words), row["ratio"]) for row in ends]  # fmt: skip
        high, low = (words("seen carrier", term=term, carrier=name, ratio=f"{ratio:.2g}") for term, name, ratio in told)
        axes = words("seen axes", x=words("carriers ratio", units=words(unit)), y=kind)
        seen = words.sentences(words("seen carriers"), axes, words("seen carrier ends", high=high, low=low))
        return Description(
            title, words("carriers ratio", units=words(unit)), signs(words), words("method carriers"), seen
        )

    rows: list[dict[str, Any]] = []  # a term stands above its carriers, without a ratio
    for (term, start), own in shown.group_by("term", "start", maintain_order=True):
        rows.append({"term": term, "name": under(named[str(term)], start, words), "ratio": None})
        for row in own.rows(named=True):
            name = wrapped(carrier_name(row["carrier"], by, words), 0.3 * drawing.room, look.small / look.scale)
            rows.append(row | {"name": f"{name}  {row['hits']:,} : {row['foreseen']:,.0f}"})
    check_characters([row["name"] for row in rows])
    places, lines = [], 0.0  # in lines of text; a term stands nearer to its carriers than to those above
    for row in rows:
        tall = 1 + row["name"].count("\n")
        places.append(lines + (tall / 2 + 0.2 if row["ratio"] is not None else tall / 2 + 0.7))
        lines += tall + (0.4 if row["ratio"] is not None else 0.8)
    ends = [x for x in (*shown["low"], *shown["high"], *(shown.filter(ratio=0)["high"] / 4)) if 0 < x < float("inf")]
    left, right = min(0.5, *ends) / 1.25, max(2.0, *ends) * 1.25
    with drawing_axes(drawing, 3.1 * lines + 30, frame, describe) as ax:
        ax.set_xscale("log")
        ax.set(xlim=(left, right), ylim=(lines, 0))
        ax.grid(axis="y", visible=False)
        ax.axvline(1, color=look.grey, lw=0.8 * look.scale, zorder=1, label="_equal")
        for y, row in zip(places, rows, strict=True):
            style = drawing.series(drawn.index(row["term"]), row["term"])
            if row["ratio"] is None:
                continue
            ax.plot(
                [max(row["low"], left), min(row["high"], right)],
                [y, y],
                color=style.colour,
                lw=1.5 * look.scale,
                alpha=0.6,
                zorder=2,
                label="_interval",
            )
            at, marker = (row["ratio"], style.marker) if row["ratio"] > 0 else (left * 1.12, "<")
            sure = row["q"] is not None and row["q"] <= SURE
            more: dict[str, Any] = dict(filled=sure, inside=look.paper, zorder=3, label="_ratio")
            mark(ax, [at], [y], marker, 4.4 * look.scale, style.colour, **more)
        ax.set_yticks(places, [row["name"] for row in rows], fontsize=look.small)
        for tick, row in zip(ax.get_yticklabels(), rows, strict=True):
            if row["ratio"] is None:
                tick.set_color(drawing.series(drawn.index(row["term"]), row["term"]).text)
        ax.tick_params(axis="y", length=0)
        ratio_ticks(ax, most=6 if drawing.narrow else 10)
        small_print(ax, signs(words), look)
        fit_row_names(ax)
    return ax


def carrier_name(carrier: str, by: str, words: Words) -> str:
    """A carrier in the language of the figure: genres, weekdays, occasions and provinces; others as they are.

    >>> carrier_name("short comment", "genre", Words("zh")), carrier_name("陕西", "province", Words("en"))
    ('短评', 'Shaanxi')
    """
    if carrier == "none":
        return words("carrier unnamed")
    if by in ("province", "province in title") and words.lang == "en":
        table = read_csv(data_folder() / "lexicon" / "provinces.csv").filter(province=carrier)
        return table["en"][0] if table.height else carrier
    return words.get(f"{by} {carrier}", carrier) if by in ("genre", "weekday", "occasion") else carrier


def _left_out(frame: pl.DataFrame, by: str, words: Words, under: Any) -> list[str]:
    """Carriers of few documents; with their terms where others of theirs are drawn."""
    out = []
    for (carrier,), own in frame.sort("carrier").group_by("carrier", maintain_order=True):
        few, name = own.filter("few"), carrier_name(str(carrier), by, words)
        if few.height == own.height:
            out.append(name)
        elif few.height:
            whose = words.listed([under(term, start, words) for term, start in few.select("term", "start").rows()], 3)
            out.append(name + words("in brackets", what=whose))
    return out
