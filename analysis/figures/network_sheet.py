"""A network on one Axes: the picture above, its key below; names measured, and numbered where they do not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import polars as pl

from ..core.errors import StudyError
from .network_drawing import NetworkScales, as_sheet, lines_of, set_name, sheet_size
from .network_key import NumberKey, Sign, SignKey, measured
from .network_labels import RINGS, LabelSpace, labelled
from .network_places import Box
from .style import Look

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

PER_NODE = 58.0  # square millimetres of picture that a node and its name or number need
LEAST = 60.0  # points: below this height there is no picture
APART = 5.0  # points between the picture and a key
MM2 = (25.4 / 72) ** 2


@dataclass(frozen=True)
class Picture:
    """A network to compose: its tables, its names, and how its nodes are placed, measured and drawn."""

    nodes: pl.DataFrame
    edges: pl.DataFrame
    named: Mapping[str, str]
    in_key: Mapping[str, str]  # the names in the key
    place: Callable[[Box], tuple[np.ndarray, NetworkScales]]  # in a box, and the scales that hold there
    signs: Callable[[NetworkScales], Sequence[Sign]]
    draw: Callable[[Axes, pl.DataFrame, NetworkScales], None]
    radii: Callable[[pl.DataFrame, NetworkScales], list[float]]
    first: str | None = None  # named before all others

    @property
    def ranked(self) -> list[int]:
        """Rows of the nodes in the order in which they are named."""
        order = self.nodes.with_row_index("row").sort(pl.col("term") != (self.first or ""), -pl.col("size"), "term")
        return order["row"].to_list()


def compose(ax: Axes, picture: Picture, look: Look, *, grow: bool) -> pl.DataFrame:
    """Place and draw a network with its names and its key, in the whole of an Axes; the nodes where they stand.

    The picture has what the key leaves of the Axes; with ``grow`` it has all of it, and the figure is made higher for the
    key. Raises `StudyError` if there are more nodes than can be told apart.
    """
    nodes, terms = picture.nodes, picture.nodes["term"].to_list()
    width, height = sheet_size(ax)
    sizes = measured(ax, [picture.named[term] for term in terms], look.small)
    number_size = measured(ax, ["0" * len(str(len(terms)))], look.note - 0.5)[0]
    below = 0.0
    while True:
        box = (0.0, 0.0 if grow else below, width, height)
        if box[3] - box[1] < LEAST or (box[3] - box[1]) * width * MM2 < PER_NODE * look.scale**2 * len(terms):
            _refuse(len(terms), box, look.scale)
        places, scales = picture.place(box)
        at = nodes.with_columns(x=pl.Series(places[:, 0]), y=pl.Series(places[:, 1]))
        space = LabelSpace(places, picture.radii(at, scales), box, lines=lines_of(at, picture.edges))
        found = labelled(space, picture.ranked, sizes, number_size, rings=[look.scale * ring for ring in RINGS])
        if found is None:
            _refuse(len(terms), box, look.scale)
        signs = SignKey(ax, picture.signs(scales), width, look)
        numbers = NumberKey(ax, [picture.in_key[terms[row]] for row in found.numbers], width, look)
        need = sum(key.height + APART for key in (signs, numbers) if key.height)
        if grow or need <= below + 0.01:
            break
        below = need
    if grow:  # the picture stays as it is, on top of the key
        figure: Any = ax.figure
        figure.set_figheight(figure.get_figheight() + need / 72)
        below, height = need, height + need
        places, at, found = places + (0.0, need), at.with_columns(pl.col("y") + need), found.raised(need)
    as_sheet(ax, width, height)
    picture.draw(ax, at, scales)
    for row, spot in found.names.items():
        set_name(ax, picture.named[terms[row]], places[row], spot, look)
    for number, (row, spot) in enumerate(found.numbers.items(), start=1):
        set_name(ax, str(number), places[row], spot, look, size=look.note - 0.5, gid="number")
    signs.draw(0.0, below - APART)
    numbers.draw(0.0, below - APART - (signs.height + APART if signs.height else 0.0))
    return at


def _refuse(count: int, box: Box, scale: float) -> NoReturn:
    width, height = (box[2] - box[0]) * 25.4 / 72, max(box[3] - box[1], 0.0) * 25.4 / 72
    fits = int(0.8 * width * height / (PER_NODE * scale**2))
    raise StudyError(
        f"{count} terms cannot be told apart in a picture of {width:.0f} × {height:.0f} mm.\n"
        f"  Draw one term with its neighbours (plot_ego), the most frequent alone (top={max(fits - fits % 5, 5)}), on a "
        "page (width='page') or a higher one (height=), or fewer edges (.test().backbone())."
    )
