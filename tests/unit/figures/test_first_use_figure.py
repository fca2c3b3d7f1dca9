"""First uses: dates, censoring, known dates of introduction."""

from datetime import date

import polars as pl

from analysis import plot_first_uses


def test_first_uses_are_dated_and_censoring_is_marked(words):
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
