"""Which measured strings are whole formulations: where they begin and end, and what they hold or are held by."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

import polars as pl

from ..lexicon.dictionary import Dictionary
from ..segment.words import segment
from .phrases import COVERED

QUOTED = 0.3  # of its places in quotation marks: its ends are marked in the text
LEAST_LOOSE = 0.15  # of its places before a mark or a function word
LOOSE_SINGLE = 0.3  # the same where the last word, or the first, is one character
FRAMES = 80  # new strings that a word stands before (behind): it is no part of them
OF_SHORTER, OF_LONGER = 0.5, 0.8
OF_ONE_WORD = 8  # candidates of a year that hold the same word: a subject of the year (疫情, 防控) fills no list
# words at the end of no formulation
_EDGES = (
    "的 了 着 过 和 与 及 以及 或 是 在 对 向 从 由 于 被 把 将 就 都 也 还 又 而 但 等 让 使 到 之 其 该 这 那 此 各 每 我 我们 "
    "他 他们 它 你 您 也是 并 并且 地 得 来 上 下 中 内 里 间 前 后 时 时候 以来 之间 方面 表示 指出 强调 认为 介绍 说 称 要 会 可 "
    "可以 能 能够 已 已经 正在 正 更 更加 最 很 都是 所 有 没有 进行 通过 关于 围绕 按照 根据 随着 作为 成为 一个 个 今天 昨天 明天 "
    "日前 近日 目前 同 愿意 愿 其中 这次 此次 今年 当日 播发 取得"
)
_NOT_AN_EDGE = set(_EDGES.split())
_NOT_FIRST, _NOT_LAST = {"为", "同你", "主任"}, {"不", "一", "以", "为", "于"}
# tags of jieba's dictionary: particles, conjunctions, localisers, affixes, interjections; at the end prepositions as well
_FIRST_TAGS, _LAST_TAGS, _LAST_SINGLE_TAGS = tuple("ucyfke"), tuple("ucpyke"), tuple("damb")
_SINGLE_TAGS = tuple("nqjgkv")  # one such character begins a string only behind a mark or a function word
# meetings, offices and their holders, dates and numbers of plans: names of occasions, no formulations
_OCCASION = re.compile(
    "届|全会|会议|峰会|论坛|奥运|大会|座谈会|印发|总书记|国务院|党中央|小组|委员会|周年|十[一二三四五六七八九]大|二十大|两国|元首|"
    "主席|总理|总统|代表团|全国人大|政协|[一二三四五六七八九十]五|发表|讲话|评论员|同志|锦标赛|博览会|参加|出席|会见|央视|快评|述评|特别节目|发布会|[0-9](?:年|月|日|个|人|万|亿|岁|时|例|名|家|项|多|余|号|次)|[年月日]前|号飞船|一号$"
)


@cache
def _tags() -> dict[str, str]:
    return dict(Dictionary.jieba().lines.unique("word", keep="last").select("word", "tag").rows())


@lru_cache(maxsize=1 << 17)
def words_of(string: str) -> tuple[str, ...]:
    """Its words by the dictionary."""
    return tuple(segment(string))


def may_begin_and_end(string: str) -> bool:
    """Whether the first and the last word of a string can be those of a formulation.

    >>> may_begin_and_end("撸起袖子加油干"), may_begin_and_end("的获得感"), may_begin_and_end("新思想新")
    (True, False, False)
    """
    first, *_, last = 2 * words_of(string)
    if (
        string[0] in "、+＋"
        or string[-1] == "、"
        or {first, last} & _NOT_AN_EDGE
        or first in _NOT_FIRST
        or last in _NOT_LAST
    ):
        return False
    tag, last_tag = _tags().get(first, ""), _tags().get(last, "")
    if (tag.startswith(_FIRST_TAGS) and len(first) == 1) or (last_tag.startswith(_LAST_TAGS) and len(last) <= 2):
        return False
    return not (len(last) == 1 and last_tag.startswith(_LAST_SINGLE_TAGS))


def _led_by_one_character(string: str) -> bool:
    first = words_of(string)[0]
    return len(first) == 1 and _tags().get(first, "").startswith(_SINGLE_TAGS)


def is_occasion(string: str) -> bool:
    """Whether it names a meeting, an office, a date or a plan.

    >>> is_occasion("十八届六中全会精神"), is_occasion("新发展理念")
    (True, False)
    """
    return _OCCASION.search(string) is not None


def even_chain(string: str) -> bool:
    """Whether the members of a chain (大众创业、万众创新) have one length; True of a string without 、."""
    lengths = {len(member) for member in string.split("、")}
    return len(lengths) == 1 and min(lengths) > 1


def frame_words(strings: pl.DataFrame) -> tuple[set[str], set[str]]:
    """Words that stand before, and behind, many new strings of a year that are new without them (推进, 的).

    ``strings`` has the columns candidate and year.
    """
    before, behind = Counter(), Counter()
    for (_,), year in strings.group_by("year"):
        all_strings = set(year["candidate"])
        for words in map(words_of, all_strings):
            if len(words) > 1:
                before[words[0]] += "".join(words[1:]) in all_strings
                behind[words[-1]] += "".join(words[:-1]) in all_strings
    names = ("n", "a", "b", "m", "vn", "l", "i")  # parts of formulations, whatever they stand beside
    tags = _tags()

    def frames(counts: Counter) -> set[str]:
        return {word for word, count in counts.items() if count >= FRAMES and not tags.get(word, "n").startswith(names)}

    return frames(before), frames(behind)


def whole_phrases(table: pl.DataFrame) -> pl.DataFrame:
    """The rows of strings that may be formulations: those in quotation marks, and whole ones.

    ``table`` has one row of each candidate and year that rose: what `measure` gives.
    """
    before, behind = frame_words(table)
    rows = {}
    for year, candidate in table.select("year", "candidate").rows():
        rows.setdefault(year, set()).add(candidate)

    def good(year: int, candidate: str) -> bool:
        words = words_of(candidate)
        if len(words) > 1:
            if words[0] in before and "".join(words[1:]) in rows[year]:
                return False
            if words[-1] in behind and "".join(words[:-1]) in rows[year]:
                return False
        return may_begin_and_end(candidate) and even_chain(candidate) and not is_occasion(candidate)

    asked = [good(*row) for row in table.select("year", "candidate").rows()]
    single = [len(words_of(candidate)[-1]) == 1 for candidate in table["candidate"]]
    led = [_led_by_one_character(candidate) for candidate in table["candidate"]]
    loose_before = ~pl.Series(led, dtype=pl.Boolean) | (pl.col("loose_before") >= LOOSE_SINGLE)
    loose = pl.when(pl.Series(single, dtype=pl.Boolean)).then(LOOSE_SINGLE).otherwise(LEAST_LOOSE)
    whole = (pl.max_horizontal("left", "right") < COVERED) & (pl.col("loose") >= loose) & loose_before
    return table.filter(((pl.col("in_quotes") >= QUOTED) | pl.Series(asked, dtype=pl.Boolean)) & whole)


def without_nested(table: pl.DataFrame, occurrences: dict[str, int], *, most: int) -> pl.DataFrame:
    """The first ``most`` rows of a year's candidates, best first, without what is told twice.

    A candidate goes that holds a better one and has less than half of its places, and one of whose places four fifths
    lie in a better, longer one; and one with a word of two characters or more that `OF_ONE_WORD` better ones hold. Chains
    whose member is a candidate stay, and what is in quotation marks.
    """
    kept, taken, held = [], [], Counter()
    for candidate, in_quotes in table.select("candidate", "in_quotes").rows():
        if len(taken) == most:
            break
        words = {word for word in words_of(candidate) if len(word) > 1}
        told = any(held[word] >= OF_ONE_WORD for word in words)
        good = in_quotes >= QUOTED or not (told or any(_nested(candidate, one, occurrences) for one in taken))
        kept.append(good)
        if good:
            taken.append(candidate)
            held.update(words)
    return table.head(len(kept)).filter(pl.Series(kept, dtype=pl.Boolean))


def _nested(candidate: str, better: str, occurrences: dict[str, int]) -> bool:
    if better in candidate:
        in_chain = "、" in candidate and better in candidate.split("、")
        return not in_chain and occurrences[candidate] < OF_SHORTER * occurrences[better]
    return candidate in better and occurrences[better] >= OF_LONGER * occurrences[candidate]
