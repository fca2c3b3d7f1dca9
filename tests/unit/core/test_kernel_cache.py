"""When the compiler is announced, where compiled code is kept, and what a result's table takes."""

import sys
from types import SimpleNamespace

import polars as pl
import pytest

from analysis.core.compiling import _state, tell_once
from analysis.core.results import TableResult


def kernel(folder, *, signatures=()):
    """What `tell_once` asks of a compiled function."""
    cache = SimpleNamespace(cache_path=str(folder))
    return SimpleNamespace(signatures=signatures, _cache=cache, py_func=SimpleNamespace(__name__="half"))


def test_the_compiler_is_announced_unless_its_code_is_here_or_in_the_cache(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    (tmp_path / "scan.halves-12.py311.1.nbc").touch()  # of another function
    tell_once(kernel(tmp_path), "a test")
    assert "compiling a test, once on this machine" in capsys.readouterr().err
    (tmp_path / "scan.half-12.py311.1.nbc").touch()
    tell_once(kernel(tmp_path), "a test")
    tell_once(kernel(tmp_path / "empty", signatures=("int64",)), "a test")
    assert capsys.readouterr().err == ""


def test_a_change_in_a_file_that_is_called_makes_another_cache(tmp_path):
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text("x = 1\n"), other.write_text("y = 1\n")
    files = {str(one), str(other)}
    before = _state(files)
    assert len(before) == 16
    other.write_text("y = 100\n")
    assert _state(files) != before
    assert _state({str(one)}) == ""  # numba watches a single file itself


def test_the_methods_of_a_table_take_results_too():
    one = TableResult(pl.DataFrame({"term": ["六保", "六稳"], "hits": [3, 5]}))
    same, other = TableResult(one.frame.clone()), TableResult(one.frame.head(1))
    assert one.equals(same) and not one.equals(other)
    assert one.join(other, on="term")["hits_right"].to_list() == [3]
    assert one.vstack(other).height == 3 and one.shape == (2, 2)
    with pytest.raises(AttributeError):
        _ = one._nothing
