"""What the words and nodes of a drawn network cover on paper, measured: for tests that nothing lies over anything."""

from itertools import combinations

import numpy as np
from matplotlib.text import Text

from analysis.figures.fonts import FAMILY

NODES = ("_community", "_neighbour", "_ego", "_new", "_gone")


def overlap(one, other, by: float = 0.6) -> bool:
    """Whether two boxes (left, bottom, right, top) share more than a hair, in pixels."""
    return min(one[2], other[2]) - max(one[0], other[0]) > by and min(one[3], other[3]) - max(one[1], other[1]) > by


def words_of(ax):
    """The words in an Axes with their boxes, without hairlines."""
    return [(text, Text.get_window_extent(text).extents) for text in ax.texts if text.get_text()]


def nodes_of(ax):
    """The boxes of the nodes."""
    boxes, point = [], ax.figure.dpi / 72
    for collection in ax.collections:
        if str(collection.get_label()).startswith(NODES):
            spots = ax.transData.transform(np.atleast_2d(collection.get_offsets()))
            half = point * np.sqrt(np.broadcast_to(collection.get_sizes(), len(spots))) / 2
            boxes += [(x - r, y - r, x + r, y + r) for (x, y), r in zip(spots, half, strict=True)]
    return boxes


def faults(axes) -> list[str]:
    """All that lies over something else, outside its frame, or is in a face without Chinese."""
    axes = list(getattr(axes, "flat", [axes]))
    figure, found = axes[0].figure, []
    figure.draw_without_rendering()
    for ax in axes:
        words, frame = words_of(ax), ax.get_window_extent().extents
        names = [(text, box) for text, box in words if text.get_gid() != "key"]
        for (one, a), (other, b) in combinations(words, 2):
            if overlap(a, b):
                found.append(f"{one.get_text()!r} over {other.get_text()!r}")
        for text, box in names:
            found += [f"{text.get_text()!r} over a node" for node in nodes_of(ax) if overlap(box, node)]
        for text, (left, bottom, right, top) in words:
            if left < frame[0] - 1 or bottom < frame[1] - 1 or right > frame[2] + 1 or top > frame[3] + 1:
                found.append(f"{text.get_text()!r} leaves the frame")
            if FAMILY not in text.get_fontfamily():
                found.append(f"{text.get_text()!r} in {text.get_fontfamily()}")
        for box in nodes_of(ax):
            if box[0] < frame[0] - 1 or box[1] < frame[1] - 1 or box[2] > frame[2] + 1 or box[3] > frame[3] + 1:
                found.append("a node leaves the frame")
    for legend in figure.legends:
        box = legend.get_window_extent().extents
        found += ["the key over a panel" for ax in axes if overlap(box, ax.get_window_extent().extents)]
        if box[2] > figure.bbox.x1 + 1 or box[0] < -1 or box[3] > figure.bbox.y1 + 1:
            found.append("the key leaves the page")
    return found
