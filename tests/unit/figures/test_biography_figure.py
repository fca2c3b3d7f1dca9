"""The page of a formulation: its marks are the tables' rows, and no word lies over another or outside the page."""

from itertools import combinations

import polars as pl
import pytest
from matplotlib.text import Text

from analysis import Features, StudyError, alt_text, biography, caption, data_folder, plot_biography
from tests.support.text_boxes import overlap

NAMES = ["主题教育", "群众路线", "党的群众路线教育实践活动"]


@pytest.fixture(scope="module")
def life():
    opened = [Features.open(data_folder() / name) for name in ("broadcast", "press", "commentary")]
    return biography(opened[0], "四下基层", press=opened[1], commentary=opened[2], collocates=NAMES)


def words_on(figure):
    figure.draw_without_rendering()
    texts = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    return [(text, Text.get_window_extent(text).extents) for text in texts]


@pytest.mark.parametrize(("labels", "lang", "width"), [("zh", "zh", "page"), ("both", "en", "page"), ("en", "en", 190)])
def test_no_word_lies_over_another_or_leaves_the_page(life, labels, lang, width):
    axes = plot_biography(life, labels=labels, lang=lang, width=width)
    words = words_on(axes[0].figure)
    for (one, a), (other, b) in combinations(words, 2):
        assert not overlap(a, b), f"{one.get_text()!r} over {other.get_text()!r}"
    page = axes[0].figure.bbox.extents
    for text, (left, bottom, right, top) in words:
        inside = left >= -1 and bottom >= -1 and right <= page[2] + 1 and top <= page[3] + 1
        assert inside, f"{text.get_text()!r} leaves the page"


def test_marks_are_the_rows_of_the_tables(life):
    axes = plot_biography(life)
    dated = life.documents.drop_nulls("date")
    strokes = [x for line in axes[1].lines if line.get_label() == "_label" for x in line.get_xdata()]
    assert len(strokes) == (dated["mentions"] > 0).sum()
    rings = [x for line in axes[1].lines if line.get_label() == "_list" for x in line.get_xdata()]
    assert len(rings) == (dated["listed"] > 1).sum()
    joint = [x for line in axes[4].lines if line.get_label() == "_after" for x in line.get_xdata()]
    assert sorted(joint) == sorted(life.collocates.frame.filter(period="after")["joint"])
    rises = [line for line in axes[0].lines if line.get_label() == "_rise"]
    assert [line.get_xdata()[0] for line in rises] == life.phases.frame.filter(verdict="rise")["start"].to_list()


def test_genres_of_too_few_documents_are_not_drawn(life):
    axes = plot_biography(life)
    drawn = [x for line in axes[5].lines if line.get_label() == "_ratio" for x in line.get_xdata()]
    assert drawn == life.carriers.frame.filter(~pl.col("few"))["ratio"].to_list() and len(drawn) == 1
    few = life.carriers.frame["few"].sum()
    assert f"fewer than five documents expected: {few}" in caption(axes)
    alone = plot_biography(biography(Features.open(data_folder() / "press"), "四下基层"))
    assert not alone[5].lines and alone[5].texts


def test_it_says_what_it_shows(life):
    axes = plot_biography(life)
    assert "2023" in alt_text(axes) and "使用历程" in caption(axes, "zh") and "1 2013-06-18" in caption(axes)
    assert "Verticals" not in caption(plot_biography(life, events=[("2015-01-01", "a day")]))


def test_another_result_is_refused(life):
    with pytest.raises(StudyError, match="takes a Biography"):
        plot_biography(life.rates)


def test_phases_that_begin_together_are_named_side_by_side():
    press = Features.open(data_folder() / "press")
    axes = plot_biography(biography(press, "六保", members=["六稳"]), lang="en")
    assert "entry, campaign" in [text.get_text() for text in axes[0].texts] or "campaign, entry" in [
        text.get_text() for text in axes[0].texts
    ]
    words = words_on(axes[0].figure)
    assert not [1 for (_, a), (_, b) in combinations(words, 2) if overlap(a, b)]
