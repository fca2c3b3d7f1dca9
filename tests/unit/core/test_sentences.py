"""Where a sentence ends: by hand, and the column-wise count against the list."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.core import sentences


def pieces(text):
    return [text[start:end] for start, end in sentences.split(text)]


def test_marks_end_a_sentence_and_closing_quotes_belong_to_it():
    assert pieces("村里开会。路修好了！谁出的钱？大家；商量……再说") == [
        "村里开会。", "路修好了！", "谁出的钱？", "大家；", "商量……", "再说",
    ]  # fmt: skip
    assert pieces("他说：“先看看。”她说：（不急！）走了") == ["他说：“先看看。”", "她说：（不急！）", "走了"]
    assert pieces("“真的吗？！”问的人多。") == ["“真的吗？！”", "问的人多。"]


def test_line_breaks_end_a_sentence_and_blank_ones_are_none():
    assert pieces("甲\n\n　　乙\r\n \t\n丙\u2028丁") == ["甲", "乙", "丙", "丁"]
    assert pieces(" \n　\ufeff\n") == []
    assert sentences.split("") == []


def test_a_mark_alone_is_a_sentence_a_comma_is_no_end():
    assert pieces("……\n一，二、三：四.五!六") == ["……", "一，二、三：四.五!六"]


def test_title_counts_once_and_not_when_blank():
    table = pl.DataFrame({"title": ["好。真好。", " 　", None, ""], "text": ["一。二。", "一", None, "……"]})
    assert table.select(sentences.in_documents())["text"].to_list() == [3, 1, 0, 1]
    assert table.select(sentences.characters()).to_series().to_list() == [9, 3, 0, 2]


@given(st.lists(st.text(alphabet="人民 。！？；…”’》）\n\r\t\u3000\u2028\x85\u200bab\x1c🙂", max_size=40)))
def test_column_counts_equal_the_list(texts):
    counted = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)}).select(sentences.count("text"))["text"]
    assert counted.to_list() == [len(sentences.split(text)) for text in texts]


@given(st.text(alphabet="人民 。！？；…”’\n\r\u3000ab", max_size=60))
def test_nothing_but_blanks_and_breaks_lies_between_sentences(text):
    spans = sentences.split(text)
    inside = "".join(text[start:end] for start, end in spans)
    assert inside == "".join(pieces(text))
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        assert text[at:start].strip(sentences.BREAKS + " \t\u3000") == ""
        at = end


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"路修好了。"他笑。', ['"路修好了。"', "他笑。"]),
        ('他笑。"路修好了。"', ["他笑。", '"路修好了。"']),  # the first of two opens
        ("＂好！＂'行。'走。", ["＂好！＂", "'行。'", "走。"]),
        ("水慢慢涨⋯⋯又退了。", ["水慢慢涨⋯⋯", "又退了。"]),
        ("他写《水为什么涨？》一书。完", ["他写《水为什么涨？》一书。", "完"]),
        ("《一。二", ["《一。", "二"]),  # never closed
        ("《一。\n二》。", ["《一。", "二》。"]),
    ],
)
def test_straight_marks_midline_ellipses_and_titles(text, wanted):
    assert [text[start:end] for start, end in sentences.split(text)] == wanted
    assert pl.DataFrame({"text": [text]}).select(sentences.count("text")).item() == len(wanted)
