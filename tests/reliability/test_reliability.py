"""A part of the attack on files that takes seconds; ``make attack-files`` does the whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .damages import try_damages
from .faults import ROOT, compiler


@pytest.mark.skipif(compiler() is None, reason="faults are injected by a library that a C compiler makes")
@pytest.mark.parametrize(
    ("commands", "every"),
    [(("study --save", "save_figure"), 15), (("publish",), 25), (("build, changed texts",), 60), (("clean",), 80)],
)
def test_a_fault_leaves_the_old_output_or_the_new_one(commands, every):
    asked = [part for name in commands for part in ("--command", name)]
    run = [sys.executable, "-m", "tests.reliability", "faults", "--every", str(every), "--offset", "5", *asked]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_damage_is_counted(tmp_path):
    account = try_damages(tmp_path, 60, seed=7)
    assert not account.wrong and account.refused > account.damages // 2
