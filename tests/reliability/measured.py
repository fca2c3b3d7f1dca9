"""A reading in a process of its own: what became of it, how long it took, how much memory it held at most."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from analysis.core.errors import StudyError
from analysis import Corpus, Lexicon
what, path = sys.argv[1:3]
def most_held():  # not getrusage, which also knows what the parent held before this program took its place
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
begun = time.process_time()  # of all threads: a busy machine makes nothing slow
try:
    if what == "lexicon":
        lexicon = Lexicon.read(path)
        rows, reasons = lexicon.check().height, []
        lexicon.find("四下基层")
    else:
        corpus = Corpus.read(path, clean=what == "clean")
        rows, reasons = corpus.documents.height, corpus.rejected["reason"].head(5).to_list()
    kind, told = "rows" if rows else "rejected", "; ".join(map(str, reasons))
except StudyError as error:
    kind, told = "StudyError", str(error)
except BaseException as error:
    kind, told = f"traceback: {type(error).__name__}", str(error)[:300]
    import traceback; traceback.print_exc()
print(json.dumps({"kind": kind, "told": told, "seconds": time.process_time() - begun,
                  "bytes": most_held()}))
"""


@dataclass(frozen=True)
class Outcome:
    """What a reading ended in, and what it took."""

    kind: str  # rows, rejected, StudyError; or what should not be: traceback, died, hung, memory
    told: str
    seconds: float
    bytes: int

    @property
    def fine(self) -> bool:
        return self.kind in ("rows", "rejected", "StudyError")


def measured(path: Path, *, what: str = "clean", seconds: float = 120.0, limit: int = 6 * 2**30, **environment: str):
    """Read a path (``what``: clean, raw or lexicon); the process is ended when it takes more than it may."""
    begun = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, what, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, errors="replace",
    )  # fmt: skip
    most, ended = 0, None
    while child.poll() is None:
        try:
            out, told = child.communicate(timeout=0.05)
            break
        except subprocess.TimeoutExpired:
            most = max(most, _resident(child.pid))
            if time.monotonic() - begun > seconds or most > limit:
                ended = "hung" if most <= limit else "memory"
                child.kill()
    else:
        out, told = child.communicate()
    if ended:
        return Outcome(ended, "", time.monotonic() - begun, most)
    try:
        return Outcome(**json.loads(out.splitlines()[-1]))
    except (IndexError, ValueError):
        return Outcome(f"died: {child.returncode}", told[-300:], time.monotonic() - begun, most)


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
