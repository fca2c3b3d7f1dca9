"""Years of the Republic without the word: read where they can be nothing else, by themselves or by their column; else said."""

from datetime import date

import polars as pl
import pytest

from analysis import Corpus
from analysis.core.dates_of_the_republic import in_years_of_the_republic, republic_date
from analysis.corpus.document_dates import read_dates
from analysis.corpus.file_names import name_title

TEXTS = ["渠水流到田头，村民修好了闸门。", "校舍的屋顶换了新瓦，学生回来上课。", "船队出海三天，渔民带回一舱鱼。"]


@pytest.mark.parametrize(
    ("text", "read", "sure"),
    [
        ("103/01/15", "2014-01-15 day", True),
        ("103.1.15", "2014-01-15 day", True),
        ("１０３－０１－１５", "2014-01-15 day", True),
        ("103/01/15 下午 3:20", "2014-01-15 day", True),
        ("103年1月15日（星期三）", "2014-01-15 day", True),
        ("103年", "2014-01-01 year", True),
        ("098/12/31", "2009-12-31 day", True),
        ("98/12/31", "2009-12-31 day", False),  # or 1998
        ("14年8月1日", "1925-08-01 day", False),  # or 2014
        ("1030115", "2014-01-15 day", False),  # or a number
        ("103/01", "2014-01-01 month", False),
        ("103", "2014-01-01 year", False),
        ("103.0", "2014-01-01 year", False),
        ("990115", "2010-01-15 day", False),
        ("200912", None, None),  # a year and month
        ("103/13/01", None, None),
        ("103/02/30", None, None),
        ("121/01/15", None, None),  # 2032
        ("999/01/15", None, None),
        ("2014/01/15", None, None),
        ("103/01-15", None, None),
        ("103.1.15.2", None, None),
        ("", None, None),
    ],
)
def test_a_date_and_whether_it_can_be_nothing_else(text, read, sure):
    found = republic_date(text)
    if read is None:
        assert found is None
    else:
        (day, precision), certain = found
        assert f"{day} {precision}" == read and certain is sure


@pytest.mark.parametrize(
    ("column", "whole"),
    [
        (["98/12/31", "100/01/02"], True),
        (["98", "99", "100", "101"], True),
        (["1001231", "1010102"], True),
        (["98/12/31", "99/01/02"], False),  # of 1998, or of 2009
        (["100/01/02", "2014-08-01"], False),  # two countings in one column
        (["100/01/02", "soon"], False),
        (["1", "2", "100"], False),  # running numbers
        (["1030115", "1030115"], False),  # one value
        ([], False),
    ],
)
def test_a_whole_column(column, whole):
    assert in_years_of_the_republic(column) is whole


def dates_of(column):
    found = read_dates(pl.Series(column))
    days = [None if day is None else str(day) for day in found["date"]]
    return dict(zip(found["written"], days, strict=True)), found.drop_nulls("problem")["problem"].to_list()


def test_a_column_bears_out_what_one_cell_cannot():
    assert dates_of(["99/12/30", "100/01/05"]) == ({"99/12/30": "2010-12-30", "100/01/05": "2011-01-05"}, [])
    days, problems = dates_of(["99/12/30", "100/01/05", "2014-08-01"])
    assert days == {"99/12/30": None, "100/01/05": "2011-01-05", "2014-08-01": "2014-08-01"}
    (problem,) = problems
    assert "'99/12/30'" in problem and "(2010)" in problem and "民國" in problem


def test_a_table_is_read_and_its_doubts_are_remarks():
    corpus = Corpus.from_frame(pl.DataFrame({"date": ["103/01/15", "103.2.1", "98/3/1"], "text": TEXTS}))
    assert corpus.documents["date"].to_list() == [date(2014, 1, 15), date(2014, 2, 1), date(2009, 3, 1)]
    corpus = Corpus.from_frame(pl.DataFrame({"date": ["103/01/15", "2014-02-01", "98/3/1"], "text": TEXTS}))
    assert corpus.documents["date"].to_list() == [date(2014, 1, 15), date(2014, 2, 1), None]
    ((about, remark),) = corpus.remarks.select("about", "remark").rows()
    assert about == "date" and "98/3/1" in remark


def read(folder, names):
    for name, text in zip(names, TEXTS, strict=False):
        (folder / name).write_text(text, "utf-8")
    corpus = Corpus.read(folder, clean=False)
    return corpus, dict(corpus.documents.select("file", "date").rows())


def test_names_of_files(tmp_path):
    names = {
        "民國103年1月15日_修好了水渠.txt": date(2014, 1, 15),
        "98.民國99-03-01.txt": date(2010, 3, 1),
        "103年4月_會議.txt": date(2014, 4, 1),
    }
    corpus, found = read(tmp_path, names)
    assert found == names and corpus.remarks.is_empty()
    assert name_title("民國103年1月15日_修好了水渠.txt") == "修好了水渠"


@pytest.mark.parametrize("names", [("99-12-30.txt", "100-01-05_x.txt"), ("1001230.txt", "1010105.txt")])
def test_names_of_files_that_all_agree(tmp_path, names):
    corpus, found = read(tmp_path, names)
    assert all(day is not None and day.year in (2010, 2011, 2012) for day in found.values())
    assert corpus.remarks.is_empty()


def test_a_number_in_the_name_of_one_file_is_no_date_but_said(tmp_path):
    corpus, found = read(tmp_path, ["103-01-15.txt", "notes.txt"])
    assert set(found.values()) == {None}
    (remark,) = corpus.remarks["remark"]
    assert "103-01-15" in remark and "name of the file" in remark and "metadata" not in remark
