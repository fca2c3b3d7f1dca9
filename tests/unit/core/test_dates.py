"""Dates in every spelling that is read, as coarse as they are given."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import StudyError
from analysis.core.dates import ambiguous_date, as_date, iso_date, iso_period, parse_date, parse_date_cell


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
        ("-1000000000", date(1938, 4, 25)),  # in China
        ("1406822400", date(2014, 8, 1)),  # midnight in China, which is 16:00 UTC the day before
        ("41852.75", date(2014, 8, 1)),
        ("20140801.0", date(2014, 8, 1)),
        ("2014-08-01", date(2014, 8, 1)),
    ],
)
def test_numbers_in_which_tables_keep_days(cell, day):
    assert parse_date_cell(cell) == (day, "day")
    assert cell == "2014-08-01" or parse_date(f"编号{cell}") is None  # in running text such a number is no date


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


# Spellings, each with what a careful reader takes from it (written for this test).
SPELLINGS = """
2014年8月1日 星期五 | 2014-08-01 day
August 1, 2014 | 2014-08-01 day
1 August 2014 | 2014-08-01 day
Aug 2014 | 2014-08-01 month
01-Aug-2014 | 2014-08-01 day
Fri Aug 01 07:49:24 CST 2014 | 2014-08-01 day
民国二十六年七月七日 | 1937-07-07 day
民國元年 | 1912-01-01 year
公元二〇一四年八月 | 2014-08-01 month
2014年7月28日至8月3日 | 2014-01-01 year
2013年12月28日至2014年1月3日 | None
2014年8月1-3日 | 2014-08-01 month
2014-08-01至2014-08-03 | 2014-08-01 month
2014.8.1-8.3 | 2014-08-01 month
2014年7-8月 | 2014-01-01 year
2014年8月上旬 | 2014-08-01 month
2014年8月1日上午 | 2014-08-01 day
2014 年 8 月 1 日 | 2014-08-01 day
二0一四年八月一日 | 2014-08-01 day
一九九八年 | 1998-01-01 year
2014·08·01 | 2014-08-01 day
20140801074924 | 2014-08-01 day
2014年第8期 | 2014-01-01 year
2035年远景目标 | None
2013-2014 | None
1949到2019 | None
2012年以来 | None
25/08/2014 | 2014-08-25 day
京ICP备20140801号 | None
Thu, 31 Jul 2014 16:00:00 GMT | 2014-08-01 day
2014-07-31 16:00:00 UTC | 2014-08-01 day
2014-08-01 - 人民网 | 2014-08-01 day
2014-08-01 07:49-08:30 | 2014-08-01 day
更新时间：2023-01-05 发布时间：2018-06-03 | 2018-06-03 day
《 田埂日报 》（ 2018年06月03日 04 版） | 2018-06-03 day
2014年8月1日07时49分 | 2014-08-01 day
Aug. 1st, 2014 | 2014-08-01 day
2014/08/01 07:49:24 | 2014-08-01 day
1949.10—2014.10 | None
2014-08-01T00:00:00+00:00 | 2014-08-01 day
2014-08-01T23:00:00-0500 | 2014-08-02 day
2021-2025年 | None
20世纪90年代 | None
1990年代 | None
2014年8月1日—2日 | 2014-08-01 month
2014年8月1日, | 2014-08-01 day
2014-8 | 2014-08-01 month
2014年度 | 2014-01-01 year
may 2014 | 2014-05-01 month
Marching 2014 | None
2014年8月1日2时 | 2014-08-01 day
2014年2月30日 | None
2014年八月廿三日 | 2014-08-23 day
二〇一四年八月三十一号 | 2014-08-31 day
第2014期 | None
下午3:20 2014年8月1日 | 2014-08-01 day
2014年8月1日 (星期五) | 2014-08-01 day
中华民国103年8月 | 2014-08-01 month
2014/8/1 下午 07:49 | 2014-08-01 day
2014年8月2日-星期六 | 2014-08-02 day
8月1日,2014 | 2014-08-01 day
2014年8月1日到会 | 2014-08-01 day
2014年8月1日到3个村 | 2014-08-01 day
2014-08-01 至 今 | 2014-08-01 day
2014-08-01-15 | 2014-08-01 day
昨天 07:49 | None
2014年8月至10月 | 2014-01-01 year
2014年8月-2015年3月 | None
14年8月1日 | None
2014年8月1日、2日 | 2014-08-01 day
2014年8月底 | 2014-08-01 month
2014.08 | 2014-08-01 month
2014/08/01-2014/08/03 | 2014-08-01 month
2014-08-01~03 | 2014-08-01 month
2014年08月01日08:00 - 来源 | 2014-08-01 day
2014-08-01 3个人 | 2014-08-01 day
"""


@pytest.mark.parametrize("line", SPELLINGS.strip().splitlines())
def test_spellings_of_real_pages(line):
    text, right = line.rsplit(" | ", 1)
    read = parse_date(text)
    assert (f"{read[0]} {read[1]}" if read else "None") == right


def test_what_may_be_read_in_two_ways_is_not_read_and_known_as_such():
    for text in ("08/01/2014", "14-08-01 07:49", "14/8/1", "08-01-2014"):
        assert parse_date(text) is None and ambiguous_date(text)
    for text in ("2014-08-01", "没有日期", "8月1日电", "25/08/2014", "1.2.3"):
        assert not ambiguous_date(text)


@given(st.text(alphabet="0123456789年月日-/.: 至到~一二十〇民国TZaugGMT》", max_size=24))
def test_no_text_raises(text):
    read = parse_date(text)
    assert read is None or read[1] in ("day", "month", "year")
