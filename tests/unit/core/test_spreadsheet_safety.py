"""No cell of a written table is a formula, however the file is split; what is read back is what was written."""

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import csv_text, read_csv, write_csv

FORMULA = tuple("=+-@＝＋－＠")
CELLS = [
    "=1+1", "+1", "-1+1", "@x", "\tx", "\r=1", "\n=1", "\x00=1+1", "\x00\x00=1", " =1", "\u3000=1", "\ufeff=1", "\u200b-1", "\xa0@x",
    "x;=1+1;y", "x;  =1+1", "x;;=1", "a\t=1\tb", "a\n=1\nb", "a\r\n=1", 'x;"=1+1";y', '"=1"', "'=1", "''=1", ";=1", ";\x00=1",
    "＝1+1", "x;＝1", "\x1b[2J=1", "x;'=1", "␀=1", "␦␀", "␦", "甲;乙", "1-1", "a = b; c", "\x7f=1", "\x0b=1", "x;\x0b=1", "x\t;\t=1",
]  # fmt: skip


def parsed(text: str, separator: str, quoted: bool = True) -> list[str]:
    """Every cell, as a program that splits at ``separator`` sees it: without its quotes, blanks and control characters."""
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
    return ["".join(c for c in cell if c >= " ").strip(' "\u3000\xa0\ufeff\u200b') for line in lines for cell in line]


def runs(text: str) -> list[str]:
    cells = [
        cell for sep in ",;\t" for quoted in (True, False) if quoted or sep != "," for cell in parsed(text, sep, quoted)
    ]
    return [cell for cell in cells if cell.startswith(FORMULA)]


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("cell", CELLS)
def test_no_cell_is_a_formula_however_the_file_is_split(tmp_path, cell, first):
    columns = {"a": [cell, "甲"], "b": ["乙", cell]} if first else {"b": ["乙", cell], "a": ["甲", cell]}
    text = csv_text(pl.DataFrame(columns))
    assert not runs(text)
    assert not any(c < " " and c not in "\t\r\n" or c == "\x7f" for c in text)
    assert read_csv(write_csv(pl.DataFrame(columns), tmp_path / "t.csv")).to_dict(as_series=False) == columns


@pytest.mark.parametrize("name", CELLS)
def test_the_name_of_a_column_is_no_formula_either(tmp_path, name):
    frame = pl.DataFrame({"a": ["甲"], name: ["乙"], "n": [-1.5]})
    assert not runs(csv_text(frame).split("甲")[0])
    assert read_csv(write_csv(frame, tmp_path / "t.csv")).equals(frame)


def test_numbers_stay_numbers():
    assert csv_text(pl.DataFrame({"n": [-1, 2], "x": [-0.5, -1e-9]})) == "n,x\n-1,-0.5\n2,-1e-9\n"


def test_lists_and_structures_run_nothing():
    frame = pl.DataFrame({"list": [["=1", "\x00=1"], ["x;=1"]], "about": [{"a": ";=1"}, {"a": "\t=1"}]})
    assert not runs(csv_text(frame)) and "\x00" not in csv_text(frame)


ODD = st.text(st.sampled_from("=+-@'＝\t\r\n;,\" \x00\x01\x1b\x7f␀␁␛␡␦\u3000甲1"), max_size=7)


@given(st.lists(ODD | st.text(st.characters(exclude_categories=("Cs",))), min_size=1, max_size=5), ODD)
def test_any_text_comes_back_and_runs_nothing(tmp_path_factory, cells, name):
    frame = pl.DataFrame({"first": ["甲", *cells], f"乙{name}": ["甲", *cells]})
    assert not runs(csv_text(frame))
    back = read_csv(write_csv(frame, tmp_path_factory.getbasetemp() / "odd.csv"))
    assert back.columns == frame.columns and back["first"].fill_null("").to_list() == ["甲", *cells]
