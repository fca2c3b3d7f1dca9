"""quanteda's share of the comparison: `quanteda.R` in a process of its own, and its answers as tables like the others'.

    python -m tests.benchmarks.quanteda TEXTS.jsonl OUT

R finds the package where it is installed, or where R_LIBS says.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import which

import polars as pl

from .contenders import keep, some_lines

SCRIPT = Path(__file__).with_suffix(".R")
NAME = "quanteda, two threads, no graphs"


def installed() -> bool:
    """Whether R is here with what the script needs."""
    if which("Rscript") is None:
        return False
    asked = 'stopifnot(packageVersion("quanteda") >= "4", requireNamespace("data.table"), requireNamespace("jsonlite"))'
    return subprocess.run(["Rscript", "-e", asked], capture_output=True).returncode == 0


def main(path: str, out: str) -> None:
    from analysis.lexicon import Lexicon  # the same slogans for everyone

    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    Lexicon.read().patterns().select("surface", "term").write_csv(folder / "patterns.csv")
    subprocess.run(["Rscript", str(SCRIPT), path, str(some_lines(path, folder)), out], check=True)
    hits, edges = (pl.read_csv(folder / f"{table}.csv", schema_overrides={"term": pl.String}) for table in ("hits", "edges"))
    keep(folder, hits.rows(), edges.rows())


if __name__ == "__main__":
    main(*sys.argv[1:])
