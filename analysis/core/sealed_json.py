"""JSON that knows its own SHA-256, so that a changed bit is noticed; and the names of files that it may hold."""

from __future__ import annotations

import json
from typing import Any

from .file_hashes import sha256_of

SEAL = "sha256"
_HEX = frozenset("0123456789abcdef")


def sealed(value: dict[str, Any]) -> bytes:
    """JSON that a person can read and that is the same from run to run, with its own hash under ``sha256``."""
    rest = json.loads(json.dumps({key: one for key, one in value.items() if key != SEAL}, ensure_ascii=False))
    whole = {**rest, SEAL: _seal_of(rest)}
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def unsealed(data: bytes) -> dict[str, Any] | None:
    """What sealed JSON says; None where it is damaged, or was never sealed.

    >>> unsealed(sealed({"edition": "private"}))["edition"], unsealed(b'{"edition": "private"}')
    ('private', None)
    """
    value = parsed(data)
    if value is None:
        return None
    return value if value.get(SEAL) == _seal_of({key: one for key, one in value.items() if key != SEAL}) else None


def parsed(data: bytes) -> dict[str, Any] | None:
    """A JSON object, sealed or not; None where it is none."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _seal_of(rest: dict[str, Any]) -> str:
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256_of(text.encode(errors="surrogatepass"))


def is_safe_name(name: Any) -> bool:
    """Whether a name means a file below the folder and nothing else.

    >>> [is_safe_name(name) for name in ("documents/2014.parquet", "../a", "/a", "a//b", "C:/a", "")]
    [True, False, False, False, False, False]
    """
    if not isinstance(name, str) or "\\" in name or ":" in name or "\0" in name:
        return False
    return all(part not in ("", ".", "..") for part in name.split("/"))


def named_files(value: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """The files that a manifest or record names, with bytes and sha256; what is not well formed is left out."""
    files = (value or {}).get("files")
    if not isinstance(files, dict):
        return {}
    return {name: entry for name, entry in files.items() if is_safe_name(name) and is_entry(entry)}


def is_entry(entry: Any) -> bool:
    """Whether it says how long a file is and what its hash is."""
    return (
        isinstance(entry, dict)
        and type(entry.get("bytes")) is int
        and isinstance(entry.get("sha256"), str)
        and len(entry["sha256"]) == 64
        and _HEX.issuperset(entry["sha256"])
    )
