"""Drift over its floor, and movers to either side."""

from datetime import date

import polars as pl

from analysis import plot_drift, plot_movers


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


def test_drift_is_shown_over_its_floor(lines):
    ax = plot_drift(drifts())
    (moved,), (same,), (unsure,) = (lines(ax, kind) for kind in ("_moved", "_same", "_insufficient"))
    assert moved.get_markerfacecolor() != "white" == same.get_markerfacecolor()
    assert list(unsure.get_ydata()) == [0]
    assert [c.get_label() for c in ax.containers] == ["_floor"] * 2
    assert ax.get_xticklabels()[0].get_text() == "19–20\n100\n90"


def test_movers_go_to_either_side(lines):
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
