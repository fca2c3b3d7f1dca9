"""Texts as arrays of Unicode code points, which compiled code reads."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..core.compiling import U, compiled, inner


def code_points(text: str) -> np.ndarray:
    """The code points of a text; lone surrogates stay.

    >>> code_points("村a").tolist()
    [26449, 97]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def joined_code_points(texts: pl.Series, size: int) -> np.ndarray:
    """The code points of a column of texts end to end, ``size`` in all.

    Decoded here rather than through a Python string, which takes three times as long and holds the GIL.

    >>> joined_code_points(pl.Series(["村", "a"]), 2).tolist()
    [26449, 97]
    """
    points = np.empty(size, np.uint32)
    utf8 = texts.str.join("").cast(pl.Binary).item() if len(texts) else b""
    decode(np.frombuffer(utf8, np.uint8), points)
    points.flags.writeable = False  # as `code_points` gives them: what reads both is compiled once
    return points


@compiled
def decode(utf8, points):
    """Write the code points of well-formed UTF-8."""
    at, size, count = 0, utf8.shape[0], 0
    while at < size:
        lead = np.uint32(utf8[U(at)])
        if lead < 0x80:
            points[U(count)] = lead
            at += 1
        elif lead < 0xE0:
            points[U(count)] = (lead & 0x1F) << 6 | low_bits(utf8, at + 1)
            at += 2
        elif lead < 0xF0:
            points[U(count)] = (lead & 0xF) << 12 | low_bits(utf8, at + 1) << 6 | low_bits(utf8, at + 2)
            at += 3
        else:
            high = (lead & 7) << 18 | low_bits(utf8, at + 1) << 12
            points[U(count)] = high | low_bits(utf8, at + 2) << 6 | low_bits(utf8, at + 3)
            at += 4
        count += 1


@inner
def low_bits(utf8, at):
    """The six bits that each byte after the first adds to a character."""
    return np.uint32(utf8[U(at)]) & np.uint32(0x3F)
