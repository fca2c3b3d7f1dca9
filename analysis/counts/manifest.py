"""``features.json``: what a folder of features says of itself, and the files that it names."""

from __future__ import annotations

import json

import polars as pl

from ..core import schema
from ..core.errors import StudyError
from .storage import Folder

MANIFEST = "features.json"
TABLES = ("documents", "mentions", "sentences", "tally")  # of a private edition
COUNTED_TOGETHER = ("words", "collocates", "litany")  # tables of the published edition of counts


def part_entry(
    name: str, documents: pl.DataFrame, mentions: pl.DataFrame, sentences: pl.DataFrame, sizes: dict[str, int]
) -> dict:
    """What the manifest says of a part; ``sizes`` are the bytes of its files, by table."""
    dates = documents["date"].drop_nulls()
    return {
        "name": name,
        "documents": documents.height,
        "characters": int(documents["n_chars"].sum()),
        "mentions": mentions.height,
        "sentences": sentences.height,
        "first": str(dates.min()) if len(dates) else None,
        "last": str(dates.max()) if len(dates) else None,
        "undated": documents["date"].null_count(),
        "bytes": sizes,
    }


def checked_manifest(folder: Folder) -> dict:
    """``features.json``; a `StudyError` where there is none, or it is of another version."""
    raw = folder.read(MANIFEST)
    if not raw:
        raise StudyError(
            f"no features in {folder.url}: it holds no {MANIFEST}.\n"
            "  Make them with build_features(corpus, lexicon, out), or give the folder itself."
        )
    manifest = json.loads(raw)
    if manifest.get("schema") != schema.VERSION:
        raise StudyError(
            f"the features in {folder.url} are of version {manifest.get('schema')}, this program "
            f"reads version {schema.VERSION}.\n  Build them again."
        )
    return manifest


def read_manifest(folder: Folder) -> dict:
    """What ``features.json`` says, if it is there and whole."""
    try:
        manifest = json.loads(folder.read(MANIFEST) or "{}")
    except ValueError:
        return {}
    return manifest if isinstance(manifest, dict) else {}
