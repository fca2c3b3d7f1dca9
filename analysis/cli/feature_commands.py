"""Commands that read counts: timeline and network."""

from __future__ import annotations

from typing import Annotated

import typer

import analysis  # public names only: each is loaded by the command that uses it

from .options import Duplicates, End, FeaturesFolder, Figure, Kinds, Labels, Out, Start, Terms
from .terminal import PROBLEMS, busy, checked, show, tell


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
    if out:
        checked(out, "table")
    result = analysis.timeline(
        analysis.Features.open(features),
        term or None,
        every=every,
        unit=unit,
        start=start,
        end=end,
        kinds=kind or None,
        duplicates=duplicates,
    )
    if bootstrap:
        with busy("drawing days"):
            result = result.bootstrap()
    tell(repr(result))
    if figure:
        many = len(result.terms) > 4
        saved = analysis.save_figure(
            analysis.plot_timeline(result, labels=labels, panels=many, width="page" if many else "column"), figure
        )
        tell("\n".join(map(str, saved)))
    show(result.to_frame(), out)
    if not result.to_frame()["hits"].sum():
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
    duplicates: Duplicates = False,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="FILE", help="Write .csv, .graphml, .gexf, or .json (VOSviewer)."),
    ] = None,
    figure: Figure = None,
    labels: Labels = "zh",
) -> None:
    """Terms that attract each other.

    Pairs that stand together more often than chance brings them: tested, then thinned to the backbone.

    \b
    python -m analysis network counts/ --start 2021 --end 2024
    python -m analysis network data/broadcast --start 2023 --out 2023.graphml --figure network-2023
    """
    target = checked(out, "network") if out else None
    with busy("counting and testing pairs"):
        pairs = (
            analysis.cooccurrence(
                analysis.Features.open(features),
                start=start,
                end=end,
                context=context,
                terms=term or None,
                kinds=kind or None,
                duplicates=duplicates,
            )
            .test(q)
            .backbone(delta)
        )
    tell(repr(pairs))
    edges = pairs.edges()
    if target and target.suffix.lower() != ".csv":
        tell(f"{edges.height} edges: {analysis.write_network(pairs, target)}")
    else:
        show(edges, out)
    if figure:
        tell("\n".join(map(str, analysis.save_figure(analysis.plot_network(pairs, labels=labels), figure))))
    if edges.is_empty():
        raise typer.Exit(PROBLEMS)
