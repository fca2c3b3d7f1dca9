"""Words are jieba's, and jieba is left as it was."""

import logging
import sys

import pytest

from analysis.core.errors import StudyError
from analysis.segment.dictionary import Dictionary
from analysis.segment.words import ENGINES, _jieba, cutter, segment


@pytest.mark.parametrize("engine", ENGINES)
def test_words_known_by_hand(engine):
    assert segment("干部到村里开会，AT&T了T恤2013年3.5%。", engine=engine) == [
        "干部",
        "到",
        "村里",
        "开会",
        "，",
        "AT&T",
        "了",
        "T恤",
        "2013",
        "年",
        "3",
        ".",
        "5",
        "%",
        "。",
    ]
    assert segment("稳六保", engine=engine) == ["稳", "六", "保"]  # no word is invented
    assert segment("", engine=engine) == []


def test_the_reference_is_jieba_itself():
    import jieba

    text = "他把今天的事情说了三遍，大家听得明明白白。C++与Python 3.11 各有各的用处\r\n\t完"
    assert cutter("jieba")(text) == jieba.Tokenizer().lcut(text, HMM=False)


def test_jieba_is_left_alone(tmp_path, monkeypatch):
    import jieba

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    cutter.cache_clear()
    level = logging.getLogger("jieba").level
    segment("干部到村里开会", engine="jieba")
    assert not any(tmp_path.iterdir()), "jieba's cache in the shared temporary folder is not used"
    assert _jieba() is not jieba.dt
    assert logging.getLogger("jieba").level == level


def test_the_dictionary_is_the_one_of_the_ids():
    dictionary = Dictionary.jieba()
    assert len(dictionary.words) == 349_046
    assert dictionary.words[0] == "AT&T" and 0 not in dictionary.kept.values()
    assert all(len(word) > 1 for word in dictionary.kept)
    assert _jieba().total == dictionary.total


def test_engines_are_named(monkeypatch):
    with pytest.raises(StudyError, match="Did you mean: kernel"):
        segment("干部", engine="kernal")
    monkeypatch.setattr("analysis.segment.words.find_spec", lambda name: None if name in ("numba", "rjieba") else sys)
    with pytest.raises(StudyError, match="needs rjieba"):
        segment("干部", engine="rjieba")


def test_without_numba_another_engine_is_taken(monkeypatch):
    from analysis.segment import words as room

    real = room.find_spec
    monkeypatch.setattr(room, "find_spec", lambda name: None if name == "numba" else real(name))
    assert room.best_engine() == "rjieba"
    monkeypatch.setattr(room, "find_spec", lambda name: None if name in ("numba", "rjieba") else real(name))
    assert room.best_engine() == "jieba"
