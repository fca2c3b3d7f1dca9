"""The command line: ``python -m analysis …``, the same functions as in a notebook."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import Annotated

import typer

from .errors import StudyError
from .terminal import busy, checked, progress, show, tell

FINE, PROBLEMS, USAGE = 0, 1, 2

app = typer.Typer(
    name="tifa-study",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help, the same in a terminal, a pipe and a log
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="""Timelines and term networks of the fixed formulations (提法) of Chinese official language.

    \b
    Usual order:
      python -m analysis build my-texts/ counts/
      python -m analysis timeline counts/ --term 四下基层
      python -m analysis network counts/ --start 2021 --out network.graphml

    Results go to stdout or to --out, messages to stderr.
    Exit status: 0 fine; 1 done, with problems or nothing found; 2 wrong input; 130 interrupted.""",
)
lexicon_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The table of formulations.")
app.add_typer(lexicon_app, name="lexicon")

FeaturesFolder = Annotated[str, typer.Argument(metavar="FEATURES", help="Folder that `build` made, or one in data/.")]
Texts = Annotated[str, typer.Argument(metavar="PATH", help="Folder of .txt/.html, or one .csv, .jsonl, .parquet.")]
Terms = Annotated[list[str] | None, typer.Option("--term", "-t", metavar="TERM", help="A term; give it again for another.")]
Start = Annotated[str | None, typer.Option(metavar="DATE", help="First day: 2016, 2016-03 or 2016-03-01.")]
End = Annotated[str | None, typer.Option(metavar="DATE", help="The day after the last.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", metavar="KIND", help="Only documents of this kind, such as story.")]
Duplicates = Annotated[bool, typer.Option("--duplicates", help="Count near-duplicates (reprints) as well.")]
Out = Annotated[str | None, typer.Option("--out", "-o", metavar="FILE", help="Write a .csv instead of showing.")]
Figure = Annotated[str | None, typer.Option(metavar="NAME", help="Also draw: NAME.pdf, .svg, .png and its data.")]
Labels = Annotated[str, typer.Option(help="Names in the figure: zh, en or both.")]
LexiconFolder = Annotated[str | None, typer.Option("--lexicon", metavar="DIR", help="Lexicon; the study's if left out.")]


@app.command()
def clean(
    path: Texts,
    out: Annotated[str, typer.Option("--out", "-o", metavar="DIR", help="Where the clean texts and records go.")],
    audit: Annotated[bool, typer.Option("--audit", help="Also a side-by-side view of each page.")] = False,
) -> None:
    """Clean pages; every change is on record.

    Damaged or saved web pages in; clean texts, repairs, dropped lines and doubtful readings out.

    \b
    python -m analysis clean pages/ --out clean/
    python -m analysis clean pages/ --out clean/ --audit
    """
    from .cleaning import clean_folder

    with progress("cleaning") as moved:
        report = clean_folder(path, out, audit=audit, progress=moved)
    tell(str(report))
    if getattr(report, "rejected", None) is not None and report.rejected.height:
        raise typer.Exit(PROBLEMS)


@app.command()
def build(
    path: Texts,
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder (or URL) for the counts.")],
    lexicon: LexiconFolder = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Local processes.")] = None,
    scheduler: Annotated[str | None, typer.Option(metavar="tcp://…", help="A Dask scheduler to work on.")] = None,
    no_clean: Annotated[bool, typer.Option("--no-clean", help="Take the texts as they are.")] = False,
    every_text: Annotated[
        bool, typer.Option("--every-text", help="Mark no reprints: each text is an event, as in one programme.")
    ] = False,
    publish: Annotated[str | None, typer.Option(metavar="DIR", help="Also an edition without running text.")] = None,
) -> None:
    """Count texts, once for all questions.

    \b
    python -m analysis build my-texts/ counts/
    python -m analysis build texts.parquet counts/ --workers 4 --publish to-share/
    """
    from .corpus import Corpus
    from .features import build_features
    from .lexicon import Lexicon

    if workers and scheduler:
        raise StudyError("--workers and --scheduler exclude each other: local processes, or a cluster.")
    words = Lexicon.read(lexicon)
    with busy("reading and cleaning" if not no_clean else "reading"):
        corpus = Corpus.read(path, clean=not no_clean, reprints=not every_text)
    tell(repr(corpus))
    for file, reason in corpus.rejected.head(10).select("file", "reason").rows():
        tell(f"  left out: {file}: {reason}")
    if corpus.rejected.height > 10:
        tell(f"  … and {corpus.rejected.height - 10} more")
    with _executor(workers, scheduler) as executor, progress("counting") as moved:
        features = build_features(corpus, words, out, executor=executor, progress=moved)
    tell(repr(features))
    if publish:
        features.publish(publish)
        tell(f"edition to share: {publish}")
    if corpus.rejected.height:
        raise typer.Exit(PROBLEMS)


@app.command()
def timeline(
    features: FeaturesFolder,
    term: Terms = None,
    every: Annotated[str, typer.Option(help="Slice: 1y, 1q or 1mo.")] = "1y",
    unit: Annotated[str, typer.Option(help="Rate per 1,000 documents, or per million characters.")] = "documents",
    start: Start = None,
    end: End = None,
    kind: Kinds = None,
    duplicates: Duplicates = False,
    bootstrap: Annotated[bool, typer.Option("--bootstrap", help="Intervals by drawing days (slower).")] = False,
    out: Out = None,
    figure: Figure = None,
    labels: Labels = "zh",
) -> None:
    """Rates of terms over time, with intervals.

    \b
    python -m analysis timeline counts/ --term 四下基层 --term 枫桥经验
    python -m analysis timeline data/broadcast --term 共同富裕 --every 1q --out rates.csv --figure rates
    """
    from .features import Features
    from .timeline import timeline as rates

    if out:
        checked(out, "table")
    result = rates(Features.open(features), term or None, every=every, unit=unit, start=start, end=end,
                   kinds=kind or None, duplicates=duplicates)
    if bootstrap:
        with busy("drawing days"):
            result = result.bootstrap()
    tell(repr(result))
    if figure:
        from .figures import plot_timeline, save_figure

        many = len(result.terms) > 4
        saved = save_figure(plot_timeline(result, labels=labels, panels=many, width="page" if many else "column"), figure)
        tell("\n".join(map(str, saved)))
    show(result.to_frame(), out)
    if not result.to_frame()["hits"].sum():
        raise typer.Exit(PROBLEMS)


@app.command()
def network(
    features: FeaturesFolder,
    start: Start = None,
    end: End = None,
    context: Annotated[str, typer.Option(help="sentence, paragraph, document or window.")] = "sentence",
    delta: Annotated[float, typer.Option(help="Backbone: 1.28, 1.64 or 2.32 deviations above noise.")] = 1.64,
    q: Annotated[float, typer.Option(help="Share of false edges accepted.")] = 0.05,
    term: Terms = None,
    kind: Kinds = None,
    duplicates: Duplicates = False,
    out: Annotated[str | None, typer.Option("--out", "-o", metavar="FILE",
                   help="Write .csv, .graphml, .gexf, or .json (VOSviewer).")] = None,
    figure: Figure = None,
    labels: Labels = "zh",
) -> None:
    """Terms that attract each other.

    Pairs that stand together more often than chance brings them: tested, then thinned to the backbone.

    \b
    python -m analysis network counts/ --start 2021 --end 2024
    python -m analysis network data/broadcast --start 2023 --out 2023.graphml --figure network-2023
    """
    from .cooccurrence import cooccurrence
    from .features import Features

    target = checked(out, "network") if out else None
    with busy("counting and testing pairs"):
        pairs = cooccurrence(Features.open(features), start=start, end=end, context=context, terms=term or None,
                             kinds=kind or None, duplicates=duplicates).test(q).backbone(delta)
    tell(repr(pairs))
    edges = pairs.edges()
    if target and target.suffix.lower() != ".csv":
        from .export import write_network

        tell(f"{edges.height} edges: {write_network(pairs, target)}")
    else:
        show(edges, out)
    if figure:
        from .figures import plot_network, save_figure

        tell("\n".join(map(str, save_figure(plot_network(pairs, labels=labels), figure))))
    if edges.is_empty():
        raise typer.Exit(PROBLEMS)


@app.command()
def concordance(
    path: Texts,
    term: Annotated[str, typer.Argument(metavar="TERM")],
    width: Annotated[int, typer.Option(min=1, help="Characters to either side.")] = 20,
    no_clean: Annotated[bool, typer.Option("--no-clean", help="Take the texts as they are.")] = False,
    out: Out = None,
) -> None:
    """The uses of a term, each in its context.

    \b
    python -m analysis concordance my-texts/ 四下基层
    python -m analysis concordance my-texts/ 枫桥经验 --width 30 --out lines.csv
    """
    from .concordance import concordance as lines
    from .corpus import Corpus

    if out:
        checked(out, "table")
    with busy("reading"):
        corpus = Corpus.read(path, clean=not no_clean)
    found = lines(corpus, term, width=width)
    show(found, out)
    tell(f"{found.height} uses of {term} in {corpus.documents.height} documents")
    if found.is_empty():
        raise typer.Exit(PROBLEMS)


@lexicon_app.command("check")
def check(
    path: Annotated[str | None, typer.Argument(metavar="[DIR]", help="Lexicon; the study's if left out.")] = None,
) -> None:
    """Find what is wrong with a lexicon.

    Duplicates, empty glosses, members missing, dates that contradict, terms that no rule can match.

    \b
    python -m analysis lexicon check
    python -m analysis lexicon check my-lexicon/
    """
    from .lexicon import Lexicon

    lexicon = Lexicon.read(path)
    problems = lexicon.check()
    if problems.is_empty():
        tell(f"{len(lexicon.labels)} terms, no problem found")
        return
    show(problems, None)
    tell(f"{problems.height} problems in {len(lexicon.labels)} terms")
    raise typer.Exit(PROBLEMS)


@app.command()
def study(
    save: Annotated[bool, typer.Option("--save", help="Save the executed notebooks in place.")] = False,
    figures: Annotated[bool, typer.Option("--figures", help="Only draw the figure of the README again.")] = False,
) -> None:
    """Run the whole study into results/.

    Reads and counts the demonstration texts, executes the notebooks, gathers the ledger of claims.

    \b
    python -m analysis study
    """
    from . import study as whole

    if figures:
        whole.draw_figures(tell=tell)
    else:
        whole.run(save=save, tell=tell)


@contextmanager
def _executor(workers: int | None, scheduler: str | None):
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


def main(arguments: list[str] | None = None) -> None:
    """Entry point of ``python -m analysis`` and ``tifa-study``; always ends in an exit status."""
    try:
        app(args=arguments, prog_name="python -m analysis")
    except StudyError as problem:
        tell(f"{type(problem).__name__}: {problem}")
        sys.exit(USAGE)
    except KeyboardInterrupt:
        tell("interrupted")
        sys.exit(130)
