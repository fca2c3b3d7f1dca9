"""What a table says of itself, in English or Chinese, from the parameters that made it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .errors import StudyError
from .period_names import period_name

LANGUAGES = ("en", "zh")
_PER = {
    "documents": ("documents per 1,000", "每千篇文献"),
    "characters": ("mentions per million characters", "每百万字"),
}
_EVERY = {"y": ("year", "年"), "q": ("quarter", "季度"), "mo": ("month", "月"), "w": ("week", "周")}
_HEADS = {  # columns of several results; others keep their names
    "term": "词语", "start": "起始", "end": "结束", "documents": "篇数", "hits": "命中篇数", "rate": "比率", "low": "下限",
    "high": "上限", "mentions": "次数", "characters": "字数", "first": "首见", "third": "第三次", "verdict": "判定",
    "decision": "是否显著", "series": "语料", "collocate": "搭配词", "left": "左文", "match": "词语", "right": "右文", "date": "日期",
    "title": "标题", "degree": "度", "community": "群组", "contexts": "语境数", "month": "月份", "months": "月数",
    "complete": "是否完整", "effect": "变化", "peak": "峰值", "tier": "热度",
}  # fmt: skip
_KINDS = {
    "Timeline": "时间线", "Trends": "趋势", "ChangePoints": "变点", "Bursts": "突增", "Entries": "初现", "Fadings": "消退",
    "Verdicts": "判定", "FirstUses": "首次使用", "Heat": "热度", "SideBySide": "多语料对照", "Controls": "对照词",
    "Cooccurrence": "共现", "NetworkSeries": "网络序列", "Neighbours": "邻接词", "EdgeIntervals": "边的区间",
    "EdgeChanges": "边的变化", "ThresholdPanel": "阈值比较", "Drift": "搭配漂移", "Movers": "搭配变动",
    "Dispersion": "分布均匀度", "Novelty": "新颖度", "Candidates": "候选提法", "Concordance": "索引行", "Power": "检验功效",
    "TermPower": "词语检验功效", "Multiverse": "多重设定",
}  # fmt: skip


def check_language(lang: str) -> int:
    """The place of a language in `LANGUAGES`; a `StudyError` for another."""
    if lang not in LANGUAGES:
        raise StudyError(f"no language {lang!r}; there are: {', '.join(LANGUAGES)}.")
    return LANGUAGES.index(lang)


def kind_name(kind: str, lang: str = "en") -> str:
    """What a class of results is called in a caption.

    >>> kind_name("ChangePoints"), kind_name("ChangePoints", "zh")
    ('Change points', '变点')
    """
    if check_language(lang) and kind in _KINDS:
        return _KINDS[kind]
    return re.sub(r"(?<=[a-z])[A-Z]", lambda found: " " + found[0].lower(), kind)


def column_head(name: str, lang: str) -> str:
    """The head of a column.

    >>> column_head("term", "zh"), column_head("n_effective", "zh"), column_head("term", "en")
    ('词语', 'n_effective', 'term')
    """
    return _HEADS.get(name, name) if check_language(lang) else name


def every_name(every: Any, lang: str = "en") -> str:
    """The length of a slice in words.

    >>> every_name("1y"), every_name("5y"), every_name("3mo", "zh")
    ('by year', 'by 5 years', '每3个月')
    """
    number = str(every).rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = _EVERY.get(str(every)[len(number) :])
    if unit is None or not number.isdecimal():
        return ""
    if lang == "zh":
        return f"每{'' if number == '1' else number}{'个' if unit[1] in '月季度' and number != '1' else ''}{unit[1]}"
    return f"by {unit[0]}" if number == "1" else f"by {number} {unit[0]}s"


def caption_of(name: str, parameters: Mapping[str, Any], lang: str = "en") -> str:
    """Kind of result, unit, slice, interval and period: only what the parameters say.

    >>> caption_of("Timeline", {"unit": "documents", "every": "1y", "level": 0.8, "interval": "wilson", "end": "2022"})
    'Timeline: documents per 1,000, by year, 80% interval (wilson), to 2021'
    """
    at, p = check_language(lang), parameters
    rate = _PER.get(p.get("unit"), ("", ""))[at] if "per" in p or "interval" in p else ""
    level, kind = p.get("level"), p.get("interval")
    interval = ""
    if isinstance(level, int | float):
        interval = f"{level * 100:g}%区间" if at else f"{level * 100:g}% interval"
        interval += f" ({kind})" if kind else ""
    threshold = f"q ≤ {p['q']:g}" if isinstance(p.get("q"), int | float) else ""
    smooth = p.get("smooth") and (f"{p['smooth']}移动窗口" if at else f"moving window of {p['smooth']}")
    chosen = p.get("filter")
    period = period_name(p.get("start"), p.get("end"))
    if at:
        period = period.replace("from ", "自").replace("to ", "至")
    parts = [rate, every_name(p.get("every"), lang), smooth, interval, threshold, chosen, period]
    said = ("，" if at else ", ").join(part for part in parts if part)
    return f"{name}{'：' if at else ': '}{said}" if said else name


def corpus_note(parameters: Mapping[str, Any], lang: str = "en") -> str:
    """The corpus in a line; empty where the result knows of none.

    >>> corpus = dict(name="press", documents=1200, start="2014-01-01", end="2020-12-31", digest="a1", version="0.1.0")
    >>> corpus_note({"corpus": corpus})
    'Corpus: press, 1,200 documents, 2014-01-01 to 2020-12-31; digest a1; Tifa Study 0.1.0.'
    """
    at, corpus = check_language(lang), parameters.get("corpus")
    if not corpus:
        return ""
    span = f"{corpus['start']} {'至' if at else 'to'} {corpus['end']}" if corpus["start"] else ""
    number = f"{corpus['documents']:,}{'篇' if at else ' documents'}"
    said = ("，" if at else ", ").join(part for part in (corpus["name"], number, span, corpus.get("filter")) if part)
    if at:
        return f"语料：{said}；摘要 {corpus['digest']}；Tifa Study {corpus['version']}。"
    return f"Corpus: {said}; digest {corpus['digest']}; Tifa Study {corpus['version']}."
