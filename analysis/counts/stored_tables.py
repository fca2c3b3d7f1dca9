"""The tables of a folder as they were written, or an error that names the file: nothing damaged is counted.

Opening looks at names and sizes. Before a table is handed out, the files that it is read from are hashed, each once a
process (`analysis.core.file_hashes`): about a second for a gigabyte. What polars then reads is what was written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from ..core.file_hashes import hashes
from ..core.file_locks import Held, hold
from ..core.file_set import MANIFEST
from ..core.os_errors import from_os_error, os_errors
from ..core.storage import Folder
from .manifest import checked_manifest, damaged


def opened(folder: Folder) -> tuple[dict[str, Any], Held | None]:
    """The manifest of a folder, and what keeps its files there while it is referred to (None behind a URL).

    Raises `StudyError` where a file is missing or has another size than the manifest states.
    """
    if folder.local is None:
        return checked_manifest(folder, folder.read(MANIFEST)), None
    path = folder.local / MANIFEST
    with os_errors("read", path):
        try:
            held = hold(path)
        except (FileNotFoundError, NotADirectoryError):
            held = None
    manifest = checked_manifest(folder, held.data if held else b"")
    check_sizes(folder, manifest)
    return manifest, held


def check_sizes(folder: Folder, manifest: Mapping[str, Any]) -> None:
    """A `StudyError` unless every file that the manifest names is there, as long as it says."""
    sizes: dict[str, int] = {}
    for below in sorted({name.rpartition("/")[0] for name in manifest["files"]}):
        place = folder.location(below) if below else folder.url
        with os_errors("list", place):
            try:
                entries = list(os.scandir(place))
                sizes |= {f"{below}/{one.name}" if below else one.name: one.stat().st_size for one in entries}
            except (FileNotFoundError, NotADirectoryError):
                continue
    for name, entry in manifest["files"].items():
        if sizes.get(name) != entry["bytes"]:  # a list made while others write may lack a name: asked once more
            size = _size(folder.location(name))
            if size != entry["bytes"]:
                what = "is missing" if size is None else f"has {size} bytes, not {entry['bytes']}"
                raise damaged(folder, name, what, edition=manifest["edition"])


def _size(path: str) -> int | None:
    with os_errors("read", path):
        try:
            return os.stat(path).st_size
        except (FileNotFoundError, NotADirectoryError):
            return None


def check_hashes(folder: Folder, manifest: Mapping[str, Any], names: Iterable[str]) -> None:
    """A `StudyError` unless the files on this machine have the hashes that the manifest states."""
    if folder.local is None:
        return
    paths = {folder.location(name): name for name in names}
    for path, found in hashes(paths).items():
        name = paths[path]
        if isinstance(found, FileNotFoundError):
            raise damaged(folder, name, "is missing", edition=manifest["edition"])
        if isinstance(found, OSError):
            raise from_os_error(found, "read", path) from found
        if found != manifest["files"][name]["sha256"]:
            raise damaged(folder, name, "is damaged", edition=manifest["edition"])
