"""A workbook comes back from another program's reader as it was, runs nothing, and is the same to the byte."""

import time
import zipfile
from datetime import date, datetime
from io import BytesIO
from xml.etree import ElementTree

import polars as pl
import pytest

from analysis import StudyError
from analysis.core.excel_files import excel_bytes

HOSTILE = ["=1+1", "+1", "-1", "@x", "'=x", '=HYPERLINK("x")', "<b>&amp;", 'a,b\n"c"', " two  blanks ", "𠮷", "_x0041_"]


def back(made: bytes, sheet: str, **options) -> pl.DataFrame:
    return pl.read_excel(BytesIO(made), sheet_name=sheet, **options)  # calamine, by fastexcel


def test_every_type_comes_back():
    frame = pl.DataFrame(
        {
            "term": ["六保", None, "枫桥经验"],
            "hits": [3, None, -4],
            "rate": [0.1, 1e-12, float("nan")],
            "day": [date(1900, 3, 1), date(2020, 4, 17), None],
            "moment": [datetime(2020, 4, 17, 12, 30), None, datetime(1999, 12, 31, 23, 59, 59)],
            "kept": [True, False, None],
        }
    )
    found = back(excel_bytes({"terms": frame}, {}), "terms")
    assert found.columns == frame.columns
    for name in ("term", "hits", "day", "kept"):
        assert found[name].to_list() == frame[name].to_list()
    assert found["rate"].to_list() == [0.1, 1e-12, None]
    assert found["moment"].cast(pl.Datetime("us")).to_list() == frame["moment"].to_list()


def test_lists_structures_and_categories_are_text():
    frame = pl.DataFrame(
        {
            "terms": [["六稳", "六保"], []],
            "about": [{"a": 1}, {"a": 2}],
            "kind": pl.Series(["a", "b"], dtype=pl.Categorical),
        }
    )
    assert back(excel_bytes({"t": frame}, {}), "t").row(0) == ("六稳 | 六保", '{"a":1}', "a")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_never_a_formula(text):
    made = excel_bytes({"t": pl.DataFrame({text: [text]})}, {"corpus": text})
    found = back(made, "t")
    assert (found.columns, found.item()) == ([text], text)
    assert back(made, "about").row(0) == ("corpus", text)
    with zipfile.ZipFile(BytesIO(made)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and sheet.count('t="inlineStr"') == 2
    assert ('s="4"' in sheet) == (text[0] in "=+-@")  # stays a text when its cell is edited


def test_control_characters_are_seen_and_line_ends_kept():
    made = excel_bytes({"t": pl.DataFrame({"x": ["甲\x00\x1b\ufffe乙", "a\r\nb\tc"]})}, {})
    assert back(made, "t")["x"].to_list() == ["甲␀␛\ufffd乙", "a\r\nb\tc"]


def test_what_no_cell_can_hold_is_written_as_text():
    frame = pl.DataFrame({"day": [date(1899, 5, 4)], "many": [2**60], "ratio": [float("-inf")]})
    assert back(excel_bytes({"t": frame}, {}), "t").row(0) == ("1899-05-04", str(2**60), "-inf")


def test_it_is_dated_1980_whenever_it_is_written(monkeypatch):
    frame = pl.DataFrame({"term": ["六保"]})
    first = excel_bytes({"t": frame}, {"corpus": "press"})
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    assert excel_bytes({"t": frame}, {"corpus": "press"}) == first
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
        named = {part.attrib["PartName"] for part in ElementTree.fromstring(archive.read("[Content_Types].xml"))[2:]}
        assert named == {f"/{name}" for name in archive.namelist() if not name.endswith(("rels", "Types].xml"))}


def test_the_sheets_are_in_order_and_braces_are_letters():
    made = excel_bytes({"nodes": pl.DataFrame({"{}": ["{0}", "}{"]}), "edges": pl.DataFrame()}, {"corpus": "x"})
    assert list(pl.read_excel(BytesIO(made), sheet_id=0, raise_if_empty=False)) == ["nodes", "edges", "about"]
    assert back(made, "nodes")["{}"].to_list() == ["{0}", "}{"]


@pytest.mark.parametrize("name", ["", "a/b", "[x]", "x" * 32, "a\x00", "'x"])
def test_a_name_that_no_sheet_may_have_is_refused(name):
    with pytest.raises(StudyError, match="no name for a sheet"):
        excel_bytes({name: pl.DataFrame()}, {})


def test_what_does_not_fit_is_refused_with_advice():
    one = pl.DataFrame({"x": [1]})
    with pytest.raises(StudyError, match="needs a table"):
        excel_bytes({}, {})
    with pytest.raises(StudyError, match="one name: T, t"):
        excel_bytes({"t": one, "T": one}, {})
    with pytest.raises(StudyError, match="own sheet 'about'"):
        excel_bytes({"About": one}, {"corpus": "x"})
    with pytest.raises(StudyError, match=r"(?s)40,000 characters.*as \.csv"):
        excel_bytes({"t": pl.DataFrame({"x": ["长" * 40_000]})}, {})
    with pytest.raises(StudyError, match=r"(?s)1,048,576 rows.*as \.csv"):
        excel_bytes({"t": pl.DataFrame({"x": pl.zeros(1_048_576, eager=True)})}, {})
