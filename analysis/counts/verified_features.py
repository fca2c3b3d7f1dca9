"""Every file of a folder of features against its hash: what is damaged, what is missing, what is to be done."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from ..core.earlier_files import EarlierFiles, note_of
from ..core.errors import StudyError
from ..core.file_hashes import hashes, sha256_of
from ..core.file_set import MANIFEST, lock_of
from ..core.file_writer import certifies_itself, read_record
from ..core.os_errors import from_os_error, os_errors
from ..core.results import TableResult
from ..core.storage import Folder
from .manifest import checked_manifest, names_of

STATES = ("missing", "damaged", "unfinished", "replaced", "foreign", "whole")
_BAD = ("missing", "damaged")
COLUMNS = pl.Schema({"file": pl.String, "state": pl.String, "bytes": pl.Int64, "part": pl.String})


@dataclass(frozen=True, repr=False, eq=False)
class VerifiedFeatures(TableResult):
    """The files of a folder of features and their states; what `verify_features` returns.

    Parameters
    ----------
    frame : polars.DataFrame
        ``file``, ``state``, ``bytes`` (as the manifest states them, else as they are), ``part`` (of the manifest).
    parameters : mapping
        The folder and its edition.

    Examples
    --------
    >>> files = pl.DataFrame([("features.json", "damaged", 9, None)], schema=COLUMNS, orient="row")
    >>> found = VerifiedFeatures(files, {"path": "counts", "edition": "private"})
    >>> found, found.remedy
    (<VerifiedFeatures: 1 damaged>, 'python -m analysis build TEXTS counts counts again what is damaged, and keeps the rest.')
    """

    @property
    def whole(self) -> bool:
        """Whether every file that the manifest names is there as it was written."""
        return not self.frame["state"].is_in(_BAD).any()

    @property
    def remedy(self) -> str:
        """What to do, in a sentence; empty where all is well."""
        folder = self.parameters["path"]
        if self.whole:
            return ""
        if self.parameters["edition"] != "private":
            return "Get the published folder again, or make it again from the private one: features.publish(folder)."
        return f"python -m analysis build TEXTS {folder} counts again what is damaged, and keeps the rest."

    def _summary(self) -> str:
        counts = dict(self.frame.group_by("state").len().iter_rows())
        return ", ".join(f"{counts[state]:,} {state}" for state in STATES if state in counts) or "no files"


def verify_features(path: str | os.PathLike) -> VerifiedFeatures:
    """Every file of a folder of features against its hash, those that are missing, and those of somebody else.

    Parameters
    ----------
    path : path or URL
        The folder that holds ``features.json``.

    Returns
    -------
    VerifiedFeatures
        A row a file, worst first. States: *missing*; *damaged*; *unfinished* (of a run that was killed or still
        works); *replaced* (of a set that was in use when it was replaced); *foreign* (no manifest names it); *whole*.

    Raises
    ------
    StudyError
        Where there is no such folder, or ``features.json`` is of another version.

    Examples
    --------
    >>> from analysis import data_folder
    >>> verified = verify_features(data_folder() / "broadcast")
    >>> verified.whole, verified.filter(pl.col("state") == "whole").height > 10
    (True, True)
    """
    folder = Folder.at(path)
    if folder.local is not None and not folder.local.is_dir():
        raise StudyError(f"there is no folder {folder.url}.\n  Give a folder that `build` made.")
    here = EarlierFiles(folder, MANIFEST, lock_of(MANIFEST), names_of, folder.read(lock_of(MANIFEST)))
    if here.raw and not here.manifest:
        states = {MANIFEST: "damaged"}
    else:
        checked_manifest(folder, here.raw)
        states = {MANIFEST: "whole"} | _states(folder, here)
    files: Mapping[str, Any] = here.manifest.get("files", {})
    for name in here.sizes:
        if name not in states:
            states[name] = _unnamed_state(folder, here, name)
    parts = {name: shard["name"] for shard in here.manifest.get("shards", ()) for name in shard["files"].values()}
    rows = [
        (name, state, files[name]["bytes"] if name in files else here.sizes.get(name), parts.get(name))
        for name, state in states.items()
        if PurePosixPath(name).name not in (lock_of(MANIFEST), note_of(MANIFEST))
    ]
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row").sort(pl.col("state").cast(pl.Enum(STATES)), "file")
    return VerifiedFeatures(frame, {"path": folder.url, "edition": here.manifest.get("edition")})


def _unnamed_state(folder: Folder, here: EarlierFiles, name: str) -> str:
    """The state of a file that no manifest names, or that only a damaged one may name."""
    if name in here.foreign:
        return "foreign"
    if any(name == old or name in names for old, names in here.replaced.items()):
        return "replaced"
    if here.raw and not here.manifest:
        known = read_record(folder, name) if name in here.records else certifies_itself(folder, name)
        return "whole" if known else "damaged"
    return "unfinished"


def _states(folder: Folder, here: EarlierFiles) -> dict[str, str]:
    """The state of every file that the manifest names."""
    files = here.manifest["files"]
    states = {
        name: "missing" if name not in here.sizes else "whole" if here.sizes[name] == entry["bytes"] else "damaged"
        for name, entry in files.items()
    }
    right_size = [name for name, state in states.items() if state == "whole"]
    if folder.local is None:
        with os_errors("read", folder.url):
            found: dict[str, Any] = {name: sha256_of(folder.read(name)) for name in right_size}
    else:
        by_path = hashes([folder.location(name) for name in right_size])
        found = {name: by_path[folder.location(name)] for name in right_size}
    for name, got in found.items():
        if isinstance(got, OSError):
            raise from_os_error(got, "read", folder.location(name)) from got
        if got != files[name]["sha256"]:
            states[name] = "damaged"
    return states
