"""A bound on the day of a text is stated only where it can be relied on. All texts were written for these tests."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from analysis import Corpus, Lexicon, clean
from analysis.cleaning.cleaning_rules import Rules
from analysis.cleaning.page_dates import NO_DATE, PageDate, infer_date

PAIR = "增强“四个意识”，坚定“四个自信”，到田头去听意见。"
GOING_ON = "当前正在开展党史学习教育，村里的夜校也跟着学。党史学习教育要办实事，四个意识要在田头看。党史学习教育不走过场，做到两个维护。"


@pytest.mark.parametrize(
    "text",
    [
        "大兴调查研究，干部到田头去，大兴调查研究之风。",  # a phrase of 1961
        "职工代表说到两个维护。",  # one coinage may be older language that is worded so
        "树立创新发展理念，干部到田头去，四个意识要强。",  # 新发展理念 is excluded there, and one is left
        "这也是“四个伟大”的年代，大兴调查研究，我为群众办实事。",
        "“三严三实”专题教育里说到三严三实。",  # a name within a longer one is the same coinage
        "党的群众路线教育实践活动。群众路线教育实践活动。",
        "今天村里修路，大家都来了。",
        "",
    ],
)
def test_older_language_bounds_nothing(text):
    assert infer_date(text) == NO_DATE


def test_two_coinages_bound_by_the_earlier_of_the_last_two():
    found = infer_date(PAIR)
    assert (found.not_before, found.not_after, found.value, found.basis) == (date(2016, 1, 29), None, None, "inferred")
    assert len(found.evidence) == 2 and all(" introduced 2016-" in line for line in found.evidence)
    later = infer_date(f"{PAIR}做到“两个维护”，领会“两个确立”。")
    assert later.not_before == date(2018, 1, 17)  # 两个确立 alone might be chance


def test_the_name_of_a_doctrine_bounds_alone():
    assert infer_date("学习习近平法治思想，给乡亲们讲法。").not_before == date(2020, 11, 1)


def test_a_campaign_that_goes_on_bounds_from_both_sides_and_says_how_sure_that_is():
    found = infer_date(GOING_ON)
    assert (found.value, found.precision) == ("2021", "year")
    assert (found.not_before, found.not_after) == (date(2021, 2, 1), date(2021, 12, 31))
    assert "of 43 such bounds on unseen news none was false" in found.evidence[-1]


@pytest.mark.parametrize(
    "changed",
    [
        GOING_ON.replace("当前正在开展党史学习教育", "去年搞了党史学习教育"),  # no word of its going on
        GOING_ON + "上月召开党史学习教育总结大会。",
        GOING_ON + "党史学习教育已经结束。",
        GOING_ON.replace("党史学习教育不走过场", "学习不走过场"),  # named only twice
        GOING_ON + "主动学习领悟习近平文化思想。",  # something later than the campaign
    ],
)
def test_a_text_that_may_look_back_has_no_upper_bound(changed):
    found = infer_date(changed)
    assert found.not_after is None and found.value is None


def test_words_older_than_their_campaign_need_a_newer_coinage_beside_them():
    old = "这次党史学习教育迎接九十周年，党史学习教育办了三期，党史学习教育办得好。"
    assert infer_date(old) == NO_DATE


def test_a_copyright_line_bounds_from_above_and_only_where_the_text_names_no_later_year():
    owners = ("Copyright 2009-2020 All Rights Reserved",)
    found = infer_date(PAIR, copyright_lines=owners)
    assert (found.not_before, found.not_after) == (date(2016, 1, 29), date(2020, 12, 31))
    assert infer_date(f"{PAIR}2021年春天，路修好了。", copyright_lines=owners).not_after is None
    assert infer_date(PAIR, copyright_lines=("Copyright 2009-2012",)).not_after is None  # older than the coinages
    assert infer_date("今天村里修路。", copyright_lines=owners) == NO_DATE


def test_the_lexicon_of_the_rules_bounds_a_date_and_no_other():
    row = {"type": "numeral-set", "introduced": "2017-03-02", "precision": "day", "confidence": "high"}
    shipped = Lexicon.read()
    rows = [dict.fromkeys(shipped.terms.columns, "") | row | {"term": term} for term in ("五问院坝", "七看田头")]
    own = replace(shipped, terms=pl.DataFrame(rows))
    text = "把实事办实\n五问院坝开展以来，又学七看田头的办法，家家户户都说这样走一走好。"
    found = clean(text, rules=Rules(lexicon=own)).date
    assert str(found.not_before) == "2017-03-02" and found.not_after is None and found.basis == "inferred"
    assert "names 五问院坝, introduced 2017-03-02 (no source)" in found.evidence
    assert clean(text).date == NO_DATE
    unsure = replace(own, terms=own.terms.with_columns(confidence=pl.lit("medium")))
    assert clean(text, rules=Rules(lexicon=unsure)).date == NO_DATE


def test_a_page_that_states_its_date_is_not_inferred():
    page = clean(f"把实事办实\n2014-08-01\n{GOING_ON}")
    assert (page.date.value, page.date.basis) == ("2014-08-01", "page")


def test_a_corpus_is_dated_by_bounds_only_on_request(tmp_path):
    (tmp_path / "a.txt").write_text(f"把实事办实\n\n{GOING_ON}\n", "utf-8")
    corpus = Corpus.read(tmp_path)
    assert corpus.documents.select("date", "date_basis").row(0) == (None, "inferred")
    assert corpus.with_inferred_dates().documents.select("date", "date_precision").row(0) == (date(2021, 1, 1), "year")


def test_a_date_on_a_page_spans_what_it_names():
    assert PageDate.on_page(date(2016, 2, 1), "month").not_after == date(2016, 2, 29)
    assert PageDate.on_page(date(2016, 1, 1), "year").value == "2016"
