"""What the operating system refuses while texts are read: a row with its reason, or a `StudyError` with path and remedy."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.core.csv_tables import csv_text
from analysis.core.errors import StudyError
from analysis.corpus.corpus import Corpus
from analysis.lexicon.lexicon import Lexicon

TEXT = "干部到村里去，问题在田边解决，群众说好。"
NUMBERS = [errno.EACCES, errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENAMETOOLONG, errno.ENOENT]


@pytest.fixture
def folder(tmp_path):
    for name in ("a.txt", "b.csv", "c.html", "under/d.txt"):
        path = tmp_path / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"text\n{TEXT}\n" if name.endswith("csv") else TEXT, "utf-8")
    return tmp_path / "texts"


def refuse(monkeypatch, refused: Path, number: int) -> None:
    """Let the system refuse every file below a place; no right is taken away, for the tests may run as root."""
    own = Path.open

    def opened(self, *arguments, **options):
        if self == refused or refused in self.parents:
            raise OSError(number, os.strerror(number), str(self))
        return own(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(Path, "read_bytes", lambda self: self.open("rb").read())


@pytest.mark.parametrize("number", NUMBERS, ids=errno.errorcode.get)
@pytest.mark.parametrize("name", ["a.txt", "b.csv", "c.html"])
def test_a_file_that_cannot_be_read_is_a_row_with_the_reason(folder, monkeypatch, number, name):
    refuse(monkeypatch, folder / name, number)
    corpus = Corpus.read(folder)
    assert corpus.documents.height == 3
    ((file, reason),) = corpus.rejected.select("file", "reason").rows()
    assert file == name and "cannot be opened" in reason


@pytest.mark.parametrize("number", NUMBERS[:5], ids=errno.errorcode.get)
def test_a_file_that_was_asked_for_is_an_error_with_path_and_remedy(folder, monkeypatch, number):
    refuse(monkeypatch, folder / "a.txt", number)
    with pytest.raises(StudyError) as caught:
        Corpus.read(folder / "a.txt")
    first, remedy = str(caught.value).split("\n")
    assert str(folder / "a.txt") in first and os.strerror(number) in first and remedy.strip().endswith(".")


def test_a_file_that_vanishes_while_a_folder_is_read(folder, monkeypatch):
    from analysis.reading import raw_pages

    own = raw_pages.found_files

    def found(paths, unpacked):
        files = own(paths, unpacked)
        (folder / "a.txt").unlink()
        return files

    monkeypatch.setattr(raw_pages, "found_files", found)
    corpus = Corpus.read(folder)
    assert corpus.rejected["file"].to_list() == ["a.txt"] and corpus.documents.height == 3


def test_a_folder_that_cannot_be_listed_is_told(folder, monkeypatch):
    own = os.scandir

    def listed(path="."):
        if not isinstance(path, int) and Path(path).name == "under":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return own(path)

    monkeypatch.setattr(os, "scandir", listed)
    corpus = Corpus.read(folder)
    assert corpus.rejected.select("file", "reason").rows() == [
        ("under", "a folder that cannot be listed: Permission denied")
    ]
    n = corpus.account
    assert n["files_found"] == 4 and n["files_rejected"] == 1
    with pytest.raises(StudyError, match="(?s)cannot open .*under: Permission denied.*right to read"):
        Corpus.read(folder / "under")


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "a.txt/b"])
def test_impossible_names(folder, name):
    with pytest.raises(StudyError):
        Corpus.read(f"{folder}/{name}")


def test_a_lexicon_that_cannot_be_read(tmp_path, monkeypatch):
    lexicon = Lexicon.read()
    for name, lines in lexicon.to_lines().items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), "utf-8")
    refuse(monkeypatch, tmp_path / "senses.csv", errno.EIO)
    with pytest.raises(StudyError, match=r"(?s)senses\.csv: Input/output error.*\n  "):
        Lexicon.read(tmp_path)


def test_a_lexicon_given_as_texts_is_refused(tmp_path):
    for name, lines in Lexicon.read().to_lines().items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), "utf-8")
    with pytest.raises(StudyError, match="exclusions.csv has no column of texts"):
        Corpus.read(tmp_path)


ODD = [
    b"\xb4\xe5.txt",
    b"\xff\xfe\xb4.txt",
    b"new\nline.txt",
    b"\x1b[31mred.txt",
    b"quote\"'.txt",
    "路\u202e.txt".encode(),
    b"tab\t.txt",
]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_names_of_any_bytes_can_be_written_everywhere(tmp_path):
    for at, name in enumerate(ODD):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(TEXT + f"第{at}村。", "utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xfe\xff.txt")).write_bytes(b"\0" * 99)
    under = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb4\xe5\xff"))
    under.mkdir()
    (under / "x.txt").write_text(TEXT, "utf-8")
    corpus = Corpus.read(tmp_path)
    assert corpus.documents.height == len(ODD) + 1 and corpus.rejected.height == 1
    for table in (corpus.documents, corpus.rejected, corpus.remarks, corpus.account.frame):
        csv_text(table).encode("utf-8")
        json.dumps(table.write_json()).encode("utf-8")
    assert "村.txt" in corpus.documents["file"].to_list()
    repr(corpus).encode("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_path_of_any_bytes_in_a_message(tmp_path):
    wanted = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xb4none")
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "build", wanted, str(tmp_path / "out")], capture_output=True
    )
    assert done.returncode == 2 and b"Traceback" not in done.stderr and done.stderr.startswith(b"StudyError: ")


def test_debug_shows_where(tmp_path):
    for options, shown in ((["--debug"], True), ([], False)):
        command = [sys.executable, "-m", "analysis", "build", str(tmp_path / "none"), str(tmp_path / "out"), *options]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 2 and ("Traceback" in done.stderr) == shown
        assert "StudyError: there is no file or folder" in done.stderr
