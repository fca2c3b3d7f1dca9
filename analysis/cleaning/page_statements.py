"""What the markup of an HTML page states: JSON-LD, meta elements, titles, times, the variables of WeChat and others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from .page_labels import HTML_META, SCRIPT_DATE, WECHAT_DATE

_SPACE = re.compile(r"\s+")
_LINKED_DATA = {"title": ("headline",), "date": ("datePublished", "pubDate", "publishTime"), "author": ("author",)}
_SCRIPT_LENGTH = 200_000  # characters of a script that are looked through


class Statement(NamedTuple):
    """One thing that a page says of itself: what of (``title`` …), what, and where it says so."""

    field: str
    value: str
    where: str


def read_statements(tree: Any) -> list[Statement]:
    """Every statement that the page's markup makes, in no order of trust.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> read_statements(LexborHTMLParser('<meta property="og:title" content="把实事办好"><h1>实事</h1>'))
    [Statement(field='title', value='把实事办好', where='meta og:title'), Statement(field='title', value='实事', where='h1')]
    """
    found = [*_linked_data(tree), *_metas(tree)]
    found += [Statement("title", node.text(), "title") for node in tree.css("head title, title")[:1]]
    found += [Statement("title", node.text(), "h1") for node in tree.css("h1")]
    found += [Statement("date", node.attributes.get("datetime") or node.text(), "time") for node in tree.css("time")]
    found += _scripts(tree)
    bare = (Statement(field, _SPACE.sub(" ", value).strip(), where) for field, value, where in found)
    return [statement for statement in bare if statement.value]


def _scripts(tree: Any) -> list[Statement]:
    """The times in variables of scripts; where there are several, they may be those of other pages that are listed."""
    texts = [(node.text() or "")[:_SCRIPT_LENGTH] for node in tree.css("script")]
    own = [match[1] for text in texts for match in WECHAT_DATE.finditer(text)]
    others = [match[1] for text in texts for match in SCRIPT_DATE.finditer(text)]
    several = len(set(others)) > 1
    found = [Statement("date", value, "script") for value in own[:1]]
    return found + [Statement("date", value, "script, one of several" if several else "script") for value in others[:1]]


def _metas(tree: Any) -> Iterator[Statement]:
    metas: dict[str, str] = {}
    for node in tree.css("meta"):
        name = next(filter(None, map(node.attributes.get, ("name", "property", "itemprop"))), "")
        if content := (node.attributes.get("content") or "").strip():
            metas.setdefault(name.lower(), content)
    for field, names in HTML_META.items():
        yield from (Statement(field, metas[name], f"meta {name}") for name in names if name in metas)


def _linked_data(tree: Any) -> Iterator[Statement]:
    """What blocks of JSON-LD say of the page; one that is no JSON says nothing."""
    for node in tree.css("script[type='application/ld+json']"):
        try:
            waiting = [json.loads(node.text() or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            item = waiting.pop(0)
            if isinstance(item, list):
                waiting += item
            elif isinstance(item, dict):
                waiting += [part for part in (item.get("@graph"), item.get("mainEntity")) if part]
                for field, names in _LINKED_DATA.items():
                    for name in names:
                        yield from (Statement(field, value, f"JSON-LD {name}") for value in _texts(item.get(name)))


def _texts(value: Any) -> list[str]:
    """The names in a value: a text, an object with a name, or a list of either."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []
