"""Broken evidence: what is broken, and which conditions notice."""

from datetime import date

import polars as pl
import pytest

from analysis.study.broken_evidence import SHUFFLES, attack, survived

YEARS = pl.DataFrame(
    {
        "term": ["甲"] * 4 + ["乙"] * 4,
        "start": [date(year, 1, 1) for year in (2020, 2021, 2022, 2023)] * 2,
        "hits": [1, 2, 3, 40, 7, 5, 3, 1],
        "censored": [True, False, False, False] * 2,
    }
)


def of(table, term):
    return table.filter(pl.col("term") == term).sort("start")["hits"].to_list()


def test_years_are_reversed_within_each_term():
    seen = []
    attack(lambda table: seen.append((of(table, "甲"), of(table, "乙"))) or True, YEARS)
    assert ([40, 3, 2, 1], [1, 3, 5, 7]) in seen
    assert ([7.75] * 4, [7.75] * 4) in seen  # level: the mean of all, 62 / 8


def test_each_kind_of_evidence_is_counted():
    found = attack(lambda table: of(table, "甲")[-1] == 40, YEARS)
    assert found["reversed"] == (0, 1) and found["level"] == (0, 1)
    assert found["shuffled"][1] == SHUFFLES and 0 < found["shuffled"][0] < SHUFFLES  # one place of four
    assert found["dropped"] == (3, 4)  # only without 2023
    assert found["swapped"] == (0, 1)


def test_a_condition_that_asks_nothing_survives_everything():
    found = attack(lambda table: True, YEARS)
    assert set(survived(found)) == {"level", "reversed", "shuffled", "dropped", "swapped"}


def test_what_raises_is_no_survivor():
    def by_name(table):
        return table.row(by_predicate=pl.col("hits") == 40)[2] > 0

    assert attack(by_name, YEARS)["level"] == (0, 1)


def test_without_time_rows_are_dropped_and_nothing_is_reversed():
    peaks = pl.DataFrame({"term": ["甲", "乙"], "peak": [2014, 2021]})
    found = attack(lambda table: dict(table.rows())["甲"] == 2014, peaks)
    assert set(found) == {"level", "dropped", "swapped"}
    assert found == {"level": (0, 1), "dropped": (1, 2), "swapped": (0, 1)}


def test_tables_of_a_mapping_are_broken_together():
    found = attack(lambda both: of(both["a"], "甲") == of(both["b"], "甲"), {"a": YEARS, "b": YEARS, "n": 3})
    assert found["reversed"] == (1, 1) and found["shuffled"] == (SHUFFLES, SHUFFLES)


def test_controls_stand_in_for_the_terms():
    words = YEARS.with_columns(term=pl.col("term").replace({"甲": "天气", "乙": "道路"}))
    found = attack(lambda table: of(table, "甲")[-1] == 40, YEARS.filter(pl.col("term") == "甲"), words)
    assert found["controls"] == (1, 2)
    assert survived({"controls": (1, 2)}) == ["controls"] and survived({"controls": (1, 4)}) == []
    assert "controls" not in attack(lambda table: True, YEARS.drop("term"), words)


def test_what_is_no_table_is_changed_value_by_value():
    assert attack(lambda one: True, None) == {}
    assert attack(lambda one: one["n"] == 3, {"n": 3, "term": "六保"}) == {"changed": (1, 2)}
    assert attack(lambda one: one == 3, 3) == {"changed": (0, 1)}
    assert survived(attack(lambda one: True, {"n": 3, "m": 4})) == ["changed"]
    assert survived({"changed": (1, 2)}) == []


@pytest.mark.parametrize("value", [0, 3, 2.5, True, "六保", "x", b"ab", date(2020, 1, 2), [1, 2], (1,)])
def test_a_changed_value_is_another_one(value):
    seen = []
    attack(lambda one: seen.append(one) or True, value)
    assert len(seen) == 1 and seen[0] != value


def test_the_same_evidence_is_broken_in_the_same_way():
    condition = lambda table: of(table, "甲")[0] < of(table, "甲")[1]  # noqa: E731
    assert attack(condition, YEARS) == attack(
        condition, YEARS.sort("hits").sort("term", "start", descending=[True, False])
    )
