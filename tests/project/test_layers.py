"""Folders import downwards only and nothing runs in a circle; the linter that holds it sees what it should."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.places import ROOT

PACKAGE = ROOT / "analysis"
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]["layers"]


def lint(folder: Path) -> subprocess.CompletedProcess:
    """Run import-linter on the package in ``folder``, with the contracts of pyproject.toml."""
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [program, "--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture
def copy(tmp_path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "analysis", ignore=shutil.ignore_patterns("__pycache__", "_data"))
    return tmp_path


def plant(file: Path, line: str) -> None:
    text = file.read_text("utf-8")
    mark = "from __future__ import annotations\n"
    file.write_text(text.replace(mark, f"{mark}\n{line}\n", 1), "utf-8")


def test_every_folder_is_a_layer():
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == set(LAYERS) and len(folders) <= 16
    assert {path.name for path in PACKAGE.glob("*.py")} == {"__init__.py", "__main__.py"}


def test_the_package_keeps_its_contracts(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout


def test_an_upward_import_is_seen(copy):
    plant(copy / "analysis/core/dates.py", "from ..counts.features import Features")
    done = lint(copy)
    assert done.returncode == 1 and "core.dates -> analysis.counts.features" in done.stdout.replace("\n", " ")


def test_a_circle_between_two_files_of_a_folder_is_seen(copy):
    (copy / "analysis/statistics/one.py").write_text("from .other import b\n\na = 1\n")
    (copy / "analysis/statistics/other.py").write_text("def f():\n    from .one import a\n\n    return a\n\n\nb = 2\n")
    done = lint(copy)
    assert done.returncode == 1 and "statistics" in done.stdout


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_import_of_the_package_hides_in_a_function(path):
    functions = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.FunctionDef)]
    hidden = [
        ast.unparse(node)
        for function in functions
        for node in ast.walk(function)
        if (isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").split(".")[0] == "analysis"))
        or (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "analysis" for alias in node.names))
    ]
    assert not hidden


def test_no_base_name_stands_twice_and_no_file_is_long_without_a_reason():
    names = [path.stem for path in PACKAGE.rglob("*.py") if not path.stem.startswith("__")]
    assert len(names) == len(set(names))
    long = [path for path in PACKAGE.rglob("*.py") if len(path.read_text("utf-8").splitlines()) > 250]
    assert not [path.name for path in long if "long" not in path.read_text("utf-8").splitlines()[0]]
