"""The small model of Chinese prose behind the hard restorations: counts of one, two and three characters.

Made by one command from any tables of texts (parquet with a column ``text``)::

    python -m analysis.cleaning.model --corpus FIRST.parquet --corpus SECOND.parquet --out FILE

One document in sixteen is never counted (`held_out`), so that what the model is worth can be measured on
text it has not seen.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

FILE = Path(__file__).with_name("model.parquet")
FEWEST = (1, 4, 9)  # occurrences from which a single character, a pair, a triple is kept: 2 MB in all
_OTHER = ord("a")  # every Latin letter; every digit is 0


def held_out(text: str) -> bool:
    """True for one document in sixteen, chosen by its own bytes: the model never sees these."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[0] < 16


def classes_of(points: np.ndarray) -> np.ndarray:
    """Code points as the model sees them: digits alike, Latin letters alike, marks full width, rare ones 0."""
    return _class_table()[np.minimum(points, 65535)]


@cache
def _class_table() -> np.ndarray:
    from .script import tables

    kinds, simple = tables()
    table = np.zeros(65536, np.uint16)
    han = kinds > 0
    table[han] = simple[han].astype(np.uint16)
    table[ord("著")] = ord("着")  # the particle is meant nearly always
    for char in "，。、；：？！“”‘’（）《》—…·\n":
        table[ord(char)] = ord(char)
    for half, full in zip(",;:()!?", "，；：（）！？", strict=True):
        table[ord(half)] = ord(full)
    table[ord("0") : ord("9") + 1] = table[0xFF10:0xFF1A] = ord("0")
    for first in (0x41, 0x61, 0xFF21, 0xFF41):
        table[first : first + 26] = _OTHER
    return table


def count(texts: list[str]) -> pl.DataFrame:
    """Counts of single characters, pairs and triples: ``a b c count``, 0 where there is no second or third."""
    from .script import codes

    stream = classes_of(codes("\n" + "\n".join(texts) + "\n")).astype(np.uint64)
    frames = []
    for order, fewest in enumerate(FEWEST, 1):
        key = np.zeros(len(stream) - order + 1, np.uint64)
        whole = np.ones(len(key), bool)
        for place in range(order):
            part = stream[place : len(stream) - order + 1 + place]
            key |= part << np.uint64(16 * (2 - place))
            whole &= part > 0
        values, counts = np.unique(key[whole], return_counts=True)
        kept = counts >= fewest
        frames.append((values[kept], counts[kept]))
    keys = np.concatenate([values for values, _ in frames])
    numbers = np.concatenate([counts for _, counts in frames])
    order = np.argsort(keys, kind="stable")
    keys, numbers = keys[order], numbers[order]
    return pl.DataFrame(
        {
            "a": (keys >> np.uint64(32)).astype(np.uint16),
            "b": (keys >> np.uint64(16) & np.uint64(0xFFFF)).astype(np.uint16),
            "c": (keys & np.uint64(0xFFFF)).astype(np.uint16),
            "count": _rounded(numbers),
        }
    )


def _rounded(counts: np.ndarray) -> np.ndarray:
    """Counts to about 3 %, on a ladder of few values, so that the file stays small."""
    exponent = np.maximum(0, np.floor(np.log2(counts)) - 4).astype(np.int64)
    return ((counts >> exponent) << exponent).astype(np.uint32)


def main(arguments: list[str] | None = None) -> int:
    """Count the corpora named on the command line and write the model."""
    import argparse

    parser = argparse.ArgumentParser(prog="python -m analysis.cleaning.model", description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", action="append", required=True, help="a parquet table with a column text")
    parser.add_argument("--out", default=str(FILE), help="the file to write")
    chosen = parser.parse_args(arguments)
    texts: list[str] = []
    for path in chosen.corpus:
        texts += [text for text in pl.read_parquet(path, columns=["text"])["text"].to_list() if text]
    kept = sorted({text for text in texts if not held_out(text)})
    frame = count(kept)
    frame.write_parquet(chosen.out, compression="zstd", compression_level=19, statistics=False)
    print(
        f"{len(kept):,} documents counted, {len(texts) - len(kept):,} held out or repeated; "
        f"{frame.height:,} counts, {Path(chosen.out).stat().st_size:,} bytes"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
