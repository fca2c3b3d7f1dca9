"""The words that a published edition holds: the nouns of the dictionary that stand in many documents.

A noun is a word whose tag in jieba's ``dict.txt`` begins with n: n (common nouns), ng (morphemes of nouns), nr, nrt and
nrfg (names of persons, transliterated, of tales), ns (places), nt (organisations), nz (other names). Nouns say what a text
is about; the verbs, adverbs and particles that they leave out are what a sentence is put together again with.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from ..lexicon.dictionary import Dictionary

NOUN_TAGS = ("n", "ng", "nr", "nrfg", "nrt", "ns", "nt", "nz")


@cache
def nouns_of_the_dictionary() -> frozenset[str]:
    """Every word with one of `NOUN_TAGS`; of a word on two lines the later one holds, as in jieba.

    >>> {"干部", "北京"} <= nouns_of_the_dictionary(), {"走访", "非常"} & nouns_of_the_dictionary()
    (True, set())
    """
    lines = Dictionary.jieba().lines.unique("word", keep="last")
    return frozenset(lines.filter(pl.col("tag").is_in(NOUN_TAGS))["word"])


def frequent_nouns(vocabulary: pl.DataFrame, min_documents: int) -> pl.DataFrame:
    """The rows of a vocabulary that are nouns of ``min_documents`` documents or more.

    >>> words = pl.DataFrame({"term": ["干部", "走访", "村里"], "kind": "word", "documents": [9, 9, 2]})
    >>> frequent_nouns(words, 5)["term"].to_list()
    ['干部']
    """
    words = vocabulary.filter(pl.col("kind") == "word", pl.col("documents") >= min_documents)
    is_noun = [term in nouns_of_the_dictionary() for term in words["term"].to_list()]
    return words.filter(pl.Series(is_noun, dtype=pl.Boolean))
