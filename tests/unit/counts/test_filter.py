"""Features of some documents are those that counting only their texts gives, or none."""

import re
from datetime import date

import polars as pl
import pytest

from analysis import Corpus, Features, Lexicon, StudyError, build_features, cooccurrence, drift, first_uses, timeline
from analysis.counts.corpus_statement import corpus_statement
from tests.support.toy import toy

LEXICON = Lexicon.read()
BODY = ["六稳和六保要抓好，干部到村里去。", "六保要落实，群众说好。", "干部到村里开会，讨论六稳。群众问路。"]
ROWS = [
    (
        f"d{at:03d}",
        date(2019 + at // 24, 1 + at % 12, 1 + at % 2),
        "人民日报" if at % 3 else "求是",
        "story" if at % 2 else "digest",
        f"题目{at}" + ("扶贫" if at % 5 == 0 else ""),
        BODY[at % 3] + "又是一年。" * (at % 4),
    )
    for at in range(72)
]
PAGES = pl.DataFrame(ROWS, orient="row", schema=["doc_id", "date", "source", "kind", "title", "text"])
CORPUS = Corpus.from_frame(PAGES, mark_duplicates=False)
CHOICES = {
    "source": ({"source": "求是"}, pl.col("source") == "求是"),
    "any of": ({"kind": ["story", "letter"]}, pl.col("kind") == "story"),
    "pattern": ({"title": re.compile("扶贫$")}, pl.col("title").str.ends_with("扶贫")),
    "dates": (
        {"start": "2020", "end": "2021-06", "kind": "digest"},
        (pl.col("kind") == "digest") & pl.col("date").is_between(date(2020, 1, 1), date(2021, 5, 31)),
    ),
}


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    return build_features(CORPUS, LEXICON, tmp_path_factory.mktemp("all"))


def tables(features):
    """All tables, words by name, since a smaller corpus may number them otherwise."""
    words = features.vocabulary.collect()
    names = dict(words.select("term_id", "term").rows())
    sentences = features.sentences.collect()
    lists = [sorted(names[one] for one in terms) for terms in sentences["terms"]]
    mentions = features.mentions.collect().sort("doc_id", "sentence", "start", "term")
    documents = features.documents.select(
        "doc_id", "date", "source", "kind", "title", "n_chars", "duplicate_of"
    ).collect()
    counted = dict(words.select("term", "documents").rows())
    return documents.rows(), mentions.rows(), list(zip(*sentences.select("doc_id", "sentence"), lists)), counted


QUESTIONS = {
    "timeline": lambda f: timeline(f, ["六保", "六稳", "干部"]).frame,
    "characters": lambda f: timeline(f, "六保", every="1q", unit="characters", duplicates=True).frame,
    "first uses": lambda f: first_uses(f, ["六保", "六稳"]).frame,
    "network": lambda f: cooccurrence(f, context="paragraph", min_contexts=1, min_months=1).frame,
    "drift": lambda f: drift(f, "六保", least=1, draws=9).frame,
    "drift of nouns": lambda f: drift(f, "六保", least=1, draws=9, nouns=10).frame,
    "terms": lambda f: pl.DataFrame({"term": f.terms}),
    "later": lambda f: timeline(f.between("2020", "2021"), "六保").frame,
}


@pytest.mark.parametrize("name", CHOICES)
def test_filtered_features_are_those_of_the_filtered_texts(private, tmp_path, name):
    equal, condition = CHOICES[name]
    built = build_features(CORPUS.filter(condition), LEXICON, tmp_path / "some")
    some = private.filter(**equal)
    assert tables(some) == tables(built)
    by_condition = private.filter(condition)
    for question, ask in QUESTIONS.items():
        try:
            expected = ask(built)
        except StudyError as problem:
            with pytest.raises(StudyError, match=re.escape(str(problem).splitlines()[0])):
                ask(some)
            continue
        assert ask(some).equals(expected), question
        assert ask(by_condition).equals(expected), question
    assert corpus_statement(some)["digest"] == corpus_statement(built)["digest"]


def test_a_published_edition_gives_the_same_number_or_none(private, tmp_path):
    for level in ("sets", "counts"):
        public = private.publish(tmp_path / level, level=level, min_documents=1)
        for name, (equal, _) in CHOICES.items():
            mine, given = private.filter(**equal), public.filter(**equal)
            assert given.terms == mine.terms and given.manifest["edition"] == level
            for question in ("timeline", "first uses", "network", "later", "drift of nouns"):
                try:
                    found = QUESTIONS[question](given)
                except StudyError as refused:
                    assert level == "counts" and (
                        "only a part was asked for" in str(refused) or "nouns" in str(refused)
                    )
                    continue
                expected = QUESTIONS[question](mine)
                if question == "drift of nouns":  # a counts edition has no topics, on which the verdict hangs as well
                    found, expected = (one.select("before", "after", "distance", "floor") for one in (found, expected))
                shared = [one for one in found.columns if one in expected.columns and found[one].null_count() == 0]
                assert found.select(shared).equals(expected.select(shared)), (level, name, question)


def test_whole_cells_of_a_counts_edition_are_known(tmp_path):
    rows = PAGES.with_columns(text=pl.col("text") + "好。" * 30)  # cells of many sentences are kept apart
    features = build_features(Corpus.from_frame(rows, mark_duplicates=False), LEXICON, tmp_path / "mine")
    public = features.publish(tmp_path / "given", min_documents=1)
    assert set(public.manifest["words"]["cells"]) >= {"source", "kind"}
    asked = dict(kind="story", source="求是")
    mine, given = features.filter(**asked), public.filter(**asked)
    assert timeline(given, "干部").frame["hits"].equals(timeline(mine, "干部").frame["hits"])
    known = given.vocabulary.filter(kind="word").collect()
    expected = dict(mine.vocabulary.select("term", "documents").collect().rows())
    assert known.height and all(expected[term] == n for term, n in known.select("term", "documents").rows())
    part = public.filter(title=re.compile("扶贫"))
    assert part.vocabulary.filter(kind="word").collect()["documents"].null_count() > 0
    assert timeline(part, "六保").frame.height == 3
    with pytest.raises(StudyError, match="only a part was asked for"):
        timeline(part, "干部")
    with pytest.raises(StudyError, match="nouns"):
        drift(part, "六保", nouns=10)


def test_a_reprint_takes_the_place_of_its_original(tmp_path):
    copies = pl.DataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "date": ["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04"],
            "source": ["甲", "乙", "丙", "丁"],
            "text": ["六保要落实，干部到村里去，群众都说这件事办得好。"] * 3
            + ["六稳要抓好，会议开到很晚才散，路上下了雨。"],
        }
    )
    corpus = Corpus.from_frame(copies)
    features = build_features(corpus, LEXICON, tmp_path / "mine")
    public = features.publish(tmp_path / "given", min_documents=1)
    for one in (features, public):
        some = one.filter(source=["乙", "丙", "丁"])
        assert some.documents.collect()["duplicate_of"].to_list() == [None, "b", None]
        assert timeline(some, "六保").frame["hits"].to_list() == [1]
    hits = timeline(features.filter(source=["乙", "丙", "丁"]), "干部").frame["hits"].to_list()
    assert hits == [1]
    with pytest.raises(
        StudyError, match="only a part was asked for"
    ):  # of the cells, none says what became an original
        timeline(public.filter(source=["乙", "丙", "丁"]), "干部")


def test_what_was_chosen_is_said_and_choices_add_up(private):
    some = private.filter(source="求是").filter(kind="story", start="2020", end="2022")
    assert some.manifest["filter"] == "source = 求是; kind = story; 2020–2021"
    assert timeline(some).parameters["corpus"]["filter"] == some.manifest["filter"]
    assert repr(some).endswith("private edition; source = 求是; kind = story; 2020–2021>")
    both = private.filter(source="求是", kind="story", start="2020", end="2022")
    assert tables(some) == tables(both)
    assert "filter" not in timeline(private).parameters["corpus"]


def test_a_filtered_part_is_published_and_joined_as_it_is(private, tmp_path):
    some = private.filter(source="求是")
    public = some.publish(tmp_path / "given", min_documents=1)
    assert public.documents.collect()["source"].unique().to_list() == ["求是"]
    assert timeline(public, "六保").frame["hits"].equals(timeline(some, "六保").frame["hits"])
    joined = Features.join([some.between(None, "2020"), some.between("2020")])
    assert joined.documents.collect()["doc_id"].to_list() == some.documents.collect()["doc_id"].to_list()
    assert corpus_statement(Features.open(tmp_path / "given"))["digest"] == corpus_statement(some)["digest"]


def test_features_in_memory_and_documents_without_a_value():
    days = [("2020-01-01", [[["六保"]]], {"kind": None}), ("2020-02-01", [[["六稳"]]]), ("2021-01-01", [[["六保"]]])]
    features = toy(days)
    assert (
        features.filter(kind=None).terms == ("六保",)
        and features.filter(kind=None).manifest["filter"] == "kind = nothing"
    )
    assert features.filter(kind=[None, "story"]).documents.collect().height == 3
    assert features.filter(pl.col("date") > date(2020, 1, 15)).terms == ("六保", "六稳")
    assert features.filter(start="2021").manifest["filter"] == "from 2021"


@pytest.mark.parametrize(
    ("conditions", "equal", "message"),
    [
        ((), {"author_name": "评论"}, "no column 'author_name'; there are: doc_id, date"),
        ((), {"sources": "求是"}, "no column 'sources'.*\n  Did you mean: source"),
        ((), {"source": "人民曰报"}, "no document whose source is '人民曰报'; there are: .*\n  Did you mean: 人民日报"),
        ((), {"kind": []}, "kind is an empty list"),
        ((), {"date": re.compile("2")}, "a pattern looks into text, and date holds Date"),
        (("扶贫",), {}, "a condition is an expression of polars"),
        ((pl.col("titel") == "x",), {}, r"cannot be asked for \[.*\n  Their columns are: doc_id"),
        ((pl.col("title") == "x",), {}, "no document is left: of 72"),
        ((), {"start": "1990", "end": "1991"}, "no document is left: of 72.*1990"),
        ((), {"start": "2021", "end": "2020"}, "is not before"),
    ],
)
def test_choices_without_meaning(private, conditions, equal, message):
    with pytest.raises(StudyError, match=message):
        private.filter(*conditions, **equal)
