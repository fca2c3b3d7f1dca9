"""HTML to lines: what a reader of a saved page sees, and what the markup says of each line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.dates import parse_date
from .page_labels import HTML_META, SITE_BEHIND, compiled

_MARKUP = r"(?i)<(?:!doctype\s+html|html|head|body|meta|title|div|p|br|table|article|section|span|h1)\b[^>]{0,2000}>"
_DROPPED: str = (
    "script,style,noscript,template,iframe,object,embed,svg,math,canvas,form select,option,textarea,input,button,link"
)
_BLOCKS = (
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul br title"
)
_TAG_HINTS = {
    "nav": "nav", "menu": "nav", "footer": "footer", "aside": "aside", "h1": "title", "h2": "heading", "h3": "heading", "h4": "heading",
}  # fmt: skip
_NAME_HINTS = {  # words in the id or class of one of the tags below
    "nav": r"(?i)(?:^|[-_\s])(?:nav|menu|breadcrumb|crumbs?|topbar|daohang|toolbar)(?:$|[-_\s\d])",
    "footer": r"(?i)(?:^|[-_\s])(?:footer|foot|copyright|bottom)(?:$|[-_\s\d])",
    "aside": r"(?i)(?:^|[-_\s])(?:sidebar|side|aside|related|recommend|hot|ad|ads|advert)(?:$|[-_\s\d])",
}
_NAMED_TAGS = ("div", "ul", "ol", "section", "table", "td", "p", "span", "header")


@dataclass(frozen=True)
class PageText:
    """A page as lines: one for each block of its HTML, with the hint that its markup gives (``title``, ``nav`` …)."""

    text: str
    hints: tuple[str | None, ...] = ()  # of each line; none for a plain text
    stated: Mapping[str, str] = field(default_factory=dict)  # title author source date keywords, from its head

    @property
    def title(self) -> str | None:
        """The stated title without the site's name behind it."""
        return re.split(SITE_BEHIND, self.stated.get("title", ""))[0].strip() or None


def looks_like_html(text: str) -> bool:
    """True for markup; prose that mentions a tag is not.

    >>> looks_like_html("<html><body><p>基层</p></body></html>"), looks_like_html("当 a<b 时")
    (True, False)
    """
    if "<" not in text[:4096]:
        return False
    # what the layout stage takes off must not decide
    start = re.sub(r"^[\s\x00-\x1f\u200b\ufeff\u2060]+", "", text[:4096])[:15].lower()
    if start.startswith(("<!doctype html", "<html", "<head", "<body")):
        return True
    return len(compiled(_MARKUP).findall(text[:65_536])) >= 4


def read_html(source: str) -> PageText:
    """The lines of a page, without scripts and styles. Nothing in it is executed or fetched.

    >>> page = read_html("<html><head><title>实事</title><script>x=1</script></head><body><h1>实事</h1><p>办在心里。</p></body></html>")
    >>> page.text, page.hints
    ('实事\\n办在心里。', ('title', None))
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(source)
    stated = _stated(tree)
    tree.strip_tags(_DROPPED.split(","))
    root = tree.body or tree.root
    lines = _lines(root) if root is not None else []
    return PageText("\n".join(text for text, _ in lines), tuple(hint for _, hint in lines), stated)


def _lines(root: Any) -> list[tuple[str, str | None]]:
    """Every line with its hint: once through the tree, without recursion (pages nest deeply); a block ends a line."""
    pieces: list[str] = []
    ended: list[tuple[str, str | None]] = []

    def end_line(hint: str | None) -> None:
        ended.append((re.sub(r"\s+", " ", "".join(pieces)).strip(), hint))
        pieces.clear()

    blocks = frozenset(_BLOCKS.split())
    stack: list[tuple[Any, str | None]] = [(None, None), (root, None)]
    while stack:
        node, hint = stack.pop()
        tag = node and node.tag
        if tag == "-text":
            pieces.append(node.text_content or "")
        elif node is None or tag == "br":  # None: the end of a block
            end_line(hint)
        elif tag not in ("_comment", "-comment"):
            own = _TAG_HINTS.get(tag) or _name_hint(node)
            below = own if own and hint not in ("nav", "footer", "aside") else hint
            if tag in blocks:
                end_line(hint)
                stack.append((None, below))
            children, child = [], node.child
            while child is not None:
                children.append((child, below))
                child = child.next
            stack.extend(reversed(children))
    return [(text, hint) for text, hint in ended if text]


def _name_hint(node: Any) -> str | None:
    named = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
    if node.tag not in _NAMED_TAGS or not named.strip() or len(named) > 200:
        return None
    return next((hint for hint, words in _NAME_HINTS.items() if compiled(words).search(named)), None)


def _stated(tree: Any) -> dict[str, str]:
    metas: dict[str, str] = {}
    for node in tree.css("meta"):
        name = next(filter(None, map(node.attributes.get, ("name", "property", "itemprop"))), "")
        if content := (node.attributes.get("content") or "").strip():
            metas.setdefault(name.lower(), content)
    stated = {field: next((metas[name] for name in names if name in metas), "") for field, names in HTML_META.items()}
    if parse_date(stated["date"]) is None:
        stated["date"] = ""
    title = tree.css_first("title")
    if not stated["title"] and title is not None:
        stated["title"] = re.sub(r"\s+", " ", title.text()).strip()
    return stated
