"""Lines: which are the commentary, and which the page put around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .name_titles import NAME, NAMES, name_titles

KEPT = ("title", "body", "heading")  # every other class is dropped from the text

_PROSE = re.compile(r"[。！？；!?;](?:(?<=[。！？；])|$)")
_ENDS = re.compile(r"[。；;…：:][”’」』）)]?$|[！？!?]”$")
_ANCHOR = 25  # characters: a line at least this long with a full stop is prose
_SHORT = 80  # a rule by key words holds for lines up to this length, at a page's head or tail
_HEADING = re.compile(
    r"^(?:[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节编篇部]|\d{1,2}[.、．]|[①-⑩])"
)
_ROLES = "作者|执笔人|执笔|撰文|撰稿|撰稿人|特约评论员|本报评论员|本刊评论员|评论员|本报记者|本刊记者|本网记者|见习记者|记者|通讯员|文字|口述|整理"
_EDITORS = "责任编辑|责编|值班编辑|网络编辑|视频编辑|文字编辑|编辑|编审|审核|审校|校对|校审|监制|统筹|实习编辑|编校|初审|复审|终审"
_DATE = r"(?:(?:19|20)\d\d\s?[-/.年]\s?(?:1[0-2]|0?[1-9])(?!\d)(?:\s?[-/.月]\s?(?:[12]\d|3[01]|0?[1-9])(?!\d)\s?日?)?|[一二][〇零○一二三四五六七八九]{3}年(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十廿]{1,3}日)?)?)"

# Rules by key words, tried in this order at a line's beginning; each holds only where `classify` says so.
_KEYED = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in (
        ("search_spam", r".*?(?:在线观看|免费观看|国产精品|欧美|亚洲.{0,4}[区码]|娱乐城|博彩|六合彩|成人网|电子游戏官网).*(?:在线|免费|视频|官网|下载|平台|[区码])"),
        ("more_link", r"^[\s\[【]*(?:查看|阅读|点击)?(?:更多|more)\s*(?:[>»›+…].{0,12}|内容|新闻|信息)?[\]】]?$|^(?:上一[篇条页]|下一[篇条页]|返回(?:首页|顶部|列表|上一页))|^(?:相关(?:新闻|阅读|链接|文章|报道)|延伸阅读|推荐阅读|热门(?:新闻|推荐))[:：]?.{0,30}$"),
        ("share_widget", r"^[\s\[【]*(?:分享(?:到|至|给)|分享[:：]?$|扫一扫|用微信|微信扫|扫码|字[号体][:：\s]|\[?[【\[]?\s*大\s*中\s*小\s*[】\]]?$|打印本页|[【\[]?打印[】\]]|关闭窗口|加入收藏|我要(?:评论|纠错|分享)|点赞|T\s?\|\s?T)"),
        ("keywords", r"^[\s\[【]*(?:关键词|关键字|标签|tags?|keywords?)\s*[:：]"),
        ("affiliation", r"^[（(\[【\s]*(?:作者单位|单位|供稿单位|供稿|来稿单位)\s*[:：]|^[（(]作者(?:系|为|是|单位|分别[系为])|^[（(]作者[:：]" + NAME + r"[,，、\s]*(?:系|为|单位)"),
        ("editor", rf"^[\s（(\[【]*(?:{_EDITORS})\s*[:：|/／]?\s*{NAME}.{{0,40}}$"),
        ("photo_credit", r"^[（(]?[\u4e00-\u9fff·\s]{1,12}[/／]\s*[图摄][)）]?$|^[（(]?(?:图|摄影|图片|供图|配图|摄)\s*[/／:：]\s*\S{1,16}[)）]?$|^[（(]?(?:资料图片?|图片来源[:：]?.{0,16}|图源[:：]?.{0,16}|来源[:：]视觉中国)[)）]?$"),
        ("byline", rf"^[\s（(\[【]*(?:□|■|◎|●|○|▲|△|◆|◇)\s*(?:文\s*[/／:：]?\s*|{_ROLES})?[/／:：\s]*{NAMES}[)）\]】]?$|^[\s（(\[【]*(?:文|撰文)\s*[/／|:：]\s*{NAMES}[)）\]】]?$|^[\s（(\[【—-]*(?:{_ROLES})\s*[:：/／]?\s*{NAMES}[)）\]】]?$|^[（(]{NAME}[)）]$|^[（(][\u4e00-\u9fff]{{2,25}}(?:局|部|委|办|院|中心|学校|大学|党校|公司|政府|支部|报社)[ \u3000]+{NAME}[)）]$|^—{{1,2}}\s*作者"),
        ("icp_license", r".*?(?:ICP[备证]|公网安备|许可证.{0,12}(?:编号|[:：号\d])|备案号|国新[办网]|网文〔|网出证|增值电信业务|视听节目许可|经营许可证|统一社会信用代码)"),
        ("copyright", r".*?(?:©|copyright|all\s+rights\s+reserved|版权(?:所有|声明|归)|之版权|不得(?:转载|复制|镜像)|免责声明|凡本[网站报]|转载请注明|未经.{0,12}授权)"),
        ("hotline", r".*?(?:(?:举报|投诉|监督|新闻|服务|咨询)(?:电话|热线|邮箱|中心|平台)?\s*[:：]?.*(?:\d{3,4}-?\d{3,8}|@)|违法和不良信息|网络110|举报中心)"),
        ("address", r"^(?:联系|通讯|公司|单位|报社|办公|本社|详细)?地\s*址\s*[:：]|^邮\s*编\s*[:：]|.*?邮政编码\s*[:：]"),
        ("phone", r"^(?:联系|咨询|服务|办公|总机|客服)?(?:电\s*话|热线|手机|传\s*真|Tel|Fax)\s*[:：]|^(?:E-?mail|电子邮[箱件]|邮箱|QQ|投稿邮箱)\s*[:：]"),
        ("footer", r"^(?:主\s*办|承\s*办|协\s*办|技术支持|网站标识码|建议使用|网站维护|友情链接|法律(?:顾问|声明)|访问量|您是第|页面执行|Powered by|网站管理)"),
    )), re.IGNORECASE,
)  # fmt: skip
_META = re.compile(
    rf"^(?:.{{0,40}}{_DATE}.{{0,60}}?(?:来\s*源|作\s*者|编\s*辑|责编|点击|浏览|阅读|访问|评论|字号|发布).{{0,60}}|"
    rf".{{0,24}}(?:发布|发表|更新|录入|时间|日期|来\s*源|信息来源|文章来源|稿源)[^。]{{0,6}}[:：].{{1,80}}|\s*[\[【（(]?\s*{_DATE}[\s\d:：日T]*[)）\]】]?\s*(?:\|.{{0,40}})?|.{{0,30}}(?:点击|浏览|阅读)(?:数|量|次数)?\s*[:：]\s*\d+.{{0,20}})$"
)
_LONE_DATE = re.compile(rf"^[\s（(]*{_DATE}[)）\s]*$")
_CRUMB = re.compile(
    r"^(?:您?(?:当前|现在|所在)?的?位置\s*[:：]?.*|首页\s*[>»›/→－-].*|[^>。]{1,14}(?:\s*[>»›→]+\s*[^>。]{1,16}){1,6})$"
)
_SPACE = re.compile(r"\s+")
_BAR = re.compile(r"[|｜丨┊│]")
_SITE_WORDS = re.compile(
    r"(?:首页|网站地图|设为首页|加入收藏|收藏本站|登录|注册|关于我们|联系我们|广告服务|网站公告|免责声明|人才招聘|无障碍|手机版|繁体|English|RSS|投稿)"
)
_SLOGAN = re.compile(r"您|欢迎|关注我们|扫码|下载|点击|同行[!！]?$")
_STRONG = re.compile(
    r"^(?:版权声明|免责声明|特别声明|法律声明|声明[:：]|凡本[网站报刊]|本[网站](?:所有|转载|刊[载登])|本文(?:仅代表|系转载|转[载自])|注[:：]本)|ICP备|All Rights Reserved|公网安备",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"^(?:图为|图[①-⑩\d一二三四][:：]?).{0,70}(?:摄|供图|发)[)）]?$")


def classify(lines: Sequence[str], *, hints: Sequence[str | None] | None = None, title: str | None = None) -> list[str]:
    """The class of every line; blank ones are ``blank``.

    Rules by key words hold only for short lines above the first paragraph of prose and below the last,
    for the same words (许可证, 热线, 日期) stand in prose too. Between them a line is body, unless it is a
    photo credit, a share widget or a section heading by its whole form.

    Parameters
    ----------
    lines : sequence of str
        In simplified script, without space at either end.
    hints : sequence of str or None
        What the page's own markup says of a line (``nav``, ``footer``, ``title`` …), for HTML.
    title : str, optional
        A title known from elsewhere (a page's ``<title>``).

    Examples
    --------
    >>> classify(["首页 > 要闻", "把实事办到门口", "来源:某某网", "干部多走一步，群众就少跑一趟，这个道理并不难懂，难的是天天这样做。", "责任编辑:李明"])
    ['breadcrumb', 'title', 'meta', 'body', 'editor']
    """
    classes = ["blank" if not line else "" for line in lines]
    filled = [i for i, line in enumerate(lines) if line]
    hints = hints or [None] * len(lines)
    if not filled:
        return classes
    prose = [i for i in filled if _is_prose(lines[i]) and hints[i] not in ("nav", "footer", "aside")]
    while len(prose) > 1 and _STRONG.search(lines[prose[-1]]):
        prose.pop()
    if not prose:
        prose = _fallback(lines, filled, hints)
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    # Short sentences that touch the prose belong to it.
    order = {i: k for k, i in enumerate(filled)}
    k = order.get(first, len(filled))
    while k and _sentence(lines[filled[k - 1]]) and hints[filled[k - 1]] is None:
        k -= 1
        first = filled[k]
    for i in filled:
        if i < first:
            classes[i] = _head(lines[i], hints[i])
        elif i <= last:
            classes[i] = _middle(lines[i], hints[i])
    _tail(lines, filled, last, classes, hints)
    name_titles(lines, filled, first, classes, hints, title)
    return classes


def _is_prose(line: str) -> bool:
    return len(line) >= _ANCHOR and _PROSE.search(line) is not None and not _CAPTION.match(line)


def _sentence(line: str) -> bool:
    """A short line that is a sentence of its own, and no label."""
    return _ENDS.search(line) is not None and len(line) > 4 and not _keyed(line) and not _META.match(line)


def _fallback(lines, filled, hints) -> list[int]:
    """A page without a full stop: its long lines with commas are its prose."""
    long = [i for i in filled if len(lines[i]) >= 30 and re.search("[，,]", lines[i]) and not _keyed(lines[i])]
    return [i for i in long if hints[i] not in ("nav", "footer", "aside")]


def _keyed(line: str) -> str:
    """The first rule by key words that fits; "" for none."""
    found = _KEYED.match(line)
    return found.lastgroup if found else ""


def _head(line: str, hint: str | None) -> str:
    """A line above the prose: its class, or "" where only its place can tell."""
    if hint == "nav":
        return "breadcrumb" if _CRUMB.match(line) else "nav"
    if hint == "title":
        return "title"
    if len(line) > _SHORT + 40:
        return "" if not _BAR.search(line) else "nav"
    keyed = _keyed(line)
    if keyed:
        return keyed
    meta, bars = _META.match(line), len(_BAR.findall(line))
    if bars and (bars > 2 or _SITE_WORDS.search(line)) and not meta:
        return "nav"
    if meta:
        return "meta"
    if _CRUMB.match(line):
        return "breadcrumb"
    if line.startswith(("——", "--", "—")):
        return "subtitle"
    if _HEADING.match(line):
        return "heading"
    if len(line) <= 30 and len(_SPACE.split(line)) >= 4 and len(max(line.split(), key=len)) <= 5:
        return "nav"
    return ""


def _middle(line: str, hint: str | None) -> str:
    """A line within the prose: body, but for what is something else by its whole form."""
    if hint in ("nav", "aside", "footer"):
        return "nav" if hint == "nav" else "footer" if hint == "footer" else "aside"
    if len(line) > 40:
        return "body"
    keyed = _keyed(line)
    if keyed in ("photo_credit", "share_widget"):
        return keyed
    if keyed == "more_link" and len(line) <= 16 and not _PROSE.search(line):
        return keyed
    if hint == "heading" or (_HEADING.match(line) and not _PROSE.search(line)):
        return "heading"
    return "body"


def _tail(lines, filled, last, classes, hints) -> None:
    """Lines below the prose. The first that a rule knows ends the body; what follows is the page's own."""
    after = [i for i in filled if i > last]
    ended = False
    for n, i in enumerate(after):
        line, hint = lines[i], hints[i]
        keyed = _keyed(line) if len(line) <= 3 * _SHORT else ""
        if hint in ("nav", "footer", "aside"):
            classes[i] = keyed or {"nav": "footer_nav"}.get(hint, hint)
        elif len(_BAR.split(line)) > 2 and len(line) <= _SHORT and not _PROSE.search(line):
            classes[i] = "meta" if _META.match(line) else "footer_nav"
        elif keyed == "search_spam" and not ended:
            classes[i] = "search_spam"
        elif keyed:
            classes[i] = keyed
        elif _CRUMB.match(line) and re.search("[>»›→]", line) and len(line) <= _SHORT:
            classes[i] = "footer_nav"
        elif _META.match(line) and not _LONE_DATE.match(line):
            classes[i] = "meta"
        elif _SITE_WORDS.search(line) and len(line) <= 30 and not _PROSE.search(line) and len(line.split()) > 1:
            classes[i] = "footer_nav"
        elif ended:
            classes[i] = "footer" if len(line) <= _SHORT else "body"
        elif _SLOGAN.search(line) and len(line) <= 20 and _page_furniture(lines, after[n + 1 :]):
            classes[i] = "footer"
        elif _HEADING.match(line) and not _PROSE.search(line) and len(line) <= 40:
            classes[i] = "heading"
        else:
            classes[i] = "body"
        ended = ended or classes[i] not in ("body", "heading", "photo_credit", "search_spam")


def _page_furniture(lines, following) -> bool:
    """True where the next lines are all such as stand at a page's foot."""
    near = [lines[i] for i in following[:3]]
    return bool(near) and all(_keyed(line) or _CRUMB.match(line) or _BAR.search(line) for line in near)
