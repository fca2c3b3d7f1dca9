"""Cleaning: pages composed for the tests, properties that hold for anything at all."""

from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.cleaning.cleaning_rules import RULES, Rules
from analysis.cleaning.diagnosis import diagnose
from analysis.cleaning.edits import Edit, apply, undo
from analysis.cleaning.pipeline import clean
from tests.support.places import ROOT
from tools.damage_simulator import SITES, damage_line, damage_page

PAGES = ROOT / "tests" / "fixtures" / "pages"
BODY = (
    "把板凳搬到院坝里，把难处听到心坎上，责任扛在肩上，实事才办得到群众家门口，这比开十次会都管用。",
    "问题在哪里，我们就走到哪里；带着感情去，带着办法回，群众自然愿意说真话，干部也能学到真本领。",
    "基层的学问都写在田埂上，写在车间里，写在现场的一问一答里，读懂了，办事才有底气，服务才有准头。",
)
UNTOUCHED = (
    "加入世界贸易组织(WTO)以后，细颗粒物(PM2.5)成了新词，(一)(二)(三)的写法也还在用。",
    "拼音教学里写作妈(mā)妈、重(zhòng)要和重(chóng)复、银行(háng)业，这些括号都是作者自己写的。",
    "华为(huawei)的工程师说了一句俏皮话(笑)，署名处写着(王文强)三个字，谁也没有改动它。",
    "乾隆年间修的石桥还在，瞭望塔也还在，慰藉人心的是桥下的水一直清着，著名的桥匠没有留下名字。",
    "请问?怎么办理!电话:010-12345678,邮编:100000;这样写的人也有,我们不替他改。",
)


@pytest.mark.parametrize("text", UNTOUCHED)
def test_modern_prose_comes_through_untouched(text):
    page = clean(text)
    assert page.text == text
    assert page.repairs.height == 0 and page.dropped.height == 0
    assert page.script == "simplified"


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_damage_is_undone_and_the_truth_comes_back(site):
    made = damage_page(
        BODY,
        site=site,
        title="把实事办到院坝里",
        author="李明",
        source="某县日报",
        editor="王芳",
        date="2019-05-06 08:30",
        seed=2,
    )
    page = clean(made.raw)
    assert page.text == "\n".join(BODY)
    assert page.title == "把实事办到院坝里"
    assert [a.name for a in page.authors] == ["李明"]
    assert (page.source, page.editor, page.date.value, page.date.time) == ("某县日报", "王芳", "2019-05-06", "08:30")
    assert tuple(page.lines["class"]) == made.classes
    assert page.restore() == made.raw
    assert page.certificate()["holds"].all()


def test_every_repair_applied_by_hand_gives_the_clean_page_and_backwards_the_raw_one():
    page = clean(damage_page(BODY, title="把实事办到院坝里", editor="王芳", seed=1).raw)
    clean_page, raw_page, shift = page.raw, page.full, 0
    for row in page.repairs.sort("start", descending=True).iter_rows(named=True):
        assert page.raw[row["start"] : row["end"]] == row["before"]
        clean_page = clean_page[: row["start"]] + row["after"] + clean_page[row["end"] :]
    assert clean_page == page.full
    for row in page.repairs.sort("start").iter_rows(named=True):
        at = row["start"]  # everything before is raw again already
        assert raw_page[at : at + len(row["after"])] == row["after"]
        raw_page = raw_page[:at] + row["before"] + raw_page[at + len(row["after"]) :]
        shift += 1
    assert raw_page == page.raw and shift == page.repairs.height > 50


def test_lines_of_a_page_get_their_classes():
    page = clean((PAGES / "channel.html").read_bytes())
    assert page.title == "把板凳坐到院坝里"
    assert [a.name for a in page.authors] == ["周小禾"]
    assert (page.source, page.editor, page.keywords) == ("某某日报", "林一", ("院坝会", "基层", "作风"))
    assert (page.date.value, page.date.basis) == ("2019-07-03", "page")
    assert "这一行不许留下" not in page.page and "color" not in page.page
    assert page.text.split("\n")[2] == "（一）先听后说"
    assert page.lines["class"].to_list() == [
        "nav", "breadcrumb", "title", "meta", "body", "body", "heading", "body", "more_link", "aside", "icp_license", "hotline",
    ]  # fmt: skip
    assert page.restore() == (PAGES / "channel.html").read_bytes()


def test_a_declared_charset_and_a_page_of_tables():
    page = clean((PAGES / "county.html").read_bytes())
    assert (page.encoding, page.encoding_basis) == ("gb18030", "declared")
    assert page.title == "办事窗口里的将心比心" and page.date.value == "2016-11-08"
    assert page.text.count("\n") == 1 and page.text.startswith("窗口不大")


def test_a_page_without_headings_and_a_saved_text():
    page = clean((PAGES / "plain.html").read_bytes())
    assert page.title == "一杯热茶里的待客之道" and page.authors[0].name == "许南"
    assert page.text.startswith("来的都是客") and "答复要有期限" in page.text
    assert page.dropped["class"].to_list() == ["byline", "share_widget", "more_link", "more_link"]
    saved = clean((PAGES / "saved.txt").read_bytes())
    assert saved.encoding == "utf-16-le" and saved.title == "田埂上的脚印" and saved.date.value == "2015-04-02"
    assert saved.restore() == (PAGES / "saved.txt").read_bytes()


def test_key_words_in_prose_drop_nothing():
    text = (
        "办理经营许可证的窗口前排着队，热线电话响个不停，谁也没有抱怨，因为日期都写得清清楚楚。\n"
        "版权所有者来登记，地址写了三行，编辑同志帮着核对，这样的服务让人心里热乎乎的。\n"
        "责任编辑说，来源要写清楚，作者要写清楚，时间也要写清楚，这是对读者的尊重。"
    )
    assert clean(text).text == text


def test_folded_marks_are_given_back_only_where_the_page_was_folded():
    folded = (
        "首页 > 评论 > 正文\n走一走田埂\n" + "\n".join(BODY).replace("，", ",").replace("；", ";") + "\n[责任编辑:王芳]"
    )
    assert clean(folded).text == "\n".join(BODY)
    bare = "\n".join(BODY).replace("，", ",").replace("；", ";")
    assert clean(bare).text == bare  # its author's own way of writing


def test_traditional_prose_is_turned_simplified_and_nothing_else():
    text = "幹部應當到群眾裡去,瞭解實際問題,這樣的著作(shí)才有價值。"
    page = clean(text)
    assert page.script == "traditional"
    assert "(shí)" in page.text and "著作" in page.text and "干部应当到群众里去" in page.text


@pytest.mark.parametrize(
    ("raw", "why"),
    [(b"", "empty"), (b"\n \t", "empty"), (b"\xff\xd8\xff\xe0" + bytes(50), "JPEG"), (bytes(range(32)) * 9, "not text"),
     ("<html><body></body></html>", "HTML page without text")],
)  # fmt: skip
def test_a_page_that_cannot_be_read_says_why(raw, why):
    page = clean(raw)
    assert why in page.rejected and page.text == "" and page.restore() == raw
    assert page.repairs.height == page.review.height == 0


def test_rules_switch_stages_off():
    raw = damage_page(BODY, title="把实事办到院坝里", editor="王芳", seed=1).raw
    as_found = clean(raw, rules=Rules(script=False, width=False, intrusions=False, restore=False, lines=False))
    assert as_found.text.replace("\n", "") == raw.replace("\n", "") and as_found.repairs.height == 0
    assert RULES.margin == 4.0


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=120))
def test_any_bytes_are_cleaned_or_rejected_and_restored(raw):
    page = clean(raw)
    assert page.restore() == raw
    assert isinstance(page.text, str) and (page.rejected is None or page.rejected)


PIECES = st.sampled_from(
    ["(shí)", "實(shí)", "?qū)嶋H", "幹部", "干部", "群眾", "為", "著", "?", "。", ",", "(", ")", "\n", "\r\n", " ", "　", "Ｉ", "€", "<p>",
     "責任編輯:王", "2014年8月1日", "首页 > ", "\x00", "𠀀", "的", "更多>>"]
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@example("實(shí)實(shí)\n?\r\n")  # a run took in the end of its line, which layout changes too
@example("實(shí)實(shí)\r?\r實(shí)?\r\n?")
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_restored_and_clean_text_stays_clean(raw):
    page = clean(raw)
    assert page.restore() == raw
    assert page.full.count("\n") == len(page.classes) - 1
    assert pl.Series(page.repairs["start"]).is_sorted()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(SITES) - 1), st.integers(0, 50), st.permutations(BODY))
def test_cleaning_what_is_clean_changes_nothing(site, seed, body):
    page = clean(damage_page(body, site=SITES[site], title="把实事办到院坝里", editor="王芳", seed=seed).raw)
    again = clean(page.text)
    assert again.text == page.text and again.repairs.height == 0


def test_a_long_line_takes_linear_time():
    for line in ("干", "(", "?", "?qū)", "為群眾辦實(shí)事,"):
        raw = line * (200_000 // len(line))
        assert clean(raw).restore() == raw


def test_a_diagnosis_learns_the_table_of_the_page():
    diagnosis = diagnose(damage_line("把实事办到实处，责任在肩，群众学习实干，实话实说。", SITES[0]))
    assert diagnosis.kind == "converted"
    assert diagnosis.table == {"實": "shí", "責": "zé", "學": "xué", "習": "xí"} | (
        {"處": "chù"} if "處" in SITES[0].keys else {}
    ) | ({"話": "huà", "說": "shuō"} if "話" in SITES[0].keys else {})


def test_one_needless_reading_shows_a_machine_and_one_that_a_reader_needs_does_not():
    text = "此時{}刻他們把志願寫在紙上，干部和群眾一起商量這件事，話說得長{}，路走得遠，家家戶戶都來參加。"
    page = clean(text.format("(shí)", ""))
    assert page.script == "converted" and page.text.startswith("此时刻他们")
    page = clean(text.format("", "(zhǎng)"))
    assert page.script == "traditional" and "长(zhǎng)" in page.text


def test_two_needless_readings_show_a_machine_that_writes_the_rest_as_a_person_does():
    text = "他們在兩個村里看了三處地點(diǎn),又同有關(guān)的人談了話,聯繫群眾不怕路遠。"
    page = clean(text)
    assert page.script == "converted" and "地点，又同有关的人" in page.text and page.restore() == text


def test_a_machine_writes_one_character_for_a_preposition_that_a_name_may_share():
    page = clean("幹部對於單位的事,實(shí)話實(shí)說,把實(shí)事辦好,落實(shí)責任,不怕樊於期的難處。")
    assert page.text == "干部对于单位的事，实话实说，把实事办好，落实责任，不怕樊於期的难处。"


QUOTES = ("走进田埂才知收成好坏", "把板凳搬到院坝里去听")


@pytest.mark.parametrize("above", [(), ("首页 > 评论 > 正文",)])
@pytest.mark.parametrize("lines", [(), QUOTES[:1], QUOTES, (*QUOTES, "难处要说到心坎上")])
def test_the_text_of_a_clean_page_is_clean(above, lines):
    page = clean("\n".join((*above, "把实事办到院坝里", *lines, *BODY)))
    again = clean(page.text)
    assert again.text == page.text and not again.edits
    assert page.text.endswith("\n".join(BODY))


def test_of_several_lines_above_a_bare_text_none_is_its_title():
    page = clean("\n".join((*QUOTES, *BODY)))
    assert page.title is None and page.text == "\n".join((*QUOTES, *BODY))
    assert clean("\n".join((QUOTES[0], *BODY))).title == QUOTES[0]


def test_what_layout_takes_off_does_not_hide_markup():
    page = clean("\x00\u3000<html><body><p>把实事办好。</p></body></html>")
    assert page.html and page.text == "把实事办好。"


def test_a_colon_between_figures_stays_as_it_stands():
    damaged = damage_page([*BODY, "全村共有120户，帮扶比例为6:1，会议在15:47开始，大家都说好。"], site=SITES[5], seed=2)
    assert "6:1，会议在15:47开始" in clean(damaged.raw).text


def test_edits_are_made_and_undone():
    edits = [
        Edit(0, 2, "　　", "", "layout"),
        Edit(3, 8, "(shí)", "", "intrusion"),
        Edit(9, 11, "\r\n", "\n", "layout"),
    ]
    assert apply("　　實(shí)事\r\n好", edits) == "實事\n好" and undo("實事\n好", edits) == "　　實(shí)事\r\n好"


def test_what_users_meet_says_itself_in_one_line():
    page = clean(damage_page(BODY, title="把实事办到院坝里", date="2019-05-06 08:30", seed=1).raw)
    dropped = page.dropped.height
    assert repr(page) == (
        f"<CleanPage: 把实事办到院坝里, {len(page.text)} characters, converted, {page.repairs.height} repairs, "
        f"{dropped} lines dropped, date 2019-05-06 (page)>"
    )
    assert repr(clean(b"")).startswith("<CleanPage: rejected, empty")
    assert repr(page.diagnosis).startswith("<Diagnosis: converted, ")


def test_importing_compiles_no_pattern_of_the_labels():
    code = (
        "import analysis.cleaning.cleaned_folder\n"
        "from analysis.cleaning.page_labels import compiled\n"
        "print(compiled.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0"]
