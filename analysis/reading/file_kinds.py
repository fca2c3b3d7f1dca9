"""What kind of file a file is: by its content first, then by the ending of its name."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

from .decoding import decode, named_by_magic
from .limits import ZIP_PROBLEMS
from .mhtml import is_mhtml
from .reference_exports import reference_format
from .text_tables import TABLES
from .word_files import PARTS

PAGE_FILES = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".shtml")
OTHER_FILES = (".docx", ".odt", ".pdf", ".mht", ".mhtml", ".xlsx", ".xlsm", ".xls", ".ods", ".zip")
REFERENCE_FILES = (".ris", ".enw", ".bib", ".net", ".eln", ".ciw", ".nbib")
READABLE = (
    f"pages ({', '.join((*PAGE_FILES[:1], '.html', '.md', *OTHER_FILES[:4]))}), tables ({', '.join(TABLES)}), "
    f"workbooks (.xlsx, .xls, .ods), exports of references (.ris, .enw, .bib, .net, .txt) and .zip archives of these"
)
HEAD = 2**16
_SHEET_FILES = (".xls", ".xlsx", ".et")
_TEXT_ENDINGS = (*PAGE_FILES, *REFERENCE_FILES, "", ".doc", ".mht", ".mhtml", ".asp", ".aspx", ".php", ".jsp")
_HTML = re.compile(rb"(?i)<(?:!doctype\s+html|html|head|body|meta|table|title|div)[\s>]")
_MARKS = re.compile(rb"(?i)<(?:p|br|div|span|a|h[1-6]|table|li)[\s/>]")
_BEGINS_RECORDS = frozenset(bytes((byte,)) for byte in b"{%TRS@D[")  # the first byte of an export of references
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class NotAPageError(ValueError):
    """A file of a kind that is not read; the message says what it is."""


def ending(name: str) -> str:
    """The ending of a file's name in lower case, or "" where what follows the point is none (1.村里的路)."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z][a-z0-9_]{0,9}|\.7z|\.001", suffix) else ""


def kind_of(path: Path, name: str) -> str:
    """The kind of a file: archive, word, pdf, workbook, mhtml, html, html tables, references, text, or an ending of `TABLES`.

    Raises `NotAPageError` where it is none of these, and OSError where it cannot be opened.
    """
    suffix = ending(name)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return _old_office_kind(path)
    if head.startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in head[:1024]):
        return "pdf"
    if head.startswith(b"PAR1"):
        return ".parquet"
    if suffix not in (*TABLES, *_SHEET_FILES, *_TEXT_ENDINGS):
        what = named_by_magic(head)
        if not what and suffix in OTHER_FILES:
            raise NotAPageError(
                "empty: no byte in it" if not head else f"damaged: no {suffix} file, whatever its name says"
            )
        raise NotAPageError(f"not text: {what}" if what else f"not a page: {suffix} ending; read are {READABLE}")
    if is_mhtml(head):
        return "mhtml"
    if suffix in _SHEET_FILES:  # what websites call a workbook is often a page or a table with tabs
        return (
            "html tables" if _HTML.search(_ascii(head)) else ".tsv" if head.count(b"\t") > head.count(b",") else ".csv"
        )
    if suffix in TABLES:
        return "html tables" if suffix in (".csv", ".tsv") and _HTML.match(_ascii(head).lstrip()) else suffix
    start = _ascii(head[:400]).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if suffix in REFERENCE_FILES or start[:1] in _BEGINS_RECORDS:
        if reference_format(decode(head).text):
            return "references"
        if suffix in ("", ".txt") and re.match(rb'\[\s*\{\s*"', start):
            return ".json"
        if suffix in ("", ".txt") and re.match(rb'\{\s*"[^"\n]+"\s*:', start) and b"}\n{" in head.replace(b"\r", b""):
            return ".jsonl"
    plain = _ascii(head)
    html = _HTML.search(plain[:8192]) if suffix != ".md" else None
    return "html" if html or (suffix.endswith(("htm", "html")) and _MARKS.search(plain)) else "text"


def _ascii(head: bytes) -> bytes:
    """The same where it is UTF-16, so that its tags can be found."""
    return head.replace(b"\x00", b"") if b"\x00" in head[:64] else head


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mimetype = archive.read("mimetype")
                if b"opendocument.spreadsheet" in mimetype:
                    return "workbook"
                if b"epub" in mimetype:
                    raise NotAPageError("not a page: an electronic book (EPUB)")
                if b"opendocument" in mimetype and b"text" not in mimetype:
                    raise NotAPageError("not a page: a presentation or drawing")
    except NotAPageError:
        raise
    except ZIP_PROBLEMS:
        return "archive"  # which says what is wrong with it
    if any(name.startswith("xl/workbook.") for name in names):
        return "workbook"
    if any(name.startswith("ppt/") for name in names) and "[Content_Types].xml" in names:
        raise NotAPageError("not a page: a presentation")
    return (
        "word" if names.intersection(PARTS) and ("mimetype" in names or "[Content_Types].xml" in names) else "archive"
    )


def _old_office_kind(path: Path) -> str:
    raw = path.read_bytes()

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in raw

    if holds("EncryptedPackage"):
        raise NotAPageError("an Office document locked by a password: save it without one")
    if holds("Workbook") or holds("Book\0"):
        return "workbook"
    if holds("WordDocument"):
        raise NotAPageError("not text: an old Word document; save it as .docx")
    raise NotAPageError("not text: an old Office document")
