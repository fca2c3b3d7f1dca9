"""A folder of features under kill, full disk, two writers and readers: the old set or the new one, and no litter."""

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time

import pytest

from analysis import verify_features
from analysis.core.errors import StudyError
from analysis.core.file_set import write_set
from analysis.counts.build import build_features
from analysis.counts.features import Features
from analysis.lexicon.lexicon import Lexicon
from tests.support.counting_corpora import files, made
from tests.support.killed_writers import FULL, READ_ONLY, KilledError, stopped_at
from tests.support.places import ROOT

LEXICON = Lexicon.read()
OLD, NEW = made(6, seed=1), made(9, seed=2)


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    """Folders that undisturbed runs wrote: old and new, private and published."""
    top = tmp_path_factory.mktemp("undisturbed")
    for name, texts in (("old", OLD), ("new", NEW)):
        build_features(texts, LEXICON, top / name).publish(top / f"shared-{name}", min_documents=1)
    return top


def build(sets, out):
    build_features(NEW, LEXICON, out)


def share(sets, out):
    Features.open(sets / "new").publish(out, min_documents=1)


WRITERS = pytest.mark.parametrize(("write", "kind"), [(build, ""), (share, "shared-")])


def documents(folder) -> int:
    features = Features.open(folder)
    found = [getattr(features, name).collect() for name in ("documents", "mentions", "sentences", "vocabulary")]
    assert {*found[1]["doc_id"], *found[2]["doc_id"]} <= {*found[0]["doc_id"]}
    return found[0].height


@WRITERS
@pytest.mark.parametrize("error", [KilledError, FULL, READ_ONLY])
def test_at_every_operation_a_reader_sees_old_or_new_and_the_next_run_mends(sets, tmp_path, write, kind, error):
    with stopped_at(-1) as whole:
        shutil.copytree(sets / f"{kind}old", tmp_path / "count")
        before = whole.done
        write(sets, tmp_path / "count")
    number = whole.done - before
    assert number > 20
    for last in range(0, number, 4 if error is KilledError else 7):  # prime to what a file takes
        out = tmp_path / str(last)
        shutil.copytree(sets / f"{kind}old", out)
        try:
            with stopped_at(last, error):
                write(sets, out)
        except StudyError as told:
            assert str(out) in str(told) and error is not KilledError
        assert documents(out) in (6, 9)
        write(sets, out)
        assert files(out) == files(sets / f"{kind}new")


def test_a_killed_process(sets, tmp_path):
    """Really killed, while it counts; what it had finished is not counted again."""
    program = (
        "import sys, time; from analysis.counts import counted_parts as parts; from analysis import build_features, Lexicon\n"
        "from tests.support.counting_corpora import made\n"
        "real, calls = parts.count_texts, []\n"
        "def slow(*a):\n"
        "    calls.append(a)\n"
        "    if len(calls) > 1: print('here', flush=True); time.sleep(60)\n"
        "    return real(*a)\n"
        "parts.count_texts = slow\n"
        "build_features(made(9, seed=2), Lexicon.read(), sys.argv[1], shard_chars=10**9)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, env=env) as process:
        assert process.stdout is not None and process.stdout.readline() == b"here\n"
        with pytest.raises(StudyError, match=f"process {process.pid} on "):
            build_features(NEW, LEXICON, tmp_path)
        with pytest.raises(StudyError, match=r"no features\.json"):
            Features.open(tmp_path)
        process.send_signal(signal.SIGKILL)
    finished = {path: path.stat().st_mtime_ns for path in (tmp_path / "parts").iterdir()}
    assert len(finished) == 1
    build_features(NEW, LEXICON, tmp_path)
    assert files(tmp_path) == files(sets / "new")
    assert all(path.stat().st_mtime_ns == written for path, written in finished.items())


def test_a_second_writer_is_told_who_the_first_is(tmp_path):
    with write_set(tmp_path) as first:
        first.write("a", b"1")
        with pytest.raises(StudyError, match=f"process {os.getpid()} on .* since 2"), write_set(tmp_path):
            pass
        first.commit({})
    with write_set(tmp_path) as second:
        second.commit({})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["features.json"]


def test_readers_keep_their_sets_and_the_last_write_clears_up(sets, tmp_path):
    out = tmp_path / "f"
    shutil.copytree(sets / "old", out)
    first = Features.open(out)
    build_features(NEW, LEXICON, out)
    second = Features.open(out)
    build_features(made(12, seed=3), LEXICON, out)
    third = pickle.loads(pickle.dumps(Features.open(out)))
    assert [one.documents.collect().height for one in (first, second, third)] == [6, 9, 12]
    assert pickle.loads(pickle.dumps(first)).mentions.collect().equals(first.mentions.collect())
    del first
    build_features(made(12, seed=3), LEXICON, out)
    assert second.sentences.collect().height > 0
    assert len(list(out.glob(".features-*.json"))) == 1
    del second
    build_features(NEW, LEXICON, out)
    del third
    build_features(NEW, LEXICON, out)
    assert files(out) == files(sets / "new")


def test_a_set_that_comes_back_is_still_that_of_its_first_readers(sets, tmp_path):
    out = tmp_path / "f"
    shutil.copytree(sets / "shared-old", out)
    first = Features.open(out)
    for name in ("new", "old", "new"):
        Features.open(sets / name).publish(out, min_documents=1)
    assert first.documents.collect().height == 6
    assert verify_features(out).whole
    del first
    share(sets, out)
    assert files(out) == files(sets / "shared-new")


def test_a_worker_holds_for_itself(sets, tmp_path):
    """What was sent to another process stays there for it, also when the sender lets go."""
    out = tmp_path / "f"
    shutil.copytree(sets / "old", out)
    sent = pickle.dumps(Features.open(out))
    received = pickle.loads(sent)
    build_features(NEW, LEXICON, out)
    assert received.documents.collect().height == 6


@pytest.mark.parametrize("missing", ["fcntl", "link"])
def test_where_nobody_can_tell_who_reads_a_set_stays_until_the_next_write(sets, tmp_path, monkeypatch, missing):
    out = tmp_path / "f"
    shutil.copytree(sets / "shared-old", out)
    if missing == "fcntl":
        monkeypatch.setattr("analysis.core.file_locks._taken", lambda handle: True)
        monkeypatch.setattr("analysis.core.file_locks._shared", lambda handle: None)
    else:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError("no second names")))
    reader = Features.open(out)
    share(sets, out)
    assert reader.documents.collect().height == 6
    share(sets, out)
    assert files(out) == files(sets / "shared-new")


def test_many_builds_leave_no_open_files(sets, tmp_path):
    descriptors = "/proc/self/fd"
    if not os.path.isdir(descriptors):
        pytest.skip("no list of open files on this system")
    share(sets, tmp_path)
    before = len(os.listdir(descriptors))
    for place in range(8):
        Features.open(sets / ("new" if place % 2 else "old")).publish(tmp_path, min_documents=1)
    assert len(os.listdir(descriptors)) == before


def test_files_of_somebody_else_among_what_a_killed_run_left(sets, tmp_path):
    with stopped_at(40):
        build_features(NEW, LEXICON, tmp_path)
    own = tmp_path / "documents" / "mine.parquet"
    own.parent.mkdir(exist_ok=True)
    own.write_text("mine")
    with pytest.raises(StudyError, match=r"mine\.parquet"):
        build_features(NEW, LEXICON, tmp_path)
    own.unlink()
    build_features(NEW, LEXICON, tmp_path)
    assert files(tmp_path) == files(sets / "new")


def test_a_lock_of_somebody_else_is_left_alone(tmp_path):
    lock = tmp_path / ".features.lock"
    lock.write_text("mine\n")  # a line that is whole: half of one may be that of a run that was killed
    with pytest.raises(StudyError, match="other files"), write_set(tmp_path):
        pass
    assert lock.read_text() == "mine\n"


def test_a_run_that_fails_leaves_the_old_set_and_nothing_else(sets, tmp_path):
    out = tmp_path / "f"
    shutil.copytree(sets / "shared-old", out)
    with pytest.raises(KeyError), write_set(out) as new:
        new.write("documents/2014", b"x", suffix=".parquet")
        raise KeyError("x")
    assert files(out) == files(sets / "shared-old")


def test_features_of_an_earlier_layout_are_replaced(sets, tmp_path):
    for file in ("documents/2014.parquet", "mentions/2014.parquet", "sentences/2014.parquet", "vocabulary.parquet"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(b"x")
    manifest = {"schema": 1, "edition": "published", "shards": [{"name": "2014"}]}
    (tmp_path / "features.json").write_text(json.dumps(manifest))
    with pytest.raises(StudyError, match="version 1"):
        Features.open(tmp_path)
    share(sets, tmp_path)
    share(sets, tmp_path)
    assert files(tmp_path) == files(sets / "shared-new")


def test_readers_while_another_process_writes(sets, tmp_path):
    """One process replaces the set again and again; whoever opens it meanwhile reads one whole set."""
    out = tmp_path / "f"
    shutil.copytree(sets / "shared-old", out)
    program = (
        "import sys; from analysis import Features\n"
        "sets = [Features.open(sys.argv[1] + name) for name in ('/new', '/old')]\n"
        "print('here', flush=True)\n"
        "for place in range(30): sets[place % 2].publish(sys.argv[2], min_documents=1)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, str(sets), str(out)]
    seen = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env) as process:
        assert process.stdout is not None and process.stdout.readline() == b"here\n"
        end = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < end:
            seen.append(documents(out))
    assert process.returncode == 0
    assert set(seen) <= {6, 9}
    assert files(tmp_path / "f").keys() >= files(sets / "shared-old").keys()
