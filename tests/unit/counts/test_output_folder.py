"""Nothing of anybody else is lost where counts are written; what is counted apart can be joined."""

import datetime as dt

import polars as pl
import pytest

from analysis.core.errors import StudyError
from analysis.counts.build import build_features
from analysis.counts.features import Features
from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.term import Term
from analysis.timelines.rates import timeline
from tests.support.counting_corpora import corpus, made

LEXICON = Lexicon.read()


@pytest.fixture(scope="module")
def texts():
    return made(30)


@pytest.mark.parametrize(
    "name", ["thesis.docx", "documents/own.parquet", "parts/notes.json", "features.json", "a/b.txt"]
)
def test_a_folder_with_other_files_is_refused_and_left_as_it_was(texts, tmp_path, name):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("[]")
    with pytest.raises(StudyError, match="other files"):
        build_features(texts, LEXICON, tmp_path)
    features = build_features(texts, LEXICON, tmp_path / "counts")
    with pytest.raises(StudyError, match="other files"):
        features.publish(tmp_path)
    assert file.read_text() == "[]"


def test_other_files_in_a_folder_of_counts(texts, tmp_path):
    build_features(texts, LEXICON, tmp_path)
    (tmp_path / ".DS_Store").write_text("x")
    build_features(texts, LEXICON, tmp_path)
    (tmp_path / "mine.csv").write_text("x")
    with pytest.raises(StudyError, match=r"mine\.csv"):
        build_features(made(10), LEXICON, tmp_path)
    assert (tmp_path / "mine.csv").exists() and (tmp_path / ".DS_Store").exists()
    assert Features.open(tmp_path).documents.collect().height == 30


def test_inputs_and_outputs_keep_apart(texts, tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    texts.documents.join(texts.texts, on="doc_id").write_parquet(source / "a.parquet")
    for out in (source, source / "counts"):
        with pytest.raises(StudyError, match="inside the input"):
            build_features(source, LEXICON, out)
    with pytest.raises(StudyError, match="holds the input"):
        build_features([source], LEXICON, tmp_path)
    features = build_features(source, LEXICON, tmp_path / "out")
    with pytest.raises(StudyError, match="overwrite"):
        features.publish(tmp_path / "out")


def test_a_place_that_cannot_be_written(texts, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StudyError, match="is a file"):
        build_features(texts, LEXICON, tmp_path / "file")
    with pytest.raises(StudyError, match="cannot write"):
        build_features(texts, LEXICON, tmp_path / "file" / "below")
    monkeypatch.setenv("HOME", str(tmp_path))
    build_features(texts, LEXICON, "~/counts")
    assert (tmp_path / "counts" / "features.json").is_file()


def test_a_reader_keeps_what_it_opened(texts, tmp_path):
    features = build_features(texts, LEXICON, tmp_path)
    build_features(made(10), LEXICON, tmp_path)
    assert features.documents.collect().height == 30
    assert next(features.parts()).mentions.collect().height > 0
    assert Features.open(tmp_path).documents.collect().height == 10


def test_the_lexicon_travels(texts, tmp_path):
    own = LEXICON.with_terms([Term("田头", gloss="the field's edge", variants=("田间地头",))])
    features = build_features(texts, own, tmp_path / "a")
    shared = features.publish(tmp_path / "b", min_documents=2)
    for one in (features, shared, Features.open(tmp_path / "b"), Features.join([features])):
        assert one.lexicon.sha256 == own.sha256 and one.lexicon.gloss("田头") == "the field's edge"
    with pytest.raises(StudyError, match="do not carry"):
        _ = Features.from_frames(
            *(getattr(features, t) for t in ("documents", "mentions", "sentences", "vocabulary"))
        ).lexicon


@pytest.mark.parametrize("published", [(), (0, 1)])
def test_joined_features_are_those_of_the_whole(tmp_path, published):
    texts = made(60)
    day = dt.date(2014, 6, 1)
    whole = build_features(texts, LEXICON, tmp_path / "whole")
    parts = []
    for place, keep in enumerate((pl.col("date") < day, pl.col("date") >= day)):
        pages = texts.documents.join(texts.texts, on="doc_id").filter(keep)
        part = build_features(corpus(pages), LEXICON, tmp_path / str(place))
        parts.append(
            part.publish(tmp_path / f"p{place}", level="sets", min_documents=1) if place in published else part
        )
    both = Features.join(parts[::-1])
    dated = whole.between("1900", "2100")
    columns = ["doc_id", "term", "quoted", "variant"]
    assert both.manifest["seams"] == [str(parts[1].documents.select(pl.col("date").min()).collect().item())]
    assert both.documents.collect()["doc_id"].to_list() == dated.documents.collect()["doc_id"].to_list()
    assert both.mentions.collect()[columns].sort(columns).equals(dated.mentions.collect()[columns].sort(columns))

    def words(features):
        names = features.vocabulary.select("term_id", "term").collect()
        rows = features.sentences.collect().select("doc_id", term_id="terms").explode("term_id")
        return rows.join(names, on="term_id").select("doc_id", "term").sort("doc_id", "term")

    expected = words(dated)
    if published:  # nouns that stand in both parts
        held = both.vocabulary.collect()["term"].to_list()
        assert "干部" in held and "带到" not in held
        expected = expected.filter(pl.col("term").is_in(held))
    assert words(both).equals(expected)


def test_what_cannot_be_joined_says_why_and_what_is_twice_counts_once(texts, tmp_path):
    one = build_features(texts, LEXICON, tmp_path / "a")
    other = build_features(texts, LEXICON.with_terms(["田头"]), tmp_path / "b")
    with pytest.raises(StudyError, match="田头"):
        Features.join([one, other])
    with pytest.raises(StudyError, match="at least one"):
        Features.join([])
    with pytest.warns(UserWarning, match="30 documents"):
        assert Features.join([one, one]).mentions.collect().equals(Features.join([one]).mentions.collect())


def test_a_timeline_of_several_shows_its_seams(tmp_path):
    texts = made(60)
    pages = texts.documents.join(texts.texts, on="doc_id").with_columns(date_precision=pl.lit("day"))
    parts = [
        build_features(corpus(pages.filter(keep)), LEXICON, tmp_path / str(place))
        for place, keep in enumerate((pl.col("date") < dt.date(2014, 6, 1), pl.col("date") >= dt.date(2014, 6, 1)))
    ]
    line = timeline(parts, "四下基层")
    assert line.parameters["seams"] == (str(parts[1].documents.select(pl.col("date").min()).collect().item()),)
    assert "seams" not in timeline(parts[0], "四下基层").parameters
