"""Tables that break the rules of CSV, and the names that columns have in the world."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Corpus, StudyError
from analysis.reading.column_names import standard_names
from analysis.reading.html_cells import cell_text, html_tables
from analysis.reading.raw_pages import read_pages

FIRST = "干部到村里去，问题在田边解决。群众说这样好，大家一起把路修好了。"


def table(tmp_path, content: str | bytes, name: str = "t.csv") -> pl.DataFrame:
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return pl.concat(list(read_pages(tmp_path / name)), how="diagonal_relaxed")


@pytest.mark.parametrize("stray", [[3], [2, 7], [2, 3], [0, 1, 9], [9]])
def test_a_stray_mark_swallows_no_row(tmp_path, stray):
    rows = [f"r{n},2014-08-0{n % 9 + 1},题{n},{chr(34) if n in stray else ''}第{n}回，{FIRST}" for n in range(10)]
    pages = table(tmp_path, "id,date,title,text\n" + "\n".join(rows) + "\n")
    assert pages["doc_id"].to_list() == [f"r{n}" for n in range(10)]
    assert pages["text"].to_list() == [f"第{n}回，{FIRST}" for n in range(10)]
    assert [row for row, remark in pages.select("doc_id", "remark").rows() if remark] == [f"r{n}" for n in stray]


def test_quoted_cells_over_several_lines_stay_whole_beside_a_stray_mark(tmp_path):
    text = 'id,title,text\na,题,"第一行，\n他说""好""，\n第三行。"\nb,"没有关上,第二篇。\nc,题,"又是，\n\n两行。"\n'
    assert table(tmp_path, text).select("doc_id", "title", "text").rows() == [
        ("a", "题", '第一行，\n他说"好"，\n第三行。'), ("b", "没有关上", "第二篇。"), ("c", "题", "又是，\n\n两行。"),
    ]  # fmt: skip


def test_surplus_cells_belong_to_the_text_and_are_told(tmp_path):
    pages = table(tmp_path, "id,text,date\na,走到田头,看水渠,又回来,2014\nb,一句。,2015,,\nc,短\n")
    assert pages.select("doc_id", "text", "date").rows() == [
        ("a", "走到田头,看水渠,又回来", "2014"),
        ("b", "一句。", "2015"),
        ("c", "短", None),
    ]
    assert [bool(remark) for remark in pages["remark"]] == [True, False, False]


@pytest.mark.parametrize("sep", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("first", ["", "sep={}"])
def test_line_ends_separators_and_encodings(tmp_path, sep, encoding, end, first):
    lines = ([first.format(sep)] if first else []) + [
        sep.join(row) for row in (["id", "标题", "正文"], ["a", "修路", FIRST], ["b", "", FIRST])
    ]
    pages = table(tmp_path, (end.join(lines) + end).encode(encoding))
    assert pages.select("doc_id", "title", "text").rows() == [("a", "修路", FIRST), ("b", None, FIRST)]


def like_rows(cell: str) -> bool:
    return any(line.count(",") >= 2 and line.strip(", ") for line in cell.split("\n")[1:-1])


@pytest.mark.parametrize("cell", ["\n,,\n", "路\n,,\n,,\n,,\n修", "\n ,,\n,,"])
def test_lines_of_separators_alone_are_text(tmp_path, cell):
    rows = [[f"r{k}", "题", cell] for k in range(3)]
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([["id", "title", "text"], *rows])
    assert table(tmp_path, buffer.getvalue())["text"].to_list() == [cell if cell.strip() else None] * 3


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.text(alphabet='路修，,;"\n 好a', max_size=8), min_size=3, max_size=3), min_size=1, max_size=6),
    st.booleans(),
)
def test_what_keeps_the_rules_is_read_exactly(tmp_path_factory, rows, damaged):
    """Written with every cell quoted; a stray mark in a last row of its own sends the table down the slow way."""
    # a line with as many separators as the table has, and a word, is a row as well as text: nobody can know
    rows = [[cell.replace(",", "，") if damaged or like_rows(cell) else cell for cell in row] for row in rows]
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([["id", "title", "text"], *rows])
    content = buffer.getvalue() + ('z,"x,末行\n' if damaged else "")
    pages = table(tmp_path_factory.mktemp("t"), content)
    read = [tuple(row) for row in pages.select("title", "text").rows()][: len(rows)]
    blank = [tuple(cell if cell.strip() else None for cell in row[1:]) for row in rows]
    assert read == blank


def test_an_error_names_the_columns_of_the_file_only(tmp_path):
    with pytest.raises(StudyError) as error:
        table(tmp_path, "sep=;\nid;date;txet\na;2014;x\n")
    assert (
        "id, date, txet" in str(error.value) and "reason" not in str(error.value) and "remark" not in str(error.value)
    )


def test_a_date_after_today_is_told_and_an_ambiguous_one_is_none(tmp_path):
    (tmp_path / "t.csv").write_text(f"id,date,text\na,2058-06-03,{FIRST}\nb,08/01/2014,{FIRST}又。\n", "utf-8")
    corpus = Corpus.read(tmp_path / "t.csv", mark_duplicates=False)
    remarks = dict(corpus.remarks.select("doc_id", "remark").rows())
    assert "after today" in remarks["a"] and "more than one way" in remarks["b"]
    assert corpus.documents["date"].null_count() == 1


NAMES = """
date: 年 年份 发布时间 pub_date publish_time PubTime-发表时间 发表日期 见报日期 Date 发布时间（北京时间）
source: 刊名 文献来源 media 媒体名称 Source-文献来源 报纸名称 来源 outlet 来源网站
title: 题名-Title Title-题名 篇名 标题 headline 文献标题
text: content 正文 Content 全文 article_text 新闻内容 body
author: 作者 Author-作者 byline 责任者
keywords: 关键词 Keyword-关键词 tags
abstract: 摘要 Summary-摘要 Abstract
"""


@pytest.mark.parametrize("line", NAMES.strip().splitlines(), ids=lambda line: line.split(":")[0])
def test_names_of_columns_in_the_world(line):
    standard, names = line.split(": ")
    assert {standard_names([name])[name] for name in names.split()} == {standard}


def test_a_day_goes_before_a_year_and_no_column_is_lost():
    names = ["年", "发布时间", "来源库", "文献来源", "摘要", "正文", "更新时间"]
    assert standard_names(names) == {
        "年": "年",
        "发布时间": "date",
        "来源库": "来源库",
        "文献来源": "source",
        "摘要": "abstract",
        "正文": "text",
        "更新时间": "更新时间",
    }


@pytest.mark.parametrize(("cell", "text"), [
    ("<p>坚持<b>四下</b>基层</p>", "坚持四下基层"), ("第一段<br>第二段", "第一段\n第二段"), ("<div><p>一</p><p>二</p></div>三", "一\n二\n三"),
    ("四下&nbsp;基层&amp;好", "四下基层&好"), ("<p>换\n行</p>", "换行"), ("<script>x</script>路<style>y</style>", "路"),
    ("路<ruby>修<rt>xiū</rt></ruby>好", "路修好"), ("5<10，10>5", "5<10，10>5"),
])  # fmt: skip
def test_html_in_a_cell(cell, text):
    assert cell_text(cell) == text


def test_html_in_cells_is_read_and_told():
    frame = pl.DataFrame(
        {"id": ["a", "b", "c"], "text": [f"<p>{FIRST}</p>", f"四下&nbsp;基层。{FIRST}甲", f"5<10。{FIRST}乙"]}
    )
    corpus = Corpus.from_frame(frame, clean=True, mark_duplicates=False)
    assert corpus.texts["text"].to_list() == [FIRST, f"四下基层。{FIRST}甲", f"5<10。{FIRST}乙"]
    assert corpus.remarks["doc_id"].to_list() == ["a", "b"]
    assert Corpus.from_frame(frame, mark_duplicates=False).texts["text"].to_list() == frame["text"].to_list()


def test_tables_of_a_page():
    page = "<table><tr><th>题名<th>正文<tr><td>路<td>一<br>二<tr><td>灯</table><table><tr><td>x</td></tr></table>"
    (found,) = html_tables(page)
    assert found.rows() == [("路", "一\n二"), ("灯", "")] and found.columns == ["题名", "正文"]


@pytest.mark.parametrize(
    ("header", "date"), [("年,月", "2014-8"), ("year,month", "2014-8"), ("年份,月份", "2014-8"), ("日期,月", "2014")]
)
def test_year_and_month_in_columns_of_their_own(tmp_path, header, date):
    assert table(tmp_path, f"{header},text\n2014,8,{FIRST}\n")["date"][0] == date


def test_year_month_and_day_in_columns_of_their_own(tmp_path):
    assert table(tmp_path, f"year,month,day,text\n2014,8,1,{FIRST}\n,,,{FIRST}\n")["date"].to_list()[0] == "2014-8-1"
