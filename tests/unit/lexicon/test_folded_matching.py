"""What matching looks through, and which matches it refuses; the kernel's tests hold it to the same answers."""

import pytest

from analysis.core.errors import StudyError
from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.matching import INVISIBLE, SPACES, bare, find_spans, folded
from analysis.lexicon.term import Term


def found(text, *surfaces):
    return [(span.start, span.end, span.surface) for span in find_spans(text, surfaces)]


@pytest.mark.parametrize("mark", [*SPACES, *INVISIBLE, "\U000e0101", '"', "'", "＂", "“", "》", "”“", '" “'])
def test_looked_through_inside_a_surface_and_not_at_its_edges(mark):
    text = f"抓{mark}田埂{mark}议事{mark}会"
    assert found(text, "田埂议事") == [(1 + len(mark), 5 + 2 * len(mark), "田埂议事")]


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\t", "、", "。", "-"])
def test_not_looked_through(mark):
    assert found(f"田埂{mark}议事", "田埂议事") == []


@pytest.mark.parametrize("mark", ["、", "，", ",", "·", "・", " ", "\u3000", " 、", "，\xa0", "”、“", "” “"])
def test_marks_of_lists_are_one_where_the_surface_has_one(mark):
    text = f"听民声{mark}解民忧"
    assert found(text, "听民声、解民忧") == [(0, len(text), "听民声、解民忧")]
    assert found("听民声解民忧", "听民声、解民忧") == found("听民声\u200b解民忧", "听民声、解民忧") == []
    assert found("听民声 、", "听民声、") == [(0, 5, "听民声、")]


def test_one_width():
    assert found("互联网＋ 和中国制造２０２５", "互联网+", "中国制造2025") == [
        (0, 4, "互联网+"),
        (6, 14, "中国制造2025"),
    ]
    assert bare(" 听民声　解民忧 ") == "听民声、解民忧" and folded("Ａ 1")[0] == "A1"


def test_the_surface_that_reaches_farthest_is_taken():
    assert found("六稳 六保六", "六稳六保", "六稳、六保", "六稳、六保六") == [(0, 6, "六稳、六保六")]
    assert found("六稳 六保", "六稳六保", "六稳、六保") == [(0, 5, "六稳、六保")]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('抓好"六保"', [True]),
        ("抓好'六保'", [True]),
        ("抓好＂六保＂", [True]),
        ('抓好"六保任务"', [False]),
        ('"扎实"六保"任务"', [False]),  # between two pairs
        ('"六保', [False]),
        ('说"好\n六保"', [False]),
        ('新时代"枫桥经验"', [True, True]),
    ],
)
def test_straight_marks_quote_on_both_sides(text, quoted):
    assert Lexicon.read().find(text)["quoted"].to_list() == quoted


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("这项工作确保基本民生", []),
        ("要保基本民生", ["保基本民生"]),
        ("加强同脱贫攻坚战略的衔接", ["脱贫攻坚"]),  # 战略: the shorter surface stands
        ("打赢脱贫攻坚战", ["脱贫攻坚"]),
        ("五级河长制度", []),
        ("五级河长制全覆盖", ["河长制"]),
        ("“河长制”度汛", ["河长制"]),  # a mark between
        ("创新发展理念", []),
    ],
)
def test_a_word_is_not_torn(text, terms):
    assert Lexicon.read().find(text)["term"].to_list() == terms


def test_traditional_terms_bring_a_hint_and_other_marks_none():
    lexicon = Lexicon.read()
    with pytest.raises(StudyError, match="群众路线 in simplified"):
        lexicon.gloss("群眾路線")
    assert lexicon.gloss("不忘初心，牢记使命") == lexicon.gloss("不忘初心、牢记使命")
    assert lexicon.with_terms([Term("听民声，解民忧")]).find("听民声 解民忧").height == 1
