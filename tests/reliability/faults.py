"""A fault at every file operation: the process killed, the disk full, the folder read-only, a right missing, an error of the disk.

After each the same four questions: does a reader see the old or the new output, never a mixture; are the bytes after
one more run those of an undisturbed run; is no file left over; are the files of others untouched?
"""

from __future__ import annotations

import ctypes
import errno
import gc
import os
import shutil
import subprocess
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis import StudyError

from .commands import Command, fresh, tree

FAULTS = {  # name: (what the shim does, whether it stays)
    "killed": (-1, False),
    "disk full": (errno.ENOSPC, True),
    "read-only": (errno.EROFS, True),
    "no right": (errno.EACCES, False),
    "disk error": (errno.EIO, False),
}
ROOT = Path(__file__).resolve().parents[2]


def compiler() -> str | None:
    """The C compiler that makes the shim, where there is one and the system loads it before the C library."""
    return next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None) if sys.platform == "linux" else None


def under_the_shim(arguments: list[str]) -> int:
    """Run ``python -m tests.reliability`` with these arguments and the shim before the C library."""
    with TemporaryDirectory(prefix="tifa-shim-") as folder:
        shim, source = Path(folder) / "shim.so", Path(__file__).with_name("shim.c")
        subprocess.run([str(compiler()), "-shared", "-fPIC", "-w", "-o", str(shim), str(source), "-ldl"], check=True)
        environment = {**os.environ, "LD_PRELOAD": str(shim), "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"}
        return subprocess.run([sys.executable, "-m", "tests.reliability", *arguments], env=environment).returncode


def disturbed(command: Command, given: Path, out: Path, *, k: int = 0, fault: int = 0, sticky: bool = False) -> dict:
    """Run a command with a fault at its ``k``-th file operation; with ``k=0`` undisturbed, the operations counted."""
    shim = ctypes.CDLL(None) if "shim.so" in os.environ.get("LD_PRELOAD", "") else None  # without: undisturbed only
    if shim:
        shim.tifa_arm(os.path.realpath(out).encode(), ctypes.c_long(k), fault, int(sticky))
    try:
        command.run(given, out)
        outcome = {"end": "done"}
    except StudyError as error:
        outcome = {"end": "StudyError", "message": str(error)}
    except BaseException as error:
        outcome = {"end": type(error).__name__, "message": traceback.format_exc()[-1500:]}
    finally:
        count = shim.tifa_count() if shim else 0
        if shim:
            shim.tifa_disarm()
    gc.collect()  # whatever the run held open goes, as it would with its process
    return {**outcome, "count": count}


@dataclass
class Stage:
    """A command with its inputs, its older output and both contents; where its trials run."""

    command: Command
    folder: Path
    operations: int = 0
    old: str | None = None
    new: str = ""
    whole: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("start", "out"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.given, self.start, self.out = (self.folder / name for name in ("given", "start", "out"))
        self.command.prepare(self.given)
        for name in self.command.foreign:
            (self.start / name).write_text("mine", "utf-8")
        if self.command.before:
            self.command.before(self.given, self.start)
            self.old = self.command.seen(self.start)
        fresh(self.start, self.out)
        done = disturbed(self.command, self.given, self.out)
        assert done["end"] == "done", done
        self.operations, self.whole = done["count"], tree(self.out)
        self.new = self.command.seen(self.out)
        assert self.new != self.old

    def faults_of(self, k: int, fault: str) -> tuple[str, list[str]]:
        """One trial; how the run ended, and what was wrong."""
        what, sticky = FAULTS[fault]
        fresh(self.start, self.out)
        ended = disturbed(self.command, self.given, self.out, k=k, fault=what, sticky=sticky)
        wrong = []
        if ended["end"] not in ("done", "StudyError"):
            wrong.append(f"a traceback: {ended['message'].strip().splitlines()[-1]}")
        return ended["end"], wrong + self.questions(done=ended["end"] == "done")

    def questions(self, *, done: bool) -> list[str]:
        """What is wrong with the output as it stands, and after one more run."""
        wrong = []
        try:
            seen = self.command.seen(self.out)
        except StudyError as error:
            seen = None
            if self.old is not None:  # there was something to read all the time
                wrong.append(f"unreadable: {error}")
        except BaseException as error:
            seen = None
            wrong.append(f"reading: {type(error).__name__}: {str(error)[:200]}")
        if seen not in (self.old, self.new, None):
            wrong.append("a mixture")
        if done and seen != self.new:
            wrong.append("done, but not the new output")
        again = disturbed(self.command, self.given, self.out)
        if again["end"] != "done":
            return [*wrong, f"no rerun: {again}"]
        after = tree(self.out)
        if after.keys() - self.whole.keys():
            wrong.append(f"stray {sorted(after.keys() - self.whole.keys())[:3]}")
        if self.whole.keys() - after.keys():
            wrong.append(f"missing {sorted(self.whole.keys() - after.keys())[:3]}")
        other = [name for name in after.keys() & self.whole.keys() if after[name] != self.whole[name]]
        if other:
            wrong.append(f"other bytes {sorted(other)[:3]}")
        return wrong


def try_faults(stage: Stage, faults: list[str], *, every: int = 1, offset: int = 0) -> dict[str, tuple[int, list[str]]]:
    """Trials at every ``every``-th operation; by fault, how many and what was wrong."""
    results = {}
    for fault in faults:
        wrong: list[str] = []
        tried = range(1 + offset % every, stage.operations + 1, every)
        for k in tried:
            ended, found = stage.faults_of(k, fault)
            wrong += [f"{stage.command.name}, {fault} at {k} of {stage.operations} ({ended}): {one}" for one in found]
        results[fault] = (len(tried), wrong)
    return results
