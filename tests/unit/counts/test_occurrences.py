"""Where words stand, against counts by hand and features read another way."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import analysis.counts.features
from analysis import Features, Lexicon, build_features, cooccurrence, timeline
from analysis.core.errors import StudyError
from analysis.counts.manifest import file_of
from analysis.counts.occurrences import distinct, document_numbers, number_table, numbered_ids, read_sentences
from tests.support.counting_corpora import made

LISTS = pl.Series([[7, 9], [8], [3, 7, 7]], dtype=pl.List(pl.UInt32))


def test_ids_that_were_asked_for_come_with_their_list_in_the_order_of_the_text():
    number = number_table(pl.Series([7, 3], dtype=pl.UInt32), pl.Series([0, 1], dtype=pl.UInt32))
    owner, found = numbered_ids(LISTS, np.array([10, 20, 30]), number)
    assert owner.tolist() == [10, 30, 30, 30]
    assert found.tolist() == [0, 1, 0, 0]  # 8 and 9 lie between and above what was asked for


def test_nothing_asked_and_no_lists():
    nobody = number_table(pl.Series([], dtype=pl.UInt32), pl.Series([], dtype=pl.UInt32))
    assert [len(part) for part in numbered_ids(LISTS, np.arange(3), nobody)] == [0, 0]
    assert [len(part) for part in numbered_ids(LISTS.head(0), np.arange(0), nobody)] == [0, 0]


def test_rows_find_their_document_also_where_those_of_one_lie_apart():
    places = pl.DataFrame({"doc_id": ["a", "b"], "document": [4, 5]})
    found = document_numbers(pl.Series("doc_id", ["b", "b", "x", "a", "b"]), places)
    assert found.to_list() == [5, 5, None, 4, 5]


def test_each_value_once():
    assert distinct(np.array([3, 0, 3, 2, 0])).tolist() == [0, 2, 3]
    assert distinct(np.array([], np.int64)).tolist() == []


@pytest.fixture
def counted(tmp_path) -> Features:
    corpus = made(300)
    corpus.documents = corpus.documents.with_columns(date_precision=pl.lit("day"))
    return build_features(corpus, Lexicon.read(), tmp_path / "features", shard_chars=1)


def test_a_file_that_was_changed_is_not_read(counted):
    columns = ("doc_id", "terms")
    before = read_sentences(counted, columns)
    assert before.equals(read_sentences(counted, columns))
    file = Path(counted.folder.location(file_of(counted.manifest["shards"][0], "sentences")))
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    with pytest.raises(StudyError, match=f"{file.name} is damaged"):
        read_sentences(counted, columns)
    file.write_bytes(whole)
    assert before.equals(read_sentences(counted, columns))


def test_words_are_counted_alike_part_by_part_and_in_memory(counted, monkeypatch):
    tables = {name: getattr(counted, name).collect() for name in ("documents", "mentions", "sentences", "vocabulary")}
    whole = Features.from_frames(**tables, manifest={"lexicon": counted.manifest["lexicon"]})
    words = (
        tables["vocabulary"]
        .filter(kind="word")
        .sort("documents", "term", descending=[True, False])["term"]
        .head(6)
        .to_list()
    )
    asked = [*words, *counted.terms[:4]]
    monkeypatch.setattr(analysis.counts.features, "PART", 1)
    assert len(list(counted.parts())) > 2
    for some in ({}, {"start": "2013-05-01", "end": "2014-09-01"}):
        left, right = (timeline(one, asked, every="1mo", duplicates=True, **some) for one in (counted, whole))
        assert left.to_frame().equals(right.to_frame())
        assert left.to_frame()["hits"].sum() > 0
        left, right = (
            cooccurrence(one.between("2013", "2015"), terms=asked, duplicates=True, **some) for one in (counted, whole)
        )
        assert left.to_frame().equals(right.to_frame())
        assert left.nodes.equals(right.nodes) and left.nodes.height > 5
