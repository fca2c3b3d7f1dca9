"""Texts as code points."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..core.compiling import U, compiled, inner


def points(text: str) -> np.ndarray:
    """The code points of a text; lone surrogates are kept."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@inner
def tail(raw, at):
    """The six bits that a byte behind the first adds to a character."""
    return np.uint32(raw[U(at)]) & np.uint32(0x3F)


@compiled
def decode(raw, points):
    """Write the code points of well-formed UTF-8."""
    at, size, count = 0, raw.shape[0], 0
    while at < size:
        lead = np.uint32(raw[U(at)])
        if lead < 0x80:
            points[U(count)] = lead
            at += 1
        elif lead < 0xE0:
            points[U(count)] = (lead & 0x1F) << 6 | tail(raw, at + 1)
            at += 2
        elif lead < 0xF0:
            points[U(count)] = (lead & 0xF) << 12 | tail(raw, at + 1) << 6 | tail(raw, at + 2)
            at += 3
        else:
            points[U(count)] = (lead & 7) << 18 | tail(raw, at + 1) << 12 | tail(raw, at + 2) << 6 | tail(raw, at + 3)
            at += 4
        count += 1


def decoded(texts: pl.Series, size: int) -> np.ndarray:
    """The code points of a column of texts end to end, ``size`` in all.

    Not by way of a Python string, which would take three times as long and hold up other threads.
    """
    found = np.empty(size, np.uint32)
    raw = texts.str.join("").cast(pl.Binary).item() if len(texts) else b""
    decode(np.frombuffer(raw, np.uint8), found)
    found.flags.writeable = False  # as those of `points`: what reads both is compiled once
    return found
