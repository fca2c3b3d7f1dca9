"""PDF files: the text layer, page after page; a scanned page has none."""

from __future__ import annotations

import re

from .limits import PAGES, check, check_ratio

# What pdfium puts for a hyphen at the end of a line, and for characters without a code.
_NO_CHARACTER = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")


def read_pdf(raw: bytes) -> tuple[str, str | None]:
    """The text of a PDF file, and a remark on pages without any.

    Raises ValueError where there is no text to read; the message says why.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise ValueError("a PDF document locked by a password: save it without one") from error
        raise ValueError(f"a damaged PDF document: {error}") from error
    texts, scanned = [], []
    try:
        check(len(document), PAGES, "pages")
        held = 0
        for number in range(len(document)):
            text = _page_text(document, number)
            held += len(text)
            check_ratio(3 * held, len(raw))
            if text.strip():
                texts.append(text)
            else:
                scanned.append(number + 1)
        count = len(document)
    finally:
        document.close()
    if not texts:
        raise ValueError("scanned, needs OCR: a PDF document without a text layer" if count else "a PDF without a page")
    named = ", ".join(map(str, scanned[:8])) + (" …" if len(scanned) > 8 else "")
    remark = f"{len(scanned)} of {count} pages hold no text (scanned, need OCR, or blank): {named}" if scanned else None
    return "\n".join(texts), remark


def _page_text(document, number: int) -> str:
    import pypdfium2

    try:
        page = document[number]
        try:
            layer = page.get_textpage()
            text = layer.get_text_range()
            layer.close()
        finally:
            page.close()
    except pypdfium2.PdfiumError:  # a damaged page, which counts as one without text
        return ""
    return _NO_CHARACTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
