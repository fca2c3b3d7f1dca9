"""What a user is told of periods, slices and terms that do not exist; periods given in two ways; empty texts."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from analysis import Corpus, Lexicon, StudyError, concordance, drift, movers, novelty
from analysis.collocates.collocate_movers import _log_odds
from analysis.statistics.distances import jensen_shannon, rank_biased_overlap, top
from tests.support.toy import toy

DOCS = [
    (f"{year}-{month:02d}-01", [[["c", "v" if year == 2015 else "w"]]]) for year in (2015, 2016) for month in (1, 2)
]


def test_a_period_by_its_first_day_or_by_both_ends():
    made = toy(DOCS)
    one = movers(made, "c", "2015", "2016", least=1)
    both = movers(made, "c", ("2015-01-01", "2016-01-01"), (date(2016, 1, 1), date(2017, 1, 1)), least=1)
    assert one.frame.equals(both.frame)
    assert one["collocate", "before", "after"].sort("collocate").rows() == [("v", 2, 0), ("w", 0, 2)]
    # half of a year holds half of it
    half = movers(made, "c", ("2015-01-01", "2015-02-01"), "2016", least=1)
    assert half["collocate", "before", "after"].sort("collocate").rows() == [("v", 1, 0), ("w", 0, 2)]


@pytest.mark.parametrize("period", [("2015",), ("2015", "2016", "2017"), []])
def test_a_period_is_a_pair(period):
    with pytest.raises(StudyError, match=r"a period is \(start, end\), the end being the day after the last; got"):
        movers(toy(DOCS), "c", period, "2016")


def test_no_collocate_in_either_period_has_moved():
    found = movers(toy(DOCS), "c", "2015", "2016", least=999)
    assert found.is_empty() and found.schema == movers(toy(DOCS), "c", "2015", "2016", least=1).schema
    with pytest.raises(StudyError, match="no document is left to count from 2001-01-01 until 2002-01-01"):
        movers(toy(DOCS), "c", "2001", "2002")
    assert [part.tolist() for part in _log_odds(np.zeros(2), np.zeros(2), 500)] == [[0, 0], [0, 0]]


def test_terms_slices_and_units_that_do_not_exist_are_named():
    made = toy(DOCS)
    with pytest.raises(StudyError, match=r'no term "zz"'):
        drift(made, "zz")
    with pytest.raises(StudyError, match=r"no unit 'decade' to permute; there are: "):
        drift(made, "c", unit="decade")
    for question in (drift, movers):
        with pytest.raises(StudyError, match="1mo"):
            question(made, "c", **({"before": "2015", "after": "2016"} if question is movers else {}), every="1w")


@pytest.mark.parametrize("window", [0, -1, 1.5, "3"])
def test_a_window_is_a_whole_number_of_slices(window):
    with pytest.raises(StudyError, match=r"window=.*; give a whole number of slices, 1 or more"):
        novelty(toy(DOCS), window=window)


def test_a_concordance_of_texts_without_the_term_is_empty_with_its_columns():
    corpus = Corpus.from_frame(pl.DataFrame({"date": ["2020-01-01"], "text": ["村里开会。"]}))
    none, some = concordance(corpus, "六保"), concordance(corpus, "开会")
    assert (
        none.is_empty()
        and none.schema == some.schema
        and some["left", "match", "right"].row(0) == ("村里", "开会", "。")
    )
    with pytest.raises(StudyError, match=r"needs a term, or several, to look for; it was given \['六保', ''\]"):
        concordance(corpus, ["六保", ""], lexicon=Lexicon.read())


def test_distances_of_lists_that_are_short_or_empty():
    assert jensen_shannon(np.zeros(3), np.array([1, 0, 0]), add=0) == pytest.approx(0.5)  # half of what two lists have
    assert top(np.array([0, 2, 0, 2, 5]), 10) == [4, 1, 3]  # never seen: left out; ties by place
    assert [rank_biased_overlap(*lists) for lists in (([], []), ([], [1]), ([1], []))] == [1.0, 0.0, 0.0]
    # A_1 = 0, A_2 = 1: 1 × p² + (1 − p)(0 + p)
    assert rank_biased_overlap([1, 2], [2, 1], persistence=0.9) == pytest.approx(0.81 + 0.1 * 0.9)
