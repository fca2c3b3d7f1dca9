"""Commands that read texts or the lexicon: clean, build, concordance, lexicon check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer

import analysis  # public names only: each is loaded by the command that uses it

from ..core.errors import StudyError
from ..core.paths import refuse_overlap
from .options import LexiconFolder, Remarks, TableFile, Texts, Uncleaned
from .terminal import PROBLEMS, left_out, message, progress, show, show_concordance

AS_IS = (
    "Count .jsonl or .parquet files, a folder or URL of them, piece by piece as they are (doc_id, date, title, text): "
    "for texts larger than memory."
)
SETS = (
    "Also an edition with the nouns of each sentence: for colleagues who may read the texts, not to be shared further."
)
SHARED = {"counts": "edition to share", "sets": "edition for colleagues, not to be shared further"}
EACH_TEXT = "Mark no near-duplicates: each text is an event, as in one programme."


def clean(
    paths: Texts,
    out: Annotated[str, typer.Option("--out", "-o", metavar="DIR", help="Where the clean texts and records go.")],
    audit: Annotated[bool, typer.Option("--audit", help="Also a side-by-side view of each page.")] = False,
) -> None:
    """Clean pages; every change is on record.

    Damaged or saved web pages in; clean texts, repairs, dropped lines and doubtful readings out.

    \b
    python -m analysis clean pages/ --out clean/
    python -m analysis clean pages/ --out clean/ --audit
    """
    with progress("cleaning") as moved:
        report = analysis.clean_folder(_one_or_all(paths), out, audit=audit, progress=moved)
    message(repr(report))
    if report.rejected.height:
        raise typer.Exit(PROBLEMS)


def build(
    paths: Texts,
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder (or URL) for the counts.")],
    lexicon: LexiconFolder = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Local processes.")] = None,
    scheduler: Annotated[str | None, typer.Option(metavar="tcp://…", help="A Dask scheduler to work on.")] = None,
    no_clean: Uncleaned = False,
    duplicates: Annotated[bool, typer.Option("--duplicates", help=EACH_TEXT)] = False,
    every_text: Annotated[bool, typer.Option("--every-text", hidden=True)] = False,
    as_is: Annotated[bool, typer.Option("--as-is", help=AS_IS)] = False,
    publish: Annotated[str | None, typer.Option(metavar="DIR", help="Also an edition of counts, to share.")] = None,
    publish_sets: Annotated[str | None, typer.Option("--publish-sets", metavar="DIR", help=SETS)] = None,
    remarks: Remarks = None,
) -> None:
    """Count texts, once for all questions.

    \b
    python -m analysis build my-texts/ counts/
    python -m analysis build texts.parquet counts/ --workers 4 --publish to-share/
    python -m analysis build a/ b.csv counts/ --remarks remarks.csv
    python -m analysis build s3://bucket/texts s3://bucket/counts --as-is --scheduler tcp://scheduler:8786
    """
    if workers and scheduler:
        raise StudyError("--workers and --scheduler exclude each other: local processes, or a cluster.")
    if every_text:
        message("--every-text is now --duplicates; the old name goes with the next release.")
    if as_is and (len(paths) > 1 or remarks):
        raise StudyError("--as-is counts one file, folder or URL, and has no remarks on it.")
    for place in (out, publish, publish_sets):
        if place:
            refuse_overlap(place, paths)
    words = analysis.Lexicon.read(lexicon)
    marked = not (duplicates or every_text)
    corpus = None if as_is else read_corpus(paths, clean=not no_clean, mark_duplicates=marked, remarks=remarks)
    texts = paths[0] if corpus is None else corpus
    with _executor(workers, scheduler) as executor, progress("counting") as moved:
        features = analysis.build_features(texts, words, out, executor=executor, progress=moved)
    message(repr(features))
    for level, place in (("counts", publish), ("sets", publish_sets)):
        if place:
            features.publish(place, level=level)
            message(f"{SHARED[level]}: {place}")
    if corpus is not None and corpus.rejected.height:
        raise typer.Exit(PROBLEMS)


def concordance(
    paths: Texts,
    term: Annotated[str, typer.Argument(metavar="TERM")],
    width: Annotated[int, typer.Option(min=1, help="Characters to either side.")] = 20,
    lexicon: LexiconFolder = None,
    no_clean: Uncleaned = False,
    out: TableFile = None,
    remarks: Remarks = None,
) -> None:
    """The uses of a term, each in its context.

    \b
    python -m analysis concordance my-texts/ 四下基层
    python -m analysis concordance my-texts/ 枫桥经验 --width 30 --out lines.csv
    """
    words = analysis.Lexicon.read(lexicon)
    corpus = read_corpus(paths, clean=not no_clean, mark_duplicates=True, remarks=remarks)
    found = analysis.concordance(corpus, term, width=width, lexicon=words).frame
    show_concordance(found, out)
    message(f"{found.height} uses of {term} in {corpus.documents.height} documents")
    if found.is_empty():
        raise typer.Exit(PROBLEMS)


def check(
    path: Annotated[str | None, typer.Argument(metavar="[DIR]", help="Lexicon; the study's if left out.")] = None,
) -> None:
    """Find what is wrong with a lexicon.

    Duplicates, empty glosses, short glosses too long or alike, pinyin that does not fit, members missing, dates that
    contradict, terms that no rule can match.

    \b
    python -m analysis lexicon check
    python -m analysis lexicon check my-lexicon/
    """
    lexicon = analysis.Lexicon.read(path)
    problems = lexicon.check()
    message(f"{len(lexicon.labels)} terms, {problems.height or 'no'} problem{'s' * (problems.height > 1)} found")
    if problems.height:
        show(problems, None)
        raise typer.Exit(PROBLEMS)


def _one_or_all(paths: Sequence[str]) -> str | list[str]:
    return paths[0] if len(paths) == 1 else list(paths)


def read_corpus(paths: Sequence[str], *, clean: bool, mark_duplicates: bool, remarks: str | None) -> analysis.Corpus:
    """A corpus, and a word on what came in and what was left out."""
    with progress("reading and cleaning" if clean else "reading"):
        corpus = analysis.Corpus.read(_one_or_all(paths), clean=clean, mark_duplicates=mark_duplicates)
    message(repr(corpus))
    for line in corpus.account.lines():
        message(f"  {line}")
    for line in left_out(corpus, 10):
        message(line)
    if corpus.rejected.height > 10:
        message(f"  … and {corpus.rejected.height - 10} more; --remarks FILE.csv lists them all")
    if remarks:
        table = analysis.reading_notes(corpus)
        message(f"  {table.height} remarks: {analysis.write_csv(table, remarks)}")
    return corpus


@contextmanager
def _executor(workers: int | None, scheduler: str | None) -> Iterator:
    """Who counts: a Dask cluster, local processes, or None for threads of this process."""
    if scheduler:
        try:
            from distributed import Client
        except ModuleNotFoundError:
            raise StudyError("--scheduler needs Dask: pip install 'tifa-study[cluster]'.") from None
        try:
            client = Client(scheduler, timeout="10s")
        except (OSError, ValueError) as problem:
            raise StudyError(f"no Dask scheduler answers at {scheduler}: {problem}") from None
        with client:
            yield client.get_executor()
    elif workers and workers > 1:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # spawned, not forked: a fork copies the locks of polars' threads as they happen to stand
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield pool
    else:
        yield None
