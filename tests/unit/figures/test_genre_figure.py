"""Two genres: what is drawn is what the table says, in both languages, and names stay within the figure."""

import matplotlib.pyplot as plt
import polars as pl
import pytest

from analysis import StudyError, caption, plot_genres
from analysis.core.results import TableResult

ROWS = [
    ("六稳", 5, 0, float("inf"), 4.0, float("inf"), "first"),
    ("六保", 12, 4, 3.0, 1.5, 6.0, "first"),
    ("新时代", 9, 9, 1.0, 0.5, 2.0, "none"),
    ("四个意识", 0, 80, 0.0, 0.0, 0.2, "second"),
]


@pytest.fixture
def result():
    frame = pl.DataFrame(ROWS, schema=["term", "hits_1", "hits_2", "ratio", "low", "high", "verdict"], orient="row")
    yield TableResult(frame, {"first": ["commentary", "editorial"], "second": ["report"], "level": 0.95})
    plt.close("all")


def lines(ax, label):
    return [line for line in ax.get_lines() if line.get_label() == label]


def test_terms_with_a_verdict_at_their_ratios_and_intervals(result):
    ax = plot_genres(result)
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert names == ["六稳  5 : 0", "六保  12 : 4", "四个意识  0 : 80"] and ax.get_xscale() == "log"
    ends = [list(line.get_xdata()) for line in lines(ax, "_interval")]
    left, right = ax.get_xlim()
    assert ends[0] == pytest.approx([4.0, right]) and ends[1] == [1.5, 6.0] and ends[2] == pytest.approx([left, 0.2])
    assert [line.get_xdata()[0] for line in lines(ax, "_equal")] == [1]


def test_a_term_that_one_never_names_is_an_arrow_within_the_axis(result):
    ax = plot_genres(result)
    left, right = ax.get_xlim()
    marks = [(line.get_marker(), line.get_xdata()[0]) for line in lines(ax, "_ratio")]
    assert [one for one, _ in marks] == [">", "o", "<"]
    assert marks[1][1] == 3.0 and left < marks[2][1] < 0.2 and 4 < marks[0][1] < right


def test_top_takes_the_outermost_of_each(result):
    assert [tick.get_text()[:2] for tick in plot_genres(result, top=1).get_yticklabels()] == ["六稳", "四个"]


@pytest.mark.parametrize(("lang", "said"), [("en", "commentary and editorial"), ("zh", "评论、社论")])
def test_it_says_which_genres(result, lang, said):
    ax = plot_genres(result, lang=lang)
    assert said in ax.get_xlabel().replace("\n", " " if lang == "en" else "") and said in caption(ax, lang=lang)


@pytest.mark.parametrize("width", ["column", "page"])
def test_names_lie_within_the_figure(result, width):
    ax = plot_genres(result, width=width, labels="both")
    ax.figure.canvas.draw()
    boxes = [tick.get_window_extent() for tick in ax.get_yticklabels()] + [ax.xaxis.label.get_window_extent()]
    whole = ax.figure.bbox
    assert all(box.x0 >= whole.x0 - 1 and box.x1 <= whole.x1 + 1 and box.y0 >= whole.y0 - 1 for box in boxes)


def test_nothing_to_draw(result):
    with pytest.raises(StudyError, match="no term lives"):
        plot_genres(TableResult(result.frame.filter(verdict="none"), result.parameters))


def test_terms_and_colours_are_those_asked_for(result):
    ax = plot_genres(result, terms=["六保", "四个意识"], colors={"first": "#112233"})
    assert [tick.get_text()[:2] for tick in ax.get_yticklabels()] == ["六保", "四个"]
    assert lines(ax, "_interval")[0].get_color() == "#112233" != lines(ax, "_interval")[1].get_color()
