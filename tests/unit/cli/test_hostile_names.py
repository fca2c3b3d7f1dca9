"""Names, titles and texts that would steer a terminal are shown, and steer nothing, by every command."""

import os
import re
import sys

import pytest

from analysis.cli import main
from analysis.core.control_characters import for_xml, printable
from analysis.core.csv_tables import read_csv

ESCAPES = "\x1b[2J\x1b]0;t\x07"
NAME = f"a{ESCAPES}[/red][bold]\u202eb"
TEXT = f"各地坚持[/四下基层]四下基层[/x]{ESCAPES}，把问题\u202e解决在一线。村里的干部一早到田头去看水渠[link=x]，同乡亲们商量怎样引水。"
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(params=["pipe", "terminal"])
def run(request, capsys, monkeypatch):
    """Run a command in this process, into a pipe or as on a terminal: (exit status, stdout, stderr)."""

    def call(*arguments):
        capsys.readouterr()
        monkeypatch.setattr(sys.stdout, "isatty", lambda: request.param == "terminal")
        with pytest.raises(SystemExit) as ended:
            main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        assert not STEERING.search(err), err
        if request.param == "terminal":
            assert not STEERING.search(re.sub("\x1b\\[[0-9;]*m", "", out)), out  # colours of a table's head
        else:
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", out), out  # CSV, in which other marks stay as they are
        assert "Traceback" not in err
        return ended.value.code or 0, out, err

    return call


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / f"2014-08-01_{NAME.replace('/', '')}.txt").write_text(f"标题[/t]{ESCAPES}\n\n{TEXT}\n", "utf-8")
    (folder / f"2015-08-01_{ESCAPES}.txt").write_text(f"{TEXT}第二回。\n", "utf-8")
    (folder / f"{ESCAPES}\n.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return folder


def test_every_command_shows_hostile_names_and_texts(run, texts, tmp_path):
    counts = tmp_path / "counts"
    assert run("build", texts, counts, "--remarks", tmp_path / "r.csv")[0] == 1  # a picture was left out
    assert read_csv(tmp_path / "r.csv").height
    for more in ((), ("--no-clean",)):
        status, out, err = run("concordance", texts, "四下基层", *more)
        assert status == 0 and "四下基层" in out
        assert r"left out: \x1b[2J\x1b]0;t\x07\n.png" in err
    assert run("timeline", counts, "--term", "四下基层")[0] == 0
    run("network", counts)
    run("clean", texts, "--out", tmp_path / "clean", "--audit")
    status, _, err = run("timeline", counts, "--term", NAME)
    assert status == 2 and r"\x1b[2J" in err
    for wrong in ((f"no{ESCAPES}",), (f"--no{ESCAPES}",), ("build", f"{tmp_path}/{NAME}", counts), ("timeline", NAME)):
        status, _, err = run(*wrong)
        assert status == 2 and r"\x1b" in err


def test_a_lexicon_with_hostile_terms(run, tmp_path):
    lexicon = tmp_path / "lexicon"
    lexicon.mkdir()
    (lexicon / "terms.csv").write_text(f"term,gloss_en\n[/四]{ESCAPES},\n\x1b[31m,\n", "utf-8")
    run("lexicon", "check", lexicon)


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x9b", "\x7f", "\r", "\u202e", "\u2066", "\udcff", "\u2028"])
def test_a_steering_character_is_shown_as_its_escape(character):
    assert printable(f"a{character}b") == f"a{ascii(character)[1:-1]}b"
    assert printable("四下基层 é 😀") == "四下基层 é 😀"


def test_xml_holds_what_is_left():
    assert for_xml("甲\x00\x0b\x1b\ud800\ufffe\t\n乙") == "甲" + "\ufffd" * 5 + "\t\n乙"


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be made")
def test_a_file_name_that_is_no_text(run, tmp_path):
    folder = os.fsencode(tmp_path) + b"/bytes"
    os.mkdir(folder)
    with open(folder + b"/2014-08-01_\xff\xfe.txt", "w", encoding="utf-8") as file:
        file.write(TEXT)
    run("concordance", tmp_path / "bytes", "四下基层")
    run("build", tmp_path / "bytes", tmp_path / "counts")
