"""Count the small model of Chinese prose behind the hard restorations: one, two and three characters.

Made by one command from any tables of texts (parquet with a column ``text``)::

    python -m tools.train_restoration_model --corpus FIRST.parquet --corpus SECOND.parquet

One document in sixteen is never counted (`held_out`), so that what the model is worth can be measured on
text it has not seen.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import numpy as np
import polars as pl

from analysis.cleaning.restoration.character_model import FILE
from analysis.cleaning.restoration.model_alphabet import symbols_of

FEWEST = (1, 4, 9)  # occurrences from which a single character, a pair, a triple is kept: 2 MB in all


def held_out(text: str) -> bool:
    """True for one document in sixteen, chosen by its own bytes: the model never sees these."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[0] < 16


def count(texts: list[str]) -> pl.DataFrame:
    """Counts of single characters, pairs and triples: ``a b c count``, 0 where there is no second or third."""
    stream = symbols_of("\n" + "\n".join(texts) + "\n").astype(np.uint64)
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
    parser = argparse.ArgumentParser(description="Count the restoration model.")
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
