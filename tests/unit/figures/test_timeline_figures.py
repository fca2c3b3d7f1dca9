"""Timelines and quoted shares: the artists, never the pixels."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import polars as pl
import pytest
from matplotlib.text import Text

from analysis import StudyError, plot_quoted_share, plot_timeline
from analysis.figures.fonts import FAMILY
from analysis.figures.style import series_style
from tests.support.text_boxes import overlap

GLOSSES = {"六稳": "six stabilities", "六保": "six guarantees", "四下基层": "four downs to the grassroots"}


def test_a_timeline_draws_the_rates_in_the_middle_of_their_years(rates, lines):
    ax = plot_timeline(rates({"六稳": [1, 2, 4]}))
    (line,) = lines(ax, "六稳")
    assert list(line.get_ydata()) == [1, 2, 4]
    days = list(matplotlib.dates.num2date(line.get_xdata(orig=False)))
    assert [day.year for day in days] == [2013, 2014, 2015] and {day.month for day in days} == {7}
    band = next(c for c in ax.collections if c.get_label() == "_band").get_paths()[0].vertices
    assert {0.5, 2.0, 8.0} <= set(band[:, 1])
    assert [t.get_text() for t in ax.get_xticklabels()] == ["2013", "2014", "2015"]
    assert ax.get_ylabel() == "rate (unit unknown)" and ax.get_ylim()[0] == 0


def test_nothing_found_is_hollow_with_a_bar_to_its_bound(rates, lines):
    ax = plot_timeline(rates({"六稳": [0, 2, 0]}))
    (zero,), (bound,) = lines(ax, "_zero"), lines(ax, "_bound")
    assert list(zero.get_ydata()) == [0, 0] and zero.get_markerfacecolor() == "white"
    assert list(bound.get_ydata()) == [3, 3]
    assert list(lines(ax, "_found")[0].get_ydata()) == [2]
    assert "Hollow" in ax.get_xlabel()


def test_a_slice_without_documents_breaks_the_line_and_is_shaded(rates):
    ax = plot_timeline(rates({"六稳": [1, None, 4, 5]}))
    drawn = [list(line.get_ydata()) for line in ax.lines if line.get_label() in ("六稳", "_line")]
    assert drawn == [[1], [4, 5]]
    (shade,) = [p for p in ax.patches if p.get_label() == "_gap"]
    left = matplotlib.dates.num2date(shade.get_x())
    assert (left.year, left.month) == (2014, 1) and shade.get_width() == 365
    assert "Shaded" in ax.get_xlabel() and "Hollow" not in ax.get_xlabel()


def test_a_slice_of_few_documents_is_marked_and_does_not_set_the_scale(rates, words):
    ax = plot_timeline(rates({"六稳": [1, 0, 4]}, documents=[1000, 10, 1000]))
    assert words(ax.figure).count("†") == 1 and "†" in ax.get_xlabel()
    assert ax.get_ylim()[1] < 20  # the bound of the thin year is 300
    thin = [t for t in ax.texts if t.get_text() == "†"][0]
    assert matplotlib.dates.num2date(ax.convert_xunits(thin.xy[0])).year == 2014


def test_each_line_differs_in_colour_stroke_and_marker(rates, lines):
    terms = ["六稳", "六保", "四下基层", "中国梦", "共同富裕", "乡村振兴", "枫桥经验"]
    ax = plot_timeline(rates({term: [k + 1, k + 2] for k, term in enumerate(terms)}))
    drawn = [lines(ax, term)[0] for term in terms]
    assert len({line.get_color() for line in drawn}) == 7
    assert len({series_style(k).marker for k in range(7)}) == 7
    assert len({(line.get_color(), str(line._dash_pattern)) for line in drawn}) == 7


@pytest.mark.parametrize(
    ("labels", "seen"), [("zh", "六稳"), ("en", "six stabilities"), ("both", "六稳\nsix stabilities")]
)
def test_lines_are_named_at_their_ends(labels, seen, rates):
    ax = plot_timeline(rates({"六稳": [1, 5], "六保": [2, 5.1]}), labels=labels, glosses=GLOSSES)
    assert seen in [text.get_text() for text in ax.texts]


def test_names_of_lines_that_end_together_do_not_overlap(rates):
    series = {term: [1, 5 + k / 50] for k, term in enumerate(["六稳", "六保", "四下基层", "中国梦"])}
    ax = plot_timeline(rates(series), labels="both", glosses=GLOSSES)
    ax.figure.draw_without_rendering()
    boxes = [Text.get_window_extent(t) for t in ax.texts if t.get_text().split("\n")[0] in series]
    assert len(boxes) == 4
    for k, one in enumerate(boxes):
        assert not any(overlap(one.extents, other.extents) for other in boxes[k + 1 :])
    figure = ax.figure.bbox
    assert all(box.x1 <= figure.x1 and box.y0 >= figure.y0 and box.y1 <= figure.y1 for box in boxes)


def test_panels_give_each_term_its_axes_and_one_scale_or_many(rates):
    frame = rates({"六稳": [1, 2], "六保": [50, 60], "四下基层": [1, 1]})
    axes = plot_timeline(frame, panels=True, width="page")
    assert [ax.get_title(loc="left") for ax in axes] == ["六稳", "六保", "四下基层"]
    assert len({ax.get_ylim() for ax in axes}) == 1
    axes = plot_timeline(frame, panels=True, share_y=False)
    assert axes[0].get_ylim()[1] < 10 < axes[1].get_ylim()[1]


def test_sources_are_compared_in_one_axes(rates, lines):
    both = {"broadcast": rates({"六稳": [1, 2, 3]}), "press": rates({"六稳": [5, 6]}, first=2014)}
    ax = plot_timeline(both)
    assert ax.get_title(loc="left") == "六稳"
    assert list(lines(ax, "press")[0].get_ydata()) == [5, 6]
    stacked = pl.concat([f.with_columns(series=pl.lit(n)) for n, f in both.items()])
    assert list(lines(plot_timeline(stacked), "press")[0].get_ydata()) == [5, 6]


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"terms": ["六穏"]}, "Did you mean: 六稳"),
        ({"labels": "chinese"}, "'zh', 'en' and 'both'"),
        ({"width": "colum"}, "Did you mean: column"),
        ({"panels": True, "ax": plt.figure().add_subplot()}, "leave out ax="),
    ],
)
def test_a_mistake_is_named(kwargs, message, rates):
    with pytest.raises(StudyError, match=message):
        plot_timeline(rates({"六稳": [1, 2], "六保": [2, 3]}), **kwargs)


def test_too_many_lines_and_doubled_rows_are_refused(rates):
    with pytest.raises(StudyError, match="panels=True"):
        plot_timeline(rates({f"词{k}": [1, 2] for k in range(8)}))
    with pytest.raises(StudyError, match="two rows"):
        plot_timeline(pl.concat([rates({"六稳": [1]}), rates({"六稳": [2]})]))
    with pytest.raises(StudyError, match="lacks|needs the column 'rate'"):
        plot_timeline(rates({"六稳": [1]}).drop("rate"))


def test_a_callers_axes_is_drawn_into_and_nothing_global_changes(rates):
    before = dict(matplotlib.rcParams)
    figure, (left, right) = plt.subplots(1, 2)
    assert plot_timeline(rates({"六稳": [1, 2]}), ax=right) is right
    assert not left.lines and right.lines
    assert dict(matplotlib.rcParams) == before


def test_every_word_is_set_in_the_chinese_face(rates):
    figure = plot_timeline(rates({"六稳": [1, 0, 3]}), labels="both", glosses=GLOSSES).figure
    figure.draw_without_rendering()
    assert {text.get_fontfamily()[0] for text in figure.findobj(Text) if text.get_text()} == {FAMILY}
    assert {text.get_fontweight() for text in figure.findobj(Text)} == {"normal"}


def test_the_quoted_share_has_an_interval_and_no_value_where_nothing_is_said(rates, lines):
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
