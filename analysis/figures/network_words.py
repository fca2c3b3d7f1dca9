"""What a network figure says of its result: counts, context, test, backbone, measure, period; never a default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..networks.cooccurrence_network import Cooccurrence
from ..networks.networks_over_time import NetworkSeries

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "counts": "{nodes:,} terms, {edges:,} edges.",
        "not drawn": "{left:,} less frequent terms not drawn.",
        "sentence": "Edge: in one sentence",
        "paragraph": "Edge: in one paragraph",
        "document": "Edge: in one document",
        "window": "Edge: within {window} words",
        "period": ", {start} to {end} (end not included)",
        "first": "the first day",
        "last": "the last",
        "floors": "; at least {min_contexts} contexts, {min_documents} documents, {min_months} months.",
        "tested": "Tested: null model {null}, q ≤ {q:g}, {tests:,} pairs.",
        "untested": "Not tested: chance alone gives such edges too.",
        "noise-corrected": "Backbone: noise-corrected, δ = {delta:g}.",
        "disparity": "Backbone: disparity, α = {alpha:g}.",
        "no backbone": "No backbone.",
        "own graph": "A graph of the user's own; its test and backbone are not known.",
        "area": "contexts with the term:",
        "degree": "edges of the term:",
        "log_dice": "logDice:",
        "weight": "weight:",
        "communities": "community:",
        "more communities": "{count} smaller communities",
        "members": "{label} +{more}",
        "unsure": "community unsure",
        "empty": "no edge passes the floors, the test and the backbone",
    },
    "zh": {
        "counts": "{nodes:,} 个词语，{edges:,} 条边。",
        "not drawn": "另有 {left:,} 个较少见的词语未画出。",
        "sentence": "边：同句共现",
        "paragraph": "边：同段共现",
        "document": "边：同篇共现",
        "window": "边：相距不超过 {window} 个词",
        "period": "，{start} 至 {end}（不含末日）",
        "first": "首日",
        "last": "末日",
        "floors": "；至少 {min_contexts} 处语境、{min_documents} 篇、{min_months} 个月。",
        "tested": "检验：零模型 {null}，q ≤ {q:g}，{tests:,} 对。",
        "untested": "未经检验：此类边也可能出于偶然。",
        "noise-corrected": "骨干：噪声校正，δ = {delta:g}。",
        "disparity": "骨干：差异过滤，α = {alpha:g}。",
        "no backbone": "未取骨干。",
        "own graph": "使用者自备之图；检验与骨干不详。",
        "area": "含该词语的语境数：",
        "degree": "该词语的边数：",
        "log_dice": "logDice：",
        "weight": "权重：",
        "communities": "社群：",
        "more communities": "{count} 个较小社群",
        "members": "{label} 等 {all} 个",
        "unsure": "社群归属不稳",
        "empty": "没有边通过下限、检验与骨干",
    },
}


def say(what: str, lang: str = "en", **values: Any) -> str:
    """A phrase of a network figure in English or Chinese.

    >>> say("counts", nodes=5, edges=1200), say("no backbone", "zh")
    ('5 terms, 1,200 edges.', '未取骨干。')
    """
    return WORDS[lang][what].format(**values)


def spaced(parts: list[str], lang: str) -> str:
    """Sentences after one another; Chinese ones need no blank between them."""
    return ("" if lang == "zh" else " ").join(part for part in parts if part)


def settings_said(result: Any, lang: str = "en") -> str:
    """How a network was made, in words: context, period and floors, test, backbone."""
    one = result.networks[0] if isinstance(result, NetworkSeries) and result.networks else result
    if not isinstance(one, Cooccurrence):
        return say("own graph", lang)
    p: Mapping[str, Any] = {**one.parameters, **({} if one is result else period_of(result.parameters))}
    made = say(p["context"], lang, window=p.get("window"))
    if p.get("start") or p.get("end"):
        days = {"start": p.get("start") or say("first", lang), "end": p.get("end") or say("last", lang)}
        made += say("period", lang, **days)
    made += say("floors", lang, **{name: p[name] for name in ("min_contexts", "min_documents", "min_months")})
    parts = [made]
    if one.tests is None:
        parts.append(say("untested", lang))
    else:
        tests = sum(each.tests or 0 for each in result.networks) if isinstance(result, NetworkSeries) else one.tests
        parts.append(say("tested", lang, null=p.get("null"), q=p["q"], tests=tests))
    backbone = p.get("backbone")
    parts.append(say(backbone["method"], lang, **backbone) if backbone else say("no backbone", lang))
    return spaced(parts, lang)


def period_of(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Start and end of a series, in place of those of its first period."""
    return {name: parameters.get(name) for name in ("start", "end")}
