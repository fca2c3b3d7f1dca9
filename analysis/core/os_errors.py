"""What the operating system refuses, said as every other mistake is: what was wrong, where, what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import StudyError

_ELSEWHERE = "name a folder on another disk"
_REMEDIES = {
    "ENOSPC": f"Free some room or {_ELSEWHERE}, then run this again.",
    "EDQUOT": f"Your share of the disk is used up: delete something or {_ELSEWHERE}, then run this again.",
    "EFBIG": f"The disk takes no file of that size: {_ELSEWHERE}.",
    "EROFS": "The disk can only be read: name a folder of your own.",
    "EIO": f"The disk or drive does not answer as it should: save what is on it, or {_ELSEWHERE}.",
    "ENAMETOOLONG": "Choose a shorter name, or a folder nearer to the root.",
    "EMFILE": "Too many files are open: close some, or raise the limit (ulimit -n 4096).",
    "ENFILE": "Too many files are open on this machine: close some programs.",
    "ENOENT": "Look for a misspelt name, or for a folder that has been moved.",
    "EISDIR": "It is a folder; name a file.",
    "ENOTDIR": "A file stands where a folder is needed; name another place.",
    "EEXIST": "Something of that name is there already; name another place.",
    "ENOTEMPTY": "The folder holds other files; name another place.",
    "ELOOP": "Its links lead in a circle; name the file that is meant.",
    "EBUSY": "Another program uses it: close that program, then run this again.",
    "ETXTBSY": "Another program uses it: close that program, then run this again.",
    "ESTALE": "The network drive has changed meanwhile: open the folder anew, then run this again.",
    "ETIMEDOUT": "The network drive does not answer: look to the connection, then run this again.",
    "EINVAL": "The disk does not allow this name or this kind of file; name another place.",
}
_NOT_ALLOWED = {
    "read": "Ask its owner for the right to read it, or copy it to a folder of your own.",
    "write": "Name a folder of your own; on Windows, close the program that has it open.",
}


@contextmanager
def os_errors(doing: str, path: str | os.PathLike, *, remedy: str | None = None) -> Iterator[None]:
    """Turn every OSError of the block into a `StudyError` with the path, the system's reason and a remedy.

    Parameters
    ----------
    doing : str
        What was tried, as a verb that the path follows: "read", "write", "list", "delete".
    path : path
        The file or folder of which the message speaks.
    remedy : str, optional
        What to do; else it follows from the kind of error.

    Raises
    ------
    StudyError
        From the OSError, which stays its ``__cause__``.

    Examples
    --------
    >>> with os_errors("read", "no-such.csv"):
    ...     open("no-such.csv")
    Traceback (most recent call last):
    analysis.core.errors.StudyError: cannot read no-such.csv: No such file or directory.
      Look for a misspelt name, or for a folder that has been moved.
    """
    try:
        yield
    except OSError as error:
        raise from_os_error(error, doing, path, remedy=remedy) from error


def from_os_error(error: OSError, doing: str, path: str | os.PathLike, *, remedy: str | None = None) -> StudyError:
    """The `StudyError` that says what an OSError meant, for code that cannot use `os_errors`.

    >>> print(from_os_error(OSError(errno.ENOSPC, "No space left on device"), "write", "a.csv"))
    cannot write a.csv: No space left on device.
      Free some room or name a folder on another disk, then run this again.
    """
    number = error.errno
    name = errno.errorcode.get(number, "") if number is not None else ""
    if remedy is None and name in ("EACCES", "EPERM"):
        remedy = _NOT_ALLOWED["read" if doing in ("read", "list", "open") else "write"]
    remedy = remedy or _REMEDIES.get(name) or "Look at the file and its disk, then run this again."
    reason = (error.strerror or str(error) or type(error).__name__).rstrip(".")
    return StudyError(f"cannot {doing} {os.fspath(path)}: {reason}.\n  {remedy}")
