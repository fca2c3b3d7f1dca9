# long: one figure with its options, described for all others
"""Timelines: how often a term is said, and how often in quotation marks, slice by slice, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

import polars as pl

from ..core.errors import StudyError
from ..core.results import TableResult
from ..timelines.quoted_shares import QUOTED, quoted_shares
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .fitted_names import title_panels
from .fonts import check_characters
from .labels import broken, label_line_ends, part_line_ends
from .panels import drawing_grid, fit_in_place, grid_height, lines_of, print_height, small_print
from .rate_series import RATES, describe_rates, draw_series, rate_axes, rate_signs, rows_to_draw
from .result_frames import frame_of
from .result_words import unit_words
from .style import PALETTE
from .time_axes import draw_events, slice_days, thin_ticks

TAKES = "plot_timeline takes a Timeline, from timeline(...), or a mapping of names to Timelines"
UNLIKE = 1.5  # times as long: then rates by documents and by characters may order two corpora differently
LEVEL = 0.95  # of the interval of a quoted share, where the result has neither an interval nor a level


@takes_drawing_options(width="column")
def plot_timeline(
    result: Any,
    *,
    terms: Sequence[str] | str | None = None,
    panels: bool = False,
    share_y: bool = True,
    ylabel: str | None = None,
    **options: Unpack[DrawingOptions],
) -> Any:
    """Draw how often each term is used in each slice of time: a line with its interval.

    Band or bar: the interval of the result. Hollow marker: nothing found, with a bar up to the bound below
    which the rate lies. Dagger: a slice of fewer than 30 documents. Shade: no document at all. Dotted vertical: the
    seam of joined corpora. Asterisk: a slice that the period covers in part only.

    Parameters
    ----------
    result : Timeline, or mapping of str to Timeline
        A mapping (``{"broadcast": …, "press": …}``) and the result of `side_by_side` draw one term from several
        sources, or with ``panels=True`` several terms. A table without parameters is drawn with its unit unknown.
    terms : str or sequence of str, optional
        Which terms, in which order; all if None.
    panels : bool
        A panel for each term (small multiples) instead of lines in one.
    share_y : bool
        Panels have one scale (compare heights), or each its own (compare shapes).
    ylabel : str, optional
        Words at the vertical axis; the unit of the result if None.
    ax : matplotlib Axes, optional
        Draw here; a new figure if None. Not with ``panels``.
    labels : {"zh", "en", "both"}
        Name the terms in Chinese, by their English gloss, or both.
    lang : {"en", "zh"}
        The language of all other words of the figure.
    width : {"column", "page", "16:9"} or float
        85 or 170 mm, or 170 mm with nine sixteenths of it in height; or millimetres. On a slide the names mean half as
        much again.
    height : float, optional
        Millimetres, of a new figure.
    style : {"print", "slide", "dark"} or dict
        A dict has ``base`` (one of the three) and what is to differ: ``scale``, ``ink``, ``grey``, ``faint``, ``shade``,
        ``paper``, ``palette``, ``strokes``, ``markers``.
    colors : mapping of term to colour, or sequence of colours, optional
    lines : mapping of term to line style, or sequence of line styles, optional
        As matplotlib has them: ``"-"``, ``"--"``, ``":"``, ``"-."``.
    events : sequence of (date, str), optional
        Quiet verticals, named at the top.
    glosses : Lexicon or mapping of term to gloss, optional
        Where English names come from; the lexicon of the result, else the study's, if None.

    Returns
    -------
    matplotlib Axes, or with ``panels`` an array of them

    Raises
    ------
    StudyError
        ``result`` is no timeline; a term that it does not hold; too many lines for one frame; results of unlike units
        or slices; a character that the font lacks; an option that no figure has.

    Examples
    --------
    >>> from analysis import Course, simulate_counts, timeline
    >>> ax = plot_timeline(timeline(simulate_counts([Course("六保", rate=20)], years=3)))
    >>> ax.get_ylabel(), [line.get_label() for line in ax.lines]
    ('documents per 1,000', ['六保', '_found'])
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame, parameters = _together(result)
    drawing = Drawing.of(TableResult(frame, parameters), options)
    return _draw_rates(frame, drawing, terms, panels=panels, share_y=share_y, ylabel=ylabel)


def _draw_rates(
    frame: pl.DataFrame,
    drawing: Drawing,
    terms: Sequence[str] | str | None,
    *,
    panels: bool,
    share_y: bool = True,
    ylabel: str | None = None,
    **given: str,
) -> Any:
    """The rates of a frame with a column ``source``; ``given`` goes to `describe_rates`."""
    frame, wanted, every = rows_to_draw(frame, TableResult(frame, drawing.parameters), terms)
    sources, look, words = frame["source"].unique(maintain_order=True).to_list(), drawing.look, drawing.words
    # in each panel, its lines
    groups = [[(s, t) for s in sources] for t in wanted] if panels else [[(s, t) for s in sources for t in wanted]]
    if len(groups[0]) > len(PALETTE) or (len(sources) > 1 and len(wanted) > 1 and not panels):
        raise StudyError(
            f"{len(wanted)} terms from {len(sources)} source(s) in one frame cannot be told apart "
            f"(at most {len(PALETTE)} lines).\n  Choose fewer terms=[...], or give each a panel: panels=True."
        )
    if panels and drawing.ax is not None:
        raise StudyError("panels=True makes axes of its own; leave out ax=, or draw one term into each.")
    rows = -(-len(groups) // (max(1, round(drawing.room / 42.5))))
    columns = -(-len(groups) // rows)
    most = max(6, round(15 * drawing.room / columns / 42.5)) if panels else drawing.name_width()
    # the name of a line has the room that the drawing leaves it, that of a panel the panel's width
    wide = max(12, round(0.6 * drawing.room / columns)) if panels else 18 if drawing.narrow else 26
    named = drawing.names(wanted, width=wide, break_at=most)
    source_names = {source: broken(source, most) for source in sources}
    unit = ylabel or (words(given["unit"]) if "unit" in given else unit_words(drawing.parameters, words))
    check_characters([*sources, unit])
    unlike = _unlike(frame, drawing) if len(sources) > 1 else ""
    signs = words.sentences(rate_signs(frame, every, drawing.parameters, words), unlike)
    kind = "seen panels" if panels else "seen lines"
    describe = describe_rates(frame, every, drawing, wanted, kind, **given)
    events = 4 if drawing.events else 0
    own = (
        grid_height(rows, named) + events * rows + (14 if len(sources) > 1 else 8) + print_height(signs, drawing)
        if panels
        else (58 if drawing.narrow else 80)
    )
    if not panels:  # room for the names that stand above one another at the ends of the lines
        at_ends = (source_names if len(sources) > 1 else named).values()
        own = max(own, 3 * sum(1 + name.count("\n") for name in at_ends) + 14) + events
    with drawing_grid(drawing, len(groups), columns, own, frame, describe, sharex=True, sharey=share_y) as axes:
        ends = []
        for panel, series in zip(axes, groups, strict=True):
            for k, (source, term) in enumerate(series):
                part = frame.filter(pl.col("source") == source, pl.col("term") == term)
                shift, style = aside(every, k, len(series)), drawing.series(k, source or term)
                end = draw_series(panel, part, style, every, look=look, label=source or term, shift=shift)
                if end:
                    ends.append((*end, source_names[source] if len(sources) > 1 else named[term], style.text))
            scale = frame if share_y or not panels else frame.filter(pl.col("term") == series[0][1])
            most_names = max(2, drawing.most_years // columns if columns > 1 else drawing.most_years)
            rate_axes(panel, scale, every, most_names, drawing, "" if panels else unit)
            if panels:
                continue
            small_print(panel, signs, look)
            labels = label_line_ends(panel, ends, look)
            if len(sources) > 1:
                title_panels([panel], [series[0][1]], drawing)
            else:
                draw_events(panel, drawing, above=int(any(text.get_text() == "†" for text in panel.texts)))
            fit_in_place(panel)
            thin_ticks(panel)
            part_line_ends(panel, labels)
        if panels:
            figure = axes[0].figure
            figure.supylabel(unit, fontsize=look.text)
            small_print(figure, signs, look)
            if len(sources) > 1:
                _key(figure, sources, drawing)
            title_panels(axes, [series[0][1] for series in groups], drawing, planned=lines_of(named))
    return axes if panels else axes[0]


def aside(every: str, place: int, count: int) -> int:
    """Days between series, so that bars and hollow marks do not hide one another."""
    days = slice_days(every)
    return round((days / 26 if days > 45 else 0) * (place - (count - 1) / 2))


def _together(result: Any) -> tuple[pl.DataFrame, dict[str, Any]]:
    """All rows with a column ``source``, and the parameters that hold for all of them."""
    if not isinstance(result, Mapping):
        frame = frame_of(result, RATES, takes=TAKES)
        source = pl.col("series") if "series" in frame.columns else pl.lit("")
        return _rates(frame, source), dict(getattr(result, "parameters", None) or {})
    if not result:
        raise StudyError("plot_timeline was given an empty mapping; name at least one result.")
    parts = [_rates(frame_of(one, RATES, takes=TAKES), pl.lit(str(name))) for name, one in result.items()]
    given = [dict(getattr(one, "parameters", None) or {}) for one in result.values()]
    for name, what in (("unit", "units"), ("every", "slices")):
        values = list(dict.fromkeys(str(one.get(name, "unknown")) for one in given))
        if len(values) > 1:
            raise StudyError(f"these results are of different {what}: {', '.join(values)}; make them alike.")
    shared = {name: value for name, value in given[0].items() if all(one.get(name) == value for one in given)}
    corpora = [one.get("corpus") for one in given]
    if "corpus" not in shared and all(isinstance(one, Mapping) for one in corpora):
        shared["corpus"] = _corpora(list(map(str, result)), corpora)
    return pl.concat(parts, how="diagonal"), shared


def _rates(frame: pl.DataFrame, source: pl.Expr) -> pl.DataFrame:
    more = ["characters"] if "characters" in frame.columns else []
    return frame.select(*RATES, *more, source=source)


def _corpora(names: list[str], corpora: list[Any]) -> dict[str, Any]:
    """Several corpora in the words of one."""
    documents = [one.get("documents") for one in corpora]
    starts, ends = ([one[key] for one in corpora if one.get(key)] for key in ("start", "end"))
    said: dict[str, Any] = {"name": ", ".join(names), "version": corpora[0].get("version")}
    said |= {"documents": sum(documents)} if None not in documents else {}
    return said | ({"start": min(starts), "end": max(ends)} if starts and ends else {})


def _unlike(frame: pl.DataFrame, drawing: Drawing) -> str:
    """A warning where rates by documents compare sources whose documents differ in length by more than a half."""
    if drawing.parameters.get("unit") != "documents" or "characters" not in frame.columns:
        return ""
    one = frame.unique(["source", "start"]).group_by("source", maintain_order=True)
    sizes = one.agg(long=pl.col("characters").sum() / pl.col("documents").sum()).filter(pl.col("long") > 0)
    sizes = sizes.sort("long", "source")
    if sizes.height < 2 or sizes["long"][-1] <= UNLIKE * sizes["long"][0]:
        return ""
    times = sizes["long"][-1] / sizes["long"][0]
    return drawing.words("unlike", long=sizes["source"][-1], short=sizes["source"][0], times=times)


def _key(figure: Any, sources: list[str], drawing: Drawing) -> None:
    from matplotlib.lines import Line2D

    most, lines = max(8, round(drawing.room / 2.9) // len(sources)), []
    for k, source in enumerate(sources):
        style = drawing.series(k, source)
        look: dict[str, Any] = dict(
            color=style.colour, ls=style.stroke, marker=style.marker, ms=3.4 * drawing.look.scale
        )
        lines.append(Line2D([], [], label=broken(source, most), **look))
    figure.legend(handles=lines, loc="outside upper right", ncols=len(sources), frameon=False)


@takes_drawing_options(width="column")
def plot_quoted_share(
    result: Any, *, terms: Sequence[str] | str | None = None, panels: bool = False, **options: Unpack[DrawingOptions]
) -> Any:
    """Draw the share of a term's mentions that stand in quotation marks, which falls as it becomes common coin.

    In percent, with the interval of `timelines.quoted_shares`. A slice in which the term is not mentioned has no
    share and leaves a gap in the line.

    Parameters
    ----------
    result : Timeline
        Of slogans.
    terms, panels, ax, labels, lang, width, height, style, colors, lines, events, glosses : as in `plot_timeline`

    Returns
    -------
    matplotlib Axes, or with ``panels`` an array of them

    Raises
    ------
    StudyError
        No term of the timeline has a quoted share; see also `plot_timeline`.

    Examples
    --------
    >>> from analysis import Features, data_folder, timeline
    >>> ax = plot_quoted_share(timeline(Features.open(data_folder() / "press"), ["六保"]))
    >>> ax.get_ylabel()
    'in quotation marks, % of mentions'
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, QUOTED, takes="plot_quoted_share takes a Timeline, from timeline(...)")
    parameters = dict(getattr(result, "parameters", None) or {})
    if "level" not in parameters and not {"quoted_low", "quoted_high"} <= set(frame.columns):
        parameters["level"] = LEVEL  # no interval is there, and so the figure makes one, of this level
    shares = quoted_shares(frame, level=parameters.get("level", LEVEL))
    source = pl.col("series") if "series" in shares.columns else pl.lit("")
    shares = shares.with_columns(source=source)
    for name in ("interval", "unit", "per"):  # of the rates, not of the shares
        parameters.pop(name, None)
    drawing = Drawing.of(TableResult(shares, parameters), options)
    axes = _draw_rates(shares, drawing, terms, panels=panels, unit="unit quoted", method="method quoted")
    for one in axes if panels else [axes]:
        one.set_ylim(0, 103)  # room for a marker at 100
    return axes
