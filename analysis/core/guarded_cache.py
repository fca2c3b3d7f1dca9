"""Files of the private cache: read only where they are whole and this user's own, written beside and renamed.

What is kept there is unpickled, or run as machine code. So a file is believed only if this user owns it, nobody else
may write it, and its first line holds the hash of its name and of all that follows: what is damaged, cut short,
empty, planted or put under another name is made anew.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from .paths import cache_folder, this_user_alone

_FIRST = b"tifa-study cache 1 "
_HEAD = len(_FIRST) + 64 + 1
_OLD_DRAFT = 3600  # seconds after which a draft belongs to a process that was killed


def private_folder(name: str) -> Path:
    """A folder of the private cache, which only this user may enter, made if need be.

    >>> private_folder("banks").name
    'banks'
    """
    folder = cache_folder() / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def read_guarded(path: Path) -> bytes | None:
    """What `write_guarded` wrote to a file; None where there is none, or none that can be believed, which is said once."""
    try:  # neither through a link nor from a pipe, which would never end
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    except FileNotFoundError:
        return None
    except OSError as error:
        _tell(path, error.strerror or "it cannot be opened")
        return None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            reason = "it is no file"
        elif not this_user_alone(status):
            reason = "others own it or may write it"
        else:
            with open(handle, "rb", closefd=False) as file:
                raw = file.read()
            if raw[:_HEAD] == _head(path, memoryview(raw)[_HEAD:]):
                return raw[_HEAD:]
            reason = "it is damaged"
    except OSError as error:
        reason = error.strerror or "it cannot be read"
    finally:
        os.close(handle)
    _tell(path, reason)
    return None


def write_guarded(path: Path, content: bytes) -> bool:
    """Write a file that `read_guarded` reads; whether it could be: a full disk costs the time to make it again, no more."""
    draft = path.with_name(f".{path.name}.{uuid4().hex[:12]}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(path)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            with open(handle, "wb") as file:
                file.write(_head(path, content))
                file.write(content)
            os.replace(draft, path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError:
        return False
    return True


_BINARY = getattr(os, "O_BINARY", 0)


def _head(path: Path, content: bytes | memoryview) -> bytes:
    digest = sha256(path.name.encode("utf-8", "surrogateescape") + b"\0")
    digest.update(content)
    return _FIRST + digest.hexdigest().encode() + b"\n"


def _sweep(path: Path) -> None:
    """Remove the drafts of this file that a killed process left."""
    for draft in path.parent.glob(f".{path.name}.*.draft"):
        if time.time() - draft.stat().st_mtime > _OLD_DRAFT:
            draft.unlink(missing_ok=True)


@cache
def _tell(path: Path, what: str) -> None:
    print(f"the cache file {path} is not used: {what}; what it held is made anew.", file=sys.stderr)
