"""Whoever does the work, and wherever the files lie: the same bytes."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from polars.testing import assert_frame_equal

from analysis.core.errors import StudyError
from analysis.counts import build as building
from analysis.counts import text_sources as sources
from analysis.counts.build import build_features
from analysis.counts.features import Features
from analysis.lexicon.lexicon import Lexicon
from tests.support.counting_corpora import DeadlyPart, files, made
from tests.support.places import ROOT

LEXICON = Lexicon.read()
TEXTS = made(150, seed=3)


def processes(number: int = 2) -> ProcessPoolExecutor:
    # not forked: a copy of a process that has threads of its own may wait for ever for one it lacks
    return ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn"))


@pytest.fixture(scope="module", autouse=True)
def _seen_by_workers():
    """Workers are new processes; they import the helpers of these tests by name."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), before]))
    yield
    os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("here")
    build_features(TEXTS, LEXICON, folder)
    return files(folder)


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    path = tmp_path_factory.mktemp("lines") / "texts.jsonl"
    TEXTS.documents.join(TEXTS.texts, on="doc_id").sort("doc_id").write_ndjson(path)
    return path


def test_threads(expected, tmp_path):
    with ThreadPoolExecutor(3) as executor:
        build_features(TEXTS, LEXICON, tmp_path, executor=executor, shard_chars=1)
    assert files(tmp_path) == expected


def test_processes_and_a_killed_one(expected, tmp_path, monkeypatch):
    with processes() as executor:
        build_features(TEXTS, LEXICON, tmp_path / "whole", executor=executor, shard_chars=1)
        assert files(tmp_path / "whole") == expected
        deadly = [
            DeadlyPart(part.label, part.batch, str(tmp_path / "died"), place == 1)
            for place, part in enumerate(sources.parts_of(TEXTS))
        ]
        monkeypatch.setattr(building, "parts_of", lambda corpus: deadly)
        build_features(TEXTS, LEXICON, tmp_path / "killed", executor=executor, shard_chars=1)
    assert (tmp_path / "died").exists()
    assert files(tmp_path / "killed") == expected


def test_dask_over_tcp_and_a_killed_worker(expected, tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="tcp://127.0.0.1", dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        build_features(TEXTS, LEXICON, tmp_path / "whole", executor=client.get_executor(), shard_chars=1)
        assert files(tmp_path / "whole") == expected
        deadly = [
            DeadlyPart(part.label, part.batch, str(tmp_path / "died"), place == 1)
            for place, part in enumerate(sources.parts_of(TEXTS))
        ]
        monkeypatch.setattr(building, "parts_of", lambda corpus: deadly)
        build_features(TEXTS, LEXICON, tmp_path / "killed", executor=client.get_executor(), shard_chars=1)
    assert (tmp_path / "died").exists()
    assert files(tmp_path / "killed") == expected


def test_a_wrong_page_is_no_dead_worker(tmp_path, monkeypatch):
    def wrong(*_, **__):
        raise StudyError("this page")

    monkeypatch.setattr("analysis.counts.counted_parts.count_texts", wrong)
    with pytest.raises(StudyError, match="this page"):
        build_features(TEXTS, LEXICON, tmp_path)


def tables(features: Features) -> list:
    """The rows of all tables, in one order."""
    order = {
        "documents": ["doc_id"],
        "mentions": ["doc_id", "sentence", "start", "term"],
        "sentences": ["doc_id", "sentence"],
        "vocabulary": ["term_id"],
    }
    return [getattr(features, name).collect().sort(keys) for name, keys in order.items()]


@pytest.mark.parametrize(
    ("piece", "texts"),
    [(100, 20), (3_000, 150), (10**9, 150)],  # a piece of 100 bytes ends within a line
)
def test_a_file_of_lines_piece_by_piece(tmp_path, monkeypatch, piece, texts):
    monkeypatch.setattr(sources, "PIECE_BYTES", piece)
    corpus = made(texts, seed=3)
    whole = build_features(corpus, LEXICON, tmp_path / "memory")
    path = tmp_path / "texts.jsonl"
    corpus.documents.join(corpus.texts, on="doc_id").sort("doc_id").write_ndjson(path)
    features = build_features(path, LEXICON, tmp_path / "lines")
    assert (len(features.manifest["shards"]) == 1) == (piece > path.stat().st_size)
    for left, right in zip(tables(whole), tables(features)):
        names = [name for name in left.columns if name not in ("date_precision", "reprint_count")]
        assert_frame_equal(left.select(names), right.select(names))


def test_a_parquet_file_row_by_row(lines, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "PIECE_ROWS", 40)
    TEXTS.documents.join(TEXTS.texts, on="doc_id").sort("doc_id").write_parquet(tmp_path / "texts.parquet")
    features = build_features(tmp_path / "texts.parquet", LEXICON, tmp_path / "rows")
    assert len(features.manifest["shards"]) == 4
    for left, right in zip(tables(build_features(lines, LEXICON, tmp_path / "lines")), tables(features)):
        assert_frame_equal(left, right)


def test_a_line_added_at_the_end_counts_the_last_piece(lines, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "PIECE_BYTES", 3_000)
    path = tmp_path / "growing.jsonl"
    path.write_bytes(lines.read_bytes())
    before = build_features(path, LEXICON, tmp_path / "f").manifest["shards"]
    with path.open("a", encoding="utf-8") as file:
        file.write('{"doc_id":"new","date":"2014-05","title":"新","text":"四下基层。"}\n')
    after = build_features(path, LEXICON, tmp_path / "f")
    assert [shard["name"] for shard in after.manifest["shards"]][: len(before) - 1] == [s["name"] for s in before[:-1]]
    added = after.documents.collect().filter(doc_id="new")
    assert added.select("date", "date_precision").rows()[0][1] == "month"


@pytest.mark.parametrize(
    "line,message",
    [
        ('{"id":"a","text":"一"}', "no column 'doc_id'"),
        ('{"doc_id":"a","date":"2014/5/5","text":"一"}', "write dates as"),
        ("not json", "no file of JSON lines"),
        ('{"doc_id":"a","text":"一"}\n{"doc_id":"a","text":"二"}', "more than once"),
    ],
)
def test_files_that_cannot_be_counted(tmp_path, line, message):
    (tmp_path / "x.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(StudyError, match=message):
        build_features(tmp_path / "x.jsonl", LEXICON, tmp_path / "f")


def test_places_that_hold_nothing(tmp_path):
    with pytest.raises(StudyError, match="nothing at"):
        build_features(tmp_path / "none.jsonl", LEXICON, tmp_path / "f")
    (tmp_path / "empty").mkdir()
    with pytest.raises(StudyError, match="use Corpus.read"):
        build_features(tmp_path / "empty", LEXICON, tmp_path / "f")


def test_a_single_file_on_a_server_of_pages(lines):
    pytest.importorskip("aiohttp")  # what fsspec reads pages with
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=lines.parent)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/{lines.name}"
        try:
            found = sources.pieces_of([url])
        finally:
            server.shutdown()
    assert {piece.url for piece in found} == {url} and found[-1].end == lines.stat().st_size


def test_a_bucket(expected, lines, tmp_path, monkeypatch):
    moto = pytest.importorskip("moto.server")
    s3fs = pytest.importorskip("s3fs")
    server = moto.ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_ALLOW_HTTP": "true",
            "AWS_SECRET_ACCESS_KEY": "b",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            monkeypatch.setenv(name, value)
        s3fs.S3FileSystem.clear_instance_cache()
        system = s3fs.S3FileSystem()
        system.mkdir("texts")
        system.put_file(str(lines), "texts/in/texts.jsonl")
        build_features(TEXTS, LEXICON, "s3://texts/out")
        got = {name.removeprefix("texts/out/"): system.cat_file(name) for name in system.find("texts/out")}
        assert got == expected
        assert len(build_features(TEXTS, LEXICON, "s3://texts/out").between("2014", "2015").documents.collect())
        monkeypatch.setattr(sources, "PIECE_BYTES", 3_000)
        there = build_features("s3://texts/in", LEXICON, "s3://texts/lines")
        here = build_features(lines, LEXICON, tmp_path)
        assert there.manifest == here.manifest
        for left, right in zip(tables(here), tables(there)):
            assert_frame_equal(left, right)
        there.publish("s3://texts/published", min_documents=2)
        assert Features.open("s3://texts/published").documents.collect().height == 150
    finally:
        server.stop()
