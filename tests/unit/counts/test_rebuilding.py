"""The rebuild attack on a corpus written by chance: it puts sentence sets in order, and fails on counts."""

import re
from datetime import date, timedelta
from hashlib import sha256

import numpy as np
import polars as pl
import pytest

from analysis import Lexicon, build_features
from analysis.lexicon.dictionary import Dictionary
from tests.benchmarks.rebuild import attack, main, proven
from tests.benchmarks.rebuild_attacks import CELL, Published
from tests.benchmarks.rebuild_cut import Guess
from tests.benchmarks.rebuilt_sentences import documents_with, runs_of

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
    features.publish(tmp_path / "sets", min_documents=2, level="sets")
    assert Published(tmp_path / "sets").level == "sets"
    found, wanted = shares(corpus, tmp_path / "sets")
    assert len(wanted.at) == 150 and not wanted.formula.any()
    assert found["order8"] > 0.3 and found["run, new"] > 0.5


def test_counts_are_not(corpus, features, tmp_path):
    features.publish(tmp_path / "counts", min_documents=2)
    assert Published(tmp_path / "counts").level == "counts"
    found, _ = shares(corpus, tmp_path / "counts")
    assert found["order8"] == 0 == found["whole"] and found["run, new"] < 0.1


@pytest.mark.parametrize("apart", [CELL, ("date", "date_precision", "duplicate")], ids=["all", "days"])
def test_the_command_reads_cells_of_any_columns_through_the_manifest(
    corpus, features, apart, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr("analysis.counts.published_edition.finest_cells", lambda documents: ("1d", apart))
    folder = tmp_path / "counts"
    features.publish(folder, min_documents=2)
    (folder / "words" / "of-no-manifest.parquet").write_bytes(b"never read")
    assert Published(folder).cell == [name for name in CELL if name in apart]
    corpus.rename({"doc_id": "id"}).write_parquet(tmp_path / "corpus.parquet")
    arguments = ["--corpus", str(tmp_path / "corpus.parquet"), "--published", str(folder), "--sentences", "20"]
    monkeypatch.setattr("sys.argv", ["rebuild", *arguments, "--train", str(tmp_path / "corpus.parquet")])
    main()
    said = capsys.readouterr().out
    assert "counts" in said and "20 sentences" in said and "taught by the other corpus" in said
    assert re.search(r"\| order8 \| 0 \| 0\.000 \|", said) and "texts proven by their hash | 0" in said


def test_a_hash_proves_a_short_text_that_is_guessed(features, tmp_path):
    """The oracle of an edition with hashes: sentences in any order, joined in the two ways that texts are."""
    features.publish(tmp_path / "sets", min_documents=2, level="sets")
    published = Published(tmp_path / "sets")
    documents = published.documents.head(4).with_columns(n_sentences=pl.Series([2, 3, 4, 5], dtype=pl.UInt32))
    texts = ["春天来了。", "干部下乡。\n群众进城。", "一。二。三。", "一。二。三。四。"]
    hashes = [
        sha256(f"{title}\n{text}".encode()).hexdigest() for title, text in zip(documents["title"].to_list(), texts)
    ]
    published.documents = documents.with_columns(sha256=pl.Series(hashes))
    parts = [["春天来了。"], ["群众进城。", "干部下乡。"], ["三。", "一。", "二。"], ["一。", "二。", "三。"]]
    ids = documents["doc_id"].to_list()
    told = [(Guess(one, ()), text) for one, some in zip(ids, parts) for text in some]
    assert proven(published, set(ids), told) == 3
    assert proven(published, set(ids), [(guess, text + "的") for guess, text in told]) == 0
    assert proven(Published(tmp_path / "sets"), set(ids), told) == 0  # what ships has no hash


def test_a_run_is_counted_once_for_each_text_that_holds_it():
    whole = ["甲乙丙丁" * 5, "子丑寅卯" * 5, "甲乙丙丁" * 4, "短"]
    runs = [*runs_of(whole[0])[:2], whole[1][:15], "没有的" * 5]
    assert documents_with(runs, whole).tolist() == [2, 2, 1, 0]
    assert documents_with(runs, whole).tolist() == [sum(run in text for text in whole) for run in runs]
    assert documents_with([], whole).tolist() == []
