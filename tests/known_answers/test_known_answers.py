"""The shipped counts of the evening news against dates and counts known from elsewhere."""

import datetime as dt

import polars as pl
import pytest

from analysis import Features, first_uses, timeline
from analysis.core.paths import data_folder

FIRST_BROADCAST = {
    "三严三实": dt.date(2014, 3, 9),
    "两学一做": dt.date(2016, 2, 28),
    "供给侧结构性改革": dt.date(2015, 11, 10),
    "国之大者": dt.date(2020, 4, 23),
    "全过程人民民主": dt.date(2021, 7, 1),
    "两个确立": dt.date(2021, 11, 15),
    "三个务必": dt.date(2022, 10, 17),
    "新质生产力": dt.date(2023, 9, 8),
    "精准扶贫": dt.date(2014, 1, 25),
    "新发展理念": dt.date(2016, 1, 21),
}
STORIES = {
    "中国式现代化": {2021: 6, 2022: 128, 2023: 445},
    "六保": {2020: 127, 2021: 34, 2022: 11, 2023: 2},
    "共同富裕": {2020: 22, 2021: 89},
    "科学发展观": {2013: 45, 2023: 3},
    "中国制造2025": {2020: 0, 2021: 0, 2022: 0, 2023: 0},
    "四下基层": {
        2012: 2,
        2013: 0,
        2014: 1,
        2015: 0,
        2016: 0,
        2017: 0,
        2018: 0,
        2019: 0,
        2020: 1,
        2021: 0,
        2022: 0,
        2023: 8,
    },
}


@pytest.fixture(scope="module")
def news():
    return Features.open(data_folder() / "broadcast")


@pytest.fixture(scope="module")
def years(news):
    frame = timeline(news, sorted(STORIES), every="1y", duplicates=True).to_frame()
    return {(row["term"], row["start"].year): row["hits"] for row in frame.iter_rows(named=True)}


def test_first_broadcasts(news):
    frame = first_uses(news, sorted(FIRST_BROADCAST))
    assert dict(frame.select("term", "first").iter_rows()) == FIRST_BROADCAST


@pytest.mark.parametrize("term", sorted(STORIES))
def test_stories_a_year(years, term):
    assert {year: years[term, year] for year in STORIES[term]} == STORIES[term]


def test_the_gap_of_may_2021_is_there_and_no_other_day_of_that_year_is_missing(news):
    dates = news.documents.filter(pl.col("date").dt.year() == 2021).select("date").unique().collect()["date"]
    every_day = pl.date_range(dt.date(2021, 1, 1), dt.date(2021, 12, 31), eager=True)
    missing = sorted(set(every_day) - set(dates))
    assert missing == [dt.date(2021, 5, day) for day in range(7, 14)]
