"""The specification curve: sorted, with each choice."""

import polars as pl

from analysis import plot_specification_curve


def test_a_specification_curve_is_sorted_and_shows_each_choice(lines):
    frame = pl.DataFrame(
        {
            "context": ["sentence", "document"] * 2,
            "delta": [1.28, 1.28, 1.64, 1.64],
            "estimate": [3.0, 1.0, None, -1],
            "low": [2.0, 0.5, None, -2],
            "high": [4.0, 1.5, None, 0.5],
            "holds": [True, True, None, False],
        }
    )
    above, below = plot_specification_curve(frame, reference=0)
    points = {
        label: [tuple(map(float, line.get_xydata()[0])) for line in lines(above, label)]
        for label in ("_holds", "_fails")
    }
    assert points == {"_holds": [(1, 1), (2, 3)], "_fails": [(0, -1)]}
    assert [t.get_text() for t in below.get_yticklabels()] == ["context:  document", "sentence", "delta:  1.28", "1.64"]
    assert (
        "3 specifications; the claim holds in 2 (67%)" in below.get_xlabel()
        and "1 settings cannot" in below.get_xlabel()
    )
