"""Two senses are two lines; a mix of sources that moves is no change of use."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from analysis import (
    Corpus,
    Lexicon,
    StudyError,
    build_features,
    bursts,
    change_points,
    entries,
    fadings,
    timeline,
    trends,
    verdicts,
)
from analysis.counts.day_counts import counts_by_day
from analysis.timelines.period_counts import period_counts

WITH, WITHOUT = "六保要落实。", "到村里去。"


def features(tmp_path, rows):
    """From rows of date, source, text; written for this test."""
    frame = pl.DataFrame(rows, schema=["date", "source", "text"], orient="row").with_row_index("id")
    frame = frame.with_columns(pl.col("id").cast(pl.String), text=pl.format("{}第{}号记录。", "text", "id"))
    return build_features(Corpus.from_frame(frame), Lexicon.read(), tmp_path / "features")


@pytest.fixture
def two_sources(tmp_path):
    """A paper that always has the word and one that never has; the first has 3 of 4 documents in 2019, 1 of 4 in 2020."""
    rows = []
    for year, often in ((2019, 30), (2020, 10)):
        day = date(year, 1, 1)
        rows += [(str(day + timedelta(days=9 * k)), "often", WITH) for k in range(often)]
        rows += [(str(day + timedelta(days=9 * k)), "never", WITHOUT) for k in range(40 - often)]
    return features(tmp_path, rows)


def test_rates_at_a_mix_that_stays_do_not_move_with_the_mix(two_sources):
    plain = timeline(two_sources, "六保").frame["rate"].to_list()
    assert plain == pytest.approx([750, 250])
    low, high = sorted(timeline(two_sources, "六保", strata="source").frame["rate"].to_list())
    assert high / low < 1.1


def test_strata_add_up_to_the_whole(two_sources):
    data = period_counts(two_sources, "六保", "1y", strata="source")
    assert data.stratum_hits.sum(1).tolist() == data.hits.tolist() == [[30, 10]]
    assert data.stratum_documents.tolist() == [[10, 30], [30, 10]]  # never, often


def test_a_mapping_of_documents_is_a_stratum_too(two_sources):
    ids = two_sources.documents.collect()["doc_id"].to_list()
    counts = counts_by_day(two_sources, "六保", every="1y", strata=dict.fromkeys(ids[:20], "first"))
    assert {name: int(one.documents.sum()) for name, one in counts.strata.items()} == {"first": 20, "none": 60}


def test_a_sense_counts_only_its_days(tmp_path):
    rows = [
        ("2019-06-01", "a", "主题教育开展。"),
        ("2023-04-05", "a", "主题教育开展。"),
        ("2023-05-05", "a", "主题教育开展。"),
    ]
    counted = features(tmp_path, rows)
    for sense, hits in (("original aspiration", [1, 0]), ("the Thought", [0, 2])):
        line = timeline(counted, "主题教育", sense=sense).frame
        assert line.filter(pl.col("hits") > 0)["hits"].to_list() == [max(hits)]
        assert line["documents"].sum() == 3


@pytest.mark.parametrize("question", [trends, change_points, bursts, entries, fadings, verdicts])
def test_every_test_of_series_can_be_asked_of_one_sense(tmp_path, question):
    rows = [
        (f"{year}-06-0{k}", "a", "主题教育开展。") for year in (2019, 2023) for k in range(1, 3 if year == 2019 else 7)
    ]
    counted = features(tmp_path, rows)
    fewer = {"bank": 600} if question in (fadings, verdicts) else {}
    hits = [
        question(counted, "主题教育", sense=sense, **fewer).frame["hits"][0]
        for sense in ("original aspiration", "the Thought", None)
    ]
    assert hits == [2, 6, 8]


def test_two_campaigns_of_one_name_are_two_lives(tmp_path):
    """Ten documents a month; six of each name the campaign of 2019 for six months, and that of 2023."""
    rows = []
    for month in range(84):
        day = f"{2017 + month // 12}-{month % 12 + 1:02}-"
        campaign = 29 <= month < 35 or 75 <= month < 81
        rows += [(f"{day}{k + 1:02}", "a", "主题教育开展。" if campaign and k < 6 else WITHOUT) for k in range(10)]
    counted = features(tmp_path, rows)
    found = {
        sense: verdicts(counted, "主题教育", sense=sense, bank=2_000).frame.row(0, named=True)
        for sense in ("original aspiration", "the Thought")
    }
    assert {sense: (row["sense"], row["start"], row["hits"]) for sense, row in found.items()} == {
        "original aspiration": ("original aspiration", date(2019, 6, 1), 36),
        "the Thought": ("the Thought", date(2023, 4, 1), 36),
    }
    assert found["original aspiration"]["verdict"] == "campaign"
    assert found["original aspiration"]["end"] == date(2019, 12, 1)


def test_mistakes_are_named(two_sources):
    with pytest.raises(StudyError, match="no column 'sauce'"):
        timeline(two_sources, "六保", strata="sauce")
    with pytest.raises(StudyError, match="has no sense"):
        timeline(two_sources, "六保", sense="targets")
    with pytest.raises(StudyError, match="strata are of documents"):
        timeline(two_sources, "六保", strata="source", unit="characters")
    with pytest.raises(StudyError, match="hold no documents"):
        timeline(counts_by_day(two_sources, "六保", every="1y"), sense="targets")


def test_dates_known_to_the_year_are_counted_by_the_year(tmp_path):
    rows = [
        (str(year), "a", WITH if year > 2016 and k % 2 else WITHOUT) for year in range(2010, 2021) for k in range(20)
    ]
    found = entries(features(tmp_path, rows), "六保", bank=2_000)
    assert found.parameters["every"] == "1y"
    assert (found["month"].item(), found["months_before"].item()) == (date(2017, 1, 1), 84)
