"""The figure of a silence: bars are the weeks' hits, the band is the window's interval by week, names stay inside."""

from datetime import date
from typing import Any

import pytest
from matplotlib.dates import num2date

from analysis import Course, StudyError, caption, plot_silence, silence, simulate_counts
from tests.support.text_boxes import overlap

COUNTS = simulate_counts([Course("六保", rate=60), Course("六稳", rate=2)], years=3)


@pytest.fixture(scope="module")
def result():
    return silence(COUNTS, ["六保", "六稳"], "2015-06-01", "2015-06-15")


def test_bars_window_and_band_are_those_of_the_result(result):
    ax: Any = plot_silence(result)
    row = result.row(0, named=True)
    bars = {num2date(b.get_x() + b.get_width() / 2).date(): b.get_height() for b in ax.containers[0]}
    inside = [height for day, height in bars.items() if date(2015, 6, 1) <= day < date(2015, 6, 15)]
    assert len(inside) == 2 and sum(inside) == row["hits"]
    (band,) = [c for c in ax.collections if c.get_label() == "_band"]
    ends = sorted({y for _, y in band.get_paths()[0].vertices})
    assert ends == [pytest.approx(row["low"] / 2), pytest.approx(row["high"] / 2)]
    said = caption(ax)
    assert f"documents {row['hits']}, expected {row['expected']:.1f}" in said and "95%" in said


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", ["column", "page"])
def test_words_stay_inside_and_do_not_meet(result, lang, width):
    ax: Any = plot_silence(
        result, term="六稳", lang=lang, width=width, labels="both", events=[("2014-06-01", "an event")]
    )
    figure = ax.figure
    figure.draw_without_rendering()
    texts = [ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label, *ax.texts, *ax.get_xticklabels()]
    boxes = [text.get_window_extent().extents for text in texts if text.get_text()]
    assert all(box[0] >= -1 and box[2] <= figure.bbox.x1 + 1 for box in boxes)
    assert not any(overlap(a, b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])


def test_a_window_without_an_expectation_has_no_band():
    ax: Any = plot_silence(silence(COUNTS, "六保", "2013-02-01", "2013-03-01"))
    assert not [c for c in ax.collections if c.get_label() == "_band"]
    assert "Too little past" in ax.get_xlabel().replace("\n", " ")


def test_what_is_no_silence_is_refused(result):
    with pytest.raises(StudyError, match="holds no weeks"):
        plot_silence(result.frame)
    with pytest.raises(StudyError, match="no term '三严三实'"):
        plot_silence(result, term="三严三实")


def test_the_verdict_is_said(result):
    assert result["verdict"][0] == "no quieter than usual"
    assert "No quieter than usual." in plot_silence(result).get_xlabel().replace("\n", " ")
    assert "并不比平时安静" in plot_silence(result, lang="zh").get_xlabel().replace("\n", "")
