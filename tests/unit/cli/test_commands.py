"""The command line does what the functions do, and its exit status says how it went."""

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import polars as pl
import pytest

from analysis import Corpus, Features, Lexicon, build_features
from analysis.cli import app, main
from analysis.core.csv_tables import read_csv
from tests.support.places import ROOT

COMMANDS = [
    ["new"],
    ["clean"],
    ["build"],
    ["timeline"],
    ["network"],
    ["concordance"],
    ["verify"],
    ["lexicon"],
    ["lexicon", "check"],
    ["study"],
]


@pytest.fixture
def run(capsys):
    """Run a command in this process: (exit status, stdout, stderr)."""

    def call(*arguments) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(a) for a in arguments])
        return ended.value.code or 0, *capsys.readouterr()

    return call


@pytest.fixture(scope="module")
def texts(tmp_path_factory) -> Path:
    """24 texts, two in each month of 2020; in every second one 六稳 and 六保 stand in one sentence."""
    rows = [["doc_id", "date", "title", "text"]]
    for k in range(24):
        pair = "做好六稳工作，落实六保任务。" if k % 2 else "今天村里修路，大家都来了。"
        rows.append([f"d{k:02}", f"2020-{k // 2 + 1:02}-{5 + k % 2:02}", f"第{k}篇", f"{pair}第{k}户人家种了{k}亩地。"])
    path = tmp_path_factory.mktemp("cli") / "texts.csv"
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    path.write_text(buffer.getvalue(), "utf-8")
    return path


@pytest.fixture(scope="module")
def counts(texts) -> Path:
    """The features of these texts, built by the command."""
    out = texts.parent / "counts"
    with pytest.raises(SystemExit) as ended:
        main(["build", str(texts), str(out), "--no-clean"])
    assert not ended.value.code
    return out


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_plain_and_gives_an_example(run, command):
    status, out, _ = run(*command, "--help")
    assert status == 0 and out.startswith("Usage: python -m analysis " + " ".join(command))
    assert "\x1b" not in out and not re.search("[╭│─]", out)
    assert command == ["lexicon"] or f"\n  python -m analysis {' '.join(command)}" in out
    assert not re.search(r"\b(list|str|typer)\[", out)


def test_the_first_page_lists_the_commands_and_what_exit_means(run):
    status, out, _ = run("--help")
    assert all(command[0] in out for command in COMMANDS) and "130 interrupted" in out
    assert len(app.registered_commands) == 8


def test_the_command_line_starts_without_the_heavy_libraries():
    code = (
        "import sys, analysis.cli; "
        "heavy = {'matplotlib', 'scipy', 'numba', 'networkx', 'polars', 'opencc', 'numpy'}; "
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert ended.returncode == 0, ended.stderr


def test_build_tells_what_it_read_and_can_publish(run, texts, tmp_path):
    places = ("--publish", tmp_path / "share", "--publish-sets", tmp_path / "sets")
    status, out, messages = run("build", texts, tmp_path / "counts", "--no-clean", *places)
    assert status == 0 and out == "" and "24 documents" in messages and "not to be shared further" in messages
    found = {name: Features.open(tmp_path / name).manifest["edition"] for name in ("counts", "share", "sets")}
    assert found == {"counts": "private", "share": "counts", "sets": "sets"}


def test_near_duplicates_are_marked_unless_each_text_is_an_event(run, tmp_path):
    text = "村里的路修好了，大家都很高兴，干部也到田间来看，问大家还有什么困难。" * 3
    path = tmp_path / "texts.csv"
    path.write_text(f"doc_id,date,title,text\na,2020-01-01,路,{text}\nb,2020-01-02,路,{text}\n", "utf-8")
    for options, marked in (((), 1), (("--duplicates",), 0), (("--every-text",), 0)):
        status, _, messages = run("build", path, tmp_path / "counts", "--no-clean", *options)
        found = Features.open(tmp_path / "counts").documents.collect()["duplicate_of"]
        assert status == 0 and found.count() == marked
        assert ("--every-text is now --duplicates" in messages) == (options == ("--every-text",))
    assert "--duplicates" in run("build", "--help")[1] and "--every-text" not in run("build", "--help")[1]


def test_files_of_any_size_are_counted_as_they_are(run, tmp_path):
    (tmp_path / "texts.jsonl").write_text(
        '{"doc_id": "a", "date": "2016-03-01", "title": "村里", "text": "四下基层是一个好传统。四下基层。"}\n'
        '{"doc_id": "b", "date": "2016-03-02", "title": "镇里", "text": "四下基层。"}\n',
        "utf-8",
    )
    status, out, messages = run("build", tmp_path / "texts.jsonl", tmp_path / "counts", "--as-is")
    assert status == 0 and out == "" and "2 documents, 3 mentions" in messages


def test_a_page_that_cannot_be_read_is_told_and_changes_the_status(run, tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "good.txt").write_text("村里的路修好了，大家都很高兴。", "utf-8")
    (pages / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    status, _, messages = run("build", pages, tmp_path / "counts", "--no-clean")
    assert status == 1 and "left out: picture.txt" in messages and (tmp_path / "counts" / "features.json").is_file()


def test_clean_writes_texts_and_records_and_tells_what_was_left_out(run, tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "good.txt").write_text("村里修路\n\n村里的路修好了，大家都很高兴，干部也到田间来看。\n", "utf-8")
    status, out, messages = run("clean", pages, "--out", tmp_path / "clean")
    assert (status, out) == (0, "") and "1 pages clean" in messages
    assert {"texts", "repairs.csv", "dropped.csv", "review.csv", "rejected.csv"} <= {
        path.name for path in (tmp_path / "clean").iterdir()
    }
    (pages / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    status, _, messages = run("clean", pages, "--out", tmp_path / "clean")
    assert status == 1 and "1 rejected" in messages


def test_timeline_gives_the_counts(run, counts):
    status, out, messages = run("timeline", counts, "--term", "六稳", "-t", "四下基层", "--every", "1q")
    assert status == 0 and "2 terms" in messages
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(r["term"], r["start"], r["documents"], r["hits"]) for r in rows if r["term"] == "六稳"] == [
        ("六稳", f"2020-{month}-01", "6", "3") for month in ("01", "04", "07", "10")
    ]
    assert {r["hits"] for r in rows if r["term"] == "四下基层"} == {"0"}


@pytest.mark.parametrize(("where", "hits"), [("lead", "12"), ("title", "0")])
def test_timeline_counts_in_one_place(run, counts, where, hits):
    _, out, _ = run("timeline", counts, "--term", "六稳", "--where", where)
    assert [row["hits"] for row in csv.DictReader(io.StringIO(out))] == [hits]


def test_timeline_chooses_what_suits_long_documents_and_says_why(run, tmp_path):
    reports = {
        "date": [str(year) for year in range(1990, 2020)],
        "text": [f"第{y}年。六稳。" + "修路。种树。" * 900 for y in range(30)],
    }
    corpus = Corpus.from_frame(pl.DataFrame(reports), mark_duplicates=False)
    build_features(corpus, Lexicon.read(), tmp_path / "counts")
    _, out, messages = run("timeline", tmp_path / "counts", "-t", "六稳")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["start"][:4] for row in rows] == ["1990", "1995", "2000", "2005", "2010", "2015"]
    assert all(
        float(row["rate"]) == pytest.approx(5e6 / int(row["characters"]), rel=1e-3) for row in rows
    )  # once a year
    assert (
        "--unit characters --every 5y" in messages
        and "per million characters" in messages
        and "slice of five years" in messages
    )
    for given in (["--every", "10y"], ["--unit", "documents"], ["--where", "lead"]):
        _, out, messages = run("timeline", tmp_path / "counts", "-t", "六稳", *given)
        assert "chosen for" not in messages and float(next(csv.DictReader(io.StringIO(out)))["rate"]) == 1000


def test_timeline_writes_a_table_and_a_figure(run, counts, tmp_path):
    status, out, messages = run(
        *("timeline", counts, "-t", "六稳", "--every", "1y"),
        *("--out", tmp_path / "rates.csv", "--figure", tmp_path / "fig"),
    )
    assert status == 0 and out == ""
    table = read_csv(tmp_path / "rates.csv")
    assert table.height == 1 and table["hits"][0] == 12 and table["rate"][0] == 500
    assert {p.name for p in tmp_path.iterdir()} == {"rates.csv", "fig.pdf", "fig.svg", "fig.png", "fig.csv", "fig.txt"}
    assert str(tmp_path / "fig.svg") in messages


def test_a_term_that_is_never_used_is_a_finding_with_its_own_status(run, counts):
    status, out, _ = run("timeline", counts, "--term", "四下基层", "--every", "1y")
    assert status == 1 and "四下基层,2020-01-01,24,0,0.0" in out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["timeline", "COUNTS", "--term", "六穏"], "Did you mean: 六稳"),
        (["timeline", "COUNTS", "--every", "1w"], "no slice '1w'"),
        (["timeline", "COUNTS", "--start", "soon"], "not a date"),
        (["timeline", "COUNTS", "--where", "head"], "no place 'head'"),
        (["timeline", "COUNTS", "--out", "rates.xlsx"], "end the name in .csv"),
        (["timeline", "nowhere"], "no features"),
        (["network", "COUNTS", "--out", "net.gml"], ".graphml"),
        (["network", "COUNTS", "--context", "page"], "page"),
        (["build", "nowhere", "OUT"], "nowhere"),
        (["build", "TEXTS", "OUT", "--workers", "2", "--scheduler", "tcp://x:1"], "exclude each other"),
        (["lexicon", "check", "nowhere"], "nowhere"),
        (["concordance", "nowhere", "六稳"], "nowhere"),
        (["concordance", "TEXTS", "六稳", "--out", "."], "end the name in .csv"),
    ],
)
def test_a_mistake_is_told_in_plain_words(run, counts, texts, tmp_path, monkeypatch, arguments, expected):
    monkeypatch.chdir(tmp_path)
    places = {"COUNTS": counts, "TEXTS": texts, "OUT": tmp_path / "out"}
    status, out, err = run(*(places.get(a, a) for a in arguments))
    assert status == 2 and out == ""
    assert err.startswith("StudyError: ") and expected in err and "Traceback" not in err
    assert not list(tmp_path.iterdir())  # nothing is written before the mistake is found


@pytest.mark.parametrize("arguments", [["timelin"], ["timeline"], ["build", "x"], ["timeline", "x", "--evry", "1y"]])
def test_a_wrong_call_shows_the_usage(run, arguments):
    status, out, err = run(*arguments)
    assert status == 2 and out == "" and err.startswith("Usage: ") and "Traceback" not in err


@pytest.mark.parametrize("ending", ["csv", "xlsx", "graphml", "gexf", "json", "net", "mtx"])
def test_network_writes_each_format(run, counts, tmp_path, ending):
    path = tmp_path / f"net.{ending}"
    status, out, messages = run("network", counts, "--out", path)
    assert out == "" and path.is_file() and status in (0, 1)
    if ending == "graphml":
        graph = nx.read_graphml(path)
        assert status == (0 if graph.number_of_edges() else 1)


def test_a_table_of_pairs_states_what_it_is_of_beside_it(run, counts, tmp_path):
    run("network", counts, "--out", tmp_path / "pairs.csv")
    assert (tmp_path / "pairs-about.txt").read_text("utf-8").count("licence: not stated for these counts") == 1


def test_a_network_of_one_term_is_refused(run, counts):
    status, _, err = run("network", counts, "--term", "六保")
    assert status == 2 and "六保 alone has no pairs" in err and "--term again" in err


def test_a_network_of_one_genre(run, counts):
    status, _, err = run("network", counts, "--genre", "poem")
    assert status == 2 and err.startswith("StudyError") and "genre" in err


def test_the_folder_of_a_study_stands_for_its_features(run, counts, tmp_path):
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "features").symlink_to(counts)
    assert run("verify", tmp_path / "study")[0] == 0
    assert "no features in" in run("verify", tmp_path)[2]


def test_one_word_for_two_arguments_says_that_the_texts_come_first(run):
    assert "First the texts, then what the last argument names" in run("build", "counts")[2]


def test_a_record_that_is_left_out_is_named_with_its_file(run, tmp_path):
    lines = ['{"title": "修路", "text": "村里修路，大家都来了。"}', '{"title": "空", "text": ""}']
    (tmp_path / "posts.jsonl").write_text("\n".join(lines), "utf-8")
    assert "left out: posts.jsonl (posts-000002): " in run("build", tmp_path / "posts.jsonl", tmp_path / "out")[2]


def test_a_table_without_a_column_of_texts_says_what_to_call_it(run, tmp_path):
    (tmp_path / "a.csv").write_text("wenben,riqi\n修好了水渠。,2014\n", "utf-8")
    assert (
        "call it text, content, 正文 or 全文; its columns are: wenben, riqi"
        in run("new", tmp_path / "s", tmp_path / "a.csv")[2]
    )


def test_network_shows_the_pairs_it_finds(run, counts):
    status, out, messages = run("network", counts)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert "pairs tested" in messages and status == (0 if rows else 1)
    assert all({row["a"], row["b"]} == {"六保", "六稳"} and row["f_ab"] == "12" for row in rows)


def test_concordance_shows_each_use_in_its_context(run, texts, tmp_path):
    status, out, messages = run("concordance", texts, "六稳", "--no-clean", "--width", "4")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0 and len(rows) == 12 and {row["match"] for row in rows} == {"六稳"}
    assert {row["left"][-2:] for row in rows} == {"做好"} and "12 uses of 六稳 in 24 documents" in messages
    status, out, messages = run("concordance", texts, "四下基层", "--no-clean")
    assert status == 1 and "0 uses" in messages


def test_the_studys_own_lexicon_has_no_problem(run):
    status, out, messages = run("lexicon", "check")
    assert (status, out) == (0, "") and "no problem found" in messages


def test_a_lexicon_with_a_problem_is_told_row_by_row(run, tmp_path):
    import shutil

    from analysis.core.paths import data_folder

    own = tmp_path / "lexicon"
    shutil.copytree(data_folder() / "lexicon", own)
    lines = (own / "terms.csv").read_text("utf-8").splitlines()
    (own / "terms.csv").write_text("\n".join([*lines, lines[1]]) + "\n", "utf-8")
    status, out, messages = run("lexicon", "check", own)
    assert "problem" in messages and "no problem" not in messages
    assert status == 1 and f"terms.csv,{len(lines) + 1}," in out


def test_an_interrupt_ends_quietly_with_130(run, texts, tmp_path, monkeypatch):
    from analysis.corpus.corpus import Corpus

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(Corpus, "read", interrupted)
    status, _, err = run("build", texts, tmp_path / "out")
    assert status == 130 and "Traceback" not in err


def test_module_and_entry_point_are_the_same_program():
    ended = subprocess.run(
        [sys.executable, "-m", "analysis", "timeline", "nowhere"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
    )
    assert ended.returncode == 2 and ended.stdout == "" and ended.stderr.startswith("StudyError: ")


def test_new_tells_each_thing_that_needs_a_hand(run, tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "one.txt").write_text("2014年5月6日\n今天村里修路，大家都来了，孩子们也来了。\n" * 3, "utf-8")
    for k in range(12):
        (pages / f"empty-{k:02}.txt").write_text("", "utf-8")
    status, _, said = run("new", tmp_path / "study", pages)
    assert status == 1 and said.count("left out: ") == 10 and "… and 2 more, in reading-notes.csv" in said
    assert "no formulation of the lexicon stands in these texts: give --terms" in said
    notebook = tmp_path / "study" / "your-own-texts.ipynb"
    notebook.write_text(notebook.read_text("utf-8") + "\n", "utf-8")
    terms = tmp_path / "study" / "lexicon" / "terms.csv"
    terms.write_text(terms.read_text("utf-8") + "\n", "utf-8")
    status, _, said = run("new", tmp_path / "study", pages, "--terms", "修路队,村里", "--force")
    assert "left as it is, since it was changed or is not ours: your-own-texts.ipynb" in said
    assert "in none of these texts" not in said  # 村里 stands there, 修路队 is not counted
    assert "not in the lexicon of this study, and so not counted: 修路队; add a row to lexicon/terms.csv" in said
