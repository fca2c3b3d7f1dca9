"""Communities through the periods: a band for each, as thick as it is large, and its terms' ways to others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..networks.community_flows import CommunityFlows, community_flows
from ..networks.networks_over_time import NetworkSeries
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fitted_names import fit_row_names
from .network_drawing import community_style
from .network_words import settings_said
from .panels import drawing_axes, small_print
from .style import Look, readable
from .text_widths import text_width, wrapped
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZES = ("terms", "contexts")
BAR = 0.16  # half the length of a bar, of the way from period to period
THICKEST, THINNEST, BETWEEN = 9.0, 0.5, 2.2  # millimetres of a band, and between two bands
NAMED = 3  # terms in the name of a community


@takes_drawing_options(width="page", without=["lines", "events"])
def plot_communities(result: Any, *, by: str = "terms", top: int = 12, **options: Unpack[DrawingOptions]) -> Axes:
    """Draw the communities of a series of networks: when they are there, how large, and where their terms go.

    Each community has a band of its own, named by its strongest terms, from its first period to its last. A bar is as
    thick as the community is large; the ribbon to another band, as the terms that went there.

    Parameters
    ----------
    result : NetworkSeries or CommunityFlows
    by : {"terms", "contexts"}
        What thickness means: terms, or the contexts that hold them.
    top : int
        How many communities to draw, the largest over all periods first; the small print counts the others.
    ax, labels, lang, width, height, style, colors, glosses : as in `plot_timeline`
        ``colors`` of the communities, in the order of the bands.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is no such series, or has no community.

    Examples
    --------
    >>> from analysis import Features, data_folder, network_series
    >>> press = Features.open(data_folder() / "press")
    >>> years = network_series(press, start="2019", terms=["六保", "六稳", "稳中求进", "三大攻坚战"])
    >>> ax = plot_communities(years)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['六保、六稳']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    if not isinstance(result, (NetworkSeries, CommunityFlows)):
        takes = "a NetworkSeries, from network_series(...), or CommunityFlows"
        raise StudyError(f"plot_communities takes {takes}, and was given {type(result).__name__}.")
    if by not in SIZES:
        raise StudyError(f"by={by!r}; there are: 'terms' and 'contexts'." + did_you_mean(str(by), SIZES))
    flows = result if isinstance(result, CommunityFlows) else community_flows(result)
    if flows.frame.is_empty():
        raise StudyError("this series has no community: no period has an edge.")
    drawing = Drawing.of(result, options)
    look, words = drawing.look, drawing.words
    totals = flows.frame.group_by("community").agg(size=pl.col(by).sum(), first=pl.col("start").min())
    kept = totals.sort(["size", "community"], descending=[True, False]).head(top)
    bands = kept.sort("first", "size", "community", descending=[False, True, False])["community"].to_list()
    frame = flows.frame.filter(pl.col("community").is_in(bands))
    inside = pl.col("community").is_in(bands) & pl.col("next_community").is_in(bands)
    ways = flows.flows.filter(inside)
    room = 0.3 * drawing.millimetres
    names = _names(flows, bands, drawing, room)
    most = max(frame[by].max(), 1)  # type: ignore[type-var]
    thick = {(day, one): _thickness(size, most) for day, one, size in frame.select("start", "community", by).rows()}
    centres = _centres(bands, thick, names, look)
    whole = max(centres.values()) + 6
    starts = flows.frame["start"].unique().sort().to_list()
    left = totals.height - kept.height

    def describe(words: Words) -> Description:
        title = words("communities drawn", drawn=len(bands), periods=len(starts))
        made = settings_said(result, words) if isinstance(result, NetworkSeries) else ""
        less = words("left", count=left) if left else ""
        signs = words.sentences(words(f"thick {by}", most=f"{most:,}"), words("ribbons"), less, made)
        seen = words("communities seen", terms=words.listed([names[one].replace("\n", "") for one in bands], 3))
        return Description(title, by, signs, seen=seen)

    tables = {"": frame} | ({"-flows": ways} if ways.height else {})
    with drawing_axes(drawing, whole + 24, tables, describe) as ax:
        colours = {one: community_style(k, look, drawing.colors or None)[0] for k, one in enumerate(bands)}
        at = {day: k for k, day in enumerate(starts)}
        for row in ways.iter_rows(named=True):
            ends = (row["start"], row["community"]), (row["next_start"], row["next_community"])
            _ribbon(ax, ends, _thickness(row[by], most), at, centres, colours)
        for (day, one), height in thick.items():
            box: dict[str, Any] = dict(height=height, color=colours[one], lw=0, zorder=3, label="_community")
            ax.barh(centres[one], 2 * BAR, left=at[day] - BAR, **box)
        _axes(ax, centres, names, colours, starts, result, look)
        ax.set(xlim=(-0.5, len(starts) - 0.5), ylim=(whole, -2))
        said = describe(words)
        small_print(ax, words.sentences(said.title, said.signs), look)
        fit_row_names(ax)
    return ax


def _thickness(size: float, most: float) -> float:
    """Millimetres in print: in proportion to the size."""
    return max(THICKEST * size / most, THINNEST)


def _names(flows: CommunityFlows, bands: list[int], drawing: Drawing, room: float) -> dict[int, str]:
    """The strongest terms of each community, in lines that fit the margin."""
    top = dict(flows.names.rows())
    terms = list(dict.fromkeys(term for one in bands for term in top[one][:NAMED]))
    named = drawing.names(terms, width=10_000, break_at=10_000)
    # of two languages the names would be longer than the band is thick
    short = {
        term: name.split("\n")[0] if drawing.labels != "both" else name.replace("\n", " ")
        for term, name in named.items()
    }
    joint = "; " if drawing.labels != "zh" else "、"
    return {
        one: wrapped(joint.join(short[term] for term in top[one][:NAMED]), room, drawing.look.note) for one in bands
    }


def _centres(bands: list[int], thick: Mapping[Any, float], names: Mapping[int, str], look: Look) -> dict[int, float]:
    """The height of each band's middle, in millimetres in print from the top."""
    found, top = {}, 0.0
    for one in bands:
        words = (names[one].count("\n") + 1) * look.note / look.scale * 1.25 * 25.4 / 72
        need = max(words, *(own for (_, other), own in thick.items() if other == one))
        found[one] = top + need / 2
        top += need + BETWEEN
    return found


def _ribbon(ax: Axes, ends: Any, height: float, at: Mapping[date, int], centres: Mapping, colours: Mapping) -> None:
    """A band from the right end of one bar to the left end of another."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    (start, one), (after, other) = ends
    x0, x1, y0, y1 = at[start] + BAR, at[after] - BAR, centres[one], centres[other]
    middle, half = (x0 + x1) / 2, height / 2
    spots = [(x0, y0 - half), (middle, y0 - half), (middle, y1 - half), (x1, y1 - half)]
    spots += [(x1, y1 + half), (middle, y1 + half), (middle, y0 + half), (x0, y0 + half), (x0, y0 - half)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    same = one == other
    style: dict[str, Any] = dict(fc=colours[one], alpha=0.45 if same else 0.35, lw=0, zorder=2 if same else 1)
    ax.add_patch(PathPatch(Path(spots, codes), label="_stay" if same else "_move", **style))


def _axes(
    ax: Axes, centres: Mapping, names: Mapping, colours: Mapping, starts: list[date], result: Any, look: Look
) -> None:
    """Names at the left, periods below; a year that would not fit is left off."""
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.grid(False)
    ax.set_yticks(list(centres.values()), [names[one] for one in centres], fontsize=look.note)
    for label, one in zip(ax.get_yticklabels(), centres, strict=True):
        label.set_color(readable(colours[one], on=look.paper))
    yearly = result.parameters.get("every", "1y") == "1y"
    words = [f"{day:%Y}" if yearly else f"{day:%Y-%m}" for day in starts]
    figure: Any = ax.figure
    figure.draw_without_rendering()
    room = ax.get_window_extent().width / figure.dpi * 25.4 / max(len(starts), 1)
    step = max(1, -int(-(text_width(words[0], look.small) + 1.5) // room))
    ax.set_xticks(range(0, len(starts), step), words[::step])
    ax.tick_params(length=0)
