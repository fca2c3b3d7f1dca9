"""Data goes one way: no room imports one on a floor above its own."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "analysis"
# From the ground up. Rooms on one line share a floor and may use each other.
FLOORS = [
    {"errors", "paths", "schema"},
    {"dates", "decoding", "sentences", "compiling"},
    {"reading", "_reading"},
    {"cleaning", "damage"},
    {"corpus", "_corpus"},
    {"lexicon", "_lexicon", "segment", "_segment"},
    {"features", "_counting"},
    {
        *{"slices", "occurrences", "timeline", "change", "_time", "simulate", "power"},
        *{"cooccurrence", "network", "_company", "drift", "discovery", "dispersion", "novelty", "concordance"},
    },
    {"multiverse", "_claimtests"},
    {"figures", "export", "claims"},
    {"study"},
    {"cli"},
]
HEIGHT = {room: height for height, floor in enumerate(FLOORS) for room in floor}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(source: str, folder: tuple[str, ...] = ("analysis",)) -> set[str]:
    """The rooms of the package that a module in ``folder`` with this source imports, wherever in it."""
    rooms = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = list(folder[: len(folder) - node.level + 1]) if node.level else []
            base += node.module.split(".") if node.module else []
            names = [base + [alias.name] for alias in node.names]
        else:
            continue
        rooms |= {name[1] for name in names if name[0] == "analysis" and len(name) > 1}
    return rooms


FILES = sorted(path for path in PACKAGE.rglob("*.py") if room_of(path) not in ("__init__", "__main__"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_room_imports_one_above_it(path):
    room = room_of(path)
    assert room in HEIGHT, f"{room} stands on no floor: name it in FLOORS"
    folder = ("analysis", *path.relative_to(PACKAGE).parent.parts)
    rooms = imported_rooms(path.read_text("utf-8"), folder)
    assert not {other for other in rooms & set(HEIGHT) if HEIGHT[other] > HEIGHT[room]}


def test_every_kind_of_import_is_seen():
    source = "def f():\n    from .corpus import Corpus\n    from . import timeline\nimport analysis.drift\n"
    assert imported_rooms(source) == {"corpus", "timeline", "drift"}
    assert imported_rooms("from ..lexicon import Lexicon\nfrom .width import fold", ("analysis", "cleaning")) == {
        "lexicon",
        "cleaning",
    }
