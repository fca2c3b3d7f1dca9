"""The order of words, written as a text and read again."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.counts.word_order import decode_order, encode_order


def test_a_sentence_by_hand():
    # ids 5 and 9; the text has 9, a word that is not counted, 5, 9
    order = encode_order(np.array([2, 0, 1, 2, 1], np.uint32), np.array([4, 5]))
    assert order.to_list() == ['" !"', "!"]
    sentence, ids = decode_order(pl.Series([[5, 9], [7]], dtype=pl.List(pl.UInt32)), order)
    assert sentence.tolist() == [0, 0, 0, 0, 1]
    assert ids.tolist() == [9, 0, 5, 9, 7]


def test_no_sentence():
    order = encode_order(np.array([], np.uint32), np.array([], np.int64))
    assert order.dtype == pl.String and len(order) == 0
    assert [len(part) for part in decode_order(pl.Series([], dtype=pl.List(pl.UInt32)), order)] == [0, 0]


def test_a_sentence_of_more_words_than_there_are_characters_below_the_surrogates():
    terms = np.arange(1, 60_001, dtype=np.uint32)
    order = encode_order(terms[::-1].copy(), np.array([len(terms)]))
    sentence, ids = decode_order(pl.Series([terms.tolist()], dtype=pl.List(pl.UInt32)), order)
    assert (ids == terms[::-1]).all() and not sentence.any()


@settings(deadline=None)  # reading one text takes a millisecond, on a busy machine half a second
@given(st.lists(st.lists(st.integers(0, 300), min_size=1, max_size=80).filter(any), max_size=6))
def test_what_is_written_is_read(sentences):
    terms = [sorted({*ids} - {0}) for ids in sentences]
    places = [
        place for ids, own in zip(sentences, terms) for place in (own.index(one) + 1 if one else 0 for one in ids)
    ]
    order = encode_order(np.array(places, np.uint32), np.cumsum([len(ids) for ids in sentences], dtype=np.int64))
    owner, found = decode_order(pl.Series(terms, dtype=pl.List(pl.UInt32)), order)
    assert found.tolist() == [one for ids in sentences for one in ids]
    assert owner.tolist() == [row for row, ids in enumerate(sentences) for _ in ids]
