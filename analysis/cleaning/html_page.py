"""HTML to lines: what a reader of a saved page sees, and what the markup says of each line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..reading.html_nesting import shallow
from .page_blocks import body_lines, read_lines
from .page_labels import compiled
from .page_statements import Statement, read_statements

_MARKUP = r"(?i)<(?:!doctype\s+html|html|head|body|meta|title|div|p|br|table|article|section|span|h1)\b[^>]{0,2000}>"
_DROPPED: str = "script,style,noscript,template,iframe,object,embed,svg,math,canvas,form select,option,textarea,input,button,link,rt,rp"
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
    body: frozenset[int] = frozenset()  # numbers of the lines that are the text, from 0
    statements: tuple[Statement, ...] = ()  # what its markup says of it


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
    >>> page.text, page.hints, page.body
    ('实事\\n办在心里。', ('title', None), frozenset({1}))
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(shallow(source))
    statements = tuple(read_statements(tree))
    tree.strip_tags(_DROPPED.split(","))
    root = tree.body or tree.root
    if root is None:
        return PageText("", statements=statements)
    lines, elements = read_lines(root, _hint)
    headline = next((statement.value for statement in statements if statement.where == "h1"), "")
    body = frozenset(body_lines(lines, elements, headline))
    hints = tuple(_in_place(line.hint, i in body) for i, line in enumerate(lines))
    return PageText("\n".join(line.text for line in lines), hints, body, statements)


def _in_place(hint: str | None, inside: bool) -> str | None:
    """The hint of a line, given whether the blocks make it part of the text: they know better what is around it."""
    if inside:
        return hint if hint in ("title", "heading") else None
    return "outside" if hint in (None, "heading") else hint


def _hint(node: Any) -> str | None:
    return _TAG_HINTS.get(node.tag) or _name_hint(node)


def _name_hint(node: Any) -> str | None:
    named = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
    if node.tag not in _NAMED_TAGS or not named.strip() or len(named) > 200:
        return None
    return next((hint for hint, words in _NAME_HINTS.items() if compiled(words).search(named)), None)
