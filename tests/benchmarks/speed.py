"""How fast this project is beside what people use, on the same texts with the same answers.

    python -m tests.benchmarks.speed [--sizes 2000 20000] [--corpus TABLE.parquet] [--repeat 3] [--keep FOLDER] [--write]

Each program runs in a process of its own, in turns, after a run of this project that is not counted (it compiles
and fills its cache). ``--corpus`` takes a parquet table with doc_id, date, title and text instead of the
generated texts. ``--slow`` is the largest number of documents that the slow programs are given. ``--write``
writes the tables into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from math import log
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl

from . import generated
from .contenders import RUNS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
MARK = "<!-- measured: everything below is written by python -m tests.benchmarks.speed --write -->"
PACKAGES = ("polars", "numba", "numpy", "scipy", "networkx", "jieba", "rjieba", "scikit-learn", "distributed")
OURS = next(iter(RUNS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[2_000, 20_000, 200_000])
    parser.add_argument("--corpus")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--slow", type=int, default=20_000)
    parser.add_argument("--keep", help="a folder for the generated texts, which are then not made anew each time")
    parser.add_argument("--only", nargs="*", default=["ends", "words", "questions", "workers"])
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    lines = [f"{time.strftime('%Y-%m-%d')}; {platform.machine()}, {len(os.sched_getaffinity(0))} processors, load "
             f"{os.getloadavg()[0]:.1f} at the start; Python {platform.python_version()}, " + ", ".join(versions()) + ".", ""]
    with tempfile.TemporaryDirectory(prefix="speed-") as folder:
        place = Path(folder)
        corpora = {}
        if chosen.corpus:
            corpora[Path(chosen.corpus).stem] = as_lines(chosen.corpus, place / "corpus.jsonl")
        else:
            made = Path(chosen.keep or folder)
            made.mkdir(parents=True, exist_ok=True)
            for n in chosen.sizes:
                path = corpora[f"{n:,} documents"] = made / f"{n}.jsonl"
                if not path.exists():
                    generated.write(path, n)
        if "ends" in chosen.only:
            lines += end_to_end(corpora, place, chosen.repeat, chosen.slow)
        last = list(corpora.values())[min(1, len(corpora) - 1)]
        if "words" in chosen.only:
            lines += words(last, chosen.repeat)
        if "questions" in chosen.only:
            lines += questions(last, place)
        if "workers" in chosen.only:
            lines += workers(last, place)
    text = "\n".join(lines) + "\n"
    print(text)
    if chosen.write:
        before = PAGE.read_text("utf-8").partition(MARK)[0] if PAGE.exists() else ""
        PAGE.write_text(f"{before}{MARK}\n\n{text}", "utf-8")


def versions() -> list[str]:
    found = []
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return found


def as_lines(table: str, path: Path) -> Path:
    columns = ["doc_id", "date", "title", "text"]
    frame = pl.read_parquet(table).rename({"id": "doc_id"}, strict=False).select(columns)
    frame.with_columns(pl.col("date").cast(pl.String)).sort("date", "doc_id").write_ndjson(path)
    return path


def once(name: str, path: Path, out: Path) -> dict:
    """One run in a fresh process."""
    subprocess.run([sys.executable, "-m", "tests.benchmarks.contenders", name, str(path), str(out)], check=True, cwd=ROOT)
    told = json.loads((out / "told.json").read_text("utf-8"))
    features = out / "features"
    if features.exists():
        for file in sorted(features.rglob("*.parquet")):
            file.unlink()  # the next run counts again
    return told


def end_to_end(corpora: dict[str, Path], place: Path, repeat: int, slow: int) -> list[str]:
    lines = ["## From texts to timelines and networks", "",
             "JSON lines in; yearly timelines of all slogans with intervals and yearly networks of the slogans and "
             "2,000 words out. Medians.", "",
             "| texts | program | runs | seconds | times as long | processor seconds | peak memory, MB | equal hits | "
             "equal edges |",
             "|---|---|---|---|---|---|---|---|---|"]
    ours = []
    for label, path in corpora.items():
        with path.open("rb") as file:
            documents = sum(1 for _ in file)
        names = [name for name in RUNS if name == OURS or documents <= slow or "corpus" in path.name]
        once(OURS, path, place / "warm")
        told: dict[str, list[dict]] = {name: [] for name in names}
        for _ in range(repeat):
            for place_of, name in enumerate(names):
                told[name].append(once(name, path, place / f"run{place_of}"))
        base = median(run["seconds"] for run in told[OURS])
        ours.append((documents, base))
        for place_of, name in enumerate(names):
            seconds, processor, peak = (
                median(run[key] for run in told[name]) for key in ("seconds", "processor", "peak_mb"))
            same = [agreement(place / "run0" / table, place / f"run{place_of}" / table) for table in ("hits.parquet", "edges.parquet")]
            lines.append(f"| {label} | {name} | {repeat} | {seconds:.1f} | {seconds / base:.1f} | {processor:.1f} "
                         f"| {peak:,.0f} | {same[0]} | {same[1]} |")
        stages = {stage: median(run["stages"][stage] for run in told[OURS]) for stage in told[OURS][0]["stages"]}
        lines.append(f"| | of this: {', '.join(f'{stage} {seconds:.1f} s' for stage, seconds in stages.items())} | | | | | | | |")
    if len(ours) > 1:
        (few, short), (many, long) = ours[-2], ours[-1]
        lines += ["", f"From {few:,} to {many:,} documents the time of this project grows with the exponent "
                      f"{log(long / short) / log(many / few):.2f}."]
    return [*lines, ""]


def agreement(left: Path, right: Path) -> str:
    """How many rows of two tables are the same, of all rows in either."""
    a, b = pl.read_parquet(left), pl.read_parquet(right)
    both = a.join(b, on=a.columns, how="inner").height
    return f"{both / max(1, a.height + b.height - both):.2%} of {max(a.height, b.height):,}"


def words(path: Path, repeat: int) -> list[str]:
    """Million characters a second of each segmenter, one thread."""
    from analysis._segment import routes
    from analysis._segment import tables
    from analysis.lexicon import Lexicon
    from analysis._segment.rules import Rules
    from analysis.segment import cutter, scan

    rows = pl.read_ndjson(path, n_rows=2_000)
    documents = list(zip(rows["title"].to_list(), rows["text"].to_list()))
    rules, chars = Rules.of(Lexicon.read()), routes.points("".join("".join(pair) for pair in documents))
    ends, notes, most = np.empty(len(chars), np.int64), routes.Scratch.of(len(chars)), 250
    some = [text for _, text in documents[:most]]
    ways = {
        "kernel, ends of words": (len(chars), lambda: routes.cut_ends(chars, tables.KINDS, tables.words(), notes, ends)),
        "kernel, words and slogans to ids": (len(chars), lambda: scan(documents, rules, engine="kernel")),
        "rjieba, strings": (sum(map(len, some)), lambda: [cutter("rjieba")(text) for text in some]),
        "jieba, strings": (sum(map(len, some)), lambda: [cutter("jieba")(text) for text in some]),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(repeat + 1):
        for name, (_, run) in ways.items():
            clock = time.process_time()
            run()
            if turn:
                took[name].append(time.process_time() - clock)
    speed = {name: ways[name][0] / median(times) / 1e6 for name, times in took.items()}
    same = all(cutter("kernel")(text) == cutter("jieba")(text) == cutter("rjieba")(text) for text in some)
    return ["## Words", "", "One processor, processor time. The words of all were "
            + ("the same." if same else "NOT the same."), "", "| | million characters a second | times jieba |", "|---|---|---|",
            *(f"| {name} | {rate:.2f} | {rate / speed['jieba, strings']:.0f} |" for name, rate in speed.items()), ""]


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
    told = subprocess.run([sys.executable, "-c", QUESTIONS, str(path), str(place / "questions")], check=True, cwd=ROOT,
                          capture_output=True, text=True).stdout
    rows = [line.split("\t") for line in told.strip().split("\n")]
    return ["## Questions to counted texts", "", "One process, in this order.", "", "| question | seconds |", "|---|---|",
            *(f"| {name} | {seconds} |" for name, seconds in rows), ""]


WORKERS = """
import hashlib, pathlib, sys, time
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
    def run(name, executor):
        build_features(path, lexicon, f"{out}/warm {name}", executor=executor)  # every worker has loaded its tables
        start = time.perf_counter(); build_features(path, lexicon, f"{out}/{name}", executor=executor)
        print(f"{name}\\t{time.perf_counter() - start:.2f}\\t{digest(out + '/' + name)}", flush=True)
    run("threads of one process", None)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        run("two processes", pool)
    try:
        import distributed
    except ImportError:
        raise SystemExit
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, host="tcp://127.0.0.1", dashboard_address=None) as cluster:
        with distributed.Client(cluster) as client:
            run("two Dask workers over TCP", client.get_executor())
"""


def workers(path: Path, place: Path) -> list[str]:
    """The same counting by threads, processes and Dask."""
    script = place / "workers.py"
    script.write_text(WORKERS, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    told = subprocess.run([sys.executable, str(script), str(path), str(place / "workers")], check=True, cwd=ROOT, env=environment,
                          capture_output=True, text=True).stdout
    rows = [line.split("\t") for line in told.strip().split("\n")]
    return ["## Who does the work", "", "Counting alone, every worker warm.", "", "| executor | seconds | digest of all files |",
            "|---|---|---|", *(f"| {name} | {seconds} | {digest} |" for name, seconds, digest in rows), ""]


if __name__ == "__main__":
    main()
