"""Coverage: documents by month and kind, gaps and pauses."""

from datetime import date

import polars as pl

from analysis import plot_coverage


def test_coverage_counts_by_month_and_kind_with_duplicates_apart():
    documents = pl.DataFrame(
        {
            "date": [date(2020, 1, 3), date(2020, 1, 9), date(2020, 1, 9), date(2020, 4, 1), date(2020, 1, 1), None],
            "date_precision": ["day", "day", "day", "month", "year", None],
            "kind": ["story", "story", "digest", "story", "story", "story"],
            "duplicate_of": [None, "a", None, None, None, None],
        }
    )
    ax = plot_coverage(documents, gap_days=5)
    heights = {c.get_label(): [bar.get_height() for bar in c] for c in ax.containers}
    assert heights == {"story": [1, 0, 0, 1], "digest": [1, 0, 0, 0], "near-duplicates": [1, 0, 0, 0]}
    assert len([p for p in ax.patches if p.get_label() == "_gap"]) == 1  # February and March are one stretch
    assert len([p for p in ax.patches if p.get_label() == "_pause"]) == 1  # from the 4th to the 8th of January
    assert "2 without a date fine enough" in ax.get_xlabel()
