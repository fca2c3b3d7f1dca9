"""Tables in terminals of any width and code page, readers that stop, homes that cannot be written."""

import csv
import os
import subprocess
import sys
import unicodedata

import polars as pl
import pytest

from analysis import Corpus
from analysis.cli import main
from analysis.cli.terminal_tables import concordance_lines, fitting
from analysis.core.csv_tables import read_csv
from tests.support.places import ROOT

TEXT = "各地坚持四下基层，把问题解决在一线。村里的干部一早到田头去看水渠，同乡亲们商量怎样引水。"


def cells(text: str) -> int:
    """Width on a terminal."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)


def program(*arguments, prefix=(), **environment):
    """The program in a process of its own: (exit status, stdout, stderr)."""
    command = [*prefix, sys.executable, "-m", "analysis", *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, cwd=ROOT, env={**os.environ, **environment})
    return ended.returncode, ended.stdout, ended.stderr.decode("utf-8", "replace")


@pytest.fixture
def run(capsys):
    """Run a command in this process: (exit status, stdout, stderr)."""

    def call(*arguments):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(a) for a in arguments])
        return ended.value.code or 0, *capsys.readouterr()

    return call


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "我的 文本"
    folder.mkdir()
    for year in (2014, 2015):
        (folder / f"{year}-08-01_{year}.txt").write_text(f"把会开到田埂上\n\n{TEXT}第{year}回。\n", "utf-8")
    return folder


def concordance_table(match="四下基层", left="甲" * 20, right="乙" * 20):
    row = {
        "doc_id": "一个很长很长很长的文件名-2014",
        "date": "2014-08-01",
        "left": left,
        "match": match,
        "right": right,
    }
    return pl.DataFrame([row, row | {"left": "短", "right": "", "match": match[:2]}])


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("match", ["四下基层", "学史明理、学史增信、学史崇德、学史力行"])
def test_a_match_is_never_cut_and_the_words_beside_it_stay(width, match):
    first, second = concordance_lines(concordance_table(match), width)
    assert match in first and max(cells(first), cells(second)) <= max(width, cells(match) + 2)
    if width >= cells(match) + 10:
        assert f"甲 {match} 乙" in first
    start = cells(first[: first.index(match)])
    assert cells(second[: second.index(match[:2])]) == start  # the matches stand below each other
    if width >= 120:
        assert "2014-08-01" in first and first.endswith("-2014")


def test_a_context_keeps_what_is_nearest_to_the_match():
    line = next(concordance_lines(concordance_table(left="远" * 30 + "近\n旁", right="旁近" + "远" * 30), 60))
    assert "近 旁 四下基层 旁近" in line


def test_a_match_wider_than_the_terminal_is_whole():
    assert "四" * 30 in next(concordance_lines(concordance_table("四" * 30), 40))


@pytest.mark.parametrize("width", [30, 80, 400])
def test_a_narrow_terminal_keeps_the_main_columns(width):
    names = ["term", "start", "documents", "hits", "rate", "low", "high", "characters"]
    frame = pl.DataFrame({name: ["四下基层" * 3 if name == "term" else "2014-01-01"] for name in names})
    shown = fitting(frame, width, ["term", "start", "rate"])
    assert {"term", "start", "rate"} <= set(shown) and shown == [name for name in names if name in shown]
    assert (len(shown) == 3, len(shown) == len(names)) == (width == 30, width == 400)
    total = sum(max(len(name), cells(frame[name][0])) + 2 for name in shown) - 2
    assert width == 30 or total <= width


@pytest.mark.skipif(not os.path.exists("/usr/bin/script"), reason="needs script (util-linux)")
def test_a_real_terminal_of_80_columns(texts):
    inner = f"stty cols 80; '{sys.executable}' -m analysis concordance '{texts}' 四下基层 2>/dev/null"
    ended = subprocess.run(["script", "-qec", inner, "/dev/null"], capture_output=True, cwd=ROOT)
    lines = [line for line in ended.stdout.decode().splitlines() if "四下基层" in line]
    assert len(lines) == 2 and all("坚持 四下基层 ，把问题" in line and cells(line) <= 80 for line in lines)


def test_a_code_page_without_chinese_shows_question_marks_and_says_so(texts):
    status, out, err = program("concordance", texts, "四下基层", PYTHONIOENCODING="cp1252")
    assert status == 0 and b"????" in out and "Traceback" not in err
    assert "the output is in cp1252" in err and "--out FILE.csv" in err
    status, out, err = program("concordance", texts, "四下基层", PYTHONIOENCODING="utf-8")
    assert status == 0 and "四下基层" in out.decode("utf-8") and "the output is in" not in err


def test_a_reader_that_has_seen_enough_ends_the_command_without_a_word(tmp_path):
    rows = "".join(f"r{k},2014-08-01,{TEXT}{k}\n" for k in range(2_000))  # more than a pipe holds
    (tmp_path / "t.csv").write_text(f"doc_id,date,text\n{rows}", "utf-8")
    command = (
        f"'{sys.executable}' -m analysis concordance --no-clean {tmp_path}/t.csv 四下基层 2>{tmp_path}/err | head -1"
    )
    ended = subprocess.run(
        ["bash", "-c", f"{command} >/dev/null; echo ${{PIPESTATUS[0]}}"], capture_output=True, cwd=ROOT, text=True
    )
    messages = (tmp_path / "err").read_text("utf-8")
    assert ended.stdout == "0\n" and "Traceback" not in messages and "Broken" not in messages


def test_a_home_that_cannot_be_written_changes_nothing(texts, tmp_path):
    (tmp_path / "file").touch()  # build would compile everything anew: its cache is tried in core/test_paths.py
    home = {"HOME": f"{tmp_path}/file", "XDG_CACHE_HOME": "", "TIFA_CACHE": ""}
    status, out, err = program("concordance", texts, "四下基层", **home)
    assert status == 0 and "四下基层".encode() in out and "Traceback" not in err


def test_remarks_hold_what_was_left_out_is_odd_or_doubtful(run, tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "good.txt").write_text(f"走一走\n\n{TEXT}", "utf-8")
    (pages / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (pages / "metadata.csv").write_text("file,date\ngood.txt,soon\n", "utf-8")
    for command in (["build", pages, tmp_path / "counts"], ["concordance", pages, "四下基层"]):
        status, _, messages = run(*command, "--remarks", tmp_path / "remarks.csv")
        table = read_csv(tmp_path / "remarks.csv")
        assert table.columns[:4] == ["list", "doc_id", "file", "row"]
        assert {"rejected", "remark"} == set(table["list"]) and f"{table.height} remarks" in messages
        about = {(row["list"], row["file"]): row["remark"] for row in table.iter_rows(named=True)}
        assert "PNG" in about["rejected", "picture.txt"] and "soon" in about["remark", "good.txt"]


def test_a_lexicon_of_ones_own_finds_its_variants(run, texts, tmp_path):
    lexicon = tmp_path / "lexicon"
    import shutil

    from analysis.core.paths import data_folder

    shutil.copytree(data_folder() / "lexicon", lexicon)
    with (lexicon / "variants.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(
            ["四下基层", "到田头去", *[""] * (len(read_csv(lexicon / "variants.csv").columns) - 2)]
        )
    _, out, _ = run("concordance", texts, "四下基层", "--lexicon", lexicon)
    _, shipped, _ = run("concordance", texts, "四下基层")
    assert "到田头去" in out.replace(TEXT, "") and len(out.splitlines()) > len(shipped.splitlines())


def test_several_paths_are_one_corpus(run, texts, tmp_path):
    (tmp_path / "b.csv").write_text(f"doc_id,date,text\nb,2016-01-01,{TEXT}六稳。\n", "utf-8")
    status, _, messages = run("build", texts, tmp_path / "b.csv", tmp_path / "counts", "--duplicates")
    assert status == 0 and "<Corpus: 3 documents" in messages
    status, out, _ = run("concordance", texts, tmp_path / "b.csv", "四下基层")
    assert status == 0 and len(out.splitlines()) == 4


def test_counts_lie_beside_the_texts_in_a_folder_of_their_own(run, texts, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.docx").write_text("mine", "utf-8")
    for out, why in (
        (tmp_path / "thesis", "holds other files: chapter.docx"),
        (texts / "counts", "inside the input"),
        (tmp_path, "holds the input"),
    ):
        status, _, err = run("build", texts, out)
        assert status == 2 and why in err and not (texts / "counts").exists()
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["chapter.docx"]


def test_the_account_is_told(run, texts):
    told = run("concordance", texts, "四下基层")[2]
    lines = Corpus.read(texts).account.lines()
    assert len(lines) == 6 and all(f"  {line}" in told for line in lines)
