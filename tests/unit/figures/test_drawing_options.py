"""The options of every plot function: checked once, the same everywhere, kept by the axes."""

import inspect
from datetime import date

import matplotlib.pyplot as plt
import polars as pl
import pytest

from analysis import Lexicon, StudyError
from analysis.figures.drawing_options import Drawing, takes_drawing_options
from analysis.figures.fonts import FAMILY
from analysis.figures.labels import display_names
from analysis.figures.panels import drawing_axes, right_edge, small_print
from analysis.figures.text_widths import text_width, wrapped


def drawing(**options):
    return Drawing.of(None, options)


def test_a_width_is_a_name_or_millimetres_and_a_slide_is_laid_out_as_a_page():
    assert drawing().millimetres == 85 and drawing(width="page").room == 170 and drawing(width=120).room == 120
    slide = drawing(width="16:9", style="slide")
    assert (slide.millimetres, slide.room, slide.height(60)) == (255, 170, pytest.approx(255 * 9 / 16))
    assert drawing(height=33).height(60) == 33 and drawing(style="slide").height(60) == 90
    assert [drawing(width=w).most_years for w in ("column", "page")] == [6, 14]
    assert [drawing(width=w).name_width() for w in ("column", "page")] == [15, 30]
    assert [drawing(width=w).title_width for w in ("column", "page")] == [28, 60]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"width": "collumn"}, "Did you mean: column"),
        ({"width": 12}, "millimetres from 40 to 1000"),
        ({"width": True}, "no width True"),
        ({"height": "60"}, "no number of millimetres"),
        ({"lang": "cn"}, "there are: 'en' and 'zh'"),
        ({"labels": "english"}, "there are: 'zh', 'en' and 'both'"),
        ({"style": "slides"}, "Did you mean: slide"),
        ({"style": {"inc": "red"}}, "Did you mean: ink"),
        ({"style": {"scale": "big"}}, "a number from 0.2 to 10"),
        ({"style": {"palette": "red"}}, "palette of a style is a sequence"),
        ({"style": {"ink": "redd"}}, "no colour 'redd'"),
        ({"colors": "red"}, "sequence of colours"),
        ({"colors": ["rot"]}, "no colour 'rot'"),
        ({"lines": "--"}, "sequence of line styles"),
        ({"lines": {"六保": "=="}}, "no line style '=='"),
        ({"events": [("2017-10-18",)]}, "pairs of a date and a label"),
        ({"events": ["2017-10-18"]}, "pairs of a date and a label"),
        ({"events": [(None, "Congress")]}, "an event needs a date"),
        ({"ax": [1]}, "takes one matplotlib Axes"),
    ],
)
def test_a_wrong_option_is_refused_with_what_there_is(options, said):
    with pytest.raises(StudyError, match=said):
        drawing(**options)


def test_colours_and_lines_by_name_or_by_place():
    named = drawing(colors={"六保": "#aa0000"}, lines=["-", ":"])
    assert named.series(0, "六保").colour == "#aa0000" and named.series(1, "六稳").colour == drawing().series(1).colour
    assert [named.series(k).stroke for k in range(3)] == ["-", ":", "-"]
    assert (
        drawing(colors=["k", "r"]).series(3).colour == "r" and drawing(lines={"x": "--"}).series(0, "x").stroke == "--"
    )
    assert drawing(events=[("2018", "b"), (date(2017, 10, 18), "a")]).events[0] == (date(2017, 10, 18), "a")


def test_options_are_listed_in_the_signature_and_unknown_ones_refused():
    @takes_drawing_options(width="page", without=["ax"])
    def plot(result, *, top=3, **options):
        return options

    assert list(inspect.signature(plot).parameters)[:3] == ["result", "top", "labels"]
    assert plot(1)["width"] == "page" and plot(1, lang="zh")["lang"] == "zh"
    with pytest.raises(StudyError, match="plot has no option 'ax'"):
        plot(1, ax=None)


@pytest.mark.parametrize("style", ["print", "slide", "dark", {"base": "dark", "scale": 1.0}])
def test_an_axes_handed_in_gets_the_house_style_and_keeps_chinese_right(style):
    figure, ax = plt.subplots()
    with drawing_axes(drawing(ax=ax, style=style), 60, pl.DataFrame()) as own:
        own.plot([1, 10, 100], label="六保")
        small_print(own, "空心：未出现。")
    assert own is ax
    look = drawing(style=style).look
    ax.set_title("中文")
    ax.set_ylabel("中文")
    ax.legend(title="图例")
    ax.text(0, 1, "乡村振兴")
    ax.annotate("乡村振兴", (0, 1))
    figure.suptitle("总题")
    ax.set_yscale("log")
    figure.draw_without_rendering()
    texts = [text for text in figure.findobj(plt.Text) if text.get_text()]
    assert {tuple(text.get_fontfamily()) for text in texts} == {(FAMILY,)}
    assert {text.get_color() for text in ax.get_xticklabels()} == {look.ink}
    assert not ax.spines["top"].get_visible() and ax.spines["left"].get_edgecolor()[:3] == plt.matplotlib.colors.to_rgb(
        look.grey
    )
    assert plt.matplotlib.colors.same_color(ax.get_facecolor(), look.paper)
    other = ax.text(0, 1, "x", fontfamily="DejaVu Sans")
    assert other.get_fontfamily() == ["DejaVu Sans"]


def test_lines_of_small_print_are_no_wider_than_their_room_in_both_languages():
    chinese = "阴影带：95％威尔逊置信区间；空心：未出现，竖线至其上限。" * 4
    for text in (chinese, "Band: 95% interval. Hollow: none found, bar to its upper bound. " * 4):
        lines = wrapped(text, 40, 6).split("\n")
        assert len(lines) > 2 and max(text_width(line, 6) for line in lines) <= 40.01
        assert not any(line[0] in "，。；）" for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    figure, axes = plt.subplots(1, 2)
    small_print(axes[0], chinese)
    figure.draw_without_rendering()
    box = axes[0].xaxis.label.get_window_extent()
    assert box.x1 * 25.4 / figure.dpi <= right_edge(axes[0]) + 0.5
    assert right_edge(figure.add_axes((0.1, 0.1, 0.5, 0.5))) == pytest.approx(0.6 * 6.4 * 25.4)


def test_a_lexicon_may_have_short_glosses():
    lexicon = Lexicon.read()
    short = pl.when(pl.col("term") == "六保").then(pl.lit("six guarantees")).otherwise(None)
    from dataclasses import replace

    with_short = replace(lexicon, terms=lexicon.terms.with_columns(short_gloss=short))
    named = display_names(["六保", "六稳"], "en", glosses=with_short, width=200, break_at=30)
    assert named == {"六保": "six guarantees", "六稳": lexicon.gloss("六稳")}
