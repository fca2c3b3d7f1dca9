"""The run that counts a corpus: hands shards to workers, gathers their entries, writes the manifest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed

import polars as pl

from . import schema
from .counting import TALLY
from .dictionary import Dictionary
from .errors import StudyError
from .features import MANIFEST
from .parts import PART_CHARS, Part, count_shard, divide
from .rules import FIRST_LABEL, Rules
from .segment import check_engine
from .storage import Folder


def build(corpus, lexicon, out, *, executor: Executor | None, resume: bool, edition: str,
          progress: Callable[[int, int], None] | None, shard_chars: int, engine: str | None) -> None:
    """See `analysis.features.build_features`."""
    if edition not in ("private", "published"):
        raise StudyError(f'no edition {edition!r}; there are "private" and "published".')
    if shard_chars < 1:
        raise StudyError(f"shard_chars={shard_chars} must be at least 1.")
    folder, engine, rules = Folder.at(out), check_engine(engine), Rules.of(lexicon)
    if edition == "published":
        return _build_published(corpus, lexicon, folder, executor=executor, progress=progress,
                                shard_chars=shard_chars, engine=engine)
    parts = divide(corpus.documents, corpus.texts)
    done = folder.sizes() if resume else {}
    entries: list[dict] = []
    for some in run(shards(parts, shard_chars), rules, folder, executor, engine=engine, done=done):
        entries.extend(some)
        if progress is not None:
            progress(len(entries), len(parts))
    order = {part.digest(rules): place for place, part in enumerate(parts)}
    entries.sort(key=lambda entry: order[entry["digest"]])
    finish(folder, entries, rules)


def _build_published(corpus, lexicon, folder: Folder, **how) -> None:
    """Count into a folder that is then thrown away, and publish from there."""
    from tempfile import TemporaryDirectory

    from .features import Features

    with TemporaryDirectory(prefix="tifa-") as private:
        build(corpus, lexicon, private, resume=False, edition="private", **how)
        Features.open(private).publish(folder.url)


def shards(parts: list[Part], shard_chars: int) -> Iterator[list[Part]]:
    """Consecutive parts, together about ``shard_chars`` characters."""
    some, size = [], 0
    for part in parts:
        some.append(part)
        size += part.chars
        if size >= shard_chars:
            yield some
            some, size = [], 0
    if some:
        yield some


def run(work: Iterable[list[Part]], rules: Rules, folder: Folder, executor: Executor | None, *, engine: str,
        done: dict[str, int]) -> Iterator[list[dict]]:
    """The entries of each shard, as they come."""
    if executor is None:
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
            yield from run(work, rules, folder, threads, engine=engine, done=done)
        return
    futures = [executor.submit(count_shard, some, rules, folder, engine=engine, done=done) for some in work]
    for future in as_completed(futures):
        yield future.result()


def finish(folder: Folder, entries: list[dict], rules: Rules) -> None:
    """Write vocabulary and manifest of a private edition."""
    folder.write_table("vocabulary.parquet", vocabulary(folder, entries, rules))
    dictionary = Dictionary.jieba()
    write_manifest(
        folder,
        {
            "schema": schema.VERSION,
            "edition": "private",
            "lexicon": rules.manifest(),
            "dictionary": {"name": "jieba 0.42.1 dict.txt", "sha256": dictionary.sha256},
            "parameters": {"part_chars": PART_CHARS, "first_label": FIRST_LABEL, "hmm": False},
            "shards": entries,
        },
    )


def write_manifest(folder: Folder, manifest: dict) -> None:
    """Write ``features.json`` and remove what it no longer names: files of texts that have gone."""
    folder.write_json(MANIFEST, manifest)
    names = {entry["name"] for entry in manifest["shards"]}
    counting = ("tally", "parts") if manifest["edition"] == "private" else ()
    for file in folder.sizes():
        table, _, name = file.rpartition("/")
        ours = table in ("documents", "mentions", "sentences", "tally", "parts")
        if ours and not (name.rsplit(".", 1)[0] in names and table in ("documents", "mentions", "sentences", *counting)):
            folder.remove(file)


def vocabulary(folder: Folder, entries: list[dict], rules: Rules) -> pl.DataFrame:
    """Every id that occurs, with its word or label and the number of documents that hold it."""
    tallies = folder.scan([f"tally/{entry['name']}.parquet" for entry in entries], TALLY)
    counts = tallies.group_by("term_id").agg(pl.col("documents").sum()).collect().sort("term_id")
    words, labels, slogans = Dictionary.jieba().words, rules.labels, set(rules.slogans)
    ids = counts["term_id"].to_list()
    terms = [words[row] if row < FIRST_LABEL else labels[row - FIRST_LABEL] for row in ids]
    kinds = [
        "word" if row < FIRST_LABEL else "slogan" if term in slogans else "member" for row, term in zip(ids, terms)
    ]
    return counts.with_columns(
        term=pl.Series(terms, dtype=pl.String), kind=pl.Series(kinds, dtype=pl.String)
    ).select(*schema.VOCABULARY).cast(schema.VOCABULARY)
