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


def test_an_entry_that_faded_is_followed_by_its_fall_or_fading():
    assert told(entry=[entry(date(2015, 3, 1), "faded", date(2018, 9, 1), 0.5)]) == [
        ("entry", date(2015, 3, 1), None),
        ("fading", date(2018, 9, 1), None),
    ]
    assert told(entry=[entry(date(2015, 3, 1), "faded", date(2018, 9, 1), 4.0)])[1][0] == "fall"


def test_a_rise_and_a_fall_at_the_ends_of_a_burst_are_the_burst():
    assert told(
        change=[change(date(2019, 6, 1), 2, 9), change(date(2020, 2, 1), 9, 2)],
        burst=[burst(date(2019, 5, 1), date(2020, 1, 1))],
    ) == [("campaign", date(2019, 5, 1), date(2020, 1, 1))]


def test_a_burst_at_the_start_of_a_lasting_level_is_that_level():
    assert told(change=[change(date(2019, 6, 1), 2, 9)], burst=[burst(date(2019, 5, 1), date(2020, 8, 1))]) == [
        ("rise", date(2019, 6, 1), None)
    ]


def test_a_fall_into_silence_is_the_beginning_of_the_fading():
    tables = {
        "entry": [],
        "burst": [],
        "change": [change(date(2019, 6, 1), 9, 0.1)],
        "fading": [fading(date(2019, 9, 1))],
    }
    (row,) = phases(tables, LAST)
    assert (row["verdict"], row["start"]) == ("fading", date(2019, 6, 1))
    assert (row["low"], row["high"]) == (date(2019, 6, 1), date(2019, 9, 1))


def test_a_last_fall_to_a_quarter_or_less_is_a_fading_and_any_other_a_fall():
    assert told(change=[change(date(2019, 6, 1), 9, 2)]) == [("fading", date(2019, 6, 1), None)]
    assert told(change=[change(date(2019, 6, 1), 9, 3)]) == [("fall", date(2019, 6, 1), None)]
    assert told(change=[change(date(2023, 6, 1), 9, 2)]) == [("fall", date(2023, 6, 1), None)]
    back = [change(date(2016, 6, 1), 9, 2), change(date(2019, 6, 1), 2, 8)]
    assert [row[0] for row in told(change=back)] == ["fall", "rise"]


def test_a_rise_that_falls_again_within_two_years_is_a_campaign():
    short = [change(date(2013, 7, 1), 2, 46), change(date(2014, 11, 1), 46, 6)]
    assert told(change=short) == [("campaign", date(2013, 7, 1), date(2014, 11, 1))]
    long = [change(date(2013, 7, 1), 2, 46), change(date(2015, 8, 1), 46, 6)]
    assert [row[0] for row in told(change=long)] == ["rise", "fading"]
    shallow = [change(date(2013, 7, 1), 2, 20), change(date(2014, 11, 1), 20, 6)]
    assert [row[0] for row in told(change=shallow)] == ["rise", "fall"]


def test_a_campaign_after_an_early_first_use_is_a_phase_beside_the_entry():
    tables = dict(
        entry=[entry(date(2017, 12, 1), "faded", date(2020, 2, 1), 0.9)], change=[change(date(2019, 6, 1), 0.2, 50)]
    )
    assert told(**tables) == [("entry", date(2017, 12, 1), None), ("campaign", date(2019, 6, 1), date(2020, 2, 1))]


def test_a_campaign_into_silence_of_a_term_in_use_before_is_followed_by_the_fading():
    tables = dict(change=[change(date(2022, 3, 1), 1, 20)], fading=[fading(date(2022, 12, 1))])
    assert told(**tables) == [("campaign", date(2022, 3, 1), date(2022, 12, 1)), ("fading", date(2022, 12, 1), None)]


def test_a_rise_from_nothing_is_an_entry_where_silence_was_covered():
    quiet = {**entry(date(2021, 2, 1)), "decision": False, "p": 0.06, "q": 0.1}
    rise = change(date(2020, 11, 1), 0, 2)
    assert told(entry=[quiet], change=[rise]) == [("entry", date(2021, 2, 1), None)]
    assert told(entry=[{**quiet, "p": None}], change=[rise]) == [("rise", date(2020, 11, 1), None)]
    assert told(entry=[quiet], change=[{**rise, "before": 0.1}]) == [("rise", date(2020, 11, 1), None)]


def test_what_is_not_called_is_none_and_what_is_not_tested_says_why():
    quiet = {**entry(date(2015, 1, 1)), "decision": False, "p": 0.4, "q": 0.9}
    assert told(entry=[quiet]) == [("none", None, None)]
    silent = {**quiet, "p": None, "q": None, "decision": None, "reason": "3 documents hold it, 4 are needed"}
    (row,) = phases({"entry": [silent], "change": [], "burst": [], "fading": []}, LAST)
    assert (row["verdict"], row["reason"]) == ("not testable", "3 documents hold it, 4 are needed")
