"""Networks: size, weight, community, doubt, names and places."""

import networkx as nx
import numpy as np
import polars as pl
import pytest
from matplotlib.text import Text

from analysis import (
    StudyError,
    cooccurrence,
    network_series,
    plot_ego,
    plot_network,
    plot_network_series,
    plot_threshold_panel,
    threshold_panel,
)
from analysis.figures.network_drawing import overlap
from analysis.figures.network_tables import even_out


def test_a_network_shows_size_weight_community_and_doubt(network):
    ax = plot_network(network())
    (edges,) = [c for c in ax.collections if c.get_label() == "_edges"]
    widths = dict(
        zip([("中国梦", "乡村振兴"), ("乡村振兴", "共同富裕"), ("六保", "六稳")], edges.get_linewidths(), strict=True)
    )
    assert widths["中国梦", "乡村振兴"] < widths["乡村振兴", "共同富裕"] < widths["六保", "六稳"]
    groups = {c.get_label(): c for c in ax.collections if c.get_label().startswith("_community")}
    assert set(groups) == {"_community 0", "_community 1"}
    assert not np.array_equal(groups["_community 0"].get_edgecolor()[0], groups["_community 1"].get_edgecolor()[0])
    # nodes of a group are drawn in order of their terms: 中国梦, 乡村振兴, 共同富裕; the unsure one is white
    faces = groups["_community 1"].get_facecolor()
    assert [tuple(face[:3]) == (1, 1, 1) for face in faces] == [True, False, False]
    assert list(np.argsort(groups["_community 1"].get_sizes())) == [2, 1, 0]
    assert "5 terms, 3 edges" in ax.get_xlabel() and "Hollow" in ax.get_xlabel()


def test_names_in_a_network_never_collide_and_the_rest_is_counted():
    crowd = nx.Graph()
    for k in range(60):
        crowd.add_node(f"提法{k:02}", contexts=60 - k, community=0, stability=1.0, x=(k % 8) / 8, y=(k // 8) / 8)
    crowd.add_edge("提法00", "提法01", weight=1)
    ax = plot_network(crowd, width="column", top=60, height=50, highlight="提法59")
    ax.figure.draw_without_rendering()
    boxes = [Text.get_window_extent(text).extents for text in ax.texts]
    assert 5 < len(boxes) < 60 and not any(overlap(a, b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])
    shown = [text.get_text() for text in ax.texts]
    assert shown[:2] == ["提法59", "提法00"]  # the highlighted one, then the most frequent
    assert f"{60 - len(boxes)} of 60 terms not named" in ax.get_xlabel()
    assert [
        text.get_text() for text in plot_network(crowd, width="column", top=60, height=50, highlight="提法59").texts
    ] == shown


def test_an_empty_network_says_so(words):
    assert "no edge" in words(plot_network(nx.Graph()).figure)[0]


def test_even_out_keeps_who_is_left_and_above():
    places = pl.DataFrame({"x": [0.0, 0.01, 0.02, 1.0], "y": [3.0, 2.0, 2.0, 9.0]})
    new = even_out(places)
    assert new["x"].is_sorted() and new["y"].rank().equals(places["y"].rank())
    assert new["x"][1] > 0.1 and new["x"].max() == pytest.approx(1)


PAIRS = [("六稳", "六保"), ("共同富裕", "乡村振兴"), ("中国梦", "乡村振兴")]


def test_a_series_of_networks_keeps_every_term_in_its_place(together):
    years = network_series(together({2020: PAIRS[:1], 2021: PAIRS, 2022: []}), delta=None)
    axes = plot_network_series(years)
    assert [ax.get_title(loc="left") for ax in axes] == ["2020", "2021", "2022"]
    spots = [
        [tuple(spot) for c in ax.collections if c.get_label() != "_edges" for spot in c.get_offsets()] for ax in axes
    ]
    assert len(spots[0]) == 2 and set(spots[0]) < set(spots[1]) and len(spots[1]) == 5 and not spots[2]
    assert "no edge" in [text.get_text() for text in axes[2].texts]
    with pytest.raises(StudyError, match="start="):
        plot_network(years)
    ax = plot_network(years, start="2021")
    assert "5 terms, 3 edges" in ax.get_xlabel()


def test_an_ego_stands_the_stronger_the_nearer(network):
    ax = plot_ego(network(), "乡村振兴")
    spots = {text.get_text(): np.hypot(*text.xy) for text in ax.texts}
    assert spots["乡村振兴"] == 0 and spots["共同富裕"] < spots["中国梦"] and "六稳" not in spots
    with pytest.raises(StudyError, match="Did you mean: 乡村振兴"):
        plot_ego(network(), "乡村振与")


def test_thresholds_are_compared_on_one_layout(together, words):
    loose, strict = (cooccurrence(together({2020: pairs})).test() for pairs in (PAIRS, PAIRS[:2]))
    axes = plot_threshold_panel({"loose": loose, "strict": strict})
    assert axes[0].get_title(loc="left") == "loose\n5 terms, 3 edges"
    assert axes[1].get_title(loc="left") == "strict\n4 terms, 2 edges"
    spots = [{tuple(s) for c in ax.collections if c.get_label() != "_edges" for s in c.get_offsets()} for ax in axes]
    assert spots[1] < spots[0]
    assert any("2 of 3 edges in both (67%)" in text for text in words(axes[0].figure))
    with pytest.raises(StudyError, match="at least two"):
        plot_threshold_panel({"one": loose})


def test_the_panel_of_thresholds_is_drawn_as_it_is(together):
    panel = threshold_panel(cooccurrence(together({2020: PAIRS})).test(), deltas=[0.5, 1.28])
    titles = [ax.get_title(loc="left") for ax in plot_threshold_panel(panel)]
    counts = panel.frame.select("nodes", "edges").rows()
    names = ["δ = 0.5", "δ = 1.28"]
    assert titles == [f"{d}\n{n} terms, {e} edges" for d, (n, e) in zip(names, counts, strict=True)]


def test_a_layout_must_have_a_place_for_each_term(network):
    places = pl.DataFrame({"term": ["六稳"], "x": [0.0], "y": [0.0]})
    with pytest.raises(StudyError, match="no place for"):
        plot_network(network(), layout=places)
