"""What a term is called in a figure, and where its name stands so that no two names collide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

import numpy as np

from ..core.errors import StudyError, did_you_mean
from ..lexicon.lexicon import Lexicon
from .fonts import check_characters

LABELS = ("zh", "en", "both")


def names(
    terms: Sequence[str], labels: str = "zh", *, glosses: Any = None, width: int = 22, break_at: int | None = None
) -> dict[str, str]:
    """The name of each term: Chinese, English gloss, or both (the gloss on lines of its own).

    Parameters
    ----------
    labels : {"zh", "en", "both"}
    glosses : Lexicon or mapping, optional
        Where the glosses come from; the study's lexicon if None.
    width : int
        Characters after which a gloss goes on in the next line.
    break_at : int, optional
        Characters after which a Chinese name does; never if None.

    Raises
    ------
    StudyError
        Another value of ``labels``, or a character that the font lacks.
    """
    if labels not in LABELS:
        raise StudyError(f"labels={labels!r}; there are: 'zh', 'en' and 'both'." + did_you_mean(str(labels), LABELS))
    gloss = _glosses(glosses) if labels != "zh" else (lambda term: "")
    named = {}
    for term in terms:
        english = "\n".join(wrap(gloss(term), width))
        chinese_needed = labels != "en" or not english  # a term with no gloss keeps its own name
        chinese = broken(term, break_at) if break_at else term
        named[term] = "\n".join(part for part in (chinese if chinese_needed else "", english) if part)
    check_characters(named.values())
    return named


def broken(name: str, most: int) -> str:
    """A Chinese name in lines of about equal length, ``most`` characters or so, broken after 、 if it can be.

    >>> broken("照镜子、正衣冠、洗洗澡、治治病", 10)
    '照镜子、正衣冠、\\n洗洗澡、治治病'
    >>> broken("四下基层", 10)
    '四下基层'
    """
    lines = -(-len(name) // most)
    cuts = [0]
    for k in range(1, lines):
        ideal = round(k * len(name) / lines)
        allowed = [
            at for at in range(ideal - 2, ideal + 3) if cuts[-1] < at < len(name) and name[at] not in "、”’》」』"
        ]
        cuts.append(min(allowed, key=lambda at: (name[at - 1] not in "、”’》」』", abs(at - ideal), at), default=ideal))
    return "\n".join(name[a:b] for a, b in zip(cuts, [*cuts[1:], len(name)], strict=True))


def _glosses(source: Any):
    if isinstance(source, Mapping):
        return lambda term: source.get(term) or ""
    if source is None:
        source = Lexicon.read()

    def gloss(term: str) -> str:
        try:
            return source.gloss(term) or ""
        except StudyError:  # a word of the dictionary stands by itself
            return ""

    return gloss


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres of boxes stacked along a line without overlap, moved as little as possible.

    Parameters
    ----------
    wanted : sequence of float
        Where each centre would like to be.
    heights : sequence of float
        Height of each box, in the same unit.
    low, high : float
        The line's ends; boxes that do not fit in between run over the upper end.

    Returns
    -------
    list of float
        In the order given. Ties keep the order given, so the result is the same every time.

    Notes
    -----
    The least sum of squared moves under minimum distances is isotonic regression of
    ``wanted − offset`` (Dwyer, Marriott & Stuckey 2006 use the same step for node overlap); the pooled
    blocks are then clipped to the line, which keeps it optimal.

    >>> spread([1, 1, 5], [2, 2, 2], 0, 10)
    [1.0, 3.0, 5.0]
    """
    if not len(wanted):
        return []
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    sizes = np.array([heights[i] for i in order], float)
    offset = np.cumsum(sizes) - sizes / 2  # where centres would be if stacked from 0
    blocks: list[list[float]] = []  # [sum, count] of pooled neighbours
    for i, o in zip(order, offset, strict=True):
        blocks.append([wanted[i] - o, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1] = [blocks[-1][0] + total, blocks[-1][1] + count]
    base = np.concatenate([np.full(int(n), total / n) for total, n in blocks])
    base = np.maximum(np.minimum(base, high - sizes.sum()), low)
    placed = [0.0] * len(order)
    for i, centre in zip(order, base + offset, strict=True):
        placed[i] = float(centre)
    return placed


def label_line_ends(ax, ends: Sequence[tuple[float, float, str, str]]) -> list:
    """Name each line at its right end: (x, y, name, colour); names that would collide are moved apart.

    Returns the texts. A hairline leads from a line's end to a name that had to move.
    """
    from matplotlib.text import Text

    if not ends:
        return []
    figure = ax.figure
    figure.draw_without_rendering()  # so that sizes on paper are known
    box = ax.get_window_extent()
    texts = []
    for x, y, name, colour in ends:
        texts.append(
            ax.annotate(
                name,
                xy=(x, y),
                xycoords="data",
                xytext=(1.03, 0.5),
                textcoords="axes fraction",
                color=colour,
                fontsize=6.5,
                va="center",
                ha="left",
                linespacing=1.1,
                annotation_clip=False,
                arrowprops=dict(arrowstyle="-", color=colour, lw=0.4, shrinkA=0, shrinkB=2.5, relpos=(0, 0.5)),
            )
        )
    # the words alone: an Annotation's own extent takes in its hairline
    sizes = [Text.get_window_extent(text).height + 2 for text in texts]
    wanted = [ax.transData.transform((0, y))[1] - box.y0 for _, y, _, _ in ends]
    for text, centre in zip(texts, spread(wanted, sizes, -4, box.height + 8), strict=True):
        text.set_position((1.03, centre / box.height))
    return texts
