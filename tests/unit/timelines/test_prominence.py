"""Prominence: shares counted by hand; another road through two timelines; the shipped broadcast's known answer."""

import numpy as np
import polars as pl
import pytest

from analysis import Corpus, Features, Lexicon, StudyError, build_features, data_folder, prominence, timeline
from analysis.counts.day_counts import counts_by_day
from analysis.statistics.share_intervals import share_intervals

# 六稳: 2020 in four documents, of which two name it in the title and two in the lead; 2021 in one, in the body alone
TEXTS = {
    "doc_id": ["a", "b", "c", "d", "e", "f"],
    "date": ["2020-05-22", "2020-05-22", "2020-06-01", "2020-07-01", "2021-06-01", "2021-06-02"],
    "title": ["村里抓六稳", "六稳", "村里", "村里", "", "学校"],
    "text": [
        "六稳要落实。干部到村里。",
        "干部到村里。群众说好。",
        "干部到村里。群众说好。六稳六稳。",
        "干部到村里。群众说好。干部回来。六稳要落实。",
        "一。二。三。六稳。",
        "学校里没有。",
    ],
}


@pytest.fixture(scope="module")
def features(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prominence")
    corpus = Corpus.from_frame(pl.DataFrame(TEXTS), mark_duplicates=False)
    return build_features(corpus, Lexicon.read(), folder / "f").publish(folder / "p", min_documents=1)


def test_the_share_of_a_terms_documents_that_name_it_there(features):
    found = {where: prominence(features, "六稳", where=where) for where in ("title", "lead", "body")}
    rows = {where: result["hits", "there", "share"].rows() for where, result in found.items()}
    assert rows["title"] == [(4, 2, 0.5), (1, 0, 0.0)]
    assert rows["lead"] == [(4, 2, 0.5), (1, 0, 0.0)]
    assert rows["body"] == [(4, 1, 0.25), (1, 1, 1.0)]
    assert found["title"]["few"].all() and found["title"].parameters["where"] == "title"
    assert found["title"].columns == ["term", "start", "hits", "there", "share", "low", "high", "few"]


def test_a_slice_without_the_term_has_no_share(features):
    rows = prominence(features, "六稳", every="1mo").filter(pl.col("start") == pl.date(2020, 8, 1))
    assert rows.select("hits", "there", "share", "low", "high").row(0) == (0, 0, None, None, None)


def test_the_interval_is_that_of_shares_by_day(features):
    whole, there = (counts_by_day(features, "六稳", every="1y", where=where) for where in (None, "title"))
    place = np.array([0, 0, 0, 1, 1])  # 05-22, 06-01, 07-01 · 06-01, 06-02
    low, high = share_intervals(there.hits.astype(float), whole.hits.astype(float), place, 2, 0.9)
    result = prominence(features, "六稳", level=0.9)
    assert result["low"].to_list() == low[0].tolist() and result["high"].to_list() == high[0].tolist()


def test_it_is_one_timeline_over_another_for_every_term(features):
    mine = prominence(features, ["六稳", "六保"], where="lead")
    whole, there = (timeline(features, ["六稳", "六保"], where=where).frame for where in (None, "lead"))
    assert mine["hits"].to_list() == whole["hits"].to_list()
    assert mine["there"].to_list() == there["hits"].to_list()
    assert mine["term"].to_list() == whole["term"].to_list() and mine["start"].to_list() == whole["start"].to_list()


def test_the_fight_against_poverty_left_the_titles_before_it_left_the_texts():
    """脱贫攻坚 on the evening news: in the title of 26 % of its items in 2020, of 0.7 % in 2022."""
    result = prominence(Features.open(data_folder() / "broadcast"), "脱贫攻坚", start="2020", end="2023")
    share = dict(zip(result["start"].dt.year(), result["share"]))
    assert (round(share[2020], 2), round(share[2022], 3)) == (0.26, 0.007)
    last = result.filter(pl.col("start").dt.year() == 2022).row(0, named=True)
    first = result.filter(pl.col("start").dt.year() == 2020).row(0, named=True)
    assert last["high"] < first["low"] and not first["few"]


def test_slices_of_several_years_hold_what_their_years_do(features):
    assert prominence(features, "六稳", every="5y")["hits", "there", "share"].rows() == [(5, 2, 0.4)]


def test_mistakes_are_told(features):
    with pytest.raises(StudyError, match="no place 'head'"):
        prominence(features, "六稳", where="head")
    with pytest.raises(StudyError, match="level=1"):
        prominence(features, "六稳", level=1)
    with pytest.raises(StudyError, match="was given a DayCounts"):
        prominence(counts_by_day(features, "六稳", every="1y"), "六稳")  # pyright: ignore[reportArgumentType]
