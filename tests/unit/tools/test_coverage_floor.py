"""The floor of coverage: a file below it fails the run unless it is a kernel, and a kernel is named."""

import json

import pytest

from tools.coverage_floor import kernels, main


@pytest.fixture
def package(tmp_path):
    """A package whose folders hold files of the same name, one a kernel and one not."""
    for name, text in {"a/scan.py": "@compiled\ndef f(x):\n    return x\n", "b/scan.py": "x = 1\n"}.items():
        path = tmp_path / "analysis" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    return tmp_path / "analysis"


def report(package, **shares):
    files = {f"analysis/{name}/scan.py": {"summary": {"percent_covered": share}} for name, share in shares.items()}
    path = package.parent / "coverage.json"
    path.write_text(json.dumps({"files": files, "totals": {"percent_covered": 90.0}}), "utf-8")
    return path


def test_a_kernel_is_known_by_its_decorator_and_its_path(package):
    assert kernels(package) == {"analysis/a/scan.py"}
    assert "analysis/statistics/count_series.py" in kernels()


def test_a_kernel_below_the_floor_is_named_and_passes(package, capsys):
    assert main(report(package, a=20.0, b=85.0), package) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == " 20.0 %  analysis/a/scan.py  (compiled kernel)"
    assert lines[1:] == [" 90.0 %  of lines and branches in 2 files; floor 85 %"]


def test_a_file_below_the_floor_is_not_excused_by_a_kernel_of_its_name(package, capsys):
    assert main(report(package, a=100.0, b=84.9), package) == 1
    assert capsys.readouterr().out.startswith(" 84.9 %  analysis/b/scan.py\n")


def test_a_file_that_was_never_measured_is_below(package, capsys):
    assert main(report(package, a=100.0), package) == 1
    assert "  0.0 %  analysis/b/scan.py" in capsys.readouterr().out
