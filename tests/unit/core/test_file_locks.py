"""Locks: who writes, who reads, and what is believed where a system cannot tell."""

from __future__ import annotations

import errno
import os
import pickle

import pytest

from analysis.core import file_locks
from analysis.core.errors import StudyError
from analysis.core.file_locks import LockedError, WriterLock, hold, nobody_holds
from analysis.core.whole_files import write_whole

pytestmark = pytest.mark.skipif(file_locks.fcntl is None, reason="a system without flock")


def refusing(monkeypatch, number: int) -> None:
    """Let every flock fail in one way."""

    def flock(handle, how):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(file_locks.fcntl, "flock", flock)


def test_a_second_writer_is_told_what_the_first_one_said(tmp_path):
    first = WriterLock(tmp_path / "lock")
    first.append("who")
    with pytest.raises(LockedError, match="who"):
        WriterLock(tmp_path / "lock")
    first.release(remove=True)
    first.release(remove=True)  # a second time is nothing
    assert not (tmp_path / "lock").exists()


def test_a_line_that_a_killed_run_left_half_written_is_ended_first(tmp_path):
    (tmp_path / "lock").write_bytes(b"half")
    lock = WriterLock(tmp_path / "lock")
    lock.append("whole")
    assert lock.before == b"half" and (tmp_path / "lock").read_bytes() == b"half\nwhole\n"
    lock.release(remove=False)


def test_a_forked_process_lets_go_of_its_parents_lock(tmp_path):
    lock = WriterLock(tmp_path / "lock")
    file_locks._forget_all()
    again = WriterLock(tmp_path / "lock")  # nobody holds it any more
    again.release(remove=True)
    lock.forget()


def test_readers_share_and_a_writer_knows(tmp_path):
    path = tmp_path / "features.json"
    path.write_bytes(b"{}")
    assert nobody_holds(path) is True and nobody_holds(tmp_path / "none") is None
    held = hold(path)
    assert held.data == b"{}" and nobody_holds(path) is False
    again = pickle.loads(pickle.dumps(held))  # a worker holds for itself
    assert again.data == b"{}"
    path.unlink()
    assert pickle.loads(pickle.dumps(held)).data == b"{}"  # gone meanwhile: what was read stays


def test_where_a_disk_knows_no_locks_work_goes_on(tmp_path, monkeypatch):
    path = tmp_path / "features.json"
    path.write_bytes(b"{}")
    refusing(monkeypatch, errno.ENOLCK)
    assert hold(path).data == b"{}" and nobody_holds(path) is None
    WriterLock(tmp_path / "lock").release(remove=True)


def test_a_manifest_that_is_always_locked_is_given_up(tmp_path, monkeypatch):
    path = tmp_path / "features.json"
    path.write_bytes(b"{}")
    refusing(monkeypatch, errno.EWOULDBLOCK)
    monkeypatch.setattr(file_locks.time, "sleep", lambda seconds: None)
    with pytest.raises(OSError) as told:
        hold(path)
    assert told.value.errno == errno.EBUSY


def test_a_file_that_goes_while_it_is_opened_is_opened_again(tmp_path, monkeypatch):
    answers = iter([False, True])
    monkeypatch.setattr(file_locks, "_same_file", lambda handle, path: next(answers))
    WriterLock(tmp_path / "lock").release(remove=True)
    monkeypatch.undo()
    with open(tmp_path / "a", "wb") as file:
        assert not file_locks._same_file(file.fileno(), tmp_path / "none")


def test_a_system_without_flock_says_that_it_cannot_tell(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"x")
    monkeypatch.setattr(file_locks, "fcntl", None)
    assert nobody_holds(tmp_path / "a") is None and hold(tmp_path / "a").data == b"x"


def test_what_cannot_be_renamed_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    write_whole(tmp_path / "a.txt", b"old")

    def replace(*paths):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(StudyError, match=r"a\.txt"):
        write_whole(tmp_path / "a.txt", b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"old"}


def test_a_protected_file_is_not_replaced(tmp_path, monkeypatch):
    write_whole(tmp_path / "a.txt", b"old")
    monkeypatch.setattr(os, "access", lambda path, how: False)  # whoever runs the tests may write everywhere
    with pytest.raises(StudyError, match=r"a\.txt"):
        write_whole(tmp_path / "a.txt", b"new")
    assert (tmp_path / "a.txt").read_bytes() == b"old"
