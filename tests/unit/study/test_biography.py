"""The biography of a term: every part counted by hand on a toy, or by the statistic it comes from."""

from datetime import date

import polars as pl
import pytest
from scipy.stats import fisher_exact

from analysis import Features, StudyError, biography, data_folder, prominence, timeline
from analysis.study.biography_parts import before_and_after, company_of, documents_of, events_of, pauses_of
from tests.support.toy import toy

LIST = ["六稳", "改革"]
SELECTION = {"start": None, "end": None}
DOCUMENTS = [
    ("2019-01-05", [[["六保", "六稳"], ["改革"]]]),  # label and whole list
    ("2019-06-05", [[["六稳", "改革"]]]),  # the list alone
    ("2020-08-05", [[["六保"], ["六保", "六稳"]]]),  # a part of the list
    ("2020-08-06", [[["_"]]]),
    ("2023-01-01", [[["六保", "乡村振兴"]]]),
]


@pytest.fixture(scope="module")
def life():
    return biography(toy(DOCUMENTS, manifest={"name": "toy"}), "六保", members=LIST, company=["乡村振兴"])


@pytest.fixture(scope="module")
def four_downs():
    opened = {name: Features.open(data_folder() / name) for name in ("broadcast", "commentary", "press")}
    return biography(
        opened["broadcast"],
        "四下基层",
        press=opened["press"],
        commentary=opened["commentary"],
        company=["主题教育", "群众路线"],
    )


def test_documents_are_counted_one_by_one(life):
    rows = life.documents.select("date", "mentions", "listed").rows()
    assert rows == [
        (date(2019, 1, 5), 1, 2), (date(2019, 6, 5), 0, 2), (date(2020, 8, 5), 2, 1), (date(2023, 1, 1), 1, 0)
    ]  # fmt: skip


def test_label_and_list_by_year(life):
    years = {row[0].year: row[1:] for row in life.order.frame.rows()}
    assert years[2019] == (1, 1, 0, 1, 2) and years[2020] == (1, 0, 1, 0, 1)
    assert years[2021] == years[2022] == (0, 0, 0, 0, 0) and years[2023] == (1, 0, 1, 0, 0)


def test_pauses_lie_between_documents_with_the_label(life):
    assert life.silences.frame.rows() == [
        (date(2020, 8, 6), date(2023, 1, 1), 878),
        (date(2019, 1, 6), date(2020, 8, 5), 577),  # the list alone in June 2019 ends no pause
    ]
    assert pauses_of(life.documents, least=800).height == 1


def test_a_document_of_two_corpora_counts_once():
    one = toy(DOCUMENTS[:2])
    both = documents_of({"a": one, "b": toy(DOCUMENTS)}, "六保", LIST, SELECTION)
    assert both["corpus"].to_list() == ["a · b", "a · b", "b", "b"] and both["doc_id"].is_unique().all()


def test_a_period_is_its_own(life):
    later = biography(toy(DOCUMENTS), "六保", members=LIST, start="2020", end="2023")
    assert later.documents["date"].to_list() == [date(2020, 8, 5)] and later.parameters["start"] == "2020"


def test_before_and_after_is_fishers_test():
    rows = pl.DataFrame(
        {"date": [date(2014, 1, 1)] * 5 + [date(2023, 1, 1)] * 7, "x": [True] * 4 + [False] * 7 + [True]}
    )
    found = before_and_after(rows, pl.col("x"), date(2023, 1, 1)).row(0, named=True)
    assert (found["before"], found["before_with"], found["after"], found["after_with"]) == (5, 4, 7, 1)
    assert found["p"] == pytest.approx(fisher_exact([[4, 1], [1, 6]])[1])
    assert found["smallest"] == pytest.approx(1 / 792)  # all five that have it before: 1 of the 12 over 5 draws
    none = before_and_after(rows.head(5), pl.col("x"), date(2023, 1, 1)).row(0, named=True)
    assert none["p"] is None and none["smallest"] is None


def test_the_parts_are_those_of_their_statistics(four_downs):
    news = Features.open(data_folder() / "broadcast")
    assert four_downs.rates.frame.equals(timeline(news, "四下基层").frame)
    assert four_downs.prominence.frame.equals(prominence(news, "四下基层").frame)
    hits = dict(four_downs.carriers.frame.group_by("corpus").agg(pl.col("hits").sum()).rows())
    assert hits == {"broadcast": 12, "press": 3, "commentary": 2}  # read one by one; one commentary has no date
    row = four_downs.carriers.frame.filter(corpus="broadcast", genre="commentary").row(0, named=True)
    assert (row["documents"], row["hits"], row["rate"]) == (1442, 0, 0.0)
    assert row["high"] == pytest.approx(1000 * 1.959964**2 / (1442 + 1.959964**2), rel=1e-6)  # Wilson's, of none


def test_company_is_asked_of_documents_before_and_after(four_downs):
    news = Features.open(data_folder() / "broadcast")
    late = news.documents.filter(pl.col("date") >= date(2023, 7, 1)).select("doc_id")
    held = {
        term: set(news.mentions.filter(term=term).join(late, on="doc_id").collect()["doc_id"])
        for term in ("四下基层", "主题教育")
    }
    row = four_downs.company.frame.filter(period="after", company="主题教育").row(0, named=True)
    assert row["joint"] == len(held["四下基层"] & held["主题教育"]) and row["hits"] == len(held["四下基层"])
    assert row["expected"] < row["joint"] and row["q"] >= row["p"]
    whole = company_of(news, "四下基层", ["主题教育"], None, {"start": "2023", "end": None})
    assert whole["period"].to_list() == ["whole"]


def test_events_come_from_the_chronicle():
    found = events_of(["主题教育"], date(2020, 1, 1), date(2023, 12, 31))
    assert found.rows()[0][:3] == (date(2023, 4, 3), "主题教育", "opened")


def test_sentences_hold_and_say_what_cannot_be_said(four_downs, life):
    texts = [one.text for one in four_downs.claims()]
    assert all(one.holds for one in four_downs.claims())
    assert any("too few to tell its company" in text for text in texts)
    assert any("cannot be said of so few" in text for text in texts)
    assert any(text.startswith("from 2023-07-01 on 6 of its 8 documents also name 主题教育") for text in texts)
    assert any("cannot be said" in one.text for one in life.claims())


def test_a_term_that_is_never_named_has_one_sentence():
    silent = toy(DOCUMENTS, kinds={"中国梦": "slogan"}, manifest={"name": "toy"})
    life = biography(silent, "中国梦", members=[])
    assert [one.text for one in life.claims()] == ["中国梦 is named in no document of these corpora"]
    assert life.order.parameters["reason"]


def test_mistakes_say_what_was_wrong():
    with pytest.raises(StudyError, match="no term"):
        biography(toy(DOCUMENTS), "四下基曾")
    with pytest.raises(StudyError, match="no term"):
        biography(toy(DOCUMENTS), "六保", members=["没有"])
