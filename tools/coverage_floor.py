"""Does every file of the package reach the floor of branch coverage? Compiled kernels are named, not hidden.

Coverage sees Python only: a function that numba compiled runs outside it. Such files are named in
the report; their tests compare them with slow references instead.

    python -m tools.coverage_floor results/coverage.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from analysis.core.paths import PACKAGE

FLOOR = 85.0  # per cent of lines and branches


def kernels(package: Path = PACKAGE) -> set[str]:
    """Files that hold functions compiled by numba, by the decorator that marks them: ``analysis/core/hashing.py``.

    By path and not by name alone, so that no file is excused by a namesake in another folder.
    """
    marks = ("@compiled", "@inner")
    return {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*.py")
        if any(line.startswith(marks) for line in path.read_text("utf-8").splitlines())
    }


def main(report: str | Path, package: Path = PACKAGE) -> int:
    """Print the files below the floor, and say which are kernels.

    Exit status 1 if a file that is no kernel is below, or is not in the report at all; 0 else.
    """
    measured = json.loads(Path(report).read_text("utf-8"))
    shares = {Path(name).as_posix(): one["summary"]["percent_covered"] for name, one in measured["files"].items()}
    files = {path.relative_to(package.parent).as_posix() for path in package.rglob("*.py")}
    shares |= dict.fromkeys(files - set(shares), 0.0)  # a file that coverage never saw
    compiled = kernels(package)
    low = sorted((share, name) for name, share in shares.items() if share < FLOOR)
    for share, name in low:
        print(f"{share:5.1f} %  {name}{'  (compiled kernel)' if name in compiled else ''}")
    total = measured["totals"]["percent_covered"]
    print(f"{total:5.1f} %  of lines and branches in {len(shares)} files; floor {FLOOR:g} %")
    return int(any(name not in compiled for _, name in low))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
