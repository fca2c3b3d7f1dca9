"""The day of a report or speech: from the occasion under its title, or from the name of its file."""

import polars as pl
import pytest

from analysis import clean
from analysis.corpus.file_names import name_date

BODY = "\n".join("全县修好了水渠，村民搬来长凳，坐在树下把账目一笔一笔地念给大家听。" for _ in range(6))


@pytest.mark.parametrize(
    "line",
    [
        "——2009年2月11日在柳河县第九届人民代表大会第三次会议上",
        "（2009年2月11日在全县农村工作会议上的讲话）",
        "二〇〇九年二月十一日在表彰大会上",
    ],
)
def test_the_occasion_under_a_title_dates_a_speech(line):
    date = clean(f"柳河县政府工作报告\n{line}\n县长 李某某\n各位代表：\n{BODY}").date
    assert (date.value, date.precision, date.basis) == ("2009-02-11", "day", "page")


@pytest.mark.parametrize(
    "line",
    [
        "2009年2月11日在会上，代表们一致通过。",  # a sentence
        "2009年以来在会议上",  # no day, and a span
        "2035年规划在会议上",
    ],
)
def test_a_sentence_that_names_a_day_dates_nothing(line):
    assert clean(f"柳河县政府工作报告\n{line}\n各位代表：\n{BODY}").date.basis != "page"


def test_an_occasion_far_below_the_head_dates_nothing():
    assert clean(f"{BODY}\n（2009年2月11日在全县农村工作会议上的讲话）\n{BODY}").date.basis == "none"


def test_a_day_goes_before_the_lone_year_of_a_running_head():
    head = "年份：2010\n柳河县政府工作报告\n——2009年2月11日在县人民代表大会第三次会议上\n"
    assert clean(f"{head}{BODY}\n责任编辑：某某").date.value == "2009-02-11"


def test_a_year_behind_the_name_of_a_file_is_read_where_it_names_the_document():
    names = {
        "柳河县1997.docx": "1997",
        "报告1996（定稿）.docx": "1996",
        "柳河县2015年政府工作报告.txt": "2015",
        "某市2015年国民经济和社会发展统计公报.pdf": "2015",
        "回忆1958年.txt": None,
        "回忆1958年的一次调查报告.txt": None,
        "从1949到1978.txt": None,
        "发展规划2035.txt": None,
        "某某工程2099.txt": None,  # to come
        "电话12001997.txt": None,
    }
    found = pl.DataFrame({"file": list(names)}).select(name_date())["file"].to_list()
    assert dict(zip(names, found, strict=True)) == names
