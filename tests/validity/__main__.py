"""Run every check at full size and write docs/validity.md.

    python -m tests.validity [--only coverage rises] [--again] [--workers 2] [--fast] [--seed 0] [--corpus items.parquet]

What each module finds is kept in ``results/validity/`` with a digest of the code that it runs. Without ``--only``, those run
whose code has changed since, or all with ``--again``; with ``--only`` and no name, none. In the page a row that other code
computed is marked as such.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from analysis.core.paths import STUDY

from . import _kept, modules
from ._one_module import run_one
from ._page import page


def main(arguments: list[str] | None = None) -> int:
    """Run, keep, write; 0 if every target is met by present code."""
    parser = argparse.ArgumentParser(prog="python -m tests.validity", description="Run every check of the statistics.")
    parser.add_argument("--fast", action="store_true", help="few runs: to see that it works, not to judge by")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", choices=modules(), metavar="MODULE", help=", ".join(modules()))
    parser.add_argument("--again", action="store_true", help="run what is kept and current as well")
    parser.add_argument("--workers", type=int, default=1, help="modules at a time (default: %(default)s)")
    parser.add_argument("--corpus", type=Path, help="texts of the evening news, for discovery with the lexicon hidden")
    parser.add_argument("--out", type=Path, help="the page (default: docs/validity.md, of fast runs results/validity/)")
    asked = parser.parse_args(arguments)
    folder = STUDY / "results" / "validity" / ("fast" if asked.fast else "full")
    folder.mkdir(parents=True, exist_ok=True)
    out = asked.out or (folder / "validity.md" if asked.fast else STUDY / "docs" / "validity.md")
    every = modules()
    if asked.only is None:
        kept = {name: _kept.read(folder, name) for name in every}
        chosen = [name for name in every if asked.again or not (kept[name] or {}).get("current")]
    else:
        chosen = list(asked.only)
    began, total = time.monotonic(), len(chosen)
    with ProcessPoolExecutor(max(1, asked.workers), mp_context=get_context("spawn")) as pool:
        running = {pool.submit(run_one, name, asked.fast, asked.seed, asked.corpus): name for name in chosen}
        for number, done in enumerate(as_completed(running), start=1):
            name, (rows, seconds) = running[done], done.result()
            _kept.write(folder, name, rows, seconds=seconds, seed=asked.seed)
            missed = sum(not row["met"] for row in rows)
            said = f"[{number}/{total}] {name}: {len(rows)} rows, {missed} miss their target, {seconds:.0f} s"
            print(f"{said}; {time.monotonic() - began:.0f} s in all", file=sys.stderr, flush=True)
    found = {name: kept for name in every if (kept := _kept.read(folder, name))}
    out.write_text(page(found, STUDY / "tests" / "referee" / "found.json"), encoding="utf-8")
    rows = [row for kept in found.values() for row in kept["rows"]]
    stale = [name for name in every if not (found.get(name) or {}).get("current")]
    missed = [row for row in rows if not row["met"] and "none set" not in row["target"]]
    print(
        f"{len(rows)} rows, {len(missed)} miss their target; not current: {stale or 'none'} -> {out}", file=sys.stderr
    )
    return bool(missed or stale)


if __name__ == "__main__":
    sys.exit(main())
