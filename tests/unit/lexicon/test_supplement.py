"""The supplement: what came up after the study's window, read only where it is asked for."""

from __future__ import annotations

import polars as pl
import pytest

from analysis.core.paths import data_folder
from analysis.lexicon.lexicon import SUPPLEMENT, Lexicon
from analysis.lexicon.lexicon_tables import COLUMNS


@pytest.fixture(scope="module")
def both():
    return Lexicon.read(supplement=True)


@pytest.fixture(scope="module")
def alone():
    return Lexicon.read(data_folder() / "lexicon" / SUPPLEMENT)


def terms(found):
    return found["term"].to_list()


def test_it_is_a_lexicon_by_itself_and_nothing_is_wrong_with_it(alone, both):
    assert alone.check().is_empty() and both.check().is_empty()
    assert 20 < alone.terms.height < 40


def test_without_being_asked_none_of_it_is_counted(alone):
    study = Lexicon.read()
    assert not set(alone.labels) & set(study.labels)
    assert terms(study.find("整治反内卷，抓好“两重”“两新”")) == []


def test_it_is_added_behind_the_study(alone, both):
    study = Lexicon.read()
    for name in COLUMNS:
        assert getattr(both, name).height == getattr(study, name).height + getattr(alone, name).height
    assert both.labels == tuple(sorted({*study.labels, *alone.labels}))
    assert both.sha256 not in {study.sha256, alone.sha256}
    assert both.terms.head(study.terms.height).equals(study.terms)


def test_each_row_says_that_it_is_after_the_window_and_has_a_dated_source(alone):
    rows = alone.terms
    assert rows["note"].str.starts_with("After the study's window.").all()
    dated = rows["source"].str.contains(r"20\d\d-\d\d-\d\d|(March) 20\d\d|general knowledge")
    assert dated.all() and not rows["source"].str.contains("http").any()
    early = rows.filter(pl.col("introduced") < "2024")
    assert early["term"].to_list() == ["低空经济", "新三样"]  # known before, common after
    assert early["confidence"].to_list() == ["medium", "medium"]


def test_a_longer_formulation_counts_the_one_of_the_study_inside_it(both):
    assert terms(both.find("因地制宜发展新质生产力")) == ["因地制宜发展新质生产力", "新质生产力"]
    assert terms(both.find("进一步全面深化改革")) == ["全面深化改革", "进一步全面深化改革"]
    assert terms(both.find("坚持投资于物和投资于人紧密结合")) == ["投资于人", "投资于物和投资于人紧密结合"]
    assert terms(both.find("开展深入贯彻中央八项规定精神学习教育")) == ["八项规定", "深入贯彻中央八项规定精神学习教育"]


@pytest.mark.parametrize(("sentence", "label"), [
    ("走访两新组织", "两新"),
    ("补短板强两新一重", "两新"),
    ("这事有两重性", "两重"),
    ("办成两重大工程", "两重"),
    ("把钱投资于人工智能", "投资于人"),
    ("存款投资于人民币债券", "投资于人"),
    ("第二十五五届", "十五五"),
    ("反内卷入更多人", "反内卷"),
])  # fmt: skip
def test_trap(both, sentence, label):
    assert label not in terms(both.find(sentence))


@pytest.mark.parametrize(("sentence", "label"), [
    ("抓好“两新”政策", "两新"),
    ("“两重”建设开工", "两重"),
    ("钱更多地投资于人", "投资于人"),
    ("谋划“十五五”规划", "十五五"),
    ("整治“内卷式”恶性竞争", "内卷式竞争"),
    ("开展“人工智能＋”行动", "人工智能+"),
])  # fmt: skip
def test_real_use_beside_a_trap(both, sentence, label):
    assert label in terms(both.find(sentence))


def test_what_a_copy_of_ones_own_holds_already_stays_as_it_is_there(tmp_path, alone):
    own = Lexicon.read()
    for name in COLUMNS:
        table = getattr(own, name)
        if name == "terms":
            mine = alone.terms.filter(term="七个聚焦").with_columns(gloss=pl.lit("seven points"))
            table = pl.concat([table, mine])
        table.write_csv(tmp_path / f"{name}.csv")
    read = Lexicon.read(tmp_path, supplement=True)
    assert read.gloss("七个聚焦") == "seven points" and "反内卷" in read.labels
    assert read.terms.filter(term="七个聚焦").height == 1
    assert "七个聚焦" not in read.expansions["term"].to_list()  # its rows are theirs, not ours


def test_members_of_the_supplement_are_series(both):
    assert terms(both.find("奉行主权平等、遵守国际法治")) == ["奉行主权平等", "遵守国际法治"]
