"""Every figure under every pair of options: no two texts meet, none leaves the figure, every character has a sign.

Three values each of names, place, terms and language with style, in the nine runs of an orthogonal array (Taguchi's L9), in
which each pair of values occurs together, shared out over the figures; `TIFA_EVERY_COMBINATION=1` draws the whole product of each. Boxes are measured, not seen.
"""

import os
from itertools import combinations, product

import matplotlib.pyplot as plt
import pytest
from matplotlib.text import Text

from analysis.figures.fonts import FAMILY, _charmap
from tests.support.every_figure import EVENTS, FIGURES, glosses, terms_of

LABELS, PLACES, TERMS = ("zh", "en", "both"), ("column", "page", "own"), ("few", "many", "long")
SPOKEN = (("en", "print"), ("zh", "slide"), ("zh", "print"))
L9 = [(a, b, (a + b) % 3, (a + 2 * b) % 3) for a in range(3) for b in range(3)]
RUNS = [(LABELS[a], PLACES[b], TERMS[c], *SPOKEN[d]) for a, b, c, d in L9]
RUNS += [("both", "column", "many", "en", "slide"), ("en", "page", "long", "en", "slide")]
ALL = bool(os.environ.get("TIFA_EVERY_COMBINATION"))
if ALL:
    RUNS = list(product(LABELS, PLACES, TERMS, ("en", "zh"), ("print", "slide")))

TALL = (
    "heat",
    "first uses",
    "movers",
    "verdicts",
    "lead and lag",
    "carriers",
    "genres",
    "communities",
    "network",
    "ego",
)
# pairs of values that the array holds, and a fault of three of them at once that it did not
ONCE_AMISS = {
    "panels": [("both", "column", "long", "en", "print"), ("zh", "own", "long", "en", "print")],
    "expansion": [("both", "page", "long", "en", "print"), ("zh", "column", "long", "en", "slide")],
    "verdicts": [("en", "own", "many", "en", "print")],
}


def shown_texts(figure):
    """The texts that are drawn: ticks beyond the limits, and what is empty or invisible, are not."""
    found = [*figure.texts, *(text for key in figure.legends for text in key.get_texts())]
    for ax in figure.axes:
        if not ax.get_visible():
            continue
        found += [*ax.texts, ax.title, ax._left_title, ax._right_title, ax.xaxis.label, ax.yaxis.label]
        found += ax.get_legend().get_texts() if ax.get_legend() else []
        for axis, limits in ((ax.xaxis, sorted(ax.get_xlim())), (ax.yaxis, sorted(ax.get_ylim()))):
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            found += [t.label1 for t in ticks if limits[0] <= t.get_loc() <= limits[1] and t.get_visible()]
    return [text for text in found if text.get_text().strip() and text.get_visible()]


def faults(figure):
    """What is wrong with the words of a figure, in words."""
    figure.draw_without_rendering()
    whole, have, wrong = figure.bbox, _charmap(), []
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in shown_texts(figure)]
    for text in shown_texts(figure):
        if text.get_fontfamily() != [FAMILY] or {ord(c) for c in text.get_text() if not c.isspace()} - have:
            wrong.append(f"no sign in {text.get_text()!r}")
    for name, box in boxes:
        if box.x0 < -1 or box.y0 < -1 or box.x1 > whole.x1 + 1 or box.y1 > whole.y1 + 1:
            wrong.append(f"{name!r} leaves the figure: {box.extents.round()} of {whole.extents}")
    for (one, a), (other, b) in combinations(boxes, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > 1.5 and high > 1.5:  # pixels at 150 dots an inch: less is the room above and below the characters
            wrong.append(f"{one!r} meets {other!r} by {wide:.0f} × {high:.0f}")
    return wrong


def drawn_faults(name, labels, place, kind, lang, style):
    """What is wrong with the words of one figure, drawn under these options."""
    draw, many, lacks = FIGURES[name]
    terms = terms_of(kind, many)
    options = {"labels": labels, "glosses": glosses(terms), "lang": lang, "style": style, "events": EVENTS}
    if place != "own":
        options["width"] = place
    elif "ax" in lacks:
        options["width"] = 120 if style == "print" else 180
    else:
        size = 1.5 if style == "slide" else 1
        tall = 3.4 if kind == "few" or name not in TALL else 14 if labels == "both" else 9
        figure, (ax, other) = plt.subplots(1, 2, figsize=(8.5 * size, tall * size))
        other.set_visible(False)  # it keeps its place, and matplotlib's own face
        options["ax"] = ax
    drawn = draw(terms, **{key: value for key, value in options.items() if key not in lacks})
    figure = drawn.figure if hasattr(drawn, "figure") else drawn[0].figure
    wrong = faults(figure)
    plt.close(figure)
    return wrong


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_meets_another_or_leaves_the_figure(name):
    at = list(FIGURES).index(name)
    # every fourth run, another fourth for the next figure: each run is drawn by six figures, in a minute or so altogether
    runs = RUNS if ALL else [*RUNS[at % 4 :: 4], *ONCE_AMISS.get(name, ())]
    wrong = [f"{' '.join(run)}: {fault}" for run in runs for fault in drawn_faults(name, *run)]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_collision_an_empty_box_and_a_text_outside_are_seen():
    figure, ax = plt.subplots()
    look = {"fontfamily": FAMILY}
    for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
        label.set_fontfamily(FAMILY)
    ax.tick_params(labelfontfamily=FAMILY)
    assert not faults(figure)
    ax.text(0.5, 0.5, "六保", **look)
    ax.text(0.51, 0.5, "六稳", **look)
    ax.text(0.2, 0.2, "中国梦")  # in matplotlib's own face
    ax.text(0.2, 3, "outside", **look)
    found = faults(figure)
    assert len(found) == 3 and "meets" in found[2] and "no sign" in found[0] and "leaves" in found[1]
