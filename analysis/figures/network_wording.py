"""The words of network figures, in English and in Chinese: a part of the one table of `wording`."""

from __future__ import annotations

# key: English, Chinese. {braces} are filled in by `Words`.
NETWORK_WORDS: dict[str, tuple[str, str]] = {
    "counts": ("{nodes:,} terms, {edges:,} edges.", "{nodes:,}个词语，{edges:,}条边。"),
    "not drawn": ("{left:,} less frequent terms not drawn.", "另有{left:,}个频次较低的词语未画出。"),
    "sentence": ("Edge: in one sentence", "边：同句共现"),
    "paragraph": ("Edge: in one paragraph", "边：同段共现"),
    "document": ("Edge: in one document", "边：同篇共现"),
    "window": ("Edge: within {window} words", "边：相距不超过{window}个词"),
    "period": (", {days}", "，{days}"),
    "all days": (", on all days", "，全部时段"),
    "richness": ("richness", "计入语境词语数"),
    "swap": ("swap", "行列和固定的置换"),
    "independence": ("independence", "独立性假定"),
    "floors": (
        "; at least {min_contexts} contexts, {min_documents} documents, {min_months} months.",
        "；至少{min_contexts}处语境、{min_documents}篇文档、{min_months}个月。",
    ),
    "tested": (
        "Tested: null model {null}, q ≤ {q:g}, {tests:,} pairs.",
        "检验：零模型（{null}），q ≤ {q:g}，共{tests:,}对。",
    ),
    "untested": ("Not tested: chance alone gives such edges too.", "未经检验：此类边也可能出于偶然。"),
    "noise-corrected": ("Backbone: noise-corrected, δ = {delta:g}.", "骨干：噪声校正法，δ = {delta:g}。"),
    "disparity": ("Backbone: disparity, α = {alpha:g}.", "骨干：差异过滤法，α = {alpha:g}。"),
    "no backbone": ("No backbone.", "未提取骨干。"),
    "own graph": (
        "A graph of the user's own; its test and backbone are not known.",
        "网络由使用者自备，其检验与骨干提取情况不详。",
    ),
    "area": ("contexts with the term:", "含该词语的语境数："),
    "degree": ("edges of the term:", "该词语的边数："),
    "log_dice": ("logDice:", "logDice："),
    "weight": ("weight:", "权重："),
    "communities": ("community:", "社群："),
    "more communities": ("smaller communities: {count}", "较小社群：{count}个"),
    "members": ("{label} +{n}", "{label}等{n}个"),  # those besides it; in Chinese, it and they
    "unsure": ("community unsure", "社群归属不稳定"),
    "kinds": ("kind:", "类别："),
    "slogan": ("slogan", "提法"),
    "member": ("member of an expansion", "分项"),
    "word": ("word", "普通词"),
    "strength": ("Nearer and thicker: stronger.", "距离越近、连线越粗，关联越强。"),
    "neighbours": (
        "Neighbours of {term}: {drawn:,} of {all:,}, the strongest.",
        "{term}的相邻词语：图示关联最强的{drawn:,}个（共{all:,}个）。",
    ),
    "all neighbours": ("Neighbours of {term}: all {all:,}.", "{term}的相邻词语：全部{all:,}个。"),
    "strongest": (
        "Neighbours of {term}: in each the {top} strongest.",
        "{term}的相邻词语：各图均示关联最强的{top}个。",
    ),
    "ego seen": (
        "A term in the middle, its neighbours around it; nearest {terms}.",
        "该词语居中，相邻词语环列四周，最近者为{terms}。",
    ),
    "egos seen": (
        "Panels with a term in the middle and its neighbours in the same places.",
        "多图并列，该词语居中，相邻词语在各图中位置相同。",
    ),
    "series seen": (
        "{count} networks side by side, a term in the same place in each.",
        "{count}个网络并列，同一词语在各图中位置相同。",
    ),
    "panels seen": (
        "One network at {count} settings, a term in the same place in each.",
        "同一网络在{count}种设定下的结果，同一词语在各图中位置相同。",
    ),
    "in all": (
        "{nodes:,} terms, {edges:,} edges in {periods} periods.",
        "{periods}个时段共{nodes:,}个词语、{edges:,}条边。",
    ),
    "settings": ("{nodes:,} terms at {count} settings.", "{count}种设定，共{nodes:,}个词语。"),
    "also": ("Numbered: {names}.", "编号词语：{names}。"),
    "panel": ("{nodes} terms, {edges} edges", "{nodes}个词语，{edges}条边"),
    "shared": (
        "{one} and {other}: {both} of {either} edges in both{share}.",
        "{one}与{other}：合计{either}条边，其中{both}条共有{share}。",
    ),
    "communities drawn": ("{drawn} communities in {periods} periods.", "{periods}个时段，共{drawn}个社群。"),
    "thick terms": ("Thickness: terms (thickest {most}).", "宽度：词语数（最宽处为{most}）。"),
    "thick contexts": (
        "Thickness: contexts of its terms (thickest {most}).",
        "宽度：社群内词语的语境数（最宽处为{most}）。",
    ),
    "ribbons": ("Ribbons: terms that are in both.", "连接带：前后时段共有的词语。"),
    "left": ("Smaller communities not drawn: {count}.", "另有{count}个较小社群未画出。"),
    "communities seen": (
        "Bands through time, one a community: {terms}.",
        "随时间延伸的带状图，每条带为一个社群：{terms}。",
    ),
    "order": ("{sentences:,} sentences that name both: {pairs}.", "二者共现的句子{sentences:,}句：{pairs}。"),
    "order interval": ("Bars: {level} interval, by documents.", "误差线：{level}置信区间，以文档为单位。"),
    "half": ("Dashed: as often before as after.", "虚线：先后各半。"),
    "share first": ("first before second, % of sentences", "前者居前的句子占比（%）"),
    "before": ("{one} before\n{other}", "{one}\n先于{other}"),
    "kept": ("in both", "前后均有"),
    "new": ("new", "新出现"),
    "gone": ("gone", "已消失"),
    "new?": ("new, within chance", "新出现（未超出随机波动）"),
    "gone?": ("gone, within chance", "已消失（未超出随机波动）"),
    "status": ("against the panel before:", "与前一图相比："),
    "absent": ("Pale dots: terms without an edge in the period.", "浅色点：该时段没有边的词语。"),
    "named": (
        "Named: the {top} most frequent of each period, where there is room.",
        "标注名称者：各时段频次最高的{top}个（空间允许时）。",
    ),
    "periods": (
        "Periods {first} to {last} of {all} (page {page} of {pages}).",
        "第{first}至{last}时段，共{all}个（第{page}页，共{pages}页）。",
    ),
    "no edge": ("no edge", "没有边"),
    "network seen": ("A network; its largest nodes are {terms}.", "网络图，最大节点为{terms}。"),
    "empty": ("no edge passes the floors, the test and the backbone", "没有边通过频次下限、检验与骨干筛选"),
}
