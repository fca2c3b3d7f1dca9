"""Where files are: the data that ship, the user's private cache, the results of a run."""

from __future__ import annotations

import atexit
import os
import shutil
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

    Where that cannot be written (a container, a read-only home), a folder of this process that goes with it; never a
    folder of a known name in the shared temporary folder, where anyone could plant a file that is then loaded.
    """
    try:
        users_cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = Path(os.environ.get("TIFA_CACHE") or users_cache / "tifa-study")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    except (OSError, RuntimeError):  # no home at all is a RuntimeError
        pass
    return _passing_folder()


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
