"""``python -m tests.reliability faults``: the trials, as a table."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from .commands import COMMANDS
from .faults import FAULTS, Stage, compiler, try_faults, under_the_shim


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
                for one in wrong[:5]:
                    print("   ", one[:400], file=sys.stderr)
                bad += len(wrong)
        print(f"  {time.monotonic() - started:.0f} s", file=sys.stderr)
    return bad


def main() -> int:
    """Read the command line and try."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability")
    parser.add_argument("what", choices=["faults", "armed-faults"])
    parser.add_argument("--every", type=int, default=1, help="only every so many operations")
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--command", action="append", default=[], choices=list(COMMANDS))
    asked = parser.parse_args()
    if asked.what == "armed-faults":  # the shim is there
        return bool(faults(asked.every, asked.offset, asked.command))
    if compiler() is None:
        print("no C compiler: faults cannot be injected", file=sys.stderr)
        return 0
    return under_the_shim(["armed-faults", *sys.argv[2:]])


if __name__ == "__main__":
    sys.exit(main())
