# long: one page of six panels, each drawn beside the others
"""The page of one formulation: rate with its phases, every document, titles, quotation marks, collocates, and carriers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from ..core.errors import StudyError
from .axes_style import dress
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description, keep_drawn
from .fitted_names import fit_row_names, title_in_width
from .fonts import check_characters
from .labels import broken
from .panels import MM, mark, small_print, title_above
from .rate_series import draw_series, rate_axes, short_number
from .result_words import period_words, unit_words
from .style import study_style
from .time_axes import draw_events, middles, part_slices
from .wording import Words

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

PAGE = 245.0  # millimetres: a page of A4 less its margins and its caption
PARTS = ("rates", "phases", "prominence", "quoted", "collocates", "carriers", "documents")
MOST = 7  # rows of the panels of collocates and of carriers
LIFTED = {"entry": "o", "campaign": "s", "rise": "^", "fall": "v", "fading": "D"}


@takes_drawing_options(width="page", without=["ax", "colors", "lines"])
def plot_biography(result: Any, **options: Unpack[DrawingOptions]) -> np.ndarray:
    """Draw the life of one formulation on a page.

    Above: documents per 1,000 by year, and where a phase began. Below it, on the same years, every document by corpus, the share
    that name it in the title, and the share of mentions in quotation marks. At the foot its collocates, counted beside expected, and by corpus
    and genre the term's share beside that of all documents, where five documents or more are expected.

    Parameters
    ----------
    result : Biography
        From `biography`.
    labels, lang, width, height, style, events, glosses : as in `plot_timeline`
        ; the height is that of a page of A4. Without ``events``, the public events of the result are marked.

    Returns
    -------
    array of matplotlib Axes
        rate, documents, titles, quotation marks, collocates, carriers.

    Raises
    ------
    StudyError
        ``result`` is no biography.

    Examples
    --------
    >>> from analysis import Features, biography, data_folder
    >>> axes = plot_biography(biography(Features.open(data_folder() / "press"), "四下基层"))
    >>> len(axes), len(axes[1].lines[0].get_xdata())
    (6, 3)
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(axes[0].figure)
    """
    import matplotlib.pyplot as plt
    import numpy as np

    if any(not hasattr(result, name) for name in PARTS):
        raise StudyError(
            f"plot_biography takes a Biography, from biography(...), and was given {type(result).__name__}."
        )
    own = result.events.frame.select("date", "term", "kind").rows()
    drawing = Drawing.of(result, options)
    drawing = replace(drawing, parameters={**result.rates.parameters, **drawing.parameters, "unit": "documents"})
    look, words = drawing.look, drawing.words
    if options.get("events") is None:  # a numeral on the page, the words in the small print
        drawing = replace(drawing, events=tuple((day, str(k)) for k, (day, _, _) in enumerate(own, 1)))

    def describe(words: Words) -> Description:
        return _description(result, drawing, own if options.get("events") is None else [], words)

    tables = {"": result.rates.frame} | {f"-{name}": getattr(result, name).frame for name in PARTS[1:6]}
    tables |= {"-documents": result.documents, "-order": result.order.frame, "-events": result.events.frame}
    tables |= {"-controls": result.controls.frame} if result.controls.frame.height else {}
    with study_style(look):
        size = drawing.millimetres * MM, drawing.height(PAGE) * MM
        figure = plt.figure(figsize=size, layout="constrained")
        company = _company_names(result.collocates.frame, drawing)
        lines = sum(1 + name.count("\n") for name in company.values())
        foot = max(0.9, 0.16 * max(len(company), _carried(result.carriers.frame).height), 0.07 * lines)
        heights = [1.25, 0.3 + 0.16 * result.documents.drop_nulls("date")["corpus"].n_unique(), 0.75, 0.75, foot]
        mosaic = figure.subplot_mosaic([[0, 0], [1, 1], [2, 2], [3, 3], [4, 5]], height_ratios=heights)
        axes = np.array([mosaic[k] for k in range(6)], dtype=object)
        for ax in axes:
            dress(ax, look)
        every = "1y"
        for ax, frame, label in (
            (axes[2], _percent(result.prominence.frame), "title share"),
            (axes[3], result.quoted.frame, "quoted share"),
        ):
            _shares(ax, frame, result.rates.frame["start"], drawing, words(label))
        draw_series(axes[0], result.rates.frame, drawing.series(0, result.term), every, look=look)
        for ax in axes[[0, 2, 3]]:
            rate_axes(ax, result.rates.frame, every, drawing.most_years, drawing)
        for ax in axes[2:4]:
            ax.set(ylim=(-4, 104), yticks=[0, 50, 100])
        axes[0].set_ylabel("")
        if axes[0].get_ylim()[1] > 0:  # no rate lies below nought: the room there is that of the phases
            axes[0].set_yticks([tick for tick in axes[0].get_yticks() if 0 <= tick <= axes[0].get_ylim()[1]])
        _phases(axes[0], result.phases.frame, drawing)
        _documents(axes[1], result.documents, axes[0].get_xlim(), drawing)
        _company(axes[4], result.collocates.frame, company, drawing)
        _carriers(axes[5], result.carriers.frame, drawing)
        small_print(figure, describe(words).signs, look)
        above = [draw_events(axes[0], drawing), 0, 0, 0, 0, 0]
        name = drawing.names([result.term], width=10_000, break_at=10_000)[result.term].replace("\n", " ")
        titles = [
            f"{name}: {unit_words(drawing.parameters, words)}",
            *(words(f"life {part}") for part in ("documents", "titles", "quoted", "collocates", "carriers")),
        ]
        check_characters(titles)
        figure.draw_without_rendering()
        titles = [title_in_width(ax, title, drawing) for ax, title in zip(axes, titles, strict=True)]
        for ax, title, rows in zip(axes, titles, above, strict=True):
            title_above(ax, title, look, rows)
        for ax in axes[4:]:
            fit_row_names(ax)
    keep_drawn(axes[0], tables, drawing.parameters, describe)
    return axes


def _company_names(collocates: pl.DataFrame, drawing: Drawing) -> dict[str, str]:
    """The collocates drawn, the surest first, and their names in the margin of half a page."""
    names = collocates.sort("q", "collocates")["collocates"].unique(maintain_order=True).to_list()[:MOST]
    wide = drawing.name_width(0.16)
    return drawing.names(names, width=2 * wide, break_at=wide)


def _percent(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("low", "high") * 100, rate=pl.col("share") * 100)


def _shares(ax: Axes, frame: pl.DataFrame, starts: pl.Series, drawing: Drawing, label: str) -> None:
    """A share by year with its interval as a bar; years without a document stay empty, and no line joins what lies apart."""
    style, look = drawing.series(1), drawing.look
    known = frame.drop_nulls("rate").with_columns(middle=middles(pl.col("start"), "1y"))
    days = known["middle"].to_list()
    wide: dict[str, Any] = dict(color=style.colour, alpha=0.45, lw=2 * look.scale, zorder=2, label="_interval")
    ax.vlines(days, known["low"].to_list(), known["high"].to_list(), **wide)
    mark(
        ax,
        days,
        known["rate"].to_list(),
        "o",
        4 * look.scale,
        style.colour,
        outline=look.paper,
        zorder=3,
        label=f"_{label}",
    )


def _phases(ax: Axes, frame: pl.DataFrame, drawing: Drawing) -> None:
    """A sign at the foot of the rates where a phase begins; a bar as long as a campaign."""
    look, low = drawing.look, ax.get_ylim()[1] * -0.09
    ax.set_ylim(2 * low, ax.get_ylim()[1])
    names: dict[date, list[str]] = {}
    for verdict, start, end in frame.select("verdict", "start", "end").rows():
        if verdict not in LIFTED or start is None:
            continue
        colour = look.series(1).colour
        if end is not None:
            ax.plot(
                [start, end],
                [low, low],
                color=colour,
                lw=3 * look.scale,
                zorder=4,
                solid_capstyle="butt",
                label="_campaign",
            )
        mark(ax, [start], [low], LIFTED[verdict], 5 * look.scale, colour, zorder=5, label=f"_{verdict}")
        names.setdefault(start, []).append(drawing.words(verdict))
    left, right = ax.get_xlim()
    for start, several in _close_together(names, (right - left) / 20).items():
        at_end = (start - date(1970, 1, 1)).days > (left + right) / 2
        ax.annotate(
            ", ".join(several), (start, low), ((-5 if at_end else 5) * look.scale, 0), "data", "offset points",
            ha="right" if at_end else "left", fontsize=look.note, color=look.ink, va="center", annotation_clip=False,
        )  # fmt: skip


def _close_together(names: dict[date, list[str]], days: float) -> dict[date, list[str]]:
    """Names by their day, those within some days of an earlier one beside its name: each would lie over the other."""
    found: dict[date, list[str]] = {}
    for day in sorted(names):
        near = next((one for one in found if (day - one).days < days), day)
        found.setdefault(near, []).extend(names[day])
    return found


def _documents(ax: Axes, frame: pl.DataFrame, limits: tuple[float, float], drawing: Drawing) -> None:
    """A mark a document on the row of its corpus: with the label, with the list as well, with the list alone."""
    look, dated = drawing.look, frame.drop_nulls("date")
    corpora = dated["corpus"].unique(maintain_order=True).to_list()
    for y, corpus in enumerate(corpora):
        own = dated.filter(pl.col("corpus") == corpus)
        label, listed = own.filter(pl.col("mentions") > 0), own.filter(pl.col("listed") > 1)
        ax.plot(
            label["date"].to_list(),
            [y] * label.height,
            ls="none",
            marker="|",
            ms=8 * look.scale,
            mec=look.ink,
            mew=look.scale,
            zorder=3,
            label="_label",
        )
        mark(
            ax,
            listed["date"].to_list(),
            [y] * listed.height,
            "o",
            5 * look.scale,
            look.series(1).colour,
            filled=False,
            inside=look.paper,
            zorder=2,
            label="_list",
        )
        title = own.filter("in_title")
        mark(
            ax,
            title["date"].to_list(),
            [y - 0.38] * title.height,
            "v",
            3.4 * look.scale,
            look.series(0).colour,
            zorder=4,
            label="_title",
        )
    ax.set_yticks(range(len(corpora)), [broken(name, 12) for name in corpora], fontsize=look.small)
    ax.set(ylim=(len(corpora) - 0.4, -0.7), xlim=limits)
    ax.tick_params(labelbottom=False, length=0)
    ax.grid(False)


def _company(ax: Axes, frame: pl.DataFrame, names: Mapping[str, str], drawing: Drawing) -> None:
    """For each collocate documents counted (filled) beside expected (bar), by period from the top: before, after."""
    look, words = drawing.look, drawing.words
    periods = [name for name in ("whole", "before", "after") if name in frame["period"].to_list()]
    for y, name in enumerate(names):
        for k, period in enumerate(periods):
            at = y + 0.32 * (k - (len(periods) - 1) / 2)
            for row in frame.filter(collocates=name, period=period).rows(named=True):
                if row["expected"] is not None:
                    ax.plot(
                        [row["expected"]] * 2,
                        [at - 0.13, at + 0.13],
                        color=look.grey,
                        lw=1.6 * look.scale,
                        label="_expected",
                    )
                colour, held = look.series(0 if period == "before" else 1).colour, row["q"] <= 0.05
                mark(
                    ax,
                    [row["joint"]],
                    [at],
                    "o" if period != "before" else "s",
                    4.2 * look.scale,
                    colour,
                    filled=held,
                    inside=look.paper,
                    label=f"_{period}",
                    zorder=4,
                    clip_on=False,
                )
    ax.set_yticks(range(len(names)), list(names.values()), fontsize=look.small)
    ax.set_ylim(len(names) - 0.4, -0.6)
    _from_nought(ax, words("documents with both"))


def _carried(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of which something may be read, those of most documents first, by corpus."""
    rows = (
        frame.filter(~pl.col("few"))
        .drop_nulls("ratio")
        .sort("documents", "corpus", "carrier", descending=[True, False, False])
    )
    return rows.head(MOST).sort("corpus", "documents", descending=[False, True])


def _carriers(ax: Axes, frame: pl.DataFrame, drawing: Drawing) -> None:
    """The ratio of a genre's share of the term to its share of all documents, with its interval; a stroke at equal shares."""
    look, words = drawing.look, drawing.words
    rows, colour = _carried(frame), drawing.series(0).colour
    if rows.is_empty():
        ax.text(
            0.5, 0.5, broken(words("life no carriers"), max(8, drawing.title_width // 3)), transform=ax.transAxes,
            ha="center", va="center", fontsize=look.small, color=look.ink,
        )  # fmt: skip
        ax.set(xticks=[], yticks=[])
        return
    ax.axvline(1, color=look.grey, lw=look.scale, zorder=1, label="_equal")
    for y, row in enumerate(rows.rows(named=True)):
        ax.plot([row["low"], row["high"]], [y, y], color=colour, alpha=0.45, lw=2 * look.scale, label="_interval")
        mark(
            ax,
            [row["ratio"]],
            [y],
            "o",
            4 * look.scale,
            colour,
            outline=look.paper,
            zorder=3,
            label="_ratio",
            clip_on=False,
        )
    named = [
        f"{row['corpus']}: {words.get('genre ' + row['carrier'], row['carrier'])}" for row in rows.rows(named=True)
    ]
    ax.set_yticks(range(rows.height), [broken(one, drawing.name_width(0.2)) for one in named], fontsize=look.small)
    ax.set_ylim(rows.height - 0.4, -0.6)
    _from_nought(ax, words("ratio of shares"))


def _from_nought(ax: Axes, label: str) -> None:
    ax.set_xlim(left=0)
    ax.set_xticks([tick for tick in ax.get_xticks() if tick <= ax.get_xlim()[1]])
    ax.set_xlabel(label)
    ax.tick_params(axis="y", length=0)
    ax.grid(False)


def _description(result: Any, drawing: Drawing, events: list, words: Words) -> Description:
    documents = result.documents
    term = drawing.said([result.term], words)[0]
    days = documents["date"].drop_nulls()
    corpus = result.rates.parameters.get("corpus") or {}
    bounds = [date.fromisoformat(str(corpus[key])[:10]) for key in ("start", "end") if corpus.get(key)]
    period = period_words(*(bounds if len(bounds) == 2 else (days.min(), days.max())), words)  # type: ignore[arg-type]
    marks = [words("life signs"), words("life collocates signs"), words("verdict q", q="0.05")]
    in_part = part_slices(result.rates.frame["start"], "1y", result.rates.parameters)
    if in_part:
        marks.append(words("part", names=words.listed([str(day.year) for day in in_part])))
    if documents["date"].null_count():
        marks.append(words("life undated", n=documents["date"].null_count()))
    left_out = int(result.carriers.frame["few"].sum())
    if left_out:
        marks.append(words("life few carriers", n=left_out))
    ordinary = result.controls.frame.filter(pl.col("of") == "ordinary word").height
    if ordinary:
        own = pl.col("p").filter(pl.col("of") == "term").first().over("verdict", "start")
        reached = result.controls.frame.filter((pl.col("of") == "ordinary word") & (pl.col("p") <= own)).height
        marks.append(words("life ordinary", n=ordinary, k=reached))
    if events:
        told = [f"{k} {day} {term_} {words(f'event {kind}')}" for k, (day, term_, kind) in enumerate(events, 1)]
        marks.append(words("life events", events=words.listed(told, 12)))
    top = result.rates.frame.sort("rate", descending=True, nulls_last=True).row(0, named=True)
    n = documents.filter(pl.col("mentions") > 0).height
    seen = words("seen life", n=n, year=top["start"].year, rate=short_number(top["rate"]), hits=top["hits"])
    return Description(
        words("title life", term=term, period=period),
        unit_words(drawing.parameters, words),
        words.sentences(*marks),
        words("method life"),
        seen,
    )
