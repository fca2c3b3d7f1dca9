"""A folder in; texts, records, report and side-by-side views out."""

from __future__ import annotations

import re

import polars as pl
import pytest

from analysis.cleaning.audit_page import audit_html
from analysis.cleaning.cleaned_folder import clean_folder
from analysis.cleaning.cleaning_rules import RULES
from analysis.cleaning.pipeline import clean
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
    names = ["dropped.csv", "pages.csv", "rejected.csv", "repairs.csv", "report.txt", "review.csv"]
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


def test_a_folder_with_other_things_is_not_written_into(folder, tmp_path):
    with pytest.raises(StudyError, match="holds other files"):
        clean_folder(folder, folder)
    with pytest.raises(StudyError, match="is a file"):
        clean_folder(folder, folder / "a.txt")


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
