"""Where things lie: the study's own data, and a private cache."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
STUDY = PACKAGE.parent


def data_folder() -> Path:
    """The folder that ships: ``data/`` beside the package, or the copy inside an installed wheel."""
    beside = STUDY / "data"
    return beside if (beside / "lexicon").is_dir() else PACKAGE / "_data"


def cache_folder() -> Path:
    """A cache that only this user writes: ``$TIFA_CACHE``, or ``tifa-study`` in the user's own cache.

    Never the shared temporary folder, where anyone could plant a file that is then loaded.
    """
    chosen = os.environ.get("TIFA_CACHE")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(chosen) if chosen else home / "tifa-study"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def results_folder() -> Path:
    """Where a run writes: ``$TIFA_RESULTS``, or ``results/`` beside the package (of an installed wheel: here)."""
    chosen = os.environ.get("TIFA_RESULTS")
    if chosen:
        folder = Path(chosen)
        folder = folder if folder.is_absolute() else STUDY / folder
    else:
        folder = (STUDY if (STUDY / "pyproject.toml").is_file() else Path.cwd()) / "results"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
