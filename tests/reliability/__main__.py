"""``python -m tests.reliability faults | kills | disks | damages``: the trials, as tables; see ``make attack-files``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from .commands import COMMANDS
from .damages import try_damages
from .faults import FAULTS, Stage, compiler, try_faults, under_the_shim
from .kills import can_mount, try_full_disks, try_kills, try_two_at_once


def faults(every: int, offset: int, commands: list[str]) -> int:
    """Faults at file operations; prints a row for each command and fault, returns how much was wrong."""
    bad = 0
    print(f"{'command':<22}{'fault':<12}{'operations':>11}{'trials':>8}{'wrong':>7}")
    for name in commands or list(COMMANDS):
        started = time.monotonic()
        with TemporaryDirectory(prefix="tifa-faults-") as folder:
            stage = Stage(COMMANDS[name], Path(folder))
            for fault, (tried, wrong) in try_faults(stage, list(FAULTS), every=every, offset=offset).items():
                print(f"{name:<22}{fault:<12}{stage.operations:>11}{tried:>8}{len(wrong):>7}", flush=True)
                bad += _told(wrong)
        print(f"  {time.monotonic() - started:.0f} s", file=sys.stderr)
    return bad


def damages(number: int, seed: int) -> int:
    """Random damages of features; prints a row, returns how much was wrong."""
    with TemporaryDirectory(prefix="tifa-damages-") as folder:
        account = try_damages(Path(folder), number, seed=seed)
    print(f"{account.damages} damages: {account.refused} refused with file and remedy, {account.harmless} harmless, "
          f"{account.mends} mends tried, "
          f"{len(account.wrong)} wrong; {dict(sorted(account.by_kind.items()))}", flush=True)  # fmt: skip
    return _told(account.wrong)


def kills(number: int, seed: int, commands: list[str]) -> int:
    """SIGKILLs at random moments; prints a row for each command, returns how much was wrong."""
    bad = 0
    print(f"{'command':<22}{'runs':>6}{'killed':>8}{'wrong':>7}")
    for name in commands or list(COMMANDS):
        with TemporaryDirectory(prefix="tifa-kills-") as folder:
            killed, wrong = try_kills(Stage(COMMANDS[name], Path(folder)), number, seed=seed)
        print(f"{name:<22}{number:>6}{killed:>8}{len(wrong):>7}", flush=True)
        bad += _told(wrong)
    return bad


def disks(commands: list[str]) -> int:
    """Disks that are full in earnest, and two builds at once; prints rows, returns how much was wrong."""
    bad = 0
    with TemporaryDirectory(prefix="tifa-disks-") as folder:
        if can_mount(Path(folder) / "disk"):
            for name in commands or list(COMMANDS):
                sizes = [0, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512]
                full, wrong = try_full_disks(Stage(COMMANDS[name], Path(folder) / name.replace(" ", "-")), sizes)
                print(f"full disk: {name:<22}{len(sizes):>4} sizes, {full} too small, {len(wrong)} wrong", flush=True)
                bad += _told(wrong)
        else:
            print("no small disk can be mounted here: only the injected errors were tried")
        wrong = try_two_at_once(Path(folder) / "two", 12)
        print(f"two builds at once: 12 trials, {len(wrong)} wrong", flush=True)
    return bad + _told(wrong)


def _told(wrong: list[str]) -> int:
    for one in wrong[:8]:
        print("   ", one[:500], file=sys.stderr)
    return len(wrong)


def main() -> int:
    """Read the command line and try."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability")
    parser.add_argument("what", choices=["faults", "armed-faults", "kills", "damages", "disks", "armed-disks"])
    parser.add_argument("--every", type=int, default=1, help="faults: only every so many operations")
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--number", type=int, default=50, help="kills of each command; damages")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--command", action="append", default=[], choices=list(COMMANDS))
    asked = parser.parse_args()
    if asked.what == "kills":
        return bool(kills(asked.number, asked.seed, asked.command))
    if asked.what == "damages":
        return bool(damages(asked.number, asked.seed))
    if asked.what == "armed-disks":
        return bool(disks(asked.command))
    if asked.what == "armed-faults":  # the shim is there
        return bool(faults(asked.every, asked.offset, asked.command))
    if compiler() is None:
        print("no C compiler: faults cannot be injected", file=sys.stderr)
        return 0
    if asked.what == "disks":
        return under_the_shim(["armed-disks", *sys.argv[2:]])
    return under_the_shim(["armed-faults", *sys.argv[2:]])


if __name__ == "__main__":
    sys.exit(main())
