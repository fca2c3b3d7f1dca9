"""Words are jieba's, and jieba is left as it was."""

import logging

import jieba
import pytest

from analysis.core.errors import StudyError
from analysis.lexicon import dictionary as dictionaries
from analysis.lexicon.dictionary import Dictionary
from analysis.segment.words import segment
from tests.support.reference_scan import jieba_words, tokenizer


@pytest.mark.parametrize("cut", [segment, jieba_words])
def test_words_known_by_hand(cut):
    assert cut("干部到村里开会，AT&T了T恤2013年3.5%。") == [
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
    assert cut("稳六保") == ["稳", "六", "保"]  # no word is invented
    assert cut("") == []


def test_the_reference_is_jieba_itself():
    text = "他把今天的事情说了三遍，大家听得明明白白。C++与Python 3.11 各有各的用处\r\n\t完"
    assert segment(text) == jieba_words(text) == jieba.Tokenizer().lcut(text, HMM=False)


def test_jieba_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    tokenizer.cache_clear()
    level = logging.getLogger("jieba").level
    segment("干部到村里开会")
    jieba_words("干部到村里开会")
    assert not any(tmp_path.iterdir()), "jieba's cache in the shared temporary folder is not used"
    assert tokenizer() is not jieba.dt
    assert logging.getLogger("jieba").level == level


def test_the_dictionary_is_the_one_of_the_ids():
    dictionary = Dictionary.jieba()
    assert len(dictionary.words) == dictionary.height == 349_046
    assert dictionary.words[0] == "AT&T" and 0 not in dictionary.counted.values()
    assert all(len(word) > 1 for word in dictionary.counted)
    assert tokenizer().total == dictionary.total


def test_without_jieba_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr(dictionaries, "find_spec", lambda name: None)
    with pytest.raises(StudyError, match=r"pip install jieba==0\.42\.1"):
        Dictionary.jieba.__wrapped__()
