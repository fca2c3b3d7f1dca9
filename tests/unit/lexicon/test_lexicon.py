"""The lexicon that ships, and the reference matcher, on sentences counted by hand."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl
import pytest

from analysis.core.errors import StudyError
from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.lexicon_tables import COLUMNS
from analysis.lexicon.matching import LOOKED_THROUGH, NUMERALS, bare, find_spans
from analysis.lexicon.term import Term


@pytest.fixture(scope="module")
def shipped():
    return Lexicon.read()


@pytest.fixture
def make(tmp_path):
    """A small lexicon from rows of cells; cells left out are empty."""

    def write(**tables):
        for name, columns in COLUMNS.items():
            lines = [",".join(columns)]
            for row in tables.get(name, ()):
                lines.append(",".join(f'"{row.get(column, "")}"' for column in columns))
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return Lexicon.read(tmp_path)

    return write


def term(label, **cells):
    return {"term": label, "type": "concept", "gloss": "a gloss", "confidence": "high", **cells}


def terms(found):
    return found["term"].to_list()


# -- the lexicon that ships -------------------------------------------------------------------------------


def test_the_shipped_lexicon_has_nothing_to_correct(shipped):
    problems = shipped.check()
    assert problems.height == 0, problems.rows()


def test_the_shipped_lexicon_covers_the_period(shipped):
    expected = """四下基层 群众路线 枫桥经验 浦江经验 我为群众办实事 急难愁盼 接诉即办 吹哨报到 关键少数 最后一公里
    接地气 两聚一高 干部大走访 现场办公下基层 拜人民为师 民考官 五个力倡、五个反对 三严三实 两学一做 四个意识
    两个维护 两个确立 新质生产力 中国式现代化 科学发展观 三个代表 和谐社会 主题教育 互联网+ 中国制造2025"""
    assert set(expected.split()) <= set(shipped.labels)
    assert len(shipped.labels) == len(set(shipped.labels)) == shipped.terms.height
    assert list(shipped.labels) == sorted(shipped.labels)


def test_a_stated_date_has_a_source(shipped):
    dated = shipped.terms.filter(pl.col("introduced") != "")
    assert dated.height > 150
    assert dated.filter(pl.col("source").str.strip_chars() == "").is_empty()


@pytest.mark.parametrize(
    ("label", "gloss"),
    [
        ("四下基层", "four downs to the grassroots"),
        ("两学一做", "two studies, one action"),
        ("三严三实", "three stricts and three honests"),
        ("六稳", "six stabilities"),
        ("两个确立", "two establishes"),
        ("两个维护", "two upholds"),
        ("严以修身", "be strict in self-cultivation"),  # a member
    ],
)
def test_gloss(shipped, label, gloss):
    assert shipped.gloss(label) == gloss


def test_every_label_is_found_where_it_stands_alone(shipped):
    for label in [*shipped.labels, *shipped.members]:
        assert label in terms(shipped.find(f"讲讲{label}吧")), label


def test_a_later_label_is_no_variant_of_an_earlier_one(shipped):
    """Otherwise a first use would be that of the predecessor."""
    assert terms(shipped.find("发展全过程民主")) == ["全过程民主"]
    assert terms(shipped.find("牢记五大发展理念")) == ["五大发展理念"]
    assert terms(shipped.find("亚洲命运共同体")) == ["命运共同体"]
    assert terms(shipped.find("人类命运共同体")) == ["人类命运共同体"]
    assert terms(shipped.find("全面推进依法治国")) == ["全面推进依法治国"]
    assert terms(shipped.find("全面深化改革开放")) == ["全面深化改革开放"]


@pytest.mark.parametrize(
    ("term", "day", "sense"),
    [
        ("新时代", "1900-01-01", "everyday"),
        ("新时代", "2017-10-17", "everyday"),
        ("新时代", "2017-10-18", "New Era"),
        ("不忘初心", "2016-06-30", "everyday"),
        ("不忘初心", "2016-07-01", "Party"),
    ],
)
def test_everyday_words_are_a_sense_until_they_are_a_formulation(shipped, term, day, sense):
    assert shipped.sense(term, day) == sense
    assert shipped.find(f"讲讲{term}吧", date=day)["sense"].to_list() == [sense]


def test_the_first_lists_of_the_four_comprehensives_have_their_own_version(shipped):
    third = shipped.expansions.filter(pl.col("term") == "四个全面", pl.col("position") == 3)
    assert third.select("version", "member", "from", "to").rows() == [
        ("2014", "全面推进依法治国", "2014-12-13", "2015-10-01"),
        ("2015", "全面依法治国", "2015-01-05", "2020-10-29"),
        ("2020", "全面依法治国", "2020-10-29", ""),
    ]


# -- strings that hold a formulation and are not one ------------------------------------------------------

TRAPS = [
    ("校长要创新发展理念", "新发展理念"),
    ("及时更新发展理念", "新发展理念"),
    ("卫星事业迈进崭新发展阶段", "新发展阶段"),
    ("试验进入全新发展阶段", "新发展阶段"),
    ("两国合作进入新发展阶段", "新发展阶段"),
    ("病虫和农药双减少", "双减"),
    ("企业和窗口双减负", "双减"),
    ("追求更高质量发展", "高质量发展"),
    ("学校党规党纪学习教育很活", "党纪学习教育"),
    ("列出我为群众办实事清单", "我为群众办实事"),
    ("华侨命运共同体", "人类命运共同体"),
    ("人类命运共同体", "命运共同体"),
    ("新时代证券开户", "新时代"),
    ("孩子画出中国梦想", "中国梦"),
    ("拖欠千万工程款", "千万工程"),
    ("培养千万工程师", "千万工程"),
    ("实施百千万工程", "千万工程"),
    ("窗口马上就办理好了", "马上就办"),
    ("背诵十四个意识条目", "四个意识"),
    ("谈到“十四个意识”条目", "四个意识"),
    ("编写二十四史", "四史"),
    ("搜集四史料目", "四史"),
    ("排查四风险点", "四风"),
    ("民兵的六保卫任务", "六保"),
    ("物价六稳定", "六稳"),
    ("整治两个结合部卫生", "两个结合"),
    ("找准两个结合点", "两个结合"),
    ("选出三个代表团", "三个代表"),
    ("指数和成交双双创出新高", "双创"),
    ("冰壶混双循环赛", "双循环"),
    ("他获得感动村庄奖", "获得感"),
    ("各族关键少数民族干部", "关键少数"),
    ("第十八项规定", "八项规定"),
    ("河长制定方案", "河长制"),
    ("来到主题教育馆", "主题教育"),
    ("公布联系群众路线图", "群众路线"),
    ("高铁载人民至上海", "人民至上"),
    ("请来晋江经验丰富的渔民", "晋江经验"),
    ("把农旅两个结合起来", "两个结合"),
    ("村口马上就办公", "马上就办"),
    ("三个自信满满的孩子", "三个自信"),
    ("和谐社会主义大家庭", "和谐社会"),
    ("出席两山论坛", "两山理念"),
    ("支持岛上全面深化改革开放", "全面深化改革"),
    ("全面推进依法治国", "全面依法治国"),
    ("讲一堂新疆四史课", "四史"),
]


@pytest.mark.parametrize(("sentence", "label"), TRAPS)
def test_trap(shipped, sentence, label):
    assert label not in terms(shipped.find(sentence))


BESIDE_TRAPS = [
    ("贯彻新发展理念", "新发展理念"),
    ("落实双减政策", "双减"),
    ("推动高质量发展", "高质量发展"),
    ("中国梦是我的梦", "中国梦"),
    ("学习千万工程经验", "千万工程"),
    ("马上就办，办就办好", "马上就办"),
    ("增强四个意识", "四个意识"),
    ("从四个意识到两个维护", "四个意识"),
    ("新常态下的乡镇", "新常态"),
    ("互联网+政务", "互联网+"),
    ("走共同富裕路", "共同富裕"),
    ("奋力开创新时代山乡巨变", "新时代"),
    ("养老健全新时代标准", "新时代"),
    ("主题教育展开以后", "主题教育"),
    ("二月，一带一路论坛", "一带一路"),
    ("推进新时代“枫桥经验”", "枫桥经验"),
    ("弘扬“四下基层”工作法", "四下基层"),
    ("“亲”“清”新型政商关系", "亲清政商关系"),
    ("牢记“两个确立”", "两个确立"),
]


@pytest.mark.parametrize(("sentence", "label"), BESIDE_TRAPS)
def test_real_use_beside_a_trap(shipped, sentence, label):
    assert label in terms(shipped.find(sentence))


# -- how matching goes ------------------------------------------------------------------------------------


def test_offsets_counted_by_hand(shipped):
    text = "村里谈“四下基层”，镇上谈新时代“枫桥经验”。"
    found = shipped.find(text)
    rows = found.select("start", "end", "term", "variant", "quoted").rows()
    assert rows == [
        (4, 8, "四下基层", "四下基层", True),
        (13, 21, "新时代", "新时代枫桥经验", True),
        (13, 21, "枫桥经验", "新时代枫桥经验", True),
    ]
    assert text[13:21] == "新时代“枫桥经验"
    assert found.schema == {
        "start": pl.UInt32,
        "end": pl.UInt32,
        "term": pl.String,
        "sense": pl.String,
        "variant": pl.String,
        "quoted": pl.Boolean,
    }


def test_a_surface_may_name_two_terms(shipped):
    assert terms(shipped.find("扎实做六稳六保")) == ["六保", "六稳"]
    assert terms(shipped.find("扎实做“六稳”“六保”")) == ["六保", "六稳"]
    both = shipped.find("“三严三实”专题教育开课")
    assert terms(both) == ["“三严三实”专题教育", "三严三实"]
    assert both["quoted"].to_list() == [True, True]


def test_a_campaign_counts_its_slogan_and_not_the_bare_label(shipped):
    found = terms(shipped.find("“不忘初心、牢记使命”主题教育"))
    assert found == ["“不忘初心、牢记使命”主题教育", "不忘初心", "不忘初心、牢记使命"]


def test_formulations_that_share_characters_are_both_counted(shipped):
    assert terms(shipped.find("打好精准脱贫攻坚战")) == ["精准脱贫", "脱贫攻坚"]
    assert terms(shipped.find("唱响美丽中国梦")) == ["中国梦", "美丽中国"]
    assert terms(shipped.find("干部不忘初心使命")) == ["不忘初心", "初心使命"]


def test_members_are_found_in_other_wordings(shipped):
    for wording in ("宣传党的路线方针政策下基层", "宣传党的方针政策下基层"):
        assert terms(shipped.find(wording)) == ["宣传党的路线、方针、政策下基层"]
    assert terms(shipped.find("他们常做现场办公下基层")) == ["现场办公下基层"]
    assert "现场办公下基层" in shipped.labels and "现场办公下基层" not in shipped.members


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("抓好“六保”", True),
        ("抓好‘六保’", True),
        ("抓好「六保」", True),
        ("抓好六保", False),
        ("抓好“六保任务”", False),
        ("抓好“扎实六保”", False),
        ("《六保》出版", False),  # a title is no quotation
        ("“六保", False),
    ],
)
def test_quoted(shipped, text, quoted):
    assert shipped.find(text)["quoted"].to_list() == [quoted]


# written out: taken from the guard itself, a numeral that it lost would be a case that nobody misses
@pytest.mark.parametrize("numeral", "零〇一二三四五六七八九十百千万两0123456789０１２３４５６７８９")
def test_the_numeral_guard(numeral):
    assert [span.surface for span in find_spans(f"说{numeral}四个意识", ["四个意识"])] == []
    assert [span.start for span in find_spans(f"{numeral}“四个意识”", ["四个意识"])] == [2]


def test_behind_a_rejected_numeral_the_search_goes_on_one_character_further():
    spans = find_spans("十四个意识清", ["四个意识", "意识清"])
    assert [(span.start, span.end, span.surface) for span in spans] == [(3, 6, "意识清")]


def test_an_exclusion_takes_its_characters_and_no_more():
    spans = find_spans("双减少双减", ["双减"], exclusions=["双减少"])
    assert [(span.start, span.end) for span in spans] == [(3, 5)]


def test_leftmost_then_longest():
    spans = find_spans("甲乙丙丁", ["乙丙丁", "甲乙", "甲"])
    assert [span.surface for span in spans] == ["甲乙"]


def _slowly(text, surfaces, silent):
    """All placements, then the leftmost and longest one by one: another road to the same answer."""
    places = [(place, mark) for place, mark in enumerate(text) if mark not in LOOKED_THROUGH]
    candidates = []
    for first in range(len(places)):
        for last in range(first + 1, len(places) + 1):
            string = "".join(mark for _, mark in places[first:last])
            start, end = places[first][0], places[last - 1][0] + 1
            guarded = string[0] in NUMERALS and start > 0 and text[start - 1] in NUMERALS
            if string in surfaces and not guarded:
                candidates.append((start, -len(string), end, string, True))
            elif string in silent and string not in surfaces:
                candidates.append((start, -len(string), end, string, False))
    taken, behind = [], 0
    for start, _, end, string, spoken in sorted(candidates):
        if start >= behind:
            behind = end
            taken += [(start, end, string)] if spoken else []
    return taken


def test_against_another_road_on_random_texts():
    chance = random.Random(7)
    for _ in range(3000):
        draw = lambda most: "".join(chance.choices("甲乙四十", k=chance.randint(1, most)))  # noqa: E731
        surfaces, silent = {draw(3) for _ in range(4)}, {draw(4) for _ in range(2)}
        text = "".join(chance.choices("甲乙四十甲乙四十“”《", k=chance.randint(0, 14)))
        found = [(span.start, span.end, span.surface) for span in find_spans(text, surfaces, silent)]
        assert found == _slowly(text, surfaces, silent), (text, surfaces, silent)


# -- senses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "date", "sense"),
    [
        ("六个必须坚持", "2021-10-19", "people's congress work"),
        ("六个必须坚持", "2022-10-24", "worldview and method"),
        ("主题教育", "2013-05-01", None),
        ("主题教育", "2019-09-10", "original aspiration"),
        ("主题教育", "2021-06-01", None),
        ("主题教育", "2023-09-10", "the Thought"),
        ("四个全面", "2020-10-28", "moderate prosperity"),
        ("四个全面", "2020-10-29", "modern country"),
        ("自我革命", "2015-05-05", "administration"),
        ("自我革命", "2018-01-05", "Party"),
        ("动态清零", "2017-01-18", "targets"),
        ("动态清零", "2022-01-08", "Covid-19"),
        ("枫桥经验", "2013-10-11", "mediation"),
        ("枫桥经验", "2023-09-25", "New Era"),
        ("新型大国关系", "2014-04-09", "United States"),
        ("新型大国关系", "2023-03-20", "Russia"),
        ("六保", "2020-05-01", None),
    ],
)
def test_sense_by_date(shipped, label, date, sense):
    for given in (date, dt.date.fromisoformat(date)):
        found = shipped.find(f"谈谈{label}", date=given).filter(pl.col("term") == label)
        assert found["sense"].to_list() == [sense]


def test_without_a_date_there_is_no_sense(shipped):
    assert shipped.find("谈谈四个全面")["sense"].to_list() == [None]
    with pytest.raises(StudyError, match="not a date"):
        shipped.find("谈谈四个全面", date="2020年")


# -- tables, patterns, changes ----------------------------------------------------------------------------


def test_patterns_are_sorted_and_bare(shipped):
    patterns = shipped.patterns()
    assert patterns.columns == ["surface", "term", "kind"]
    assert patterns.equals(patterns.sort("surface", "kind", "term", nulls_last=True))
    assert patterns.unique().height == patterns.height
    assert [surface for surface in patterns["surface"] if bare(surface) != surface] == []
    silent = patterns.filter(pl.col("kind") == "exclusion")
    assert silent["term"].null_count() == silent.height > 50
    spoken = patterns.filter(pl.col("kind") != "exclusion")
    assert spoken["term"].null_count() == 0
    assert set(silent["surface"]).isdisjoint(spoken["surface"])


def test_nested_pairs(shipped):
    pairs = shipped.nested.rows()
    assert ("“三严三实”专题教育", "三严三实") in pairs
    assert ("六稳", "六保") not in pairs and ("六保", "六稳") not in pairs


def test_with_terms_leaves_the_lexicon_as_it_was(shipped):
    own = shipped.with_terms([Term("田埂议事", variants=("田埂议事会",), exclusions=("田埂议事厅",)), "晒谷场夜校"])
    assert terms(own.find("田埂议事会和晒谷场夜校，不在田埂议事厅")) == ["田埂议事", "晒谷场夜校"]
    assert len(own.labels) == len(shipped.labels) + 2
    assert "田埂议事" not in shipped.labels
    assert own.sha256 != shipped.sha256
    with pytest.raises(StudyError, match="already holds"):
        own.with_terms(["田埂议事"])
    with pytest.raises(StudyError, match="quotation marks"):
        Term("“”")
    with pytest.raises(StudyError, match="tuple"):
        Term("田埂议事", variants="田埂议事会")


def test_a_lexicon_says_in_one_line_what_it_holds(make):
    lexicon = make(terms=[term("村晚"), term("村超")], variants=[{"term": "村晚", "variant": "村晚会"}])
    assert repr(lexicon).startswith("<Lexicon: 2 terms, 1 variants, 0 senses, 0 exclusions, 0 expansions; sha256 ")
    assert "村超" in lexicon._repr_html_() and "&lt;Lexicon: 2 terms" in lexicon._repr_html_()


def test_an_unknown_term_says_what_to_do(shipped):
    with pytest.raises(StudyError, match=r"四下基曾[\s\S]*四下基层[\s\S]*Term"):
        shipped.gloss("四下基曾")


def test_sha256_changes_with_a_cell_and_not_with_line_ends(make, tmp_path):
    first = make(terms=[term("村晚")]).sha256
    (tmp_path / "terms.csv").write_bytes((tmp_path / "terms.csv").read_bytes().replace(b"\n", b"\r\n"))
    assert Lexicon.read(tmp_path).sha256 == first
    assert make(terms=[term("村晚", gloss="another")]).sha256 != first


def test_files_that_cannot_be_read(make, tmp_path):
    make(terms=[term("村晚")])
    (tmp_path / "senses.csv").write_text("term,sens\n", encoding="utf-8")
    with pytest.raises(StudyError, match="senses.csv.*lacks the column 'sense'"):
        Lexicon.read(tmp_path)
    (tmp_path / "senses.csv").unlink()
    with pytest.raises(StudyError, match="lacks senses.csv"):
        Lexicon.read(tmp_path)
    with pytest.raises(StudyError, match="whole numbers"):
        make(expansions=[{"term": "村晚", "position": "first"}])
    make(terms=[term("村晚")])
    (tmp_path / "terms.csv").write_bytes(bytes([255, 216, 255, 224]))
    with pytest.raises(StudyError, match="JPEG image"):
        Lexicon.read(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_as_spreadsheets_write_them(make, tmp_path, encoding, separator):
    plain = make(terms=[term("村晚"), term("田埂议事")])
    for file in tmp_path.glob("*.csv"):
        text = pl.read_csv(file, infer_schema=False).write_csv(separator=separator).replace("\n", "\r\n")
        file.write_bytes(text.encode(encoding))
    assert Lexicon.read(tmp_path).labels == plain.labels


# -- what the check finds ---------------------------------------------------------------------------------


def member(label, position, string, **cells):
    row = {"term": label, "version": "1", "position": position, "member": string}
    return {**row, "gloss": "g", "match": "no", **cells}


FAULTS = {
    "duplicate": dict(terms=[term("村晚"), term("“村晚”")]),
    "empty gloss": dict(terms=[term("村晚", gloss="村里的晚会")]),
    "unknown type": dict(terms=[term("村晚", type="party")]),
    "unknown confidence": dict(terms=[term("村晚", confidence="sure")]),
    "unknown match": dict(terms=[term("村晚")], expansions=[member("村晚", 1, "村里唱戏", match="maybe")]),
    "unknown term": dict(terms=[term("村晚")], variants=[{"term": "村碗", "variant": "村晚会"}]),
    "variant is a term": dict(terms=[term("村晚"), term("村超")], variants=[{"term": "村晚", "variant": "“村超”"}]),
    "no source": dict(terms=[term("村晚", introduced="2022", precision="year")]),
    "unreadable date": dict(terms=[term("村晚", introduced="2022-13", precision="month", source="s")]),
    "never matched": dict(terms=[term("村晚")], exclusions=[{"term": "村晚", "exclusion": "村晚"}]),
    "exclusion without effect": dict(terms=[term("村晚")], exclusions=[{"term": "村晚", "exclusion": "村碗"}]),
    "short member": dict(terms=[term("村晚")], expansions=[member("村晚", 1, "唱戏", match="yes")]),
    "members missing": dict(
        terms=[term("三晒", type="numeral-set")], expansions=[member("三晒", 1, "晒谷子"), member("三晒", 2, "晒账本")]
    ),
}


@pytest.mark.parametrize("rule", FAULTS)
def test_each_rule_finds_its_fault_and_only_that(make, rule):
    problems = make(**FAULTS[rule]).check()
    assert problems["rule"].to_list() == [rule]
    assert problems["message"][0]
    assert problems["row"][0] >= 2


@pytest.mark.parametrize(
    "tables",
    [
        dict(terms=[term("村晚", introduced="2022", precision="day", source="s")]),
        dict(terms=[term("村晚", precision="day")]),
        dict(
            terms=[term("村晚", introduced="2022-05", precision="month", source="s")],
            senses=[{"term": "村晚", "sense": "a", "gloss": "g", "from": "2021", "source": "s"}],
        ),
        dict(
            terms=[term("村晚")],
            senses=[{"term": "村晚", "sense": "a", "gloss": "g", "from": "2021", "to": "2021", "source": "s"}],
        ),
        dict(
            terms=[term("村晚")],
            senses=[
                {"term": "村晚", "sense": "a", "gloss": "g", "from": "2021", "to": "2023", "source": "s"},
                {"term": "村晚", "sense": "b", "gloss": "g", "from": "2022", "to": "2024", "source": "s"},
            ],
        ),
    ],
)
def test_dates_that_contradict(make, tables):
    assert make(**tables).check()["rule"].to_list() == ["dates contradict"]


@pytest.mark.parametrize("label", ["晒。谷", "“”"])
def test_a_term_that_no_rule_can_match(make, label):
    assert "never matched" in make(terms=[term(label)]).check()["rule"].to_list()


def test_a_term_inside_another_is_never_lost(make):
    lexicon = make(terms=[term("村晚"), term("山乡村晚")], exclusions=[{"term": "村晚", "exclusion": "村晚会场"}])
    assert lexicon.check().is_empty()
    assert terms(lexicon.find("山乡村晚")) == ["山乡村晚", "村晚"]
    assert terms(lexicon.find("在村晚会场")) == []


@pytest.mark.parametrize(("label", "sizes"), [("三晒三评", (3, 6)), ("十四个晒", (14,)), ("五位一晒", (5, 6))])
def test_how_many_members_a_label_announces(make, label, sizes):
    for size in range(1, 16):
        expansions = [member(label, place, f"成员{place}") for place in range(1, size + 1)]
        rules = make(terms=[term(label, type="numeral-set")], expansions=expansions).check()["rule"].to_list()
        assert rules == ([] if size in sizes else ["members missing"])
