"""Slogan timelines and term networks from Chinese commentaries, each number with its uncertainty.

The public names are listed in ``__init__.pyi`` and loaded when first used, so importing the package is quick.
"""

import ast
from importlib import import_module
from pathlib import Path

__version__ = "0.1.0"


def _listed() -> dict[str, str]:
    """Each public name of the stub and the module that defines it, as in Scientific Python's SPEC 1."""
    stub = ast.parse(Path(__file__).with_suffix(".pyi").read_text("utf-8"))
    imports = [line for line in stub.body if isinstance(line, ast.ImportFrom)]
    return {alias.name: f".{line.module}" for line in imports for alias in line.names}


_HOME = _listed()
__all__ = sorted(_HOME)  # pyright: ignore[reportUnsupportedDunderAll]


_OLD = {"company_moved": ".study.multiverse_questions"}  # words of 0.1.0 that warn and name the new one


def __getattr__(name: str):
    if name in _OLD:
        return getattr(import_module(_OLD[name], __name__), name)
    if name not in _HOME:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(_HOME[name], __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
