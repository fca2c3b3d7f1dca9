"""What lies in the cache is unpickled or run, so nothing is taken from it that is not whole and this user's own."""

import os
import pickle
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.core import guarded_cache, paths
from analysis.core.guarded_cache import private_folder, read_guarded, write_guarded

posix = pytest.mark.skipif(os.name == "nt", reason="owner and mode are not looked at on Windows")


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("TIFA_CACHE", str(tmp_path / "cache"))
    guarded_cache._tell.cache_clear()
    paths._own_folder.cache_clear()


def test_what_was_written_is_read_and_nobody_else_may_touch_it(capsys):
    file = private_folder("banks") / "one.bin"
    assert read_guarded(file) is None  # none yet: nothing to tell
    assert write_guarded(file, b"content") and read_guarded(file) == b"content"
    assert write_guarded(file, b"") and read_guarded(file) == b""
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700 and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["one.bin"] and capsys.readouterr().err == ""


def test_a_damaged_file_is_not_read_and_that_is_said_once(capsys):
    file = private_folder("banks") / "one.bin"
    write_guarded(file, bytes(range(256)) * 4)
    whole = file.read_bytes()
    damages = [b"", whole[:40], whole[:-1], whole + b"\0", *(_flipped(whole, at) for at in range(0, len(whole), 29))]
    for damage in damages:
        file.write_bytes(damage)
        assert read_guarded(file) is None
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "one.bin" in told and "damaged" in told and "made anew" in told
    assert write_guarded(file, b"again") and read_guarded(file) == b"again"


def _flipped(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 4]) + raw[at + 1 :]


def test_a_file_under_another_name_is_not_read():
    one, other = private_folder("banks") / "one.bin", private_folder("banks") / "other.bin"
    write_guarded(one, b"content")
    other.write_bytes(one.read_bytes())
    assert read_guarded(other) is None


@posix
def test_a_file_that_others_own_or_write_a_link_a_folder_and_a_pipe_are_not_read(monkeypatch, tmp_path, capsys):
    file = private_folder("banks") / "one.bin"
    write_guarded(file, b"content")
    for mode in (0o660, 0o606):
        file.chmod(mode)
        assert read_guarded(file) is None
    file.chmod(0o644)
    assert read_guarded(file) == b"content"
    (tmp_path / "link").mkdir()
    link = tmp_path / "link" / "one.bin"
    link.symlink_to(file)
    assert read_guarded(link) is None
    pipe = tmp_path / "pipe.bin"
    os.mkfifo(pipe)
    assert read_guarded(pipe) is None and read_guarded(tmp_path) is None
    monkeypatch.setattr(os, "getuid", lambda: file.stat().st_uid + 1)
    assert read_guarded(file) is None
    assert capsys.readouterr().err.count("others own it") == 1


def test_a_full_disk_costs_no_more_than_time(monkeypatch):
    file = private_folder("banks") / "one.bin"
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert not write_guarded(file, b"content")
    assert not list(file.parent.iterdir())


def test_the_draft_of_a_killed_process_goes_with_the_next_success():
    file = private_folder("banks") / "one.bin"
    old, new = file.with_name(".one.bin.aaaa.draft"), file.with_name(".one.bin.bbbb.draft")
    old.touch(), new.touch()
    os.utime(old, (0, 0))
    assert write_guarded(file, b"content") and not old.exists() and new.exists()


@posix
def test_a_cache_folder_that_others_may_write_to_gives_way_to_a_private_one(monkeypatch, tmp_path, capsys):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    monkeypatch.setenv("TIFA_CACHE", str(shared))
    own = paths.cache_folder()
    assert own.parent == shared and stat.S_IMODE(own.stat().st_mode) == 0o700 and own == paths.cache_folder()
    assert capsys.readouterr().err.count("not yours alone") == 1
    paths._own_folder.cache_clear()  # the next process
    assert paths.cache_folder() == own and capsys.readouterr().err == ""
    paths._own_folder.cache_clear()
    own.rename(shared / "mine")
    own.symlink_to(shared / "mine")  # by whoever may write there
    assert shared not in paths.cache_folder().parents and "each process" in capsys.readouterr().err


def test_a_planted_kernel_does_not_run(tmp_path):
    """A pickle that runs a program when it is loaded, in the place of every compiled function."""
    (tmp_path / "kernel_of_a_test.py").write_text(
        "from analysis.core.compiling import compiled\n@compiled\ndef half(x):\n    return x / 2\n"
    )
    program = "import kernel_of_a_test as k; print(k.half(3.0), sum(k.half.stats.cache_hits.values()))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    environment.pop("NUMBA_CACHE_DIR", None)

    def run() -> tuple[str, str]:
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
        )
        return done.stdout.strip(), done.stderr

    assert run() == ("1.5 0", "") and run() == ("1.5 1", "")
    (kernel,) = (tmp_path / "cache" / "kernels").rglob("*.nbc")
    whole = kernel.read_bytes()
    for planted in (pickle.dumps(_Touch(tmp_path / "ran")), whole[:200], b"", _flipped(whole, 5000)):
        kernel.write_bytes(planted)
        said, told = run()
        assert said == "1.5 0" and "made anew" in told
        assert run() == ("1.5 1", "")
    assert not (tmp_path / "ran").exists()


class _Touch:
    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)
