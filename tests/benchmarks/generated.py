"""Corpora of any size for measuring speed: words of the dictionary in their frequencies, and slogans."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np

from analysis.lexicon.dictionary import Dictionary
from analysis.lexicon.lexicon import Lexicon

YEARS = range(2013, 2024)
CHARACTERS = 1_050  # of a document, on average


def write(path: Path, documents: int, *, seed: int = 20130101) -> Path:
    """A file of JSON lines: doc_id, date, title, text; sorted by date, the same for the same seed."""
    random = np.random.default_rng(seed)
    dictionary, slogans = Dictionary.jieba(), Lexicon.read().labels
    share = np.exp(dictionary.log_probability)
    words = np.array(dictionary.words)
    # a million places, of which each word takes its share: drawing is then one look-up
    places = np.searchsorted(np.cumsum(share) / share.sum(), (np.arange(1 << 20) + 0.5) / (1 << 20)).astype(np.int32)
    text_of = words[places]
    days = [
        dt.date(YEARS[0], 1, 1) + dt.timedelta(int(day))
        for day in np.sort(random.integers(0, 365 * len(YEARS), documents))
    ]
    with path.open("w", encoding="utf-8") as file:
        for number, day in enumerate(days):
            count = int(random.gamma(4, CHARACTERS / 1.75 / 4)) + 20
            drawn = text_of[random.integers(0, 1 << 20, count)].tolist()
            for place in random.integers(0, count, max(1, count // 60)).tolist():
                drawn[place] = slogans[int(len(slogans) * random.random() ** 2)]
            steps = np.cumsum(random.integers(4, 16, count // 4 + 1))
            for place in steps[steps < count].tolist():  # a mark after 4 to 16 words, a full stop for every other one
                drawn[place] += "。，"[place % 2]
            row = {
                "doc_id": f"g{number:08}",
                "date": day.isoformat(),
                "title": "".join(drawn[:5]),
                "text": "".join(drawn) + "。",
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path
