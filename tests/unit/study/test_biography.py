"""The biography of a term: every part counted by hand on a toy, or by the statistic it comes from."""

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest
from scipy.stats import fisher_exact

from analysis import (
    Features,
    StudyError,
    biography,
    caption,
    carriers,
    change_points,
    controls,
    data_folder,
    litany,
    plot_biography,
    prominence,
    silence,
    timeline,
    verdicts,
)
from analysis.study.biography_claims import _forms
from analysis.study.biography_parts import (
    before_and_after,
    company_of,
    documents_of,
    events_of,
    forms_of,
    pauses_of,
    with_controls,
)
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
    return biography(toy(DOCUMENTS, manifest={"name": "toy"}), "六保", members=LIST, collocates=["乡村振兴"])


@pytest.fixture(scope="module")
def four_downs():
    opened = {name: Features.open(data_folder() / name) for name in ("broadcast", "commentary", "press")}
    return biography(
        opened["broadcast"],
        "四下基层",
        press=opened["press"],
        commentary=opened["commentary"],
        collocates=["主题教育", "群众路线"],
        controls=controls(opened["broadcast"], ["四下基层"], n=20),
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
    assert life.silences.frame.select("start", "end", "days").rows() == [
        (date(2020, 8, 6), date(2023, 1, 1), 878),
        (date(2019, 1, 6), date(2020, 8, 5), 577),  # the list alone in June 2019 ends no pause
    ]
    assert pauses_of(life.documents, least=800).height == 1


def test_the_longest_pause_is_set_beside_its_own_past(four_downs):
    news = Features.open(data_folder() / "broadcast")
    frame = four_downs.silences.frame
    found = silence(news, "四下基层", *frame.select("start", "end").row(0), collocates=[]).frame
    columns = ["expected", "p_anywhere", "verdict", "reason"]
    assert frame.select(columns).row(0) == found.select(columns).row(0)
    assert frame["verdict"][1:].null_count() == frame.height - 1  # the longest alone
    assert any("whether that is more than chance brings cannot be said" in one.text for one in four_downs.claims())


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
    assert hits == {
        "broadcast": 12,
        "press": 3,
        "commentary": 1,
    }  # read one by one; a commentary without a date is in no month
    own = four_downs.carriers.frame.filter(corpus="broadcast").sort("carrier").drop("corpus")
    assert own.equals(carriers(news, "四下基层", by="genre").frame.select(own.columns))


def test_genres_of_too_few_documents_say_nothing(four_downs):
    assert four_downs.carriers.frame.filter(~pl.col("few"))["carrier"].to_list() == ["report"]
    texts = [one.text for one in four_downs.claims()]
    assert not any("commentary" in text for text in texts)
    assert any(text.startswith("no genre is known to carry it more or less") for text in texts)
    few = biography(Features.open(data_folder() / "press"), "四下基层", members=[])
    assert any("which genre speaks it" in one.text and "cannot be said" in one.text for one in few.claims())


def test_company_is_tested_among_those_asked_for_and_among_all(four_downs):
    news = Features.open(data_folder() / "broadcast")
    columns = ("collocates", "p", "q_all", "slogans")
    after = four_downs.collocates.frame.filter(period="after").select(columns).rows()
    every = company_of(news, "四下基层", None, date(2023, 7, 1), SELECTION, four_downs.parameters["members"])
    whole = every.filter(period="after").sort("p")
    assert whole["q"].equals(whole["q_all"]) and not set(whole["collocates"]) & set(four_downs.parameters["members"])
    n = whole["slogans"][0]
    by_hand = [min(1.0, *(n * p / rank for rank, p in list(enumerate(whole["p"], 1))[k:])) for k in range(whole.height)]
    expected = dict(zip(whole["collocates"], by_hand, strict=True))
    assert all(q == pytest.approx(expected[name]) and all_ == n for name, _, q, all_ in after)
    assert any("could not have been found without asking" in one.text for one in four_downs.claims())


def test_ordinary_words_stand_beside_a_phase():
    news = Features.open(data_folder() / "broadcast")
    words = controls(news, ["四下基层"], n=20)
    phases, table = with_controls(verdicts(news, "四下基层"), words)
    phase = phases.frame.row(0, named=True)
    own = table.filter(of="term")["p"].item()
    reached = table.filter((pl.col("of") == "ordinary word") & (pl.col("p") <= own)).height
    assert table.height == 21 and own == phase["p"]
    assert phase["control_p"] == pytest.approx((1 + reached) / 21)
    assert phase["ordinary"] == pytest.approx(1 - reached / 20)
    alone = change_points(words.counts).frame.group_by("term").agg(pl.col("p").min()).sort("term")
    assert table.filter(of="ordinary word").select("term", "p").sort("term").equals(alone)
    with pytest.raises(StudyError, match="of another period"):
        biography(news, "四下基层", controls=words, start="2015")


def test_a_biography_says_what_ordinary_words_do(four_downs):
    assert four_downs.controls.frame.height == 21 and "control_p" in four_downs.phases.frame.columns
    assert any(one.text.startswith("of 20 ordinary words as frequent") for one in four_downs.claims())
    assert "Ordinary words as frequent: 20" in caption(plot_biography(four_downs))


def test_a_list_of_slogans_is_told_in_its_order(four_downs):
    assert "1 of the 4 members" in four_downs.forms.parameters["reason"] and four_downs.forms.frame.is_empty()
    press = Features.open(data_folder() / "press")
    listed = ["全面建设社会主义现代化国家", "全面深化改革", "全面依法治国", "全面从严治党"]
    found, reason = forms_of(press, "四个全面", [*listed, "政治意识"], SELECTION)  # the last is no slogan, and left out
    assert found is not None and found.frame.equals(litany(press, listed, label="四个全面").frame) and not reason
    assert forms_of(press, "四个全面", listed, {"start": "2020-01-15", "end": None})[1]  # counts are of whole months
    told = _forms(SimpleNamespace(term="四个全面", forms=found))
    most = found.frame.group_by("form").agg(pl.col("sentences").sum()).sort("sentences").row(-1)
    assert told is not None and f"{most[1]} name {most[0]}, the form of most" in told.text
    rows = [(f"2020-08-{day:02d}", [[["六保"], ["六稳", "改革"]]]) for day in range(1, 8)]
    told = "of 7 sentences that name two members of its list or more 7 name 六稳→改革, the form of most"
    assert told in [one.text for one in biography(toy(rows), "六保", members=LIST).claims()]
    few = [one.text for one in biography(toy(rows[:2]), "六保", members=LIST).claims()]
    assert "in what order its list is named cannot be said: 2 sentences name two of its members" in few


def test_company_is_asked_of_documents_before_and_after(four_downs):
    news = Features.open(data_folder() / "broadcast")
    late = news.documents.filter(pl.col("date") >= date(2023, 7, 1)).select("doc_id")
    held = {
        term: set(news.mentions.filter(term=term).join(late, on="doc_id").collect()["doc_id"])
        for term in ("四下基层", "主题教育")
    }
    row = four_downs.collocates.frame.filter(period="after", collocates="主题教育").row(0, named=True)
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
    assert any("too few to tell its collocates" in text for text in texts)
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
