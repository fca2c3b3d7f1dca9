"""What `requirements.lock` promises: every package by exact version and hash, from nowhere in particular.

    python -m tools.audit_lock

A direct address, an index, an option or a package without a hash is a fault. Known weaknesses of the locked versions
are looked up by pip-audit, where that is installed (it asks a service on the internet, so it is no part of the tests).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
_PINNED = re.compile(r"[A-Za-z0-9._-]+(?:\[[a-z0-9,_-]+\])?==[^\s;@]+(?:\s*;.*)?$")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}$")


def faults(text: str) -> list[str]:
    """What is wrong with a lock, in the order of its lines.

    >>> faults("six==1.17.0 \\\\\\n    --hash=sha256:" + "0" * 64 + "\\n")
    []
    >>> faults("six==1.17.0\\npolars>=2\\n--index-url https://example.org\\n")
    ['six==1.17.0: no hash', 'polars>=2: no exact version', '--index-url https://example.org: an option or address']
    """
    found = []
    for entry in re.sub(r"\\\n\s*", " \\ ", text).splitlines():
        if not entry.strip() or entry.startswith("#"):
            continue
        name, *hashes = (part.strip() for part in entry.split(" \\ "))
        if entry.startswith("-") or "://" in entry or " @ " in entry:
            found.append(f"{name}: an option or address")
        elif not _PINNED.match(name):
            found.append(f"{name}: no exact version")
        elif not hashes:
            found.append(f"{name}: no hash")
        elif not all(map(_HASH.match, hashes)):
            found.append(f"{name}: a hash that is none of SHA-256")
    return found


def main() -> int:
    """Check the lock, then ask for known weaknesses where pip-audit is there."""
    text = LOCK.read_text("utf-8")
    wrong = faults(text)
    print("\n".join(wrong) or f"{text.count('==')} packages, each with an exact version and hashes, no address")
    program = shutil.which("pip-audit")
    if program is None:
        print("pip-audit is not installed; with it: pip-audit --disable-pip --require-hashes -r requirements.lock")
        return bool(wrong)
    asked = [program, "--disable-pip", "--require-hashes", "-r", str(LOCK)]
    return bool(wrong) or subprocess.run(asked).returncode


if __name__ == "__main__":
    sys.exit(main())
