"""Rows that were computed before, each module's with a digest of the code and data that they depend on."""

from __future__ import annotations

import ast
import hashlib
import json
from functools import cache
from pathlib import Path

from analysis.core.paths import STUDY

from . import COLUMNS

DATA = ("data/broadcast/features.json", "data/chronicle.csv", "data/lexicon/terms.csv")


@cache
def homes() -> dict[str, str]:
    """Where each public name of the package lives, by its stub: the package loads them when they are asked for."""
    tree = ast.parse((STUDY / "analysis" / "__init__.pyi").read_text(encoding="utf-8"))
    return {
        name.asname or name.name: f"analysis.{node.module}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for name in node.names
    }


def module_file(module: str) -> Path | None:
    """The file of a module of this repository, or None."""
    path = STUDY.joinpath(*module.split("."))
    for one in (path.with_suffix(".py"), path / "__init__.py"):
        if one.is_file():
            return one
    return None


@cache
def imported(path: Path) -> tuple[str, frozenset[Path]]:
    """A file's code without comments and docstrings, and the files of this repository that it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = path.relative_to(STUDY).parent.parts
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            for name in node.names:
                home = homes().get(name.name) if module == "analysis" else None
                found |= {home or module, f"{module}.{name.name}"}
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            body[0].value.value = ""
    files = {file for module in found if (file := module_file(module)) and file.name != "__init__.py"}
    return ast.dump(tree), frozenset(files - {path})


def digest(name: str) -> str:
    """Of the code that module ``name`` of this folder runs, and of the data of the broadcasts."""
    todo, seen = [Path(__file__).parent / f"{name}.py"], set()
    while todo:
        path = todo.pop()
        if path not in seen:
            seen.add(path)
            todo += imported(path)[1]
    found = hashlib.sha256()
    for path in sorted(seen):
        found.update(f"{path.relative_to(STUDY).as_posix()}\n{imported(path)[0]}\n".encode())
    for one in DATA:
        found.update((STUDY / one).read_bytes())
    return found.hexdigest()[:16]


def write(folder: Path, name: str, rows: list[dict], *, seconds: float, seed: int) -> None:
    """Keep the rows of a module."""
    kept = {"code": digest(name), "seed": seed, "seconds": round(seconds), "rows": rows}
    (folder / f"{name}.json").write_text(
        json.dumps(kept, ensure_ascii=False, indent=1, default=float) + "\n", encoding="utf-8"
    )


def read(folder: Path, name: str) -> dict | None:
    """What is kept of a module, with ``current``, whether the present code computed it; None if nothing is."""
    path = folder / f"{name}.json"
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(kept, dict):
        return None
    kept["rows"] = [{column: row[column] for column in COLUMNS} for row in kept["rows"]]
    return kept | {"current": kept["code"] == digest(name)}
