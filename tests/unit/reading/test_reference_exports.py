"""Exports of reference managers: one record, one document. The records were written for this test."""

from __future__ import annotations

import pytest

from analysis import Corpus
from analysis.reading.reference_exports import read_references, reference_format

NOTE_EXPRESS = """{Reference Type}: Journal Article
{Title}: 村里的路怎样修
{Author}: 李明;王芳;
{Author Address}: 田埂大学;
{Journal}: 田埂学刊
{Year}: 2014
{Issue}: 05
{Keywords}: 修路;;商量
{Abstract}: 文章记录一个村子修路的经过，
说明商量为什么要紧。

{Reference Type}: Newspaper Article
{Title}: 门前的灯亮了
{Author}: 赵六
{Newspaper}: 田埂日报
{Date}: 2015-03-02
"""
END_NOTE = """%0 Journal Article
%A 李明
%A 王芳
%+ 田埂大学
%T 村里的路怎样修
%J 田埂学刊
%D 2014
%K 修路;商量
%X 文章记录一个村子修路的经过，说明商量为什么要紧。
%W CNKI

%0 Newspaper Article
%A 赵六
%T 门前的灯亮了
%J 田埂日报
%8 2015-03-02
%W CNKI
"""
REF_WORKS = """RT Journal Article
SR 1
A1 李明;王芳
T1村里的路怎样修
JF 田埂学刊
YR 2014
IS 05
K1 修路;商量
AB 文章记录一个村子修路的经过，说明商量为什么要紧。

RT Newspaper Article
A1 赵六
T1 门前的灯亮了
JF 田埂日报
FD 2015-03-02
YR 2015
"""
RIS = """TY  - JOUR
AU  - 李明
AU  - 王芳
TI  - 村里的路怎样修
JO  - 田埂学刊
PY  - 2014
KW  - 修路
KW  - 商量
AB  - 文章记录一个村子修路的经过，
说明商量为什么要紧。
ER  -
TY  - NEWS
AU  - 赵六
TI  - 门前的灯亮了
JO  - 田埂日报
DA  - 2015/03/02
ER  -
"""
E_STUDY = """DataType: 1
Title-题名: 村里的路怎样修
Author-作者: 李明;王芳;
Source-刊名: 田埂学刊
Year-年: 2014
Keyword-关键词: 修路;商量
Summary-摘要: 文章记录一个村子修路的经过，说明商量为什么要紧。

DataType: 3
Title-报纸题名: 门前的灯亮了
Author-责任者: 赵六
Source-报纸名: 田埂日报
PubTime-日期: 2015-03-02
"""
SELF_DEFINED = """SrcDatabase-来源库: 期刊
Title-题名: 村里的路怎样修
Author-作者: 李明;王芳;
Organ-单位: 田埂大学
Source-文献来源: 田埂学刊
Keyword-关键词: 修路;商量
Summary-摘要: 文章记录一个村子修路的经过，说明商量为什么要紧。
Year-年: 2014

SrcDatabase-来源库: 报纸
Title-题名: 门前的灯亮了
Author-作者: 赵六
Source-文献来源: 田埂日报
PubTime-发表时间: 2015-03-02
"""
BIBTEX = """@article{li2014,
  title = {村里的{路}怎样修},
  author = {李明 and 王芳},
  journal = "田埂学刊", year = 2014,
  keywords = {修路;商量},
  abstract = {文章记录一个村子修路的经过，
    说明商量为什么要紧。}
}
@misc{zhao, title={门前的灯亮了}, author={赵六}, journal={田埂日报}, date={2015-03-02}}
"""
ALL = [NOTE_EXPRESS, END_NOTE, REF_WORKS, RIS, E_STUDY, SELF_DEFINED, BIBTEX]
NAMES = ["NoteExpress", "EndNote", "RefWorks", "RIS", "E-Study", "self-defined", "BibTeX"]


@pytest.mark.parametrize(("text", "name"), zip(ALL, NAMES, strict=True), ids=NAMES)
def test_each_export_is_known_and_read(text, name):
    assert reference_format(text) == reference_format("\ufeff\n" + text) == name
    columns = ("title", "author", "source", "date", "keywords", "text", "record")
    assert read_references(text.replace("\n", "\r\n")).select(columns).rows() == [
        ("村里的路怎样修", "李明、王芳", "田埂学刊", "2014", "修路、商量", "文章记录一个村子修路的经过，说明商量为什么要紧。", "abstract"),
        ("门前的灯亮了", "赵六", "田埂日报", "2015/03/02" if name == "RIS" else "2015-03-02", None, None, "title only"),
    ]  # fmt: skip


def test_a_list_of_references():
    text = """[1]李明,王芳.村里的路怎样修[J].田埂学刊,2014,12(05):1-5.
[2] 赵六. 门前的灯亮了[N]. 田埂日报, 2015-03-02(004).
[3]周七.水渠志[M].某市:田埂出版社,2016:
12-30.
[4]吴八.网上的路[EB/OL].(2017-05-06)[2020-01-02].https://example.org/a.html.
[5]郑九.门前的树[D].田埂大学,2018.
"""
    assert reference_format(text) == "GB/T 7714"
    assert read_references(text).select("title", "author", "source", "date", "kind").rows() == [
        ("村里的路怎样修", "李明、王芳", "田埂学刊", "2014", "J"), ("门前的灯亮了", "赵六", "田埂日报", "2015-03-02", "N"),
        ("水渠志", "周七", "田埂出版社", "2016", "M"), ("网上的路", "吴八", None, "2017-05-06", "EB/OL"),
        ("门前的树", "郑九", "田埂大学", "2018", "D"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "[1] 见上文。\n又一行。",
        "% 注释\n正文",
        "RT @somebody 转发",
        "TY 好",
        "干部到村里去。",
        "",
        "{Reference",
        "@某人 你好",
    ],
)
def test_what_is_no_export_is_told_apart(text):
    assert reference_format(text) is None
    with pytest.raises(ValueError, match="no export"):
        read_references(text)


@pytest.mark.parametrize(
    ("name", "encoding"), [("a.txt", "gbk"), ("a.net", "utf-8"), ("a.txt", "utf-16"), ("a.enw", "utf-8-sig")]
)
def test_a_record_is_a_document_that_says_what_it_holds(tmp_path, name, encoding):
    (tmp_path / name).write_bytes((END_NOTE if name.endswith("enw") else NOTE_EXPRESS).encode(encoding))
    corpus = Corpus.read(tmp_path / name)
    columns = ("doc_id", "title", "record", "date_precision", "date_basis", "source")
    assert corpus.documents.select(columns).rows() == [
        ("a-000001", "村里的路怎样修", "abstract", "year", "metadata", "田埂学刊"),
        ("a-000002", "门前的灯亮了", "title only", "day", "metadata", "田埂日报"),
    ]
    assert corpus.texts["text"][1] == "" and corpus.rejected.is_empty()
    assert corpus.documents["keywords"][0] == "修路、商量"


def test_a_table_of_records_is_read_alike(tmp_path):
    header = "SrcDatabase-来源库,Title-题名,Author-作者,Source-文献来源,Keyword-关键词,Summary-摘要,PubTime-发表时间,Year-年\n"
    (tmp_path / "cnki.csv").write_text(
        header
        + "期刊,村里的路,李明,田埂学刊,修路,文章记录修路的经过。,2014-05-01 08:00,2014\n报纸,门前的灯亮了,,田埂日报,,,2015-03-02,2015\n",
        "utf-8",
    )
    documents = Corpus.read(tmp_path / "cnki.csv").documents
    assert documents.select("title", "record", "source").rows() == [
        ("村里的路", "abstract", "田埂学刊"),
        ("门前的灯亮了", "title only", "田埂日报"),
    ]
    assert [str(day) for day in documents["date"]] == ["2014-05-01", "2015-03-02"]
