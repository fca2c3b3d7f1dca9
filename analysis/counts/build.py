"""The run that counts a corpus: hands shards to workers, gathers their entries, writes the manifest."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, ThreadPoolExecutor, wait
from os import PathLike
from tempfile import TemporaryDirectory

import polars as pl

from ..core import schema
from ..core.errors import StudyError
from ..segment.dictionary import Dictionary
from ..segment.match_rules import FIRST_LABEL, Rules
from ..segment.words import check_engine
from .count_texts import TALLY
from .features import Features
from .manifest import read_manifest, write_manifest
from .shards import count_shard
from .storage import Folder
from .text_sources import PART_CHARS, PIECE_BYTES, PIECE_ROWS, Part, Piece, parts_of

AHEAD = 64  # shards handed out at a time: enough for a large cluster, and no list of a million futures


def build_features(
    corpus,
    lexicon,
    out: str | PathLike,
    *,
    executor: Executor | None = None,
    resume: bool = True,
    edition: str = "private",
    progress: Callable[[int, int], None] | None = None,
    shard_chars: int = 4_000_000,
    engine: str | None = None,
) -> Features:
    """Count a corpus once; every statistic then reads the counts, never the texts.

    Parameters
    ----------
    corpus : Corpus, path, URL, or list of these
        A corpus in memory (anything with the frames ``documents`` and ``texts``); or, for what does not fit
        there, .jsonl and .parquet files or folders of them, on this machine or wherever fsspec reaches,
        with the columns doc_id, date, title and text, clean already. They are read piece by piece.
    lexicon : Lexicon
        What is matched before the rest is cut into words.
    out : path or URL
        A folder for the features. Files of an earlier run that no longer belong there are removed.
    executor : concurrent.futures.Executor, optional
        Who does the work: none (threads of this process), a ``ProcessPoolExecutor``, or
        ``dask.distributed.Client(...).get_executor()``. The files are the same, byte for byte. Where a worker
        is killed, its part is counted again.
    resume : bool
        Keep what was counted before from the same documents and the same lexicon.
    edition : {"private", "published"}
        Private features hold offsets and the order of words.
    progress : callable, optional
        Called with the number of parts done and of all parts.
    shard_chars : int
        About how many characters a worker is given at a time.
    engine : {"kernel", "rjieba", "jieba"}, optional
        Who cuts words; the fastest installed by default. All give the same.

    Returns
    -------
    Features
        Opened from ``out``.
    """
    if edition not in ("private", "published"):
        raise StudyError(f'no edition {edition!r}; there are "private" and "published".')
    if shard_chars < 1:
        raise StudyError(f"shard_chars={shard_chars} must be at least 1.")
    folder, engine = Folder.at(out), check_engine(engine)
    if edition == "published":
        return _build_published(
            corpus, lexicon, folder, executor=executor, progress=progress, shard_chars=shard_chars, engine=engine
        )
    rules, parts = Rules.of(lexicon), parts_of(corpus)
    done = folder.sizes() if resume else {}
    work = list(shards(parts, shard_chars))
    entries: dict[int, list[dict]] = {}
    if executor is None:
        with ThreadPoolExecutor(_processors()) as threads:
            _run(work, entries, threads, len(parts), progress, rules, folder, engine=engine, done=done)
    else:
        _run(work, entries, executor, len(parts), progress, rules, folder, engine=engine, done=done)
    finish(folder, [entry for place in range(len(work)) for entry in entries[place]], rules, again=bool(done))
    return Features.open(out)


def _build_published(corpus, lexicon, folder: Folder, **how) -> Features:
    """Count into a folder that is then thrown away, and publish from there."""
    with TemporaryDirectory(prefix="tifa-") as private:
        private_edition = build_features(corpus, lexicon, private, resume=False, edition="private", **how)
        return private_edition.publish(folder.url)


def _processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shards(parts: list[Part] | list[Piece], shard_chars: int) -> Iterator[list]:
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


def _run(work: list, entries: dict, executor: Executor, parts: int, progress, *rest, engine: str, done: dict) -> None:
    """Fill ``entries`` with what the workers return, shard by shard.

    A worker that is killed takes its shard with it, and a ``ProcessPoolExecutor`` takes every shard that
    waits. What is missing then is counted in this process: the run ends, with the same files.
    """
    todo, waiting = list(range(len(work)))[::-1], {}
    try:
        while todo or waiting:
            while todo and len(waiting) < AHEAD:
                place = todo.pop()
                waiting[executor.submit(count_shard, work[place], *rest, engine=engine, done=done)] = place
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                entries[waiting.pop(future)] = future.result()
            if progress is not None:
                progress(sum(map(len, entries.values())), parts)
    except Exception as error:
        for future in waiting:
            future.cancel()
        if not _worker_died(error):
            raise
        folder, rules = rest[1], rest[0]
        done = folder.sizes()  # other workers may have finished theirs
        for place in range(len(work)):
            if place not in entries:
                entries[place] = count_shard(work[place], rules, folder, engine=engine, done=done)
                if progress is not None:
                    progress(sum(map(len, entries.values())), parts)


def _worker_died(error: Exception) -> bool:
    """Whether an executor says that a worker was killed, rather than that the work itself is wrong."""
    return isinstance(error, BrokenExecutor) or type(error).__name__ in ("KilledWorker", "CancelledError")


def finish(folder: Folder, entries: list[dict], rules: Rules, *, again: bool = False) -> None:
    """Write manifest and vocabulary of a private edition; ``again`` where the old ones may still hold."""
    manifest = {
        "schema": schema.VERSION,
        "edition": "private",
        "lexicon": rules.manifest(),
        "dictionary": {"name": "jieba 0.42.1 dict.txt", "sha256": Dictionary.jieba().sha256},
        "parameters": {
            "first_label": FIRST_LABEL,
            "hmm": False,
            "part_chars": PART_CHARS,
            "piece_bytes": PIECE_BYTES,
            "piece_rows": PIECE_ROWS,
        },
        "shards": entries,
    }
    before, words = read_manifest(folder) if again else {}, "vocabulary.parquet"
    size = before.pop("vocabulary", {}).get("bytes")
    if before == json.loads(json.dumps(manifest)) and folder.sizes().get(words) == size:
        return write_manifest(folder, {**manifest, "vocabulary": {"bytes": size}})
    ids = folder.scan([f"documents/{entry['name']}.parquet" for entry in entries], schema.DOCUMENTS).select("doc_id")
    if ids.select(pl.col("doc_id").n_unique()).collect(engine="streaming").item() < sum(
        e["documents"] for e in entries
    ):
        twice = ids.collect()["doc_id"]
        twice = twice.filter(twice.is_duplicated()).sort()
        raise StudyError(f"each document needs a doc_id of its own; {twice[0]!r} stands more than once.")
    size = folder.write_table(words, vocabulary(folder, entries, rules))
    write_manifest(folder, {**manifest, "vocabulary": {"bytes": size}})


def vocabulary(folder: Folder, entries: list[dict], rules: Rules) -> pl.DataFrame:
    """Every id that occurs, with its word or label and the number of documents that hold it."""
    tallies = folder.scan([f"tally/{entry['name']}.parquet" for entry in entries], TALLY)
    counts = tallies.group_by("term_id").agg(pl.col("documents").sum()).collect().sort("term_id")
    ids = counts["term_id"]  # words come first
    label = ids.filter(ids >= FIRST_LABEL) - FIRST_LABEL
    labels = pl.Series("term", rules.labels, dtype=pl.String).gather(label)
    words = Dictionary.jieba().lines["word"].gather(ids.head(len(ids) - len(label)))
    kinds = pl.DataFrame({"term": labels}).select(
        kind=pl.when(pl.col("term").is_in(list(rules.slogans))).then(pl.lit("slogan")).otherwise(pl.lit("member"))
    )["kind"]
    return (
        counts.with_columns(
            term=pl.concat([words.alias("term"), labels]),
            kind=pl.concat([pl.Series("kind", ["word"]).new_from_index(0, len(words)), kinds]),
        )
        .select(*schema.VOCABULARY)
        .cast(schema.VOCABULARY)
    )
