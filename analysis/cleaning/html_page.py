"""HTML to lines: what a reader of a saved page sees, and what the markup says of each line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..core.dates import parse_date

_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|p|br|table|article|section|span|h1)\b[^>]{0,2000}>",
    re.IGNORECASE,
)
_DROPPED = (
    "script,style,noscript,template,iframe,object,embed,svg,math,canvas,form select,option,textarea,input,button,link"
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "br",
        "title",
    ]
)
_HINTS = {
    "nav": "nav",
    "footer": "footer",
    "aside": "aside",
    "menu": "nav",
    "h1": "title",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
}
_NAMED = (
    (
        re.compile(r"(?:^|[-_\s])(?:nav|menu|breadcrumb|crumbs?|topbar|daohang|toolbar)(?:$|[-_\s\d])", re.IGNORECASE),
        "nav",
    ),
    (re.compile(r"(?:^|[-_\s])(?:footer|foot|copyright|bottom)(?:$|[-_\s\d])", re.IGNORECASE), "footer"),
    (
        re.compile(
            r"(?:^|[-_\s])(?:sidebar|side|aside|related|recommend|hot|ad|ads|advert)(?:$|[-_\s\d])", re.IGNORECASE
        ),
        "aside",
    ),
)
_META = {
    "title": ("og:title", "articletitle", "headline"),
    "author": ("author", "article:author", "byl"),
    "source": ("contentsource", "source", "og:site_name", "sourcename"),
    "date": ("pubdate", "publishdate", "article:published_time", "og:published_time", "datepublished", "date"),
    "keywords": ("keywords",),
}  # fmt: skip


@dataclass(frozen=True)
class HtmlPage:
    """A saved page as lines.

    Attributes
    ----------
    text : str
        One line for each block, in the order of the page; scripts and styles are not kept.
    hints : tuple of str or None
        What the markup says of each line: ``title``, ``heading``, ``nav``, ``footer``, ``aside``.
    stated : dict
        ``title author source date keywords`` from the page's own ``<meta>`` and ``<title>``.
    """

    text: str
    hints: tuple[str | None, ...]
    stated: dict[str, str]


_NOTHING = re.compile(r"^[\s\x00-\x1f\u200b\ufeff\u2060]+")


def looks_like_html(text: str) -> bool:
    """True for markup; prose that mentions a tag is not.

    >>> looks_like_html("<html><body><p>基层</p></body></html>"), looks_like_html("当 a<b 时")
    (True, False)
    """
    head = text[:4096]
    if "<" not in head:
        return False
    start = _NOTHING.sub("", head)[:15].lower()  # what the layout stage takes off must not decide
    return start.startswith(("<!doctype html", "<html", "<head", "<body")) or len(_MARKUP.findall(text[:65_536])) >= 4


def read_html(source: str) -> HtmlPage:
    """The lines of a page. Nothing in it is executed or fetched.

    Examples
    --------
    >>> page = read_html("<html><head><title>实事</title><script>x=1</script></head><body><h1>实事</h1><p>办在心里。</p></body></html>")
    >>> page.text, page.hints
    ('实事\\n办在心里。', ('title', None))
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(source)
    stated = _stated(tree)
    tree.strip_tags(_DROPPED.split(","))
    body = tree.body or tree.root
    lines: list[tuple[str, str | None]] = []
    if body is not None:
        _Walk(lines).run(body)
    kept = [(text, hint) for text, hint in lines if text]
    return HtmlPage("\n".join(text for text, _ in kept), tuple(hint for _, hint in kept), stated)


class _Walk:
    """Goes through the tree once, without recursion (pages nest deeply), and ends a line at every block."""

    def __init__(self, lines: list[tuple[str, str | None]]):
        self.lines, self.piece = lines, []

    def run(self, root) -> None:
        stack = [(root, None, False)]
        while stack:
            node, hint, done = stack.pop()
            tag = node.tag
            if done:
                self.end(hint)
                continue
            if tag == "-text":
                self.piece.append(node.text_content or "")
                continue
            if tag in ("_comment", "-comment"):
                continue
            if tag == "br":
                self.end(hint)
                continue
            own = _HINTS.get(tag) or _hint(node)
            below = own if own and hint not in ("nav", "footer", "aside") else hint
            if tag in _BLOCKS:
                self.end(hint)
                stack.append((node, below, True))
            child, children = node.child, []
            while child is not None:
                children.append((child, below, False))
                child = child.next
            stack.extend(reversed(children))
        self.end(None)

    def end(self, hint: str | None) -> None:
        text = re.sub(r"\s+", " ", "".join(self.piece)).strip()
        self.piece.clear()
        if text:
            self.lines.append((text, hint))


def _hint(node) -> str | None:
    attributes = node.attributes
    named = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    if not named.strip() or len(named) > 200:
        return None
    for pattern, hint in _NAMED:
        if pattern.search(named) and node.tag in ("div", "ul", "ol", "section", "table", "td", "p", "span", "header"):
            return hint
    return None


def _stated(tree) -> dict[str, str]:
    metas = {}
    for node in tree.css("meta"):
        name = (
            node.attributes.get("name") or node.attributes.get("property") or node.attributes.get("itemprop") or ""
        ).lower()
        content = (node.attributes.get("content") or "").strip()
        if name and content:
            metas.setdefault(name, content)
    stated = {}
    for field, names in _META.items():
        value = next((metas[name] for name in names if metas.get(name)), "")
        if value and not (field == "date" and parse_date(value) is None):
            stated[field] = value
    title = tree.css_first("title")
    if title is not None and "title" not in stated and title.text().strip():
        stated["title"] = re.sub(r"\s+", " ", title.text()).strip()
    return stated
