"""How much of the texts can be put together again from a published folder of counts, by an attacker with a language model.

    python -m tests.benchmarks.rebuild --corpus items.parquet --published data/broadcast [--train other.parquet] [--sentences 10000]

Days are drawn, all their texts are held out, and sentences of eight words or more in them are what the attacker wants. He has all
published tables together and a model (`rebuild_model`) of the other days of the corpus, or of ``--train``. "New" is what stands
in no other document of either corpus and not in the title: runs of 15 characters that the edition itself gives away. Targets:
exact order of eight published words or more 0.1 %, whole sentences 0.05 %, new runs 0.2 %, texts proven by a hash 0.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
from collections import defaultdict
from hashlib import sha256

import numpy as np
import polars as pl

from analysis.core.compiling import compiled
from analysis.core.hashing import GAMMA, splitmix64_inner
from analysis.lexicon.lexicon import Lexicon
from analysis.segment.code_points import code_points
from analysis.segment.match_rules import FIRST_LABEL, MatchRules
from analysis.statistics.intervals import wilson

from .rebuild_attacks import (
    CELL,
    Collocates,
    Published,
    guess_from_counts,
    guess_from_sets,
    guess_from_slogans,
    sentence_order,
)
from .rebuild_model import Cut, Guess, Model, cut, numbering

SENSES = ("order8", "order8, new", "whole", "whole, new", "run, new", "run, raw")
DAYS = 10  # that are attacked at a time
RUN, WORDS = 15, 8  # characters of a run; words that a sentence has at least, to be wanted


def texts(path: str) -> pl.DataFrame:
    """doc_id, date, title, text of a parquet file."""
    frame = pl.read_parquet(path)
    frame = frame.rename({"id": "doc_id"}) if "doc_id" not in frame.columns else frame
    frame = frame.with_columns(pl.col("date").cast(pl.String).str.slice(0, 10).str.to_date(strict=False))
    return frame.select("doc_id", "date", pl.col("title", "text").fill_null(""))


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


def proven(published: Published, held: set[str], guesses: list[tuple[Guess, str]]) -> int:
    """Held texts of up to three sentences that the published hash of title and text proves right."""
    if "sha256" not in published.documents.columns:
        return 0
    told = defaultdict(list)
    for guess, text in guesses:
        told[guess.pool].append(text)
    rows = published.documents.filter(pl.col("doc_id").is_in(list(held)), pl.col("n_sentences") <= 4)
    found = 0
    for doc_id, title, digest in rows.select("doc_id", "title", "sha256").rows():
        for order in itertools.permutations(told[doc_id][:3]):
            texts_ = (f"{title}\n{joint.join(order)}" for joint in ("", "\n"))
            if any(sha256(text.encode()).hexdigest() == digest for text in texts_):
                found += 1
                break
    return found


def report(name: str, hit: np.ndarray) -> str:
    """A row: share and Wilson's interval, in percent."""
    low, high = (100 * float(x) for x in wilson(hit.sum(), len(hit), 1.96))
    return f"| {name} | {int(hit.sum())} | {100 * hit.mean():.3f} | {low:.3f}–{high:.3f} |"


def attack(
    corpus: pl.DataFrame,
    other: pl.DataFrame | None,
    folder,
    *,
    sentences=10_000,
    seed=0,
    beam=80,
    tell=print,
    cuts=None,
):
    """Attack one folder, by a model of the other days of the corpus, and of ``other``; which sentences were rebuilt, by sense."""
    rules = MatchRules.of(Lexicon.read())
    source, second = cuts or (cut(corpus, rules), None if other is None else cut(other, rules))
    wanted, published = Wanted(corpus, other, source, sentences, seed), Published(folder)
    numbers, names = numbering(published.vocabulary, rules)
    ids, results = corpus["doc_id"].to_list(), {}
    titles = {}
    for k in np.flatnonzero(source.number == 0):
        words = numbers[source.word[source.first[k] : source.first[k + 1]]]
        titles[ids[source.document[k]]] = words[words > 0].tolist()
    beside = None if published.level == "sets" else Collocates(published, titles)
    cells = {row[0]: ("cell", *row[1:]) for row in published.documents.select("doc_id", *CELL).rows()}
    tell(
        f"\n{dt.date.today()} · {published.level} · {folder} · {len(wanted.at)} sentences of {len(wanted.held)} documents"
    )
    for teacher in ("same", "other") if second is not None else ("same",):
        model = Model(source, numbers, names, wanted.rows) if teacher == "same" else Model(second, numbers, names)
        parts, told, shown = [], [], 0
        for mine, held in wanted.blocks():
            if beside is None:
                guesses = guess_from_sets(model, published, held, beam)
            else:
                guesses = guess_from_counts(model, published, beside, held, titles, beam)
            slogans = guess_from_slogans(model, published, held, beam)
            filled = model.fill([*guesses, *slogans])
            parts.append(measure(wanted, mine, source, numbers, guesses, filled, lambda one: (one, cells.get(one))))
            alone = measure(wanted, mine, source, numbers, slogans, filled[len(guesses) :], lambda one: (one,))
            parts[-1] |= {f"slogans alone: {sense}": alone[sense] for sense in ("run, new", "run, raw")}
            told += zip(guesses, filled)
            shown += len(mine)
            sums = ", ".join(f"{name} {sum(int(part[name].sum()) for part in parts)}" for name in SENSES)
            tell(f"  taught by the {teacher} corpus, {shown} sentences: {sums}")
        results[teacher] = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        results[teacher, "guesses"] = told
        tell(
            f"\ntaught by the {teacher} corpus, {len(told)} guesses\n\n| | of the sentences | % | 95 % |\n|---|--:|--:|--:|"
        )
        for name, hit in results[teacher].items():
            tell(report(name, hit))
        tell(f"| texts proven by their hash | {proven(published, wanted.held, told)} | | |")
    tell(report("baseline: a run stands in the title", wanted.titled))
    tell(
        report(
            "baseline: a run stands in another document",
            np.array([any(map(wanted.elsewhere.get, r)) for r in wanted.runs]),
        )
    )
    tell(report("baseline: stands whole in another document", wanted.formula))
    if beside is not None:
        seen = defaultdict(list)
        for k in np.flatnonzero(np.isin(source.document, list(wanted.rows)) & (source.number > 0)):
            words = source.word[source.first[k] : source.first[k + 1]]
            seen[ids[source.document[k]], frozenset(numbers[words[words >= FIRST_LABEL]].tolist()) - {0}].append(
                source.number[k]
            )
        truth = {key: at[0] for key, at in seen.items() if len(at) == 1 and key[1]}
        right, tried = sentence_order(published, beside, wanted.held, truth)
        tell(report("two sentences in order by the litany (chance: 50)", np.arange(max(tried, 1)) < right))
    return results, wanted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--train", help="texts of another source; the attack is made with and without")
    parser.add_argument("--published", action="append", required=True)
    parser.add_argument("--sentences", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--beam", type=int, default=80)
    chosen = parser.parse_args()
    corpus, other = texts(chosen.corpus), texts(chosen.train) if chosen.train else None
    rules = MatchRules.of(Lexicon.read())
    cuts = cut(corpus, rules), None if other is None else cut(other, rules)
    for folder in chosen.published:
        attack(
            corpus,
            other,
            folder,
            sentences=chosen.sentences,
            seed=chosen.seed,
            beam=chosen.beam,
            cuts=cuts,
            tell=lambda line: print(line, flush=True),
        )


if __name__ == "__main__":
    main()
