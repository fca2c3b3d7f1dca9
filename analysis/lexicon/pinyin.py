"""Pinyin: which syllables there are, and how many a spelling with tone marks may hold."""

from __future__ import annotations

import re
import unicodedata

TONES = "\u0304\u0301\u030c\u0300"  # combining macron, acute, caron, grave: of the four tones
# Finals that go with each initial: 405 syllables, without interjections such as hm, ng and yo.
FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo ü üe",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo ü üe",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
SYLLABLES = frozenset(initial + final for initial, finals in FINALS.items() for final in finals.split())
LONGEST = max(map(len, SYLLABLES))
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z]+")


def characters(label: str) -> int:
    """How many characters of a label are spoken as syllables: the Chinese ones, without digits, Latin and marks.

    >>> characters("中国制造2025"), characters("守初心、担使命")
    (4, 6)
    """
    return len(_HAN.findall(label))


def spells(pinyin: str, label: str) -> bool:
    """Whether pinyin can be cut into legal syllables, one for each Chinese character of a label.

    A syllable that begins with a, e or o stands at the start of a word or behind an apostrophe. An r at the end of a
    syllable may stand for 儿. Latin letters of the label are taken as they are.

    >>> spells("sì xià jīcéng", "四下基层"), spells("sì xià jīqéng", "四下基层"), spells("sì xià jī", "四下基层")
    (True, False, False)
    >>> spells("hǎo hǎor gàn", "好好儿干"), spells("Xīān", "西安"), spells("Xī'ān", "西安")
    (True, False, True)
    """
    for latin in _LATIN.findall(label):
        pinyin = pinyin.replace(latin, " ", 1)
    letters, marks = _letters(pinyin)
    sizes = [{0}] + [set() for _ in letters]  # how many characters can be spoken up to each place
    for start, letter in enumerate(letters):
        if not sizes[start]:
            continue
        if not letter.isalpha():
            sizes[start + 1] |= sizes[start]
            continue
        if letter in "aeo" and start and letters[start - 1].isalpha():
            continue
        for end in range(start + 1, min(start + LONGEST, len(letters)) + 1):
            if letters[start:end] in SYLLABLES and _toned(letters[start:end], marks[start:end]):
                sizes[end] |= {size + 1 for size in sizes[start]}
                if "儿" in label and letters[end : end + 1] == "r":
                    sizes[end + 1] |= {size + 2 for size in sizes[start]}
    return characters(label) in sizes[-1]


def _letters(pinyin: str) -> tuple[str, list[bool]]:
    """The letters without tone marks, and which of them bears one; ``ü`` is one letter."""
    letters, marks = "", []
    for character in unicodedata.normalize("NFD", pinyin.lower()):
        if character in TONES and letters:
            marks[-1] = True
        elif character == "\u0308" and letters.endswith("u"):
            letters = letters[:-1] + "ü"
        else:
            letters += character
            marks.append(False)
    return letters, marks


def _toned(syllable: str, marks: list[bool]) -> bool:
    """Whether a syllable bears no mark, or one where it belongs: on a or e, on the o of ou, else on the last vowel."""
    vowels = [place for place, letter in enumerate(syllable) if letter in "aeiouü"]
    first = next((place for place in vowels if syllable[place] in "ae"), None)
    if first is None:
        first = syllable.find("ou") if "ou" in syllable else vowels[-1]
    return [place for place, marked in enumerate(marks) if marked] in ([], [first])
