"""Pinyin: legal syllables, counted against characters, and the shipped spellings against another source."""

from __future__ import annotations

import re
import unicodedata

import pytest
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT

from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.pinyin import SYLLABLES, TONES, characters, spells


def plain(syllable):
    letters = "".join(one for one in unicodedata.normalize("NFD", syllable) if one not in TONES)
    return unicodedata.normalize("NFC", letters)


def test_the_syllables_are_those_of_a_dictionary_of_characters():
    """First readings of 20,000 characters, and the other readings of a few; interjections and dialect are left out."""
    first = {plain(readings.split(",")[0]) for code, readings in PINYIN_DICT.items() if 0x4E00 <= code < 0xA000}
    every = {plain(one) for readings in PINYIN_DICT.values() for one in readings.split(",")}
    assert first - SYLLABLES == {"fiao", "hm", "lo", "m", "n", "nun", "rua", "yo"}
    assert every >= SYLLABLES
    assert len(SYLLABLES) == 405


@pytest.mark.parametrize(("pinyin", "label"), [
    ("sì xià jīcéng", "四下基层"),
    ("Sì xià jīcéng", "四下基层"),
    ("sìxiàjīcéng", "四下基层"),
    ("lǜ shuǐ qīng shān", "绿水青山"),
    ("wèi mín wùshí qīnglián", "为民务实清廉"),
    ("píng'ān Zhōngguó", "平安中国"),
    ("píng’ān Zhōngguó", "平安中国"),
    ("hùliánwǎng+", "互联网+"),
    ("Zhōngguó zhìzào 2025", "中国制造2025"),
    ("AI xíngdòng", "AI行动"),
    ("jiē-xiāng chuīshào, bùmén bàodào", "街乡吹哨、部门报到"),
    ("hǎo hǎor gàn", "好好儿干"),
    ("értóng", "儿童"),
    ("nǚ'ér", "女儿"),
    ("xǐxi zǎo", "洗洗澡"),  # a neutral tone bears no mark
    ("lüè", "略"),
    ("guó", "国"),
])  # fmt: skip
def test_what_spells_a_label(pinyin, label):
    assert spells(pinyin, label)


@pytest.mark.parametrize(("pinyin", "label", "why"), [
    ("sì xià jī", "四下基层", "a syllable is missing"),
    ("sì xià jīcéng jīcéng", "四下基层", "two too many"),
    ("sì xià jīcéng", "四下基层去", "a syllable is missing"),
    ("sì xià jīcéngg", "四下基层", "a letter too many"),
    ("sì xià jīqéng", "四下基层", "qeng is none"),
    ("sìxia1", "四", "too many for one character"),
    ("Xīān", "西安", "no apostrophe"),
    ("gúo", "国", "the mark is not on the o"),
    ("líu", "流", "the mark is not on the u"),
    ("hǎǒ", "好", "two marks"),
    ("hǎor", "好", "no 儿 in the label"),
    ("hǎor", "好人", "no 儿 in the label"),
    ("四下基层", "四下基层", "no letters"),
    ("", "四", "nothing"),
])  # fmt: skip
def test_what_does_not(pinyin, label, why):
    assert not spells(pinyin, label), why


def test_characters_are_the_chinese_ones():
    assert [characters(one) for one in ("互联网+", "21世纪", "“三严三实”专题教育", "AI", "𠮷")] == [3, 2, 8, 0, 1]


@pytest.mark.parametrize("lexicon", [Lexicon.read(), Lexicon.read(supplement=True)], ids=["study", "supplement"])
def test_the_shipped_pinyin_is_what_another_dictionary_reads(lexicon):
    """pypinyin reads phrases; where it differs the difference is named here, with the reading that is right."""
    differ = {
        "急难愁盼": "nan4 as in distress, where four adjectives stand in a row",
        "拜人民为师": "wei4, for, where it is wei2, as",
        "以人民为中心": "the same",
        "孺子牛、拓荒牛、老黄牛": "zi without tone, where it is zi3, a child",
        "照镜子、正衣冠、洗洗澡、治治病": "repeated verbs lose their tone",
        "两个一百年": "yi with its changed tone",
        "房子是用来住的、不是用来炒的": "bu with its changed tone",
        "进一步全面深化改革": "yi with its changed tone",
    }

    def letters(text):
        return "".join(one for one in unicodedata.normalize("NFC", text.lower()) if one.isalpha()).replace("gè", "ge")

    found = set()
    for term, pinyin in lexicon.terms.select("term", "pinyin").rows():
        assert pinyin, term
        read = "".join(lazy_pinyin(re.sub(r"[^\u4e00-\u9fff]", "", term), style=Style.TONE))
        if letters(read) != letters(pinyin):
            found.add(term)
    assert found == differ.keys() & set(lexicon.labels)
