"""A fast version of every check of the statistics: it runs, and what misses its target by much fails.

The bounds are exact: of rows of one question with one target all runs are put together, and their sum may lie beyond the
target by what a binomial of that size exceeds once in ten thousand times, no more.
"""

import json
from collections import defaultdict

import pytest
from scipy.stats import binom

from tests.validity import COLUMNS, _kept, collect, modules
from tests.validity.__main__ import main
from tests.validity._page import interval, number, page, summary, table
from tests.validity._targets import TARGETS, rows_of

RARE = 1e-4
# power that may be lost in a fast run, which has a thirtieth of the null series: bursts of few, even counts lose most
SMALL_BANK = {"rise": 0.15, "fall": 0.15, "burst": 0.4}
MISSED = {"chronicle: events recovered": 0.6}  # misses its target, as the page says; below this something else is wrong


def row(**known) -> dict:
    """A row of the table, otherwise of no account."""
    plain = dict.fromkeys(COLUMNS, "x") | {"value": 0.0712, "met": False, "usual": "", "usual_value": None, "runs": 300}
    return plain | {"question": "rise: false alarms", "measure": "share", "target": "at most 0.06", "note": ""} | known


def far_off(rows: list[dict]) -> list[str]:
    """Questions whose runs together lie beyond their target by more than chance."""
    together = defaultdict(lambda: [0, 0.0])
    for one in rows:
        kind, _, bound = one["target"].rpartition(" ")
        if kind in ("at most", "at least") and one["runs"] > 1 and 0 <= one["value"] <= 1:
            least = MISSED.get(one["question"], float(bound))
            if kind == "at least":
                least -= SMALL_BANK.get(one["question"].split(":")[0], 0.0)
            cell = together[one["question"], kind, least]
            cell[0] += one["runs"]
            cell[1] += one["value"] * one["runs"]
    out = []
    for (question, kind, bound), (runs, hits) in together.items():
        chance = binom.sf(hits - 1, runs, bound) if kind == "at most" else binom.cdf(hits, runs, bound)
        if chance < RARE:
            out.append(f"{question}: {hits / runs:.3f} of {runs}, {kind} {bound}")
    return out


@pytest.mark.parametrize("name", modules())
def test_every_module_gives_rows_near_their_targets(name):
    rows = collect(fast=True, seed=1, only=[name])
    assert rows and all(set(one) == set(COLUMNS) for one in rows)
    assert not far_off(rows)
    for one in rows:
        if one["question"].startswith("interval"):
            held = round(one["value"] * one["runs"])
            assert binom.cdf(held, one["runs"], 0.93) >= RARE, one
        if one["question"] == "known history: best dated" and one["setting"].startswith("first use"):
            assert one["value"] == 1, one


def test_a_quarter_of_false_alarms_is_far_off_where_six_in_a_hundred_are_allowed():
    assert far_off([row(value=0.25)]) and far_off([row(value=0.13)]) and not far_off([row(value=0.1)])
    assert far_off([row(value=0.25, runs=60)]) and not far_off([row(value=0.25, runs=4)])
    assert far_off([row(value=0.6, target="at least 0.9", question="rise: power")])
    assert far_off([row(value=0.79, target="at least 0.9", question="trend: power")]) and not far_off(
        [row(value=0.87, target="at least 0.9")]
    )


def test_the_page_shows_what_misses_its_target_and_by_how_much():
    rows = [row(), row(setting="y", value=0.01, met=True)]
    shown = table(rows)
    assert "## Rise: false alarms" in shown and "0.071" in shown and "**no**" in shown and "1 of 2 rows" in shown
    assert "0.047–0.106" in shown  # Wilson's interval of 0.0712 of 300, by hand
    assert interval(row(value=1.2)) == "" and interval(row(runs=1)) == ""
    assert [number(x) for x in (None, 37.0, 0.5)] == ["", "37", "0.500"]
    told = summary(rows)
    assert "Rows that miss their target: 1" in told and "**1 of 2**" in told and "not computed" in told


def test_rows_of_other_code_are_marked_and_run_again(tmp_path):
    _kept.write(tmp_path, "slopes", [row()], seconds=60, seed=3)
    assert _kept.read(tmp_path, "slopes")["current"] and _kept.read(tmp_path, "rises") is None
    path = tmp_path / "slopes.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"code": "another"}))
    kept = _kept.read(tmp_path, "slopes")
    assert not kept["current"]
    shown = page({"slopes": kept}, tmp_path / "referee.json")
    assert "to be run again:** `slopes`" in shown and "slopes 1; 1 in all" in shown


def test_a_digest_follows_the_code_that_a_module_runs():
    assert _kept.digest("slopes") == _kept.digest("slopes") != _kept.digest("coverage")
    file = _kept.module_file("analysis.timelines.trend_tests")
    seen, todo = set(), [_kept.module_file("tests.validity.slopes")]
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += _kept.imported(one)[1]
    assert file in seen and _kept.module_file("analysis.figures.style") not in seen


def test_every_aim_has_rows_that_could_judge_it():
    assert len({target.aim for target in TARGETS}) == len(TARGETS)
    assert rows_of(TARGETS[2], [row(), row(question="burst: false alarms")]) == [row()]


def test_only_named_modules_run():
    with pytest.raises(SystemExit):
        main(["--only", "nothing"])
