"""One module's rows, in a process of its own."""

from __future__ import annotations

import time
from pathlib import Path

from analysis.core.paths import data_folder

from . import collect


def on_broadcasts(path: Path) -> list[dict]:
    """Discovery on the texts of the evening news: does it find the lexicon's terms, had nobody written it?"""
    from analysis import Corpus, Features, Lexicon

    from .discovery import on_corpus

    texts = Corpus.read(path, clean=False, mark_duplicates=False)
    return on_corpus(Features.open(data_folder() / "broadcast"), texts, list(Lexicon.read().labels))


def run_one(name: str, fast: bool, seed: int, corpus: Path | None) -> tuple[list[dict], float]:
    """The rows of a module, and its seconds."""
    began = time.monotonic()
    rows = collect(fast=fast, seed=seed, only=[name])
    if name == "discovery" and corpus:
        rows += on_broadcasts(corpus)
    return rows, time.monotonic() - began
