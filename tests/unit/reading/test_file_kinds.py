"""Every kind of file that people have: Word, PDF, workbooks, saved pages, archives. All examples written for this test."""

from __future__ import annotations

import io
import quopri
import zipfile

import polars as pl
import pytest

from analysis import Corpus, StudyError
from analysis.reading import limits
from analysis.reading.file_kinds import NotAPageError, kind_of
from analysis.reading.mhtml import read_mhtml
from analysis.reading.raw_pages import PAGES, read_pages
from analysis.reading.word_files import read_word
from tests.support.file_makers import open_text, packed, pdf, word, workbook

FIRST = "干部到村里去，问题在田边解决。群众说这样好，大家一起把路修好了。"
SECOND = "学校门口的斑马线画好了，孩子们放学不再绕路，老师说这件小事办到了心里。"


def put(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def whole(path):
    return pl.concat(list(read_pages(path)), how="diagonal_relaxed")


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_word_holds_what_a_reader_sees():
    body = (
        p("第一段。")
        + "<w:p><w:r><w:t>他们</w:t></w:r><w:ins><w:r><w:t>认真</w:t></w:r></w:ins><w:del><w:r><w:delText>草草</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>修路</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:ruby><w:rt><w:r><w:t>lù</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>路</w:t></w:r></w:rubyBase></w:ruby></w:p>"
        f"<w:tbl><w:tr><w:tc>{p('甲格')}</w:tc><w:tc>{p('乙格')}</w:tc></w:tr></w:tbl>"
        f"<w:p><w:r><w:t>图旁</w:t></w:r><w:r><w:pict><w:txbxContent>{p('框里')}</w:txbxContent></w:pict></w:r></w:p>"
        "<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r></w:p>"
    )
    text, notes = read_word(word(body, p("一条脚注。")))
    assert text.split("\n") == ["第一段。", "他们认真修路路", "甲格", "乙格", "框里", "图旁", "上", "下"]
    assert notes == "一条脚注。"


def test_word_in_the_strict_notation_is_read_too():
    strict = word(p(FIRST))
    with zipfile.ZipFile(io.BytesIO(strict)) as archive:
        xml = archive.read("word/document.xml").decode()
    xml = xml.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read_word(packed({"[Content_Types].xml": "<Types/>", "word/document.xml": xml}))[0] == FIRST


def test_open_text_with_what_stands_behind_its_elements():
    body = (
        "<text:tracked-changes><text:p>删去的</text:p></text:tracked-changes>"
        "<text:h>标题</text:h><text:p>前<text:span>中</text:span>后<text:change-start/>新<text:change-end/>尾"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注文</text:p></text:note-body></text:note>末</text:p>"
        '<text:p>路<text:ruby><text:ruby-base>修</text:ruby-base><text:ruby-text>xiū</text:ruby-text></text:ruby>好<text:s text:c="2"/>了</text:p>'
        "<table:table><table:table-row><table:table-cell><text:p>格一</text:p></table:table-cell></table:table-row></table:table>"
    )
    text, notes = read_word(open_text(body))
    assert text.split("\n") == ["标题", "前中后新尾末", "路修好  了", "格一"] and notes == "注文"


@pytest.mark.parametrize("raw", [b"PK\x03\x04" + bytes(90), packed({"word/document.xml": "<a"}), packed({"x": "y"}),
                                 word('<!ENTITY a "b">')])  # fmt: skip
def test_a_damaged_document_is_a_value_error(raw):
    with pytest.raises(ValueError):
        read_word(raw)


def test_pdf_pages_with_and_without_a_text_layer(tmp_path):
    put(
        tmp_path,
        {"a.pdf": pdf([[FIRST[:20], FIRST[20:]], [], [SECOND]]), "b.pdf": pdf([[]]), "c.pdf": b"%PDF-1.4 broken"},
    )
    pages = {row["file"]: row for row in whole(tmp_path).iter_rows(named=True)}
    assert pages["a.pdf"]["text"].split("\n") == [FIRST[:20], FIRST[20:], SECOND]
    assert "1 of 3 pages hold no text" in pages["a.pdf"]["remark"] and pages["a.pdf"]["raw"] is None
    assert pages["b.pdf"]["reason"].startswith("scanned, needs OCR") and "damaged PDF" in pages["c.pdf"]["reason"]
    assert Corpus.read(tmp_path, clean=False).remarks.select("doc_id", "about").rows() == [("a", "reading")]


def test_every_sheet_of_a_workbook_wherever_its_header_stands(tmp_path):
    book = workbook({
        "一月": [["村里的报道"], [], ["编号", "发布时间", "标题", "正文"], ["a", 41852, "修路", FIRST], ["", "", "", ""], ["b", "2014年8月2日", "", SECOND]],
        "空": [],
        "二月": [["id", "date", "content"], ["a", "2014-09-01", FIRST + "又修了一条。"]],
    })  # fmt: skip
    put(tmp_path, {"book.xlsx": book})
    pages = whole(tmp_path / "book.xlsx")
    assert pages.select("file", "row", "doc_id").rows() == [
        ("book.xlsx/一月", 1, "a"), ("book.xlsx/一月", 2, "b"), ("book.xlsx/二月", 1, "a"),
    ]  # fmt: skip
    corpus = Corpus.read(tmp_path / "book.xlsx")
    assert dict(corpus.documents.select("doc_id", pl.col("date").cast(pl.String)).rows()) == {
        "a": "2014-08-01", "b": "2014-08-02", "二月-a": "2014-09-01",
    }  # fmt: skip
    assert corpus.account["files_found"] == corpus.account["files_read"] == 1
    with pytest.raises(StudyError, match="is not a workbook that can be read"):
        whole(
            put(tmp_path, {"bad.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 90})
            / "bad.xls"
        )


def test_a_cell_that_excel_cut_is_told(tmp_path):
    long = ("村里修路，大家都来。" * 4000)[:32_767]
    put(tmp_path, {"book.xlsx": workbook({"s": [["id", "text"], ["a", long], ["b", long[:-1]]]})})
    remarks = Corpus.read(tmp_path / "book.xlsx", mark_duplicates=False).remarks
    assert remarks.select("doc_id", "about").rows() == [("a", "text")] and "cut by Excel" in remarks["remark"][0]


def test_a_workbook_that_is_html_in_truth(tmp_path):
    table = (
        "<html><head><meta charset=gb2312></head><body><table><tr><td>题名</td><td>年</td><td>正文</td></tr>"
        + "".join(f"<tr><td>第{n}篇</td><td>201{n}</td><td>{FIRST}<br>{n}</td></tr>" for n in (4, 5))
    )
    put(
        tmp_path,
        {
            "export.xls": (table + "</table></body></html>").encode("gbk"),
            "tabs.xls": f"id\ttext\nx\t{FIRST}\n".encode("utf-16"),
        },
    )
    pages = whole(tmp_path)
    assert pages.select("title", "date").rows() == [("第4篇", "2014"), ("第5篇", "2015"), (None, None)]
    assert pages["text"].to_list() == [f"{FIRST}\n4", f"{FIRST}\n5", FIRST]


@pytest.mark.parametrize("name", ["page.mht", "page.mhtml", "page.html", "page.txt"])
@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
def test_a_saved_page_with_all_that_belongs_to_it(tmp_path, name, charset):
    html = f"<html><head><title>修路</title></head><body><p>{FIRST}</p></body></html>".encode(charset)
    mhtml = (
        b"From: <Saved by Blink>\r\nSubject: =?utf-8?Q?x?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n----b\r\n'
        + f"Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
        + quopri.encodestring(html)
        + b"\r\n----b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n----b--\r\n"
    )
    put(tmp_path, {name: mhtml})
    page = whole(tmp_path / name).row(0, named=True)
    assert FIRST in page["text"] and page["markup"] == "html" and page["raw"] == html
    assert FIRST in Corpus.read(tmp_path / name).texts["text"][0]


def saved(*parts: tuple[str, str]) -> bytes:
    """A page saved in one file, of these parts (type, text)."""
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n'
    pieces = [f"\r\n--b\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{text}" for kind, text in parts]
    return (head + "".join(pieces) + "\r\n--b--\r\n").encode()


def test_a_saved_page_without_html_gives_its_longest_text_or_says_that_it_has_none():
    assert read_mhtml(saved(("text/plain", "短"), ("text/plain", FIRST))).decode().strip() == FIRST
    with pytest.raises(ValueError, match="without HTML in it"):
        read_mhtml(saved(("image/png", "")))


def test_a_frame_set_that_only_holds_frames_is_not_the_page():
    page = f"<html><body><p>{FIRST * 20}</p></body></html>"
    found = read_mhtml(saved(("text/html", "<frameset><frame src=a></frameset>"), ("text/html", page)))
    assert found.decode().strip() == page


def test_an_archive_is_read_as_a_folder_is(tmp_path):
    members = {"2014/路.txt": FIRST, "灯.html": f"<p>{SECOND}</p>", "metadata.csv": "file,title\n2014/路.txt,修路\n"}
    put(tmp_path, {"texts.zip": packed(members)})
    put(tmp_path / "folder", members)
    drop = ["raw", "bytes"]
    assert whole(tmp_path / "texts.zip").drop(drop).equals(whole(tmp_path / "folder").drop(drop))
    both = whole([tmp_path / "texts.zip", tmp_path / "folder"])
    assert both["file"].to_list() == [
        "folder/2014/路.txt",
        "folder/灯.html",
        "texts.zip/2014/路.txt",
        "texts.zip/灯.html",
    ]
    assert Corpus.read(tmp_path).account["files_found"] == 6


def test_names_in_gbk_and_names_that_lead_out_of_the_archive(tmp_path):
    raw = packed(
        {"XXXX.txt": FIRST, "../out.txt": FIRST, "/abs.txt": FIRST, "a\\b.txt": SECOND, "__MACOSX/._x.txt": "x"}
    )
    put(tmp_path, {"a.zip": raw.replace(b"XXXX", "修路".encode("gbk"))})
    reasons = dict(whole(tmp_path / "a.zip").select("file", "reason").rows())
    assert reasons["修路.txt"] is None and reasons["a/b.txt"] is None and len(reasons) == 4
    assert "leads out" in reasons["../out.txt"] and "leads out" in reasons["/abs.txt"]
    assert not (tmp_path.parent / "out.txt").exists()


def test_archives_in_archives_end(tmp_path):
    inner = packed({"page.txt": FIRST})
    for depth in range(4):
        inner = packed({f"{depth}.zip": inner, f"page{depth}.txt": SECOND})
    put(tmp_path, {"deep.zip": inner})
    reasons = dict(whole(tmp_path / "deep.zip").select("file", "reason").rows())
    assert [reason for reason in reasons.values() if reason] == ["an archive inside 3 others"] and len(reasons) == 4


def test_bombs_are_not_unpacked(tmp_path, monkeypatch):
    put(tmp_path, {"bomb.zip": packed({"a.txt": b"0" * (limits.SMALL + 2**21), "b.txt": FIRST})})
    reasons = dict(whole(tmp_path / "bomb.zip").select("file", "reason").rows())
    assert "packed more than" in reasons["a.txt"] and reasons["b.txt"] is None
    monkeypatch.setattr(limits, "MEMBER_BYTES", 1000)
    put(tmp_path, {"large.zip": packed({"a.txt": FIRST * 99, "b.txt": FIRST})})
    assert "too large" in dict(whole(tmp_path / "large.zip").select("file", "reason").rows())["a.txt"]
    put(tmp_path, {"broken.zip": b"PK\x03\x04" + bytes(99)})
    assert "damaged ZIP" in dict(whole(tmp_path).select("file", "reason").rows())["broken.zip"]


def test_kinds_by_content_before_endings(tmp_path):
    files = {
        "a.txt": (word(p(FIRST)), "word"), "b.docx": (open_text(f"<text:p>{FIRST}</text:p>"), "word"),
        "c.csv": (workbook({"s": [["id", "text"], ["a", FIRST]]}), "workbook"), "d.txt": (b"<!DOCTYPE html><p>x", "html"),
        "e": (FIRST, "text"), "1.村里的路": (FIRST, "text"), "f.txt": ('[{"text": "x"}]', ".json"), "g.html": (FIRST, "text"),
        "h.doc": (f"<html><body>{FIRST}</body></html>", "html"), "i.md": (f"# 修路\n\n{FIRST}", "text"), "j.zip": (packed({"a": "b"}), "archive"),
        "k.txt": (f"TY  - JOUR\nTI  - 修路\nAB  - {FIRST}\nER  - \n", "references"), "l.pdf": (pdf([["x"]]), "pdf"),
    }  # fmt: skip
    put(tmp_path, {name: content for name, (content, _) in files.items()})
    assert {name: kind_of(tmp_path / name, name) for name in files} == {name: kind for name, (_, kind) in files.items()}
    for name, raw in {
        "x.css": b"p {}",
        "x.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
        "x.jpg": b"\xff\xd8\xff\xe0",
        "y.docx": b"no",
    }.items():
        put(tmp_path, {name: raw})
        with pytest.raises(NotAPageError):
            kind_of(tmp_path / name, name)


def test_json_in_its_several_shapes(tmp_path):
    record = '{"title": "修路", "pub_date": "2014-08-01", "content": "' + FIRST + '"}'
    put(
        tmp_path,
        {
            "array.json": f"[{record}, 3]",
            "one.json": record,
            "inside.json": f'{{"total": 1, "data": [{record}]}}',
            "lines.json": f"{record}\n{record}\n",
        },
    )
    pages = whole(tmp_path)
    assert pages.filter(pl.col("reason").is_null())["text"].to_list() == [FIRST] * 5
    assert "no object" in pages.filter(pl.col("reason").is_not_null())["reason"].item()
    assert pages["date"].drop_nulls().unique().to_list() == ["2014-08-01"]


def test_a_folder_of_everything_is_read_at_once_and_several_paths_too(tmp_path):
    put(
        tmp_path,
        {
            "a/page.txt": FIRST,
            "a/table.csv": f"id,text\nx,{SECOND}\n",
            "a/about.csv": "file,title\npage.txt,修路记\n",
            "b/page.txt": SECOND + "又一回。",
        },
    )
    corpus = Corpus.read([tmp_path / "a", tmp_path / "b" / "page.txt"])
    assert corpus.documents.select("doc_id", "title").rows() == [("a/page", "修路记"), ("page", ""), ("x", "")]
    assert corpus.account["files_found"] == 4 and corpus.account["files_rejected"] == 0
    assert dict(whole(tmp_path / "a").select(*PAGES).schema) == dict(PAGES)
    with pytest.raises(StudyError, match="no path"):
        read_pages([])


def test_the_home_folder_is_expanded(tmp_path, monkeypatch):
    put(tmp_path, {"texts/page.txt": FIRST})
    monkeypatch.setenv("HOME", str(tmp_path))
    assert whole("~/texts")["text"].to_list() == [FIRST]


def test_a_folder_that_the_cleaning_wrote_is_its_texts(tmp_path):
    put(tmp_path, {
        "tifa-clean.json": "{}", "pages.csv": "doc_id,text\nx,y\n", "audit/a.html": f"<p>{FIRST}</p>", "texts/a.txt": FIRST,
        "texts/b.txt": SECOND, "texts/c.txt": FIRST + SECOND,
        "texts/metadata.csv": "file,date,date_precision,date_basis,not_before,not_after\na.txt,2014-08-01,day,filename,,\nb.txt,2016-01-01,year,inferred,,\n"
                              "c.txt,,,inferred,2013-06-18,2014-10-08\n",
    })  # fmt: skip
    for path, prefix in ((tmp_path, ""), (tmp_path.parent, f"{tmp_path.name}/")):
        if prefix and len(list(tmp_path.parent.iterdir())) > 1:
            continue
        documents = Corpus.read(path).documents
        assert documents.select(
            "doc_id", pl.col("date").cast(pl.String), "date_basis", pl.col("not_before", "not_after").cast(pl.String)
        ).rows() == [
            (f"{prefix}a", "2014-08-01", "filename", None, None),
            (f"{prefix}b", None, "inferred", "2016-01-01", "2016-12-31"),
            (f"{prefix}c", None, "inferred", "2013-06-18", "2014-10-08"),
        ]
    assert not [name for name in documents.columns if name.endswith("_given")]
