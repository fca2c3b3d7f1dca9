"""Input that is small, odd or built to do harm; each function writes it below a folder and returns what is to be read.

The texts are written for these tests.
"""

from __future__ import annotations

import json
import os
import random
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.reliability.parquet_bombs import repeated_cell
from tests.support.file_makers import W, packed, pdf, word, workbook

TEXT = "干部到村里去，问题在田边解决，群众说好。"
BOMBS: dict[str, Callable[[Path], Path]] = {}


def bomb(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
    BOMBS[make.__name__] = make
    return make


def _bytes(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- tables in Parquet
@bomb
def parquet_of_a_hundred_million_rows(folder: Path) -> Path:
    return repeated_cell(folder / "a.parquet", 100_000_000, TEXT.encode())


@bomb
def parquet_of_many_row_groups(folder: Path) -> Path:
    return repeated_cell(folder / "a.parquet", 2_000_000, TEXT.encode(), groups=120)


@bomb
def parquet_of_long_cells(folder: Path) -> Path:
    return repeated_cell(folder / "a.parquet", 9_000, TEXT.encode() * 16_000)


@bomb
def parquet_of_one_giant_cell(folder: Path) -> Path:
    return repeated_cell(folder / "a.parquet", 3, TEXT.encode() * 4_000_000)


@bomb
def parquet_that_tells_too_few_rows(folder: Path) -> Path:
    return repeated_cell(folder / "a.parquet", 100_000_000, TEXT.encode(), told_rows=10)


@bomb
def parquet_that_tells_too_many_rows(folder: Path) -> Path:
    return repeated_cell(folder / "a.parquet", 10, TEXT.encode(), told_rows=4_000_000_000)


@bomb
def parquet_of_many_columns(folder: Path) -> Path:
    return repeated_cell(folder / "a.parquet", 1_000_000, TEXT.encode(), columns=5_000)


# --- pages
@bomb
def nested_divisions(folder: Path) -> Path:
    return _bytes(folder, "a.html", f"<html><body>{'<div>' * 95_000}{TEXT}{'</div>' * 95_000}</body></html>")


@bomb
def open_divisions(folder: Path) -> Path:
    return _bytes(folder, "a.html", f"<html><body>{'<div>' * 200_000}{TEXT}")


@bomb
def nested_divisions_with_words(folder: Path) -> Path:
    return _bytes(folder, "a.html", f"<html><body>{'<div>字' * 100_000}{TEXT}")


@bomb
def nested_inline_marks(folder: Path) -> Path:
    return _bytes(folder, "a.html", f"<html><body><p>{'<b>字' * 100_000}{TEXT}")


@bomb
def nested_tables(folder: Path) -> Path:
    return _bytes(folder, "a.html", f"<html><body>{'<table><tr><td>字' * 20_000}{TEXT}")


@bomb
def nested_tables_named_as_a_workbook(folder: Path) -> Path:
    return _bytes(folder, "a.xls", f"<html><body>{'<table><tr><td>字' * 50_000}{TEXT}")


@bomb
def nested_lists_and_links(folder: Path) -> Path:
    return _bytes(folder, "a.html", f"<html><body>{'<ul><li><a href=x>字</a>' * 30_000}{TEXT}")


@bomb
def many_flat_paragraphs(folder: Path) -> Path:
    return _bytes(folder, "a.html", f"<html><body>{'<p>字</p>' * 250_000}{TEXT}")


@bomb
def a_hundred_thousand_attributes(folder: Path) -> Path:
    attributes = " ".join(f"a{at}=1" for at in range(100_000))
    return _bytes(folder, "a.html", f"<html><body><div {attributes}>{TEXT}</div></body></html>")


@bomb
def many_meta_lines(folder: Path) -> Path:
    meta = '<meta name="author" content="李某">\n<title>村里的路</title>' * 30_000
    return _bytes(folder, "a.html", f"<html><head>{meta}</head><body><p>{TEXT}</p></body></html>")


@bomb
def many_open_angles(folder: Path) -> Path:
    return _bytes(folder, "a.html", f"<html><body><p>{TEXT}{'<a ' * 350_000}")


@bomb
def many_entities(folder: Path) -> Path:
    return _bytes(folder, "a.html", f"<html><body><p>{TEXT}{'&#20013;&amp;&nbsp;' * 60_000}")


@bomb
def open_comment_after_comment(folder: Path) -> Path:
    return _bytes(folder, "a.html", f"<html><body><p>{TEXT}{'<!-- <script> ' * 70_000}")


@bomb
def blank_lines(folder: Path) -> Path:
    return _bytes(folder, "a.txt", TEXT + "\n" * 4_000_000 + TEXT)


@bomb
def lines_of_a_blank(folder: Path) -> Path:
    return _bytes(folder, "a.txt", TEXT + "\n　\n" * 500_000 + TEXT)


@bomb
def one_long_line(folder: Path) -> Path:
    return _bytes(folder, "a.txt", TEXT * 35_000)


@bomb
def one_long_line_without_a_stop(folder: Path) -> Path:
    return _bytes(folder, "a.txt", "干部到村里去" * 60_000)


@bomb
def one_character_again_and_again(folder: Path) -> Path:
    return _bytes(folder, "a.txt", "的" * 350_000)


@bomb
def many_short_lines(folder: Path) -> Path:
    return _bytes(folder, "a.txt", "字\n" * 260_000)


@bomb
def many_different_short_lines(folder: Path) -> Path:
    rng = random.Random(0)
    return _bytes(folder, "a.txt", "\n".join(chr(0x4E00 + rng.randrange(3000)) * 3 for _ in range(100_000)))


@bomb
def two_million_quotation_marks(folder: Path) -> Path:
    return _bytes(folder, "a.txt", TEXT + "“" * 2_000_000)


@bomb
def straight_quotation_marks(folder: Path) -> Path:
    return _bytes(folder, "a.txt", TEXT * 100 + "\"'" * 500_000)


@bomb
def many_titles_that_do_not_close(folder: Path) -> Path:
    return _bytes(folder, "a.txt", TEXT * 5_000 + "《字" * 170_000)


@bomb
def digits_and_points(folder: Path) -> Path:
    return _bytes(folder, "a.txt", TEXT * 5_000 + "2014.1.2-" * 110_000)


@bomb
def stops_alone(folder: Path) -> Path:
    return _bytes(folder, "a.txt", TEXT * 5_000 + "。" * 330_000)


@bomb
def blanks_within_lines(folder: Path) -> Path:
    return _bytes(folder, "a.txt", "\n".join(f"村{blank * 100_000}路" for blank in " \t\u3000") + "\n" + TEXT * 2_000)


@bomb
def digits_without_end(folder: Path) -> Path:
    return _bytes(folder, "a.txt", TEXT * 2_000 + "\n" + "1" * 300_000 + "\n" + "二〇" * 50_000 + "\n" + TEXT)


@bomb
def labels_before_blanks(folder: Path) -> Path:
    labels = ("责任编辑", "来源：", "作者：", "记者", "（", "2014年", "原标题：", "关键词：")
    return _bytes(
        folder,
        "a.txt",
        "村里的路\n"
        + "\n".join(label + " " * 30_000 for label in labels)
        + "\n"
        + TEXT * 2_000
        + "\n"
        + "\n".join(label + " " * 30_000 + "x" for label in labels),
    )


@bomb
def latin_between_ideographs(folder: Path) -> Path:
    return _bytes(folder, "a.txt", "干bu部gan到cun村" * 40_000)


@bomb
def damaged_bytes(folder: Path) -> Path:
    rng = random.Random(0)
    raw = bytearray((TEXT * 17_000).encode("gb18030"))
    for at in rng.sample(range(len(raw)), 5_000):
        raw[at] = rng.randrange(128, 256)
    return _bytes(folder, "a.txt", bytes(raw))


@bomb
def text_decoded_twice(folder: Path) -> Path:
    return _bytes(folder, "a.txt", (TEXT * 8_000).encode().decode("gb18030", "replace"))


@bomb
def question_marks_between(folder: Path) -> Path:
    return _bytes(folder, "a.txt", "干部?到村?里去?" * 40_000)


@bomb
def combining_marks(folder: Path) -> Path:
    return _bytes(folder, "a.txt", TEXT * 5_000 + "字" + "\u0301" * 400_000)


# --- JSON
@bomb
def json_nested_three_thousand_deep(folder: Path) -> Path:
    return _bytes(folder, "a.json", '[{"text":"' + TEXT + '","x":' + "[" * 3_000 + "]" * 3_000 + "}]")


@bomb
def json_nested_a_million_deep(folder: Path) -> Path:
    return _bytes(folder, "a.json", "[" * 1_000_000)


@bomb
def json_lines_nested_deep(folder: Path) -> Path:
    inner = '{"a":' * 100_000 + "1" + "}" * 100_000
    return _bytes(folder, "a.jsonl", '{"text":"' + TEXT + '","x":' + inner + "}\n" + '{"text":"' + TEXT + '"}\n')


@bomb
def json_lines_with_a_huge_number(folder: Path) -> Path:
    return _bytes(folder, "a.jsonl", '{"text":"' + TEXT + '","n":' + "9" * 1_000_000 + "}\n")


@bomb
def json_with_a_huge_number(folder: Path) -> Path:
    return _bytes(folder, "a.json", '[{"text":"' + TEXT + '","n":' + "9" * 1_000_000 + "}]")


@bomb
def json_with_a_huge_exponent(folder: Path) -> Path:
    return _bytes(folder, "a.jsonl", '{"text":"' + TEXT + '","n":1e999999999}\n')


@bomb
def json_records_of_different_names(folder: Path) -> Path:
    rows = ",".join(json.dumps({"text": TEXT, f"n{at}": 1}) for at in range(12_000))
    return _bytes(folder, "a.json", f"[{rows}]")


@bomb
def json_lines_of_different_names(folder: Path) -> Path:
    return _bytes(folder, "a.jsonl", "".join(json.dumps({"text": TEXT, f"n{at}": 1}) + "\n" for at in range(12_000)))


@bomb
def json_columns_of_different_names_one_record(folder: Path) -> Path:
    return _bytes(folder, "a.json", json.dumps([{"text": TEXT} | {f"n{at}": 1 for at in range(80_000)}]))


# --- CSV
@bomb
def csv_of_one_long_line(folder: Path) -> Path:
    return _bytes(folder, "a.csv", b"text,date\n" + TEXT.encode() * 1_700_000 + b",2014-08-01\n")


@bomb
def csv_of_a_long_header(folder: Path) -> Path:
    return _bytes(folder, "a.csv", b"text" + b",a" * 500_000 + b"\n" + TEXT.encode() + b"\n")


@bomb
def csv_of_many_columns(folder: Path) -> Path:
    names = ",".join(f"c{at}" for at in range(100_000))
    return _bytes(folder, "a.csv", f"text,{names}\n{TEXT}\n{TEXT}\n")


@bomb
def csv_of_stray_marks(folder: Path) -> Path:
    return _bytes(
        folder, "a.csv", "date,title,text\n" + '2014-08-01,"题"目,"' + TEXT + "\n" + f'2014,"字,{TEXT}\n' * 15_000
    )


@bomb
def csv_of_one_stray_mark_a_line(folder: Path) -> Path:
    return _bytes(folder, "a.csv", "date,text\n" + 'a,"b\n' * 200_001)


@bomb
def csv_of_marks_only(folder: Path) -> Path:
    return _bytes(folder, "a.csv", "date,text\n" + '"' * 1_000_001)


@bomb
def csv_of_surplus_cells(folder: Path) -> Path:
    return _bytes(folder, "a.csv", "date,text\n" + f"2014,{TEXT}" + "," * 1_000_000 + "x\n")


@bomb
def csv_of_blank_lines(folder: Path) -> Path:
    return _bytes(folder, "a.csv", "date,text\n" + "\n" * 2_000_000 + f"2014,{TEXT}\n")


@bomb
def csv_of_commas(folder: Path) -> Path:
    return _bytes(folder, "a.csv", f"date,text\n2014-08-01,{TEXT}\n" + ",\n" * 500_000)


# --- exports of references
@bomb
def references_that_repeat_a_tag(folder: Path) -> Path:
    return _bytes(folder, "a.txt", "RT Journal\n" + "AA\n" * 300_000)


@bomb
def references_with_commas_and_blanks(folder: Path) -> Path:
    return _bytes(folder, "a.bib", "@article{a" + ",  " * 300_000)


@bomb
def references_with_open_braces(folder: Path) -> Path:
    return _bytes(folder, "a.bib", "@a{b,title={" * 80_000)


@bomb
def references_that_continue(folder: Path) -> Path:
    return _bytes(folder, "a.ris", "TY  - JOUR\nTI  - 村里的路\nAB  - " + "字\n" * 250_000)


@bomb
def references_with_many_authors(folder: Path) -> Path:
    return _bytes(folder, "a.ris", "TY  - JOUR\nTI  - 村里的路\n" + "AU  - 李\n" * 90_000)


@bomb
def listed_references_that_continue(folder: Path) -> Path:
    return _bytes(folder, "a.net", "[1]李明.村里的路[J].田埂学刊,2014(05):1-5.\n" + "字[" * 180_000)


# --- Office documents
@bomb
def word_nested_deep(folder: Path) -> Path:
    return _bytes(
        folder,
        "a.docx",
        word("<w:p><w:r><w:txbxContent>" * 60_000 + f"<w:t>{TEXT}</w:t>" + "</w:txbxContent></w:r></w:p>" * 60_000),
    )


@bomb
def word_of_many_paragraphs(folder: Path) -> Path:
    body = "".join(f"<w:p><w:r><w:t>字{at:x}</w:t></w:r></w:p>" for at in range(200_000))
    return _bytes(folder, "a.docx", word(body))


@bomb
def word_of_one_text_repeated(folder: Path) -> Path:
    return _bytes(folder, "a.docx", word("<w:p><w:r><w:t>字</w:t></w:r></w:p>" * 1_500_000))


@bomb
def word_of_many_empty_elements(folder: Path) -> Path:
    return _bytes(folder, "a.docx", word(f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>" + "<w:p/>" * 5_000_000))


@bomb
def word_with_entities(folder: Path) -> Path:
    xml = f'<!DOCTYPE a [<!ENTITY x "{"y" * 1000}">]><w:document {W}><w:body>{"&x;" * 100_000}</w:body></w:document>'
    return _bytes(folder, "a.docx", packed({"[Content_Types].xml": "<Types/>", "word/document.xml": xml}))


@bomb
def word_with_entities_in_utf16(folder: Path) -> Path:
    xml = (
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "' + "y" * 10_000 + '"><!ENTITY z "' + "&x;" * 1_000
        + f'">]><w:document {W}><w:body><w:p><w:r><w:t>{"&z;" * 200}</w:t></w:r></w:p></w:body></w:document>'
    )  # fmt: skip
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": xml.encode("utf-16")}
    return _bytes(folder, "a.docx", packed(parts))


def _sheet(cells: str) -> dict[str, bytes]:
    """The parts of a workbook with another sheet in it."""
    import io

    with zipfile.ZipFile(io.BytesIO(workbook({"a": [["text"], [TEXT]]}))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    start, _, rest = parts["xl/worksheets/sheet1.xml"].decode().partition("</sheetData>")
    parts["xl/worksheets/sheet1.xml"] = f"{start}{cells}</sheetData>{rest}".encode()
    return parts


@bomb
def workbook_with_a_cell_in_the_last_corner(folder: Path) -> Path:
    return _bytes(folder, "a.xlsx", packed(_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')))


@bomb
def workbook_with_a_cell_far_below(folder: Path) -> Path:
    return _bytes(folder, "a.xlsx", packed(_sheet('<row r="1048576"><c r="AZ1048576"><v>1</v></c></row>')))


@bomb
def workbook_with_an_impossible_cell(folder: Path) -> Path:
    return _bytes(folder, "a.xlsx", packed(_sheet('<row r="4000000000"><c r="ZZZZZZ4000000000"><v>1</v></c></row>')))


@bomb
def workbook_of_many_rows(folder: Path) -> Path:
    return _bytes(folder, "a.xlsx", packed(_sheet('<row><c t="inlineStr"><is><t>字</t></is></c></row>' * 1_000_000)))


@bomb
def workbook_of_a_shared_string(folder: Path) -> Path:
    """One long text that a hundred thousand cells point to."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = _sheet('<row><c t="s"><v>0</v></c></row>' * 100_000)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}"><si><t>{TEXT * 2_500}</t></si></sst>'.encode()
    name = "xl/_rels/workbook.xml.rels"
    link = f'<Relationship Id="rId9" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    parts[name] = parts[name].replace(b"</Relationships>", link.encode())
    return _bytes(folder, "a.xlsx", packed(parts))


@bomb
def workbook_of_many_columns_of_one_name(folder: Path) -> Path:
    names = '<c t="inlineStr"><is><t>a</t></is></c>' * 16_000
    return _bytes(folder, "a.xlsx", packed(_sheet(f'<row r="3">{names}</row>')))


@bomb
def open_sheet_that_repeats(folder: Path) -> Path:
    from tests.support.file_makers import ODT

    rows = f'<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000"><text:p>{TEXT}</text:p></table:table-cell></table:table-row>'
    content = f"<office:document-content {ODT}><office:body><office:spreadsheet><table:table table:name='a'>{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    return _bytes(
        folder, "a.ods", packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})
    )


@bomb
def workbook_packed_a_thousand_times(folder: Path) -> Path:
    return _bytes(folder, "a.xlsx", packed(_sheet(" " * 600_000_000)))


# --- PDF
@bomb
def pdf_that_tells_a_thousand_million_pages(folder: Path) -> Path:
    return _bytes(folder, "a.pdf", pdf([[TEXT]]).replace(b"/Count 1 ", b"/Count 1000000000 "))


@bomb
def pdf_whose_pages_are_their_own_parent(folder: Path) -> Path:
    return _bytes(
        folder, "a.pdf", pdf([[TEXT]] * 3).replace(b"/Kids [4 0 R 6 0 R 8 0 R]", b"/Kids [4 0 R 2 0 R 2 0 R]")
    )


def _pdf_stream(lines: bytes, pages: int = 1) -> bytes:
    import zlib

    raw = pdf([[TEXT]] * pages)
    packed_lines = zlib.compress(zlib.compress(lines, 9), 9)
    stream = b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%b\nendstream" % (
        len(packed_lines),
        packed_lines,
    )
    start = raw.index(b"<< /Length")
    return raw[:start] + stream + raw[raw.index(b"endstream", start) + 9 :]


@bomb
def pdf_with_a_packed_stream(folder: Path) -> Path:
    return _bytes(folder, "a.pdf", _pdf_stream(b" " * 1_000_000_000))


@bomb
def pdf_with_a_packed_text(folder: Path) -> Path:
    return _bytes(
        folder, "a.pdf", _pdf_stream(b"BT /F1 12 Tf " + b"1 0 0 1 50 780 Tm <5e725e7290e8> Tj " * 3_000_000 + b"ET")
    )


# --- saved pages
@bomb
def mhtml_nested_deep(folder: Path) -> Path:
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{at}"\n\n--b{at}\n' for at in range(20_000))
    return _bytes(folder, "a.mht", f"MIME-Version: 1.0\n{parts}Content-Type: text/html\n\n<p>{TEXT}</p>")


@bomb
def mhtml_of_many_headers(folder: Path) -> Path:
    headers = "".join(f"X-{at}: {at}\n" for at in range(80_000))
    return _bytes(folder, "a.mht", f"MIME-Version: 1.0\n{headers}Content-Type: text/html\n\n<p>{TEXT}</p>")


@bomb
def mhtml_of_one_folded_header(folder: Path) -> Path:
    return _bytes(
        folder,
        "a.mht",
        f"MIME-Version: 1.0\nSubject: a\n{' x' * 10}\n"
        + " y\n" * 300_000
        + f"Content-Type: text/html\n\n<p>{TEXT}</p>",
    )


@bomb
def mhtml_of_many_parts(folder: Path) -> Path:
    part = f"--b\nContent-Type: text/html\n\n<p>{TEXT}</p>\n" * 9_000
    return _bytes(folder, "a.mht", f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n{part}--b--\n')


# --- archives
@bomb
def archive_of_many_files(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for at in range(8_000):
            archive.writestr(f"{at}.txt", TEXT)
    return folder / "a.zip"


@bomb
def archive_packed_a_thousand_times(folder: Path) -> Path:
    return _bytes(folder, "a.zip", packed({"a.txt": b" " * 400_000_000}))


@bomb
def archive_of_many_names_for_one_place(folder: Path) -> Path:
    """Members that share their bytes: what is unpacked is no longer bounded by what is there."""
    import io
    import struct

    inner = packed({"a.txt": (TEXT * 130_000).encode()})
    with zipfile.ZipFile(io.BytesIO(inner)) as archive:
        info = archive.infolist()[0]
    directory = inner.index(b"PK\x01\x02")
    end = inner.index(b"PK\x05\x06")
    entry = inner[directory:end]
    many = b"".join(entry.replace(b"a.txt", b"%05d" % at) for at in range(3_000))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3_000, 3_000, len(many), directory, 0)
    assert info.filename == "a.txt"
    return _bytes(folder, "a.zip", inner[:directory] + many + tail)


# --- what is no file
@bomb
def pipe_named_as_a_table(folder: Path) -> Path:
    os.mkfifo(folder / "a.csv")
    _bytes(folder, "b.txt", TEXT)
    return folder


@bomb
def pipe_asked_for(folder: Path) -> Path:
    os.mkfifo(folder / "a.csv")
    return folder / "a.csv"


@bomb
def device_asked_for(folder: Path) -> Path:
    return Path("/dev/zero")


@bomb
def link_to_a_device(folder: Path) -> Path:
    (folder / "a.txt").symlink_to("/dev/zero")
    _bytes(folder, "b.txt", TEXT)
    return folder


@bomb
def socket_named_as_a_page(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(folder / "a.txt"))
    _bytes(folder, "b.txt", TEXT)
    return folder


@bomb
def links_in_a_circle(folder: Path) -> Path:
    (folder / "a").mkdir()
    (folder / "a" / "b").symlink_to(folder / "a")
    (folder / "c.txt").symlink_to(folder / "d.txt")
    (folder / "d.txt").symlink_to(folder / "c.txt")
    (folder / "e").symlink_to(folder)
    _bytes(folder, "b.txt", TEXT)
    return folder


@bomb
def file_in_proc_without_a_size(folder: Path) -> Path:
    (folder / "a.txt").symlink_to("/proc/self/environ")
    _bytes(folder, "b.txt", TEXT)
    return folder
