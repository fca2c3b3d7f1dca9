"""Dates in every spelling that is read, as coarse as they are given."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import StudyError
from analysis.core.dates import as_date, iso_date, iso_period, parse_date, parse_date_cell


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("二〇一四年八月一日", date(2014, 8, 1), "day"), ("二○一四年十二月三十一日", date(2014, 12, 31), "day"),
        ("2014年8月", date(2014, 8, 1), "month"), ("2014/8/1", date(2014, 8, 1), "day"), ("20140801", date(2014, 8, 1), "day"),
        ("2017年04月27日 15:47", date(2017, 4, 27), "day"), ("2014-08-01T07:49:24+08:00", date(2014, 8, 1), "day"),
        ("发布时间：２０１４年８月１日", date(2014, 8, 1), "day"), ("2014", date(2014, 1, 1), "year"), ("2014.8.1", date(2014, 8, 1), "day"),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(text, value, precision):
    assert parse_date(text) == (value, precision)


@pytest.mark.parametrize("text", ["", "没有日期", "2014-13-45", "电话 20140801234", "1.2014.8", "2014年2月30日"])
def test_what_is_no_date(text):
    assert parse_date(text) is None


def test_numerals_that_are_no_number_are_no_date():
    assert parse_date("二〇一四年十十月") is None and parse_date("2014年二三十月") is None
    assert parse_date("2014年十十月，2015年一月") == (date(2015, 1, 1), "month")


HAN = dict(enumerate("〇一二三四五六七八九十"))


def in_numerals(n):
    """八, 十, 十二, 二十, 三十一: a number below 100 as a person says it."""
    tens, units = divmod(n, 10)
    return ("" if tens < 2 else HAN[tens]) + ("十" if tens else "") + (HAN[units] if units or not tens else "")


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_in_every_spelling(day):
    year = "".join(HAN[int(digit)] for digit in str(day.year))
    numerals = f"{year}年{in_numerals(day.month)}月{in_numerals(day.day)}日"
    figures = [
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    ]
    for written in (numerals, *figures):
        assert parse_date(written) == parse_date_cell(f" {written} ") == (day, "day"), written
    assert iso_date(str(day)) == (day, "day") and as_date(str(day), name="day") == day


@pytest.mark.parametrize(
    "written, read",
    [
        ("2018", (date(2018, 1, 1), "year")),
        ("2018-11", (date(2018, 11, 1), "month")),
        ("2018-11-05", (date(2018, 11, 5), "day")),
    ],
)
def test_iso_dates_are_as_coarse_as_they_are_given(written, read):
    assert iso_date(written) == read


@pytest.mark.parametrize("written", ["2018-1", "2018-11-5", "18", "", "2018-13", "2018-02-30", "2018年", "2018-11-05 "])
def test_iso_dates_are_strict(written):
    with pytest.raises(ValueError):
        iso_date(written)


def test_a_period_is_open_where_nothing_is_given():
    assert iso_period("", "") == (date.min, date.max)
    assert iso_period("2018", "2018-11") == (date(2018, 1, 1), date(2018, 11, 1))


@pytest.mark.parametrize(
    "cell, day",
    [
        ("41852", date(2014, 8, 1)),
        ("1406851200", date(2014, 8, 1)),
        ("1406851200000", date(2014, 8, 1)),
        ("-1000000000", date(1938, 4, 24)),
        ("2014-08-01", date(2014, 8, 1)),
    ],
)
def test_numbers_in_which_tables_keep_days(cell, day):
    assert parse_date_cell(cell) == (day, "day")
    assert cell == "2014-08-01" or parse_date(cell) is None  # in running text such a number is no date


@pytest.mark.parametrize(
    "written, read",
    [
        ("2016", (2016, 1, 1)),
        ("2016-03", (2016, 3, 1)),
        ("2016-3-9", (2016, 3, 9)),
        (date(2016, 3, 9), (2016, 3, 9)),
        (datetime(2016, 3, 9, 7, 30), (2016, 3, 9)),
    ],
)
def test_an_argument_names_a_day(written, read):
    day = as_date(written, name="start")
    assert day == date(*read) and not isinstance(day, datetime)


@pytest.mark.parametrize("written", ["2016-13", "2016-01-01-05", "16", "spring 2016", "", 2016.5])
def test_what_is_no_date_is_an_error_that_names_the_argument(written):
    with pytest.raises(StudyError, match="start=.* is not a date"):
        as_date(written, name="start")
