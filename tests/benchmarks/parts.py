"""The parts of the benchmark that measure this project alone: words, questions, workers, the first seconds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl

from tests.support.reference_scan import is_han, jieba_words

from . import peers

ROOT = Path(__file__).resolve().parents[2]


def words(path: Path, place: Path, repeat: int) -> list[str]:
    """Million characters a second of each segmenter, one thread."""
    from analysis.lexicon.lexicon import Lexicon
    from analysis.segment.character_classes import KINDS
    from analysis.segment.code_points import code_points
    from analysis.segment.double_array import jieba_double_array
    from analysis.segment.match_rules import MatchRules
    from analysis.segment.scan_kernel import scan
    from analysis.segment.scratch_arrays import Scratch
    from analysis.segment.words import segment, word_ends

    rows = pl.read_ndjson(path, n_rows=2_000)
    documents = list(zip(rows["title"].to_list(), rows["text"].to_list()))
    rules, chars = MatchRules.of(Lexicon.read()), code_points("".join("".join(pair) for pair in documents))
    ends, scratch, most = np.empty(len(chars), np.int64), Scratch.of(len(chars)), 250
    some, few = [text.replace("\n", " ") for _, text in documents[:most]], place / "words.jsonl"
    pl.DataFrame({"text": some}).write_ndjson(few)
    all_chars, some_chars = len(chars), sum(map(len, some))
    clocks = {
        "kernel, ends of words": (
            all_chars,
            clock(lambda: word_ends(chars, KINDS, jieba_double_array(), scratch, ends)),
        ),
        "kernel, words and slogans to ids": (all_chars, clock(lambda: scan(documents, rules))),
        "jieba, strings": (some_chars, clock(lambda: [jieba_words(text) for text in some])),
    }
    same, which = all(segment(text) == jieba_words(text) for text in some), ""
    if find_spec("rjieba"):
        import rjieba

        clocks["rjieba, strings"] = (some_chars, clock(lambda: [rjieba.cut(text, False) for text in some]))
        same = same and all(segment(text) == rjieba.cut(text, False) for text in some)
    with_r = peers.JIEBAR in peers.installed()
    if with_r:
        clocks["jiebaR, strings"] = (some_chars, lambda: peers.seconds_for_words(few))
    turns = [{name: seconds() for name, (_, seconds) in clocks.items()} for _ in range(repeat + 1)][1:]
    speed = {name: size / median(turn[name] for turn in turns) / 1e6 for name, (size, _) in clocks.items()}
    if with_r:  # which cuts letters and figures one by one
        which = ", of jiebaR those that are counted (two characters or more, one of them Chinese)"
        same = same and all(
            [*filter(is_counted, jieba_words(text))] == [*filter(is_counted, found)]
            for text, found in zip(some, peers.words_found(few), strict=True)
        )
    return [
        "## Words",
        f"One processor, processor time. The words of all were {'the same' if same else 'NOT the same'}{which}.",
        "",
        "| | million characters a second | times jieba |",
        "|---|---|---|",
        *(f"| {name} | {rate:.2f} | {rate / speed['jieba, strings']:.0f} |" for name, rate in speed.items()),
    ]


def clock(run):
    """Seconds of the processor that a run takes, when called."""

    def seconds() -> float:
        begun = time.process_time()
        run()
        return time.process_time() - begun

    return seconds


def is_counted(word: str) -> bool:
    """Whether this project counts a word: two characters or more, one of them Chinese."""
    return len(word) > 1 and any(map(is_han, word))


QUESTIONS = """
import sys, time
from analysis import Features, Lexicon, build_features, cooccurrence, network_series, timeline
path, out = sys.argv[1:]
def clock(name, run):
    start = time.perf_counter(); run(); print(f"{name}\t{time.perf_counter() - start:.3f}", flush=True)
lexicon = Lexicon.read()
import os
clock("count", lambda: build_features(path, lexicon, out))
clock("count again, nothing changed", lambda: build_features(path, lexicon, out))
features = Features.open(out)
term = features.terms[0]
clock("the first timeline of one slogan", lambda: timeline(features, [term]))
clock("another slogan", lambda: timeline(features, [features.terms[-1]]))
clock("all slogans, month by month", lambda: timeline(features, every="1mo"))
clock("all slogans with bootstrap intervals, B = 2,000", lambda: timeline(features).bootstrap(2_000))
clock("pairs of slogans in three years, tested", lambda: cooccurrence(features, start="2018", end="2021").test())
clock("pairs of slogans in documents", lambda: cooccurrence(features, context="document"))
clock("networks of all years, backbone, communities, layout", lambda: network_series(features))
"""


def questions(path: Path, place: Path) -> list[str]:
    """New questions put to counted features."""
    output = subprocess.run(
        [sys.executable, "-c", QUESTIONS, str(path), str(place / "questions")],
        check=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout
    rows = [line.split("\t") for line in output.strip().split("\n")]
    return [
        "## Questions to counted texts",
        "One process, in this order.",
        "",
        "| question | seconds |",
        "|---|---|",
        *(f"| {name} | {seconds} |" for name, seconds in rows),
    ]


WORKERS = """
import hashlib, pathlib, shutil, statistics, sys, time
def digest(folder):
    total = hashlib.sha256()
    for file in sorted(pathlib.Path(folder).rglob("*")):
        if file.is_file(): total.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    return total.hexdigest()[:16]
if __name__ == "__main__":
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from analysis import Lexicon, build_features
    path, out = sys.argv[1:]
    lexicon = Lexicon.read()
    def run(executors):
        times = {name: [] for name in executors}
        for turn in range(6):  # the first is not timed: every worker loads its tables
            for name, executor in executors.items():
                shutil.rmtree(f"{out}/{name}", ignore_errors=True)
                start = time.perf_counter(); build_features(path, lexicon, f"{out}/{name}", executor=executor)
                times[name] += [time.perf_counter() - start] * (turn > 0)
        for name, own in times.items():
            print(f"{name}\\t{statistics.median(own):.2f}\\t{digest(out + '/' + name)}", flush=True)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        executors = {"threads of one process": None, "two processes": pool}
        try:
            import distributed
        except ImportError:
            raise SystemExit(run(executors))
        with distributed.LocalCluster(n_workers=2, threads_per_worker=1, host="tcp://127.0.0.1", dashboard_address=None) as cluster:
            with distributed.Client(cluster) as client:
                run({**executors, "two Dask workers over TCP": client.get_executor()})
"""


def workers(path: Path, place: Path) -> list[str]:
    """The same counting by threads, processes and Dask."""
    script = place / "workers.py"
    script.write_text(WORKERS, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    output = subprocess.run(
        [sys.executable, str(script), str(path), str(place / "workers")],
        check=True,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    ).stdout
    rows = [line.split("\t") for line in output.strip().split("\n")]
    return [
        "## Who does the work",
        "Counting alone, every worker warm; medians of five turns.",
        "",
        "| executor | seconds | digest of all files |",
        "|---|---|---|",
        *(f"| {name} | {seconds} | {digest} |" for name, seconds, digest in rows),
    ]


STARTING = """
import sys, time
start = time.perf_counter()
from analysis import Corpus, Features, cooccurrence, timeline
took = time.perf_counter() - start
from analysis import Lexicon, build_features
path, out = sys.argv[1:]
start = time.perf_counter()
build_features(path, Lexicon.read(), out, resume=False)
print(took, time.perf_counter() - start)
"""


def starting(place: Path, repeat: int) -> list[str]:
    """Import, the first count ever on a machine, and the first of a later process."""
    text = place / "one.jsonl"
    text.write_text(
        '{"doc_id": "a", "date": "2016-03-01", "title": "村里", "text": "四下基层是一个好传统。"}\n', "utf-8"
    )
    environment = {**os.environ, "TIFA_CACHE": str(place / "cache")}
    runs = []
    for _ in range(1 + max(3, repeat)):
        output = subprocess.run(
            [sys.executable, "-c", STARTING, str(text), str(place / "one")],
            check=True,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        ).stdout
        runs.append([float(part) for part in output.split()])
    later = [median(run[kind] for run in runs[1:]) for kind in (0, 1)]
    return [
        "## The first seconds",
        "Each in a process of its own; Python's own compiled files were there.",
        "",
        "| | seconds |",
        "|---|---|",
        f"| `from analysis import Corpus, Features, cooccurrence, timeline` | {later[0]:.2f} |",
        f"| the first count ever on a machine: compiling, laying out the dictionary | {runs[0][1]:.1f} |",
        f"| the first count of a later process | {later[1]:.2f} |",
    ]
