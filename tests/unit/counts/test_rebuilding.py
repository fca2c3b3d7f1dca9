"""The rebuild attack on a corpus written by chance: it puts sentence sets in order, and fails on counts."""

import inspect
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from analysis import Features, Lexicon, build_features
from analysis.lexicon.dictionary import Dictionary
from tests.benchmarks.rebuild import attack
from tests.benchmarks.rebuild_attacks import Published
from tests.benchmarks.rebuilt_sentences import documents_with, runs_of

LEVELS = "level" in inspect.signature(Features.publish).parameters
DAYS, A_DAY, SENTENCES = 60, 6, 6
WORDS, WAYS = 400, 12


def written_by_chance(seed: int = 0) -> pl.DataFrame:
    """Texts whose words follow each other in twelve ways each: few enough to order a set, too many to guess a sentence."""
    random = np.random.default_rng(seed)
    lines = Dictionary.jieba().lines.filter(pl.col("word").str.len_chars() == 2, pl.col("tag") == "n")
    words = lines.sort("frequency", "word", descending=True)["word"].head(WORDS).to_list()
    after = np.array([random.choice(WORDS, WAYS, replace=False) for _ in words])
    joints = random.choice(["的", "和", "，", "", "在"], WORDS)

    def sentence() -> str:
        at, said = int(random.integers(WORDS)), []
        for _ in range(int(random.integers(9, 13))):
            said.append(words[at] + joints[at])
            at = int(after[at][random.integers(WAYS)])
        return "".join(said).rstrip("，") + "。"

    rows = []
    for day in range(DAYS):
        for number in range(A_DAY):
            text = (
                "".join(sentence() for _ in range(SENTENCES))
                + ("六保。" if number % 2 else "")
                + ("六稳六保。" * (number > 3))
            )
            on = date(2020, 1, 1) + timedelta(day)
            rows.append((f"d{day:02}-{number}", on, f"第{day}日第{number}篇", text))
    return pl.DataFrame(rows, schema=["doc_id", "date", "title", "text"], orient="row")


@pytest.fixture(scope="module")
def corpus():
    return written_by_chance()


@pytest.fixture(scope="module")
def features(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    corpus.with_columns(kind=pl.lit("story"), source=pl.lit("s")).write_parquet(folder / "t.parquet")
    return build_features(folder / "t.parquet", Lexicon.read(), tmp_path_factory.mktemp("private") / "counts")


def shares(corpus, folder):
    found, wanted = attack(corpus, None, folder, sentences=150, tell=lambda line: None)
    return {name: hit.mean() for name, hit in found["same"].items()}, wanted


def test_sentence_sets_are_put_in_order(corpus, features, tmp_path):
    features.publish(tmp_path / "sets", min_documents=2, **({"level": "sets"} if LEVELS else {}))
    assert Published(tmp_path / "sets").level == "sets"
    found, wanted = shares(corpus, tmp_path / "sets")
    assert len(wanted.at) == 150 and not wanted.formula.any()
    assert found["order8"] > 0.3 and found["run, new"] > 0.5


@pytest.mark.skipif(not LEVELS, reason="the published edition has one level")
def test_counts_are_not(corpus, features, tmp_path):
    features.publish(tmp_path / "counts", min_documents=2)
    assert Published(tmp_path / "counts").level == "counts"
    found, _ = shares(corpus, tmp_path / "counts")
    assert found["order8"] == 0 == found["whole"] and found["run, new"] < 0.1


def test_a_run_is_counted_once_for_each_text_that_holds_it():
    whole = ["甲乙丙丁" * 5, "子丑寅卯" * 5, "甲乙丙丁" * 4, "短"]
    runs = [*runs_of(whole[0])[:2], whole[1][:15], "没有的" * 5]
    assert documents_with(runs, whole).tolist() == [2, 2, 1, 0]
    assert documents_with(runs, whole).tolist() == [sum(run in text for text in whole) for run in runs]
    assert documents_with([], whole).tolist() == []
