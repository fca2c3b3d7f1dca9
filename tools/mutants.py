"""Break the code on purpose, in a scratch copy, and list the breaks that no test sees.

``python -m tools.mutants`` tries the named ones of ``tools/named_mutants.csv``; ``python -m tools.mutants FILE TESTS…``
tries every operator on one file of the package, with the tests that touch it.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent.parent
COPIED = ("analysis", "tests", "tools", "data", "docs", "pyproject.toml")
FLIPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "+": "-", "-": "+", "*": "/", "/": "*"}
NAMES = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "True": "False", "False": "True"}
SECONDS = 600  # after which a mutant that never ends counts as seen


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, what was changed, and the source with that one change: a constant, a comparison, a sign, min and max."""
    lines = source.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        text, (row, column) = token.string, token.start
        if token.type == tokenize.OP and text in FLIPS:
            changes = [FLIPS[text]]
        elif token.type == tokenize.NAME and text in NAMES:
            changes = [NAMES[text]]
        elif token.type == tokenize.NUMBER and re.fullmatch(r"[0-9_.]+", text):
            changes = [f"({text} + 1)", f"({text} - 1)"] if "." not in text else [f"({text} * 2)", f"({text} / 2)"]
        else:
            continue
        for change in changes:
            line = lines[row - 1]
            changed = line[:column] + change + line[column + len(text) :]
            yield row, f"{text} to {change}", "".join([*lines[: row - 1], changed, *lines[row:]])


def seen(copy: Path, file: str, changed: str, tests: list[str]) -> bool:
    """Whether the tests fail once ``file`` holds ``changed``; the file is put back."""
    place = copy / file
    before = place.read_text(encoding="utf-8")
    place.write_text(changed, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-cov", *tests]
    try:
        return subprocess.run(command, cwd=copy, capture_output=True, timeout=SECONDS).returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        place.write_text(before, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Try mutants; print those that survive, and return how many."""
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            if (HERE / name).is_dir():
                shutil.copytree(HERE / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(HERE / name, copy / name)
        if arguments:
            file, *tests = arguments
            tried = [
                (f"{file}:{row} {what}", file, new, tests) for row, what, new in mutants((copy / file).read_text())
            ]
        else:
            tried = []
            for row in csv.DictReader((HERE / "tools" / "named_mutants.csv").open(encoding="utf-8")):
                source = (copy / row["file"]).read_text(encoding="utf-8")
                if row["old"] not in source:
                    raise SystemExit(f"{row['name']}: {row['old']!r} is no longer in {row['file']}")
                tried.append((row["name"], row["file"], source.replace(row["old"], row["new"]), row["tests"].split()))
        for name, file, changed, tests in tried:
            if not seen(copy, file, changed, tests):
                survivors += 1
                print(f"survives: {name}", flush=True)
    print(f"{survivors} of {len(tried)} mutants survive")
    return survivors


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
