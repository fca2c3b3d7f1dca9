"""``features.json``: what a folder of features says of itself, and the files that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from ..core import schema
from ..core.errors import StudyError
from ..core.file_set import MANIFEST
from ..core.sealed_json import is_entry, is_safe_name, named_files, parsed, unsealed
from ..core.storage import Folder

SHARED_TABLES = ("documents", "mentions", "sentences")  # whose files every edition has, one a shard
TABLES = (*SHARED_TABLES, "tally")  # of a private edition
COUNTED_TOGETHER = ("words", "collocates", "litany")  # tables of the published edition of counts
WHOLE_TABLE = "vocabulary"


def part_entry(
    name: str, documents: pl.DataFrame, mentions: pl.DataFrame, sentences: pl.DataFrame, files: Mapping[str, str]
) -> dict[str, Any]:
    """What the manifest says of a part; ``files`` are the names of its files, by table."""
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
        "files": dict(files),
    }


def file_of(shard: Mapping[str, Any], table: str) -> str:
    """The name of the file that holds a table of a shard.

    >>> file_of({"files": {"documents": "documents/2014-e3b0c44298fc.parquet"}}, "documents")
    'documents/2014-e3b0c44298fc.parquet'
    """
    return shard["files"][table]


def files_of(manifest: Mapping[str, Any], table: str) -> list[str]:
    """The names of the files of a table: those of the shards in their order, or those of a table of the whole.

    >>> files_of({"shards": [], "tables": {"vocabulary": ["vocabulary-e3b0c44298fc.parquet"]}}, "vocabulary")
    ['vocabulary-e3b0c44298fc.parquet']
    """
    whole = manifest.get("tables", {}).get(table)
    return list(whole) if whole is not None else [file_of(shard, table) for shard in manifest["shards"]]


def checked_manifest(folder: Folder, raw: bytes) -> dict[str, Any]:
    """What ``features.json`` says; a `StudyError` where it is not there, damaged, or of another version."""
    if not raw and folder.local is not None and folder.local.is_file():
        raise StudyError(f"{folder.url} is a file; features are a folder.\n  Give the folder that holds {MANIFEST}.")
    if not raw:
        raise StudyError(
            f"no features in {folder.url}: it holds no {MANIFEST}.\n"
            "  Make them with build_features(corpus, lexicon, out), or give the folder itself."
        )
    said = parsed(raw) or {}
    manifest = unsealed(raw)
    version = said.get("schema")
    if isinstance(version, int) and version != schema.VERSION:
        raise StudyError(
            f"the features in {folder.url} are of version {version}, this program "
            f"reads version {schema.VERSION}.\n  Build them again: python -m analysis build TEXTS {folder.url}."
        )
    if manifest is None:
        raise damaged(folder, MANIFEST, "is damaged")
    wrong = _fault(manifest)
    if wrong:
        raise damaged(folder, MANIFEST, f"says nothing that makes sense of {wrong}")
    return manifest


def damaged(folder: Folder, file: str, what: str, *, edition: str | None = None) -> StudyError:
    """The error that says which file is damaged and which command mends it."""
    mend = f"python -m analysis build TEXTS {folder.url}  (what is whole is kept)"
    if edition in ("counts", "sets"):
        mend = "get the published folder again, or make it again from the private one: features.publish(folder)"
    elif edition is None:
        mend += ";\n  a published folder: get it again"
    return StudyError(
        f"{folder.location(file)} {what}; nothing was read from it.\n"
        f"  To mend: {mend}.\n  All files that are damaged: python -m analysis verify {folder.url}"
    )


def _fault(manifest: Mapping[str, Any]) -> str | None:
    """The part of a manifest that is not as it must be; None where all is well."""
    files, shards, tables = (manifest.get(name) for name in ("files", "shards", "tables"))
    if not isinstance(files, dict) or not all(is_safe_name(name) and is_entry(one) for name, one in files.items()):
        return "files"
    if manifest.get("edition") not in ("private", "counts", "sets"):
        return "edition"
    needed = (*SHARED_TABLES, *(COUNTED_TOGETHER if manifest["edition"] == "counts" else ()))
    if not isinstance(tables, dict) or WHOLE_TABLE not in tables:
        return "tables"
    if not all(isinstance(names, list) and all(name in files for name in names) for names in tables.values()):
        return "tables"
    if not isinstance(shards, list) or not all(isinstance(shard, dict) for shard in shards):
        return "shards"
    for shard in shards:
        named = shard.get("files")
        if not isinstance(named, dict) or not all(named.get(table) in files for table in needed):
            return f"shard {shard.get('name')}"
        if type(shard.get("documents")) is not int or not all(_is_date(shard.get(end, 0)) for end in ("first", "last")):
            return f"shard {shard.get('name')}"
    return None


def _is_date(text: Any) -> bool:
    try:
        return text is None or bool(date.fromisoformat(text))
    except (TypeError, ValueError):
        return False


def names_of(manifest: Mapping[str, Any]) -> set[str]:
    """The files that a manifest names, in whatever layout it was written."""
    if "files" in manifest:
        return set(named_files(dict(manifest)))
    shards = manifest.get("shards")  # before files were named by their contents, they were named by the shard
    names = [shard.get("name") for shard in shards if isinstance(shard, dict)] if isinstance(shards, list) else []
    files: Iterable[str] = (f"{table}/{name}.parquet" for table in TABLES for name in names)
    return {*files, *(f"parts/{name}.json" for name in names), "vocabulary.parquet"} if names else set()
