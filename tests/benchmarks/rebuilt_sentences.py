"""Which sentences an attacker wants, what of them stands elsewhere anyway, and which of them a guess gives away."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl

from analysis.core.compiling import compiled
from analysis.core.hashing import GAMMA, splitmix64_inner
from analysis.segment.code_points import code_points

from .rebuild_cut import Cut, Guess

SENSES = ("order8", "order8, new", "whole", "whole, new", "run, new", "run, raw")
DAYS = 10  # that are attacked at a time
RUN, WORDS = 15, 8  # characters of a run; words that a sentence has at least, to be wanted


class Wanted:
    """The sentences that are wanted, and what of them stands elsewhere."""

    def __init__(self, corpus: pl.DataFrame, other: pl.DataFrame | None, source: Cut, n: int, seed: int):
        days = corpus["date"].unique().sort().drop_nulls()
        days = days.sample(len(days), shuffle=True, seed=seed).to_list()
        rank = {day: k for k, day in enumerate(days)}
        place = np.array([rank.get(day, len(days)) for day in corpus["date"].to_list()])[source.document]
        long = np.flatnonzero((source.number > 0) & (np.diff(source.first) >= WORDS))
        at = long[np.argsort(place[long], kind="stable")]
        last = place[at[min(n, len(at)) - 1]]
        self.at = at[place[at] <= last][: max(n, 1)]
        self.rows = set(np.unique(source.document[place <= last]).tolist())
        self.held = set(corpus["doc_id"].gather(sorted(self.rows)).to_list())
        ids, titles = corpus["doc_id"].to_list(), corpus["title"].to_list()
        self.doc = [ids[row] for row in source.document[self.at]]
        self.text = [source.text[k] for k in self.at]
        self.title = [titles[row] for row in source.document[self.at]]
        self.runs = [list(dict.fromkeys(runs_of(text))) for text in self.text]
        every = sorted({run for runs in self.runs for run in runs})
        whole = (corpus["title"] + "\n" + corpus["text"]).to_list()
        whole += [] if other is None else (other["title"] + "\n" + other["text"]).to_list()
        many = documents_with(every, whole)
        self.elsewhere = {run: k > 1 for run, k in zip(every, many.tolist())}
        self.new = [
            {run for run in runs if not self.elsewhere[run] and run not in title}
            for runs, title in zip(self.runs, self.title)
        ]
        homes = defaultdict(set)
        for k, text in enumerate(source.text):
            homes[text].add(int(source.document[k]))
        self.formula = np.array([len(homes[text]) > 1 for text in self.text])
        self.titled = np.array([any(run in title for run in runs) for runs, title in zip(self.runs, self.title)])
        self.day = [corpus["date"][int(row)] for row in source.document[self.at]]

    def blocks(self):
        """The sentences and documents of some days at a time."""
        days = list(dict.fromkeys(self.day))
        for low in range(0, len(days), DAYS):
            mine = np.array([k for k, day in enumerate(self.day) if day in days[low : low + DAYS]])
            yield mine, {self.doc[k] for k in mine}

    def of_another_day(self, mine) -> dict[str, str]:
        """For each document one of another of these days: what is guessed at that one hits here by chance alone."""
        day = {self.doc[k]: self.day[k] for k in mine}
        ids = list(day)
        later = {
            one: [other for other in ids[k + 1 :] + ids[:k] if day[other] != day[one]] for k, one in enumerate(ids)
        }
        return {one: others[0] if others else one for one, others in later.items()}


def runs_of(text: str) -> list[str]:
    """All runs of `RUN` characters."""
    return [text[k : k + RUN] for k in range(len(text) - RUN + 1)]


def documents_with(runs: list[str], whole: list[str]) -> np.ndarray:
    """In how many texts each run stands."""
    keys = np.zeros(1 << int(np.ceil(np.log2(max(16, 2.5 * len(runs))))), np.uint64)
    hashes, seen = np.zeros(len(runs), np.uint64), np.full((len(keys), 2), 0, np.int64)
    if runs:
        enter_runs(code_points("".join(runs)), hashes, keys)
        for number, text in enumerate(whole, start=1):
            meet_runs(code_points(text), number, keys, seen)
    return seen[find_runs(hashes, keys), 1] if runs else np.zeros(0, np.int64)


@compiled
def enter_runs(chars, hashes, keys):
    """Put the hash of each run into the table."""
    mask = np.uint64(len(keys) - 1)
    for one in range(len(hashes)):
        key = np.uint64(1)
        for k in range(15):
            key = splitmix64_inner(key * GAMMA + np.uint64(chars[one * 15 + k]))
        hashes[one] = key
        at = key & mask
        while keys[at] != np.uint64(0) and keys[at] != key:
            at = (at + np.uint64(1)) & mask
        keys[at] = key


@compiled
def meet_runs(chars, number, keys, seen):
    """Note each run of the table that stands in a text: the last text that held it, and how many did."""
    mask = np.uint64(len(keys) - 1)
    for one in range(len(chars) - 14):
        key = np.uint64(1)
        for k in range(15):
            key = splitmix64_inner(key * GAMMA + np.uint64(chars[one + k]))
        at = key & mask
        while keys[at] != np.uint64(0) and keys[at] != key:
            at = (at + np.uint64(1)) & mask
        if keys[at] == key and seen[at, 0] != number:
            seen[at, 0] = number
            seen[at, 1] += 1


@compiled
def find_runs(hashes, keys):
    """Where each hash stands in the table."""
    mask, out = np.uint64(len(keys) - 1), np.zeros(len(hashes), np.int64)
    for one in range(len(hashes)):
        at = hashes[one] & mask
        while keys[at] != hashes[one]:
            at = (at + np.uint64(1)) & mask
        out[one] = at
    return out


def measure(
    wanted: Wanted, mine, source: Cut, numbers, guesses: list[Guess], filled: list[str], pools_of
) -> dict[str, np.ndarray]:
    """Which of the wanted sentences ``mine`` were rebuilt, in each sense."""
    runs, orders, whole = defaultdict(set), defaultdict(set), defaultdict(set)
    for guess, text in zip(guesses, filled):
        runs[guess.pool].update(runs_of(text))
        orders[guess.pool].add(guess.words)
        whole[guess.pool].add(text)
    out = {name: np.zeros(len(mine), bool) for name in SENSES}
    for place, k in enumerate(mine):
        at = wanted.at[k]
        words = numbers[source.word[source.first[at] : source.first[at + 1]]]
        words = tuple(words[words > 0].tolist())
        for pool in pools_of(wanted.doc[k]):
            out["order8"][place] |= len(words) >= WORDS and words in orders[pool]
            out["whole"][place] |= wanted.text[k] in whole[pool]
            out["run, new"][place] |= not wanted.new[k].isdisjoint(runs[pool])
            out["run, raw"][place] |= not runs[pool].isdisjoint(wanted.runs[k])
    formula = wanted.formula[mine]
    return out | {"order8, new": out["order8"] & ~formula, "whole, new": out["whole"] & ~formula}
