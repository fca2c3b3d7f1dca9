"""The simulator: exact truth, every class of damage, the same page from the same seed."""

from __future__ import annotations

import pytest

from analysis.cleaning.chinese_script import TRADITIONAL, tables
from analysis.cleaning.restoration.gbk import INTRUSION, ORPHAN, readings
from tools.damage_simulator import SITES, damage_line, damage_page, main

BODY = ("区域实际各有不同，办法也要因地制宜，不能一个模子刻到底。", "体现担当的作风，要看群众脸上的笑容多不多。")


def test_a_page_carries_its_truth():
    made = damage_page(BODY, title="看实效", author="李明", source="某县日报", editor="王芳", date="2019-05-06", seed=4)
    assert made.body == BODY and made.title == "看实效" and made.date == "2019-05-06"
    assert len(made.raw.split("\n")) == len(made.classes)
    assert made.classes.count("body") == 2 and made.classes.count("title") == 1
    assert repr(made) == f"DamagedPage('看实效', {len(made.raw)} characters, {SITES[0].name})"


def test_the_same_seed_makes_the_same_page_and_another_one_another():
    pages = {damage_page(BODY, title="看实效", editor="王芳", seed=seed).raw for seed in range(12)}
    assert len(pages) > 3
    assert damage_page(BODY, seed=3).raw == damage_page(BODY, seed=3).raw


def test_every_class_of_damage_occurs():
    text = "".join(BODY)
    assert INTRUSION.search(damage_line(text, SITES[0]))
    assert ORPHAN.search(damage_line("结合区域实际", SITES[1]) + damage_line("担当的作风", SITES[0]))
    assert "，" in damage_line(text, SITES[2]) and "," in damage_line(text, SITES[0])
    assert "?" in damage_line("提高科研水平，提高校科研水平与实效。", SITES[4])
    assert damage_line(text, SITES[5]).replace(",", "，") == text.replace("。", "。")


def test_each_kind_of_cut_and_of_lost_blank_occurs():
    by_name = {site.name: site for site in SITES}
    assert damage_line("难点。基层党", by_name["cut at ；："]) == "難(nán)點(diǎn)?;鶎狱h"
    assert "?" in damage_line("责任在身。科学", by_name["cut at ！？"])
    indented = damage_page(["（央视台报道）难点。"], site=by_name["indented, cut at 。"], wrap=False)
    assert indented.raw.startswith("\u3000?。") and indented.body == ("（央视台报道）难点。",)
    spaced = damage_page(["一。二。三。四。"], site=by_name["blanks lost as ?"], wrap=False)
    assert spaced.raw == "??一。二。三。?四。"


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_tables_hold_traditional_characters_with_a_toned_reading_once_each(site):
    kinds = tables()[0]
    assert len(set(site.keys)) == len(site.keys)
    assert all(kinds[ord(key)] & TRADITIONAL and len(readings()[key]) > 1 for key in site.keys)


def test_without_wrapping_there_is_only_title_byline_and_body():
    made = damage_page(BODY, title="看实效", author="李明", wrap=False)
    assert made.classes == ("title", "byline", "body", "body") and made.source is None and made.editor is None


def test_the_program_prints_a_damaged_text(tmp_path, capsys):
    (tmp_path / "clean.txt").write_text("\n".join(BODY), "utf-8")
    main([str(tmp_path / "clean.txt"), "--site", "1"])
    assert capsys.readouterr().out == "\n".join(damage_line(line, SITES[1]) for line in BODY) + "\n"
