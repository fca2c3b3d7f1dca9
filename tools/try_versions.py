"""The tests under every Python from 3.11 on that this machine has, each in a fresh environment made from the lock.

    python tools/try_versions.py [PATH ...]

Needs no installed package; paths are those of tests (all that pytest finds by itself, if none is named). Interpreters
are looked for on the PATH and in ``~/.pyenv/versions``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
MINORS = range(11, 15)


def interpreters() -> dict[str, str]:
    """Programs by version, one a minor version, oldest first."""
    found = {}
    for minor in MINORS:
        places = [shutil.which(f"python3.{minor}"), *Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python")]
        for program in filter(None, map(str, filter(None, places))):
            asked = subprocess.run(
                [program, "-c", "import sys; print(sys.version.split()[0])"], capture_output=True, text=True
            )
            if asked.returncode == 0 and asked.stdout.startswith(f"3.{minor}."):
                found[asked.stdout.strip()] = program
                break
    return found


def build_requirement(lock: str) -> str:
    """The lines of the lock that pin setuptools, which builds the one package that comes as source."""
    found = re.search(r"(?m)^setuptools==(?:.*\\\n)*.*\n", lock)
    assert found, "the lock pins no setuptools"
    return found.group()


def tried(program: str, tests: list[str]) -> int:
    """Install the lock for one interpreter and run the tests; the exit status."""
    with TemporaryDirectory(prefix="tifa-version-") as folder:
        subprocess.run([program, "-m", "venv", folder], check=True)
        python = str(Path(folder) / ("Scripts" if os.name == "nt" else "bin") / "python")
        lock = Path(folder) / "setuptools.lock"
        lock.write_text(build_requirement((ROOT / "requirements.lock").read_text("utf-8")), "utf-8")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*install, "-r", str(lock)], check=True)
        subprocess.run([*install, "--no-build-isolation", "-r", str(ROOT / "requirements.lock")], check=True)
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONHASHSEED": "0",
            "TIFA_CACHE": str(Path(folder) / "cache"),
        }
        return subprocess.run(
            [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests], cwd=ROOT, env=environment
        ).returncode


def main() -> int:
    """Try them all; 1 where one fails."""
    results = {}
    for version, program in interpreters().items():
        print(f"Python {version}: {program}", flush=True)
        results[version] = tried(program, sys.argv[1:])
    for version, status in results.items():
        print(f"Python {version}: {'all tests pass' if status == 0 else f'pytest ended with {status}'}")
    return int(any(results.values()) or not results)


if __name__ == "__main__":
    sys.exit(main())
