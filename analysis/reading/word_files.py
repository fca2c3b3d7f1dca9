"""Word and OpenDocument texts to plain text: paragraphs and table cells a line each, notes apart.

Both are ZIP archives of XML. The text is what a reader sees: tracked insertions and text boxes are in it; tracked
deletions, hidden runs and the readings above ideographs (ruby) are not.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

from .limits import ZIP_PROBLEMS, Budget, TooLargeError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # the same names in ISO 29500 Strict
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
# What a reader of the page does not see: deletions, ruby readings, field codes, marks of notes; the second copy of a
# text box; comments.
_UNSEEN = frozenset((
    f"{_W}del", f"{_W}moveFrom", f"{_W}rt", f"{_W}instrText", f"{_W}delText", f"{_COMPATIBLE}Fallback",
    f"{_TEXT}tracked-changes", f"{_TEXT}ruby-text", f"{_TEXT}note-citation", f"{_TEXT}hidden-text",
    f"{_OFFICE}annotation", f"{_OFFICE}annotation-end", f"{_OFFICE}forms",
))  # fmt: skip
_LINES = frozenset((f"{_W}p", f"{_TEXT}p", f"{_TEXT}h"))
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-",
           f"{_TEXT}line-break": "\n", f"{_TEXT}tab": "\t"}  # fmt: skip
_NOTES = frozenset((f"{_W}footnote", f"{_W}endnote", f"{_TEXT}note-body"))
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
PARTS = ("word/document.xml", "content.xml")  # of .docx and of .odt
_NOTE_PARTS = ("word/footnotes.xml", "word/endnotes.xml")


class NoTextError(ValueError):
    """A document of which no text is taken; the message says why."""


def read_word(raw: bytes) -> tuple[str, str]:
    """The running text and the notes of a .docx or .odt file, a paragraph a line.

    Raises ValueError where the file is no such document; the message says why.
    """
    budget = Budget()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
            part = next((name for name in PARTS if name in names), None)
            if part is None:
                raise NoTextError("an Office document without a text in it")
            lines, notes = _lines(_tree(archive, part, budget))
            for name in _NOTE_PARTS:
                if name in names:
                    notes += _lines(_tree(archive, name, budget))[1]
    except (TooLargeError, NoTextError):
        raise
    except (*ZIP_PROBLEMS, ElementTree.ParseError) as error:
        raise ValueError(f"a damaged Office document: {error}") from error
    return "\n".join(lines), "\n".join(note for note in notes if note.strip())


def _tree(archive: zipfile.ZipFile, name: str, budget: Budget) -> ElementTree.Element:
    part = io.BytesIO()
    budget.unpack(archive, archive.getinfo(name), part)
    xml = part.getvalue().replace(_STRICT, _W[1:-1].encode())
    plain = xml.replace(b"\0", b"") if b"\0" in xml[:64] else xml  # UTF-16
    if b"<!DOCTYPE" in plain[:4096] or b"<!ENTITY" in plain:
        raise NoTextError("an Office document that declares entities, which none needs")
    return ElementTree.fromstring(xml)


def _lines(root: ElementTree.Element) -> tuple[list[str], list[str]]:
    """Lines of the running text, and of the notes, in the order of the document; without recursion."""
    lines: list[str] = []
    notes: list[str] = []
    open_lines: list[list[str]] = []  # a text box or note inside a paragraph has paragraphs of its own
    stack: list[tuple[ElementTree.Element | str, bool, bool]] = [(root, False, False)]
    while stack:
        node, in_note, done = stack.pop()
        if isinstance(node, str):  # the text behind an element, which belongs to the line around it
            if open_lines:
                open_lines[-1].append(node)
            continue
        if done:
            (notes if in_note else lines).append("".join(open_lines.pop()).strip("\n"))
            continue
        if node.tag in _UNSEEN or (node.tag == f"{_W}r" and _hidden(node)):
            continue
        in_note = in_note or node.tag in _NOTES
        if node.tag in _LINES:
            open_lines.append([])
            stack.append((node, in_note, True))
        opendocument = isinstance(node.tag, str) and not node.tag.startswith((_W, _COMPATIBLE, _MATHS[:-1]))
        if open_lines:
            if node.tag in (f"{_W}t", _MATHS):
                open_lines[-1].append(node.text or "")
            elif node.tag in _BREAKS:
                open_lines[-1].append(_BREAKS[node.tag])
            elif node.tag == f"{_TEXT}s":
                open_lines[-1].append(" " * min(int(node.get(f"{_TEXT}c") or 1), 80))
            elif opendocument and node.tag.startswith(_TEXT) and node.text:
                open_lines[-1].append(_blanks(node.text))
        for child in reversed(list(node)):
            if opendocument and node.tag.startswith(_TEXT) and child.tail:
                stack.append((_blanks(child.tail), in_note, False))
            stack.append((child, in_note, False))
    return lines, notes


def _blanks(text: str) -> str:
    """White space as OpenDocument means it: any run of it is one blank."""
    return re.sub(r"[ \t\r\n]+", " ", text)


def _hidden(run: ElementTree.Element) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val", "true") not in ("0", "false", "off")
