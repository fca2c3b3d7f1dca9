"""Which documents, terms and periods a statistic counts, on five documents counted by hand."""

from datetime import date

import numpy as np
import pytest

from analysis.core.errors import StudyError
from analysis.counts.day_counts import DayCounts, counts_by_day, day_counts
from analysis.counts.document_selection import selected_documents
from analysis.counts.known_terms import known_terms, resolve_terms
from analysis.counts.periods import check_every
from analysis.lexicon.term import Term
from tests.support.toy import toy

LEXICON = {"lexicon": {"terms": ["六保", "双减"], "expansions": {"六保": [{"members": ["保就业"]}]}}}
DOCUMENTS = [
    ("2014-01-01", [[["六保", "村里", "六保"], ["村里"]]]),
    ("2014-01-01", [[["村里"]]], {"kind": "letter"}),
    ("2014-01-01", [[["六保"]]], {"duplicate_of": "d000"}),
    ("2014-05-03", [[["六保", "村里", "村里"]]]),
    ("2015-01-01", [[["六保"]]], {"date_precision": "year"}),
]


@pytest.fixture(scope="module")
def features():
    return toy(DOCUMENTS, kinds={"村里": "word"}, manifest=LEXICON)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, ["d000", "d001", "d003", "d004"]),
        ({"duplicates": True}, ["d000", "d001", "d002", "d003", "d004"]),
        ({"start": "2014-02", "end": date(2015, 1, 1)}, ["d003"]),
        ({"kinds": "letter"}, ["d001"]),
        ({"every": "1q"}, ["d000", "d001", "d003"]),
        ({"every": "1y"}, ["d000", "d001", "d003", "d004"]),
    ],
)
def test_selected_documents(features, choice, expected):
    assert selected_documents(features, **choice)["doc_id"].to_list() == expected


def test_titles_are_read_when_asked_for(features):
    assert "title" not in selected_documents(features).columns
    assert "title" in selected_documents(features, titles=True).columns


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"kinds": ["lettre"]}, "Did you mean: letter"),
        ({"start": "2015", "end": "2014"}, "is not before"),
        ({"every": "1w"}, "no slice '1w'"),
    ],
)
def test_choices_without_meaning(features, choice, message):
    with pytest.raises(StudyError, match=message):
        selected_documents(features, **choice)


def test_known_terms(features):
    assert known_terms(features) == {"六保": "slogan", "双减": "slogan", "保就业": "member", "村里": "word"}
    assert known_terms(features) is known_terms(features.between("2014", "2015"))  # made once


def test_terms_are_resolved(features):
    assert resolve_terms(features) == ("六保", "双减")
    assert resolve_terms(features, "村里") == ("村里",)
    assert resolve_terms(features, ["双减", "村里", "双减"]) == ("双减", "村里")
    assert resolve_terms(features, [Term("六保"), "双减"]) == ("六保", "双减")
    with pytest.raises(StudyError, match="empty list"):
        resolve_terms(features, [])
    with pytest.raises(StudyError, match=r'no term "六包"[\s\S]*Did you mean: 六保'):
        resolve_terms(features, "六包")


def test_counts_by_day(features):
    counts = day_counts(features, ("六保", "村里"), selected_documents(features))
    assert counts.days.to_list() == [date(2014, 1, 1), date(2014, 5, 3), date(2015, 1, 1)]
    assert counts.documents.tolist() == [2, 1, 1]
    assert counts.characters.tolist() == [200, 100, 100]
    assert counts.hits.tolist() == [[1, 1, 1], [2, 1, 0]]
    assert counts.mentions.tolist() == [[2, 1, 1], [3, 2, 0]]
    assert counts.quoted[0].tolist() == [0, 0, 0] and np.isnan(counts.quoted[1]).all()
    assert repr(counts) == "<DayCounts: 2 terms, 3 days, 4 documents>"
    starts, place = counts.index("1y")
    assert starts.to_list() == [date(2014, 1, 1), date(2015, 1, 1)] and place.tolist() == [0, 0, 1]


def test_words_without_their_order_have_no_number_of_mentions():
    counts = counts_by_day(toy(DOCUMENTS, kinds={"村里": "word"}, sequences=False), ["六保", "村里"], every="1y")
    assert isinstance(counts, DayCounts) and counts_by_day(counts, None, every="1mo") is counts
    row = dict(zip(counts.terms, range(2)))
    assert counts.mentions[row["六保"]].tolist() == [2, 1, 1]
    assert np.isnan(counts.mentions[row["村里"]]).all()
    assert counts.hits[row["村里"]].tolist() == [2, 1, 0]


def test_nothing_left_to_count(features):
    with pytest.raises(StudyError, match="no document is left"):
        counts_by_day(features, "六保", every="1y", start="2030")
    with pytest.raises(StudyError, match="in any period"):
        counts_by_day(toy([], kinds={"六保": "slogan"}), "六保", every="1y")
    assert check_every("1mo") == "1mo"
