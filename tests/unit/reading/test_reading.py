"""Files to raw pages: encodings, folders as people keep them, tables in every format."""

import codecs
import json
import os
from datetime import date, datetime

import polars as pl
import pytest

from analysis import Corpus, StudyError
from analysis.reading import raw_pages as reading
from analysis.reading import text_tables as tables
from analysis.reading.raw_pages import PAGES, read_pages

TEXT = "干部到村里去，问题在田边解决。群众说：“这样好！”\n大家一起把路修好了。"
TRADITIONAL = "幹部到村裡去，問題在田邊解決。群眾說這樣好，大家一起把路修好了。"


def whole(path):
    return pl.concat(list(read_pages(path)), how="diagonal_relaxed")


def put(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.mark.parametrize(
    "text, encoding, written",
    [
        (TEXT, "utf-8", TEXT.encode()),
        (TEXT, "utf-8", codecs.BOM_UTF8 + TEXT.encode()),
        (TEXT, "gb18030", TEXT.encode("gbk")),
        (TEXT + "𠮷", "gb18030", (TEXT + "𠮷").encode("gb18030")),
        (TRADITIONAL, "big5hkscs", TRADITIONAL.encode("big5")),
        (TEXT, "utf-16-le", TEXT.encode("utf-16-le")),
        (TEXT, "utf-16-be", TEXT.encode("utf-16-be")),
        (TEXT, "utf-16-le", codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")),
        (TEXT, "utf-16-be", codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")),
    ],
)
def test_a_single_page_in_each_encoding(tmp_path, text, encoding, written):
    put(tmp_path, {"page.txt": written})
    page = whole(tmp_path / "page.txt").row(0, named=True)
    assert (page["text"], page["encoding"], page["raw"], page["bytes"]) == (text, encoding, written, len(written))
    assert (page["doc_id"], page["file"], page["reason"], page["replaced"]) == ("page", "page.txt", None, 0)


def test_folder_in_order_and_to_its_depths(tmp_path):
    put(tmp_path, {"b.txt": TEXT, "a/c.HTML": TEXT, "a/d/e.htm": TEXT, ".hidden.txt": TEXT, "__MACOSX/x.txt": TEXT})
    pages = whole(tmp_path)
    assert pages["file"].to_list() == ["a/c.HTML", "a/d/e.htm", "b.txt"]
    assert pages["doc_id"].to_list() == ["a/c", "a/d/e", "b"]
    assert dict(pages.schema) == dict(PAGES)


def test_what_is_no_page_is_told(tmp_path):
    put(tmp_path, {"good.txt": TEXT, "empty.txt": b"", "image.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256))})
    put(tmp_path, {"paper.pdf": b"%PDF-1.4", "list.csv": "a,b\n1,2\n", "zip.txt": b"PK\x03\x04" + bytes(200)})
    os.symlink(tmp_path / "nothing.txt", tmp_path / "dangling.txt")
    reasons = dict(whole(tmp_path).select("file", "reason").rows())
    assert reasons.pop("good.txt") is None
    assert "empty" in reasons["empty.txt"] and "PNG" in reasons["image.txt"] and "ZIP" in reasons["zip.txt"]
    assert "damaged PDF" in reasons["paper.pdf"] and "no column of texts" in reasons["list.csv"]
    assert "cannot be opened" in reasons["dangling.txt"]


def test_links_in_a_circle(tmp_path):
    put(tmp_path, {"a/page.txt": TEXT})
    os.symlink(tmp_path, tmp_path / "a" / "up")
    os.symlink(tmp_path / "a", tmp_path / "a" / "self")
    assert whole(tmp_path)["file"].to_list() == ["a/page.txt"]


def test_names_that_are_not_utf8(tmp_path):
    put(tmp_path, {"a/page.txt": TEXT})
    names = os.fsencode(tmp_path)
    try:
        for raw in ("村里.txt".encode("gbk"), b"\xff\xfe\x81.txt"):
            with open(os.path.join(names, raw), "wb") as file:
                file.write(TEXT.encode())
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert whole(tmp_path)["file"].to_list() == ["\\xff\\xfe\\x81.txt", "a/page.txt", "村里.txt"]


def test_folder_is_read_in_pieces_of_the_same_content(tmp_path, monkeypatch):
    put(tmp_path, {f"{n:02}.txt": TEXT * (n + 1) for n in range(20)})
    at_once = whole(tmp_path)
    monkeypatch.setattr(reading, "PIECE", 700)
    pieces = list(read_pages(tmp_path))
    assert len(pieces) > 5 and pl.concat(pieces).equals(at_once)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("sep", [",", ";", "\t"])
def test_metadata_as_spreadsheets_save_it(tmp_path, encoding, sep):
    rows = [
        ["文件", "日期", "标题", "来源", "作者", "版次"],
        ["a.txt", "二〇一四年八月一日", "田边的会", "日报", "张三", "1"],
    ]
    rows += [["2015\\b", "2015", "", "", "", ""], [""] * 6]
    metadata = "\r\n".join(sep.join(row) for row in rows).encode(encoding)
    put(tmp_path, {"a.txt": TEXT, "2015/b.txt": TEXT, "c.txt": TEXT, "metadata.csv": metadata})
    known = whole(tmp_path).select("doc_id", "date", "title", "source", "author", "版次").rows()
    assert known == [
        ("2015/b", "2015", None, None, None, None),
        ("a", "二〇一四年八月一日", "田边的会", "日报", "张三", "1"),
        ("c", None, None, None, None, None),
    ]


def test_metadata_may_give_the_doc_id_and_problems_are_told(tmp_path):
    metadata = "file,doc_id,date\na.txt,first,2014\nA.TXT,again,2015\nnone.txt,x,2016\npage.txt,y,2017\n,z,2018\n"
    put(tmp_path, {"a.txt": TEXT, "p/page.txt": TEXT, "q/page.txt": TEXT, "metadata.csv": metadata})
    pages = whole(tmp_path)
    assert pages["doc_id"].to_list()[:3] == ["first", "p/page", "q/page"]
    told = pages.filter(pl.col("file") == "metadata.csv").select("row", "reason").rows()
    assert [row for row, _ in told] == [2, 3, 4, 5]
    for (_, reason), word in zip(told, ("row 1", "'none.txt'", "p/page.txt, q/page.txt", "no page"), strict=True):
        assert word in reason


def test_metadata_without_a_key_is_an_error(tmp_path):
    put(tmp_path, {"a.txt": TEXT, "metadata.csv": "date,title\n2014,x\n"})
    with pytest.raises(StudyError, match="which page a row is about.*date, title"):
        whole(tmp_path)


TABLE = pl.DataFrame(
    {
        "ID": ["x1", None, "x3"],
        "日期": ["2014-08-01", "2014年8月", None],
        "标题": ["田边的会，", '他说"好"', None],
        "正文": [TEXT, "第二篇，有逗号。", "第三篇。"],
        "版次": ["1", "2", "3"],
    }
)


def written(folder, kind):
    path = folder / f"texts.{kind}"
    if kind == "parquet":
        TABLE.write_parquet(path)
    elif kind in ("jsonl", "ndjson"):
        TABLE.write_ndjson(path)
    else:
        TABLE.write_csv(path, separator="\t" if kind == "tsv" else ",")
    return path


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "ndjson", "parquet"])
def test_a_table_in_each_format(tmp_path, kind):
    pages = whole(written(tmp_path, kind))
    assert pages["doc_id"].to_list() == ["x1", "texts-000002", "x3"]
    assert pages["row"].to_list() == [1, 2, 3]
    assert pages["date"].to_list() == TABLE["日期"].to_list()
    assert pages["title"].to_list() == TABLE["标题"].to_list()
    assert pages["text"].to_list() == TABLE["正文"].to_list()
    assert pages["版次"].cast(pl.String).to_list() == ["1", "2", "3"]
    assert pages["bytes"][0] == len(TEXT.encode()) and pages["raw"].null_count() == 3
    assert pages["file"].unique().to_list() == [f"texts.{kind}"]


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_tables_in_other_encodings(tmp_path, kind, encoding):
    path = written(tmp_path, kind)
    plain = whole(path)
    path.write_bytes(path.read_text("utf-8").encode(encoding))
    again = whole(path)
    assert again.drop("encoding", "encoding_basis").equals(plain.drop("encoding", "encoding_basis"))
    assert again["encoding"][0] == {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(encoding, encoding)


def test_types_other_than_text(tmp_path):
    frame = pl.DataFrame(
        {
            "id": [1, 2],
            "date": [date(2014, 8, 1), None],
            "author": [["张三", "李四"], None],
            "text": [TEXT, TEXT],
            "n_chars": [5, 6],
            "file": ["a", "b"],
        }
    )
    frame.write_parquet(tmp_path / "t.parquet")
    pages = whole(tmp_path / "t.parquet")
    assert pages.select("doc_id", "date", "author").rows() == [("1", "2014-08-01", "张三、李四"), ("2", None, None)]
    assert pages["n_chars_given"].to_list() == [5, 6] and pages["file_given"].to_list() == ["a", "b"]
    moments = frame.select("text", date=pl.lit(datetime(2014, 8, 1, 23, 59)))
    assert reading.from_frame(moments)["date"].to_list() == ["2014-08-01"] * 2


@pytest.mark.parametrize("piece", [60, 10**6])
def test_bad_lines_of_json_are_told_and_the_others_read(tmp_path, monkeypatch, piece):
    lines = [
        json.dumps({"id": "a", "text": TEXT}, ensure_ascii=False),
        "{not json",
        "",
        "[1, 2]",
        json.dumps({"id": 4, "text": "第四行。", "n": [1]}),
        '{"id": "s", "text": "\\ud800孤"}',
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(lines), "utf-8")
    monkeypatch.setattr(tables, "PIECE", piece)
    pages = whole(tmp_path / "t.jsonl")
    assert pages["text"].to_list() == [TEXT, None, None, "第四行。", "\ufffd孤"]
    assert pages["doc_id"].to_list() == ["a", "t-000002", "t-000003", "4", "s"]
    assert [bool(reason) for reason in pages["reason"]] == [False, True, True, False, False]
    assert "not JSON" in pages["reason"][1] and "not an object" in pages["reason"][2]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_pieces_of_a_table_are_the_table(tmp_path, monkeypatch, kind):
    path = tmp_path / f"t.{kind}"
    frame = pl.DataFrame({"id": [f"d{n}" for n in range(500)], "text": [f"第{n}篇。\n{TEXT}" for n in range(500)]})
    {"csv": frame.write_csv, "jsonl": frame.write_ndjson, "parquet": frame.write_parquet}[kind](path)
    monkeypatch.setattr(tables, "PIECE", 4_000)
    monkeypatch.setattr(tables, "ROWS", 60)
    pieces = list(read_pages(path))
    together = pl.concat(pieces)
    assert len(pieces) > 1
    assert together["row"].to_list() == list(range(1, 501))
    assert together.select(id="doc_id", text="text").equals(frame)


def test_csv_that_breaks_the_rules(tmp_path):
    bad = 'id,text\na,他说"好"就走了\nb,"没有关上的引号\nc,第三篇\n,,,,多出来\n'
    (tmp_path / "t.csv").write_text(bad, "utf-8")
    pages = whole(tmp_path / "t.csv")
    assert pages["text"][0] == '他说"好"就走了' and pages["doc_id"][0] == "a"
    assert "没有关上的引号" in pages["text"][1]


def test_errors_say_what_was_there(tmp_path):
    put(
        tmp_path, {"texts/notes.docx": b"PK", "sheet.bin": b"PK", "no_text.csv": "id,txet\n1,x\n", "bin.csv": bytes(99)}
    )
    for name, words in {
        "tex": "Did you mean: texts",
        "texts": r"holds: notes.docx \(damaged",
        "sheet.bin": "not of a kind that is read here",
        "no_text.csv": "columns are: id, txet.*Did you mean",
        "bin.csv": "cannot be read as a table",
    }.items():
        with pytest.raises(StudyError, match=f"(?s){words}"):
            whole(tmp_path / name)
    (tmp_path / "empty").mkdir()
    with pytest.raises(StudyError, match="holds: nothing"):
        whole(tmp_path / "empty")
    put(tmp_path, {"tables/a.csv": "id,text\n1,x\n"})
    assert whole(tmp_path / "tables").select("file", "doc_id", "text").rows() == [("tables/a.csv"[7:], "1", "x")]
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 and nothing more")
    with pytest.raises(StudyError, match="bad.parquet is not a Parquet file"):
        whole(tmp_path / "bad.parquet")


def test_a_line_of_five_megabytes(tmp_path):
    text = "长长的一行字没有句号" * 170_000
    put(tmp_path, {"long.txt": text})
    assert whole(tmp_path / "long.txt")["text"][0] == text
    (tmp_path / "long.jsonl").write_text(json.dumps({"text": text}, ensure_ascii=False) + "\n", "utf-8")
    assert whole(tmp_path / "long.jsonl")["text"][0] == text


def test_the_columns_of_a_scrape_of_wechat_are_known(tmp_path):
    post = '{"msg_title": "👉修路", "account_name": "柳河发布", "publish_time": 1406851200, "content_html": "<p>修好了<b>水渠</b>。</p>"}'
    (tmp_path / "posts.jsonl").write_text(post + "\n", "utf-8")
    corpus = Corpus.read(tmp_path)
    row = corpus.documents.row(0, named=True)
    assert (row["title"], row["source"], str(row["date"])) == ("👉修路", "柳河发布", "2014-08-01")
    assert corpus.texts["text"].to_list() == ["修好了水渠。"]
