"""A folder in; texts, records, report and side-by-side views out."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import polars as pl
import pytest

from analysis import Corpus
from analysis.cleaning.audit_page import audit_html
from analysis.cleaning.cleaned_folder import clean_folder
from analysis.cleaning.cleaning_rules import RULES
from analysis.cleaning.pipeline import clean
from analysis.core.csv_tables import read_csv
from analysis.core.errors import StudyError
from tools.damage_simulator import SITES, damage_page

BODY = (
    "把板凳搬到院坝里，把难处听到心坎上，责任扛在肩上，实事才办得到群众家门口。",
    "=1+1 这样开头的段落也有，它不该在表格软件里变成公式，这一点要当心。",
)


@pytest.fixture
def folder(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text(damage_page(BODY, title="把实事办好", editor="王芳", seed=1).raw, "utf-8")
    (pages / "b.txt").write_bytes(damage_page(BODY, site=SITES[5], title="把实事办好").raw.encode("gb18030"))
    (pages / "c.txt").write_bytes(b"\xff\xd8\xff\xe0" + bytes(100))
    (pages / "d.html").write_text(
        "<html><body><h1>走一走</h1><p>走一走田埂，问一问收成，把该办的事当场办了，把该记的记下来。</p></body></html>",
        "utf-8",
    )
    return pages


def test_what_a_folder_becomes(folder, tmp_path):
    moved = []
    result = clean_folder(
        folder, tmp_path / "out", audit=True, progress=lambda done, total: moved.append((done, total))
    )
    out = tmp_path / "out"
    assert result.pages.height == 3 and result.rejected["file"].to_list() == ["c.txt"]
    assert "JPEG" in result.rejected["reason"][0]
    assert moved[-1][0] == moved[-1][1] == len(moved)
    names = ["dropped.csv", "pages.csv", "rejected.csv", "repairs.csv", "report.txt", "review.csv", "tifa-clean.json"]
    assert sorted(p.name for p in out.iterdir() if p.is_file()) == names
    assert (out / "texts" / "a.txt").read_text("utf-8").split("\n") == ["把实事办好", "", *BODY, ""]
    assert "3 pages were read, 1 could not be" in (out / "report.txt").read_text("utf-8")
    assert sorted(p.name for p in (out / "audit").iterdir()) == ["a.html", "b.html", "d.html"]
    repairs = pl.read_csv(out / "repairs.csv")
    assert repairs.filter(pl.col("doc_id") == "a").height == sum(r == "a" for r in repairs["doc_id"]) > 5
    assert str(result).startswith("<CleanedFolder: 3 pages clean, 1 rejected")


def test_the_same_folder_gives_the_same_bytes_and_may_be_written_again(folder, tmp_path):
    first = clean_folder(folder, tmp_path / "one")
    clean_folder(folder, tmp_path / "one")
    clean_folder(folder, tmp_path / "two")
    for path in sorted((tmp_path / "one").rglob("*.csv")) + sorted((tmp_path / "one").rglob("*.txt")):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()
    assert first.to_frame().equals(first.pages) and first.frame is first.pages
    assert first.parameters == {"path": str(folder), "audit": False, "rules": RULES}
    assert "3 pages clean" in first._repr_html_()


def test_no_cell_is_a_formula(tmp_path):
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "x.txt").write_text("=HYPERLINK(1)|首页|登录|注册\n" + BODY[0], "utf-8")
    clean_folder(tmp_path / "p", tmp_path / "o")
    for path in (tmp_path / "o").rglob("*.csv"):
        assert not re.search(r"(?m)(?:^|,)\"?=", path.read_text("utf-8-sig"))


def test_a_folder_written_anew_holds_nothing_of_the_time_before(folder, tmp_path):
    clean_folder(folder, tmp_path / "o", audit=True)
    (folder / "a.txt").unlink()
    clean_folder(folder, tmp_path / "o")
    assert sorted(p.name for p in (tmp_path / "o" / "texts").iterdir()) == ["b.txt", "d.txt", "metadata.csv"]
    assert not (tmp_path / "o" / "audit").exists()


def held(folder):
    """Every file below a folder, with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"thesis.docx": "mine"}, "holds other files, such as thesis.docx"),
        ({"report.txt": "mine"}, "holds other files, such as report.txt"),  # by its name alone it is not ours
        ({"texts/a.txt": "mine"}, "holds other files"),
        ({"tifa-clean.json": "{}", "a.txt": "mine"}, "holds other files"),
        (
            {"tifa-clean.json": '{"files": [{"path": "a.txt", "bytes": 4, "sha256": "0"}]}', "a.txt": "mine"},
            "was changed",
        ),
    ],
)
def test_a_folder_with_other_things_is_not_written_into(folder, tmp_path, files, why):
    for name, text in files.items():
        (tmp_path / "o" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "o" / name).write_text(text, "utf-8")
    before = held(tmp_path / "o")
    with pytest.raises(StudyError, match=why) as told:
        clean_folder(folder, tmp_path / "o")
    assert "Give a new folder" in str(told.value) and held(tmp_path / "o") == before


@pytest.mark.parametrize("change", ["add", "edit", "link", "replace manifest"])
def test_what_a_person_put_into_a_result_or_changed_there_is_kept(folder, tmp_path, change):
    out = tmp_path / "o"
    clean_folder(folder, out)
    if change == "add":
        (out / "texts" / "notes.txt").write_text("mine", "utf-8")
    elif change == "edit":
        (out / "texts" / "metadata.csv").write_text("file,date\na.txt,2014-08-01\n", "utf-8")
    elif change == "link":
        (tmp_path / "elsewhere").mkdir()
        (out / "texts" / "more").symlink_to(tmp_path / "elsewhere")
    else:
        (out / "tifa-clean.json").rename(tmp_path / "m.json")
        (out / "tifa-clean.json").symlink_to(tmp_path / "m.json")
    before = held(out)
    with pytest.raises(StudyError, match="no cleaning wrote|was changed after|holds other files"):
        clean_folder(folder, out)
    assert held(out) == before


def test_files_that_systems_put_into_folders_do_not_matter_and_stay(folder, tmp_path):
    clean_folder(folder, tmp_path / "o")
    (tmp_path / "o" / "texts" / ".DS_Store").write_bytes(b"x")
    clean_folder(folder, tmp_path / "o")
    assert (tmp_path / "o" / "texts" / ".DS_Store").read_bytes() == b"x"


def test_the_manifest_lists_every_file_with_size_and_hash(folder, tmp_path):
    clean_folder(folder, tmp_path / "o", audit=True)
    listed = json.loads((tmp_path / "o" / "tifa-clean.json").read_text("utf-8"))["files"]
    files = held(tmp_path / "o")
    del files["tifa-clean.json"]
    assert {f["path"]: (f["bytes"], f["sha256"]) for f in listed} == {
        name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()
    }


def test_the_output_lies_beside_the_input(folder, tmp_path):
    for out in (folder, folder / "clean", folder / "deep" / "clean", tmp_path, folder / ".." / "pages" / "clean"):
        with pytest.raises(StudyError, match="would lie inside|holds the input"):
            clean_folder(folder, out)
    with pytest.raises(StudyError, match="is a file"):
        clean_folder(folder / "a.txt", folder / "a.txt")
    with pytest.raises(StudyError, match="is a file"):
        clean_folder(folder / "a.txt", folder / "b.txt")
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "b.txt", "c.txt", "d.html"]
    (tmp_path / "door").symlink_to(folder)
    with pytest.raises(StudyError, match="would lie inside|holds the input"):
        clean_folder(folder, tmp_path / "door" / "clean")


def test_home_is_meant_by_its_sign_and_a_place_that_cannot_be_written_is_told(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    clean_folder("~/pages", "~/o")
    assert (tmp_path / "o" / "texts" / "a.txt").is_file() and not Path("~").exists()
    with pytest.raises(StudyError, match="cannot write into"):
        clean_folder(folder, tmp_path / "o" / "report.txt" / "o")  # below a file


def test_an_error_on_the_way_leaves_what_was_there(folder, tmp_path):
    clean_folder(folder, tmp_path / "o")
    before = held(tmp_path / "o")

    def stop(done, total):
        raise KeyboardInterrupt

    for out in ("o", "new/o"):
        with pytest.raises(KeyboardInterrupt):
            clean_folder(folder, tmp_path / out, progress=stop)
    assert held(tmp_path / "o") == before and not (tmp_path / "new").exists()


def test_a_table_keeps_its_dates_and_columns_and_no_line_of_a_text(tmp_path):
    table = '编号,日期,标题,版面,正文\n甲,2014年8月,走一走,3,首页\n乙,,问一问,4,"干部到田头去。\n责任编辑：某某"\n'
    (tmp_path / "t.csv").write_text(table, "utf-8")
    result = clean_folder(tmp_path / "t.csv", tmp_path / "o")
    known = read_csv(tmp_path / "o" / "texts" / "metadata.csv")
    assert known.select("doc_id", "file", "title", "date", "date_basis").rows() == [
        ("乙", "乙.txt", "问一问", None, "none"), ("甲", "甲.txt", "走一走", "2014年8月", "metadata"),
    ]  # fmt: skip
    assert [str(value) for value in known["版面"]] == ["4", "3"]
    assert result.lines_by_class == {"body": 3} and result.pages["dropped"].sum() == 0
    assert (tmp_path / "o" / "texts" / "甲.txt").read_text("utf-8") == "走一走\n\n首页\n"


def test_a_guess_stays_a_guess_through_any_number_of_round_trips(tmp_path):
    pages = tmp_path / "pages" / "2020"
    pages.mkdir(parents=True)
    body = "增强“四个意识”，坚定“四个自信”，干部到田头去听意见，把该办的事当场办了。"
    (pages / "guess.txt").write_text(f"把实事办好\n{body}", "utf-8")
    (pages / "stated.txt").write_text(
        "走一走\n2018-06-03\n走一走田埂，问一问收成，把该办的事当场办了。\n责任编辑：王芳", "utf-8"
    )
    source = tmp_path / "pages"
    for out in ("one", "two", "three"):
        clean_folder(source, tmp_path / out)
        source = tmp_path / out / "texts"
        known = read_csv(source / "metadata.csv")
        assert known["doc_id"].to_list() == ["2020/guess", "2020/stated"]
        dates = known.select(pl.col("date", "date_basis", "not_before", "not_after").cast(pl.String)).rows()
        assert dates[0] == (None, "inferred", "2016-01-29", None)
        assert dates[1] in [("2018-06-03", basis, None, None) for basis in ("page", "metadata")]
    corpus = Corpus.read(source)
    assert corpus.documents["date"].to_list()[1].isoformat() == "2018-06-03"
    assert corpus.documents["date_basis"][0] in ("inferred", "filename")


def test_the_view_is_self_contained_and_marks_every_change():
    page = clean(damage_page(BODY, title="<b>实事</b>", editor="王芳", seed=1).raw)
    html = audit_html(page, name="<script>alert(1)</script>")
    assert "<script" not in html and "http" not in html.replace("http-equiv", "")
    assert "default-src 'none'" in html
    marked = [edit for edit in page.edits if edit.rule != "layout"]
    assert html.count('tabindex="0"') == len(marked) > 10
    assert "&lt;b&gt;" in html and "pinyin taken out" in html
    left = re.sub(r"<[^>]+>", "", "".join(re.findall(r'<td class="t">(.*?)</td><td class="t">', html, re.DOTALL)))
    assert "實(shí)" in left or "責(zé)" in left


def test_the_view_of_a_rejected_page_says_why():
    assert "JPEG" in audit_html(clean(b"\xff\xd8\xff\xe0" + bytes(100)), name="photo")


@pytest.mark.parametrize("title", ["走一走", ""])
def test_texts_that_were_cleaned_are_read_as_they_are(tmp_path, title):
    body = "首页\n干部到田头去，问一问收成。\n作者：某某\n责任编辑：某某"
    (tmp_path / "t.csv").write_text(f'doc_id,date,title,text\na/b,2014-08-01,{title},"{body}"\n', "utf-8")
    known = Corpus.read(tmp_path / "t.csv")
    source = tmp_path / "t.csv"
    for out in ("one", "two"):
        clean_folder(source, tmp_path / out)
        source = tmp_path / out / "texts"
        again = Corpus.read(source)
        assert again.texts.rows() == known.texts.rows() == [("a/b", body)]
        assert (
            again.documents.select("date", "title", "n_chars").rows()
            == known.documents.select("date", "title", "n_chars").rows()
        )
        assert again.dropped.height == 0


def test_titles_and_names_that_look_like_formulas_come_back(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    text = "各地坚持四下基层，把问题解决在一线。村里的干部一早到田头去看水渠，同乡亲们商量怎样引水。"
    titles = {"a": "-走一走;=1", "b": "=问一问", "c": "'=看一看", "d": "听一听"}
    rows = "".join(f'{name},2014-08-01,"{title}",{text}{name}。\n' for name, title in titles.items())
    (pages / "t.csv").write_text(f"id,date,title,text\n{rows}", "utf-8")
    (pages / "-e.txt").write_text(f"想一想\n\n{text}另一回。\n", "utf-8")
    clean_folder(pages, tmp_path / "clean")
    back = Corpus.read(tmp_path / "clean" / "texts", mark_duplicates=False)
    assert dict(back.documents.select("doc_id", "title").rows()) == {**titles, "-e": ""}  # the page says no title
    assert back.rejected.is_empty() and back.remarks.is_empty()
