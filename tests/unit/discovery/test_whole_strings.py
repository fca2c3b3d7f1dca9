"""What is a whole formulation, and what is told twice."""

import polars as pl
import pytest

from analysis.discovery.whole_strings import (
    even_chain,
    frame_words,
    is_occasion,
    may_begin_and_end,
    whole_phrases,
    without_nested,
)


@pytest.mark.parametrize(
    "string", ["新质生产力", "不忘初心", "最后一公里", "一张蓝图绘到底", "互联网+", "以人民为中心"]
)
def test_formulations_may_begin_and_end_so(string):
    assert may_begin_and_end(string) and even_chain(string) and not is_occasion(string)


@pytest.mark.parametrize("string", ["的获得感", "新思想新", "获得感的", "、获得感", "为中心", "愿意同中方加强"])
def test_pieces_may_not(string):
    assert not may_begin_and_end(string)


def test_occasions_and_uneven_chains():
    assert is_occasion("十九届四中全会") and is_occasion("杭州峰会成果") and is_occasion("5月8日上午")
    assert even_chain("大众创业、万众创新") and not even_chain("创新、活力联动") and not even_chain("打得赢、")


def test_frames_are_words_before_many_new_strings(monkeypatch):
    monkeypatch.setattr("analysis.discovery.whole_strings.FRAMES", 2)
    strings = ["推动新质生产力", "新质生产力", "推动乡村振兴", "乡村振兴", "践行获得感", "获得感"]
    before, behind = frame_words(pl.DataFrame({"candidate": strings, "year": 2020}))
    assert before == {"推动"} and behind == set()


def row(candidate, **other):
    usual = dict(register=1.5, in_quotes=0.0, loose=0.5, loose_before=0.5, left=0.2, right=0.2)
    return dict(candidate=candidate, year=2020) | usual | other


def test_whole_phrases():
    rows = [
        row("新质生产力"),
        row("获得感", register=0.2),  # in no register of plans, which is for the rank to say
        row("乡村振兴", left=0.9),  # a piece
        row("基层减负", loose=0.0),  # never before a mark or a function word
        row("的获得感"),
        row("在希望的田野上", in_quotes=0.9),  # its ends are marked in the text
    ]
    kept = whole_phrases(pl.DataFrame(rows))["candidate"].to_list()
    assert kept == ["新质生产力", "获得感", "在希望的田野上"]


def test_nested():
    occurrences = {"新发展格局": 100, "构建新发展格局": 40, "发展格局": 110, "不忘初心": 90, "不忘初心、牢记使命": 30}
    names = ["新发展格局", "构建新发展格局", "发展格局", "不忘初心", "不忘初心、牢记使命"]
    table = pl.DataFrame({"candidate": names, "in_quotes": 0.0})
    kept = without_nested(table, occurrences, most=9)["candidate"].to_list()
    assert kept == ["新发展格局", "不忘初心", "不忘初心、牢记使命"]
    assert without_nested(table, occurrences, most=1).height == 1


def test_one_subject_does_not_fill_the_list():
    names = [f"疫情{one}" for one in "甲乙丙丁戊己庚辛壬癸"] + ["新质生产力"]
    table = pl.DataFrame({"candidate": names, "in_quotes": [0.0] * 9 + [0.9, 0.0]})
    kept = without_nested(table, dict.fromkeys(names, 9), most=20)["candidate"].to_list()
    assert kept == [*names[:8], "疫情癸", "新质生产力"]
