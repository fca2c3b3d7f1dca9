"""Functions are compiled when called, not when imported, and found again in the cache."""

import os
import subprocess
import sys

import numba
import numpy as np

from analysis.core import compiling
from analysis.core.compiling import compiled, inner, tell_once

EVERYTHING = """
import pkgutil, sys
from importlib import import_module
import analysis
from analysis.core.compiling import Compiled
modules = [import_module(found.name) for found in pkgutil.walk_packages(analysis.__path__, "analysis.")
           if not found.name.endswith("__main__")]
kernels = [thing for module in modules for thing in vars(module).values() if isinstance(thing, Compiled)]
print(len(kernels), "numba" in sys.modules)
"""


def test_importing_every_file_of_the_package_does_not_load_numba():
    done = subprocess.run([sys.executable, "-c", EVERYTHING], capture_output=True, text=True, check=True)
    kernels, loaded = done.stdout.split()
    assert int(kernels) > 10 and loaded == "False"


@inner
def tripled(x):
    return 3 * x


@compiled
def tripled_all(values):
    """Three times each."""
    out = np.empty_like(values)
    for i in range(len(values)):
        out[i] = tripled(values[i])
    return out


def test_a_compiled_function_calls_inner_ones_and_keeps_its_name():
    assert tripled_all(np.array([1, 2])).tolist() == [3, 6]
    assert tripled_all.__name__ == "tripled_all" and tripled_all.__doc__ == "Three times each."
    assert tripled.py_func(2) == 6


def test_an_unknown_special_name_does_not_start_the_compiler():
    function = compiled(lambda x: x)
    assert not hasattr(function, "__array__") and function._dispatcher is None


def test_a_second_process_finds_the_compiled_function(tmp_path):
    (tmp_path / "kernel_of_a_test.py").write_text(
        "from analysis.core.compiling import compiled\n@compiled\ndef half(x):\n    return x / 2\n"
    )
    program = "import kernel_of_a_test as k; print(k.half(3.0), sum(k.half.stats.cache_hits.values()))"
    environment = {**os.environ, "TIFA_CACHE": str(tmp_path / "cache")}
    environment["PYTHONPATH"] = os.pathsep.join(
        [str(tmp_path), *filter(None, [os.getcwd(), os.environ.get("PYTHONPATH")])]
    )
    environment.pop("NUMBA_CACHE_DIR", None)
    told = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
        for _ in range(2)
    ]
    assert [one.stdout.split() for one in told] == [["1.5", "0"], ["1.5", "1"]]
    assert list((tmp_path / "cache" / "kernels").rglob("*.nbc"))


def test_without_a_place_to_write_a_function_is_compiled_all_the_same(monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(compiling, "private_folder", lambda _: (_ for _ in ()).throw(PermissionError("read-only")))
    before = numba.config.CACHE_DIR
    assert compiled(lambda x: x + 1)(1) == 2
    assert before == numba.config.CACHE_DIR


def test_a_terminal_is_told_of_the_first_compilation_only(monkeypatch, capsys):
    function = compiled(lambda x: x + 2)
    tell_once(function, "a test")
    assert capsys.readouterr().err == ""  # no terminal
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    tell_once(function, "a test")
    assert "compiling a test" in capsys.readouterr().err
    function(1)
    tell_once(function, "a test")
    assert capsys.readouterr().err == ""
