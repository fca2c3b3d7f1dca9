"""Names fitted to the room that a layout leaves them: titles of panels by their width, names of rows by their height."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..core.errors import StudyError
from .drawing_options import Drawing
from .labels import first_lines
from .panels import MM, fit_in_place, right_edge, title_above
from .text_widths import wrapped
from .time_axes import draw_events

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BETWEEN = 1.5  # millimetres in print between the titles of two panels
LINE = 3.2  # millimetres in print of a title's line
SMALLER = (0.92, 0.85)  # of the usual size, before a name loses a line
SMALLEST = (0.78, 0.7)  # after it has lost all but one


def title_panels(
    axes: Any, terms: Sequence[str], drawing: Drawing, *, planned: int = 1, colours: Sequence[str] = ()
) -> None:
    """Above each panel its term, in lines no wider than the panel, over daggers and the names of events.

    ``planned`` is how many lines the height of the figure has room for; a figure whose height nobody chose grows by what the
    titles take beyond them. Call this when all that takes width is there.
    """
    figure: Any = axes[0].figure
    if drawing.ax is not None:
        fit_in_place(drawing.ax)
    figure.draw_without_rendering()
    names = [drawing.title(term, _room_above(ax, drawing)) for ax, term in zip(axes, terms, strict=True)]
    if drawing.ax is None and drawing.own_height is None and drawing.ratio is None:
        most: dict[Any, int] = {}  # lines in each row of the grid
        for ax, name in zip(axes, names, strict=True):
            row: Any = ax.get_subplotspec().rowspan.start  # type: ignore[union-attr]
            most[row] = max(most.get(row, 0), 1 + name.count("\n"))
        further = sum(most.values()) - planned * len(most)
        figure.set_figheight(figure.get_figheight() + max(0, further) * LINE * drawing.look.scale * MM)
    for k, (ax, name) in enumerate(zip(axes, names, strict=True)):
        daggers = int(any(text.get_text() == "†" for text in ax.texts))
        more: dict[str, Any] = {"color": colours[k]} if colours else {}
        title_above(ax, name, drawing.look, draw_events(ax, drawing, above=daggers, measured=True), **more)


def title_in_width(ax: Axes, text: str, drawing: Drawing) -> str:
    """A title of any words, in lines no wider than the panel; the figure was drawn since its last change."""
    return wrapped(text, _room_above(ax, drawing), drawing.look.text)


def _room_above(ax: Axes, drawing: Drawing) -> float:
    """Millimetres from the left edge of a panel to the next one beside it, or to the edge of its place."""
    figure: Any = ax.figure
    own = ax.get_window_extent()
    right = right_edge(ax)
    if drawing.ax is None:
        beside = [other.get_window_extent().x0 for other in figure.axes if other.get_visible()]
        starts = [x0 for x0 in beside if x0 > own.x1]
        whole = 0.99 * figure.bbox.width / figure.dpi / MM
        right = min(starts) / figure.dpi / MM - BETWEEN * drawing.look.scale if starts else whole
    return right - own.x0 / figure.dpi / MM


def fit_row_names(ax: Axes) -> None:
    """Make the names of rows smaller, then shorter, then smaller still, until no two meet.

    A figure of our own is as high as its names; an Axes or a height that was given is not. What stands after two blanks in the last
    line of a name, such as counts, is kept. Rows that are lower than one line of the smallest size are refused.
    """
    figure: Any = ax.figure
    fit_in_place(ax)
    figure.draw_without_rendering()
    labels = [label for label in ax.get_yticklabels() if label.get_text()]
    if not _meet(ax, labels):
        return
    whole, size = [label.get_text() for label in labels], float(labels[0].get_fontsize())
    lines = max(text.count("\n") for text in whole)
    steps = [(share, lines + 1) for share in SMALLER] + [(SMALLER[-1], most) for most in range(lines, 0, -1)]
    for share, most in (*steps, *((share, 1) for share in SMALLEST)):
        for label, text in zip(labels, whole, strict=True):
            label.set_fontsize(share * size)
            label.set_text(first_lines(text, most))
        if not _meet(ax, labels):
            _keep(ax, labels)
            return
    raise StudyError(
        f"{len(labels)} names of rows find no room in a drawing {ax.get_window_extent().height / figure.dpi / MM:.0f} mm high.\n"
        "  Choose fewer terms (terms= or top=), a greater height=, or a taller Axes."
    )


def _keep(ax: Axes, labels: Sequence[Any]) -> None:
    """Set the names anew at their ticks: a tick that is drawn again takes its words from the axis."""
    colours = [label.get_color() for label in labels]
    at = dict(zip((label.get_position()[1] for label in labels), labels, strict=True))
    ax.set_yticks(list(at), [label.get_text() for label in labels], fontsize=labels[0].get_fontsize())
    for label, colour in zip(ax.get_yticklabels(), colours, strict=True):
        label.set_color(colour)


def _meet(ax: Axes, labels: Sequence[Any]) -> bool:
    """Whether a name meets another, or hangs under the axis, where the numbers are."""
    boxes = sorted((label.get_window_extent() for label in labels), key=lambda box: box.y0)
    if boxes and boxes[0].y0 < ax.get_window_extent().y0 - 1:
        return True
    return any(upper.y0 < lower.y1 - 0.5 for lower, upper in zip(boxes[:-1], boxes[1:], strict=True))
