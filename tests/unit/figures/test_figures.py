"""What a figure shows: the artists, never the pixels."""

import os
import subprocess
import sys
from datetime import date

import matplotlib
import networkx as nx
import numpy as np
import polars as pl
import pytest

matplotlib.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from analysis.core.errors import StudyError
from analysis.figures.change_figure import plot_changes
from analysis.figures.coverage_figure import plot_coverage
from analysis.figures.drawn_graph import even_out
from analysis.figures.drift_figures import plot_drift, plot_movers
from analysis.figures.ego_figure import plot_ego
from analysis.figures.expansion_figure import plot_expansion
from analysis.figures.first_use_figure import plot_first_uses
from analysis.figures.fonts import FAMILY, check_characters
from analysis.figures.heat_figure import plot_heat
from analysis.figures.labels import broken, spread
from analysis.figures.network_figure import plot_network
from analysis.figures.node_labels import meet
from analysis.figures.quoted_share_figure import plot_quoted_share
from analysis.figures.save import save_figure
from analysis.figures.series_figure import plot_network_series
from analysis.figures.specification_figure import plot_specification_curve
from analysis.figures.style import PALETTE, ink, look, luminance
from analysis.figures.threshold_figure import plot_threshold_panel
from analysis.figures.timeline_figure import plot_timeline
from tests.support.places import ROOT

GLOSSES = {"六稳": "six stabilities", "六保": "six guarantees", "四下基层": "four downs to the grassroots"}


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def rates(series: dict[str, list], *, first=2013, every="1y", documents=1000) -> pl.DataFrame:
    """A timeline's frame: hits in each slice (None: no documents), per 1,000, with made-up intervals."""
    starts = pl.date_range(date(first, 1, 1), date(first + 40, 1, 1), interval=every, eager=True)
    rows = []
    for term, hits in series.items():
        for start, h in zip(starts, hits, strict=False):
            n = 0 if h is None else documents[start.year - first] if isinstance(documents, list) else documents
            rate = None if h is None else 1000 * h / n
            low, high = (None, None) if h is None else (0.5 * rate, 3000 / n if h == 0 else 2 * rate)
            rows.append((term, start, n, h or 0, rate, low, high))
    return pl.DataFrame(
        rows,
        orient="row",
        schema={
            "term": pl.String,
            "start": pl.Date,
            "documents": pl.Int64,
            "hits": pl.Int64,
            "rate": pl.Float64,
            "low": pl.Float64,
            "high": pl.Float64,
        },
    )


def lines(ax, label):
    return [line for line in ax.lines if line.get_label() == label]


def words(figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


def test_a_timeline_draws_the_rates_in_the_middle_of_their_years():
    ax = plot_timeline(rates({"六稳": [1, 2, 4]}))
    (line,) = lines(ax, "六稳")
    assert list(line.get_ydata()) == [1, 2, 4]
    days = list(matplotlib.dates.num2date(line.get_xdata(orig=False)))
    assert [day.year for day in days] == [2013, 2014, 2015] and {day.month for day in days} == {7}
    band = next(c for c in ax.collections if c.get_label() == "_band").get_paths()[0].vertices
    assert {0.5, 2.0, 8.0} <= set(band[:, 1])
    assert [t.get_text() for t in ax.get_xticklabels()] == ["2013", "2014", "2015"]
    assert ax.get_ylabel() == "documents per 1,000" and ax.get_ylim()[0] == 0


def test_nothing_found_is_hollow_with_a_bar_to_its_bound():
    ax = plot_timeline(rates({"六稳": [0, 2, 0]}))
    (zero,), (bound,) = lines(ax, "_zero"), lines(ax, "_bound")
    assert list(zero.get_ydata()) == [0, 0] and zero.get_markerfacecolor() == "white"
    assert list(bound.get_ydata()) == [3, 3]
    assert list(lines(ax, "_found")[0].get_ydata()) == [2]
    assert "Hollow" in ax.get_xlabel()


def test_a_slice_without_documents_breaks_the_line_and_is_shaded():
    ax = plot_timeline(rates({"六稳": [1, None, 4, 5]}))
    drawn = [list(line.get_ydata()) for line in ax.lines if line.get_label() in ("六稳", "_line")]
    assert drawn == [[1], [4, 5]]
    (shade,) = [p for p in ax.patches if p.get_label() == "_gap"]
    left = matplotlib.dates.num2date(shade.get_x())
    assert (left.year, left.month) == (2014, 1) and shade.get_width() == 365
    assert "Shaded" in ax.get_xlabel() and "Hollow" not in ax.get_xlabel()


def test_a_slice_of_few_documents_is_marked_and_does_not_set_the_scale():
    ax = plot_timeline(rates({"六稳": [1, 0, 4]}, documents=[1000, 10, 1000]))
    assert words(ax.figure).count("†") == 1 and "†" in ax.get_xlabel()
    assert ax.get_ylim()[1] < 20  # the bound of the thin year is 300
    thin = [t for t in ax.texts if t.get_text() == "†"][0]
    assert matplotlib.dates.num2date(ax.convert_xunits(thin.xy[0])).year == 2014


def test_each_line_differs_in_colour_stroke_and_marker():
    terms = ["六稳", "六保", "四下基层", "中国梦", "共同富裕", "乡村振兴", "枫桥经验"]
    ax = plot_timeline(rates({term: [k + 1, k + 2] for k, term in enumerate(terms)}))
    drawn = [lines(ax, term)[0] for term in terms]
    assert len({line.get_color() for line in drawn}) == 7
    assert len({look(k).marker for k in range(7)}) == 7
    assert len({(line.get_color(), str(line._dash_pattern)) for line in drawn}) == 7


@pytest.mark.parametrize(
    ("labels", "seen"), [("zh", "六稳"), ("en", "six stabilities"), ("both", "六稳\nsix stabilities")]
)
def test_lines_are_named_at_their_ends(labels, seen):
    ax = plot_timeline(rates({"六稳": [1, 5], "六保": [2, 5.1]}), labels=labels, glosses=GLOSSES)
    assert seen in [text.get_text() for text in ax.texts]


def test_names_of_lines_that_end_together_do_not_overlap():
    series = {term: [1, 5 + k / 50] for k, term in enumerate(["六稳", "六保", "四下基层", "中国梦"])}
    ax = plot_timeline(rates(series), labels="both", glosses=GLOSSES)
    ax.figure.draw_without_rendering()
    boxes = [Text.get_window_extent(t) for t in ax.texts if t.get_text().split("\n")[0] in series]
    assert len(boxes) == 4
    for k, one in enumerate(boxes):
        assert not any(meet(one.extents, other.extents) for other in boxes[k + 1 :])
    figure = ax.figure.bbox
    assert all(box.x1 <= figure.x1 and box.y0 >= figure.y0 and box.y1 <= figure.y1 for box in boxes)


def test_spread_moves_as_little_as_possible():
    assert spread([5, 1], [1, 1], 0, 10) == [5, 1]
    assert spread([3, 3], [2, 2], 0, 10) == [2, 4]
    assert spread([0, 0, 9], [2, 2, 2], 0, 10) == [1, 3, 9]
    rng = np.random.default_rng(1)
    for _ in range(50):
        wanted, sizes = rng.uniform(0, 10, 6), rng.uniform(0.2, 2, 6)
        placed = np.array(spread(wanted, sizes, 0, 14))
        order = np.argsort(placed)
        gaps = np.diff(placed[order]) - (sizes[order][1:] + sizes[order][:-1]) / 2
        assert gaps.min() > -1e-9 and placed[order[0]] >= sizes[order[0]] / 2 - 1e-9


def test_panels_give_each_term_its_axes_and_one_scale_or_many():
    frame = rates({"六稳": [1, 2], "六保": [50, 60], "四下基层": [1, 1]})
    axes = plot_timeline(frame, panels=True, width="page")
    assert [ax.get_title(loc="left") for ax in axes] == ["六稳", "六保", "四下基层"]
    assert len({ax.get_ylim() for ax in axes}) == 1
    axes = plot_timeline(frame, panels=True, share_y=False)
    assert axes[0].get_ylim()[1] < 10 < axes[1].get_ylim()[1]


def test_sources_are_compared_in_one_axes():
    both = {"broadcast": rates({"六稳": [1, 2, 3]}), "press": rates({"六稳": [5, 6]}, first=2014)}
    ax = plot_timeline(both)
    assert ax.get_title(loc="left") == "六稳"
    assert list(lines(ax, "press")[0].get_ydata()) == [5, 6]
    stacked = pl.concat([f.with_columns(series=pl.lit(n)) for n, f in both.items()])
    assert list(lines(plot_timeline(stacked), "press")[0].get_ydata()) == [5, 6]


@pytest.mark.parametrize(
    ("kwargs", "told"),
    [
        ({"terms": ["六穏"]}, "Did you mean: 六稳"),
        ({"labels": "chinese"}, "'zh', 'en' and 'both'"),
        ({"width": "colum"}, "Did you mean: column"),
        ({"panels": True, "ax": object()}, "leave out ax="),
    ],
)
def test_a_mistake_is_told(kwargs, told):
    with pytest.raises(StudyError, match=told):
        plot_timeline(rates({"六稳": [1, 2], "六保": [2, 3]}), **kwargs)


def test_too_many_lines_and_doubled_rows_are_refused():
    with pytest.raises(StudyError, match="panels=True"):
        plot_timeline(rates({f"词{k}": [1, 2] for k in range(8)}))
    with pytest.raises(StudyError, match="two rows"):
        plot_timeline(pl.concat([rates({"六稳": [1]}), rates({"六稳": [2]})]))
    with pytest.raises(StudyError, match="lacks|needs the column 'rate'"):
        plot_timeline(rates({"六稳": [1]}).drop("rate"))


def test_a_callers_axes_is_drawn_into_and_nothing_global_changes():
    before = dict(matplotlib.rcParams)
    figure, (left, right) = plt.subplots(1, 2)
    assert plot_timeline(rates({"六稳": [1, 2]}), ax=right) is right
    assert not left.lines and right.lines
    assert dict(matplotlib.rcParams) == before


def test_every_word_is_set_in_the_chinese_face():
    figure = plot_timeline(rates({"六稳": [1, 0, 3]}), labels="both", glosses=GLOSSES).figure
    figure.draw_without_rendering()
    assert {text.get_fontfamily()[0] for text in figure.findobj(Text) if text.get_text()} == {FAMILY}
    assert {text.get_fontweight() for text in figure.findobj(Text)} == {"normal"}


def test_a_character_that_the_face_lacks_is_refused():
    check_characters(["四下基层 “枫桥经验” −0.5 ≥ † ζ δ → ← –"])
    with pytest.raises(StudyError, match=r"U\+1F600"):
        plot_timeline(rates({"六稳😀": [1, 2]}))


# Machado, Oliveira & Fernandes (2009), severity 1: what is left of a colour in linear light.
BLIND = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lab(rgb):
    """CIE L*a*b* of linear sRGB, white D65."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(rgb, 0, 1)
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def linear(colour):
    return np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)])


@pytest.mark.parametrize("kind", [None, *BLIND])
def test_colours_stay_apart_for_every_eye(kind):
    matrix = np.array(BLIND[kind]) if kind else np.eye(3)
    seen = [lab(matrix @ linear(colour)) for colour in PALETTE]
    apart = [np.linalg.norm(a - b) for k, a in enumerate(seen) for b in seen[k + 1 :]]
    assert min(apart) > 10  # a difference of 2 is just seen side by side
    assert min(np.linalg.norm(seen[k] - seen[k + 1]) for k in range(3)) > 20  # the first ones are used the most


def test_words_can_be_read_and_the_heat_ramp_darkens_steadily():
    from analysis.figures.heat_figure import RAMP

    for colour in PALETTE:
        assert 1.05 / (luminance(to_rgb(ink(colour))) + 0.05) >= 4.5
    greys = [luminance(to_rgb(colour)) for colour in RAMP]
    assert all(a - b > 0.01 for a, b in zip(greys, greys[1:], strict=False))


def network() -> nx.Graph:
    out = nx.Graph()
    spots = {"六稳": (0, 0), "六保": (0.02, 0), "共同富裕": (1, 1), "乡村振兴": (1, 0), "中国梦": (0.5, 0.5)}
    for k, (term, (x, y)) in enumerate(spots.items()):
        out.add_node(
            term, contexts=10 * (k + 1), community=int(k > 1), stability=0.5 if term == "中国梦" else 1.0, x=x, y=y
        )
    out.add_weighted_edges_from([("六稳", "六保", 12.0), ("共同富裕", "乡村振兴", 8.0), ("中国梦", "乡村振兴", 4.0)])
    return out


def test_a_network_shows_size_weight_community_and_doubt():
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
    assert 5 < len(boxes) < 60 and not any(meet(a, b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])
    shown = [text.get_text() for text in ax.texts]
    assert shown[:2] == ["提法59", "提法00"]  # the highlighted one, then the most frequent
    assert f"{60 - len(boxes)} of 60 terms not named" in ax.get_xlabel()
    assert [
        text.get_text() for text in plot_network(crowd, width="column", top=60, height=50, highlight="提法59").texts
    ] == shown


def test_an_empty_network_says_so():
    assert "no edge" in words(plot_network(nx.Graph()).figure)[0]


def test_even_out_keeps_who_is_left_and_above():
    places = pl.DataFrame({"x": [0.0, 0.01, 0.02, 1.0], "y": [3.0, 2.0, 2.0, 9.0]})
    new = even_out(places)
    assert new["x"].is_sorted() and new["y"].rank().equals(places["y"].rank())
    assert new["x"][1] > 0.1 and new["x"].max() == pytest.approx(1)


def test_a_series_of_networks_keeps_every_term_in_its_place():
    class Series:
        starts = (date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1))
        parameters = {"every": "1y"}
        layout = pl.DataFrame(
            [(n, d["x"], d["y"]) for n, d in network().nodes(data=True)],
            orient="row",
            schema={"term": pl.String, "x": pl.Float64, "y": pl.Float64},
        )

        def to_networkx(self, start):
            keep = {2020: ["六稳", "六保"], 2021: list(network()), 2022: []}[start.year]
            return network().subgraph(keep)

        def to_frame(self):
            return pl.DataFrame({"start": [], "a": [], "b": []})

    axes = plot_network_series(Series())
    assert [ax.get_title(loc="left") for ax in axes] == ["2020", "2021", "2022"]
    spots = [
        {c.get_label(): c.get_offsets().tolist() for c in ax.collections if c.get_label() == "_community 0"}
        for ax in axes
    ]
    assert spots[0] == spots[1] != {} and spots[2] == {}
    assert "no edge" in [text.get_text() for text in axes[2].texts]
    with pytest.raises(StudyError, match="start="):
        plot_network(Series())


def test_an_ego_stands_the_stronger_the_nearer():
    ax = plot_ego(network(), "乡村振兴")
    spots = {text.get_text(): np.hypot(*text.xy) for text in ax.texts}
    assert spots["乡村振兴"] == 0 and spots["共同富裕"] < spots["中国梦"] and "六稳" not in spots
    with pytest.raises(StudyError, match="Did you mean: 乡村振兴"):
        plot_ego(network(), "乡村振与")


def test_thresholds_are_compared_on_one_layout():
    loose, strict = network(), network()
    strict.remove_edge("中国梦", "乡村振兴")
    axes = plot_threshold_panel({"δ = 1.28": loose, "δ = 2.32": strict})
    assert axes[0].get_title(loc="left") == "δ = 1.28\n5 terms, 3 edges"
    assert any("2 of 3 edges in both (67%)" in text for text in words(axes[0].figure))
    with pytest.raises(StudyError, match="at least two"):
        plot_threshold_panel({"one": loose})


def test_first_uses_are_dated_and_censoring_is_marked():
    frame = pl.DataFrame(
        {
            "term": ["六稳", "六保", "四下基层", "中国梦"],
            "first": [date(2018, 8, 31), date(2020, 4, 17), date(2012, 7, 12), None],
            "third": [date(2018, 9, 30), None, date(2014, 1, 1), None],
            "corpus_start": [date(2012, 7, 1)] * 4,
            "censored": [False, False, True, None],
            "expansion_first": [None, date(2020, 4, 18), None, None],
        }
    )
    known = pl.DataFrame({"term": ["六稳", "四下基层"], "introduced": ["2018-07", "1988"]})
    ax = plot_first_uses(frame, introduced=known)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["四下基层", "六稳", "六保", "中国梦"]
    seen = words(ax.figure)
    assert {"2018-08-31", "2018-07", "1988", "not found", "first use", "introduced"} <= set(seen)
    hollow = [line for line in ax.lines if line.get_marker() == "o" and line.get_markerfacecolor() == "white"]
    assert len(hollow) == 1 and list(hollow[0].get_ydata()) == [0]
    squares = [line for line in ax.lines if line.get_marker() == "s"]
    assert len(squares) == 1 and list(squares[0].get_ydata()) == [2]


def test_the_quoted_share_has_an_interval_and_no_value_where_nothing_is_said():
    frame = rates({"六稳": [4, 0, 2, 3]}).with_columns(
        mentions=pl.Series([10, 0, 8, 6]), quoted_share=pl.Series([0.5, None, 0.0, 1.0]), phi=pl.Series([1.0, 1, 2, 1])
    )
    ax = plot_quoted_share(frame)
    drawn = [list(line.get_ydata()) for line in ax.lines if line.get_label() in ("六稳", "_line")]
    assert drawn == [[50], [0, 100]]
    from scipy.stats import binomtest

    low, high = (100 * v for v in binomtest(5, 10).proportion_ci(method="wilson"))
    bars = [c.get_segments()[0] for c in ax.collections if c.get_label() == "_bar"]
    assert np.allclose(bars[0][:, 1], [low, high])
    assert np.isclose(lines(ax, "_bound")[0].get_ydata()[0], 100 * (1 - 0.05 ** (1 / 4)))
    with pytest.raises(StudyError, match="quoted share"):
        plot_quoted_share(frame.with_columns(quoted_share=pl.lit(None, pl.Float64)))


def test_an_expansion_shows_each_member_before_the_label():
    axes = plot_expansion(rates({"六稳": [1, 2], "六保": [3, 4], "中国梦": [5, 6]}), "六保", ["六稳", "中国梦"])
    assert [ax.get_title(loc="left") for ax in axes] == ["六保", "六稳", "中国梦"]
    assert not lines(axes[0], "_label behind")
    assert list(lines(axes[1], "_label behind")[0].get_ydata()) == [3, 4]
    assert list(lines(axes[1], "六稳")[0].get_ydata()) == [1, 2]


def test_changes_and_bursts_that_pass_the_test_are_drawn():
    monthly = rates({"六稳": [1] * 24 + [9] * 24}, every="1mo")
    changes = pl.DataFrame(
        {
            "term": ["六稳"] * 2,
            "month": [date(2015, 1, 1), date(2016, 1, 1)],
            "low": [date(2014, 12, 1)] * 2,
            "high": [date(2015, 3, 1)] * 2,
            "before": [1.0, 9],
            "after": [9.0, 9],
            "q": [0.01, 0.6],
        }
    )
    bursts = pl.DataFrame(
        {"term": ["六稳"], "start": [date(2015, 1, 1)], "end": [date(2015, 6, 1)], "weight": [3.0], "q": [0.02]}
    )
    (ax,) = plot_changes(monthly, changes, bursts)
    assert len(lines(ax, "_change")) == 1 and len(lines(ax, "_burst")) == 1
    assert list(lines(ax, "_before")[0].get_ydata()) == [1, 1] and list(lines(ax, "_after")[0].get_ydata()) == [9, 9]
    assert len([p for p in ax.patches if p.get_label() == "_where"]) == 1
    (ax,) = plot_changes(monthly)
    assert not lines(ax, "_change")
    with pytest.raises(StudyError, match="by month"):
        plot_changes(rates({"六稳": [1, 2]}))


def drifts() -> pl.DataFrame:
    years = [date(y, 1, 1) for y in (2019, 2020, 2021, 2022)]
    return pl.DataFrame(
        {
            "term": ["六稳"] * 3,
            "before": years[:3],
            "after": years[1:],
            "distance": [0.2, 0.05, 0.3],
            "floor": [0.06, 0.06, None],
            "p": [0.001, 0.7, None],
            "n_before": [100, 90, 20],
            "n_after": [90, 20, 9],
            "verdict": ["moved", "not above the floor", "insufficient"],
            "floor_low": [0.04, 0.04, None],
            "floor_high": [0.08, 0.08, None],
        }
    )


def test_drift_is_shown_over_its_floor():
    ax = plot_drift(drifts())
    (moved,), (same,), (unsure,) = (lines(ax, kind) for kind in ("_moved", "_same", "_insufficient"))
    assert moved.get_markerfacecolor() != "white" == same.get_markerfacecolor()
    assert list(unsure.get_ydata()) == [0]
    assert [c.get_label() for c in ax.containers] == ["_floor"] * 2
    assert ax.get_xticklabels()[0].get_text() == "19–20\n100\n90"


def test_movers_go_to_either_side():
    frame = pl.DataFrame(
        {
            "collocate": ["甲", "乙", "丙"],
            "before": [1, 2, 9],
            "after": [9, 2, 1],
            "zeta": [3.0, 0.5, -2.5],
            "robust": [True, False, True],
        }
    )
    ax = plot_movers(frame)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["甲  1 → 9", "乙  2 → 2", "丙  9 → 1"]
    assert len(lines(ax, "_gain")) == 2 and len(lines(ax, "_loss")) == 1


def test_coverage_counts_by_month_and_kind_with_duplicates_apart():
    documents = pl.DataFrame(
        {
            "date": [date(2020, 1, 3), date(2020, 1, 9), date(2020, 1, 9), date(2020, 4, 1), date(2020, 1, 1), None],
            "date_precision": ["day", "day", "day", "month", "year", None],
            "kind": ["story", "story", "digest", "story", "story", "story"],
            "duplicate_of": [None, "a", None, None, None, None],
        }
    )
    ax = plot_coverage(documents, gap_days=5)
    heights = {c.get_label(): [bar.get_height() for bar in c] for c in ax.containers}
    assert heights == {"story": [1, 0, 0, 1], "digest": [1, 0, 0, 0], "near-duplicates": [1, 0, 0, 0]}
    assert len([p for p in ax.patches if p.get_label() == "_gap"]) == 1  # February and March are one stretch
    assert len([p for p in ax.patches if p.get_label() == "_pause"]) == 1  # from the 4th to the 8th of January
    assert "2 without a date fine enough" in ax.get_xlabel()


def test_heat_writes_the_number_and_shades_by_tier_or_rate():
    frame = rates({"六稳": [0, 4, 100], "六保": [None, 0, 9]})
    ax = plot_heat(frame)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["六稳", "六保"]  # in order of their first slice
    assert [t.get_text() for t in ax.texts] == ["·", "4", "100", "–", "·", "9"]
    shade = [luminance(p.get_facecolor()[:3]) for p in ax.patches]
    assert shade[0] == 1 and shade[0] > shade[1] > shade[2]
    dark = ax.texts[2]
    assert dark.get_color() == "white"
    tiers = frame.with_columns(
        tier=pl.when(pl.col("rate") > 50).then(pl.lit("沸")).when(pl.col("rate") > 0).then(pl.lit("温"))
    )
    ax = plot_heat(tiers)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["温", "沸"]
    assert ax.patches[0].get_facecolor()[:3] == (1, 1, 1)  # white is left to none
    assert ax.patches[1].get_facecolor()[:3] != (1, 1, 1)


def test_a_specification_curve_is_sorted_and_shows_each_choice():
    frame = pl.DataFrame(
        {
            "context": ["sentence", "document"] * 2,
            "delta": [1.28, 1.28, 1.64, 1.64],
            "estimate": [3.0, 1.0, None, -1],
            "low": [2.0, 0.5, None, -2],
            "high": [4.0, 1.5, None, 0.5],
            "holds": [True, True, None, False],
        }
    )
    above, below = plot_specification_curve(frame, reference=0)
    points = {
        label: [tuple(map(float, line.get_xydata()[0])) for line in lines(above, label)]
        for label in ("_holds", "_fails")
    }
    assert points == {"_holds": [(1, 1), (2, 3)], "_fails": [(0, -1)]}
    assert [t.get_text() for t in below.get_yticklabels()] == ["context:  document", "sentence", "delta:  1.28", "1.64"]
    assert (
        "3 specifications; the claim holds in 2 (67%)" in below.get_xlabel()
        and "1 settings cannot" in below.get_xlabel()
    )


def test_long_names_break_where_they_should():
    assert broken("“不忘初心、牢记使命”主题教育", 8) == "“不忘初心、\n牢记使命”主题教育"
    assert all(line[0] not in "、”" for line in broken("甲乙丙丁戊己、”庚辛壬癸", 5).split("\n"))


def test_saving_writes_the_figure_and_its_table(tmp_path, monkeypatch):
    monkeypatch.setenv("TIFA_RESULTS", str(tmp_path / "results"))
    ax = plot_timeline(rates({"六稳": [1, 2]}))
    saved = save_figure(ax, tmp_path / "paper" / "fig-1.2")
    assert [path.name for path in saved] == ["fig-1.2.pdf", "fig-1.2.svg", "fig-1.2.png", "fig-1.2.csv"]
    assert repr(saved) == "saved fig-1.2.pdf, fig-1.2.svg, fig-1.2.png, fig-1.2.csv"  # no path of this machine
    assert saved[3].read_bytes().startswith(b"\xef\xbb\xbfterm,start,")
    assert save_figure(ax, "bare", formats=["svg"])[0] == tmp_path / "results" / "figures" / "bare.svg"
    own = save_figure(ax.figure, tmp_path / "own", formats=["png"], data=pl.DataFrame({"x": [1]}))
    assert own[1].read_text("utf-8-sig") == "x\n1\n"
    with pytest.raises(StudyError, match="Did you mean: svg"):
        save_figure(ax, "x", formats=["svgs"])
    with pytest.raises(StudyError, match="takes what plot_"):
        save_figure("figure", "x")
    (tmp_path / "file").touch()
    with pytest.raises(StudyError, match="in the way"):
        save_figure(ax, tmp_path / "file" / "x")


SCRIPT = """
import sys, datetime
import matplotlib; matplotlib.use("Agg")
import networkx as nx, polars as pl
from analysis import plot_network, plot_timeline, save_figure
from analysis import write_network
days = [datetime.date(y, 1, 1) for y in (2019, 2020, 2021)]
frame = pl.DataFrame({"term": ["六稳"] * 3, "start": days, "documents": [90] * 3, "hits": [0, 2, 4],
                      "rate": [0.0, 2, 4], "low": [0.0, 1, 2], "high": [1.0, 3, 6]})
save_figure(plot_timeline(frame), sys.argv[1] + "/timeline", formats=["pdf", "png"])
# a set of pairs: the hash seed decides in which order nodes and edges come
pairs = {("六稳", "六保"), ("六保", "中国梦"), ("中国梦", "六稳"), ("国之大者", "乡村振兴")}
graph = nx.Graph(pairs)
nx.set_node_attributes(graph, {n: {"contexts": len(n)} for n in set(graph)})
save_figure(plot_network(graph), sys.argv[1] + "/network", formats=["svg"])
for ending in ("graphml", "gexf", "json"):
    write_network(graph, f"{sys.argv[1]}/net.{ending}")
"""


def test_figures_and_networks_are_the_same_bytes_under_any_hash_seed(tmp_path):
    runs = []
    for seed in ("1", "4242"):
        (tmp_path / seed).mkdir()
        runs.append(
            subprocess.Popen(
                [sys.executable, "-W", "error", "-c", SCRIPT, str(tmp_path / seed)],
                cwd=ROOT,
                env={**os.environ, "PYTHONHASHSEED": seed},
            )
        )
    assert [run.wait(timeout=300) for run in runs] == [0, 0]
    written = [{path.name: path.read_bytes() for path in sorted((tmp_path / seed).iterdir())} for seed in ("1", "4242")]
    assert len(written[0]) == 8 and [n for n in written[0] if written[0][n] != written[1][n]] == []


def test_a_pdf_holds_truetype_outlines_and_leaves_the_face_as_it_was(tmp_path):
    import re
    import zlib

    from matplotlib.font_manager import FontProperties, findfont

    before = findfont(FontProperties(family=FAMILY))
    (path,) = save_figure(plot_timeline(rates({"六稳": [1, 2]})), tmp_path / "x", formats=["pdf"], data=None)[:1]
    streams = [
        zlib.decompress(s) for s in re.findall(rb"stream\r?\n(.*?)endstream", path.read_bytes(), re.S) if s[:1] == b"x"
    ]
    assert not any(s[:4] == b"OTTO" for s in streams) and any(s[:4] == b"\0\1\0\0" for s in streams)
    assert findfont(FontProperties(family=FAMILY)) == before


def test_truetype_outlines_are_as_wide_as_the_faces_own(tmp_path):
    from fontTools.ttLib import TTFont

    from analysis.figures.fonts import font_path
    from analysis.figures.truetype import write_truetype

    small = TTFont(write_truetype(set("四下基层 per 1,000−"), tmp_path / "a.ttf"))
    whole = TTFont(font_path(), lazy=True)
    for character in map(ord, "四下基层per1,0−"):
        new, old = small.getBestCmap()[character], whole.getBestCmap()[character]
        assert small["hmtx"][new][0] == whole["hmtx"][old][0]
        assert small["glyf"][new].numberOfContours > 0
    assert (
        write_truetype(set("四下基层 per 1,000−"), tmp_path / "b.ttf").read_bytes() == (tmp_path / "a.ttf").read_bytes()
    )


def test_saving_again_or_in_another_format_changes_nothing(tmp_path):
    ax = plot_timeline(rates({"六稳": [1, 5], "六保": [2, 5.1]}), labels="both", glosses=GLOSSES)
    first = save_figure(ax, tmp_path / "a", formats=["svg"])[0].read_bytes()
    save_figure(ax, tmp_path / "b", formats=["pdf", "png"])
    assert save_figure(ax, tmp_path / "c", formats=["svg"])[0].read_bytes() == first
    assert ax.get_in_layout() and ax.figure.get_layout_engine() is not None
