"""Where files are: the data that ship, the user's private cache, the results of a run."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from .errors import StudyError
from .os_errors import os_errors

PACKAGE = Path(__file__).resolve().parents[1]
STUDY = PACKAGE.parent


def data_folder() -> Path:
    """The folder of data that ships: ``data/`` beside the package, or the copy inside an installed wheel.

    Returns
    -------
    pathlib.Path

    Examples
    --------
    >>> (data_folder() / "lexicon" / "terms.csv").is_file()
    True
    """
    repository = STUDY / "data"
    return repository if (repository / "lexicon").is_dir() else PACKAGE / "_data"


def results_folder() -> Path:
    """The folder where a run writes, made if need be.

    ``$TIFA_RESULTS`` if that is set (a relative path counts from the repository); else ``results/`` in the
    repository, or in the working directory where the package is installed without one.

    Returns
    -------
    pathlib.Path

    Examples
    --------
    >>> results_folder().is_dir()
    True
    """
    repository = STUDY if (STUDY / "pyproject.toml").is_file() else Path.cwd()
    chosen = os.environ.get("TIFA_RESULTS")
    folder = STUDY / chosen if chosen else repository / "results"  # an absolute path stays as it is
    with os_errors("make the folder", folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def cache_folder() -> Path:
    """A cache that only this user writes, made if need be: ``$TIFA_CACHE``, or ``tifa-study`` in the user's cache.

    Where others own that folder or may write to it, a private folder in it; where it cannot be written (a container, a
    read-only home), a folder of this process that goes with it; never a folder of a known name in the shared temporary
    folder, where anyone could plant a file that is then loaded.
    """
    try:
        users_cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = Path(os.environ.get("TIFA_CACHE") or users_cache / "tifa-study")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder if this_user_alone(folder.stat()) else _own_folder(folder)
    except (OSError, RuntimeError):  # no home at all is a RuntimeError
        pass
    return _passing_folder()


def this_user_alone(status: os.stat_result) -> bool:
    """Whether this user owns a file or folder, and nobody else may write to it; on Windows the profile sees to that.

    >>> this_user_alone(os.stat_result((0o100666, 0, 0, 1, 0, 0, 0, 0, 0, 0)))
    False
    """
    return os.name == "nt" or (status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


@cache
def _own_folder(shared: Path) -> Path:
    """This user's folder in one that others may write to; said when it is made, or where another took its name."""
    own = shared / f"private-{os.getuid()}"
    try:
        own.mkdir(mode=0o700)
        said = f"{own} is used"
    except FileExistsError:
        said = ""
    status = own.lstat()  # a link may lead anywhere
    if not stat.S_ISDIR(status.st_mode) or not this_user_alone(status):
        own, said = _passing_folder(), "a passing one is used, and all is compiled again in each process"
    if said:
        advice = "Set TIFA_CACHE to a folder of your own, or take the right to write from others (chmod go-w)."
        print(f"the cache folder {shared} is not yours alone: {said}.\n  {advice}", file=sys.stderr)
    return own


@cache
def _passing_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tifa-study-"))  # readable by this user alone
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def refuse_overlap(out: str | os.PathLike, inputs: Iterable[str | os.PathLike]) -> None:
    """A `StudyError` where an output lies inside an input, is one, or holds one; URLs are not looked at.

    >>> refuse_overlap("counts", ["texts"])
    """
    for given in (os.fspath(one) for one in inputs):
        if "://" in given or "://" in os.fspath(out):
            continue
        wanted, read = (Path(place).expanduser().resolve() for place in (out, given))
        if wanted == read or read in wanted.parents:
            raise StudyError(f"the output {out} would lie inside the input {given}.\n  Name a folder beside it.")
        if wanted in read.parents:
            raise StudyError(f"the output {out} holds the input {given}.\n  Name a folder of its own.")
