"""The share of programs in R in the comparison: each in a process of its own, its answers as tables like the others'.

    python -m tests.benchmarks.peers NAME TEXTS.jsonl OUT

R finds their packages where they are installed, or where R_LIBS says.
"""

from __future__ import annotations

import json
import subprocess
import sys
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


def installed() -> list[str]:
    """The programs that R has all packages for."""
    if which("Rscript") is None:
        return []
    shared = 'stopifnot(requireNamespace("data.table"), requireNamespace("jsonlite"), requireNamespace("stringi")); '
    asked = shared + "; ".join(f'cat(isTRUE(try({needs}, silent = TRUE)), "")' for _, needs in PROGRAMS.values())
    told = subprocess.run(["Rscript", "-e", asked], capture_output=True, text=True).stdout.split()
    return [name for name, found in zip(PROGRAMS, told) if found == "TRUE"]


def words(texts: Path) -> tuple[float, list[list[str]]]:
    """Seconds of the processor that jiebaR takes for the words of JSON lines, and the words of each text."""
    out = texts.with_suffix(".words")
    subprocess.run(["Rscript", "words.R", str(texts), str(out)], check=True, cwd=HERE)
    seconds, _, found = out.read_text("utf-8").partition("\n")
    return float(seconds), [text.strip("\t").split("\t") for text in found.rstrip("\n").split("\n")]


def main(name: str, path: str, out: str) -> None:
    from analysis.lexicon import Lexicon  # the same slogans for everyone

    folder = Path(out).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    Lexicon.read().patterns().select("surface", "term").write_csv(folder / "patterns.csv")
    files = [str(Path(path).resolve()), str(some_lines(path, folder)), str(folder)]
    subprocess.run(["Rscript", PROGRAMS[name][0], *files], check=True, cwd=HERE)
    hits, edges = (pl.read_csv(folder / f"{table}.csv", schema_overrides={"term": pl.String}) for table in ("hits", "edges"))
    keep(folder, hits.rows(), edges.rows())
    told = folder / "told.json"
    told.write_text(json.dumps({**json.loads(told.read_text("utf-8")), "name": name}), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
