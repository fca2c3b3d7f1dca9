"""Commands that read counts: timeline and network."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import analysis  # public names only: each is loaded by the command that uses it

from ..core.errors import StudyError
from .options import (
    Duplicates,
    End,
    FeaturesFolder,
    Figure,
    Genres,
    Kinds,
    Labels,
    NetworkFile,
    Start,
    TableFile,
    Terms,
)
from .terminal import PROBLEMS, message, progress, save, show


def timeline(
    features: FeaturesFolder,
    term: Terms = None,
    every: Annotated[str | None, typer.Option(help="Slice: 1y, 2y, 5y, 10y, 1q or 1mo.")] = None,
    unit: Annotated[str | None, typer.Option(help="documents (rate per 1,000) or characters (per million).")] = None,
    start: Start = None,
    end: End = None,
    kind: Kinds = None,
    where: Annotated[str | None, typer.Option(help="Count mentions there only: title, lead or body.")] = None,
    duplicates: Duplicates = False,
    bootstrap: Annotated[bool, typer.Option("--bootstrap", help="Intervals by drawing days (slower).")] = False,
    out: TableFile = None,
    figure: Figure = None,
    labels: Labels = "zh",
) -> None:
    """Rates of terms over time, with intervals.

    With neither --every nor --unit, both are chosen to suit the length, number and dates of the documents, and it says how.

    \b
    python -m analysis timeline counts/ --term 四下基层 --term 枫桥经验
    python -m analysis timeline data/broadcast --term 共同富裕 --every 1q --out rates.csv --figure rates
    """
    chosen: dict[str, Any] = dict(start=start, end=end, kinds=kind or None, duplicates=duplicates, where=where)
    counts = analysis.Features.open(features)
    settings, choice = None, {"every": every or "1y", "unit": unit or "documents"}
    if every is None and unit is None and where is None:
        asked = counts.filter(start=start, end=end, **({"kind": kind} if kind else {}))
        settings = analysis.suitable_settings(asked, duplicates=duplicates)
        choice = settings.timeline
    result = analysis.timeline(counts, term or None, **choice, **chosen)
    if settings is not None:
        _say_why(settings)
    if bootstrap:
        with progress("drawing days"):
            result = result.bootstrap()
    message(repr(result))
    if figure:
        many = len(result.terms) > 4  # more lines than one panel keeps apart
        save(analysis.plot_timeline(result, labels=labels, panels=many, width="page" if many else "column"), figure)
    frame = result.to_frame()
    show(frame, out, first=("term", "start", "rate"))
    if not frame["hits"].sum():
        raise typer.Exit(PROBLEMS)


def _say_why(settings: Any) -> None:
    """Which unit and slices were chosen, and why."""
    message(
        f"chosen for these documents: --unit {settings.unit} --every {settings.every} (give one to choose yourself)"
    )
    for reason in settings.reasons:
        if reason.startswith(("unit:", "slices:")):
            message(f"  {reason}")


def verify(features: FeaturesFolder) -> None:
    """Check every file of a folder of counts against its hash, and say what to do.

    \b
    python -m analysis verify data/broadcast
    python -m analysis verify counts/
    """
    found = analysis.verify_features(features)
    message(repr(found))
    odd = found.frame.filter(found["state"] != "whole")
    if odd.height:
        show(odd, None)
    if not found.whole:
        message(found.remedy)
        raise typer.Exit(PROBLEMS)


def network(
    features: FeaturesFolder,
    start: Start = None,
    end: End = None,
    context: Annotated[str, typer.Option(help="sentence, paragraph, document or window.")] = "sentence",
    delta: Annotated[float, typer.Option(help="Backbone: 1.28, 1.64 or 2.32 deviations above noise.")] = 1.64,
    q: Annotated[float, typer.Option(help="Share of false edges accepted.")] = 0.05,
    term: Terms = None,
    kind: Kinds = None,
    genre: Genres = None,
    duplicates: Duplicates = False,
    out: NetworkFile = None,
    figure: Figure = None,
    labels: Labels = "zh",
) -> None:
    """Terms that attract each other.

    Pairs that stand together more often than chance brings them: tested, then thinned to the backbone.

    \b
    python -m analysis network counts/ --start 2021 --end 2024
    python -m analysis network data/broadcast --start 2023 --out 2023.graphml --figure network-2023
    """
    if term and len(term) == 1:
        raise StudyError(
            f"{term[0]} alone has no pairs.\n  Give --term again for each of the others, or leave it out for all."
        )
    chosen: dict[str, Any] = dict(start=start, end=end, kinds=kind or None, duplicates=duplicates, genre=genre or None)
    with progress("counting and testing pairs"):
        counts = analysis.Features.open(features)
        pairs = analysis.cooccurrence(counts, context=context, terms=term or None, **chosen).test(q).backbone(delta)
    message(repr(pairs))
    edges = pairs.edges()
    if out:
        message(f"{edges.height} edges: {analysis.write_network(pairs, out)}")
    else:
        show(edges, None, first=("a", "b", "f_ab", "npmi"))
    if figure:
        save(analysis.plot_network(pairs, labels=labels), figure)
    if edges.is_empty():
        raise typer.Exit(PROBLEMS)
