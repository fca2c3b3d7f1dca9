"""A network on one Axes: the picture above, its key below; names measured, and numbered where they do not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from ..core.errors import StudyError
from .network_drawing import NetworkScales, as_sheet, draw_network, lines_of, sheet_size, write_name
from .network_key import NumberKey, Sign, SignKey, measured
from .network_labels import Labelling, LabelSpace, labelled
from .network_places import Box
from .style import NOTE, SMALL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    Places = Callable[[Box], tuple[np.ndarray, NetworkScales]]

PER_NODE = 58.0  # square millimetres of picture that a node and its name or number need
LEAST = 60.0  # points: below this height there is no picture
APART = 5.0  # points between the picture and a key
MM2 = (25.4 / 72) ** 2


@dataclass(frozen=True)
class Sheet:
    """What was placed: the nodes in points, their scales, their names, and which stand in the key."""

    nodes: pl.DataFrame
    scales: NetworkScales
    found: Labelling
    height: float


def ranked_nodes(nodes: pl.DataFrame, first: str | None = None) -> list[int]:
    """Rows of the nodes by contexts, then term; ``first`` before all."""
    order = nodes.with_row_index("row").sort(pl.col("term") != (first or ""), -pl.col("size"), "term")
    return order["row"].to_list()


def compose(
    ax: Axes,
    nodes: pl.DataFrame,
    edges: pl.DataFrame,
    *,
    place: Places,
    named: Mapping[str, str],
    in_key: Mapping[str, str],
    signs: Callable[[NetworkScales], Sequence[Sign]],
    grow: bool,
    highlight: str | None = None,
    scale: float = 1.0,
) -> Sheet:
    """Place and draw a network with its names and its key, in the whole of an Axes.

    ``place`` gives the places of the nodes in a box, and their scales. The picture has what the key leaves of the
    Axes; with ``grow`` it has all of it, and the figure is made higher for the key. Raises `StudyError` if there are
    more nodes than can be told apart.
    """
    width, height = sheet_size(ax)
    sizes = measured(ax, [named[term] for term in nodes["term"]], SMALL * scale)
    number_size = measured(ax, ["0" * len(str(nodes.height))], (NOTE - 0.5) * scale)[0]
    ranked = ranked_nodes(nodes, highlight)
    below, numbers = 0.0, NumberKey(ax, [], width, NOTE * scale)
    while True:
        base, top = (0.0, height) if grow else (below, height)
        if top - base < LEAST or (top - base) * width * MM2 < PER_NODE * scale * nodes.height:
            _refuse(nodes.height, width, top - base, scale)
        places, scales = place((0.0, base, width, top))
        sign_key = SignKey(ax, signs(scales), width, NOTE * scale)
        at = nodes.with_columns(x=pl.Series(places[:, 0]), y=pl.Series(places[:, 1]))
        radii = scales.radii(at)
        if highlight is not None:
            row = ranked[0]
            radii[row] = scales.ring(at["size"][row]) ** 0.5 / 2 + 0.5
        space = LabelSpace(places, radii, (0.0, base, width, top), lines=lines_of(at, edges))
        found = labelled(space, ranked, sizes, number_size)
        if found is None:
            _refuse(nodes.height, width, top - base, scale)
        terms = nodes["term"].to_list()
        numbers = NumberKey(ax, [in_key[terms[row]] for row in found.numbers], width, NOTE * scale)
        need = sum(key.height + APART for key in (sign_key, numbers) if key.height)
        if grow or need <= below + 0.01:
            break
        below = need
    if grow:  # the picture stays as it is, on top of the key
        figure: Any = ax.figure
        figure.set_figheight(figure.get_figheight() + need / 72)
        sheet_size(ax)
        below, top = need, top + need
        places, at, found = places + (0.0, need), at.with_columns(pl.col("y") + need), found.raised(need)
    as_sheet(ax, width, top)
    draw_network(ax, at, edges, scales, highlight)
    for row, spot in found.names.items():
        write_name(ax, named[terms[row]], places[row], spot, size=SMALL * scale)
    for number, (row, spot) in enumerate(found.numbers.items(), start=1):
        write_name(ax, str(number), places[row], spot, size=(NOTE - 0.5) * scale, gid="number")
    sign_key.draw(0.0, below - APART)
    numbers.draw(0.0, below - APART - (sign_key.height + APART if sign_key.height else 0.0))
    return Sheet(at, scales, found, top)


def _refuse(count: int, width: float, height: float, scale: float) -> None:
    side = (width * 25.4 / 72, max(height, 0.0) * 25.4 / 72)
    fits = int(side[0] * side[1] / (PER_NODE * scale))
    raise StudyError(
        f"{count} terms cannot be told apart in a picture of {side[0]:.0f} × {side[1]:.0f} mm.\n"
        "  Draw one term with its neighbours (plot_ego), the most frequent alone "
        f"(top={max(fits - fits % 5, 5)}), on a page (width='page') or a higher one (height=), "
        "or fewer edges (.test().backbone())."
    )
