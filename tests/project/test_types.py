"""Types reach the user: right calls show them, wrong ones are reported before anything runs."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT

SCRIPT = ROOT / "tests" / "support" / "user_script.py"


@pytest.fixture(scope="module")
def reported(tmp_path_factory) -> set[int]:
    """Lines of the user's script at which the type checker finds an error."""
    folder = tmp_path_factory.mktemp("user")
    shutil.copy(SCRIPT, folder / "script.py")
    settings = {"typeCheckingMode": "standard", "extraPaths": [str(ROOT)], "pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    program = Path(sys.executable).with_name("basedpyright")
    command = [program, "--outputjson", "--pythonpath", sys.executable, "-p", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    found = json.loads(done.stdout)["generalDiagnostics"]
    return {one["range"]["start"]["line"] + 1 for one in found if one["severity"] == "error"}


def lines(wrong: bool) -> set[int]:
    text = SCRIPT.read_text("utf-8").splitlines()
    return {number for number, line in enumerate(text, 1) if ("# wrong" in line) == wrong}


def test_right_calls_show_their_types(reported):
    assert not reported & lines(wrong=False)


def test_wrong_calls_are_reported(reported):
    assert reported >= lines(wrong=True) and len(reported) >= 6
