"""CSV that runs nothing in a spreadsheet and is read back exactly."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import StudyError, csv_text, read_csv, write_csv


def test_what_a_spreadsheet_would_run_becomes_plain_text():
    cells = ["=1+1", "+1", "-1", "@x", "\tx", "＝1", "－1", "'=1", "1-1", "干部", None]
    written = csv_text(pl.DataFrame({"cell": cells})).split("\n")
    assert written[1:8] == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "'＝1", "'－1"]
    assert written[8:12] == ["''=1", "1-1", "干部", ""]


def test_bytes_for_a_spreadsheet_and_the_folder_is_made(tmp_path):
    frame = pl.DataFrame({"日期": [date(2014, 8, 1)], "词": ["四下基层"], "rate": [-0.5], "terms": [["六稳", "六保"]]})
    path = write_csv(frame, tmp_path / "new" / "t.csv")
    assert path.read_bytes() == b"\xef\xbb\xbf" + "日期,词,rate,terms\n2014-08-01,四下基层,-0.5,六稳 | 六保\n".encode()
    assert read_csv(path).rows() == [(date(2014, 8, 1), "四下基层", -0.5, "六稳 | 六保")]


def test_every_kind_of_column_has_a_text():
    frame = pl.DataFrame(
        {
            "structure": [{"a": 1}],
            "category": pl.Series(["=a"], dtype=pl.Categorical),
            "choice": pl.Series(["-b"], dtype=pl.Enum(["-b"])),
            "numbers": [[1, 2]],
            "whole": [-3],
        }
    )
    assert csv_text(frame.lazy()) == 'structure,category,choice,numbers,whole\n"{""a"":1}",\'=a,\'-b,1 | 2,-3\n'
    assert csv_text(pl.DataFrame({"rate": [1 / 3]}), float_precision=2) == "rate\n0.33\n"


@given(st.lists(st.text(alphabet="=+-@'＝\t甲1 ,\"", min_size=1, max_size=6), min_size=1, max_size=6))
def test_text_comes_back_as_it_was(tmp_path_factory, cells):
    cells = ["甲" + cells[0], *cells[1:]]  # a column of numbers alone comes back as numbers
    path = write_csv(pl.DataFrame({"cell": cells}), tmp_path_factory.mktemp("csv") / "t.csv")
    assert read_csv(path)["cell"].to_list() == cells


def test_a_table_that_is_not_there(tmp_path):
    with pytest.raises(StudyError, match="no table at .*nothing.csv"):
        read_csv(tmp_path / "nothing.csv")
