"""What a term is called in a figure, and where its name stands so that no two names collide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import numpy as np

from ..core.errors import StudyError, did_you_mean
from ..lexicon.lexicon import Lexicon
from .fonts import check_characters
from .style import Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABELS = ("zh", "en", "both")


def display_names(
    terms: Sequence[str], labels: str = "zh", *, glosses: Any = None, width: int = 22, break_at: int
) -> dict[str, str]:
    """The name of each term: Chinese, English gloss, or both (the gloss on lines of its own).

    A gloss goes on in the next line after ``width`` characters, a Chinese name after ``break_at``.
    ``glosses`` is a lexicon or a mapping; the study's lexicon if None.
    """
    check_labels(labels)
    gloss = _gloss(glosses) if labels != "zh" else (lambda term: "")
    named = {}
    for term in terms:
        english = broken(gloss(term), width // 2, lines=8)
        chinese = "" if labels == "en" and english else broken(term, break_at)
        named[term] = "\n".join(part for part in (chinese, english) if part)
    check_characters(named.values())
    return named


def check_labels(labels: str) -> None:
    """Raise `StudyError` for what ``labels=`` does not take."""
    if labels not in LABELS:
        raise StudyError(f"labels={labels!r}; there are: 'zh', 'en' and 'both'." + did_you_mean(str(labels), LABELS))


def broken(name: str, most: int, lines: int = 4) -> str:
    """A name of any script in at most so many lines, each ``most`` Chinese characters wide or so; the rest is "…".

    >>> broken("the four downs to the grassroots", 8)
    'the four downs\\nto the\\ngrassroots'
    >>> broken("甲" * 10, 4, lines=2)
    '甲甲甲甲\\n甲甲甲…'
    """
    if not any(east_asian_width(character) in "WF" for character in name):  # Latin letters: half as wide
        if len(name) <= 2 * most:
            return name
        return "\n".join(wrap(name, 2 * most, max_lines=lines, placeholder=" …"))
    return in_lines(name if len(name) <= most * lines else f"{name[: most * lines - 1]}…", most)


def in_lines(name: str, most: int) -> str:
    """A Chinese name in lines of about equal length, ``most`` characters or so, broken after 、 if it can be.

    >>> in_lines("照镜子、正衣冠、洗洗澡、治治病", 10)
    '照镜子、正衣冠、\\n洗洗澡、治治病'
    >>> in_lines("四下基层", 10)
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


def first_lines(name: str, most: int) -> str:
    """The first lines of a name, and "…" if there are more; counts after two blanks at its end are kept.

    >>> first_lines("the four downs\\nto the grassroots  5 : 3", 1)
    'the four downs…  5 : 3'
    """
    lines = name.split("\n")
    if len(lines) <= most:
        return name
    counts = lines[-1].partition("  ")[2]
    return "\n".join(lines[:most]).rstrip("…") + "…" + (f"  {counts}" if counts else "")


def _gloss(source: Any) -> Callable[[str], str]:
    if isinstance(source, Mapping):
        return lambda term: source.get(term) or ""
    lexicon = Lexicon.read() if source is None else source

    def gloss(term: str) -> str:
        try:
            return lexicon.short_gloss(term)  # which is what a figure has room for
        except StudyError:  # a word of the dictionary stands by itself
            return ""

    return gloss


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres of boxes stacked from ``low`` to ``high`` without overlap, moved as little as possible.

    Boxes that do not fit in between run over the upper end. The order given decides ties.

    The least sum of squared moves under minimum distances is isotonic regression of ``wanted − offset`` (Dwyer,
    Marriott & Stuckey 2006 use the same step for node overlap); the pooled blocks are then clipped to the line,
    which keeps it optimal.

    >>> spread([1, 1, 5], [2, 2, 2], 0, 10)
    [1.0, 3.0, 5.0]
    """
    if not len(wanted):
        return []
    order = np.argsort(np.asarray(wanted, float), kind="stable")
    sizes = np.asarray(heights, float)[order]
    offset = np.cumsum(sizes) - sizes / 2  # where centres would be if stacked from 0
    blocks: list[tuple[float, int]] = []  # sum and count of pooled neighbours
    for aim in np.asarray(wanted, float)[order] - offset:
        total, count = float(aim), 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before, members = blocks.pop()
            total, count = before + total, members + count
        blocks.append((total, count))
    base = np.concatenate([np.full(count, total / count) for total, count in blocks])
    base = np.maximum(np.minimum(base, high - sizes.sum()), low)
    placed = np.empty(len(order))
    placed[order] = base + offset
    return placed.tolist()


def label_line_ends(ax: Axes, ends: Sequence[tuple[Any, float, str, str]], look: Look) -> list[Any]:
    """Name each line at its right end: (x, y, name, colour), with a hairline to it; `part_line_ends` moves them apart."""
    texts = []
    for x, y, name, colour in ends:
        line = dict(arrowstyle="-", color=colour, lw=0.4 * look.scale, shrinkA=0, shrinkB=2.5, relpos=(0, 0.5))
        style: dict[str, Any] = dict(
            color=colour, fontsize=look.small, va="center", ha="left", linespacing=1.1, annotation_clip=False
        )
        texts.append(ax.annotate(name, (x, y), (1.03, 0.5), "data", "axes fraction", line, **style))
        texts[-1].set_gid("line end")
    return texts


def part_line_ends(ax: Axes, texts: Sequence[Any], shorter: Callable[[int, int], str] | None = None) -> None:
    """Move apart the names of lines that would collide, when all else that takes height stands around the axes.

    Names too many for their height keep their first lines, or become what ``shorter`` says for the place of a name and the number of
    lines.
    """
    from matplotlib.text import Text

    if not texts:
        return
    figure: Any = ax.figure
    figure.draw_without_rendering()  # so that sizes on paper are known
    box, point = ax.get_window_extent(), figure.dpi / 72
    room = box.height + 6 * point
    for lines in (4, 3, 2, 1):  # where the names are too many for their height, each keeps its first lines
        # the words alone: an Annotation's own extent takes in its hairline
        sizes = [Text.get_window_extent(text).height + point for text in texts]
        if sum(sizes) <= room:
            break
        for k, text in enumerate(texts):
            text.set_text(shorter(k, lines) if shorter else first_lines(text.get_text(), lines))
    sizes = [Text.get_window_extent(text).height + point for text in texts]
    wanted = [ax.transData.transform((0, text.xy[1]))[1] - box.y0 for text in texts]
    for text, centre in zip(texts, spread(wanted, sizes, -2 * point, box.height + 4 * point), strict=True):
        text.set_position((1.03, centre / box.height))
