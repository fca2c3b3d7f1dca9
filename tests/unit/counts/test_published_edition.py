"""The tables of the published edition: counted by hand, by another road, and without a trace of the order of the text."""

import datetime as dt
import random
from collections import Counter, defaultdict

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analysis.core import schema
from analysis.core.errors import StudyError
from analysis.counts.build import build_features
from analysis.counts.features import COLUMNS_OF, TABLES_OF_COUNTS, Features
from analysis.counts.noun_words import NOUN_TAGS, nouns_of_the_dictionary
from analysis.lexicon.dictionary import Dictionary
from analysis.lexicon.lexicon import Lexicon
from tests.support.counting_corpora import corpus, files, made

LEXICON = Lexicon.read()
LEVELS = ("counts", "sets")


def pages(rows):
    """Documents given as (id, day, kind, title, text)."""
    names = ("doc_id", "date", "kind", "title", "text")
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return corpus(frame.with_columns(date_precision=pl.lit("day"), source=pl.lit("s")))


BY_HAND = [
    ("a", dt.date(2020, 5, 4), "story", "村里开会", "抓好六稳和六保，干部带头。干部都到学校。"),
    ("b", dt.date(2020, 5, 4), "story", "学校开学", "六保、六稳、六保，学校和医院。\n六稳靠干部，靠干部。"),
    ("c", dt.date(2020, 5, 9), "story", None, "六稳、六保，医院。"),
    ("d", dt.date(2020, 6, 1), "digest", None, "学校。"),
    ("e", None, None, None, "六稳、六保，医院，学校。"),
]


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    folder = tmp_path_factory.mktemp("by-hand")
    private = build_features(pages(BY_HAND), LEXICON, folder / "private")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.counts.document_cells.FEW_SENTENCES", 0)
        return private.publish(folder / "counts", min_documents=3)


def names(features):
    return dict(features.vocabulary.select("term_id", "term").collect().iter_rows())


def cells(features, table, *columns):
    """Rows of a table with names in the place of numbers, its lists as one mapping."""
    named = names(features)
    found = []
    for row in features.tables[table].collect().iter_rows(named=True):
        counts = {named[term]: n for term, n in zip(row["terms"], row["counts"], strict=True)}
        found.append((*(named[row[c]] if c == "term_id" else row[c] for c in columns), counts))
    return found


def test_words_by_hand(by_hand):
    assert set(by_hand.vocabulary.filter(kind="word").collect()["term"]) == {"学校", "医院"}  # 干部 stands in two
    assert cells(by_hand, "words", "date", "kind", "documents") == [
        (dt.date(2020, 5, 4), "story", 2, {"学校": 2, "医院": 1}),
        (dt.date(2020, 5, 9), "story", 1, {"医院": 1}),
        (dt.date(2020, 6, 1), "digest", 1, {"学校": 1}),
    ]


def test_collocates_by_hand(by_hand):
    assert sorted(cells(by_hand, "collocates", "term_id", "date", "sentences")) == [
        ("六保", dt.date(2020, 5, 1), 3, {"学校": 1, "医院": 2}),
        ("六稳", dt.date(2020, 5, 1), 4, {"学校": 1, "医院": 2}),
    ]


def test_litany_by_hand(by_hand):
    named = names(by_hand)
    rows = by_hand.tables["litany"].select("date", "terms", "sentences", "documents").collect().rows()
    assert sorted((day, [named[i] for i in terms], s, d) for day, terms, s, d in rows) == [
        (dt.date(2020, 5, 1), ["六保", "六稳"], 1, 1),
        (dt.date(2020, 5, 1), ["六稳", "六保"], 2, 2),
    ]


def test_sentences_and_paragraphs_by_hand(by_hand):
    named = names(by_hand)
    rows = by_hand.sentences.filter(pl.col("doc_id") == "b").collect().rows()
    assert sorted((sorted(named[i] for i in terms), paragraph) for _, _, terms, paragraph in rows) == [
        (["六保", "六稳"], 1 if rows[0][2] == rows[1][2] else rows[[len(r[2]) for r in rows].index(2)][3]),
        (["六稳"], rows[[len(r[2]) for r in rows].index(1)][3]),
    ]
    assert {paragraph for *_, paragraph in rows} == {1, 2}
    documents = by_hand.documents.sort("doc_id").collect()
    assert documents["n_paragraphs"].to_list() == [2, 3, 1, 1, 1] and documents["n_sentences"].to_list() == [
        3,
        3,
        1,
        1,
        1,
    ]


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    texts = made(160)
    texts.documents = texts.documents.with_columns(
        kind=pl.Series(["story", "digest", None, "story"] * 40), private=pl.lit("words of the user's own")
    )
    return build_features(texts, LEXICON, tmp_path_factory.mktemp("private"))


@pytest.mark.parametrize("level", LEVELS)
def test_the_tables_have_their_columns_and_nothing_of_a_text(counted, tmp_path, level):
    out = counted.publish(tmp_path / level, level=level, min_documents=10)
    assert out.manifest["edition"] == level and repr(out).endswith(f" terms, {level} edition>")
    assert out.manifest["words"]["min_documents"] == 10 and out.manifest["words"]["tags"] == list(NOUN_TAGS)
    for name, columns in COLUMNS_OF.items():
        schema.check(getattr(out, name), columns, name=name)
    for name in out.tables:
        assert out.tables[name].collect_schema() == {
            c: t for c, t in TABLES_OF_COUNTS[name].items() if c in out.tables[name].collect_schema()
        }
    assert set(out.tables) == (set(TABLES_OF_COUNTS) if level == "counts" else set())
    documents = out.documents.collect_schema().names()
    assert not {"sha256", "private", "text"} & set(documents) and "n_paragraphs" in documents
    mentions, held = out.mentions.collect(), out.sentences.collect()
    assert mentions["start"].null_count() == mentions["end"].null_count() == mentions.height
    assert "order" not in held.columns and (held["terms"].list.sort() == held["terms"]).all()
    vocabulary = out.vocabulary.collect()
    words = vocabulary.filter(pl.col("kind") == "word")
    assert words.height > 0 and words["documents"].min() >= 10
    tags = dict(Dictionary.jieba().lines.select("word", "tag").iter_rows())  # the later of two lines
    assert all(tags[word].startswith("n") for word in words["term"])
    private = counted.vocabulary.filter(pl.col("kind") == "word", pl.col("documents") >= 10).collect()["term"]
    assert set(words["term"]) == {word for word in private if tags[word].startswith("n")} < set(private)
    assert set(out.terms) == set(counted.terms)


@pytest.mark.parametrize("level", LEVELS)
def test_the_same_sets_stand_in_the_same_documents_and_mentions_in_them(counted, tmp_path, level):
    out = counted.publish(tmp_path / level, level=level, min_documents=10)
    name, old = names(out), names(counted)
    keep = set(out.vocabulary.filter(pl.lit(level == "sets") | (pl.col("kind") != "word")).collect()["term"])

    def structure(features, named, kept):
        """Of each document its title and, paragraph by paragraph, the sets and mentions of its sentences."""
        said = defaultdict(list)
        for row in (
            features.mentions.select("doc_id", "sentence", "term", "variant", "quoted", "sense").collect().rows()
        ):
            said[row[:2]].append(row[2:])
        found = defaultdict(lambda: defaultdict(list))
        for doc, sentence, terms, paragraph in (
            features.sentences.select("doc_id", "sentence", "terms", "paragraph").collect().rows()
        ):
            here = frozenset(named[i] for i in terms) & kept
            if here:
                key = (sentence == 0, paragraph)
                found[doc][key].append((tuple(sorted(here)), tuple(sorted(said[doc, sentence], key=str))))
        return {
            doc: Counter((key[0], tuple(sorted(rows, key=str))) for key, rows in paragraphs.items())
            for doc, paragraphs in found.items()
        }

    assert structure(out, name, keep) == structure(counted, old, keep)
    assert out.mentions.collect().height == counted.mentions.collect().height


@pytest.mark.parametrize("level", LEVELS)
def test_the_order_follows_from_what_is_published_alone(tmp_path, level):
    """Paragraphs and sentences in any order give the same tables; also those that differ in nothing but a variant.

    The three sentences of the first paragraph are the lead, which is published: they stay it, in any order.
    """
    sentence = [
        "六稳",
        "“六稳”",
        "六稳、六保",
        "六稳六保",
        "干部抓六稳",
        "六稳抓干部",
        "学校",
        "四下基层",
        "六稳六保六稳",
    ]
    shuffle = random.Random(3).shuffle
    paragraphs = [
        [sentence[i] for i in some] for some in ((0, 1, 2), (1, 0, 3), (4, 5, 6), (0, 7, 8), (8, 0, 0), (2, 1, 0))
    ]
    seen = []
    for turn in range(6):
        if turn:
            body = paragraphs[1:]
            shuffle(body)
            paragraphs[1:] = body
            for paragraph in paragraphs:
                shuffle(paragraph)
        text = "\n".join("。".join(paragraph) + "。" for paragraph in paragraphs)
        private = build_features(pages([("a", dt.date(2020, 1, 1), "k", "学校", text)]), LEXICON, tmp_path / "f")
        private.publish(tmp_path / "p", level=level, min_documents=1)
        # the order in which a sentence lists its slogans is published, and none of these was changed
        seen.append(files(tmp_path / "p"))
    assert all(one == seen[0] for one in seen)


def test_years_that_are_divided_give_the_same_sums(counted, tmp_path, monkeypatch):
    whole = counted.publish(tmp_path / "whole", min_documents=10)
    monkeypatch.setattr("analysis.counts.published_edition._BATCH", 7)
    parts = counted.publish(tmp_path / "parts", min_documents=10)
    assert len(parts.manifest["shards"]) > len(whole.manifest["shards"]) > 3
    for name in ("words", "collocates"):
        sums = [
            features.tables[name].explode("terms", "counts").drop_nulls("terms")
            .group_by(pl.exclude("documents", "sentences", "counts")).agg(pl.col("counts").sum())
            .collect().sort(pl.all().exclude("counts"), nulls_last=True)
            for features in (whole, parts)
        ]  # fmt: skip
        assert_frame_equal(*sums)
        assert sums[0].height > 20


def test_another_level_in_its_place_leaves_no_file_behind(counted, tmp_path):
    folder = tmp_path / "p"
    for level in ("counts", "sets", "counts"):
        counted.publish(folder, level=level, min_documents=10)
        tables = {name.split("/")[0] for name in files(folder) if "/" in name}
        assert tables == {"documents", "mentions", "sentences"} | (
            set(TABLES_OF_COUNTS) if level == "counts" else set()
        )
    first = files(folder)
    counted.publish(folder, min_documents=10)
    assert files(folder) == first == files(Features.open(folder).folder.local)


def test_mistakes_are_told(counted, tmp_path):
    with pytest.raises(StudyError, match="no level 'set'.*\n.*sets"):
        counted.publish(tmp_path / "p", level="set")
    with pytest.raises(StudyError, match="at least 1"):
        counted.publish(tmp_path / "p", min_documents=0)
    for level in LEVELS:
        with pytest.raises(StudyError, match="published edition already"):
            counted.publish(tmp_path / level, level=level).publish(tmp_path / "q")
    assert not (tmp_path / "p").exists()


def test_nouns_are_the_tags_that_begin_with_n():
    lines = Dictionary.jieba().lines
    assert set(NOUN_TAGS) == {tag for tag in lines["tag"].unique() if tag.startswith("n")}
    assert "发展" not in nouns_of_the_dictionary() and "社会主义" in nouns_of_the_dictionary()
