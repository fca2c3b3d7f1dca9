"""The share of programs in R in the comparison: each in a process of its own, its answers as tables like the others'.

    python -m tests.benchmarks.peers NAME TEXTS.jsonl OUT

R finds their packages where they are installed, or where R_LIBS says.
"""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from shutil import which

import polars as pl

from .contenders import keep, some_lines

HERE = Path(__file__).parent
JIEBAR = "jiebaR, data.table, no graphs"
# a script, and what it needs besides data.table, jsonlite and stringi
PROGRAMS = {
    "quanteda, two threads, no graphs": ("quanteda.R", 'packageVersion("quanteda") >= "4"'),
    JIEBAR: ("jiebaR.R", 'requireNamespace("jiebaR")'),
}


@cache
def installed() -> list[str]:
    """The programs that R has all packages for."""
    if which("Rscript") is None:
        return []
    shared = 'stopifnot(requireNamespace("data.table"), requireNamespace("jsonlite"), requireNamespace("stringi")); '
    asked = shared + "; ".join(f'cat(isTRUE(try({needs}, silent = TRUE)), "")' for _, needs in PROGRAMS.values())
    output = subprocess.run(["Rscript", "-e", asked], capture_output=True, text=True).stdout.split()
    return [name for name, found in zip(PROGRAMS, output) if found == "TRUE"]


def missing() -> dict[str, str]:
    """The programs that cannot run here, and what they lack."""
    return {name: f"R with the packages of {file}" for name, (file, _) in PROGRAMS.items() if name not in installed()}


def seconds_for_words(texts: Path) -> float:
    """Seconds of the processor that jiebaR takes for the words of JSON lines."""
    subprocess.run(["Rscript", "words.R", str(texts), str(texts.with_suffix(".words"))], check=True, cwd=HERE)
    return float(texts.with_suffix(".words").read_text("utf-8").partition("\n")[0])


def words_found(texts: Path) -> list[list[str]]:
    """The words of each text that the last run found."""
    _, *found = texts.with_suffix(".words").read_text("utf-8").rstrip("\n").split("\n")
    return [text.strip("\t").split("\t") for text in found]


def main(name: str, path: str, out: str) -> None:
    from analysis.lexicon.lexicon import Lexicon

    folder = Path(out).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    Lexicon.read().patterns().select("surface", "term").write_csv(folder / "patterns.csv")
    files = [str(Path(path).resolve()), str(some_lines(path, folder)), str(folder)]
    subprocess.run(["Rscript", PROGRAMS[name][0], *files], check=True, cwd=HERE)
    hits, edges = (
        pl.read_csv(folder / f"{table}.csv", schema_overrides={"term": pl.String}) for table in ("hits", "edges")
    )
    keep(folder, hits.rows(), edges.rows())


if __name__ == "__main__":
    main(*sys.argv[1:])
