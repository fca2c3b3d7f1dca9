"""The description of ``data/`` that other programs read: Data Package, version 2. ``python -m tools.datapackage data``"""

from __future__ import annotations

import argparse
import csv
import json
from hashlib import sha256
from pathlib import Path

from analysis.core.whole_files import write_whole

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MEDIA = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".txt": "text/plain",
    ".html": "text/html",
    ".md": "text/markdown",
    ".py": "text/x-python",
}
# Prose about the data and the description itself are not data.
LEFT_OUT = {"README.md", "datapackage.json"}


def _fields(path: Path) -> list[dict[str, str]]:
    """The columns of a CSV; every one is text unless its name says it is a number."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        header = next(csv.reader(lines), [])
    return [{"name": name, "type": "integer" if name == "position" else "string"} for name in header]


def _resource(path: Path, root: Path) -> dict[str, object]:
    content = path.read_bytes()
    inside = path.relative_to(root).as_posix()
    resource: dict[str, object] = {
        "name": inside.lower().replace("/", "-").replace("_", "-").replace("=", "-"),
        "path": inside,
        "format": path.suffix[1:] or "bin",
        "mediatype": MEDIA.get(path.suffix, "application/octet-stream"),
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
    }
    if path.suffix == ".csv":
        resource |= {"type": "table", "encoding": "utf-8", "schema": {"fields": _fields(path)}}
    return resource


def datapackage(root: Path | str, *, version: str) -> dict[str, object]:
    """The Data Package of all files below ``root``: path, bytes and SHA-256 of each, columns of each CSV.

    The same files give the same description; it names no date.
    """
    root = Path(root)
    files = sorted(
        path
        for path in root.rglob("*")
        if path.is_file() and path.name not in LEFT_OUT and "__pycache__" not in path.parts
    )
    return {
        "$schema": PROFILE,
        "name": "tifa-study",
        "title": "Tifa Study: counts of the fixed formulations of Chinese official language, 2012–2023",
        "description": "Features (counts, no running text) of three sources, a dated lexicon of formulations, "
        "and 33 commentaries composed for the study. README.md says how each was made.",
        "version": version,
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
                "title": "Creative Commons Attribution 4.0",
            }
        ],
        "contributors": [{"title": "The Tifa Study developers", "roles": ["creator"]}],
        "resources": [_resource(path, root) for path in files],
    }


def write_datapackage(root: Path | str, *, version: str) -> Path:
    """Write ``root/datapackage.json`` and return its path."""
    out = Path(root) / "datapackage.json"
    text = json.dumps(datapackage(root, version=version), ensure_ascii=False, indent=1)
    write_whole(out, f"{text}\n".encode())
    return out


if __name__ == "__main__":
    from analysis import __version__

    parser = argparse.ArgumentParser(description="Write datapackage.json into a folder of data.")
    parser.add_argument("folder", type=Path, help="the folder to describe: data")
    print(write_datapackage(parser.parse_args().folder, version=__version__))
