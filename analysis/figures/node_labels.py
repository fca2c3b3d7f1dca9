"""Names beside the nodes of a network: the greatest first, none over another."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from .style import INK, SMALL

# Where a name may stand beside its node, the best place first: (across, up) in half-sizes of the name.
PLACES = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))


def disc(size: float, largest: float, scale: float = 1.0) -> float:
    """Area of a node in square points: in proportion to its size, on a floor that keeps the least visible."""
    return scale * (12 + 150 * size / largest)


def name_nodes(
    ax,
    nodes: pl.DataFrame,
    named: Mapping[str, str],
    *,
    top: int,
    first: str | None = None,
    size: float = SMALL,
    scale: float = 1.0,
    largest: float | None = None,
) -> int:
    """Name nodes by rank (contexts, then term), each at the first of eight places that is free.

    A place is free if it lies within the axes and hits no name already standing and no node; only the first
    quarter of the names may, if need be, stand over a node. Returns how many names stand. The same graph
    gives the same names.
    """
    import matplotlib.patheffects as pe

    ax.figure.draw_without_rendering()
    frame = ax.get_window_extent()
    point = ax.figure.dpi / 72
    largest = largest or nodes["size"].max()
    ranked = nodes.with_columns(chosen=pl.col("term") == (first or ""))
    ranked = ranked.sort(["chosen", "size", "term"], descending=[True, True, False])
    centres = ax.transData.transform(nodes.select("x", "y").to_numpy())
    discs = {
        term: (x, y, point * disc(own, largest, scale) ** 0.5 / 2)
        for term, (x, y), own in zip(nodes["term"], centres, nodes["size"], strict=True)
    }
    standing: list[tuple[float, float, float, float]] = []
    for rank, (term, x_data, y_data) in enumerate(ranked.select("term", "x", "y").head(top).rows()):
        # Tied to the node and moved in points, so that the name stays put at any resolution.
        text = ax.annotate(
            named[term],
            (x_data, y_data),
            xytext=(0, 0),
            textcoords="offset points",
            fontsize=size,
            color=INK,
            ha="center",
            va="center",
            linespacing=1.05,
            zorder=5,
            annotation_clip=False,
            path_effects=[pe.withStroke(linewidth=1.6, foreground="white")],
        )
        extent = text.get_window_extent()
        half = extent.width / 2 + point, extent.height / 2 + 0.4 * point
        found = _place(discs, term, half, standing, frame, over_nodes=4 * rank < top)
        if found is None:
            text.remove()
            continue
        x, y, _ = discs[term]
        text.set_position(((found[0] - x) / point, (found[1] - y) / point))
        standing.append(_box(*found, half))
    return len(standing)


def _place(discs, term, half, standing, frame, *, over_nodes: bool) -> tuple[float, float] | None:
    """Centre of a free place for the name of ``term``, in pixels; None if there is none."""
    x, y, radius = discs[term]
    for clear_of_nodes in (True, False) if over_nodes else (True,):
        for across, up in PLACES:
            centre = x + across * (half[0] + radius), y + up * (half[1] + radius)
            box = _box(*centre, half)
            if not (frame.x0 <= box[0] and box[2] <= frame.x1 and frame.y0 <= box[1] and box[3] <= frame.y1):
                continue
            if any(meet(box, other) for other in standing):
                continue
            if clear_of_nodes and any(meet(box, _box(a, b, (r, r))) for t, (a, b, r) in discs.items() if t != term):
                continue
            return centre
    return None


def _box(x: float, y: float, half: tuple[float, float]) -> tuple[float, float, float, float]:
    return x - half[0], y - half[1], x + half[0], y + half[1]


def meet(one, other) -> bool:
    """Whether two boxes (x0, y0, x1, y1) overlap.

    >>> meet((0, 0, 2, 1), (1, 0, 3, 1)), meet((0, 0, 2, 1), (2, 0, 3, 1))
    (True, False)
    """
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
