"""Files that are there whole or not at all, alone and in sets."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from analysis.core.draft_sets import settle, whole_files
from analysis.core.errors import StudyError
from analysis.core.whole_files import write_whole


def held(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()}


def put(folder: Path, name: str = "six", **files: str) -> None:
    with whole_files(folder, name) as drafts:
        for stem, text in files.items():
            (drafts / f"{stem}.txt").write_text(text, "utf-8")


def test_a_file_is_written_over_and_no_draft_stays(tmp_path):
    write_whole(tmp_path / "new" / "a.txt", b"old")
    assert write_whole(tmp_path / "new" / "a.txt", b"new") == tmp_path / "new" / "a.txt"
    assert held(tmp_path) == {"new/a.txt": "new"}


def test_what_a_killed_writer_left_is_written_over(tmp_path):
    (tmp_path / ".a.txt.tifa-draft").write_text("half of a longer text", "utf-8")
    write_whole(tmp_path / "a.txt", b"new")
    assert held(tmp_path) == {"a.txt": "new"}


def test_a_link_is_followed_and_a_pipe_is_written_into(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "a.txt").symlink_to(tmp_path / "real" / "a.txt")
    write_whole(tmp_path / "a.txt", b"new")
    assert (tmp_path / "a.txt").is_symlink() and (tmp_path / "real" / "a.txt").read_bytes() == b"new"
    os.mkfifo(tmp_path / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write_whole(tmp_path / "pipe", b"new")
    reader.join()
    assert read == [b"new"] and (tmp_path / "pipe").is_fifo()


def test_a_folder_or_a_file_in_the_way_is_told(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(StudyError, match=r"cannot write .*a: Is a directory"):
        write_whole(tmp_path / "a", b"")
    (tmp_path / "b").write_text("mine", "utf-8")
    with pytest.raises(StudyError, match="cannot write"):
        write_whole(tmp_path / "b" / "c.txt", b"")
    assert held(tmp_path) == {"b": "mine"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is protected from root")
def test_a_protected_file_is_not_replaced(tmp_path):
    (tmp_path / "a.txt").write_text("mine", "utf-8")
    (tmp_path / "a.txt").chmod(0o400)
    with pytest.raises(StudyError, match="write-protected"):
        write_whole(tmp_path / "a.txt", b"new")


def test_a_set_takes_the_place_of_an_earlier_one_and_leaves_the_rest(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    put(tmp_path, a="1", b="2")
    with whole_files(tmp_path, "six", replaces=[tmp_path / "a.txt", tmp_path / "b.txt"]) as drafts:
        (drafts / "sub").mkdir()
        (drafts / "b.txt").write_text("3", "utf-8")
        (drafts / "sub" / "c.txt").write_text("4", "utf-8")
        assert held(tmp_path)["a.txt"] == "1"
    assert held(tmp_path) == {"mine.txt": "mine", "b.txt": "3", "sub/c.txt": "4"}


def test_an_error_leaves_the_old_set(tmp_path):
    put(tmp_path, a="1", b="2")
    with pytest.raises(ZeroDivisionError), whole_files(tmp_path, "six") as drafts:
        (drafts / "a.txt").write_text("3", "utf-8")
        1 / 0
    (tmp_path / "c.txt").mkdir()  # nothing can be renamed onto a folder: the last of the set fails
    with pytest.raises(StudyError, match="cannot write into"):
        put(tmp_path, a="3", b="4", c="5")
    assert held(tmp_path) == {"a.txt": "1", "b.txt": "2"}
    with pytest.raises(ZeroDivisionError), whole_files(tmp_path / "new" / "folder", "six"):
        1 / 0
    assert not (tmp_path / "new").exists()


KILLED = """
import os, sys
from pathlib import Path
from analysis.core import draft_sets
folder, at = Path(sys.argv[1]), int(sys.argv[2])
real, done = os.replace, []
def replace(*places):
    done.append(places)
    if len(done) == at:
        os._exit(9)
    real(*places)
os.replace = replace
with draft_sets.whole_files(folder, "six") as drafts:
    for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
        (drafts / name).write_text("2" if name in ("a.txt", "c.txt") else "same", "utf-8")
"""


@pytest.mark.parametrize("at", [2, 3, 4, 5])
def test_after_a_kill_the_old_set_comes_back_but_what_was_changed_since_stays(tmp_path, at):
    put(tmp_path, a="1", b="same", d="1")
    root = Path(__file__).resolve().parents[3]
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(at)], cwd=root)
    assert killed.returncode == 9
    if at == 5:
        (tmp_path / "c.txt").write_text("mine", "utf-8")  # a person went on with a file of the half set
    settle(tmp_path, "six")
    settle(tmp_path, "six")
    assert held(tmp_path) == {"a.txt": "1", "b.txt": "same", "d.txt": "1"} | ({"c.txt": "mine"} if at == 5 else {})
    put(tmp_path, a="3")
    assert held(tmp_path)["a.txt"] == "3"


def test_two_writers_of_one_set_exclude_each_other(tmp_path):
    with whole_files(tmp_path, "six") as drafts:
        (drafts / "a.txt").write_text("1", "utf-8")
        with pytest.raises(StudyError, match="another process is writing six"):
            put(tmp_path, a="2")
        put(tmp_path, name="seven", b="2")
    assert held(tmp_path) == {"a.txt": "1", "b.txt": "2"}


def test_a_damaged_record_is_told_with_where_the_old_files_lie(tmp_path):
    (tmp_path / ".six.tifa-draft").mkdir()
    (tmp_path / ".six.tifa-draft" / "being-put.json").write_text("{", "utf-8")
    with pytest.raises(StudyError, match=r"is damaged.\n.*the files as they were lie in|The files as they were lie in"):
        put(tmp_path, a="1")
    with pytest.raises(StudyError, match="is damaged"):
        settle(tmp_path, "six")
