"""Pages saved with all that belongs to them in one file (MHTML): the HTML of the page itself."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

_HEADER = re.compile(rb"\A\s*(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){1,40}?\s*", re.IGNORECASE)
_SIGNS = re.compile(rb"(?im)^content-type:\s*multipart/related|^snapshot-content-location:|^mime-version:\s*1\.0")
LITTLE = 400  # bytes of HTML that only hold a frame set


def is_mhtml(head: bytes) -> bool:
    """Whether a file begins with the header lines of MHTML.

    >>> is_mhtml(b"MIME-Version: 1.0\\r\\nContent-Type: multipart/related; boundary=x\\r\\n\\r\\n")
    True
    """
    return bool(_HEADER.match(head) and _SIGNS.search(head[:4096]) and b"content-type:" in head[:8192].lower())


def read_mhtml(raw: bytes) -> bytes:
    """The bytes of the page, in the encoding it was saved in; ValueError where there is none."""
    pages, plain = [], []
    try:
        parts = [part for part in message_from_bytes(raw.lstrip()).walk() if not part.is_multipart()]
        kinds = [(part.get_content_type(), part) for part in parts]
    except RecursionError:
        raise ValueError("a saved page (MHTML) whose parts are nested too deep") from None
    except (LookupError, AttributeError, TypeError, ValueError) as error:  # of headers that break the rules
        raise ValueError(f"a damaged page (MHTML): {error}") from error
    for kind, part in kinds:
        if kind in ("text/html", "application/xhtml+xml"):
            pages.append(_content(part))
        elif kind == "text/plain":
            plain.append(_content(part))
    if not pages:
        if not any(plain):
            raise ValueError("a saved page (MHTML) without HTML in it")
        return max(plain, key=len)
    return pages[0] if len(pages[0]) >= LITTLE else max(pages, key=len)


def _content(part: Message) -> bytes:
    """A part's own bytes: undone is the transfer encoding only, never the character encoding."""
    try:
        content = part.get_payload(decode=True)
    except (LookupError, AttributeError, TypeError, ValueError):  # of a transfer encoding that is none
        return b""
    return content if isinstance(content, bytes) else b""
