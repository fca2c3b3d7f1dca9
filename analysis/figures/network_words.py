"""What a network figure says of its result: counts, context, test, backbone, measure, period; never a default."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ..core.dates import as_date
from ..networks.cooccurrence_network import Cooccurrence
from ..networks.networks_over_time import NetworkSeries
from .result_words import period_words
from .wording import LANGUAGES, Words

# key: English, Chinese. {braces} are filled in by `say`.
NETWORK_WORDS: dict[str, tuple[str, str]] = {
    "counts": ("{nodes:,} terms, {edges:,} edges.", "{nodes:,} 个词语，{edges:,} 条边。"),
    "not drawn": ("{left:,} less frequent terms not drawn.", "另有 {left:,} 个较少见的词语未画出。"),
    "sentence": ("Edge: in one sentence", "边：同句共现"),
    "paragraph": ("Edge: in one paragraph", "边：同段共现"),
    "document": ("Edge: in one document", "边：同篇共现"),
    "window": ("Edge: within {window} words", "边：相距不超过 {window} 个词"),
    "period": (", {days}", "，{days}"),
    "all days": (", on all days", "，全部日期"),
    "richness": ("richness", "语境丰富度"),
    "swap": ("swap", "置换"),
    "independence": ("independence", "独立"),
    "floors": (
        "; at least {min_contexts} contexts, {min_documents} documents, {min_months} months.",
        "；至少 {min_contexts} 处语境、{min_documents} 篇、{min_months} 个月。",
    ),
    "tested": (
        "Tested: null model {null}, q ≤ {q:g}, {tests:,} pairs.",
        "检验：零模型为{null}，q ≤ {q:g}，{tests:,} 对。",
    ),
    "untested": ("Not tested: chance alone gives such edges too.", "未经检验：此类边也可能出于偶然。"),
    "noise-corrected": ("Backbone: noise-corrected, δ = {delta:g}.", "骨干：噪声校正，δ = {delta:g}。"),
    "disparity": ("Backbone: disparity, α = {alpha:g}.", "骨干：差异过滤，α = {alpha:g}。"),
    "no backbone": ("No backbone.", "未取骨干。"),
    "own graph": (
        "A graph of the user's own; its test and backbone are not known.",
        "使用者自备之图；检验与骨干不详。",
    ),
    "area": ("contexts with the term:", "含该词语的语境数："),
    "degree": ("edges of the term:", "该词语的边数："),
    "log_dice": ("logDice:", "logDice："),
    "weight": ("weight:", "权重："),
    "communities": ("community:", "社群："),
    "more communities": ("smaller communities: {count}", "较小社群：{count} 个"),
    "members": ("{label} +{more}", "{label} 等 {all} 个"),
    "unsure": ("community unsure", "社群归属不稳"),
    "kinds": ("kind:", "类别："),
    "slogan": ("slogan", "提法"),
    "member": ("member of an expansion", "展开成员"),
    "word": ("word", "普通词"),
    "strength": ("Nearer and thicker: stronger.", "越近、越粗，联系越强。"),
    "neighbours": (
        "Neighbours of {term}: {drawn:,} of {all:,}, the strongest.",
        "{term}的近邻：{all:,} 个中最强的 {drawn:,} 个。",
    ),
    "all neighbours": ("Neighbours of {term}: all {all:,}.", "{term}的近邻：全部 {all:,} 个。"),
    "strongest": ("Neighbours of {term}: in each the {top} strongest.", "{term}的近邻：各图最强的 {top} 个。"),
    "ego seen": (
        "A term in the middle, its neighbours around it; nearest {terms}.",
        "词语居中，近邻环绕；最近者为{terms}。",
    ),
    "egos seen": (
        "Panels with a term in the middle and its neighbours in the same places.",
        "多图并列，词语居中，近邻位置相同。",
    ),
    "series seen": (
        "{count} networks side by side, a term in the same place in each.",
        "{count} 个网络并列，同一词语位置相同。",
    ),
    "panels seen": (
        "One network at {count} settings, a term in the same place in each.",
        "同一网络的 {count} 种设定，同一词语位置相同。",
    ),
    "in all": (
        "{nodes:,} terms, {edges:,} edges in {periods} periods.",
        "{periods} 个时段，共 {nodes:,} 个词语、{edges:,} 条边。",
    ),
    "settings": ("{nodes:,} terms at {count} settings.", "{count} 种设定，共 {nodes:,} 个词语。"),
    "also": ("Numbered: {names}.", "编号：{names}。"),
    "panel": ("{nodes} terms, {edges} edges", "{nodes} 个词语，{edges} 条边"),
    "shared": (
        "{one} and {other}: {both} of {either} edges in both{share}.",
        "{one} 与 {other}：{either} 条边中 {both} 条共有{share}。",
    ),
    "communities drawn": ("{drawn} communities in {periods} periods.", "{periods} 个时段中的 {drawn} 个社群。"),
    "thick terms": ("Thickness: terms (thickest {most}).", "粗细：词语数（最粗 {most}）。"),
    "thick contexts": ("Thickness: contexts of its terms (thickest {most}).", "粗细：其词语的语境数（最粗 {most}）。"),
    "ribbons": ("Ribbons: terms that are in both.", "带：前后共有的词语。"),
    "left": ("Smaller communities not drawn: {count}.", "另有 {count} 个较小社群未画出。"),
    "communities seen": ("Bands through time, one a community: {terms}.", "随时间延伸的带，每个社群一条：{terms}。"),
    "order": ("{sentences:,} sentences that name both: {pairs}.", "同句列举者 {sentences:,} 句：{pairs}。"),
    "order interval": ("Bars: {level} interval, by documents.", "竖线：{level} 区间，以文档计。"),
    "half": ("Dashed: as often before as after.", "虚线：先后各半。"),
    "share first": ("first before second, % of sentences", "前者先于后者（占句数％）"),
    "before": ("{one} before\n{other}", "{one}\n先于{other}"),
    "kept": ("in both", "前后皆有"),
    "new": ("new", "新出现"),
    "gone": ("gone", "已消失"),
    "new?": ("new, within chance", "新出现（变化不出偶然范围）"),
    "gone?": ("gone, within chance", "已消失（变化不出偶然范围）"),
    "status": ("against the panel before:", "与前一图相比："),
    "absent": ("Pale dots: terms without an edge in the period.", "浅点：该时段没有边的词语。"),
    "named": (
        "Named: the {top} most frequent of each period, where there is room.",
        "标名：各时段最常见的 {top} 个，有空处者。",
    ),
    "periods": (
        "Periods {first} to {last} of {all} (page {page} of {pages}).",
        "第 {first} 至 {last} 时段，共 {all} 个（第 {page} 页，共 {pages} 页）。",
    ),
    "no edge": ("no edge", "没有边"),
    "network seen": ("A network; its largest nodes are {terms}.", "网络图，最大的节点为{terms}。"),
    "empty": ("no edge passes the floors, the test and the backbone", "没有边通过下限、检验与骨干"),
}


def say(words: Words, key: str, **values: Any) -> str:
    """A phrase of a network figure in the language of ``words``.

    >>> say(Words("en"), "counts", nodes=5, edges=1200), say(Words("zh"), "no backbone")
    ('5 terms, 1,200 edges.', '未取骨干。')
    """
    return NETWORK_WORDS[key][LANGUAGES.index(words.lang)].format(**values)


def settings_said(result: Any, words: Words, *, period: bool = True, backbone: bool = True) -> str:
    """How a network was made, in words: context, period and floors, test, backbone; without the period or backbone if not wanted."""
    one = result.networks[0] if isinstance(result, NetworkSeries) and result.networks else result
    if not isinstance(one, Cooccurrence):
        return say(words, "own graph")
    p: Mapping[str, Any] = {**one.parameters, **({} if one is result else period_of(result.parameters))}
    made = say(words, p["context"], window=p.get("window"))
    if period:
        days = _days(p, words)
        made += say(words, "period", days=days) if days else say(words, "all days")
    made += say(words, "floors", **{name: p[name] for name in ("min_contexts", "min_documents", "min_months")})
    parts = [made]
    if one.tests is None:
        parts.append(say(words, "untested"))
    else:
        tests = sum(each.tests or 0 for each in result.networks) if isinstance(result, NetworkSeries) else one.tests
        parts.append(say(words, "tested", null=say(words, p["null"]), q=p["q"], tests=tests))
    if backbone:
        own = p.get("backbone")
        parts.append(say(words, own["method"], **own) if own else say(words, "no backbone"))
    return words.sentences(*parts)


def _days(parameters: Mapping[str, Any], words: Words) -> str:
    """The period asked for, as years, months or days, its last one included; an open end is that of the corpus."""
    corpus = parameters.get("corpus") or {}
    last = as_date(corpus.get("end") or None, name="end")
    first = as_date(parameters.get("start") or corpus.get("start") or None, name="start")
    end = as_date(parameters.get("end") or None, name="end") or (last and last + timedelta(days=1))
    return period_words(first, end, words)


def period_of(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Start and end of a series, in place of those of its first period."""
    return {name: parameters.get(name) for name in ("start", "end")}
