"""Break the code on purpose, in a scratch copy, and list the breaks that no test sees.

``python -m tools.mutants`` tries the named ones of ``tools/named_mutants.csv``, each with the tests that it names.
``python -m tools.mutants --sample 100 [FOLDER or FILE …]`` draws so many from all that its operators make of the files
(constants, comparisons, signs, ``and`` and ``or``, smallest and largest), and tries each with the tests that name
something of its file. The list is the same for a seed; what survives is printed with its line.

The copy has a cache of its own: a bank of null series or a compiled kernel that was made by broken code is never
read by whole code, nor the other way round.
"""

from __future__ import annotations

import argparse
import ast
import csv
import io
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent.parent
COPIED = ("analysis", "tests", "tools", "data", "docs", "pyproject.toml")
FILES = (
    "analysis/statistics",
    "analysis/timelines",
    "analysis/collocates",
    "analysis/counts/published_*.py",
    "analysis/lexicon/matching.py",
    "analysis/segment",
)  # where a wrong figure would come from
FLIPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "+": "-", "-": "+", "*": "/", "/": "*"}
NAMES = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "True": "False", "False": "True"}
NAMES |= {"and": "or", "or": "and"}
LARGE = 100  # whole numbers from here on are halved and doubled: one more or less is the same to any test
SECONDS = 300  # after which a mutant that never ends counts as seen


class Mutant(NamedTuple):
    """One break: what it is called, the file, its text with the break, and the tests that should see it."""

    name: str
    file: str
    text: str
    tests: list[str]


def changes(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, what was changed, and the source with that one change, for every change that is still Python.

    >>> [what for _, what, _ in changes("def f(*, a: int):\\n    return a + 1\\n")]
    ['+ to -', '1 to 2', '1 to 0']
    """
    lines = source.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        text, (row, column) = token.string, token.start
        if text == "*" and lines[row - 1][:column].rstrip()[-1:] in ("(", ",", "["):
            continue  # of parameters, or of a list that is spread
        if token.type == tokenize.OP and text in FLIPS:
            others = [FLIPS[text]]
        elif token.type == tokenize.NAME and text in NAMES:
            others = [NAMES[text]]
        elif token.type == tokenize.NUMBER and re.fullmatch(r"[0-9_]+", text):
            n = int(text)
            others = [str(n * 2), str(n // 2)] if n >= LARGE else [str(n + 1), str(n - 1) if n else "(-1)"]
        elif token.type == tokenize.NUMBER and re.fullmatch(r"[0-9_.]+", text):
            others = [f"{float(text) * 2:g}", f"{float(text) / 2:g}"]
        else:
            continue
        for other in others:
            line = lines[row - 1]
            changed = line[:column] + other + line[column + len(text) :]
            whole = "".join([*lines[: row - 1], changed, *lines[row:]])
            try:
                ast.parse(whole)
            except SyntaxError:
                continue
            yield row, f"{text} to {other}", whole


def asked_tests(file: str) -> list[str]:
    """The examples in the file, the tests that import from it, those of its folder that name something of it; else its folder's."""
    path = HERE / file
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    names |= {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and len(target.id) > 6
    }
    said = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names | {path.stem})))})\b")
    texts = {one: one.read_text(encoding="utf-8") for one in sorted((HERE / "tests" / "unit").rglob("test_*.py"))}
    own = {one: text for one, text in texts.items() if one.parent.name == path.parent.name}
    importing = [one for one, text in texts.items() if f"{path.parent.name}.{path.stem} import" in text]
    naming = [one for one, text in own.items() if said.search(text)]
    return [file, *(one.relative_to(HERE).as_posix() for one in sorted({*importing, *naming}) or own)]


def drawn(places: list[str], sample: int, seed: int) -> list[Mutant]:
    """So many mutants of the files, the same for a seed."""
    files = sorted(
        file.relative_to(HERE).as_posix()
        for place in places
        for found in sorted(HERE.glob(place))
        for file in (sorted(found.rglob("*.py")) if found.is_dir() else [found])
    )
    every = [
        Mutant(f"{file}:{row} {what}", file, whole, [])
        for file in files
        for row, what, whole in changes((HERE / file).read_text(encoding="utf-8"))
    ]
    some = random.Random(seed).sample(every, min(sample, len(every)))
    return [one._replace(tests=asked_tests(one.file)) for one in some]


def named() -> list[Mutant]:
    """The mutants that have a name, each found in the code as it is."""
    out = []
    for row in csv.DictReader((HERE / "tools" / "named_mutants.csv").open(encoding="utf-8")):
        source = (HERE / row["file"]).read_text(encoding="utf-8")
        if source.count(row["old"]) != 1:
            raise SystemExit(f"{row['name']}: {row['old']!r} is {source.count(row['old'])} times in {row['file']}")
        broken = source.replace(row["old"], row["new"])
        ast.parse(broken)  # a break that is no Python would be seen by any test
        out.append(Mutant(row["name"], row["file"], broken, shlex.split(row["tests"])))
    return out


def passes(copy: Path, tests: list[str], seconds: float) -> bool | None:
    """Whether the tests pass in the copy; None if they have no end within the time."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", *tests]
    own = {"TIFA_CACHE": str(copy / "cache"), "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        found = subprocess.run(command, cwd=copy, env=os.environ | own, capture_output=True, timeout=seconds, text=True)
    except subprocess.TimeoutExpired:
        return None
    if found.returncode not in (0, 1, 2):  # 2: the broken file cannot even be imported
        raise SystemExit(f"pytest ended with {found.returncode}:\n{found.stdout[-2_000:]}")
    return found.returncode == 0


def passes_broken(copy: Path, mutant: Mutant, seconds: float) -> bool | None:
    """Whether the tests pass with the broken file; the file and the cache are put back."""
    place, banks, kept = copy / mutant.file, copy / "cache" / "banks", copy / "banks"
    before = place.read_text(encoding="utf-8")
    place.write_text(mutant.text, encoding="utf-8")
    shutil.rmtree(banks, ignore_errors=True)
    if kept.exists() and not mutant.file.startswith("analysis/statistics/"):
        shutil.copytree(kept, banks)  # made by whole code, which is what makes them
    try:
        return passes(copy, mutant.tests, seconds)
    finally:
        place.write_text(before, encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Try mutants; print those that survive, and return how many."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description="Which breaks does no test see?")
    parser.add_argument("places", nargs="*", default=list(FILES), help="files or folders (default: %(default)s)")
    parser.add_argument("--sample", type=int, default=0, help="mutants to draw; without it the named ones are tried")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for one mutant (default: %(default)s)")
    asked = parser.parse_args(arguments)
    tried = drawn(asked.places, asked.sample, asked.seed) if asked.sample else named()
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            if (HERE / name).is_dir():
                shutil.copytree(HERE / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(HERE / name, copy / name)
        (copy / "cache").mkdir(mode=0o700)
        whole: dict[tuple[str, ...], bool] = {}
        for number, mutant in enumerate(tried, start=1):
            key, began = tuple(mutant.tests), time.monotonic()
            if key not in whole:
                whole[key] = passes(copy, mutant.tests, 10 * asked.seconds)
                if (copy / "cache" / "banks").exists():
                    shutil.copytree(copy / "cache" / "banks", copy / "banks", dirs_exist_ok=True)
                if not whole[key]:
                    raise SystemExit(f"the tests of {mutant.file} fail on whole code: {' '.join(key)}")
            alive = passes_broken(copy, mutant, asked.seconds)
            survivors += alive is True
            said = {True: "SURVIVES", False: "seen", None: "seen (no end in time)"}[alive]
            print(f"{number}/{len(tried)} {said}: {mutant.name} ({time.monotonic() - began:.0f} s)", flush=True)
    print(f"{survivors} of {len(tried)} mutants survive")
    return survivors


if __name__ == "__main__":
    sys.exit(bool(main()))
