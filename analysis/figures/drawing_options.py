# long: every option once, with its check and what follows from it
"""The options that every plot function takes, said once: `DrawingOptions`, and what they come to, a `Drawing`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from ..core.dates import as_date
from ..core.errors import StudyError, did_you_mean
from .labels import check_labels, display_names
from .style import Look, SeriesStyle, check_colour, look_of, readable
from .text_widths import HINTING, POINT, text_width
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTHS = {"column": 85.0, "page": 170.0, "16:9": 170.0}  # millimetres: columns of a journal page; larger on a slide
NARROWEST, WIDEST = 40.0, 1000.0  # millimetres in print; less holds no axis with its name
NARROW = 120.0  # millimetres in print below which a figure is laid out as a column
Function = TypeVar("Function", bound=Callable[..., Any])


class DrawingOptions(TypedDict, total=False):
    """What every plot function takes; of those below, a function lists the ones that it has.

    ax : matplotlib Axes
        Draw here; a new figure if left out.
    labels : {"zh", "en", "both"}
        Name the terms in Chinese, by their English gloss, or both.
    lang : {"en", "zh"}
        The language of all other words of the figure.
    width : {"column", "page", "16:9"} or float
        85 or 170 mm, or 170 mm with a height of nine sixteenths; on a slide half as much again. Or millimetres.
    height : float
        Millimetres, of a new figure.
    style : {"print", "slide", "dark"} or dict
        Or a dict of settings: ``base`` (one of these) and the fields of `Look`, such as ``scale``, ``ink``, ``palette``.
    colors : mapping of term to colour, or sequence of colours
    lines : mapping of term to line style, or sequence of line styles
        As matplotlib has them: ``"-"``, ``"--"``, ``":"``, ``"-."`` or ``(0, (5, 1))``.
    events : sequence of (date, str)
        Drawn as quiet verticals on a time axis, named at the top.
    glosses : Lexicon or mapping of term to gloss
        Where English names come from; that of the result, else the study's lexicon, if left out.
    """

    ax: Axes | None
    labels: str
    lang: str
    width: str | float
    height: float | None
    style: str | Mapping[str, Any]
    colors: Mapping[str, str] | Sequence[str] | None
    lines: Mapping[str, Any] | Sequence[Any] | None
    events: Sequence[tuple[date | str, str]] | None
    glosses: Any


DEFAULTS: dict[str, Any] = dict(
    ax=None, labels="zh", lang="en", width="column", height=None, style="print", colors=None, lines=None, events=None
) | {"glosses": None}


def takes_drawing_options(*, width: str = "column", without: Sequence[str] = ()) -> Callable[[Function], Function]:
    """Make a function's ``**options`` known by name, with their defaults; one that it lacks is a `StudyError`.

    >>> @takes_drawing_options(without=["events"])
    ... def plot(result, **options):
    ...     return options["labels"]
    >>> plot(None), list(inspect.signature(plot).parameters)[:3]
    ('zh', ['result', 'ax', 'labels'])
    >>> plot(None, color="red")
    Traceback (most recent call last):
    analysis.core.errors.StudyError: plot has no option 'color'; there are: ax, labels, lang, width, height, style, colors, lines, glosses.
      Did you mean: colors?
    """
    defaults = {name: value for name, value in DEFAULTS.items() if name not in without} | {"width": width}

    def decorate(function: Function) -> Function:
        own = inspect.signature(function)
        first = [p for p in own.parameters.values() if p.kind is not p.VAR_KEYWORD]
        types = DrawingOptions.__annotations__
        more = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=value, annotation=_plain(types[name]))
            for name, value in defaults.items()
        ]
        known = [p.name for p in first if p.kind is p.KEYWORD_ONLY] + list(defaults)

        @wraps(function)
        def with_options(*arguments: Any, **options: Any) -> Any:
            unknown = [name for name in options if name not in known and name not in own.parameters]
            if unknown:
                raise StudyError(
                    f"{function.__name__} has no option {unknown[0]!r}; there are: {', '.join(known)}."
                    + did_you_mean(unknown[0], known)
                )
            return function(*arguments, **{**defaults, **options})

        with_options.__signature__ = own.replace(parameters=[*first, *more])  # type: ignore[attr-defined]
        return with_options  # type: ignore[return-value]

    return decorate


def _plain(annotation: Any) -> Any:
    """The words of an annotation, which are not evaluated: matplotlib is not loaded for them."""
    return getattr(annotation, "__forward_arg__", annotation)


@dataclass(frozen=True)
class Drawing:
    """The options of one figure, checked, and what follows from them."""

    parameters: Mapping[str, Any]  # of the result that is drawn
    ax: Axes | None
    labels: str
    words: Words
    look: Look
    millimetres: float  # of the figure, or of the place of an Axes handed in
    ratio: float | None  # of height to width, where the width fixes it
    own_height: float | None
    colors: Any
    lines: Any
    events: tuple[tuple[date, str], ...]
    glosses: Any

    @classmethod
    def of(cls, result: Any, options: Mapping[str, Any]) -> Drawing:
        """The drawing of a result under these options."""
        options = {**DEFAULTS, **options}
        parameters = getattr(result, "parameters", None)
        parameters = parameters if isinstance(parameters, Mapping) else {}
        look, words, ax = look_of(options["style"]), Words(options["lang"]), options["ax"]
        check_labels(options["labels"])
        if ax is not None and not hasattr(ax, "get_subplotspec"):
            raise StudyError(f"ax= takes one matplotlib Axes, and was given {type(ax).__name__}.")
        millimetres = _millimetres(options["width"], look) if ax is None else _place_width(ax)
        height = options["height"]
        if height is not None and (isinstance(height, (str, bool)) or not 10 <= height <= 2000):
            raise StudyError(f"height={height!r} is no number of millimetres from 10 to 2000.")
        return cls(
            parameters=parameters,
            ax=ax,
            labels=options["labels"],
            words=words,
            look=look,
            millimetres=millimetres,
            ratio=9 / 16 if options["width"] == "16:9" else None,
            own_height=height,
            colors=_colours(options["colors"]),
            lines=_strokes(options["lines"]),
            events=_events(options["events"]),
            glosses=options["glosses"] if options["glosses"] is not None else _lexicon_of(parameters),
        )

    @property
    def room(self) -> float:
        """Millimetres that the width comes to in print, where all distances of a layout are reckoned."""
        return self.millimetres / self.look.scale

    @property
    def narrow(self) -> bool:
        """Whether the figure is laid out as a column, not as a page."""
        return self.room < NARROW

    @property
    def most_years(self) -> int:
        """How many years may be named on a time axis: 6 in a column, 14 on a page."""
        return max(2, int(8 * self.room / 85 - 2))

    def name_width(self, share: float = 0.4) -> int:
        """How many Chinese characters, 2.3 mm each, stand in a line of so much of the width."""
        return max(4, round(share * self.room / 2.3))

    @property
    def title_width(self) -> int:
        """The same for a title, which has the whole width above the axes less the room of an axis."""
        return max(6, round(28 + 32 * (self.room - 85) / 85))

    def height(self, usual: float) -> float:
        """Millimetres of the figure, whose layout needs ``usual`` in print."""
        if self.own_height is not None:
            return float(self.own_height)
        return max(self.ratio * self.millimetres if self.ratio else 0.0, usual * self.look.scale)

    def series(self, position: int, name: str | None = None) -> SeriesStyle:
        """The style of the series at ``position``, with the colour and line that its name was given."""
        style = self.look.series(position)
        colour, stroke = _given(self.colors, position, name), _given(self.lines, position, name)
        if colour is not None:
            style = replace(style, colour=colour, text=readable(colour, on=self.look.paper))
        return style if stroke is None else replace(style, stroke=stroke)

    def names(self, terms: Sequence[str], *, width: int = 22, break_at: int) -> dict[str, str]:
        """The name of each term, as ``labels=`` has it; see `display_names`."""
        return display_names(terms, self.labels, glosses=self.glosses, width=width, break_at=break_at)

    def title(self, term: str, millimetres: float) -> str:
        """The name of a term in lines no wider than that, for a title."""
        points = self.look.text
        most = max(4, int(HINTING * millimetres / (points * POINT)))
        name = ""
        for ems in range(most + most // 4, 2, -1):  # Latin letters are half as wide as Chinese ones, or less, or more
            name = self.names([term], width=2 * ems, break_at=min(ems, most))[term]
            if all(text_width(line, points) <= HINTING * millimetres for line in name.split("\n")):
                break
        return name

    def said(self, terms: Sequence[str], words: Words) -> list[str]:
        """The terms as a caption names them: in English with their gloss in brackets, in Chinese as they are."""
        if words.lang == "zh":
            return list(terms)
        glosses = display_names(terms, "en", glosses=self.glosses, width=10_000, break_at=10_000)
        return [t if glosses[t] == t else t + words("in brackets", what=glosses[t].replace("\n", " ")) for t in terms]


def _lexicon_of(parameters: Mapping[str, Any]) -> Any:
    """The lexicon that a result holds; some hold its description only."""
    lexicon = parameters.get("lexicon")
    return lexicon if hasattr(lexicon, "gloss") or isinstance(lexicon, Mapping) else None


def _millimetres(width: Any, look: Look) -> float:
    if isinstance(width, str) and width in WIDTHS:
        return WIDTHS[width] * look.scale
    if isinstance(width, (int, float)) and not isinstance(width, bool) and NARROWEST <= width <= WIDEST:
        return float(width)
    raise StudyError(
        f"no width {width!r}; there are: 'column' (85 mm), 'page' (170 mm), '16:9', and millimetres from "
        f"{NARROWEST:g} to {WIDEST:g}." + did_you_mean(str(width), WIDTHS)
    )


def _place_width(ax: Axes) -> float:
    """Millimetres of the place of an Axes in its figure, the room of its tick labels included."""
    spec, figure = ax.get_subplotspec(), ax.figure
    inches = figure.bbox.width / figure.dpi
    if spec is None:
        return 25.4 * inches * ax.get_position().width
    columns = spec.get_gridspec().ncols
    return 25.4 * inches * (spec.colspan.stop - spec.colspan.start) / columns


def _given(those: Any, position: int, name: str | None) -> Any:
    """What was given for a series: by its name, or by its position."""
    if isinstance(those, Mapping):
        return those.get(name)
    return those[position % len(those)] if those else None


def _colours(colors: Any) -> Any:
    if isinstance(colors, str):
        raise StudyError(f"colors={colors!r}: give a sequence of colours, or a mapping of term to colour.")
    for colour in colors.values() if isinstance(colors, Mapping) else colors or ():
        check_colour(colour)
    return colors if colors is None or isinstance(colors, Mapping) else list(colors)


def _strokes(lines: Any) -> Any:
    from matplotlib.lines import Line2D

    if isinstance(lines, str):
        raise StudyError(f"lines={lines!r}: give a sequence of line styles, or a mapping of term to line style.")
    for stroke in lines.values() if isinstance(lines, Mapping) else lines or ():
        try:
            Line2D([], [], linestyle=stroke)
        except (ValueError, TypeError):
            raise StudyError(
                f"no line style {stroke!r}; there are: '-', '--', ':', '-.', or (0, (5, 1)) for 5 on, 1 off."
            ) from None
    return lines if lines is None or isinstance(lines, Mapping) else list(lines)


def _events(events: Any) -> tuple[tuple[date, str], ...]:
    out = []
    for event in events or ():
        if isinstance(event, (str, date)) or len(event) != 2:
            raise StudyError(f"events= takes pairs of a date and a label, and was given {event!r}.")
        out.append((as_date(event[0], name="date of an event"), str(event[1])))
    if any(day is None for day, _ in out):
        raise StudyError("an event needs a date, such as ('2017-10-18', '19th Congress').")
    return tuple(sorted(out))
