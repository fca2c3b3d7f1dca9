"""Two thousand damaged files of every kind end in rows, in a reason or in a `StudyError`; `fuzz.py` has the long run."""

import random
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.reliability import fuzz

SLICES, EACH = 8, 250  # so that several processors can share them


@pytest.mark.parametrize("part", range(SLICES))
def test_damaged_files_end_in_rows_reasons_or_a_clear_error(part):
    counts, failures = fuzz.run(EACH, seed=part)
    assert not failures, "\n".join(f"{kind} {seed}: {told}" for kind, seed, told in failures[:3])
    assert sum(counts.values()) == EACH
    assert {result for _, result in counts} >= {"rows", "StudyError"}


class _Unspliced(random.Random):
    """Chance that never asks for a splice; that of the process stays as it is, since names of folders come from it."""

    def random(self) -> float:
        return 0.9


@pytest.mark.parametrize("kind", fuzz.NAMES)
def test_undamaged_files_are_read(kind, monkeypatch, tmp_path):
    monkeypatch.setattr(fuzz, "damaged", lambda rng, raw: raw)
    monkeypatch.setattr(fuzz, "_inside", lambda rng, raw: raw)
    monkeypatch.setattr(fuzz, "random", SimpleNamespace(Random=_Unspliced))
    assert fuzz.outcome(kind, 1, tmp_path) == ("rows", "")


def test_a_case_is_the_same_each_time(tmp_path):
    made = []
    for name in "ab":
        folder = tmp_path / name
        folder.mkdir()
        fuzz.case("word, not packed", 7, folder)
        made.append({file.name: file.read_bytes() for file in folder.iterdir()})
    assert made[0] == made[1] != {"a.docx": fuzz.KINDS["word, not packed"][1]}


def test_what_the_harness_must_notice(monkeypatch, tmp_path):
    """A library's error, a hang, and an error that was caught where nobody foresaw it."""

    def fails(path: Path, cleaning: bool) -> int:
        raise KeyError("x")

    monkeypatch.setattr(fuzz, "_read", fails)
    assert fuzz.outcome("text", 1, tmp_path)[0] == "failure"

    def hangs(path: Path, cleaning: bool) -> int:
        while True:
            pass

    monkeypatch.setattr(fuzz, "LONGEST", 0.2)
    monkeypatch.setattr(fuzz, "_read", hangs)
    result, told = fuzz.outcome("text", 1, tmp_path)
    assert result == "failure" and "HangError" in told
