"""Heat: terms by slices, each cell the darker the more the term was said, with its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from ..core.errors import StudyError
from ..timelines.heat_tiers import TIERS
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fitted_names import fit_row_names
from .fonts import check_characters
from .panels import drawing_axes, key_above, small_print, without_frame
from .rate_series import highest_words, rows_to_draw, short_number
from .result_frames import check_top, frame_of, parameter
from .result_words import period_of, period_words, unit_words
from .style import Look, luminance
from .text_widths import text_width
from .time_axes import first_and_last, part_slices, slice_name
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# One hue from white to near black: the order survives in grey and under every kind of colour-blindness.
RAMP = ("#ffffff", "#d6e6f2", "#9cc4e0", "#5b98c6", "#20669e", "#08304f")
DARK_RAMP = ("#141414", "#12324c", "#1c5680", "#3f86b8", "#86b9dd", "#d9ecf8")  # on dark paper none is dark as well
PAGE = 235.0  # millimetres in print that a page holds, less its margins


@takes_drawing_options(width="page", without=["colors", "lines", "events"])
def plot_heat(
    result: Any,
    *,
    terms: Sequence[str] | str | None = None,
    top: int | None = None,
    values: str = "hits",
    rows: int | None = None,
    page: int | None = None,
    **options: Unpack[DrawingOptions],
) -> Axes:
    """Draw a grid of terms by slices: the shade is the rate, or its tier; a number in each cell.

    Without tiers the shade follows the square root of the rate, which sets low rates apart.
    Dot: none. Dash: no documents.

    Parameters
    ----------
    result : Heat or Timeline
        The shade is the tier of a `heat` result (冷 to 沸), the rate of a timeline.
    values : str
        The column written into the cells, such as ``"hits"`` or ``"rate"``.
    terms : str or sequence of str, optional
        In order from the top; by first slice with a hit if None.
    top : int, optional
        Only so many terms, those with the highest rates; all if None.
    rows : int, optional
        How many terms on a page; if None so many as fit 235 mm.
    page : int, optional
        Which page, from 1. More terms than one page holds are refused without it.
    ax, labels, lang, width, height, style, glosses : as in `plot_timeline`

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is neither of the two; a term or column that it does not hold; more terms than a page
        holds, without ``page``.

    Examples
    --------
    >>> from analysis import Course, heat, simulate_counts, timeline
    >>> counts = simulate_counts([Course("六保", rate=20), Course("六稳", rate=5)], years=3)
    >>> ax = plot_heat(heat(timeline(counts)), terms=["六稳", "六保"])
    >>> [tick.get_text() for tick in ax.get_yticklabels()], len(ax.texts)
    (['六稳', '六保'], 6)
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    from matplotlib.colors import LinearSegmentedColormap, to_rgb
    from matplotlib.patches import Rectangle

    columns = ("term", "start", "rate", values)
    frame = frame_of(result, columns, takes="plot_heat takes a Heat, from heat(...), or a Timeline")
    drawing = Drawing.of(result, options)
    look, words = drawing.look, drawing.words
    frame, wanted, every = rows_to_draw(frame, result, _by_first_slice(frame) if terms is None else terms)
    wanted = highest(frame, wanted, top)
    starts: list[Any] = sorted(frame["start"].unique())
    named = drawing.names(wanted, width=24 if drawing.narrow else 44, break_at=drawing.name_width())
    deepest = max(frame["rate"].drop_nulls().to_list(), default=0.0) ** 0.5 or 1.0  # of all pages
    wanted, said_page = _of_page(wanted, named, rows, page, drawing)
    frame = frame.filter(pl.col("term").is_in(wanted))
    # each tier to its depth of shade, from the coldest; white is left to "none"
    tiers = {tier: (k + 1) / len(TIERS) for k, tier in enumerate(TIERS)} if "tier" in frame.columns else {}
    dark = luminance(to_rgb(look.paper)) < 0.18
    ramp = LinearSegmentedColormap.from_list("tifa", [to_rgb(colour) for colour in (DARK_RAMP if dark else RAMP)])
    cells = {(row["term"], row["start"]): row for row in frame.rows(named=True)}
    check_characters([*tiers, *map(str, frame[values])])
    centred: dict[str, Any] = dict(ha="center", va="center", fontsize=look.note)
    edge: dict[str, Any] = dict(edgecolor=look.faint, lw=0.4 * look.scale, label="_tier" if tiers else "_rate")
    parts = part_slices(frame["start"], every, drawing.parameters)

    def signs(words: Words) -> str:
        shade = words("tier") if tiers else words("square root", unit=unit_words(drawing.parameters, words))
        number = words("number documents") if values == "hits" else values
        return words.sentences(
            words("heat marks", number=number, shade=shade),
            words("part", names=words.listed([slice_name(day, every) for day in parts])) if parts else "",
            words("page of", page=said_page[0], pages=said_page[1]) if said_page[1] > 1 else "",
        )

    def describe(words: Words) -> Description:
        first, last = period_of(drawing.parameters, *first_and_last(frame["start"], every))
        shown = words.listed(drawing.said(wanted, words))
        unit = unit_words(drawing.parameters, words)
        said: dict[str, Any] = dict(unit=unit, slice=words.slice(every), period=period_words(first, last, words))
        axes = words("seen axes", x=words("seen time", **said), y=words("terms"))
        of_tiers = words("method tiers") if tiers else ""
        seen = words.sentences(
            words("seen heat"), axes, words("seen terms", terms=shown), highest_words(frame, every, words)
        )
        return Description(words("title rates", terms=shown, **said), unit, signs(words), of_tiers, seen)

    height = _height(wanted, named) + (5 if tiers and drawing.narrow else 0)
    with drawing_axes(drawing, height, frame, describe) as ax:
        for (y, term), (x, start) in product(enumerate(wanted), enumerate(starts)):
            row = cells.get((term, start))
            if row is None or row["rate"] is None:
                ax.text(x, y, "–", color=look.grey, **centred)
                continue
            depth = tiers[row["tier"]] if row.get("tier") in tiers else row["rate"] ** 0.5 / deepest
            colour = ramp(depth)[:3]
            ax.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=colour, **edge))
            light, deep = (look.ink, look.paper) if dark else ("white", look.ink)
            ax.text(x, y, _cell(row[values]), color=light if luminance(colour) < 0.3 else deep, **centred)
        ax.set(xlim=(-0.5, len(starts) - 0.5), ylim=(len(wanted) - 0.5, -0.5))
        ax.set_yticks(range(len(wanted)), [named[term] for term in wanted], fontsize=look.small)
        step = -(-len(starts) // max(2, round(8 * drawing.room / 85 * (1 if every == "1y" else 0.6))))
        dates = [slice_name(day, every) + ("*" if day in parts else "") for day in starts]
        ax.set_xticks(range(0, len(starts), step), dates[::step])
        ax.tick_params(length=0)
        without_frame(ax)
        if tiers:
            _key(ax, [ramp(depth) for depth in tiers.values()], parameter(result, "limits", ()), drawing)
        small_print(ax, signs(words), look)
        fit_row_names(ax)
        _thin_out(ax, starts, look)
    return ax


def _height(terms: Sequence[str], named: Mapping[str, str]) -> float:
    """Millimetres in print of so many rows."""
    return 2.9 * sum(1 + named[term].count("\n") for term in terms) + 1.2 * len(terms) + 16


def _of_page(
    wanted: list[str], named: Mapping[str, str], rows: int | None, page: int | None, drawing: Drawing
) -> tuple[list[str], tuple[int, int]]:
    """The terms of the page, which page it is, and of how many."""
    if rows is not None and rows < 1:
        raise StudyError(f"rows={rows}: a page holds at least one term.")
    pages: list[list[str]] = [[]]
    for term in wanted:
        full = len(pages[-1]) >= rows if rows else bool(pages[-1]) and _height([*pages[-1], term], named) > PAGE
        if full:
            pages.append([])
        pages[-1].append(term)
    asked = drawing.own_height is not None or drawing.ax is not None  # then the caller has seen to the room
    if page is None and rows is None and (asked or len(pages) == 1):
        return wanted, (1, 1)
    if page is None and len(pages) > 1:
        raise StudyError(
            f"{len(wanted)} terms fill {len(pages)} pages of up to {max(map(len, pages))}; draw them one by one, page=1 to "
            f"page={len(pages)}, or choose terms=[...]."
        )
    page = page or 1
    if not 1 <= page <= len(pages):
        raise StudyError(f"no page {page}; {len(wanted)} terms fill {len(pages)}.")
    return pages[page - 1], (page, len(pages))


def _thin_out(ax: Axes, starts: Sequence[Any], look: Look) -> None:
    """Leave out the numbers of cells that are narrower than their numbers; the table beside the figure has them."""
    figure: Any = ax.figure
    figure.draw_without_rendering()
    room = 25.4 * ax.get_window_extent().width / figure.dpi / max(len(starts), 1)
    for text in ax.texts:
        if text_width(text.get_text(), look.note) > 0.96 * room:
            text.set_visible(False)


def highest(frame: pl.DataFrame, wanted: list[str], top: int | None) -> list[str]:
    """Of the terms, in their order, so many with the highest rate in any slice."""
    if top is None:
        return wanted
    check_top(top)
    rates = (
        frame.group_by("term")
        .agg(pl.col("rate").max())
        .sort(["rate", "term"], descending=[True, False], nulls_last=True)
    )
    kept = set(rates.filter(pl.col("term").is_in(wanted))["term"].head(top))
    return [term for term in wanted if term in kept]


def _by_first_slice(frame: pl.DataFrame) -> list[str]:
    """The terms by the first slice in which they are used, then by their greatest rate."""
    used = frame.filter(pl.col("rate") > 0).group_by("term").agg(pl.col("start").min(), pl.col("rate").max())
    order = frame.select("term").unique().join(used, on="term", how="left")
    order = order.sort(["start", "rate", "term"], descending=[False, True, False], nulls_last=True)
    return order["term"].to_list()


def _cell(value: Any) -> str:
    """The number of a cell; a dot for none."""
    return short_number(value) if value else "·"


def _key(ax: Axes, colours: Sequence[Any], limits: Sequence[float], drawing: Drawing) -> None:
    """The tiers by name, and the rate at which each begins, above the grid."""
    from matplotlib.patches import Patch

    begins = ["", *(drawing.words("tier from", limit=short_number(float(limit))) for limit in limits)]
    begins = begins if limits else [""] * len(TIERS)
    names = [tier + begin for tier, begin in zip(TIERS, begins, strict=True)]
    edge: dict[str, Any] = dict(edgecolor=drawing.look.grey, lw=0.4)
    patches = [Patch(facecolor=colour, label=name, **edge) for colour, name in zip(colours, names, strict=True)]
    columns = 3 if drawing.narrow else len(patches)
    key_above(ax, columns, look=drawing.look, handles=patches, columnspacing=1.2)
