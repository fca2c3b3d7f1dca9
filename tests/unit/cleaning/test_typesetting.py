"""Typesetting: what setting, copying and saving did to a text is undone, on record; other texts stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cleaning.edits import Edit, apply, chained, undo
from analysis.cleaning.pipeline import clean
from analysis.cleaning.typesetting import typeset

TEXT = (
    "把板凳搬到院坝里，把难处听到心坎上，责任扛在肩上，实事才办得到群众家门口，这比开十次会都管用。\n"
    "问题在哪里，我们就走到哪里；带着感情去，带着办法回，群众自然愿意说真话，干部也能学到真本领。\n"
    "基层的学问都写在田埂上，写在车间里，写在现场的一问一答里，读懂了，办事才有底气，服务才有准头。"
)  # written for this test
RADICALS = str.maketrans({"里": "⾥", "心": "⼼", "车": "⻋", "民": "⺠", "群": "群", "十": "⼗"})


def wrapped(text: str, width: int, indent: str = "") -> str:
    lines = []
    for paragraph in text.split("\n"):
        paragraph = indent + paragraph
        lines += [paragraph[at : at + width] for at in range(0, len(paragraph), width)]
    return "\n".join(lines)


def every(mark: str, step: int = 7) -> str:
    return "".join(char + (mark if at % step == 3 and char != "\n" else "") for at, char in enumerate(TEXT))


WAYS = {
    "spaced": "\n".join(" ".join(line) for line in TEXT.split("\n")),
    "radicals": TEXT.translate(RADICALS),
    "entities": "".join(f"&#x{ord(char):X};" if char != "\n" else char for char in TEXT),
    "zero width": every("\u200b"),
    "soft hyphen": every("\u00ad"),
    "variation": every("\ufe00"),
    "byte-order marks": every("\ufeff"),
    "broken at 34": wrapped(TEXT, 34, "　　"),
    "broken at 20": wrapped(TEXT, 20),
    "Latin-1": TEXT.encode().decode("latin-1"),
    "GBK as Latin-1": TEXT.encode("gb18030").decode("latin-1"),
    "markup": "".join(f"<p>{line.replace('群众', '<strong>群众</strong>')}</p>" for line in TEXT.split("\n")),
}


@pytest.mark.parametrize("raw", WAYS.values(), ids=WAYS.keys())
def test_typesetting_is_undone_and_the_raw_page_comes_back(raw):
    page = clean(raw)
    assert page.text.replace("\n\n", "\n").strip("\n") == TEXT
    assert page.restore() == raw
    for row in page.repairs.iter_rows(named=True):
        assert raw[row["start"] : row["end"]] == row["before"]
        assert row["rule"] in ("typesetting", "layout") and (row["evidence"] or row["rule"] == "layout")


def test_page_numbers_and_running_heads_go_and_sections_and_names_stay():
    long = "\n".join([TEXT] * 12)
    lines = wrapped(long, 34).split("\n")
    heads = "\n".join(line + (f"\n- {at // 9} -\n院坝纪事选编" if at % 9 == 8 else "") for at, line in enumerate(lines))
    assert clean(heads).text == long
    names = "\n".join(
        ["某国总理 甲某", "某社主席 乙某某", "某会会长 丙某"] * 1
        + [f"来宾 第{n}位 丁{c}" for n, c in enumerate("一二三四五六七八九")] * 3
    )
    assert typeset(names) == (names, [])
    sections = "\n".join(f"{n}\n{line}" for n, line in enumerate([*TEXT.split("\n")] * 3, 1))
    assert typeset(sections) == (sections, [])


def test_one_entity_or_one_blank_may_be_meant():
    for text in ("写作 AT&amp;T 的公司。", "他说 好。", "当 a<b 时，a</b 不成立。", "第一章 总则\n第二章 分则"):
        assert typeset(text) == (text, [])


def test_typesetting_can_be_left_out():
    from analysis.cleaning.cleaning_rules import Rules

    assert clean(WAYS["radicals"], rules=Rules(typesetting=False)).text == WAYS["radicals"]


def test_damage_is_undone_on_a_page_that_was_set_too():
    raw = "干部要為群眾辦實(sh\u200bí)事,把實(shí)事辦好,落\u00ad實(shí)責(zé)任。"
    page = clean(raw)
    assert page.script == "converted" and "(" not in page.text and page.restore() == raw
    assert page.text == "干部要为群众办实事，把实事办好，落实责任。"


PLAIN = st.text(alphabet="abc", max_size=12)


@st.composite
def edited(draw, text):
    edits, at = [], 0
    while at <= len(text) and len(edits) < 5:
        start = at + draw(st.integers(0, 3))
        if start > len(text):
            break
        end = min(len(text), start + draw(st.integers(0, 2)))
        after = draw(st.text(alphabet="xyz", max_size=2))
        if end > start or after:
            edits.append(Edit(start, end, text[start:end], after, "layout"))
        at = max(end, start) + (end == start)
    return edits


@settings(max_examples=300, deadline=None)
@given(st.data(), PLAIN)
def test_edits_of_edits_are_edits_of_the_raw_text(data, raw):
    first = data.draw(edited(raw))
    middle = apply(raw, first)
    second = data.draw(edited(middle))
    last = apply(middle, second)
    both = chained(first, second, raw, middle)
    assert apply(raw, both) == last and undo(last, both) == raw
    assert all(edit.before == raw[edit.start : edit.end] for edit in both)
    assert all(a.end <= b.start for a, b in zip(both, both[1:], strict=False))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="人⼈\u200b&;#x2 \n　。，-1a<p>/", max_size=60))
def test_any_text_is_restored_from_its_records(raw):
    text, edits = typeset(raw)
    assert apply(raw, edits) == text and undo(text, edits) == raw
