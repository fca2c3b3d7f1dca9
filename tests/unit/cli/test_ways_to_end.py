"""Every way in which a command can end is an exit status and a message."""

import errno
import os

import pytest
import typer

from analysis import cli
from analysis.core.errors import StudyError


@pytest.mark.parametrize(
    ("problem", "status", "told"),
    [
        (StudyError("no page"), 2, "no page"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/a/b"), 2, "/a/b"),
        (OSError(errno.EIO, os.strerror(errno.EIO)), 2, "a file"),
        (typer.Abort(), 1, "aborted"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_a_problem_ends_in_a_status_and_a_message(problem, status, told, monkeypatch, capsys):
    def app(**arguments):
        raise problem

    monkeypatch.setattr(cli, "app", app)
    with pytest.raises(SystemExit) as ended:
        cli.main(["--debug", "check"])
    shown = capsys.readouterr().err
    assert ended.value.code == status and told in shown
    assert ("Traceback" in shown) == isinstance(problem, (StudyError, OSError))
