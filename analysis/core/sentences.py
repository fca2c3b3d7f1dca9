"""Where a sentence ends: the one rule that reading, counting and concordance share.

A sentence ends after a run of 。！？；… together with the closing quotes and brackets that follow
(``他说：“好！”`` is one sentence, and so is ``他说："好！"``), and at a line break. A mark inside 《》 ends nothing. What
holds nothing but blanks is no sentence.
"""

from __future__ import annotations

import re

import polars as pl

MARKS = "。！？；…⋯"
CLOSERS = "”’」』》〉）】"  # after a mark they still belong to the sentence; a further mark (。”！) does too
STRAIGHT_PAIRS = ('"＂', "'＇")  # of two of a kind on a line the first opens and the second closes
BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
BLANKS = " \t\xa0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"  # as the inside of a character class

# Either something that is not blank, up to a mark or a line break, or marks that stand alone; a mark inside a title
# (《为什么？》) ends nothing. It is read the same way by Python's `re` and by the Rust engine in polars, so that both
# counts are one.
TITLE = rf"《[^《》{BREAKS}]*》"
PATTERN = (
    rf"(?:{TITLE}|[^{MARKS}{BREAKS}{BLANKS}])(?:{TITLE}|[^{MARKS}{BREAKS}])*(?:[{MARKS}][{MARKS}{CLOSERS}]*)?"
    rf"|[{MARKS}][{MARKS}{CLOSERS}]*"
)
_SENTENCE = re.compile(PATTERN)
_STRAIGHT = [rf"[{pair}]([^{pair}{BREAKS}]*)[{pair}]" for pair in STRAIGHT_PAIRS]


def paired(text: str) -> str:
    """The text with its straight quotation marks curly, of the same length; one without a second stays straight.

    >>> paired('他说："好！" 5"')
    '他说：“好！” 5"'
    """
    for pair in _STRAIGHT:
        text = re.sub(pair, r"“\1”", text)
    return text


def split(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of a text starts and ends, in characters.

    Blanks before a sentence are left out of it, and so is the line break that ends it. The sentences are
    numbered from 1 in the order of this list; number 0 is the title, which is never split.

    >>> text = "他说：“好！”大家都笑了。\\n\\n　　第二段"
    >>> [text[start:end] for start, end in split(text)]
    ['他说：“好！”', '大家都笑了。', '第二段']
    """
    return [match.span() for match in _SENTENCE.finditer(paired(text))]


def count(column: str | pl.Expr) -> pl.Expr:
    """Number of sentences in each text of a column: ``len(split(text))`` for all rows at once.

    >>> pl.DataFrame({"text": ["一。二；三", "", None]}).select(count("text"))["text"].to_list()
    [3, 0, 0]
    """
    texts = pl.col(column) if isinstance(column, str) else column
    for pair in _STRAIGHT:
        texts = texts.str.replace_all(pair, "“${1}”")
    return texts.str.count_matches(PATTERN).fill_null(0).cast(pl.UInt32)


def in_documents(title: str = "title", text: str = "text") -> pl.Expr:
    """Number of sentences of each document: those of the text, and one for a title that is not blank."""
    titled = pl.col(title).str.contains(rf"[^{BLANKS}{BREAKS}]").fill_null(False)
    return count(text) + titled.cast(pl.UInt32)


def characters(title: str = "title", text: str = "text") -> pl.Expr:
    """Number of characters of each document, title and text together."""
    lengths = [pl.col(column).str.len_chars().fill_null(0) for column in (title, text)]
    return (lengths[0] + lengths[1]).cast(pl.UInt32)
