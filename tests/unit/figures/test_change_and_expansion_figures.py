"""Panels of single terms: changes and bursts, and members before their label."""

from datetime import date

import polars as pl
import pytest

from analysis import StudyError, plot_changes, plot_expansion


def test_an_expansion_shows_each_member_before_the_label(rates, lines):
    axes = plot_expansion(rates({"六稳": [1, 2], "六保": [3, 4], "中国梦": [5, 6]}), "六保", ["六稳", "中国梦"])
    assert [ax.get_title(loc="left") for ax in axes] == ["六保", "六稳", "中国梦"]
    assert not lines(axes[0], "_label behind")
    assert list(lines(axes[1], "_label behind")[0].get_ydata()) == [3, 4]
    assert list(lines(axes[1], "六稳")[0].get_ydata()) == [1, 2]


def test_changes_and_bursts_that_pass_the_test_are_drawn(rates, lines):
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
