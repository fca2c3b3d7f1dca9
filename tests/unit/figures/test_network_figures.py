"""Networks: size, weight, community, doubt, names and places."""

from dataclasses import replace

import networkx as nx
import numpy as np
import polars as pl
import pytest

from analysis import (
    StudyError,
    cooccurrence,
    edge_changes,
    network_series,
    plot_ego,
    plot_network,
    plot_network_series,
    plot_threshold_panel,
    threshold_panel,
)
from analysis.figures.ego_panels import statuses
from analysis.figures.network_tables import beside, even_out
from tests.support.toy import toy


def test_a_network_shows_size_weight_community_and_doubt(network):
    ax = plot_network(network())
    (edges,) = [c for c in ax.collections if c.get_label() == "_edges"]
    pairs = [("中国梦", "乡村振兴"), ("乡村振兴", "共同富裕"), ("六保", "六稳")]
    widths = dict(zip(pairs, edges.get_linewidths(), strict=True))
    assert widths["中国梦", "乡村振兴"] < widths["乡村振兴", "共同富裕"] < widths["六保", "六稳"]
    groups = {c.get_label(): c for c in ax.collections if c.get_label().startswith("_community")}
    assert set(groups) == {"_community 0", "_community 1"}
    assert not np.array_equal(groups["_community 0"].get_edgecolor()[0], groups["_community 1"].get_edgecolor()[0])
    # nodes of a group are drawn in order of their terms: 中国梦, 乡村振兴, 共同富裕; the unsure one is white
    faces = groups["_community 1"].get_facecolor()
    assert [tuple(face[:3]) == (1, 1, 1) for face in faces] == [True, False, False]
    assert list(np.argsort(groups["_community 1"].get_sizes())) == [2, 1, 0]
    assert "5 terms, 3 edges" in ax.get_xlabel()
    assert "community unsure" in [text.get_text() for text in ax.texts]


def shown(ax):
    """The names in the picture; those of the key and numbers left out."""
    return [text.get_text() for text in ax.texts if text.get_gid() is None]


def test_names_stand_by_rank_and_the_rest_is_numbered():
    crowd = nx.Graph()
    for k in range(60):
        crowd.add_node(f"提法{k:02}", contexts=60 - k, community=0, stability=1.0, x=(k % 8) / 8, y=(k // 8) / 8)
        crowd.add_edge("提法00", f"提法{k:02}", weight=1) if k else None
    ax = plot_network(crowd, width="column", highlight="提法59")
    names = shown(ax)
    assert names[:2] == ["提法59", "提法00"]  # the highlighted one, then the most frequent
    numbers = [text.get_text() for text in ax.texts if text.get_gid() == "number"]
    assert numbers == [str(k + 1) for k in range(60 - len(names))] and len(names) > 20
    key = [text.get_text() for text in ax.texts if text.get_gid() == "key"]
    hidden = sorted(set(crowd) - set(names))
    assert key[len(key) - 2 * len(hidden) :] == [word for k, name in enumerate(hidden, 1) for word in (str(k), name)]
    assert shown(plot_network(crowd, width="column", highlight="提法59")) == names
    few = plot_network(crowd, top=10)
    assert len(shown(few)) == 10 and "50 less frequent terms not drawn" in few.get_xlabel()


def test_an_untested_network_says_so(together):
    pairs = cooccurrence(together({2020: PAIRS}), start="2020", end="2021")
    said = plot_network(pairs).get_xlabel().replace("\n", " ")
    assert (
        "Not tested" in said
        and "No backbone" in said
        and "in one sentence, 2020;" in said
        and "at least 5 contexts" in said
    )
    said = plot_network(pairs.test(0.01).backbone(1.28)).get_xlabel().replace("\n", " ")
    assert "q ≤ 0.01, 10 pairs" in said and "noise-corrected, δ = 1.28" in said and "Not tested" not in said
    said = plot_network(pairs.test().backbone(method="disparity"), lang="zh").get_xlabel()
    assert "差异过滤法，α=0.05" in "".join(said.split())


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
        [tuple(spot) for c in ax.collections if c.get_label().startswith("_community") for spot in c.get_offsets()]
        for ax in axes
    ]
    assert len(spots[0]) == 2 and set(spots[0]) < set(spots[1]) and len(spots[1]) == 5 and not spots[2]
    assert "no edge" in [text.get_text() for text in axes[2].texts]
    with pytest.raises(StudyError, match="start="):
        plot_network(years)
    ax = plot_network(years, start="2021")
    assert "5 terms, 3 edges" in ax.get_xlabel()


def test_an_ego_stands_the_stronger_the_nearer(network):
    ax = plot_ego(network(), "乡村振兴")
    spots = {text.get_text(): np.array(text.xy) for text in ax.texts if text.get_gid() is None}
    far = {name: np.hypot(*(spot - spots["乡村振兴"])) for name, spot in spots.items()}
    assert far["共同富裕"] < far["中国梦"] and "六稳" not in spots
    (middle,) = [c for c in ax.collections if c.get_label() == "_ego"]
    assert np.allclose(middle.get_offsets()[0], spots["乡村振兴"])
    with pytest.raises(StudyError, match="Did you mean: 乡村振兴"):
        plot_ego(network(), "乡村振与")


def test_kinds_of_terms_have_markers_of_their_own(network):
    graph = network()
    for name, kind in {
        "六稳": "slogan",
        "六保": "slogan",
        "共同富裕": "word",
        "乡村振兴": "slogan",
        "中国梦": "slogan",
    }.items():
        graph.nodes[name]["kind"] = kind
    ax = plot_ego(graph, "乡村振兴")
    key = [text.get_text() for text in ax.texts if text.get_gid() == "key"]
    assert {"kind:", "slogan", "word"} <= set(key)
    corners = {len(c.get_paths()[0].vertices) for c in ax.collections if c.get_label() == "_neighbour"}
    assert len(corners) == 2  # a circle and a square
    assert "kind:" not in [text.get_text() for text in plot_ego(network(), "乡村振兴").texts]


def test_neighbours_in_two_networks_keep_their_places_and_say_what_changed(network):
    before, after = network(), network()
    after.remove_edge("中国梦", "乡村振兴")
    after.add_edge("六稳", "乡村振兴", weight=6.0)
    axes = plot_ego({"2018": before, "2021": after}, "乡村振兴")
    spots = [{text.get_text(): text.xy for text in ax.texts} for ax in axes]
    assert spots[0]["共同富裕"] == spots[1]["共同富裕"] and spots[0]["中国梦"] == spots[1]["中国梦"]
    labels = [{c.get_label() for c in ax.collections} for ax in axes]
    assert {"_new", "_gone"} <= labels[1] and not {"_new", "_gone"} & labels[0]
    assert "六稳" in spots[1] and "六稳" not in spots[0]
    key = [text.get_text() for text in axes[0].figure.legends[0].get_texts()]
    assert key[-3:] == ["against the panel before:", "new", "gone"]
    with pytest.raises(StudyError, match="leave out ax="):
        plot_ego({"2018": before, "2021": after}, "乡村振兴", ax=axes[0])
    with pytest.raises(StudyError, match="empty mapping"):
        plot_ego({}, "乡村振兴")
    with pytest.raises(StudyError, match="7 networks"):
        plot_ego({str(k): before for k in range(7)}, "乡村振兴")


def test_a_neighbour_that_came_within_chance_is_marked_as_that():
    def year(pairs):
        terms = ("六稳", "六保", "改革")
        return toy([(f"2020-{month:02}-{day:02}", [[*map(list, pairs[day % len(pairs)]), ["六保"], ["六稳"], ["改革"]]])
                    for month in range(1, 13) for day in range(1, 13)], kinds=dict.fromkeys(terms, "slogan"))  # fmt: skip

    often, rare = [[("六稳", "六保")]], [[("六稳", "改革")], [("六稳", "六保")], [("六稳", "六保")]]
    nets = [cooccurrence(year(pairs), min_contexts=c).test(0.9) for pairs, c in ((often, 5), (rare, 5))]
    spokes = {name: pl.DataFrame({"term": terms}) for name, terms in (("a", ["六保"]), ("b", ["六保", "改革"]))}
    found = statuses(dict(zip("ab", nets, strict=True)), spokes, "六稳")
    assert found["a"] == {} and found["b"]["六保"] == "kept"
    verdict = edge_changes(*nets).filter(a="六稳", b="改革")["verdict"].to_list()
    assert found["b"]["改革"] == ("new" if verdict and verdict[0] in ("gained", "new term") else "new?")


def test_periods_of_a_series_stand_side_by_side(together):
    years = network_series(together({2020: PAIRS[:2], 2021: PAIRS, 2022: PAIRS}), delta=None)
    axes = plot_ego(years, "乡村振兴", start=["2020", "2021"])
    assert [ax.get_title(loc="left") for ax in axes] == ["2020", "2021"]
    assert any(str(c.get_label()).startswith("_new") for c in axes[1].collections)
    assert "at least 5 contexts" in axes[0].figure.get_supxlabel().replace("\n", " ")
    with pytest.raises(StudyError, match="at least two"):
        plot_ego(years, "乡村振兴", start=["2020"])
    assert plot_ego(years, "乡村振兴", start="2021").get_xlabel().startswith("Neighbours of 乡村振兴: all 2")
    with pytest.raises(StudyError, match="start="):
        plot_ego(years, "乡村振兴")


def test_a_long_series_is_drawn_page_by_page(together):
    years = network_series(together({2020: PAIRS, 2021: PAIRS}), delta=None, every="1mo", min_months=1)
    first, second = plot_network_series(years), plot_network_series(years, page=2)
    assert len(first) == len(second) == 12 and second[0].get_title(loc="left") == "2021-01"
    assert "page 2 of 2" in second[0].figure.get_supxlabel().replace("\n", " ")
    few = plot_network_series(years, periods=["2020-03-01", "2021-05-01"])
    assert [ax.get_title(loc="left") for ax in few] == ["2020-03", "2021-05"]
    with pytest.raises(StudyError, match="2 page"):
        plot_network_series(years, page=3)


def test_thresholds_are_compared_on_one_layout(together, words):
    loose, strict = (cooccurrence(together({2020: pairs})).test() for pairs in (PAIRS, PAIRS[:2]))
    axes = plot_threshold_panel({"loose": loose, "strict": strict})
    assert axes[0].get_title(loc="left") == "loose\n5 terms, 3 edges"
    assert axes[1].get_title(loc="left") == "strict\n4 terms, 2 edges"
    spots = [
        {tuple(s) for c in ax.collections if c.get_label().startswith("_community") for s in c.get_offsets()}
        for ax in axes
    ]
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


def test_a_period_without_a_sure_neighbour_says_what_stands_beside_the_term(together):
    pairs = [("六稳", "六保"), ("共同富裕", "乡村振兴"), ("中国梦", "乡村振兴")]
    years = network_series(together({2020: pairs, 2021: pairs}), delta=None)
    first = years.at("2020")
    assert beside(first, "六稳") == [("六保", 36)] and beside(first, "六稳", 0) == []
    none = replace(first, chosen=first.counts, parameters={**first.parameters, "q": 0.0})
    assert none.edges().is_empty()
    axes = plot_ego({"2020": none, "2021": years.at("2021")}, "六稳")
    said = axes[0].figure._supxlabel.get_text().replace("\n", " ")
    assert (
        axes[0].get_title(loc="left") == "2020: no neighbour is sure"
        and "most often beside it: 六保 (36 documents)" in said
    )
    with pytest.raises(
        StudyError, match=r"(?s)no pair with '六稳' passes .* 六保 \(36 documents\).*context='paragraph'"
    ):
        plot_ego(none, "六稳")
