"""Drift over its floor, and movers to either side."""

from datetime import date

import polars as pl

from analysis import plot_drift, plot_movers


def drifts() -> pl.DataFrame:
    years = [date(y, 1, 1) for y in (2019, 2020, 2021, 2022, 2023, 2024)]
    return pl.DataFrame(
        {
            "term": ["六稳"] * 5,
            "before": years[:5],
            "after": years[1:],
            "distance": [0.2, 0.05, 0.3, 0.25, 0.12],
            "floor": [0.06, 0.06, None, 0.06, 0.06],
            "p": [0.001, 0.7, None, 0.001, 0.01],
            "n_before": [100, 90, 20, 80, 70],
            "n_after": [90, 20, 9, 70, 60],
            "verdict": ["moved", "not above the floor", "insufficient", "composition", "differs"],
            "floor_low": [0.04, 0.04, None, 0.04, 0.04],
            "floor_high": [0.08, 0.08, None, 0.08, 0.08],
        }
    )


def test_drift_is_shown_over_its_floor(lines):
    ax = plot_drift(drifts())
    (moved,), (composition,), (unsure,) = (lines(ax, kind) for kind in ("_moved", "_composition", "_insufficient"))
    same = lines(ax, "_same")
    assert [list(mark.get_ydata()) for mark in same] == [[0.05]]  # below the floor
    assert {mark.get_markerfacecolor() for mark in same} == {"white"} != {moved.get_markerfacecolor()}
    (differs,) = lines(ax, "_differs")  # significant, so neither hollow nor called "not above the floor"
    assert list(differs.get_ydata()) == [0.12] and differs.get_markerfacecolor() != "white"
    assert "Triangle: differs" in ax.get_xlabel() and differs.get_marker() == "^"
    assert composition.get_marker() != moved.get_marker() and composition.get_markerfacecolor() != "white"
    assert composition.get_markerfacecolor() != moved.get_markerfacecolor()
    assert list(unsure.get_ydata()) == [0]
    assert [c.get_label() for c in ax.containers] == ["_floor"] * 4
    assert ax.get_xticklabels()[0].get_text() == "19–20\n100\n90"


def test_the_small_print_says_where_composition_was_not_examined():
    said = "moved (composition not examined)"
    for verdicts, expected in (
        (["moved"] * 5, "Filled circle: moved. "),
        ([said] * 5, f"Filled circle: {said}. "),
        (["moved", said, "differs", "differs", "differs"], "Filled circle: moved (composition in part not examined). "),
    ):
        ax = plot_drift(drifts().with_columns(verdict=pl.Series(verdicts)))
        everything = ax.get_xlabel().replace("\n", " ")
        assert expected in everything


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
