"""How fast this project is beside what people use, on the same texts with the same answers.

    python -m tests.benchmarks.speed [--sizes 2000 20000] [--corpus TABLE.parquet] [--repeat 3] [--keep FOLDER] [--write]

Each program runs in a process of its own, in turns, after a run of this project that is not counted (it compiles
and fills its cache). ``--corpus`` takes a parquet table with doc_id, date, title and text instead of the
generated texts. ``--programs`` names some of the programs, this project always among them; ``--slow`` is the
largest number of documents that the slow programs are given, with ``--slow 0`` this project alone is run, under
the heading Growth. Programs whose packages are not installed are named and left out. ``--write`` writes the tables into docs/performance.md, in place of those of the same heading.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from math import log
from pathlib import Path
from statistics import median

import polars as pl

from . import contenders, generated, peers
from .contenders import RUNS
from .parts import questions, starting, words, workers

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
MARK = "<!-- measured: everything below is written by python -m tests.benchmarks.speed --write -->"
PACKAGES = ("polars", "numba", "numpy", "scipy", "networkx", "jieba", "rjieba", "scikit-learn", "distributed")
OURS = next(iter(RUNS))
TABLES = ", no graphs"  # at the end of the name of a program that leaves pairs as tables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[2_000, 20_000, 200_000])
    parser.add_argument("--corpus")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--slow", type=int, default=20_000)
    parser.add_argument("--keep", help="a folder for the generated texts, which are then not made anew each time")
    programs = [*RUNS, *peers.PROGRAMS]
    parser.add_argument("--programs", nargs="*", default=programs, choices=programs, metavar="NAME")
    parser.add_argument("--only", nargs="*", default=["ends", "words", "questions", "workers", "starting"])
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    missing = {**contenders.missing(), **peers.missing()}
    for name in filter(missing.__contains__, chosen.programs):
        print(f"left out: {name} (it needs {missing[name]}, which is not installed)", file=sys.stderr)
    chosen.programs = [name for name in chosen.programs if name not in missing]
    sections = []
    with tempfile.TemporaryDirectory(prefix="speed-") as folder:
        place = Path(folder)
        corpora = texts(chosen, place)
        last = list(corpora.values())[min(1, len(corpora) - 1)]
        if "ends" in chosen.only:
            sections.append(end_to_end(corpora, place, chosen))
        if "words" in chosen.only:
            sections.append(words(last, place, chosen.repeat))
        if "questions" in chosen.only:
            sections.append(questions(last, place))
        if "workers" in chosen.only:
            sections.append(workers(last, place))
        if "starting" in chosen.only:
            sections.append(starting(place, chosen.repeat))
    named = f" ({Path(chosen.corpus).stem})" if chosen.corpus else ""
    where = machine()
    tables = {f"{heading}{named}": "\n".join([where, "", *lines]).strip() for heading, *lines in sections}
    print("\n\n".join(f"{heading}\n\n{text}" for heading, text in tables.items()))
    if chosen.write:
        write(tables)


def texts(chosen, place: Path) -> dict[str, Path]:
    """The texts to be counted, by name."""
    if chosen.corpus:
        return {Path(chosen.corpus).stem: as_lines(chosen.corpus, place / "corpus.jsonl")}
    made, corpora = Path(chosen.keep or place), {}
    made.mkdir(parents=True, exist_ok=True)
    for n in chosen.sizes:
        path = corpora[f"{n:,} documents"] = made / f"{n}.jsonl"
        if not path.exists():
            generated.write(path, n)
    return corpora


def machine() -> str:
    """Where and with what a section was measured."""
    return (
        f"*{time.strftime('%Y-%m-%d')}; {platform.machine()}, {len(os.sched_getaffinity(0))} processors, load "
        f"{os.getloadavg()[0]:.1f} at the end; Python {platform.python_version()}, " + ", ".join(versions()) + ".*"
    )


def write(tables: dict[str, str]) -> None:
    """Put the sections into the page, in place of those of the same heading."""
    before, _, after = PAGE.read_text("utf-8").partition(MARK)
    old = {f"## {part.partition(chr(10))[0]}": part.partition("\n")[2].strip() for part in after.split("\n## ")[1:]}
    parts = "\n\n".join(f"{heading}\n\n{text}" for heading, text in (old | tables).items())
    PAGE.write_text(f"{before}{MARK}\n\n{parts}\n", "utf-8")


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
    program = "tests.benchmarks.peers" if name in peers.PROGRAMS else "tests.benchmarks.contenders"
    subprocess.run([sys.executable, "-m", program, name, str(path), str(out)], check=True, cwd=ROOT)
    measured = json.loads((out / "measured.json").read_text("utf-8"))
    for counted in ("first", "features"):
        shutil.rmtree(out / counted, ignore_errors=True)  # the next run counts again
    return measured


def end_to_end(corpora: dict[str, Path], place: Path, chosen) -> list[str]:
    repeat, slow = chosen.repeat, chosen.slow
    lines = [
        "## From texts to timelines and networks" if slow else "## Growth",
        "JSON lines in; yearly timelines of all slogans with intervals and yearly networks of the slogans and "
        "2,000 words out. Medians. Warm: after a run of the same process over 20 documents, which loads libraries, "
        "dictionaries and compiled code; the columns behind add that run. A program that leaves tables (no graphs) is "
        "compared with this project when that leaves tables.",
        "",
        "| texts | program | runs | seconds, warm | times as long | with loading | times as long | processor seconds | "
        "peak memory, MB | equal hits | equal edges |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    ours = []
    once(OURS, next(iter(corpora.values())), place / "warm")
    for label, path in corpora.items():
        with path.open("rb") as file:
            documents = sum(1 for _ in file)
        names = [
            name for name in chosen.programs if name == OURS or documents <= slow or (slow and "corpus" in path.name)
        ]
        measured: dict[str, list[dict]] = {name: [] for name in names}
        for _ in range(repeat):
            for place_of, name in enumerate(names):
                measured[name].append(once(name, path, place / f"run{place_of}"))
        for run in (run for runs in measured.values() for run in runs):
            run["whole"] = run["loading"] + run["seconds"]
        ours.append((documents, median(run["seconds"] for run in measured[OURS])))
        for place_of, name in enumerate(names):
            seconds, loaded, processor, peak = (
                median(run[key] for run in measured[name]) for key in ("seconds", "whole", "processor", "peak_mb")
            )
            like = OURS + TABLES if name.endswith(TABLES) and OURS + TABLES in measured else OURS  # who leaves the same
            base, whole = (median(run[key] for run in measured[like]) for key in ("seconds", "whole"))
            same = [
                agreement(place / "run0" / table, place / f"run{place_of}" / table)
                for table in ("hits.parquet", "edges.parquet")
            ]
            lines.append(
                f"| {label} | {name} | {repeat} | {seconds:.1f} | {seconds / base:.1f} | {loaded:.1f} "
                f"| {loaded / whole:.1f} | {processor:.1f} "
                f"| {peak:,.0f} | {same[0]} | {same[1]} |"
            )
        stages = {
            stage: median(run["stages"][stage] for run in measured[OURS]) for stage in measured[OURS][0]["stages"]
        }
        lines.append(
            f"| | of this: {', '.join(f'{stage} {seconds:.1f} s' for stage, seconds in stages.items())} | | | | | | | | | |"
        )
    for (few, short), (many, long) in pairwise(ours):
        lines += [
            "",
            f"From {few:,} to {many:,} documents the time of this project grows with the exponent "
            f"{log(long / short) / log(many / few):.2f}.",
        ]
    return lines


def agreement(left: Path, right: Path) -> str:
    """How many rows of two tables are the same, of all rows in either."""
    a, b = pl.read_parquet(left), pl.read_parquet(right)
    both = a.join(b, on=a.columns, how="inner").height
    return f"{both / max(1, a.height + b.height - both):.2%} of {max(a.height, b.height):,}"


if __name__ == "__main__":
    main()
