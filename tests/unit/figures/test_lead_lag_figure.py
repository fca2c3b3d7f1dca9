"""Lags between two genres: marks where the table has them, names that stay apart, what cannot be said without a mark."""

import polars as pl
import pytest
from matplotlib.text import Text

from analysis import StudyError, caption, plot_lead_lag
from analysis.timelines.lead_lag import LEAD_LAG, LeadLag
from tests.support.text_boxes import overlap


def lags(rows) -> LeadLag:
    """A table of (term, measure, lag, low, high, verdict)."""
    named = [dict(zip(("term", "measure", "lag", "low", "high", "verdict"), row, strict=True)) for row in rows]
    frame = pl.DataFrame([dict.fromkeys(LEAD_LAG) | row for row in named], schema=LEAD_LAG)
    return LeadLag(frame, {"first": "commentary", "second": "report", "level": 0.95})


ROWS = [
    ("六保", "entry", 20.0, 5.0, 40.0, "commentary first"),
    ("六保", "rise", 3.0, -9.0, 12.0, "same time"),
    ("六稳", "entry", None, None, None, "cannot be said"),
    ("六稳", "rise", -40.0, -900.0, 90.0, "cannot be said"),
    ("中国梦", "entry", None, None, None, "cannot be said"),
]


def test_marks_stand_at_their_lags_and_wide_intervals_are_cut():
    ax = plot_lead_lag(lags(ROWS))
    marks = {
        (line.get_label(), line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines if line.get_label()[0] != "_"
    }
    assert marks == {("entry", 20.0, -0.16), ("rise", 3.0, 0.16), ("rise", -40.0, 1.16)}
    bars = [tuple(line.get_xdata()) for line in ax.lines if line.get_label() == "_interval"]
    assert bars == [(5.0, 40.0), (-9.0, 12.0), (-120.0, 90.0)]
    assert [line.get_xdata()[0] for line in ax.lines if line.get_label() == "_cut"] == [-120.0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["六保", "六稳", "中国梦"]
    said = ax.get_xlabel().replace("\n", " ")
    assert "commentary moves first" in said and "Arrow" in said and "No mark" in said and "95%" in caption(ax)


@pytest.mark.parametrize("labels", ["zh", "both"])
@pytest.mark.parametrize("width", ["column", "page"])
def test_names_of_terms_do_not_meet(labels, width):
    glosses = {term: f"a rather long gloss of the term {term} that takes lines" for term in ("六保", "六稳", "中国梦")}
    ax = plot_lead_lag(lags(ROWS), labels=labels, width=width, glosses=glosses, lang="zh")
    ax.figure.draw_without_rendering()
    boxes = [Text.get_window_extent(text).extents for text in ax.get_yticklabels()]
    assert not any(overlap(a, b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])
    assert min(box[0] for box in boxes) >= -1 and ax.get_position().width > 0.35


def test_what_is_no_lag():
    with pytest.raises(StudyError, match="takes a LeadLag"):
        plot_lead_lag(pl.DataFrame({"term": ["六保"]}))
    with pytest.raises(StudyError, match="without a term"):
        plot_lead_lag(lags([]))
    assert plot_lead_lag(lags(ROWS[4:])).get_yticklabels()


def test_terms_and_top_choose_rows():
    def names(**options):
        return [label.get_text() for label in plot_lead_lag(lags(ROWS), **options).get_yticklabels()]

    assert names(terms=["中国梦", "六保"]) == ["中国梦", "六保"] and names(top=1) == ["六保"]
    with pytest.raises(StudyError, match="no term '双碳'"):
        plot_lead_lag(lags(ROWS), terms="双碳")
