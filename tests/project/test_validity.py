"""A fast version of every check of the statistics: it runs, and nothing is far off."""

import pytest

from tests.validity import COLUMNS, collect, modules
from tests.validity.__main__ import main, number, table

LEVELS = ("rise", "fall", "burst", "trend")


@pytest.mark.parametrize("name", modules())
def test_every_module_gives_rows(name):
    rows = collect(fast=True, seed=1, only=[name])
    for row in rows:
        assert set(row) == set(COLUMNS)
        if row["question"].startswith("interval"):
            assert row["value"] > 0.85, row
        if row["question"].endswith("false alarms"):
            assert row["value"] <= 0.25, row
        if row["question"].startswith(LEVELS) and row["target"].startswith("at most"):
            # of what meets its target at full size one row in thousands lies above this
            assert row["value"] <= 0.08 + 3.5 * (0.08 * 0.92 / row["runs"]) ** 0.5, row
        if row["question"].startswith(LEVELS) and row["target"].startswith("at least"):
            assert row["value"] >= float(row["target"].split()[-1]) - 0.15, row
        if row["question"].startswith("known history"):
            assert row["met"], row


def test_the_table_shows_what_misses_its_target():
    row = dict.fromkeys(COLUMNS, "x") | {
        "value": 0.0712,
        "met": False,
        "usual_value": None,
        "question": "bursts",
        "measure": "share",
    }
    shown = table([row])
    assert "## Bursts" in shown and "0.071" in shown and "**no**" in shown and "0 of 1 rows" in shown
    assert [number(x) for x in (None, 37.0, 0.5)] == ["", "37", "0.500"]


def test_only_named_modules_run():
    with pytest.raises(SystemExit):
        main(["--only", "nothing"])
