"""Ordinary words: how many are called by each test, in bands of frequency, beside the slogans of the lexicon."""

from __future__ import annotations

import numpy as np

from analysis.core.paths import data_folder
from analysis.counts.features import Features
from analysis.timelines.control_words import controls
from analysis.timelines.entry_tests import entries

BANDS = ((4, 16), (16, 32), (32, 64), (64, 512), (512, 10**9))
MOST = 0.06  # of ordinary words of 16 hits or more, with p ≤ 0.05


def run(*, fast: bool = False, seed: int = 0) -> list[dict]:
    """Rows: the share of ordinary words that enter at p ≤ 0.05, by hits."""
    features = Features.open(data_folder() / "broadcast")
    words = controls(features, n=300 if fast else 2_000, seed=seed)
    p = entries(words.counts).frame.sort("term")["p"].fill_null(1.0).to_numpy()
    hits = words.frame.sort("control")["hits"].to_numpy()
    rows = []
    for low, high in BANDS:
        band = (hits >= low) & (hits < high)
        value = float((p[band] <= 0.05).mean()) if band.any() else 0.0
        aimed = low >= 16
        rows.append(
            {
                "question": "ordinary words: entries",
                "setting": f"words of {low} hits or more" + (f", below {high}" if high < 10**9 else ""),
                "measure": "share of ordinary words with p ≤ 0.05; the rarest are words thinned",
                "value": value,
                "target": f"at most {MOST}" if aimed else "shown, none set",
                "met": value <= MOST or not aimed,
                "usual": "",
                "usual_value": None,
                "runs": int(np.sum(band)),
                "note": "",
            }
        )
    return rows
