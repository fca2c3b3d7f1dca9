# long: one table of words
"""Every word that a figure says, in English and in Chinese, in one table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..core.errors import StudyError, did_you_mean
from .network_wording import NETWORK_WORDS

LANGUAGES = ("en", "zh")

# key: English, Chinese. {braces} are filled in by `Words`.
WORDS: dict[str, tuple[str, str]] = {
    # grammar
    "in brackets": (" ({what})", "（{what}）"),
    "more": ("{n} more", "等{n}项"),
    # units and slices
    "unit documents": ("documents per {per}", "每{per}篇文档中的出现篇数"),
    "unit characters": ("mentions per {per} characters", "每{per}字的出现次数"),
    "unit unknown": ("rate (unit unknown)", "频率（单位不详）"),
    "unit quoted": ("in quotation marks, % of mentions", "带引号的出现次数占比（%）"),
    "by y": ("year", "年"),
    "by q": ("quarter", "季度"),
    "by mo": ("month", "月"),
    "by several y": ("{n} years", "{n}年"),
    "by several mo": ("{n} months", "{n}个月"),
    "by several q": ("{n} quarters", "{n}个季度"),
    # what captions say of a result
    "interval": ("{level} interval", "{level}置信区间"),
    "interval level unknown": ("interval, its level unknown", "置信区间（置信水平不详）"),
    "wilson": ("Wilson, for clustered documents", "威尔逊法，计入文档聚集性"),
    "bootstrap": ("bootstrap of days", "按日自助法"),
    "n documents": ("n = {n} documents.", "文档共{n}篇。"),
    "documents": ("{n} documents", "{n}篇文档"),
    "from to": ("{start} to {end}", "{start}至{end}"),
    "digest": ("digest {digest}", "校验值{digest}"),
    "corpus": ("Corpus: {what}.", "语料库：{what}。"),
    "corpus unknown": ("Corpus unknown.", "语料库不详。"),
    "corpus without a name": ("unnamed", "未命名"),
    "software": ("Made with Tifa Study {version}.", "由Tifa Study {version}生成。"),
    "cite": ("Cite the data as: {what}.", "数据引用格式：{what}。"),
    "licence": ("Licence: {what}.", "许可协议：{what}。"),
    "unit is": ("Unit: {unit}.", "单位：{unit}。"),
    "interval is": ("Low and high: {interval}.", "上下限：{interval}。"),
    "method": ("Method: {what}.", "方法：{what}。"),
    "period is": ("Period: {period}.", "时段：{period}。"),
    "nothing": ("nothing to draw", "无数据可绘"),
    "without a caption": ("A figure of tables that say nothing of themselves.", "图中数据未附说明。"),
    "panel letter": ("({letter}) {what}", "（{letter}）{what}"),
    # timelines
    "band": ("Band: {interval}.", "阴影带：{interval}。"),
    "bar": ("Bar: {interval}.", "误差线：{interval}。"),
    "hollow": ("Hollow: none found, bar to its upper bound.", "空心：未出现，竖线至置信区间上限。"),
    "few": ("† fewer than {few} documents.", "† 文档不足{few}篇。"),
    "shaded": ("Shaded: no documents.", "灰底：无文档。"),
    "part": ("* covered in part only: {names}.", "* 仅覆盖部分时段：{names}。"),
    "seam": ("Dotted: from {days} another corpus.", "点线：自{days}起为另一语料库。"),
    "smooth": (
        "Each value is of {months} months, with its own interval.",
        "各值为{months}个月的合并值，置信区间按合并数据计算。",
    ),
    "unlike": (
        "Documents of {long} are {times:.1f} times as long as those of {short}: compare mentions per million characters.",
        "{long}文档的平均长度为{short}的{times:.1f}倍，宜比较每百万字的出现次数。",
    ),
    "title rates": ("{terms}: {unit}, by {slice}, {period}.", "{terms}：{unit}，按{slice}统计，{period}。"),
    "title rates undated": ("{terms}: {unit}, by {slice}.", "{terms}：{unit}，按{slice}统计。"),
    "from sources": ("{terms} in {sources}", "{sources}中的{terms}"),
    "method rates wilson": (
        "rates with Wilson's (1927) interval, n divided by the dispersion of the slice's parts",
        "频率附威尔逊置信区间（Wilson，1927），n除以时段内各部分的离散度",
    ),
    "method rates bootstrap": (
        "rates with an interval from a Bayesian bootstrap of days (Rubin 1981)",
        "频率附置信区间，由按日贝叶斯自助法（Rubin，1981）得出",
    ),
    "method quoted": (
        "share of mentions in quotation marks, with Wilson's (1927) interval",
        "带引号的出现次数占比，附威尔逊置信区间（Wilson，1927）",
    ),
    "seen lines": ("Line chart, a line a term.", "折线图，每条线代表一个词语。"),
    "seen panels": ("Line charts, a panel a term.", "分面折线图，每幅代表一个词语。"),
    "seen axes": ("Horizontal: {x}. Vertical: {y}.", "横轴：{x}；纵轴：{y}。"),
    "seen time": ("time by {slice}, {period}", "时间，按{slice}，{period}"),
    "seen terms": ("Shown: {terms}.", "图示：{terms}。"),
    "seen highest": ("Highest: {name}, {when}, {value}.", "最高点：{name}，{when}，{value}。"),
    "seen range": ("Values from {low} to {high}.", "数值范围：{low}至{high}。"),
    # changes, expansions
    "change marks": (
        "Vertical line: change point (q ≤ {q}), band: where it may lie; levels before and after.",
        "竖线：变点（q ≤ {q}）；色带：变点的可能范围；横线：变点前后的水平。",
    ),
    "burst marks": ("Bar above: burst (q ≤ {q}).", "上方横条：突发期（q ≤ {q}）。"),
    "no change": ("No change and no burst passes the test.", "未检出变点或突发期。"),
    "changes found": ("Change points: {changes}; bursts: {bursts}.", "变点{changes}处，突发期{bursts}段。"),
    "method changes": (
        "change points and bursts against null series, false discovery rate after Benjamini & Hochberg (1995)",
        "以零模型序列检验变点与突发期，按Benjamini–Hochberg法（1995）控制假发现率",
    ),
    "label behind": ("Grey: {label}, the label, on the panel's scale.", "灰线：总称“{label}”，沿用各分图的纵轴刻度。"),
    # heat
    "terms": ("terms", "词语"),
    "tier": ("tier", "热度等级"),
    "tier from": (" from {limit}", " ≥ {limit}"),
    "square root": ("{unit} (square root)", "{unit}（平方根刻度）"),
    "number documents": ("documents with the term", "含该词语的文档数"),
    "heat marks": (
        "Number: {number}. Shade: {shade}. Dot: none. Dash: no documents.",
        "数字：{number}。深浅：{shade}。圆点：未出现。短横：无文档。",
    ),
    "page of": ("Page {page} of {pages}.", "第{page}页，共{pages}页。"),
    "method tiers": (
        "tiers after the China Media Project's words, limits from this table",
        "热度等级名称沿用“中国传媒研究计划”（China Media Project），分级界限由本表数据确定",
    ),
    "seen heat": (
        "Heat map: a row a term, a column a slice, darker is more.",
        "热图：每行一个词语，每列一个时段，颜色越深频率越高。",
    ),
    # coverage
    "documents a slice": ("documents a {slice}", "每{slice}文档数"),
    "documents drawn": ("{n} documents.", "文档共{n}篇。"),
    "shaded slice": ("Shaded: no document in the {slice}.", "灰底：该{slice}无文档。"),
    "pauses": (
        "Grey stripes: {days} days or more without a document ({n}).",
        "灰条：连续{days}天及以上无文档（{n}处）。",
    ),
    "too coarse": ("{n} without a date fine enough are not shown.", "另有{n}篇日期不够精确，未计入。"),
    "near-duplicates": ("near-duplicates", "近似重复文档"),
    "no kind": ("no kind", "未分类"),
    "all kinds": ("all kinds", "各类合计"),
    "title coverage": ("Documents by {slice} and kind, {period}.", "按{slice}和类别统计的文档数，{period}。"),
    "seen bars": ("Stacked bars, a bar a slice.", "堆积柱形图，每柱为一个时段。"),
    # first uses
    "first use": ("first use", "首次使用"),
    "introduced": ("introduced", "提出时间"),
    "not found": ("not found", "未见"),
    "label use": ("label: first to third use", "提法：首次至第三次使用"),
    "may be older": ("may be older than the corpus", "可能早于语料库起点"),
    "members together": ("all members together", "全部分项首次共现"),
    "date known": ("introduced (grey bar: month or year)", "提出时间（灰条：仅精确到年或月）"),
    "mark is": ("{mark} {what}.", "{mark}{what}。"),
    "begins": ("The corpus begins on {day}.", "语料库始于{day}。"),
    "censored within": (
        "A first use within {days} days of that may not be the first.",
        "此后{days}天内的“首次”未必是真正的首次。",
    ),
    "term on day": ("{term} {day}", "{term}（{day}）"),
    "time unknown": ("time, its dates unknown", "时间（起止不详）"),
    "time from to": ("time, {start} to {end}", "时间，{start}至{end}"),
    "title first uses": ("First uses of {terms}.", "{terms}的首次使用时间。"),
    "seen dots": ("Dots on rows: a row a term, a dot its first use.", "点图：每行一个词语，圆点为首次使用。"),
    # specification curve
    "estimate": ("estimate", "估计值"),
    "settings told": ("{n} specifications; the claim holds in {share}.", "共{n}种设定，其中论断成立者{share}。"),
    "marks holds": ("Filled: holds. Hollow: does not.", "实心：成立；空心：不成立。"),
    "all hold": ("Filled: holds.", "实心：成立。"),
    "none holds": ("Hollow: does not hold.", "空心：不成立。"),
    "line interval": ("Line: interval.", "竖线：置信区间。"),
    "impossible": ("{n} settings cannot be run on this corpus.", "另有{n}种设定无法用于本语料库。"),
    "settings sorted": ("specifications, sorted by estimate", "各种设定，按估计值排序"),
    "seen curve": (
        "Specification curve: above the estimates, below which settings each has.",
        "设定曲线：上为估计值，下为各估计所用的设定。",
    ),
    "title claim": ("“{claim}” under every setting.", "“{claim}”在各种设定下的结果。"),
    "title curve": ("A claim under every setting.", "同一论断在各种设定下的结果。"),
    "method curve": ("specification curve (Simonsohn et al. 2020)", "设定曲线（Simonsohn等，2020）"),
    # silence
    "hits a week": ("documents a week", "每周文档数"),
    "silence marks": ("Bars: documents with {term}. Shaded: the window.", "柱：含{term}的文档数。灰底：考察时段。"),
    "silence band": (
        "Line and band: expected, {level} of what its past allows, a week.",
        "横线与色带：依既往用法推算的每周期望篇数及其{level}预测区间。",
    ),
    "silence without": ("Too little past for an expectation.", "既往数据不足，无法推算期望篇数。"),
    "title silence": (
        "{term}, {start} to {end}: {hits} documents in the window.",
        "{term}，{start}至{end}：考察时段内{hits}篇。",
    ),
    "title silence expected": (
        "{term}, {start} to {end}: documents {hits}, expected {expected:.1f}, p = {p:.2g}.",
        "{term}，{start}至{end}：考察时段内{hits}篇，期望{expected:.1f}篇，p = {p:.2g}。",
    ),
    "silence: quieter than chance allows": ("Quieter than chance allows.", "安静程度超出偶然所及。"),
    "silence: no quieter than usual": ("No quieter than usual.", "并不比平时安静。"),
    "silence: cannot be said": ("Whether it is quiet cannot be said.", "是否安静，无法判断。"),
    "seen silence": ("Bars by week, with the window shaded.", "柱形图，按周统计，考察时段加灰底。"),
    "method silence": (
        "predictive distribution of hits, from simulated series with the same past (Fearnhead & Prangle 2012)",
        "预测分布，由既往特征相近的模拟序列得出（Fearnhead、Prangle，2012）",
    ),
    # verdicts
    "entry": ("entry", "出现"),
    "campaign": ("campaign", "集中使用"),
    "rise": ("rise", "上升"),
    "fall": ("fall", "下降"),
    "fading": ("fading", "消退"),
    "none": ("no phase found", "未检出阶段变化"),
    "not testable": ("not testable", "不可检验"),
    "verdict interval": ("Thin line: where a month may lie ({level}).", "细线：月份的{level}置信区间。"),
    "verdict interval unknown": ("Thin line: where a month may lie.", "细线：月份的可能范围。"),
    "verdict q": ("Phases at q ≤ {q}.", "各阶段均为q ≤ {q}。"),
    "empty row": ("An empty row: tested, nothing found.", "空行：已检验，未检出阶段变化。"),
    "phase of": ("{term} {verdict} {start}", "{term}{verdict}（{start}）"),
    "title verdicts": ("Phases in the use of {terms}, {period}.", "{terms}的使用阶段，{period}。"),
    "title verdicts undated": ("Phases in the use of {terms}.", "{terms}的使用阶段。"),
    "method verdicts": (
        "tests of entry, change and burst against null series; see the page of methods on verdicts",
        "以零模型序列检验出现、变点与突发期",
    ),
    "seen strips": ("Strips: a row a term, a mark or bar a phase.", "条带图：每行一个词语，每个标记或横条为一个阶段。"),
    # drift
    "distance": ("distance (Jensen–Shannon, 0 to 1)", "距离（JS散度，0至1）"),
    "sentences below": ("Under each pair: sentences before, after.", "每对时段下方：前、后两时段的句数。"),
    "mark moved": ("Filled circle: {moved}.", "实心圆：{moved}。"),
    "mark composition": ("Diamond: composition.", "菱形：差异仅源于文本构成。"),
    "mark differs": (
        "Triangle: differs, no more than autocorrelated months do.",
        "三角：有差异，但未超出月际自相关所能解释的范围。",
    ),
    "mark not": ("Hollow: not above the floor.", "空心：未超出随机水平。"),
    "mark floor": ("Grey: the floor, distances of random samples.", "灰条：随机水平，即随机样本间的距离。"),
    "mark insufficient": ("×: too few to tell.", "×：句数过少，不作判断。"),
    "drift moved": ("moved", "发生漂移"),
    "drift moved (composition not examined)": ("moved (composition not examined)", "发生漂移（未检验文本构成）"),
    "in part not examined": (" (composition in part not examined)", "（部分时段未检验文本构成）"),
    "drift composition": ("composition", "差异仅源于文本构成"),
    "drift differs": ("differs", "有差异"),
    "drift not above the floor": ("not above the floor", "未超出随机水平"),
    "drift insufficient": ("insufficient", "句数过少"),
    "verdict count": ("{verdict} {n}", "{verdict}{n}对"),
    "pairs of slices": ("pairs of neighbouring slices ({slice})", "相邻时段（{slice}）"),
    "at q": ("false discovery rate {q}", "假发现率{q}"),
    "at unknown q": ("false discovery rate unknown", "假发现率不详"),
    "title drift": ("Drift of the collocates of {term} from {slice} to {slice}.", "“{term}”搭配词的逐{slice}变化。"),
    "method drift": (
        "Jensen–Shannon divergence (Lin 1991), permutation of whole months, {rate}",
        "JS散度（Lin，1991），整月置换检验，{rate}",
    ),
    "seen drift": (
        "Marks over bars: a mark a pair of slices, the bar its floor.",
        "点与灰条：每点为一对时段，灰条为其随机水平。",
    ),
    # lead and lag
    "days before": ("days by which {first} moves first", "{first}领先天数"),
    "lag marks": ("Filled: entry. Hollow: rise.", "实心：出现；空心：上升。"),
    "lag sides": (
        "Lag in days; right of 0: {first} moves first; left: {second}.",
        "时间差（天）；0右侧：{first}在先，左侧：{second}在先。",
    ),
    "lag none": ("No mark: cannot be said.", "无标记：无法判断。"),
    "lag cut": ("Arrow: interval goes on.", "箭头：区间超出绘图范围。"),
    "title lag": ("{first} against {second}: lags of {terms}.", "{first}与{second}：{terms}的时间差。"),
    "method lag": (
        "first documents with the gaps that follow them; rises of the share by integrated likelihood; see the page on lead and lag",
        "出现时间据首批文档及其间隔估计；占比上升时间以积分似然估计",
    ),
    "seen lag": ("Dots with bars: a row a term.", "点与横条：每行一个词语。"),
    # two genres
    "genre commentary": ("commentary", "评论"),
    "genre editorial": ("editorial", "社论"),
    "genre short comment": ("short comment", "短评"),
    "genre report": ("report", "报道"),
    "genre digest": ("digest", "快讯"),
    "genre document": ("document", "文件"),
    "genre first genre": ("first genre", "体裁一"),
    "genre second genre": ("second genre", "体裁二"),
    "title genres": (
        "Terms that {first} or {second} names more often.",
        "{first}与{second}中使用频率有显著差异的提法。",
    ),
    "genres ratio": ("rate in {first} / rate in {second}", "频率比（{first}／{second}）"),
    "genres axis": ("Rate in {first} ÷ rate in {second}.", "频率比：{first}中的频率÷{second}中的频率。"),
    "genres interval": ("Bar: {level} interval.", "误差线：{level}置信区间。"),
    "genres arrow": ("Arrow: one of the two has none.", "箭头：其中一方未出现。"),
    "genres counts": (
        "Beside each term: hits in {first} : in {second}.",
        "提法旁数字：{first}、{second}中含该提法的篇数。",
    ),
    "method genres": (
        "ratio of rates within quarters taken together (Breslow & Day 1987), n divided by the dispersion of weeks",
        "按季度分层合并的频率比（Breslow、Day，1987），按周计入聚集性",
    ),
    "seen genre": ("In {genre}: {words}.", "{genre}较多：{words}。"),
    # carriers
    "by carrier": ("carrier", "载体"),
    "by genre": ("genre", "体裁"),
    "by kind": ("column", "栏目"),
    "by column": ("column", "栏目"),
    "by source": ("source", "来源"),
    "by author": ("author", "作者"),
    "by province": ("province named in the sentence", "同句所见省份"),
    "by province in title": ("province in the title", "标题所见省份"),
    "by occasion": ("occasion", "场合"),
    "occasion Party congress": ("Party congress", "党代会"),
    "occasion plenum": ("plenum", "中央全会"),
    "occasion Two Sessions": ("Two Sessions", "全国两会"),
    "occasion economic work conference": ("economic work conference", "中央经济工作会议"),
    "occasion anniversary": ("anniversary", "纪念日"),
    "by weekday": ("weekday", "星期"),
    "weekday Monday": ("Monday", "星期一"),
    "weekday Tuesday": ("Tuesday", "星期二"),
    "weekday Wednesday": ("Wednesday", "星期三"),
    "weekday Thursday": ("Thursday", "星期四"),
    "weekday Friday": ("Friday", "星期五"),
    "weekday Saturday": ("Saturday", "星期六"),
    "weekday Sunday": ("Sunday", "星期日"),
    "carrier unnamed": ("none named", "未注明"),
    "carriers documents": ("documents", "篇数"),
    "carriers sentences": ("sentences", "句数"),
    "carriers ratio": ("{units} with the term, observed over expected", "含该词语的{units}：观察值与期望值之比"),
    "carriers axis": (
        "Horizontal: {units} with the term over those expected of the carrier, were all of a month alike.",
        "横轴：含该词语的{units}与期望{units}之比；期望值设同月各处出现该词语的机会相同。",
    ),
    "carriers marks": ("Filled: q ≤ {q}; hollow: not.", "实心：q ≤ {q}；空心：未达到。"),
    "horizontal interval": ("Bar: {level} interval.", "横条：{level}置信区间。"),
    "carriers none": ("Triangle: none found.", "三角：未出现。"),
    "carriers counts": ("Beside each carrier: observed : expected.", "名称旁：观察数 : 期望数。"),
    "carriers few": ("Left out, fewer than 5 expected: {names}.", "期望数不足5而未画出者：{names}。"),
    "title carriers": ("Who carries {terms}, by {by}.", "{terms}由谁使用：按{by}统计。"),
    "method carriers": (
        "Wilson's (1927) interval of the share, n divided by the dispersion of days, over the share expected by month; "
        "q after Benjamini & Hochberg (1995)",
        "占比的威尔逊置信区间（Wilson，1927；n除以逐日离散度）与按月期望占比之比；按Benjamini–Hochberg法（1995）控制假发现率",
    ),
    "seen carriers": (
        "Dots with bars on a logarithmic axis: a row a carrier, under its term.",
        "点与横条，对数轴：每行一个载体，列于词语之下。",
    ),
    "seen carrier": ("{term} in {carrier}, {ratio}", "{term}，{carrier}，{ratio}"),
    "seen carrier ends": ("Highest: {high}. Lowest: {low}.", "最高：{high}。最低：{low}。"),
    # movers
    "zeta": ("log-odds ratio in standard errors (ζ)", "对数优势比（ζ，以标准误为单位）"),
    "mover marks": ("ζ: lost ← 0 → gained.", "ζ：减弱 ← 0 → 增强。"),
    "mover counts": ("Beside each word: sentences before → after.", "词旁数字：前期句数 → 后期句数。"),
    "dashed": ("Dashed: ±1.96.", "虚线：±1.96。"),
    "hangs on the prior": ("Hollow: hangs on the prior.", "空心：结果依赖先验设定。"),
    "title movers": ("Collocates that {term} gained and lost.", "“{term}”搭配词的消长。"),
    "title movers of a term": ("Collocates gained and lost.", "搭配词的消长。"),
    "before and after": ("Before: {before}; after: {after}.", "前期：{before}；后期：{after}。"),
    "method movers": (
        "log-odds with an informative prior (Monroe et al. 2008)",
        "采用信息先验的对数优势比（Monroe等，2008）",
    ),
    "prior of": (" of {prior} words", "，先验规模{prior}词"),
    "collocates": ("collocates", "搭配词"),
    "seen gained": ("Gained most surely: {words}.", "增强最显著的：{words}。"),
    "seen lost": ("Lost most surely: {words}.", "减弱最显著的：{words}。"),
    "seen lollipops": (
        "Lollipop chart: a row a collocate, gains to the right, losses to the left.",
        "棒棒糖图：每行一个搭配词，向右为增强，向左为减弱。",
    ),
    # the page of one formulation
    "life documents": ("every document, by corpus", "各语料库中的全部文档"),
    "life carriers": ("who carries it", "见于何种体裁"),
    "ratio of shares": ("its share / share of all documents", "在该提法文档中的占比 ÷ 在全部文档中的占比"),
    "life no carriers": ("of no genre five documents are expected", "各体裁预期均不足5篇"),
    "life few carriers": (
        "Genres not drawn, of fewer than five documents expected: {n}.",
        "预期不足5篇而未画出的体裁：{n}种。",
    ),
    "life ordinary": (
        "Ordinary words as frequent: {n}; with evidence of a phase as strong: {k}.",
        "频率相同的普通词{n}个，其中阶段证据不弱于该提法者{k}个。",
    ),
    "life titles": ("in the title, % of its documents", "见于标题的文档占比（%）"),
    "life quoted": ("in quotation marks, % of mentions", "带引号的出现次数占比（%）"),
    "life collocates": ("collocates", "共现提法"),
    "title share": ("in the title", "标题"),
    "quoted share": ("in quotation marks", "引号"),
    "documents with both": ("documents with both", "两者共现的文档数"),
    "life signs": (
        "Stroke: a document with the label; ring: with members of its list; triangle: in its title. Bars: 95% intervals.",
        "竖线：含该提法的文档；圆圈：同时列出其分项；三角：标题含该提法。误差线：95%置信区间。",
    ),
    "life collocates signs": (
        "Collocates: square, before the last phase; circle, from it on; filled, surely more than the grey stroke that chance gives, of those asked for.",
        "共现提法：方块为最后阶段之前，圆点为该阶段以来；实心者在所问提法中显著高于随机水平（灰线）。",
    ),
    "life undated": ("Not drawn, without a date: {n}.", "另有{n}篇无日期，未画出。"),
    "life events": ("Verticals: {events}.", "竖虚线：{events}。"),
    "event opened": ("opened", "开始"),
    "event coined": ("coined", "提出"),
    "event replaced": ("replaced", "被取代"),
    "event withdrawn": ("withdrawn", "停用"),
    "event closed": ("closed", "结束"),
    "title life": ("The life of {term}, {period}.", "“{term}”的使用历程，{period}。"),
    "method life": ("the parts' own; see the page of methods on biographies", "各分图方法见相应说明"),
    "seen life": (
        "A page of six panels: rate by year with phases, documents by corpus, share in titles, share in quotation marks, company, carriers. "
        "{n} documents; the highest rate in {year}, {rate} per 1,000, of {hits} documents.",
        "一页六图：逐年频率与阶段、各语料库中的文档、见于标题的比例、带引号的比例、共现提法、语料库与体裁。共{n}篇；{year}年频率最高，"
        "每千篇{rate}（{hits}篇）。",
    ),
} | NETWORK_WORDS


class Words:
    """The words of one language: called with a key of the table, and what fills its braces.

    >>> Words("zh")("few", few=30), Words("en").listed(["六保", "六稳", "改革"])
    ('† 文档不足30篇。', '六保, 六稳 and 改革')
    """

    def __init__(self, lang: str = "en"):
        if lang not in LANGUAGES:
            raise StudyError(f"lang={lang!r}; there are: 'en' and 'zh'." + did_you_mean(str(lang), LANGUAGES))
        self.lang = lang

    @property
    def comma(self) -> str:
        """Between parts of a sentence."""
        return "，" if self.lang == "zh" else ", "

    def __call__(self, key: str, **values: Any) -> str:
        return WORDS[key][LANGUAGES.index(self.lang)].format(**values)

    def slice(self, every: str) -> str:
        """The length of a slice: ``year``, ``5 years``, ``month``.

        >>> Words("en").slice("1q"), Words("zh").slice("5y")
        ('quarter', '5年')
        """
        number, unit = re.fullmatch(r"(\d+)(y|q|mo)", every).groups()  # type: ignore[union-attr]
        return self(f"by {unit}") if number == "1" else self(f"by several {unit}", n=number)

    def __contains__(self, key: str) -> bool:
        return key in WORDS

    def get(self, key: str, otherwise: str) -> str:
        """The word of a key that the table may lack, such as a genre of somebody's own.

        >>> Words("zh").get("genre report", "report"), Words("zh").get("genre letter", "letter")
        ('报道', 'letter')
        """
        return self(key) if key in self else otherwise

    def listed(self, names: Sequence[str], most: int = 8) -> str:
        """Names in a row; of many the first and how many more."""
        names, more = list(names[:most]), max(len(names) - most, 0)
        if self.lang == "zh":
            return "、".join(names) + (self("more", n=len(names) + more) if more else "")
        names += [self("more", n=more)] if more else []
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}" if names else ""

    def sentences(self, *parts: str) -> str:
        """Sentences one after another; empty ones are left out."""
        return ("" if self.lang == "zh" else " ").join(part for part in parts if part)
