"""Coverage: how many documents there are, when, of what kind, and where there are none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from ..core.errors import StudyError
from ..counts.periods import FINE_ENOUGH, check_every
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fonts import check_characters
from .labels import broken
from .panels import drawing_axes, key_above, small_print
from .result_frames import frame_of
from .result_words import period_words
from .time_axes import draw_events, draw_seams, first_and_last, shade_gaps, slice_bounds, slice_name, years_below
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("date", "date_precision", "kind", "duplicate_of")
DUPLICATES, NO_KIND = "near-duplicates", "no kind"
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----")


@takes_drawing_options(width="page", without=["labels", "glosses", "lines"])
def plot_coverage(
    result: Any, *, every: str = "1mo", gap_days: int | None = None, **options: Unpack[DrawingOptions]
) -> Axes:
    """Draw the number of documents by month, stacked by kind, gaps shaded.

    Near-duplicates stand on top, in grey. Documents without a date, or with one too coarse for the slice,
    cannot be placed; the small print says how many.

    Parameters
    ----------
    result : Features or Corpus
        Or its table of documents.
    every : {"1mo", "1q", "1y"}
        Length of a slice.
    gap_days : int, optional
        Also shade every stretch of at least so many days without a document: for a daily source, 4 or so.
    ax, lang, width, height, style, colors, events : as in `plot_timeline`

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        No document is dated finely enough; ``result`` has no documents.

    Examples
    --------
    >>> from analysis import Features, data_folder
    >>> ax = plot_coverage(Features.open(data_folder() / "press"), every="1y")
    >>> ax.get_ylabel(), [bars.get_label() for bars in ax.containers]
    ('documents a year', ['no kind', 'near-duplicates'])
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    every = check_every(every)
    takes = "plot_coverage takes Features, a Corpus, or a table of documents"
    frame = frame_of(getattr(result, "documents", result), COLUMNS, takes=takes)
    drawing = Drawing.of(_Documents(result), options)
    look, words = drawing.look, drawing.words
    placed = frame.filter(pl.col("date").is_not_null(), pl.col("date_precision").is_in(FINE_ENOUGH[every]))
    if placed.is_empty():
        word = Words().slice(every)
        raise StudyError(f"none of the {frame.height} documents has a date fine enough for slices of a {word}.")
    counts = documents_by_kind(placed, every)
    sums = counts.group_by("group").agg(pl.col("documents").sum())
    order = [pl.col("group") == DUPLICATES, "documents", "group"]
    groups = sums.sort(order, descending=[False, True, False])["group"].to_list()
    check_characters(groups)
    own_words = {DUPLICATES: words("near-duplicates"), NO_KIND: words("no kind")}
    named = {group: broken(own_words.get(group, group), drawing.name_width()) for group in groups}
    in_a_row, further = _key_shape(list(named.values()), drawing.narrow)
    first, last = first_and_last(counts["start"], every)
    starts = pl.date_range(first, last, interval=every, closed="left", eager=True)
    days: list[Any] = starts.to_list()
    widths = [(end - start).days * 0.92 for start, end in slice_bounds(days, every)]
    totals = starts.to_frame("start").join(
        counts.group_by("start").agg(pl.col("documents").sum()), on="start", how="left"
    )
    totals = totals.sort("start")["documents"].fill_null(0)
    pauses = _pauses(placed, gap_days) if gap_days else []

    def signs(words: Words) -> str:
        word = words.slice(every)
        return words.sentences(
            words("documents drawn", n=f"{placed.height:,}"),
            words("shaded slice", slice=word) if (totals == 0).any() else "",
            words("pauses", days=gap_days, n=len(pauses)) if pauses else "",
            words("too coarse", n=f"{frame.height - placed.height:,}") if placed.height < frame.height else "",
        )

    def describe(words: Words) -> Description:
        word, period = words.slice(every), period_words(first, last, words)
        unit = words("documents a slice", slice=word)
        most = int(totals.arg_max() or 0)
        highest = words(
            "seen highest", name=words("all kinds"), when=slice_name(days[most], every), value=f"{totals[most]:,}"
        )
        kinds = words("seen terms", terms=words.listed([named[group].replace("\n", " ") for group in groups]))
        axes = words("seen axes", x=words("seen time", slice=word, period=period), y=unit)
        seen = words.sentences(words("seen bars"), axes, kinds, highest)
        return Description(words("title coverage", slice=word, period=period), unit, signs(words), "", seen)

    height = (58 if drawing.narrow else 52) + further + (4 if drawing.events else 0)
    with drawing_axes(drawing, height, counts, describe) as ax:
        bottom = pl.Series([0] * len(starts))
        for k, group in enumerate(groups):
            own = counts.filter(pl.col("group") == group)
            values = starts.to_frame("start").join(own, on="start", how="left").sort("start")["documents"].fill_null(0)
            grey = group == DUPLICATES
            colour = look.faint if grey else drawing.series(k, group).colour
            look_of_bars: dict[str, Any] = dict(color=colour, edgecolor=look.paper, lw=0)
            hatch = "" if grey else HATCHES[k % len(HATCHES)]
            base: dict[str, Any] = dict(bottom=bottom.to_list(), align="edge", label=named[group], zorder=2)
            ax.bar(days, values.to_list(), widths, hatch=hatch, **look_of_bars, **base)
            bottom = bottom + values
        shade_gaps(ax, starts.filter(bottom == 0).to_list(), every, look.shade)
        for start, end in pauses:
            ax.axvspan(start, end, facecolor=look.grey, alpha=0.4, lw=0, zorder=2.5, label="_pause")
        ax.set_xlim(first - timedelta(days=15), last + timedelta(days=15))
        years_below(ax, first, last, most=drawing.most_years)
        ax.set_ylabel(words("documents a slice", slice=words.slice(every)))
        small_print(ax, signs(words), look)
        above = draw_events(ax, drawing)
        if len(groups) > 1:
            key_above(ax, in_a_row, look=look, borderaxespad=0.5 + 1.5 * above)
        draw_seams(ax, drawing)
    return ax


class _Documents:
    """Documents with what they say of themselves, in the form of a result."""

    def __init__(self, documents: Any):
        manifest = getattr(documents, "manifest", None)
        manifest = manifest if isinstance(manifest, Mapping) else {}
        folder = getattr(getattr(documents, "folder", None), "url", None)
        name = manifest.get("name") or (PurePosixPath(folder.replace("\\", "/")).name if folder else None)
        corpus = {"name": name} if name else None
        self.parameters = {"corpus": corpus, "seams": tuple(manifest.get("seams") or ())}


def _key_shape(names: list[str], narrow: bool) -> tuple[int, float]:
    """How many names of kinds stand in a row of the key, and millimetres of height for those that are long."""
    in_a_row, room = (3, 34) if narrow else (6, 70)  # room: Chinese characters side by side
    widest = max(len(line) if not line.isascii() else len(line) / 2 for name in names for line in name.split("\n"))
    if widest <= 8:
        return min(len(names), in_a_row), 0
    in_a_row = max(1, min(in_a_row, int(room / (widest + 4))))  # 4: a patch and the space before the next
    return in_a_row, 3 * sum(1 + name.count("\n") for name in names) / in_a_row


def documents_by_kind(documents: pl.DataFrame, every: str) -> pl.DataFrame:
    """``start · group · documents``: counts by slice and kind, near-duplicates a group apart; sorted."""
    kind = pl.col("kind").fill_null(NO_KIND)
    group = pl.when(pl.col("duplicate_of").is_not_null()).then(pl.lit(DUPLICATES)).otherwise(kind)
    placed = documents.select(start=pl.col("date").dt.truncate(every), group=group)
    return placed.group_by("start", "group").agg(documents=pl.len()).sort("start", "group")


def _pauses(documents: pl.DataFrame, least: int) -> list[tuple[Any, Any]]:
    """Stretches of at least ``least`` days between two days with a document."""
    days = documents.filter(pl.col("date_precision") == "day")["date"].unique().sort()
    steps = pl.DataFrame({"before": days[:-1], "after": days[1:]})
    long = steps.filter((pl.col("after") - pl.col("before")).dt.total_days() > least)
    return [(before + timedelta(days=1), after) for before, after in long.rows()]
