"""Slogan timelines and term networks from Chinese commentaries, each number with its uncertainty.

The public words are loaded when first used, so importing the package is quick and changes nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

_ROOMS = {
    "cleaning": "clean RULES CleanPage",
    "corpus": "Corpus",
    "lexicon": "Lexicon Term",
    "features": "Features build_features",
    "timeline": "Timeline timeline first_uses",
    "_time.beside": "side_by_side",
    "_time.heat": "heat",
    "change": "trends change_points bursts",
    "cooccurrence": "Cooccurrence cooccurrence",
    "network": "NetworkSeries network_series",
    "_company.edges": "ego neighbours edge_changes threshold_panel",
    "_company.layout": "layout",
    "drift": "drift movers",
    "discovery": "discover",
    "dispersion": "dispersion",
    "novelty": "novelty",
    "multiverse": "multiverse",
    "power": "power",
    "concordance": "concordance",
    "claims": "claim",
    "figures": "plot_timeline plot_network save_figure",
    "errors": "StudyError",
}
_HOME = {word: room for room, words in _ROOMS.items() for word in words.split()}
__all__ = sorted(_HOME)


class _Package(ModuleType):
    """Keeps ``analysis.timeline`` the function when the room of the same name is imported."""

    def __setattr__(self, name, value):
        if isinstance(value, ModuleType) and _HOME.get(name) == name:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
