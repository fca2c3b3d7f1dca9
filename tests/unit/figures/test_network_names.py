"""Names in pictures of networks, measured: over no other name, over no node, within the frame, in the figures' face."""

from itertools import product

import matplotlib.pyplot as plt
import networkx as nx
import pytest

from analysis import StudyError, plot_ego, plot_network, plot_network_series
from analysis.networks.networks_over_time import network_series
from tests.support.text_boxes import faults, nodes_of, words_of

LONG = "把学习贯彻新时代中国特色社会主义思想同解决群众急难愁盼问题结合起来的若干重要举措"
GLOSS = "the measure by which study is tied to what the people find urgent, difficult and worrying"


def graph(names) -> nx.Graph:
    """A ring with chords and a pair apart, in three communities, in places of a spiral."""
    made, count = nx.Graph(), len(names)
    for k, name in enumerate(names):
        made.add_node(
            name, kind="word" if k % 7 == 3 else "slogan", contexts=5 + (count - k) ** 2, community=k % 3,
            stability=0.5 if k % 11 == 5 else 1.0, x=round((k * 0.618) % 1, 4), y=round((k / count) ** 2, 4),
        )  # fmt: skip
    made.add_edge(names[-1], names[-2], weight=9.0)
    for k in range(count - 2):
        made.add_edge(names[k], names[(k + 1) % (count - 2)], weight=4.0 + k % 5)
        made.add_edge(names[k], names[0], weight=3.0 + k % 4) if 0 < k < 20 else None
    return made


NAMES = {
    "few": [f"提法{k}" for k in range(5)],
    "many": [f"第{k:02}号提法" + "、又一句" * (k % 3) for k in range(60)],
    "long": [LONG[k:] + LONG[:k] for k in range(7)],
}
GLOSSES = {
    name: f"{k} {GLOSS}" if name in NAMES["long"] else f"term number {k}"
    for names in NAMES.values()
    for k, name in enumerate(names)
}
LABELS, PLACES, STYLES = ("zh", "en", "both"), ("column", "page", "own"), ("print", "slide")


def place(where, style):
    """Where to draw: a width, or an Axes of a figure that the test has made, in matplotlib's own style."""
    if where != "own":
        return {"width": where}
    scale = 1.5 if style == "slide" else 1.0
    return {"ax": plt.subplots(figsize=(7 * scale, 6.5 * scale))[1]}


def cases(many, style):
    """Labels and places; a slide is laid out as print is, so sixty terms are drawn there in one language only."""
    return product(LABELS[:1] if (many, style) == ("many", "slide") else LABELS, PLACES)


@pytest.mark.parametrize(("many", "style"), list(product(NAMES, STYLES)))
def test_no_name_of_a_network_lies_over_anything(many, style):
    made = graph(NAMES[many])
    for labels, where in cases(many, style):
        ax = plot_network(made, labels=labels, glosses=GLOSSES, style=style, lang="zh", **place(where, style))
        assert not faults(ax), (labels, where)
        shown = [text for text, _ in words_of(ax) if text.get_gid() is None]
        numbers = [text.get_text() for text, _ in words_of(ax) if text.get_gid() == "number"]
        key = [text.get_text() for text, _ in words_of(ax) if text.get_gid() == "key"]
        assert len(shown) + len(numbers) == len(made) == len(nodes_of(ax)), (labels, where)  # no term is nameless
        assert sorted(map(int, numbers)) == list(range(1, len(numbers) + 1)) and set(numbers) <= set(key)
        plt.close("all")


@pytest.mark.parametrize(("many", "style"), list(product(NAMES, STYLES)))
def test_no_name_of_an_ego_network_lies_over_anything(many, style):
    made = graph(NAMES[many])
    for labels, where in cases(many, style):
        ax = plot_ego(made, NAMES[many][0], labels=labels, glosses=GLOSSES, style=style, **place(where, style))
        assert not faults(ax), (labels, where)
        plt.close("all")


@pytest.mark.parametrize("labels", LABELS)
def test_no_name_of_several_egos_lies_over_anything(labels):
    one, other = graph(NAMES["many"]), graph(NAMES["many"])
    other.remove_edges_from([(NAMES["many"][k], NAMES["many"][0]) for k in (2, 4, 6)])
    for width in ("column", "page"):
        axes = plot_ego({"2018": one, "2021": other}, NAMES["many"][0], labels=labels, glosses=GLOSSES, width=width)
        assert not faults(axes), width
        plt.close("all")


@pytest.mark.parametrize("labels", LABELS)
def test_no_name_of_a_series_lies_over_anything(labels, together):
    pairs = [(f"第{k}号提法", f"第{k + 1}号提法") for k in range(9)]
    years = network_series(together({2020: pairs[:4], 2021: pairs, 2022: pairs[2:7]}), delta=None)
    glosses = {f"第{k}号提法": f"formulation number {k}" for k in range(10)}
    for width in ("column", "page"):
        axes = plot_network_series(years, labels=labels, width=width, glosses=glosses)
        assert not faults(axes), width
        pale = [next(c for c in ax.collections if c.get_label() == "_absent") for ax in axes]
        drawn = [len(nodes_of(ax)) + len(dots.get_offsets()) for ax, dots in zip(axes, pale, strict=True)]
        assert drawn == [10, 10, 10]  # in every panel each term is a node or a pale dot
        plt.close("all")


def test_more_terms_than_can_be_told_apart_are_refused_with_advice():
    crowd = graph([f"提法{k}" for k in range(128)])
    with pytest.raises(StudyError, match=r"128 terms cannot be told apart .*\n.*plot_ego.*top=.*page.*backbone"):
        plot_network(crowd, width="column")
    with pytest.raises(StudyError, match="cannot be told apart"):
        plot_network(crowd, height=40)
    with pytest.raises(StudyError, match="cannot be told apart"):
        plot_network(graph(NAMES["many"]), ax=plt.subplots(figsize=(2, 0.9))[1])
    with pytest.raises(StudyError, match="at least two terms"):
        plot_network(crowd, top=1)
    few = plot_network(crowd, width="column", top=40, lang="en")
    assert not faults(few) and "less frequent terms not drawn" in few.get_xlabel()


def test_a_key_has_examples_from_the_data_and_the_communities():
    ax = plot_network(graph(NAMES["few"]))
    key = [text.get_text() for text, _ in words_of(ax) if text.get_gid() == "key"]
    assert key[:4] == ["contexts with the term:", "6", "8", "30"] and "weight:" in key and "community unsure" not in key
    assert "提法2" in key and "提法0 +1" in key and "提法1 +1" in key
    circles = [c for c in ax.collections if c.get_label() == "_key"]
    ours = {size: c.get_sizes()[0] for size, c in zip((6, 8, 30), circles, strict=False)}
    drawn = {a for c in ax.collections if c.get_label().startswith("_community") for a in c.get_sizes()}
    assert {ours[6], ours[30]} <= drawn  # an example is as large as the node of that size
    one = nx.Graph([("六稳", "六保")])
    assert "community:" not in [text.get_text() for text, _ in words_of(plot_network(one))]


def test_the_words_of_a_figure_are_of_one_language():
    ax = plot_network(graph(NAMES["few"]), lang="zh")
    latin = [text.get_text() for text, _ in words_of(ax)] + [ax.get_xlabel()]
    assert not any(char.isascii() and char.isalpha() for words in latin for char in words)
