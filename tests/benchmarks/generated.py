"""Corpora of any size for measuring speed: words of the dictionary in their frequencies, and slogans."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np

from analysis._segment.dictionary import Dictionary
from analysis.lexicon import Lexicon

YEARS = range(2013, 2024)
CHARACTERS = 1_050  # of a document, on average


def write(path: Path, documents: int, *, seed: int = 20130101) -> Path:
    """A file of JSON lines: doc_id, date, title, text; sorted by date, the same for the same seed."""
    random = np.random.default_rng(seed)
    dictionary, slogans = Dictionary.jieba(), Lexicon.read().labels
    share = np.exp(dictionary.log_probability)
    words = np.array(dictionary.words)
    cumulated = np.cumsum(share) / share.sum()
    days = [dt.date(YEARS[0], 1, 1) + dt.timedelta(int(day))
            for day in np.sort(random.integers(0, 365 * len(YEARS), documents))]
    with path.open("w", encoding="utf-8") as file:
        for number, day in enumerate(days):
            count = int(random.gamma(4, CHARACTERS / 1.75 / 4)) + 20
            drawn = words[np.searchsorted(cumulated, random.random(count))].tolist()
            for place in random.integers(0, count, max(1, count // 60)).tolist():
                drawn[place] = slogans[int(len(slogans) * random.random() ** 2)]
            place = 0
            while place < count:  # a mark after 4 to 16 words, a full stop for every other one
                place += int(random.integers(4, 16))
                if place < count:
                    drawn[place] += "。" if random.random() < 0.5 else "，"
            row = {"doc_id": f"g{number:08}", "date": day.isoformat(), "title": "".join(drawn[:5]),
                   "text": "".join(drawn) + "。"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path
