"""A figure of a notebook with its alternative text: in the picture's metadata for screen readers, and under it for everyone."""

from __future__ import annotations

from typing import Any

from ..figures.captions import alt_text, figure_of


class ShownFigure:
    """A figure that a notebook shows once, with what it shows in words under it; made by `show_figure`.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    words : str
        Its alternative text.

    Examples
    --------
    >>> ShownFigure(None, "Line chart, a line a term.")
    Line chart, a line a term.
    """

    def __init__(self, figure: Any, words: str) -> None:
        self.figure, self.words = figure, words

    def __repr__(self) -> str:
        return self.words

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown, display

        display(self.figure, metadata={"image/png": {"alt": self.words}})
        display(Markdown(f"<small>**What the figure shows.** {_escaped(self.words)}</small>"))


def show_figure(ax_or_axes: Any, lang: str = "en") -> ShownFigure:
    """Show a figure in a notebook, once, with its alternative text under it.

    Parameters
    ----------
    ax_or_axes : Axes, array of Axes, or Figure
        What ``plot_…`` or `panel` returned; it can still be saved.
    lang : {"en", "zh"}
        English or Chinese.

    Returns
    -------
    ShownFigure
        Which outside a notebook shows itself as the words.

    Raises
    ------
    StudyError
        As `alt_text`.

    Examples
    --------
    >>> from analysis import Course, plot_timeline, simulate_counts, timeline
    >>> ax = plot_timeline(timeline(simulate_counts([Course("六保", rate=20)], years=3)))
    >>> repr(show_figure(ax))[:29]
    'Line chart, a line a term. Ho'
    """
    import matplotlib.pyplot as plt

    figure = figure_of(ax_or_axes, "show_figure")
    plt.close(figure)  # else the notebook would show it again at the end of the cell
    return ShownFigure(figure, alt_text(ax_or_axes, lang))


def _escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in "*_`[]<>$" else character for character in text)
