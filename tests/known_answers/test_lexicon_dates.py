"""The lexicon's dates and senses against the shipped counts of the evening news and of the Party press."""

import datetime as dt

import polars as pl
import pytest

from analysis import Features, Lexicon, first_uses
from analysis.core.dates import iso_period
from analysis.core.paths import data_folder


@pytest.fixture(scope="module")
def news():
    return Features.open(data_folder() / "broadcast")


@pytest.mark.parametrize("folder", ["broadcast", "press"])
def test_a_use_before_the_stated_date_is_named_in_the_note(folder):
    """Of each term that stands in a text earlier than the lexicon says, the note names the day and so says why."""
    lexicon = Lexicon.read()
    counts = Features.open(data_folder() / folder)
    known = sorted(set(lexicon.labels) & set(counts.terms))
    first = first_uses(counts, known, lexicon=lexicon, duplicates=True).frame.filter(pl.col("introduced") != "")
    early = [
        (row["term"], row["first"].isoformat())
        for row in first.iter_rows(named=True)
        if row["first"] < iso_period(row["introduced"], "")[0]
    ]
    assert first.height > 100 and early
    assert [one for one in early if one[1] not in lexicon.note(one[0])] == []


def test_an_aim_of_the_18th_congress_is_not_the_reform_of_the_third_plenum(news):
    first = first_uses(news, ["全面深化改革", "全面深化改革开放"]).frame
    assert dict(first.select("term", "first").iter_rows()) == {
        "全面深化改革": dt.date(2012, 12, 11),
        "全面深化改革开放": dt.date(2012, 11, 8),
    }


def test_the_wording_of_the_fourth_plenum_comes_before_the_label(news):
    first = first_uses(news, ["全面依法治国", "全面推进依法治国"]).frame
    assert dict(first.select("term", "first").iter_rows()) == {
        "全面依法治国": dt.date(2014, 9, 30),
        "全面推进依法治国": dt.date(2012, 11, 10),
    }


@pytest.mark.parametrize(
    ("term", "day", "uses"), [("新时代", dt.date(2017, 10, 18), 138), ("不忘初心", dt.date(2016, 7, 1), 6)]
)
def test_everyday_words_before_the_formulation_are_a_sense_of_their_own(news, term, day, uses):
    dates = news.documents.select("doc_id", "date")
    found = news.mentions.filter(pl.col("term") == term).join(dates, on="doc_id").collect()
    everyday = found.filter(pl.col("sense") == "everyday")
    assert everyday.height == found.filter(pl.col("date") < day).height == uses
    assert found["sense"].null_count() == 0
