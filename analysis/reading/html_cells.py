"""HTML in the cells of a table, and tables in HTML: markup out, entities read, a block a line."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import polars as pl

from .column_names import unique_names
from .html_nesting import shallow
from .limits import CELLS, COLUMNS, check

CELL_BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
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
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset(("script", "style", "noscript", "template", "rt", "rp", "head"))
_CELLS = frozenset(("td", "th"))
# A tag that pages use: <10, <未完> and 《书名》 are none.
TAG = (
    r"(?i)</?(?:p|br|div|span|a|b|i|u|em|sub|sup|font|strong|html|head|body|table|tbody|tr|td|th|ul|ol|li|img|section"
    r"|article|h[1-6]|center|blockquote|o:p)(?:\s[^<>]*)?/?>"
)
ENTITY = r"&(?:nbsp|amp|lt|gt|quot|[lr][sd]quo|mdash|hellip|middot|emsp|ensp|#\d{2,7}|#[xX][0-9a-fA-F]{2,6});"


class _Text(HTMLParser):
    """The text of HTML, in lines; and, where there are tables, their cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.cell_starts: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen.append(tag)
        if tag in CELL_BLOCK_TAGS:
            self.parts.append("\0")
            self._in_table(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            while self.unseen.pop() != tag:
                pass
        if tag in CELL_BLOCK_TAGS:
            if tag in ("td", "th", "tr", "table"):
                self._end_cell()
            self.parts.append("\0")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)

    def _in_table(self, tag: str) -> None:
        self.unseen = [name for name in self.unseen if name != "head" or tag == "title"]
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].append([])
        elif tag in _CELLS and self.tables and self.tables[-1]:
            self._end_cell()
            self.cell_starts.append(len(self.parts))

    def _end_cell(self) -> None:
        if self.cell_starts and self.tables and self.tables[-1]:
            self.tables[-1][-1].append(_lines("".join(self.parts[self.cell_starts.pop() :]), marked=True))


def _lines(text: str, *, marked: bool) -> str:
    text = re.sub(r"(?<=[^\x00-\xff])\u00a0+(?=[^\x00-\xff])", "", text)  # set between ideographs by layout
    text = text.replace("\u00a0", " ")
    if marked:  # a line end of the source is a blank; between Chinese characters it is none
        text = re.sub(r"(?<=[^\x00-\xff])[ \t]*\r?\n\s*(?=[^\x00-\xff])", "", text)
        text = re.sub(r"[ \t\r\n]+", " ", text)
    return re.sub(r" ?\0[\0 ]*", "\n", text).strip("\n ")


def cell_text(cell: str) -> str:
    """The text of a cell that holds HTML or entities.

    >>> cell_text("<p>坚持<strong>四下</strong>基层，</p><p>解决&quot;问题&quot;。<br>好</p>")
    '坚持四下基层，\\n解决"问题"。\\n好'
    """
    parser = _Text()
    parser.feed(shallow(cell))
    parser.close()
    return _lines("".join(parser.parts), marked=bool(re.search(TAG, cell)))


def html_tables(page: str) -> list[pl.DataFrame]:
    """Each table of a page that has two rows and two columns or more, as a table of text under its first row."""
    parser = _Text()
    parser.feed(shallow(page))
    parser.close()
    tables = []
    for rows in parser.tables:
        rows = [row for row in rows if any(row)]
        if len(rows) < 2 or len(rows[0]) < 2:
            continue
        check(len(rows[0]), COLUMNS, "columns")
        check(len(rows[0]) * len(rows), CELLS, "cells")
        names = unique_names(rows[0])
        body = [(row + [""] * len(names))[: len(names)] for row in rows[1:]]
        tables.append(pl.DataFrame(body, schema=dict.fromkeys(names, pl.String), orient="row"))
    return tables
