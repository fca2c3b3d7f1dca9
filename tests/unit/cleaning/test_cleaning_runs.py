"""Byte runs: what slipped by one byte comes back, and what cannot be told is marked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from analysis.cleaning.pipeline import clean
from analysis.cleaning.restoration.character_model import character_model
from analysis.cleaning.restoration.damage_mechanism import (
    EveryPair,
    damage,
    insert_readings,
    lossy_decode,
    possible_splits,
)
from analysis.cleaning.restoration.gbk import keys_by_reading, readings
from tools.damage_simulator import SITES, Site, convert, damage_line, damage_page

AROUND = "干部把责任扛在肩上，把实事办到群众心里，学习实干，落实责任，{}，群众满意。"
# 驅 is spelt by the last byte of 域 and the first of 實; 冊 by those of 們 and 在; 數 by those of 當 and 的
RUNS = ("结合区域实际情况", "我们在实践中学习", "体现担当的作风")
SITE = Site("a table with straddled keys", "驅冊數實責學習眾務強風" + "際業", other={"当": "當"})


@pytest.mark.parametrize("words", RUNS)
def test_a_run_is_restored_exactly_from_its_key_bytes(words):
    truth = AROUND.format(words)
    raw = damage_line(truth, SITE)
    assert "?" in raw  # the damage is there
    page = clean(raw)
    assert page.text == truth
    runs = page.repairs.filter(page.repairs["rule"] == "byte_shift")
    assert runs["class"].to_list() == ["exact"] and runs["margin"].fill_null(99).min() >= 4
    assert " = " in runs["evidence"][0]
    assert page.restore() == raw and page.certificate()["holds"].all()


def test_a_vanished_pair_is_found_by_the_model_and_says_so():
    truth = AROUND.format("我们在思想上一定要牢固树立宗旨意识")
    raw = damage_line(truth, SITE)
    page = clean(raw)
    run = page.repairs.filter(page.repairs["rule"] == "byte_shift").row(0, named=True)
    there = run["before"].split(")", 1)[1].encode("gbk")  # the bytes behind the reading of the swallowed one
    assert len(there) + 1 == 2 * len(run["after"]) - 2  # one pair is gone
    assert page.text == truth
    assert run["class"] == "lexical" and run["margin"] >= 4 and run["alternatives"]
    assert "vanished" in run["evidence"]


def test_a_pair_that_vanished_right_before_a_swallowed_reading_is_found():
    # behind 貛 (the end of 地, the start of 帶) the pair A7 81 vanished, and its 81 begins 來 (lái)
    site = Site("a run within a run", SITE.keys + "來", other=SITE.other)
    truth = AROUND.format("给当地带来了收益")
    raw = damage_line(truth, site)
    assert "貛?l" in raw
    page = clean(raw)
    assert page.text == truth and page.restore() == raw and page.certificate()["holds"].all()


def test_a_second_pass_that_cuts_at_a_mark_is_undone():
    site = Site("cut", "內動" + SITE.keys, split="、")
    truth = AROUND.format("靠业绩取信于民、推动工作")
    page = clean(damage_line(truth, site))
    assert page.text == truth


@pytest.mark.parametrize(
    ("split", "words"),
    [
        ("；", "这是难点。基层党组织要带头"),
        ("：", "这是难点。好的作风"),
        ("？", "责任在身。科学安排"),
        ("；：", "办成了好事。基本稳定"),
    ],
)
def test_a_mark_whose_byte_was_lost_is_among_the_candidates(split, words):
    site = Site("cut", SITE.keys, split=split)
    truth = AROUND.format(words)
    raw = damage_line(truth, site)
    assert "?" in raw
    page = clean(raw)
    assert page.text == truth and page.restore() == raw and page.certificate()["holds"].all()


def test_an_indented_paragraph_cut_at_a_full_stop_is_restored():
    # the blanks are A1 A1 A1 A1 and （ is A3 A8: the last A1 and A3 spell 。
    site = Site("cut", "臺" + SITE.keys, split="。", indent="\u3000\u3000", other={"台": "臺"})
    truth = AROUND.format("落实")
    made = damage_page(["（央视台报道）" + truth, truth], site=site, wrap=False)
    assert "?。" in made.raw.split("\n")[0]
    page = clean(made.raw)
    assert page.text == "\n".join(made.body) and page.restore() == made.raw and page.certificate()["holds"].all()


def test_blanks_lost_as_question_marks_become_no_question_marks():
    site = Site("blanks", SITE.keys, indent="\xa0\xa0", lost="\xa0", spaced=True)
    sentences = "干部把责任扛在肩上。办法总比困难多。大家学习实干。群众满意了。"
    made = damage_page([sentences, AROUND.format("落实"), "群众盼什么？" + sentences], site=site, wrap=False)
    assert made.raw.startswith("??") and "。?" in made.raw
    page = clean(made.raw)
    assert page.text.replace("\xa0", "") == "\n".join(made.body)
    assert page.restore() == made.raw and page.certificate()["holds"].all()


def test_what_reads_like_shifted_bytes_is_listed_and_not_certified():
    raw = damage_line(AROUND.format("办事"), SITE) + "\n干部好?！诿瘛⑼貧骶缸齕嫒"
    page = clean(raw)
    assert page.review["evidence"].to_list() == ["reads like shifted bytes"] and not page.review["applied"][0]
    assert page.certificate()["holds"].to_list() == [True, False] and page.restore() == raw


def test_the_marks_that_stand_behind_lost_bytes_say_where_a_site_cut():
    assert possible_splits("好?;鶎狱h?。作")[:3] == ("。；", "；", "。")
    assert possible_splits("怎么办?干部") == ("",)


def test_clean_prose_is_plausible_and_shifted_bytes_are_not():
    model = character_model()
    assert model.plausible(AROUND.format("落实")) and model.plausible("PM2.5 (WTO)") and model.plausible("")
    assert not model.plausible("诿瘛⑼贫骶缸齕嫒槊") and not model.plausible("难点？。报道")


def test_a_page_of_a_mainland_source_in_traditional_script_gets_its_particle():
    page = clean("新華社北京電 各級幹部帶著感情到人民群眾中去，沿著正確方向前進，成效顯著。")
    assert page.text == "新华社北京电 各级干部带着感情到人民群众中去，沿着正确方向前进，成效显著。"
    assert "看著" in clean("幹部應當到群眾裡去，看著大家，甚麼都可以，瞭解實際問題。").text


def test_what_no_reading_fits_is_left_as_it_was_and_listed():
    raw = damage_line(AROUND.format("办事"), SITE).replace("滿意", "?lüè)滿意")
    page = clean(raw)
    assert page.review.height == 1 and not page.review["applied"][0]
    assert "?lüè" in page.full.replace("？", "?") and page.restore() == raw


def test_question_marks_stay_question_marks():
    truth = "干部该怎么办？群众盼什么？把实事办好，责任在肩，学习实干，落实责任。"
    page = clean(damage_line(truth, SITE))
    assert page.text == truth and page.review.height == 0


def test_one_lead_byte_and_one_reading_name_a_single_character_nearly_always():
    keys = Counter((key.encode("gbk")[0], reading) for reading, keys in keys_by_reading().items() for key in keys)
    assert list(keys.values()).count(1) / len(keys) > 0.9
    assert readings()["實"] == "shí" and readings()["數"] == "shù"


def test_the_damage_works_on_bytes():
    shifted = lossy_decode(insert_readings("們在".encode("gbk"), {"冊": "cè"}))
    assert shifted.startswith("們?cè)") and len(shifted) == 6
    # two keys that share a byte: which the site looks for first decides
    both = {"獎": "jiǎng", "務": "wù"}
    assert damage("要務實", both) == "要?jiǎng)?wù)實"
    assert damage("要務實", both, left_first=EveryPair()) != damage("要務實", both)
    assert lossy_decode(b"\xaa\xc0") == "" and lossy_decode("實".encode("gbk")) == "實"  # the former is its users'


def test_damage_is_deterministic_and_sites_differ():
    text = AROUND.format(RUNS[0])
    assert damage_line(text, SITES[0]) == damage_line(text, SITES[0])
    assert len({damage_line(text, site) for site in SITES}) >= 5
    assert convert("着", SITES[0]) == "著"
    assert set(SITES[0].keys) < set(SITES[1].keys) < set(SITES[2].keys)  # the tables are nested


def test_a_reading_has_no_shape_that_conversion_would_have_turned():
    page = clean(damage_line(AROUND.format("我们在思想上一定要牢固树立宗旨意识"), SITE))
    runs = page.repairs.filter(page.repairs["rule"] == "byte_shift")
    readings = [run["after"], *run["alternatives"]] if (run := runs.row(0, named=True)) else []
    assert readings and not any(char in "".join(readings[1:]) for char in "为国对应说这")


def test_a_change_of_any_compiled_file_is_seen(tmp_path, monkeypatch):
    from analysis.cleaning import restoration
    from analysis.cleaning.restoration.beam_search import search
    from analysis.core import compiling

    files = {"beam_search", "character_model", "lost_bytes", "search_arrays", "vanished_pairs"}
    assert {Path(name) for name in compiling._sources(search.py_func)} == {
        Path(restoration.__path__[0]) / f"{name}.py" for name in files
    }
    files = {str(tmp_path / name) for name in "ab"}
    for name in files:
        open(name, "w").close()
    before = compiling._state(files)
    with open(str(tmp_path / "a"), "w") as file:
        file.write("changed")
    assert compiling._state(files) != before and compiling._state({"a"}) == ""
