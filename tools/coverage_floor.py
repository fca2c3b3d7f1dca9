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


def kernels() -> set[str]:
    """Files that hold functions compiled by numba, by the decorator that marks them."""
    marks = ("@compiled", "@inner")
    files = PACKAGE.rglob("*.py")
    return {path.name for path in files if any(line.startswith(marks) for line in path.read_text("utf-8").splitlines())}


def main(report: str) -> int:
    """Print the files below the floor, and every kernel; exit status 1 if a file that is no kernel is below."""
    files = json.loads(Path(report).read_text("utf-8"))["files"]
    shares = {name: one["summary"]["percent_covered"] for name, one in files.items()}
    compiled = kernels()
    low = sorted((share, name) for name, share in shares.items() if share < FLOOR)
    for share, name in low:
        print(f"{share:5.1f} %  {name}{'  (compiled kernel)' if Path(name).name in compiled else ''}")
    total = json.loads(Path(report).read_text("utf-8"))["totals"]["percent_covered"]
    print(f"{total:5.1f} %  of lines and branches in {len(shares)} files; floor {FLOOR:g} %")
    return int(any(Path(name).name not in compiled for _, name in low))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
