"""Bytes to text in the encodings that people meet."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reading.decoding import decode

SIMPLIFIED = "田埂窄，走的人多了才结实。\n2014年8月1日"
TRADITIONAL = "幹部要走進群眾，解決實際問題。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, SIMPLIFIED * 50])
def test_the_usual_encodings_are_told_apart(encoding, text):
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("text", ["修a", "id,text\na,修a\n", "田埂", "鱻x\n"])
def test_a_few_characters_of_utf_8_are_not_taken_for_gbk(text):
    assert decode(text.encode()).text == text


@pytest.mark.parametrize("text", ["联通", "a,联通\n", "会议"])
def test_two_characters_of_gbk_that_pass_for_greek_are_not_taken_for_utf_8(text):
    assert decode(text.encode("gbk")).text == text


def test_big5_and_a_charset_that_is_declared():
    assert decode(TRADITIONAL.encode("big5")).text == TRADITIONAL
    page = f'<meta charset="gb2312"><p>{SIMPLIFIED}</p>'
    assert decode(page.encode("gbk")).basis == "declared"
    assert decode(page.encode("utf-8")).encoding == "utf-8"  # the page is wrong about itself


def test_a_file_cut_off_in_a_character_is_read_and_says_so():
    decoded = decode((SIMPLIFIED * 40).encode()[:-1])
    assert decoded.encoding == "utf-8" and decoded.replaced == 1 and decoded.reason is None


@pytest.mark.parametrize(
    ("raw", "why"),
    [(b"", "empty"), (b" \r\n\t", "empty"), (b"\x89PNG\r\n\x1a\n" + bytes(99), "PNG"), (b"%PDF-1.4 \xe2\xe3", "PDF"), (b"PK\x03\x04" + bytes(40), "ZIP")],
)  # fmt: skip
def test_what_is_not_text_says_what_it_is(raw, why):
    decoded = decode(raw)
    assert why in decoded.reason and decoded.text == "" and decoded.encoding is None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise(raw):
    decoded = decode(raw)
    assert (decoded.reason is None) == (decoded.encoding is not None)
