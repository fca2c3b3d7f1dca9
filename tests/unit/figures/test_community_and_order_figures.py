"""Bands of communities, and the order of a list: what is drawn is what the tables say."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from matplotlib.text import Text

from analysis import StudyError, alt_text, caption, community_flows, network_series, plot_communities, plot_order
from analysis.collocates.list_order import ListOrder
from tests.support.text_boxes import overlap

PAIRS = [("六稳", "六保"), ("共同富裕", "乡村振兴"), ("中国梦", "乡村振兴")]


@pytest.fixture
def years(together):
    return network_series(together({2020: PAIRS[:1], 2021: PAIRS, 2022: PAIRS[1:]}), delta=None)


def test_a_bar_is_as_thick_as_its_community_is_large(years):
    ax = plot_communities(years)
    bars = {
        (round(b.get_x() + b.get_width() / 2), round(b.get_y() + b.get_height() / 2, 3)): b.get_height()
        for b in ax.patches
        if hasattr(b, "get_height")
    }
    frame = community_flows(years).frame
    assert len(bars) == frame.height == 4
    rows = dict(enumerate(sorted({y for _, y in bars})))
    assert bars[1, rows[0]] / bars[1, rows[1]] == pytest.approx(2 / 3)  # two terms, and three
    stays = [p for p in ax.patches if p.get_label() == "_stay"]
    assert len(stays) == community_flows(years).flows.height == 2
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2020", "2021", "2022"]
    assert "2 communities in 3 periods" in ax.get_xlabel().replace("\n", " ") and "Thickness: terms" in caption(ax)


@pytest.mark.parametrize("labels", ["zh", "en", "both"])
@pytest.mark.parametrize("width", ["column", "page"])
def test_names_of_communities_do_not_meet(years, labels, width):
    long = {term: f"a rather long gloss of the term {term} that takes lines" for pair in PAIRS for term in pair}
    ax = plot_communities(years, labels=labels, width=width, glosses=long, by="contexts", lang="zh")
    ax.figure.draw_without_rendering()
    boxes = [Text.get_window_extent(text).extents for text in ax.get_yticklabels()]
    assert len(boxes) == 2 and not overlap(*boxes) and min(box[0] for box in boxes) >= -1
    assert ax.get_position().width > 0.4


def test_smaller_communities_are_counted(years):
    assert "Smaller communities not drawn: 1" in plot_communities(years, top=1).get_xlabel().replace("\n", " ")
    assert plot_communities(community_flows(years)).get_yticklabels()
    with pytest.raises(StudyError, match="by='nodes'"):
        plot_communities(years, by="nodes")
    with pytest.raises(StudyError, match="has no community"):
        plot_communities(community_flows(years).__class__(*[community_flows(years).frame.clear()] * 3))


def order(rows) -> ListOrder:
    """An order of 六稳 and 六保 as (year, sentences, before, low, high)."""
    made = [(date(y, 1, 1), "六稳", "六保", n, n, k, k / n if n else None, low, high) for y, n, k, low, high in rows]
    names = ["start", "first", "second", "sentences", "documents", "before", "share", "low", "high"]
    return ListOrder(pl.DataFrame(made, schema=names, orient="row"), {"every": "1y", "level": 0.9})


def test_shares_have_their_intervals_and_gaps_stay_gaps():
    ax = plot_order(
        order([(2019, 0, 0, None, None), (2020, 4, 1, 0.1, 0.6), (2021, 0, 0, None, None), (2022, 10, 9, 0.7, 0.95)])
    )
    (line,) = [line for line in ax.lines if line.get_label() == "六稳 > 六保"]
    assert np.allclose(line.get_ydata(), [25, np.nan, 90], equal_nan=True)  # begins with the first that has any
    (bars,) = ax.collections
    assert [[round(y, 6) for _, y in bar] for bar in bars.get_segments()] == [[10, 60], [70, 95]]
    assert "14 sentences" in ax.get_xlabel() and "90% interval" in ax.get_xlabel().replace("\n", " ")
    told = alt_text(ax)
    assert "a line a pair" in told and "At the end: " in told and told.count("%") >= 1
    said = plot_order(order([(2020, 4, 1, 0.1, 0.6)]), lang="zh").get_ylabel()
    assert said == "前者居前的句子占比（%）"


@pytest.mark.parametrize("labels", ["zh", "both"])
@pytest.mark.parametrize("width", ["column", "page"])
def test_names_of_pairs_do_not_meet(labels, width):
    whole = order([(2020, 4, 3, 0.1, 0.6), (2021, 5, 4, 0.5, 0.9)])
    pairs = [whole.frame.with_columns(first=pl.lit(f"词{k}"), second=pl.lit(f"语{k}")) for k in range(6)]
    glosses = {f"{c}{k}": f"a gloss of {k}" for c in "词语" for k in range(6)}
    ax = plot_order(ListOrder(pl.concat(pairs), whole.parameters), labels=labels, width=width, glosses=glosses)
    ax.figure.draw_without_rendering()
    boxes = [Text.get_window_extent(text).extents for text in ax.texts]
    assert len(boxes) == 6 and not any(overlap(a, b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])
    assert max(box[2] for box in boxes) <= ax.figure.bbox.x1 + 1


def test_an_order_that_cannot_be_drawn():
    with pytest.raises(StudyError, match="no sentence names two"):
        plot_order(order([(2020, 0, 0, None, None)]))
    many = [order([(2020, 4, 1, 0.1, 0.6)]).frame.with_columns(second=pl.lit(f"词{k}")) for k in range(7)]
    with pytest.raises(StudyError, match="7 pairs"):
        plot_order(pl.concat(many))
