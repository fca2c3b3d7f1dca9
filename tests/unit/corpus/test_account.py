"""The account of a reading adds up, for folders and tables of every make."""

from __future__ import annotations

import csv
import random
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Corpus, StudyError
from analysis.corpus.account import QUANTITIES

SENTENCES = [
    "干部到村里去，问题在田边解决。",
    "学校门口的斑马线画好了。",
    "群众说：“这样好！”",
    "大家一起把路修好了；老人也说好走。",
    "夜里的灯亮了。",
]
DATES = ["", "2014-08-01", "2014年8月", "08/01/2014", "2058-01-01", "从前"]
NAMES = ["甲", "2014-08-01 会", "2015/乙", "2016年/把会开到田埂上", "子/丙", "二〇一四年八月一日"]


def written_folder(folder: Path, seed: int) -> tuple[int, int]:
    """A folder of pages, tables, bad files and metadata; how many files and records it holds."""
    chance = random.Random(seed)
    files: dict[str, bytes] = {}
    records = 0

    def text() -> str:
        return "\n".join(chance.choice(SENTENCES) for _ in range(chance.randint(1, 4))) + str(
            chance.randint(0, 3)
        ) * chance.randint(0, 1)

    for _ in range(chance.randint(0, 6)):
        name = f"{chance.choice(NAMES)}{chance.randint(0, 3)}"
        ending, content = chance.choice([
            (".txt", text().encode("utf-8")), (".txt", text().replace("\n", "\r\n").encode("gbk")), (".html", f"<p>{text()}</p>".encode()),
            (".txt", b""), (".txt", b"\x89PNG\r\n\x1a\n" + bytes(20)), (".css", b"p {}"), (".md", b"Only English here."), (".pdf", b"%PDF-1.4"),
        ])  # fmt: skip
        files.setdefault(name + ending, content)
    records += len(files)
    for number in range(chance.randint(0, 2)):
        rows = [
            [
                f"id{chance.randint(0, 6)}",
                chance.choice(DATES),
                chance.choice(["", "题"]),
                chance.choice([text(), "", "abc def"]),
            ]
            for _ in range(chance.randint(0, 6))
        ]
        path = folder / f"table{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["id", "date", "title", "text"], *rows])
        files[path.name] = path.read_bytes()
        records += max(1, len(rows))  # a table without a row is a record that is rejected
    pages = [name for name in files if not name.endswith(".csv")]
    if pages and chance.random() < 0.4:
        files["metadata.csv"] = "\n".join(["file,date", *(f"{name},{chance.choice(DATES)}" for name in pages)]).encode()
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return len(files), records


def check_account(corpus: Corpus, files: int, records: int) -> None:
    n = dict(corpus.account.frame.select("quantity", "count").iter_rows())
    assert n["files_found"] == files == n["files_read"] + n["files_rejected"]
    assert n["records_in"] == records == n["documents"] + n["records_rejected"] + n["records_merged"]
    assert n["documents"] == len(corpus) and n["records_rejected"] == corpus.rejected.height
    assert n["characters_in"] == sum(n[f"characters_{part}"] for part in ("kept", "dropped", "rejected", "changed"))
    assert (
        n["characters_kept"]
        == corpus.documents["n_chars"].sum()
        == sum(map(len, corpus.texts["text"])) + sum(map(len, corpus.documents["title"]))
    )
    assert n["documents"] == n["dates_stated"] + n["dates_in_name"] + n["dates_inferred"] + n["dates_none"]
    assert n["near_duplicates"] == corpus.documents["duplicate_of"].count() and n["remarks"] == corpus.remarks.height
    assert list(n) == list(QUANTITIES) and len(corpus.account.lines()) == 6
    assert corpus.documents["doc_id"].is_unique().all() and corpus.texts["doc_id"].equals(corpus.documents["doc_id"])


def try_folder(seed: int, *, clean: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, records = written_folder(folder, seed)
        try:
            corpus = Corpus.read(folder, clean=clean)
        except StudyError as error:
            assert "no page" in str(error)
            return
        check_account(corpus, files, records)


def run(cases: int = 20_000) -> None:
    """The same over many folders; not a part of the suite: python -m tests.unit.corpus.test_account."""
    for seed in range(cases):
        try_folder(seed, clean=seed % 20 == 0)


@settings(max_examples=40, deadline=None)  # many more: python -m tests.unit.corpus.test_account
@given(st.integers(0, 10**9))
def test_the_account_of_a_folder_adds_up(seed):
    try_folder(seed, clean=seed % 20 == 0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]), st.sampled_from(["", "题"]), st.sampled_from([*SENTENCES, "", "x y"])
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_account_of_a_table_adds_up(rows):
    frame = pl.DataFrame(rows, schema=["id", "title", "text"], orient="row")
    try:
        corpus = Corpus.from_frame(frame)
    except StudyError:
        return
    check_account(corpus, 1, len(rows))
    assert corpus.account["characters_in"] == sum(len(title) + len(text) for _, title, text in rows)
    assert corpus.account["characters_changed"] == 0


def test_what_was_merged_dropped_and_dated_is_told(tmp_path):
    page = "把会开到田埂上\n来源：田埂日报 2014年08月01日 07:49\n" + "\n".join(SENTENCES * 3) + "\n责任编辑：王五\n"
    (tmp_path / "a.txt").write_text(page, "utf-8")
    (tmp_path / "2015-03-02 门前的灯亮了.txt").write_text("夜里的灯亮了，大家都说好。" * 9, "utf-8")
    corpus = Corpus.read(tmp_path)
    n = corpus.account
    assert (n["dates_stated"], n["dates_in_name"], n["files_found"], n["documents"]) == (1, 1, 2, 2)
    assert n["characters_dropped"] > 0 and n["characters_kept"] < n["characters_in"] + len("门前的灯亮了") + 1
    titles = dict(corpus.documents.select("title", "title_basis").rows())
    assert titles["门前的灯亮了"] == "filename"
    assert "files: 2 found = 2 read + 0 rejected" in n.lines() and n.parameters["clean"] is True
    assert repr(n).startswith("<Account: files: 2 found")


def test_a_corpus_made_by_hand_has_an_account_of_its_tables():
    corpus = Corpus.from_frame(pl.DataFrame({"text": SENTENCES}))
    account = Corpus(corpus.documents, corpus.texts).account
    assert account["documents"] == account["records_in"] == 5 and account["dates_none"] == 5
    with pytest.raises(pl.exceptions.PolarsError):
        account["no such quantity"]


@pytest.mark.parametrize(("name", "day"), [
    ("2035计划", None), ("1949到2019", None), ("2021-2025规划", None), ("2014年工作总结", "2014-01-01"), ("2099 会", None), ("2035年远景目标", None),
    ("2014年8月/会", "2014-08-01"), ("田埂日报2014/会", "2014-01-01"), ("2014/政治/会", "2014-01-01"), ("2014-08-01会", "2014-08-01"), ("2010-2014/会", None),
])  # fmt: skip
def test_dates_of_names_are_no_years_of_plans(tmp_path, name, day):
    path = tmp_path / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(SENTENCES), "utf-8")
    documents = Corpus.read(tmp_path, clean=False).documents
    assert (str(documents["date"][0]) if day else documents["date"][0]) == day
    assert documents["date_basis"][0] == ("filename" if day else "none")


if __name__ == "__main__":
    run()
