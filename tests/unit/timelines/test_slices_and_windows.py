"""Slices of several years, parts of slices, moving windows and unlike documents, counted by hand."""

from datetime import date

import polars as pl
import pytest

from analysis import Features, StudyError, heat, network_series, side_by_side, timeline
from analysis.counts.periods import check_every, complete_slices
from analysis.timelines.document_lengths import length_warning
from analysis.timelines.moving_windows import window_block, window_slices
from tests.support.toy import toy


def monthly(first, last, hit=lambda year, month: month % 2, day=1, **more):
    """One document a month, which holds the term where ``hit`` says so."""
    rows = []
    for year in range(first, last + 1):
        for month in range(1, 13):
            rows.append((f"{year}-{month:02d}-{day:02d}", [[["六保"] if hit(year, month) else ["六稳"]]], more))
    return toy(rows)


def test_five_years_begin_in_years_that_five_divides():
    features = monthly(2013, 2021, hit=lambda year, month: year >= 2015 and month == 1)
    frame = timeline(features, "六保", every="5y", start="2013").frame
    assert frame["start"].to_list() == [date(2010, 1, 1), date(2015, 1, 1), date(2020, 1, 1)]
    assert frame["documents"].to_list() == [24, 60, 24] and frame["hits"].to_list() == [0, 5, 2]
    assert frame["complete"].to_list() == [False, True, False]
    assert frame["rate"][1] == pytest.approx(1000 * 5 / 60)
    assert timeline(features, "六保", every="10y").frame["documents"].to_list() == [84, 24]
    assert timeline(features, "六保", every="2y").frame["documents"].to_list() == [12, 24, 24, 24, 24]
    assert len(network_series(features, every="5y", delta=None).starts) == 3


@pytest.mark.parametrize(
    ("word", "every"),
    [
        ("year", "1y"),
        ("yearly", "1y"),
        ("12mo", "1y"),
        ("quarter", "1q"),
        ("3mo", "1q"),
        ("monthly", "1mo"),
        ("decade", "10y"),
    ],
)
def test_slices_have_names_in_words(word, every):
    features = monthly(2019, 2020)
    line = timeline(features, "六保", every=word)
    assert line.parameters["every"] == every == check_every(word)
    assert line.frame.equals(timeline(features, "六保", every=every).frame)


@pytest.mark.parametrize("wrong", ["1w", "3y", "6 months", "yearl", "", 12, None])
def test_other_slices_are_refused(wrong):
    with pytest.raises(StudyError, match="no slice"):
        timeline(monthly(2019, 2020), "六保", every=wrong)


def test_parts_of_a_slice_are_marked():
    days = [(date(2013, 2, 1), date(2015, 11, 29))]
    years = [date(year, 1, 1) for year in (2013, 2014, 2015)]
    assert complete_slices(years, "1y", days) == [True, True, False]  # 31 days are missing, and 32
    assert complete_slices(years, "1y", [(date(2013, 2, 2), date(2015, 11, 30))]) == [False, True, True]
    gap = [(date(2013, 1, 1), date(2013, 6, 30)), (date(2013, 10, 1), date(2013, 12, 31))]
    assert complete_slices(years[:1], "1y", gap) == [False]
    assert complete_slices(years[:1], "1y", [*gap, (date(2013, 5, 1), date(2013, 9, 30))]) == [True]
    assert complete_slices([date(2013, 1, 1)], "1mo", [(date(2013, 1, 4), date(2013, 1, 31))]) == [True]
    assert complete_slices([date(2013, 1, 1)], "1mo", [(date(2013, 1, 5), date(2013, 1, 31))]) == [False]
    assert complete_slices([], "1y", days) == []


def test_a_document_dated_to_its_year_covers_that_year():
    yearly = toy([(f"{year}-01-01", [[["六保"]]], {"date_precision": "year"}) for year in (2019, 2020)])
    assert timeline(yearly, "六保").frame["complete"].to_list() == [True, True]
    by_month = toy([(f"2019-{month:02d}-01", [[["六保"]]], {"date_precision": "month"}) for month in range(1, 13)])
    assert timeline(by_month, "六保", every="1mo").frame["complete"].all()
    assert timeline(by_month, "六保", end="2019-06-15").frame["complete"].to_list() == [False]


def test_joined_features_keep_their_seam_and_their_gap():
    early, late = monthly(2018, 2020).between("2018", "2020-04"), monthly(2020, 2021, day=15).between("2020-10")
    renamed = late.documents.collect().with_columns(
        doc_id=pl.lit("e") + pl.col("doc_id"), sha256=pl.lit("e") + pl.col("doc_id")
    )
    mentions, sentences = (
        table.collect().with_columns(doc_id=pl.lit("e") + pl.col("doc_id")) for table in (late.mentions, late.sentences)
    )
    other = Features.from_frames(renamed, mentions, sentences, late.vocabulary.collect())
    line = timeline([early, other], "六保")
    assert line.parameters["seams"] == ("2020-10-15",) and len(line.parameters["corpus"]["parts"]) == 2
    assert line.frame["complete"].to_list() == [True, True, False, True]


def test_a_window_counts_what_ends_with_its_slice():
    features = monthly(2019, 2020, hit=lambda year, month: year == 2020 and month <= 3)
    line = timeline(features, "六保", every="1mo", smooth="12mo")
    assert line.frame["start"].to_list() == [date(2019, 12, 1), *(date(2020, month, 1) for month in range(1, 13))]
    assert line.frame["documents"].to_list() == [12] * 13
    assert line.frame["hits"].to_list() == [0, 1, 2, *[3] * 10]
    assert line.frame["rate"].to_list() == pytest.approx([1000 * hits / 12 for hits in (0, 1, 2, *[3] * 10)])
    assert line.frame["complete"].all() and line.parameters["smooth"] == "12mo"
    assert "13 months in a moving window of 12mo" in repr(line)
    assert heat(line).frame.height == 13


@pytest.mark.parametrize("unit", ["documents", "characters"])
def test_windows_of_a_year_that_end_with_it_are_its_slices(unit):
    features = monthly(2018, 2021, hit=lambda year, month: (year * month) % 3 == 0)
    years = timeline(features, ["六保", "六稳"], unit=unit).frame
    for every in ("1mo", "1q"):
        ends = timeline(features, ["六保", "六稳"], every=every, unit=unit, smooth="1y").frame
        last = ends.filter(pl.col("start").dt.month() == {"1mo": 12, "1q": 10}[every])
        same = ["term", "documents", "hits", "rate", "low", "high", "n_effective", "mentions", "complete"]
        assert last.select(same).equals(years.select(same)), every


def test_windows_by_strata_and_over_years():
    rows = [
        (f"{year}-{month:02d}-01", [[["六保"]]], {"source": "ab"[month % 2]})
        for year in (2018, 2019, 2020)
        for month in range(1, 13)
    ]
    line = timeline(toy(rows), "六保", smooth="2y", strata="source")
    assert line.frame["start"].to_list() == [date(2019, 1, 1), date(2020, 1, 1)]
    assert line.frame["hits"].to_list() == [24, 24] and line.frame["rate"].to_list() == [1000.0, 1000.0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"smooth": "1y"}, "no window of several slices of a year"),
        ({"smooth": "18mo"}, "no window of several slices"),
        ({"smooth": 12}, "no window of several slices"),
        ({"smooth": "soon"}, "Give a length such as smooth='12mo'"),
        ({"smooth": "9y"}, "9 slices long, and there are 2"),
    ],
)
def test_windows_without_meaning(options, message):
    with pytest.raises(StudyError, match=message):
        timeline(monthly(2019, 2020), "六保", **options)
    with pytest.raises(StudyError, match="moving window has Wilson's interval only"):
        timeline(monthly(2019, 2020), "六保", every="1mo", smooth="1y").bootstrap(100)


def test_lengths_of_windows_and_their_parts():
    assert [window_slices(*one) for one in (("12mo", "1mo"), ("year", "1q"), ("4q", "1q"), ("10y", "5y"))] == [
        12,
        4,
        4,
        2,
    ]
    assert [window_block(months) for months in (2, 3, 11, 12, 23, 24)] == ["1d", "1w", "1w", "1mo", "1mo", "1q"]


def test_documents_of_unlike_length_are_told():
    short, long = monthly(2019, 2020), monthly(2019, 2020)
    table = long.documents.collect().with_columns(n_chars=pl.lit(160, pl.UInt32))
    long = Features.from_frames(table, long.mentions, long.sentences, long.vocabulary)
    both = side_by_side({"short": short, "long": long}, "六保")
    (said,) = both.parameters["warnings"]
    assert (
        "documents of long have 160 characters on average, those of short 100" in said and 'unit="characters"' in said
    )
    assert "warnings" not in side_by_side({"a": short, "b": short}, "六保").parameters
    assert "warnings" not in side_by_side({"short": short, "long": long}, "六保", unit="characters").parameters
    just = Features.from_frames(
        table.with_columns(n_chars=pl.lit(150, pl.UInt32)), long.mentions, long.sentences, long.vocabulary
    )
    assert length_warning({"a": timeline(short), "b": timeline(just)}) is None
