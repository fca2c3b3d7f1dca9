"""Names fitted to their room: rows lower than their names get smaller, then shorter ones; a title is as wide as its panel."""

from typing import Any

import matplotlib.pyplot as plt
import polars as pl
import pytest

from analysis import StudyError, plot_expansion, plot_movers, plot_order, plot_timeline
from analysis.collocates.list_order import ListOrder

GLOSS = "a rather long gloss of this word that takes three lines of the margin"


def movers(count, height) -> Any:
    """Gained words, the surest first, in an Axes so many inches high."""
    names = [f"词{k}" for k in range(count)]
    frame = pl.DataFrame({"collocate": names, "before": 30, "after": 3, "zeta": [9.0 - k / 10 for k in range(count)]})
    ax: Any = plt.subplots(figsize=(6, height))[1]
    plot_movers(frame, top=count, ax=ax, labels="en", glosses=dict.fromkeys(names, GLOSS))
    ax.figure.draw_without_rendering()
    labels = ax.get_yticklabels()
    boxes = [label.get_window_extent() for label in labels]
    assert all(one.y0 > other.y1 - 1 for one, other in zip(boxes[:-1], boxes[1:], strict=True))
    return labels


def test_names_get_smaller_before_they_lose_words():
    roomy, tight, crowded = movers(8, 6), movers(10, 2.5), movers(12, 2.4)
    assert roomy[0].get_fontsize() > tight[0].get_fontsize() > 5
    assert tight[0].get_text() == roomy[0].get_text() and roomy[0].get_text().replace("\n", " ").startswith(GLOSS)
    said = crowded[0].get_text()
    assert "…" in said and said.endswith("30 → 3") and len(said) < len(roomy[0].get_text())


def test_rows_lower_than_a_line_are_refused_with_advice():
    with pytest.raises(StudyError, match=r"(?s)40 names of rows find no room .* top="):
        movers(40, 1.6)


def test_pairs_whose_names_are_shortened_keep_both():
    names = {"六稳": f"steady {GLOSS}", "六保": f"guarantees {GLOSS}", "中国梦": f"dream {GLOSS}"}
    pairs = [("六稳", "六保"), ("六稳", "中国梦"), ("六保", "中国梦")]
    rows = [
        {"start": f"{y}-01-01", "first": a, "second": b, "sentences": 9, "share": 0.5}
        for a, b in pairs
        for y in (2019, 2020)
    ]
    frame = pl.DataFrame(rows).with_columns(pl.col("start").str.to_date(), low=0.4, high=0.6)
    ax = plt.subplots(figsize=(5, 2.6))[1]
    plot_order(ListOrder(frame, {"every": "1y"}), ax=ax, labels="en", glosses=names)
    said = [text.get_text() for text in ax.texts]
    assert len(set(said)) == 3 and all("before" in one for one in said)
    assert [("steady" in one, "guarantees" in one, "dream" in one) for one in said] == [(1, 1, 0), (1, 0, 1), (0, 1, 1)]


@pytest.mark.parametrize("count", [2, 5])
def test_a_title_is_no_wider_than_its_panel(count, rates):
    names = [f"第{k}句很长很长的提法一直写到没有地方可写为止还要再写下去才算完" for k in range(count)]
    frame = rates({name: [1, 2, 3] for name in names})
    for axes in (plot_timeline(frame, panels=True, width="page"), plot_expansion(frame, names[0], names[1:])):
        axes[0].figure.draw_without_rendering()
        places = [ax.get_window_extent() for ax in axes]
        for ax, own in zip(axes, places, strict=True):
            title = ax._left_title
            assert title.get_text().replace("\n", "") in names
            box, beside = title.get_window_extent(), [p.x0 for p in places if p.x0 > own.x1 and abs(p.y0 - own.y0) < 2]
            assert box.x1 < min([*beside, ax.figure.bbox.x1])
            # another character in each line would not fit: the width was measured, not guessed
            longest = max(map(len, title.get_text().split("\n")))
            lines = -(-len(title.get_text().replace("\n", "")) // longest)
            assert lines == 1 + title.get_text().count("\n")
