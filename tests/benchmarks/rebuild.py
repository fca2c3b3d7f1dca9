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

from analysis.lexicon.lexicon import Lexicon
from analysis.segment.match_rules import FIRST_LABEL, MatchRules
from analysis.statistics.intervals import wilson

from .rebuild_attacks import (
    Collocates,
    Published,
    guess_from_counts,
    guess_from_sets,
    guess_from_slogans,
    sentence_order,
)
from .rebuild_cut import Guess, cut, numbering
from .rebuild_model import Model
from .rebuilt_sentences import SENSES, Wanted, measure


def texts(path: str) -> pl.DataFrame:
    """doc_id, date, title, text of a parquet file."""
    frame = pl.read_parquet(path)
    frame = frame.rename({"id": "doc_id"}) if "doc_id" not in frame.columns else frame
    frame = frame.with_columns(pl.col("date").cast(pl.String).str.slice(0, 10).str.to_date(strict=False))
    return frame.select("doc_id", "date", pl.col("title", "text").fill_null(""))


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
    cells = {row[0]: ("cell", *row[1:]) for row in published.cells().rows()} if published.cell else {}
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
            other_day = {one: (other, cells.get(other)) for one, other in wanted.of_another_day(mine).items()}
            chance = measure(wanted, mine, source, numbers, guesses, filled, other_day.__getitem__)
            parts[-1] |= {f"guesses at another day: {sense}": chance[sense] for sense in SENSES}
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
