"""What a terminal is shown, who counts, and what starts the program: asked in this process, where coverage sees it."""

import importlib
import io
import re
import runpy
import sys
from types import SimpleNamespace

import polars as pl
import pytest

from analysis import cli
from analysis.cli import main, terminal
from analysis.cli.text_commands import _executor
from analysis.core.errors import StudyError

FRAME = pl.DataFrame({"term": ["六稳", "六保"], "start": ["2020", None], "rate": [12.34567, 0.5], "hits": [3, 1]})


@pytest.fixture
def run(capsys):
    """Run a command: (exit status, stdout, stderr)."""

    def call(*arguments):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(a) for a in arguments])
        return ended.value.code or 0, *capsys.readouterr()

    return call


@pytest.fixture
def tty(monkeypatch):
    """Both streams are a terminal of so many columns."""

    def wide(columns):
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm")
        for stream in (sys.stdout, sys.stderr):
            monkeypatch.setattr(stream, "isatty", lambda: True)

    return wide


def test_a_terminal_sees_columns_and_a_pipe_sees_csv(tty, capsys):
    terminal.show(FRAME, None)
    assert capsys.readouterr().out == "term,start,rate,hits\n六稳,2020,12.3457,3\n六保,,0.5000,1\n"
    tty(100)
    terminal.show(FRAME, None)
    shown, messages = capsys.readouterr()
    lines = [line.split() for line in re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()]  # without its styles
    assert [line for line in lines if "六稳" in line][0][:2] == ["六稳", "2020"] and "," not in shown
    assert {"term", "start", "rate", "hits"} <= {word for line in lines for word in line} and messages == ""


def test_a_narrow_terminal_is_told_what_it_does_not_see(tty, capsys):
    tty(20)
    terminal.show(FRAME.with_columns(note=pl.lit("a long remark on this term")), None, first=("term", "rate"))
    shown, messages = capsys.readouterr()
    assert "六稳" in shown and "note" not in shown.split()
    assert "too narrow for" in messages and "note" in messages and "--out FILE.csv" in messages


def test_a_file_is_written_and_named_instead(tty, capsys, tmp_path):
    tty(100)
    terminal.show(FRAME, str(tmp_path / "t.csv"))
    shown, messages = capsys.readouterr()
    assert shown == "" and messages == f"2 rows: {tmp_path / 't.csv'}\n" and (tmp_path / "t.csv").is_file()


def test_a_bar_moves_on_a_terminal_only(tty, capsys):
    with terminal.progress("counting") as moved:
        moved(1, 2)
    assert capsys.readouterr() == ("", "")
    tty(80)
    with terminal.progress("counting") as moved:
        moved(1, 2)
    shown, messages = capsys.readouterr()
    assert shown == "" and "counting" in messages


def test_a_code_page_without_chinese_is_told_and_another_is_not(monkeypatch, capsys):
    for encoding, told in (("cp1252", True), ("gbk", False), ("utf-8", False)):
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding, errors="replace"))
        terminal.show(FRAME, None)
        assert (f"the output is in {encoding}, which has no Chinese" in capsys.readouterr().err) is told


def test_who_counts(monkeypatch):
    for workers in (None, 1):
        with _executor(workers, None) as nobody:
            assert nobody is None  # threads of this process
    with _executor(2, None) as pool:
        assert pool._max_workers == 2 and pool._mp_context.get_start_method() == "spawn"
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(StudyError, match=r"--scheduler needs Dask: pip install 'tifa-study\[cluster\]'"),
        _executor(None, "tcp://x:1"),
    ):
        pass


def test_a_cluster_counts_if_it_answers(monkeypatch):
    asked = []

    class Client:
        def __init__(self, address, timeout):
            asked.append(address)
            if address == "tcp://none:1":
                raise OSError("timed out")

        def __enter__(self):
            return self

        def __exit__(self, *_):
            asked.append("closed")

        def get_executor(self):
            return "the cluster"

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=Client))
    with _executor(None, "tcp://there:1") as executor:
        assert executor == "the cluster"
    assert asked == ["tcp://there:1", "closed"]
    with (
        pytest.raises(StudyError, match="no Dask scheduler answers at tcp://none:1: timed out"),
        _executor(None, "tcp://none:1"),
    ):
        pass


def test_ten_pages_that_were_left_out_are_named_and_the_rest_counted(run, tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "good.txt").write_text("村里的路修好了，大家都很高兴。", "utf-8")
    for k in range(12):
        (pages / f"picture{k:02}.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    status, _, messages = run("concordance", pages, "高兴", "--no-clean")
    named = [line for line in messages.splitlines() if "left out: picture" in line]
    assert status == 0 and len(named) == 10 and "… and 2 more" in messages


PROGRAM = """
def run(save, tell):
    tell(f"run, save={save}")
def draw_figures(tell):
    tell("figures")
"""


def test_the_study_is_run_or_its_figures_drawn(run, tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "STUDY", tmp_path)
    status, out, messages = run("study")
    assert status == 2 and out == "" and "StudyError: there are no notebooks with this installation" in messages
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "run_study.py").write_text(PROGRAM, "utf-8")
    told = {options: run("study", *options)[2] for options in ((), ("--save",), ("--figures",))}
    assert told == {(): "run, save=False\n", ("--save",): "run, save=True\n", ("--figures",): "figures\n"}


def test_the_module_starts_the_program_and_a_worker_that_imports_it_does_not(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["analysis", "timeline", "nowhere"])
    importlib.import_module("analysis.__main__")
    assert capsys.readouterr() == ("", "")
    monkeypatch.delitem(sys.modules, "analysis.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("analysis", run_name="__main__")
    assert ended.value.code == 2 and capsys.readouterr().err.startswith("StudyError: ")
