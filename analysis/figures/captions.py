"""A figure in words: its caption and its alternative text, from the tables and parameters that it was drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..core.errors import StudyError
from .drawn_results import Description, Drawn, drawing_of, drawings
from .result_words import corpus_words, data_words, documents_drawn, interval_words
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def caption(ax_or_axes: Any, lang: str = "en") -> str:
    """The caption of a figure, written from the result that it draws: never from defaults.

    What is drawn, by slices of which length, over which period (the day after its end is not part of it); number of
    documents, marks, interval with its level, method with a source, corpus, and how to cite the data where the result says
    so. What a result does not hold is left out or called unknown.

    Parameters
    ----------
    ax_or_axes : Axes, array of Axes, or Figure
        What ``plot_…`` or `panel` returned.
    lang : {"en", "zh"}
        English or Chinese.

    Returns
    -------
    str
        Of several drawings in one figure each has its letter: ``(a) …``.

    Raises
    ------
    StudyError
        Another language; something that no figure of this study was drawn on.

    Examples
    --------
    >>> from analysis import Course, plot_timeline, simulate_counts, timeline
    >>> ax = plot_timeline(timeline(simulate_counts([Course("六保", rate=20)], years=3)))
    >>> caption(ax).split(". ")[0]
    '六保: documents per 1,000, by year, 2013–2015'
    >>> caption(ax, "zh").split("。")[0]
    '六保：每千篇文档中的出现篇数，按年统计，2013–2015'
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    return _of_each(ax_or_axes, Words(lang), _caption)


def alt_text(ax_or_axes: Any, lang: str = "en") -> str:
    """What a figure shows, for who cannot see it: kind of picture, axes, terms, range, and the highest point with its date.

    Parameters
    ----------
    ax_or_axes : Axes, array of Axes, or Figure
        What ``plot_…`` or `panel` returned.
    lang : {"en", "zh"}
        English or Chinese.

    Returns
    -------
    str

    Raises
    ------
    StudyError
        As `caption`.

    Examples
    --------
    >>> from analysis import Course, plot_timeline, simulate_counts, timeline
    >>> ax = plot_timeline(timeline(simulate_counts([Course("六保", rate=20)], years=3)))
    >>> alt_text(ax)[:69]
    'Line chart, a line a term. Horizontal: time by year, 2013–2015. Verti'
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    return _of_each(ax_or_axes, Words(lang), lambda drawn, words: _described(drawn, words).seen)


def signs_of(ax_or_axes: Any, lang: str = "en") -> str:
    """The small print of a figure in either language, whichever stands in it."""
    return _of_each(ax_or_axes, Words(lang), lambda drawn, words: _described(drawn, words).signs)


def figure_of(ax_or_fig: Any, takes: str) -> Figure:
    """The figure of an Axes, of a collection of Axes, or itself."""
    if hasattr(ax_or_fig, "savefig"):
        return ax_or_fig
    if hasattr(ax_or_fig, "figure"):
        return ax_or_fig.figure
    found = list(getattr(ax_or_fig, "flat", ax_or_fig)) if isinstance(ax_or_fig, Iterable) else []
    if found and hasattr(found[0], "figure"):
        return found[0].figure
    raise StudyError(f"{takes} takes what plot_… returned, and was given {type(ax_or_fig).__name__}.")


def heading(drawn: Drawn, words: Words) -> list[str]:
    """The lines that head a table of this drawing: caption, unit, corpus, method, licence and version."""
    said = _described(drawn, words)
    unit = words("unit is", unit=said.unit) if said.unit else ""
    lines = [said.title, unit, said.signs, _interval(drawn, words), _method(said, words)]
    return [
        line for line in (*lines, corpus_words(drawn.parameters, words), data_words(drawn.parameters, words)) if line
    ]


def _of_each(ax_or_axes: Any, words: Words, say: Any) -> str:
    """The words for one drawing, or for each drawing of the figure with its letter."""
    one = _single(ax_or_axes)
    if one is not None:
        return say(one, words)
    drawn = drawings(figure_of(ax_or_axes, "caption"))
    if not drawn:
        raise StudyError("nothing of this study is drawn here; give what plot_… returned.")
    if len(drawn) == 1:
        return say(drawn[0], words)
    return words.sentences(
        *(words("panel letter", letter=LETTERS[k % 26], what=say(each, words)) for k, each in enumerate(drawn))
    )


def _single(ax: Any) -> Drawn | None:
    """The drawing of an Axes, where one of several is asked for by itself."""
    return drawing_of(ax) if hasattr(ax, "get_subplotspec") else None


def _described(drawn: Drawn, words: Words) -> Description:
    return drawn.describe(words) if drawn.describe else Description(words("without a caption"))


def _caption(drawn: Drawn, words: Words) -> str:
    said = _described(drawn, words)
    n = documents_drawn(drawn.tables[""]) if "" in drawn.tables else None
    return words.sentences(
        said.title,
        words("n documents", n=f"{n:,}") if n else "",
        said.signs,
        _method(said, words),
        corpus_words(drawn.parameters, words),
        data_words(drawn.parameters, words),
    )


def _method(said: Description, words: Words) -> str:
    return words("method", what=said.method) if said.method else ""


def _interval(drawn: Drawn, words: Words) -> str:
    """The interval of the values, where the table has one and the marks do not say it."""
    table: Any = drawn.tables.get("")
    bounded = table is not None and {"low", "high"} <= set(table.columns) and "rate" in table.columns
    return words("interval is", interval=interval_words(drawn.parameters, words)) if bounded else ""
