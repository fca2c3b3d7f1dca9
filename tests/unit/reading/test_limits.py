"""The bounds of a reading, and the one way to raise them."""

import pytest

from analysis.core.errors import StudyError
from analysis.corpus.corpus import Corpus
from analysis.reading import limits
from analysis.reading.html_nesting import DEEPEST, shallow
from analysis.reading.workbook_sizes import check_sizes
from tests.support.file_makers import packed

TEXT = "干部到村里去，问题在田边解决，群众说好。"


def test_a_bound_is_raised_by_the_environment(monkeypatch, tmp_path):
    monkeypatch.setattr(limits, "TEXT_BYTES", 1000)
    from analysis.reading import raw_pages

    monkeypatch.setattr(raw_pages, "TEXT_BYTES", 1000)
    (tmp_path / "a.txt").write_text(TEXT * 30, "utf-8")
    (tmp_path / "b.csv").write_text(f"text\n{TEXT * 30}\n{TEXT}\n", "utf-8")
    corpus = Corpus.read(tmp_path)
    assert corpus.documents.height == 1 and corpus.rejected.height == 2
    assert "more than 1,000 bytes; set TIFA_BOUNDS=2" in corpus.rejected["reason"][0]
    monkeypatch.setenv("TIFA_BOUNDS", "2")
    assert Corpus.read(tmp_path).documents.height == 3


@pytest.mark.parametrize("told", ["x", "0", "-1", "nan", "inf"])
def test_a_bound_that_is_none(monkeypatch, told):
    monkeypatch.setenv("TIFA_BOUNDS", told)
    with pytest.raises(StudyError, match="give a number above 0"):
        limits.bound(1)


def test_what_is_large_may_be_packed_less():
    limits.check_ratio(limits.SMALL, 1)
    limits.check_ratio(limits.LARGE, limits.LARGE // 100)
    for size, packed_size in ((limits.SMALL + 1, 1000), (limits.LARGE + 1, limits.LARGE // 100)):
        with pytest.raises(limits.TooLargeError, match="packed more than"):
            limits.check_ratio(size, packed_size)


def test_html_is_made_shallow_and_keeps_its_lines():
    page = "<div>" * 900 + "村" + "</div>" * 450 + "路" + "</div>" * 450
    flat = shallow(page)
    assert flat.count("<div>") == flat.count("</div>") == DEEPEST
    assert flat.replace("<br>", "").replace("<div>", "").replace("</div>", "") == "村路" and "村<br>" in flat
    usual = "<p><b>村</b></p>" * 600 + "<br><img><li>路<li>水" * 600
    assert shallow(usual) == usual


@pytest.mark.parametrize(("row", "fine"), [
    ('<row r="3"><c r="C3"><v>1</v></c></row>', True),
    ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', True),  # a column is not too many
    ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', False),
    ("<row><c><v>1</v></c></row>" * 3000 + "<row>" + "<c><v>1</v></c>" * 3000 + "</row>", False),  # places are not told
    ('<x:row r="1048576"><x:c r="ZZ1048576"><x:v>1</x:v></x:c></x:row>', False),
])  # fmt: skip
def test_sheets_are_measured_before_they_are_laid_out(row, fine):
    book = packed({"xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{row}</sheetData></worksheet>"})
    if fine:
        check_sizes(book)
    else:
        with pytest.raises(limits.TooLargeError, match="cells in a sheet"):
            check_sizes(book)


def test_open_sheets_repeat_blank_rows_without_end():
    """Programs write the rest of a sheet as one blank row that stands there a million times."""
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    row = '<table:table-row><table:table-cell office:value-type="string"><text:p>村</text:p></table:table-cell></table:table-row>'
    check_sizes(packed({"content.xml": row + blank}))
    wide = row.replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="9000" ')
    check_sizes(packed({"content.xml": wide + blank}))
    with pytest.raises(limits.TooLargeError, match="cells in a sheet"):
        check_sizes(packed({"content.xml": wide + blank + row}))


def test_a_file_larger_than_any_text_is_left_out_before_it_is_read(tmp_path, monkeypatch):
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(limits.MEMBER_BYTES + 1)  # takes no room on the disk, and would take gigabytes to decode
    (tmp_path / "page.txt").write_text("村里修好了水渠，大家都来看。", "utf-8")
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda path: path.name != "huge.txt" and path.open("rb").read())
    corpus = Corpus.read(tmp_path)
    assert corpus.rejected.select("file", "reason").rows() == [
        (
            "huge.txt",
            "too large: more than 268,435,456 bytes in one file; set TIFA_BOUNDS=2 (or more) to take it all the same",
        )
    ]
