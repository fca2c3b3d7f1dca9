"""Counting a corpus: its parts are counted side by side, then vocabulary and manifest are written."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from os import PathLike
from tempfile import TemporaryDirectory

import polars as pl

from ..core import schema
from ..core.callers import caller_level
from ..core.checked_calls import checked
from ..core.errors import StudyError
from ..core.file_set import FileSet, write_set
from ..core.storage import Folder
from ..corpus.corpus import Corpus
from ..lexicon.dictionary import Dictionary
from ..lexicon.lexicon import Lexicon
from ..segment.match_rules import FIRST_LABEL, MatchRules
from .count_texts import TALLY
from .editions import LEVELS
from .features import Features
from .manifest import WHOLE_TABLE, files_of, names_of
from .parallel_counting import count_in_parallel
from .text_places import note_of_texts
from .text_sources import PART_CHARS, PIECE_BYTES, PIECE_ROWS, parts_of


@checked
def build_features(
    corpus: Corpus | str | PathLike | Sequence[str | PathLike],
    lexicon: Lexicon,
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
        A folder for the features, new or empty or with features of an earlier run, which are replaced.
    executor : concurrent.futures.Executor, optional
        Who does the work: none (threads of this process), a ``ProcessPoolExecutor``, or
        ``dask.distributed.Client(...).get_executor()``. The files are the same, byte for byte. Where a worker
        is killed, its part is counted again.
    resume : bool
        Keep what was counted before from the same documents and the same lexicon.
    edition : {"private", "counts", "sets"}
        Private features hold offsets and the order of words; the others are what `Features.publish` makes of them.
    progress : callable, optional
        Called with the number of parts done and of all parts.
    shard_chars : int
        About how many characters a worker is given at a time.
    engine : None
        No effect any more: one compiled kernel cuts all words. It goes with the next release.

    Returns
    -------
    Features
        Opened from ``out``.

    Raises
    ------
    StudyError
        Where a document has no id of its own, a file cannot be read, or an argument has no meaning; where ``out``
        holds other files, lies inside the corpus or around it, or cannot be written.

    Examples
    --------
    >>> texts = pl.DataFrame({"id": ["a"], "date": ["2014-08-01"], "text": ["干部把“四下基层”带到村里。"]})
    >>> folder = TemporaryDirectory()
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), folder.name)
    >>> features.mentions.select("sentence", "start", "term", "quoted").collect().rows()
    [(1, 4, '四下基层', True)]
    >>> features.vocabulary.select("term", "kind").collect().rows()
    [('带到', 'word'), ('干部', 'word'), ('村里', 'word'), ('四下基层', 'slogan')]
    """
    if engine is not None:
        message = "build_features(engine=…) has no effect any more; the argument goes with the next release."
        warnings.warn(message, FutureWarning, stacklevel=caller_level())
    level = "counts" if edition == "published" else edition  # its name in 0.1.0
    if level not in ("private", *LEVELS):
        raise StudyError(f"no edition {edition!r}; there are: {', '.join(('private', *LEVELS))}.")
    if shard_chars < 1:
        raise StudyError(f"shard_chars={shard_chars} must be at least 1.")
    several = list(corpus) if isinstance(corpus, Sequence) else []  # a corpus in memory came from nowhere that we know
    inputs = [corpus] if isinstance(corpus, (str, PathLike)) else several
    if level != "private":  # from a private edition that is then thrown away
        with TemporaryDirectory(prefix="tifa-") as private:
            features = build_features(
                corpus, lexicon, private, executor=executor, progress=progress, shard_chars=shard_chars
            )
            return features.publish(out, level=level)
    with write_set(out, inputs=inputs, names=names_of) as new:
        rules = MatchRules.of(lexicon)
        done = new.earlier.sizes if resume else {}
        records = count_in_parallel(
            parts_of(corpus),
            rules,
            new.writer,
            executor=executor,
            done=done,
            shard_chars=shard_chars,
            progress=progress,
        )
        new.note(b"")  # until the new set is whole, nothing is said of its texts
        _finish(new, records, rules, lexicon, resume=resume)
        new.note(note_of_texts(corpus, new.folder))
    return Features.open(out)


def _finish(new: FileSet, records: list[dict], rules: MatchRules, lexicon: Lexicon, *, resume: bool) -> None:
    """Write vocabulary and manifest of a private edition; the old vocabulary stays where nothing has changed."""
    for record in records:
        new.keep_part(record)
    manifest = {
        "schema": schema.VERSION,
        "edition": "private",
        "lexicon": {**rules.manifest(), "tables": lexicon.to_lines()},
        "dictionary": {"name": "jieba 0.42.1 dict.txt", "sha256": Dictionary.jieba().sha256},
        "parameters": {
            "first_label": FIRST_LABEL,
            "hmm": False,
            "part_chars": PART_CHARS,
            "piece_bytes": PIECE_BYTES,
            "piece_rows": PIECE_ROWS,
        },
        "shards": [record["shard"] for record in records],
    }
    before = {name: new.earlier.manifest.get(name) for name in manifest}
    files = new.whole(new.earlier.manifest.get("tables", {}).get(WHOLE_TABLE, ())) if resume else {}
    if not files or before != json.loads(json.dumps(manifest)):
        _check_ids(new.folder, manifest)
        table = _vocabulary(new.folder, manifest, rules)
        entry = new.write_table(WHOLE_TABLE, table)
        files = {entry["file"]: entry}
    new.keep(files)
    new.commit({**manifest, "tables": {WHOLE_TABLE: list(files)}})


def _check_ids(folder: Folder, manifest: dict) -> None:
    """A `StudyError` where two documents have one id, which parts that are counted apart cannot see."""
    ids = folder.scan(files_of(manifest, "documents"), schema.DOCUMENTS).select("doc_id")
    different = ids.select(pl.col("doc_id").n_unique()).collect(engine="streaming").item()
    if different < sum(shard["documents"] for shard in manifest["shards"]):
        twice = ids.filter(pl.col("doc_id").is_duplicated()).min().collect().item()
        raise StudyError(f"each document needs a doc_id of its own; {twice!r} stands more than once.")


def _vocabulary(folder: Folder, manifest: dict, rules: MatchRules) -> pl.DataFrame:
    """Every id that occurs, with its word or label and the number of documents that hold it."""
    tallies = folder.scan(files_of(manifest, "tally"), TALLY)
    counts = tallies.group_by("term_id").agg(pl.col("documents").sum()).collect().sort("term_id")
    ids = counts["term_id"]  # words come first
    label = ids.filter(ids >= FIRST_LABEL) - FIRST_LABEL
    labels = pl.Series("term", rules.labels, dtype=pl.String).gather(label)
    words = Dictionary.jieba().lines["word"].gather(ids.head(len(ids) - len(label)))
    kind = pl.when(pl.col("term_id") < FIRST_LABEL).then(pl.lit("word"))
    kind = kind.when(pl.col("term").is_in(list(rules.slogans))).then(pl.lit("slogan")).otherwise(pl.lit("member"))
    table = counts.with_columns(term=pl.concat([words.alias("term"), labels])).with_columns(kind=kind)
    return table.select(*schema.VOCABULARY).cast(schema.VOCABULARY)
