"""Features say what stands in the texts, the same bytes whatever the road."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections import Counter

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analysis.core import schema, sentences
from analysis.core.errors import StudyError
from analysis.counts import counted_parts as parts
from analysis.counts import text_sources as sources
from analysis.counts.build import build_features
from analysis.counts.features import Features
from analysis.lexicon.dictionary import Dictionary
from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.term import Term
from analysis.networks.cooccurrences import cooccurrence
from tests.support.counting_corpora import corpus, files, made
from tests.support.places import ROOT
from tests.support.reference_scan import jieba_words, scan_slowly

LEXICON = Lexicon.read()


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    texts = made(120)
    return texts, build_features(texts, LEXICON, tmp_path_factory.mktemp("private"))


def as_said(terms, order):
    """The ids of a sentence in order, 0 for a word that is not counted."""
    return [0 if mark == " " else terms[ord(mark) - ord("!")] for mark in order]


def test_one_document_counted_by_hand(tmp_path):
    frame = pl.DataFrame(
        {
            "doc_id": ["b", "a"],
            "date": [dt.date(2023, 8, 1), None],
            "title": ["四下基层到村里", None],
            "text": ["干部把“四下基层”带到村里。\n\n  落实六稳六保！”他说", "  "],
        }
    )
    features = build_features(corpus(frame), LEXICON, tmp_path / "f")
    documents = features.documents.collect()
    assert documents["doc_id"].to_list() == ["b", "a"]
    assert documents["n_sentences"].to_list() == [4, 0]
    assert documents["n_chars"].to_list() == [7 + 28, 2]
    assert features.mentions.collect().rows() == [
        ("b", 0, 0, 4, "四下基层", None, "四下基层", False),
        ("b", 1, 4, 8, "四下基层", None, "四下基层", True),
        ("b", 2, 20, 24, "六保", None, "六稳六保", False),
        ("b", 2, 20, 24, "六稳", None, "六稳六保", False),
    ]
    words = dict(features.vocabulary.select("term_id", "term").collect().iter_rows())
    found = [
        (sentence, paragraph, sorted(words[i] for i in terms), [words.get(i, "·") for i in as_said(terms, order)])
        for sentence, paragraph, terms, order in features.sentences.select("sentence", "paragraph", "terms", "order")
        .collect()
        .iter_rows()
    ]
    assert found == [
        (0, 0, ["四下基层", "村里"], ["四下基层", "·", "村里"]),
        (1, 1, ["四下基层", "带到", "干部", "村里"], ["干部", "·", "四下基层", "带到", "村里"]),
        (2, 2, ["六保", "六稳", "落实"], ["落实", "六保", "六稳"]),
    ]
    assert features.terms == ("六保", "六稳", "四下基层")


def test_every_table_has_its_columns(counted):
    _, features = counted
    for name in ("documents", "mentions", "sentences", "vocabulary"):
        schema.check(getattr(features, name), getattr(schema, name.upper()), name=name)


def test_mentions_are_what_the_lexicon_finds(counted):
    texts, features = counted
    whole = texts.documents.join(texts.texts, on="doc_id")
    expected = []
    for doc_id, day, title, text in whole.select("doc_id", "date", "title", "text").iter_rows():
        spans = sentences.split(text)
        for part, first in ((title or "", 0), (text, 1)):
            for row in LEXICON.find(part, date=day).iter_rows(named=True):
                number = 0 if first == 0 else max(n for n, (start, _) in enumerate(spans, 1) if start <= row["start"])
                expected.append(
                    (doc_id, number, row["start"], row["end"], row["term"], row["sense"], row["variant"], row["quoted"])
                )
    got = features.mentions.collect().rows()
    assert sorted(got, key=str) == sorted(expected, key=str) and len(got) > 100


def test_words_are_what_jieba_cuts_between_mentions(counted):
    texts, features = counted
    rows = Dictionary.jieba().rows
    words = dict(features.vocabulary.select("term_id", "term").collect().iter_rows())
    spoken = list(LEXICON.patterns().filter(pl.col("term").is_not_null())["surface"].unique().to_list())
    # the sentences that hold no surface at all are jieba's alone
    by_place = {
        (d, s): [words[i] for i in as_said(terms, order) if i]
        for d, s, terms, order in features.sentences.select("doc_id", "sentence", "terms", "order")
        .collect()
        .iter_rows()
    }
    checked = 0
    for doc_id, text in texts.texts.iter_rows():
        for number, (start, end) in enumerate(sentences.split(text), 1):
            sentence = text[start:end]
            if any(surface in sentence.translate(str.maketrans("", "", "“”")) for surface in spoken):
                continue
            expected = [
                w
                for w in jieba_words(sentence)
                if len(w) > 1 and w in rows and any("\u4e00" <= c <= "\u9fd5" for c in w)
            ]
            assert by_place.get((doc_id, number), []) == expected
            checked += 1
    assert checked > 50


def test_vocabulary_counts_documents(counted):
    _, features = counted
    pairs = features.sentences.select("doc_id", term_id="terms").explode("term_id").unique().collect()
    expected = Counter(pairs["term_id"].to_list())
    assert dict(features.vocabulary.select("term_id", "documents").collect().iter_rows()) == expected


@pytest.mark.parametrize("shard_chars", [1, 10**9])
def test_same_bytes_whatever_the_shards(counted, tmp_path, shard_chars):
    texts, features = counted
    again = build_features(texts, LEXICON, tmp_path, shard_chars=shard_chars)
    assert files(tmp_path) == files(features.folder.local)
    assert again.manifest == features.manifest


def test_same_bytes_as_the_reference_whatever_the_order_of_rows(counted, tmp_path, monkeypatch):
    texts, features = counted
    frame = texts.documents.join(texts.texts, on="doc_id").sort("doc_id", descending=True)
    calls = []
    monkeypatch.setattr(
        "analysis.counts.count_texts.scan",
        lambda pages, rules: calls.append(pages) or scan_slowly(pages.select("title", "text").rows(), rules),
    )
    build_features(corpus(frame), LEXICON, tmp_path)
    assert calls and files(tmp_path) == files(features.folder.local)


def test_the_engine_of_before_has_no_effect_and_says_so(counted, tmp_path):
    texts, features = counted
    with pytest.warns(FutureWarning, match="has no effect any more"):
        build_features(texts, LEXICON, tmp_path, engine="jieba")
    assert files(tmp_path) == files(features.folder.local)


def test_same_bytes_whatever_hash_seed_and_threads(tmp_path):
    program = (
        "import sys; from tests.support.counting_corpora import made; from analysis.counts.build import build_features; "
        "from analysis.lexicon.lexicon import Lexicon; from analysis import Features\n"
        "build_features(made(40), Lexicon.read(), sys.argv[1]).publish(sys.argv[1] + '/p', min_documents=3)"
    )
    got = []
    for seed, threads in (("0", "1"), ("77", "2")):
        folder = tmp_path / seed
        env = {**os.environ, "PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": threads, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", program, str(folder)], check=True, env=env)
        got.append(files(folder))
    assert got[0] == got[1]


def test_nothing_changed_nothing_counted(counted, tmp_path, monkeypatch):
    texts, _ = counted
    first = build_features(texts, LEXICON, tmp_path)
    monkeypatch.setattr(parts, "count_texts", lambda *_, **__: pytest.fail("counted again"))
    assert build_features(texts, LEXICON, tmp_path).manifest == first.manifest


def test_one_text_added_only_its_part_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "PART_CHARS", 500)
    texts = made(200)
    frame = texts.documents.join(texts.texts, on="doc_id")
    before = build_features(texts, LEXICON, tmp_path / "f")
    assert len(before.manifest["shards"]) > 8
    calls, real = [], parts.count_texts
    monkeypatch.setattr(parts, "count_texts", lambda batch, *a, **k: calls.append(batch) or real(batch, *a, **k))
    new = pl.DataFrame({"doc_id": ["new"], "date": [dt.date(2014, 5, 5)], "title": ["新的"], "text": ["四下基层。"]})
    after = build_features(corpus(pl.concat([frame, new])), LEXICON, tmp_path / "f")
    assert len(calls) == 1 and "new" in calls[0]["doc_id"]
    assert after.documents.collect().height == 201
    assert before.documents.collect().height == 200  # a reader keeps what it has opened
    del before
    build_features(corpus(pl.concat([frame, new])), LEXICON, tmp_path / "f")
    assert files(tmp_path / "f") == files_of(build_features(corpus(pl.concat([frame, new])), LEXICON, tmp_path / "g"))


def files_of(features):
    return files(features.folder.local)


def test_another_lexicon_counts_again(counted, tmp_path):
    texts, _ = counted
    plain = build_features(texts, LEXICON, tmp_path)
    assert "田头" not in plain.terms
    more = build_features(texts, LEXICON.with_terms([Term("田头")]), tmp_path)
    assert "田头" in more.terms
    assert {shard["name"] for shard in plain.manifest["shards"]}.isdisjoint(s["name"] for s in more.manifest["shards"])


@pytest.mark.parametrize("file", ["features.json", "vocabulary-*.parquet"])
def test_a_damaged_summary_is_made_again(tmp_path, file):
    texts = made(20)
    build_features(texts, LEXICON, tmp_path)
    whole = files(tmp_path)
    file = next(tmp_path.glob(file)).name
    (tmp_path / file).write_bytes((tmp_path / file).read_bytes()[:-9])
    build_features(texts, LEXICON, tmp_path)
    assert files(tmp_path) == whole


def test_a_damaged_file_is_counted_again(counted, tmp_path):
    texts, features = counted
    build_features(texts, LEXICON, tmp_path)
    victim = next((tmp_path / "sentences").iterdir())
    victim.write_bytes(victim.read_bytes()[:-10])
    build_features(texts, LEXICON, tmp_path)
    assert files(tmp_path) == files(features.folder.local)


def test_between_reads_only_what_it_must(counted):
    _, features = counted
    for start, end in (("2014", "2015"), ("2014-03", None), (None, dt.date(2014, 7, 1)), ("2030", None)):
        some = features.between(start, end)
        first = dt.date.fromisoformat((str(start) + "-01-01")[:10]) if start else dt.date.min
        last = end if isinstance(end, dt.date) else dt.date(int(end), 1, 1) if end else dt.date.max
        expected = features.documents.filter(pl.col("date") >= first, pl.col("date") < last).collect()
        assert_frame_equal(some.documents.collect(), expected)
        ids = set(expected["doc_id"])
        for table in ("mentions", "sentences"):
            whole = getattr(features, table).collect()
            assert_frame_equal(getattr(some, table).collect(), whole.filter(pl.col("doc_id").is_in(list(ids))))
    assert len(features.between("2014", "2015").manifest["shards"]) < len(features.manifest["shards"])
    narrow = features.between("2014-02", "2014-09").between("2014-06", "2016")  # the first dates still hold
    assert_frame_equal(narrow.documents.collect(), features.between("2014-06", "2014-09").documents.collect())
    assert_frame_equal(narrow.mentions.collect(), features.between("2014-06", "2014-09").mentions.collect())
    with pytest.raises(StudyError, match="not a date"):
        features.between("yesterday")


@pytest.mark.parametrize("context", ["sentence", "paragraph", "document", "window"])
def test_pairs_do_not_depend_on_the_files_that_they_are_read_from(counted, monkeypatch, context):
    _, features = counted
    words = features.vocabulary.filter(kind="word").sort("documents", "term").tail(30).collect()["term"].to_list()
    asked = dict(terms=[*features.terms, *words], context=context)
    by_file = []
    for most in (10**9, 1):
        monkeypatch.setattr("analysis.counts.features.PART", most)
        by_file.append((len(list(features.parts())), cooccurrence(features, **asked).to_frame()))
    assert by_file[0][0] == 1 < by_file[1][0]
    assert by_file[0][1].height > 0
    assert_frame_equal(by_file[0][1], by_file[1][1])


def test_published_edition(counted, tmp_path):
    _, features = counted
    out = features.publish(tmp_path / "p", min_documents=10)
    assert out.manifest["edition"] == "published"
    for name in ("documents", "mentions", "sentences", "vocabulary"):
        schema.check(getattr(out, name), getattr(schema, name.upper()), name=name)
    mentions, held = out.mentions.collect(), out.sentences.collect()
    assert mentions["start"].null_count() == mentions["end"].null_count() == mentions.height
    assert "order" not in held.columns
    vocabulary = out.vocabulary.collect()
    words = vocabulary.filter(pl.col("kind") == "word")
    assert words["documents"].min() >= 10 and words.height > 0
    assert set(out.terms) == set(features.terms)
    # the same sets of words stand in the same documents, rare words apart
    name = dict(vocabulary.select("term_id", "term").iter_rows())
    old = dict(features.vocabulary.select("term_id", "term").collect().iter_rows())
    keep = set(name.values())

    def sets(table, names):
        return Counter(
            (doc, sentence == 0, frozenset(names[i] for i in ids if names[i] in keep))
            for doc, sentence, ids in table.select("doc_id", "sentence", "terms").iter_rows()
        )

    expected = sets(features.sentences.collect(), old)
    assert sets(held, name) == Counter({k: n for k, n in expected.items() if k[2]})
    # mentions stand in sentences that hold their term
    ids = {term: i for i, term in name.items()}
    where = {(doc, sentence): set(terms) for doc, sentence, terms, _ in held.iter_rows()}
    assert all(ids[term] in where[doc, s] for doc, s, term in mentions.select("doc_id", "sentence", "term").iter_rows())
    assert mentions.height == features.mentions.collect().height


def test_published_order_follows_from_contents_alone(tmp_path):
    """The same sentences in another order give the same published tables."""
    lines = ["干部到村里开会。", "大家讨论四下基层。", "下午下雨，群众回家。", "明天检查道路。"]
    tables = []
    for order in (lines, lines[::-1]):
        frame = pl.DataFrame(
            {"doc_id": ["a"], "date": [dt.date(2020, 1, 1)], "title": ["会议"], "text": ["\n".join(order)]}
        )
        features = build_features(corpus(frame), LEXICON, tmp_path / "f").publish(tmp_path / "p", min_documents=1)
        tables.append([features.sentences.collect(), features.mentions.collect()])
    for left, right in zip(*tables):
        assert_frame_equal(left, right)


def test_no_text_in_any_file(counted, tmp_path):
    texts, features = counted
    features.publish(tmp_path / "p")
    run = next(text for text in texts.texts["text"].to_list() if len(text) > 40)[:20]
    for folder in (features.folder.local, tmp_path / "p"):
        for table in folder.rglob("*.parquet"):
            for column in pl.read_parquet(table).select(pl.col(pl.String)).iter_columns():
                assert not column.str.contains(run, literal=True).any()


@pytest.mark.parametrize("documents", [0, 1])
def test_empty_corpora(tmp_path, documents):
    frame = pl.DataFrame(
        {"doc_id": ["a"], "date": [None], "title": [None], "text": [""]},
        schema={"doc_id": pl.String, "date": pl.Date, "title": pl.String, "text": pl.String},
    )
    features = build_features(corpus(frame.head(documents)), LEXICON, tmp_path / "f")
    published = features.publish(tmp_path / "p")
    for some in (features, published):
        assert some.documents.collect().height == documents
        assert some.mentions.collect().height == some.sentences.collect().height == 0
        for name in ("documents", "mentions", "sentences", "vocabulary"):
            schema.check(getattr(some, name), getattr(schema, name.upper()), name=name)


def test_mistakes_are_told(counted, tmp_path):
    texts, features = counted
    with pytest.raises(StudyError, match="no features in"):
        Features.open(tmp_path)
    with pytest.raises(StudyError, match="edition"):
        build_features(texts, LEXICON, tmp_path, edition="secret")
    twice = corpus(pl.concat([texts.documents.join(texts.texts, on="doc_id")] * 2))
    with pytest.raises(StudyError, match="more than once"):
        build_features(twice, LEXICON, tmp_path)
    with pytest.raises(StudyError, match="published edition already"):
        features.publish(tmp_path / "p").publish(tmp_path / "q")
    manifest = json.loads((tmp_path / "p" / "features.json").read_text("utf-8"))
    (tmp_path / "p" / "features.json").write_text(json.dumps({**manifest, "schema": 99}), "utf-8")
    with pytest.raises(StudyError, match="version 99"):
        Features.open(tmp_path / "p")


def test_repr_counts(counted):
    _, features = counted
    assert repr(features).startswith("<Features: 120 documents, ")
    assert repr(features).endswith(" terms, private edition>")
    assert repr(features).replace("<", "&lt;").replace(">", "&gt;") in features._repr_html_()
