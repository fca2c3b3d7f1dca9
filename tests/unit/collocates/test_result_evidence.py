"""A number leads to what it counts: exactly as many documents, or contexts, as the result says."""

import pickle
import random
from time import perf_counter

import polars as pl
import pytest

from analysis import (
    Corpus,
    Features,
    Lexicon,
    StudyError,
    build_features,
    cooccurrence,
    data_folder,
    evidence,
    first_uses,
    list_order,
    prominence,
    timeline,
)

PAGES = pl.DataFrame(
    {
        "id": ["a", "b", "c"],
        "date": ["2019-08-01", "2020-04-17", "2020-05-22"],
        "title": ["村里", "六保之年", "学校"],
        "text": ["到村里去。", "六稳和“六保”要抓好。落实六保。", "六保。六稳。六稳六保。"],
    }
)
CORPUS = Corpus.from_frame(PAGES)


SEED = 1


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    return build_features(CORPUS, Lexicon.read(), tmp_path_factory.mktemp("private"))


@pytest.fixture(scope="module")
def broadcast():
    return Features.open(data_folder() / "broadcast")


def test_documents_and_lines_of_a_slice_by_hand(private, tmp_path):
    line = timeline(private, "六保")
    found = evidence(line, start="2020")
    assert found.frame.select("doc_id", "title", "mentions").rows() == [("b", "六保之年", 3), ("c", "学校", 2)]
    assert (found.number, evidence(line, start="2019").number) == (2, 0)
    lines = evidence(line, start="2020", texts=CORPUS)
    assert (lines.frame.height, lines.number) == (5, 2) and "<mark>六保</mark>" in lines._repr_html_()
    quoted = evidence(line, start="2020", of="quoted", texts=CORPUS)
    assert quoted.frame.select("left", "match").rows() == [("六稳和“", "六保")]
    counts = private.publish(tmp_path / "given", min_documents=1)
    again = evidence(timeline(counts, "六保"), start="2020", texts=CORPUS)
    assert again.frame.equals(lines.frame)


def test_pairs_titles_and_first_uses_by_hand(private):
    network = cooccurrence(private)
    pair = evidence(network, "六稳", "六保", texts=CORPUS)
    met = network.frame.filter(pl.col("a") == "六保", pl.col("b") == "六稳")["f_ab"].item()
    assert pair.number == met == pair.frame.select("doc_id", "sentence").n_unique()
    order = list_order(private, ["六稳", "六保"])
    sentences = order.frame.filter(pl.col("start").dt.year() == 2020)["sentences"].sum()
    assert evidence(order, "六稳", "六保", start="2020").number == sentences == 2
    titled = evidence(prominence(private, "六保"), start="2020")
    assert titled.frame["title"].to_list() == ["六保之年"]
    assert evidence(prominence(private, "六保"), start="2020", of="hits").number == 2
    assert evidence(first_uses(private, "六保")).frame["date"][0].isoformat() == "2020-04-17"


def test_a_loaded_result_asks_for_features_and_nothing_of_them_is_written(private):
    line = timeline(private, "六保")
    loaded = pickle.loads(pickle.dumps(line))
    assert type(loaded.parameters["corpus"]) is dict and loaded.parameters == line.parameters
    assert repr(line.parameters["corpus"]) == repr(loaded.parameters["corpus"])
    assert len(pickle.dumps(line.parameters)) < len(pickle.dumps(loaded.parameters)) + 40  # the call of dict
    with pytest.raises(StudyError, match="features="):
        evidence(loaded, start="2020")
    assert evidence(loaded, start="2020", features=private).number == 2
    with pytest.raises(StudyError, match="not the 3 of the result"):
        evidence(loaded, start="2020", features=private.filter(title="学校"))


def test_texts_that_were_not_counted_are_refused(private):
    other = Corpus.from_frame(PAGES.with_columns(text=pl.lit("别的话，没有说法。六保。六保。六保。")))
    with pytest.raises(StudyError, match="not those|other texts"):
        evidence(timeline(private, "六保"), start="2020", texts=other)
    with pytest.raises(StudyError, match="no slice"):
        evidence(timeline(private, "六保"), start="1999")


def test_random_numbers_of_the_shipped_counts_lead_to_as_many_documents(broadcast):
    """20 results of random options, 10 numbers of each; five times as many were drawn when this was written."""
    draw, times = random.Random(SEED), []
    for _ in range(20):
        options = {
            "every": draw.choice(["1y", "2y", "5y", "1q", "1mo"]),
            "duplicates": draw.random() < 0.3,
            "kinds": draw.choice([None, ["story"], ["digest"]]),
            "where": draw.choice([None, None, "title", "lead", "body"]),
            "genre": draw.choice([None, None, "commentary", ["editorial", "short comment"]]),
            "start": draw.choice([None, "2014-03-05"]),
        }
        if options["genre"]:
            options["kinds"] = None
        line = timeline(broadcast, draw.sample(broadcast.terms, 10), **options)
        for row in draw.sample(line.frame.rows(named=True), 10):
            began = perf_counter()
            found = evidence(line, term=row["term"], start=row["start"])
            times.append(perf_counter() - began)
            assert found.number == found.frame["doc_id"].n_unique() == found.frame.height == row["hits"]
            assert found.frame["mentions"].sum() == row["mentions"]
    assert sorted(times)[len(times) // 2] < 0.5  # seconds; single ones are at the mercy of the machine


@pytest.mark.parametrize("context", ["sentence", "paragraph", "document"])
def test_random_pairs_of_a_network_lead_to_as_many_contexts(broadcast, context):
    network = cooccurrence(broadcast, context=context, start="2016", end="2021")
    for row in random.Random(2).sample(network.counts.rows(named=True), 40):
        found = evidence(network, row["a"], row["b"])
        assert found.number == found.frame["contexts"].sum() == row["f_ab"]


def test_words_lead_to_documents_where_their_sentences_are_known(broadcast):
    pages = {
        "id": ["a", "b", "c"],
        "date": ["2020-01-01", "2020-02-01", "2021-01-01"],
        "title": ["学校开门", "修路", "水库"],
        "text": ["学校来了老师。学校很大。", "学校修路，六保落实。", "水库满了。"],
    }
    features = build_features(Corpus.from_frame(pl.DataFrame(pages)), Lexicon.read(), "memory://words")
    found = evidence(timeline(features, "学校"), term="学校", start="2020")
    assert found.number == 2 and found.frame["doc_id"].to_list() == ["a", "b"]
    days = evidence(timeline(broadcast, "学校"), term="学校", start="2020")  # a counts edition knows the days of a word
    assert days.columns == ["date", "documents"] and days.number == days["documents"].sum()
    with pytest.raises(StudyError, match="words sentence by sentence.*\n.*ask for slogans"):
        evidence(timeline(broadcast, "学校"), term="学校", start="2020", of="mentions")
