"""One event is one phase: the rules by which tests are put together, on rows written for this test."""

from __future__ import annotations

from datetime import date

from analysis.timelines.verdict_phases import phases

LAST = date(2024, 1, 1)
COMMON = {"p": 0.001, "q": 0.01, "decision": True, "before": 0.0, "after": 9.0, "evidence": "", "reason": None}


def entry(month, course="stayed", end=None, later=None):
    row = {"month": month, "low": month, "high": month, "course": course, "end": end, "later": later, "effect": "entry"}
    return COMMON | row | {"end_low": end, "end_high": end}


def change(month, before, after):
    return COMMON | {"month": month, "low": month, "high": month, "before": before, "after": after, "effect": "changed"}


def burst(start, end):
    return COMMON | {"start": start, "end": end, "effect": "burst"}


def fading(month, kind="gone"):
    return COMMON | {
        "month": month,
        "low": month,
        "high": month,
        "kind": kind,
        "effect": "faded",
        "before": 9.0,
        "after": 0.0,
    }


def told(**tables):
    rows = phases({"entry": [], "change": [], "burst": [], "fading": []} | tables, LAST)
    return [(row["verdict"], row.get("start"), row.get("end")) for row in rows]


def test_a_campaign_from_nothing_is_one_phase():
    assert told(
        entry=[entry(date(2021, 2, 1), "campaign", date(2022, 2, 1), 0.1)],
        change=[change(date(2021, 3, 1), 0.1, 9), change(date(2022, 1, 1), 9, 0.2)],
        burst=[burst(date(2021, 2, 1), date(2022, 1, 1))],
        fading=[fading(date(2022, 6, 1))],
    ) == [("campaign", date(2021, 2, 1), date(2022, 2, 1))]


def test_an_entry_and_a_rise_years_later_are_two():
    found = told(
        entry=[entry(date(2015, 2, 1))], change=[change(date(2015, 4, 1), 0, 2), change(date(2020, 1, 1), 2, 9)]
    )
    assert found == [("entry", date(2015, 2, 1), None)] or found == [
        ("entry", date(2015, 2, 1), None),
        ("rise", date(2020, 1, 1), None),
    ]
    assert ("rise", date(2020, 1, 1), None) in found


def test_an_entry_that_faded_is_followed_by_its_fading():
    assert told(entry=[entry(date(2015, 3, 1), "faded", date(2018, 9, 1), 0.5)]) == [
        ("entry", date(2015, 3, 1), None),
        ("fading", date(2018, 9, 1), None),
    ]


def test_a_rise_and_a_fall_at_the_ends_of_a_burst_are_the_burst():
    assert told(
        change=[change(date(2019, 6, 1), 2, 9), change(date(2020, 2, 1), 9, 2)],
        burst=[burst(date(2019, 5, 1), date(2020, 1, 1))],
    ) == [("campaign", date(2019, 5, 1), date(2020, 1, 1))]


def test_a_burst_at_the_start_of_a_lasting_level_is_that_level():
    assert told(change=[change(date(2019, 6, 1), 2, 9)], burst=[burst(date(2019, 5, 1), date(2020, 8, 1))]) == [
        ("rise", date(2019, 6, 1), None)
    ]


def test_a_fall_into_silence_is_the_fading():
    assert told(change=[change(date(2019, 6, 1), 9, 0.1)], fading=[fading(date(2019, 9, 1))]) == [
        ("fading", date(2019, 9, 1), None)
    ]


def test_what_is_not_called_is_none_and_what_is_not_tested_says_why():
    quiet = {**entry(date(2015, 1, 1)), "decision": False, "p": 0.4, "q": 0.9}
    assert told(entry=[quiet]) == [("none", None, None)]
    silent = {**quiet, "p": None, "q": None, "decision": None, "reason": "3 documents hold it, 4 are needed"}
    (row,) = phases({"entry": [silent], "change": [], "burst": [], "fading": []}, LAST)
    assert (row["verdict"], row["reason"]) == ("not testable", "3 documents hold it, 4 are needed")
