"""Processes killed at a random moment, two at once in one folder, and a disk that is full in earnest."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .commands import COMMANDS, fresh, tree
from .faults import ROOT, Stage, disturbed

_CHILD = """
import sys
from pathlib import Path
import analysis
from analysis import StudyError
from tests.reliability.commands import COMMANDS
command, given, out = COMMANDS[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3])
[getattr(analysis, name) for name in analysis.__all__]
print("ready", flush=True)
sys.stdin.readline()
try:
    command.run(given, out)
except StudyError as error:
    print(error)
    sys.exit(2)
"""


def started(name: str, given: Path, out: Path) -> subprocess.Popen:
    """A process that has loaded its modules and waits for a line."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"}
    process = subprocess.Popen(
        [sys.executable, "-c", _CHILD, name, str(given), str(out)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen) -> None:
    """Let it begin."""
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def try_kills(stage: Stage, number: int, *, seed: int = 0) -> tuple[int, list[str]]:
    """Kill the command at ``number`` random moments of its run; how many were killed, and what was wrong."""
    draw = random.Random(f"{stage.command.name} {seed}")
    fresh(stage.start, stage.out)
    process = started(stage.command.name, stage.given, stage.out)
    begun = time.monotonic()
    go(process)
    process.communicate()
    lasts, killed, wrong = time.monotonic() - begun, 0, []
    for trial in range(number):
        fresh(stage.start, stage.out)
        process = started(stage.command.name, stage.given, stage.out)
        go(process)
        moment = draw.uniform(0, lasts)
        time.sleep(moment)
        process.kill()
        process.communicate()
        killed += process.returncode < 0
        found = stage.questions(done=process.returncode == 0)
        wrong += [f"{stage.command.name}, kill {trial} after {moment:.3f} of {lasts:.3f} s: {one}" for one in found]
    return killed, wrong


def try_two_at_once(folder: Path, number: int) -> list[str]:
    """Two builds of different texts into one folder: one result or the other, whole, and no traceback."""
    wrong = []
    old, new = Stage(COMMANDS["build, old texts"], folder / "old"), Stage(COMMANDS["build, new"], folder / "new")
    for trial in range(number):
        out = fresh(folder / "new" / "start", folder / f"out-{trial}")
        both = [started(stage.command.name, stage.given, out) for stage in (old, new)]
        for process in both:
            go(process)
        for process in both:
            said, errors = process.communicate()
            if process.returncode not in (0, 2):
                wrong.append(f"two at once, {trial}: {errors.strip().splitlines()[-1:]}")
            if process.returncode == 2 and "writes" not in said and "writing" not in said:
                wrong.append(f"two at once, {trial}: {said}")
        if tree(out) not in (old.whole, new.whole):
            wrong.append(f"two at once, {trial}: neither result: {sorted(tree(out))[:4]}")
        shutil.rmtree(out)
    return wrong


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of that size, mounted; needs the rights of an administrator."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def can_mount(folder: Path) -> bool:
    """Whether a small disk can be had here."""
    try:
        with small_disk(folder, 64):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def try_full_disks(stage: Stage, sizes: list[int]) -> tuple[int, list[str]]:
    """Run the command on disks that have so many kilobytes left beside the older output; how often the room ended."""
    full, wrong, usual = 0, [], stage.out
    for room in sizes:
        used = sum((len(data) + 4095) // 4096 * 4 for data in tree(stage.start).values())
        with small_disk(stage.folder / "disk", max(4, used + room)) as disk:
            stage.out = disk / "out"
            shutil.copytree(stage.start, stage.out)
            ended = disturbed(stage.command, stage.given, stage.out)
            full += ended["end"] == "StudyError"
            if ended["end"] not in ("done", "StudyError"):
                wrong.append(f"{stage.command.name}, {room} KB left: {ended['message'].strip().splitlines()[-1]}")
            if ended["end"] == "StudyError" and "room" not in ended["message"]:
                wrong.append(f"{stage.command.name}, {room} KB left: no remedy: {ended['message']}")
            subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
            found = stage.questions(done=ended["end"] == "done")
            wrong += [f"{stage.command.name}, {room} KB left: {one}" for one in found]
    stage.out = usual
    return full, wrong
