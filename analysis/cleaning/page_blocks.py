"""The lines of an HTML page with the elements around each, and which of them are the text: the block with most prose.

Prose is text that is not linked and has marks of punctuation. Each element hands what it holds to the elements around
it, a little less at each step out; the one with most is the core. Within it, elements whose class names say comments,
related links or sharing are left out, unless they hold so much that the name must mean something else; then what stands
below a line such as 相关阅读 goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..reading.html_cells import CELL_BLOCK_TAGS

BLOCK_TAGS = CELL_BLOCK_TAGS | {"details", "dialog", "legend", "menu", "summary", "tfoot"}  # a cell has no such
_LEAVES = frozenset(
    ["p", "h1", "h2", "h3", "h4", "li", "strong", "section", "blockquote", "ul", "ol", "table", "tbody", "tr", "td"]
)  # parts of one text
DEEPEST = 256  # blocks within blocks that are told apart; below it, what a hostile page nests is one
FADING = 0.75  # share of its prose that an element hands to the one around it; on 31 open pages 0.6 loses a body, 0.9 takes in more
FAINT = 0.2  # below this share no element gets more
FURNITURE = (
    0.4  # share of the core's prose from which an element is text, whatever its class is called; 0.3 to 0.5 do the same
)
BEFORE_STOP = 0.4  # share of the prose that must stand above a stop line, for such words head a text too
_FURNITURE_NAME = re.compile(
    r"(?:^|[-_\s])(?:nav|menu|bread|breadcrumb|crumbs?|topbar|daohang|toolbar|foot|footer|copyright|bottom|side|sidebar|aside|related?|"
    r"relate|recommend\w*|rec|hot\w*|ads?|advert\w*|comments?|commentlist|reply|share\w*|sns|bdshare|tags?|keywords?|rank\w*|list\w*|"
    r"login|search\w*|qrcode|erweima|editor|zebian|disclaimer|statement|tools?|tips?|more|pages?|pagination|subscribe|author-?info|"
    r"caption)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[，。！？；、：,;!?“”]")
_HAN_EDGE = r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“”]"
_SOURCE_BREAK = re.compile(rf"(?<={_HAN_EDGE})[ \t\r\f\v]*\n\s*(?={_HAN_EDGE})")
_SPACE = re.compile(r"\s+")
STOP_LINE = re.compile(
    r"^[\s\[【（(>》#*—-]*(?:相关(?:阅读|新闻|链接|文章|报道|推荐|专题|搜索)|延伸阅读|推荐阅读|更多(?:阅读|精彩|新闻|内容)|"
    r"热门(?:推荐|新闻|文章|评论)|猜你喜欢|为您推荐|大家都在看|精彩推荐|图片推荐|热点推荐|编辑推荐|责任编辑|责编|（?编辑[:：]|"
    r"网友评论|发表评论|全部评论|最新评论|评论[\(（]?\d*|分享到|分享至|声明[:：]|免责声明|特别声明|版权声明|原标题[:：].{0,60}$|"
    r"关键词[:：]|标签[:：]|上一篇|下一篇|返回搜狐|扫描二维码|扫一扫|长按二维码|打开APP|阅读原文|阅读全文|举报|收藏|赞\(?\d*\)?$|"
    r"欢迎关注|本文来源|文章来源)"
)


class Element(NamedTuple):
    """A block of the page: its tag, and the words of its id and class."""

    tag: str
    names: str
    hidden: bool
    hint: str | None


class Line(NamedTuple):
    """A line of the page: its text, the blocks it stands in (outermost first), how much of it is linked, its hint."""

    text: str
    path: tuple[int, ...]
    linked: int
    hint: str | None


def read_lines(root: Any, hint_of: Any) -> tuple[list[Line], dict[int, Element]]:
    """Every line that is shown: once through the tree, without recursion (pages nest deeply); a block ends a line.

    ``hint_of`` gives the hint of a node, from its tag and names. What ``display:none`` hides is left out, unless it
    holds half of the page: then a script would have shown it.
    """
    lines: list[Line] = []
    elements: dict[int, Element] = {}
    pieces: list[str] = []
    linked = 0

    def end_line(path: tuple[int, ...]) -> None:
        nonlocal linked
        text = _SPACE.sub(" ", _SOURCE_BREAK.sub("", "".join(pieces))).strip()
        if text:
            hint = elements[path[-1]].hint if path else None
            lines.append(Line(text, path, min(linked, len(text)), hint))
        pieces.clear()
        linked = 0

    stack: list[tuple[Any, tuple[int, ...], bool, bool]] = [(root, (), False, False)]
    while stack:
        node, path, in_link, ends = stack.pop()
        tag = node.tag
        if ends or tag == "br":
            end_line(path)
        elif tag == "-text":
            text = node.text_content or ""
            pieces.append(text)
            linked += len(_SPACE.sub("", text)) if in_link else 0
        elif tag not in ("_comment", "-comment"):
            hidden = _hidden(node)
            if (tag in BLOCK_TAGS or hidden) and len(path) < DEEPEST:
                end_line(path)
                stack.append((node, (*path, node.mem_id), in_link, True))
                above = elements[path[-1]] if path else None
                own = hint_of(node)
                hint = (
                    own
                    if own and (above is None or above.hint not in ("nav", "footer", "aside"))
                    else above and above.hint
                )
                names = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
                elements[node.mem_id] = Element(tag, names, hidden, hint)
                path = (*path, node.mem_id)
            children, child = [], node.child
            while child is not None:
                children.append((child, path, in_link or tag == "a", False))
                child = child.next
            stack.extend(reversed(children))
    end_line(())
    return _shown(lines, elements), elements


def _hidden(node: Any) -> bool:
    style = (node.attributes.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "hidden" in node.attributes


def _shown(lines: list[Line], elements: Mapping[int, Element]) -> list[Line]:
    hidden = {key for key, element in elements.items() if element.hidden}
    if not hidden:
        return lines
    weights = [prose(line) for line in lines]
    held = _held(lines, weights)
    gone = {key for key in hidden if held.get(key, 0) < 0.5 * sum(weights) or not sum(weights)}
    return [line for line in lines if gone.isdisjoint(line.path)]


def prose(line: Line) -> float:
    """How many characters of prose a line counts for: those outside links, fewer where no mark stands."""
    free, marks = len(line.text) - line.linked, len(_MARKS.findall(line.text))
    if line.linked > 0.5 * len(line.text) or (marks == 0 and free < 40):
        return 0.0
    return free * min(1.0, 0.2 + 0.4 * marks)  # two marks make a sentence


def _held(lines: Sequence[Line], weights: Sequence[float]) -> dict[int, float]:
    """The prose in each element, those within it included."""
    held: dict[int, float] = {}
    for line, weight in zip(lines, weights, strict=True):
        for key in line.path:
            held[key] = held.get(key, 0.0) + weight
    return held


def body_lines(lines: Sequence[Line], elements: Mapping[int, Element], headline: str = "") -> set[int]:
    """The numbers of the lines that are the text; every line where no prose is found.

    An element that holds the ``headline`` is never furniture.
    """
    weights = [prose(line) for line in lines]
    held, total = _held(lines, weights), sum(weights)
    credit: dict[int, float] = {}
    for line, weight in zip(lines, weights, strict=True):
        share = 1.0
        for key in reversed(line.path) if weight else ():
            credit[key] = credit.get(key, 0.0) + weight * share
            share *= 1.0 if elements[key].tag in _LEAVES else FADING
            if share < FAINT:
                break
    if not credit:
        return set(range(len(lines)))
    titled = {key for line in lines if headline and line.text == headline for key in line.path}
    named = {
        key
        for key, element in elements.items()
        if key not in titled
        and (
            element.tag in ("nav", "footer", "aside")
            or (len(element.names) < 200 and _FURNITURE_NAME.search(element.names))
        )
    }

    def worth(key: int) -> tuple[float, float]:
        return credit[key] * (0.5 if key in named and held[key] < 0.5 * total else 1.0), held[key]

    core = max(credit, key=worth)
    inside = [i for i, line in enumerate(lines) if core in line.path]
    furniture = {key for key in named if held.get(key, 0.0) < FURNITURE * held[core]}
    kept = []
    for i in inside:
        line = lines[i]
        link = line.linked > 0.6 * len(line.text) and len(line.text) < 60 and not weights[i]
        if not link and furniture.isdisjoint(line.path[line.path.index(core) + 1 :]):
            kept.append(i)
    return set(_above_stop_line(kept, lines, weights))


def _above_stop_line(kept: list[int], lines: Sequence[Line], weights: Sequence[float]) -> list[int]:
    """The lines above the first one that says that something else follows."""
    total, above = sum(weights[i] for i in kept), 0.0
    for n, i in enumerate(kept):
        above += weights[i]
        if above > BEFORE_STOP * total and len(lines[i].text) < 80 and STOP_LINE.match(lines[i].text):
            return kept[:n]
    return kept
