"""Where the names in a network stand: next to their nodes, over no node and no name, all within the frame.

Names are placed one after another, by rank. One that finds no free place near its node becomes a number, and the
number is explained in a key; so no term is nameless. All lengths are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Box = tuple[float, float, float, float]  # left, bottom, right, top
# Next to the node, the best first: (across, up) in half-sizes of the name and the node together.
TOUCHING = (
    (0, 1),
    (0, -1),
    (1, 0),
    (-1, 0),
    (0.6, 1),
    (-0.6, 1),
    (0.6, -1),
    (-0.6, -1),
    (1, 0.7),
    (-1, 0.7),
    (1, -0.7),
)
RINGS = (5.0, 10.0, 16.0, 23.0)  # farther off, with a hairline to the node
ANGLES = 20
AIR = 0.8  # points around a name


@dataclass(frozen=True)
class LabelPlace:
    """The centre of a name, and the end of the hairline that leads from it to its node, if it had to move away."""

    x: float
    y: float
    leader: tuple[float, float] | None = None

    def raised(self, by: float) -> LabelPlace:
        """The same place, higher up."""
        return LabelPlace(self.x, self.y + by, self.leader and (self.leader[0], self.leader[1] + by))


class LabelSpace:
    """The room that nodes, names and hairlines leave.

    ``centres`` (n, 2) and ``radii`` are of the nodes; ``lines`` (m, 4) are edges and ``faint`` (k, 2) points that a name
    covers only if it must.
    """

    def __init__(
        self,
        centres: np.ndarray,
        radii: Sequence[float],
        box: Box,
        *,
        lines: np.ndarray | None = None,
        faint: np.ndarray | None = None,
    ):
        self.centres, self.radii, self.box = np.asarray(centres, float), np.asarray(radii, float), box
        self.discs = np.hstack([self.centres - self.radii[:, None], self.centres + self.radii[:, None]])
        spots = np.zeros((0, 4)) if faint is None else np.hstack([faint, faint])
        still = self.discs, np.zeros((0, 4)) if lines is None else lines, spots
        self.still = [(part, _spans(part)) for part in still]
        self.names: list[Box] = []
        self.leaders: list[Box] = []

    def place(self, node: int, size: tuple[float, float], *, rings: Sequence[float] = RINGS) -> LabelPlace | None:
        """Take the best free place for a name of this width and height; None if there is none."""
        half = np.array(size) / 2 + AIR
        for distance in (0.0, *rings):
            near = self._near(node, half, distance)
            centres = self._candidates(node, half, distance)
            boxes = np.hstack([centres - half, centres + half])
            free = near.free(boxes, self.box)
            ends = self._leaders(node, boxes) if distance else None
            if ends is not None:
                free &= ~near.blocks(ends, self.discs[node])
            if free.any():
                cost = near.cost(boxes[free]) + 0.05 * np.arange(free.sum())
                k = int(np.flatnonzero(free)[cost.argmin()])
                self.names.append(tuple(boxes[k]))
                x, y = centres[k].tolist()
                if ends is None:
                    return LabelPlace(x, y)
                self.leaders.append(tuple(ends[k]))
                return LabelPlace(x, y, (float(ends[k, 2]), float(ends[k, 3])))
        return None

    def _near(self, node: int, half: np.ndarray, distance: float) -> _Near:
        """All that a name at this distance could meet."""
        reach = 2 * half + self.radii[node] + distance
        window = np.array([[*(self.centres[node] - reach), *(self.centres[node] + reach)]])
        placed = [np.array(part).reshape(-1, 4) for part in (self.names, self.leaders)]
        parts = [*self.still, *((part, _spans(part)) for part in placed)]
        discs, lines, spots, names, leaders = (part[overlapping(window, spans)[0]] for part, spans in parts)
        return _Near(discs, lines, spots, names, leaders)

    def _candidates(self, node: int, half: np.ndarray, distance: float) -> np.ndarray:
        reach = half + self.radii[node] + distance
        if not distance:
            return self.centres[node] + np.array(TOUCHING) * reach
        turns = 2 * np.pi * np.arange(ANGLES) / ANGLES + np.pi / 2
        return self.centres[node] + np.stack([np.cos(turns), np.sin(turns)], -1) * reach

    def _leaders(self, node: int, boxes: np.ndarray) -> np.ndarray:
        """From the nearest point of each box to the rim of the node."""
        centre = self.centres[node]
        near = np.clip(centre, boxes[:, :2] + AIR, boxes[:, 2:] - AIR)
        way = near - centre
        far = np.hypot(way[:, 0], way[:, 1])[:, None]
        return np.hstack([near, centre + way / np.maximum(far, 1e-9) * self.radii[node]])


@dataclass(frozen=True)
class _Near:
    """Boxes of nodes, edges, faint points, names and hairlines in one neighbourhood."""

    discs: np.ndarray
    lines: np.ndarray
    spots: np.ndarray
    names: np.ndarray
    leaders: np.ndarray

    def free(self, boxes: np.ndarray, frame: Box) -> np.ndarray:
        """Whether each box lies in the frame and meets no node, name or hairline."""
        left, bottom, right, top = frame
        inside = (boxes[:, 0] >= left) & (boxes[:, 1] >= bottom) & (boxes[:, 2] <= right) & (boxes[:, 3] <= top)
        taken = np.any(overlapping(boxes, np.vstack([self.discs, self.names])), axis=1)
        return inside & ~taken & ~np.any(crossing(boxes, self.leaders), axis=1)

    def blocks(self, ends: np.ndarray, own: np.ndarray) -> np.ndarray:
        """Whether a node other than ``own`` or a name stands in the way of each hairline."""
        others = self.discs[(self.discs != own).any(1)]
        return np.any(crossing(np.vstack([others, self.names]), ends), axis=0)

    def cost(self, boxes: np.ndarray) -> np.ndarray:
        """How many edges and faint points each box would cover, a fifth of a place in the order of preference each."""
        return 0.2 * (crossing(boxes, self.lines).sum(1) + overlapping(boxes, self.spots).sum(1))


def _spans(parts: np.ndarray) -> np.ndarray:
    """The box around each box or line (x, y, x, y)."""
    return np.hstack([np.minimum(parts[:, :2], parts[:, 2:]), np.maximum(parts[:, :2], parts[:, 2:])])


def overlapping(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Whether each box overlaps each other one.

    >>> overlapping(np.array([[0, 0, 2, 1]]), np.array([[1, 0, 3, 1], [2, 0, 3, 1]])).tolist()
    [[True, False]]
    """
    a, b = boxes[:, None], others[None]
    return (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])


def crossing(boxes: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Whether each box is met by each line (x, y, x, y), by clipping (Liang & Barsky 1984).

    >>> crossing(np.array([[0, 0, 2, 2]]), np.array([[-1, 1, 3, 1], [-1, 3, 3, 3]])).tolist()
    [[True, False]]
    """
    start, way = lines[None, :, :2], lines[None, :, 2:] - lines[None, :, :2]
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (boxes[:, None, :2] - start) / way, (boxes[:, None, 2:] - start) / way
    still = way == 0  # parallel to a side: within the band for all of its length, or never
    within = (start > boxes[:, None, :2]) & (start < boxes[:, None, 2:])
    enter = np.where(still, np.where(within, -np.inf, np.inf), np.minimum(low, high)).max(-1)
    leave = np.where(still, np.where(within, np.inf, -np.inf), np.maximum(low, high)).min(-1)
    return np.maximum(enter, 0) < np.minimum(leave, 1)


@dataclass(frozen=True)
class Labelling:
    """Where each name stands, and where the numbers of those that have none; the numbers begin at 1, by rank."""

    names: dict[int, LabelPlace]
    numbers: dict[int, LabelPlace]

    def raised(self, by: float) -> Labelling:
        """The same places, higher up."""
        names, numbers = ({k: place.raised(by) for k, place in own.items()} for own in (self.names, self.numbers))
        return Labelling(names, numbers)


def labelled(
    space: LabelSpace,
    ranked: Sequence[int],
    sizes: Sequence[tuple[float, float]],
    number_size: tuple[float, float],
    *,
    most: int | None = None,
    rings: Sequence[float] = RINGS,
) -> Labelling | None:
    """Names for as many nodes as can have one, by rank, numbers for the others; None where a number finds no place.

    ``sizes`` (width, height) are of the names, by node; ``most`` names at most.
    """
    chosen = list(ranked)[: len(ranked) if most is None else most]
    for _ in range(len(ranked) + 1):
        space.names, space.leaders = [], []
        others = [node for node in ranked if node not in set(chosen)]
        # numbers first: they are small, and a name that then finds no place is one number more
        numbers = {node: space.place(node, number_size, rings=rings[:2]) for node in others}
        if any(place is None for place in numbers.values()):
            return None
        names = {node: space.place(node, sizes[node], rings=rings) for node in chosen}
        lost = [node for node in chosen if names[node] is None]
        if not lost:
            return Labelling({k: v for k, v in names.items() if v}, {k: v for k, v in numbers.items() if v})
        chosen = [node for node in chosen if names[node] is not None]
    return None
