"""Several results in one figure, each in a panel with its letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..core.errors import StudyError
from .drawing_options import Drawing
from .drawn_results import drawing_of
from .labels import part_line_ends
from .panels import MM
from .style import study_style

if TYPE_CHECKING:
    import numpy as np

ROW = 62.0  # millimetres in print of a row of panels


def panel(
    items: Sequence[Any],
    *,
    labels: str | Sequence[str] = "abc",
    legend: str | None = None,
    columns: int | None = None,
    width: str | float = "page",
    height: float | None = None,
    style: str | Mapping[str, Any] = "print",
) -> np.ndarray:
    """Compose several results into one figure, each in a panel with its letter.

    Parameters
    ----------
    items : sequence
        Each a function of an Axes, such as ``lambda ax: plot_timeline(result, ax=ax)``, or a tuple of a plot function, its
        result (and more results), and perhaps a dict of options: ``(plot_heat, result, {"lang": "zh"})``.
    labels : str or sequence of str
        A letter for each panel, at the top left outside its axes; letters go on behind the last. Empty for none.
    legend : {"shared"}, optional
        One key for all panels above them, in the place of the names in each.
    columns : int, optional
        Panels in a row; two on a page, one in a column if None.
    width : {"column", "page", "16:9"} or float
        Of the whole figure; see `plot_timeline`.
    height : float, optional
        Millimetres of the whole figure; 62 a row of panels if None.
    style : {"print", "slide", "dark"} or dict
        Of the whole figure; tuples get it as well, functions say it themselves.

    Returns
    -------
    array of matplotlib Axes
        `save_figure`, `caption` and `alt_text` take it; a table is saved for each panel.

    Raises
    ------
    StudyError
        Nothing to compose; an item of another kind; a function that draws several axes of its own; another ``legend``.

    Examples
    --------
    >>> from analysis import Course, plot_heat, plot_timeline, simulate_counts, timeline
    >>> result = timeline(simulate_counts([Course("六保", rate=20)], years=3))
    >>> axes = panel([lambda ax: plot_timeline(result, ax=ax), (plot_heat, result)])
    >>> [ax.texts[-1].get_text() for ax in axes]
    ['a', 'b']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(axes[0].figure)
    """
    import matplotlib.pyplot as plt

    items = list(items)
    if not items:
        raise StudyError("panel was given nothing to compose; give at least one item, such as (plot_timeline, result).")
    if legend not in (None, "shared"):
        raise StudyError(f"legend={legend!r}; there is: 'shared', or None for the names in each panel.")
    draw = [_function(item, style) for item in items]
    whole = Drawing.of(None, {"width": width, "height": height, "style": style})
    columns = columns or (1 if whole.narrow else min(2, len(items)))
    if columns < 1:
        raise StudyError(f"columns={columns}: a figure has at least one column of panels.")
    rows = -(-len(items) // columns)
    size = whole.millimetres * MM, whole.height(ROW * rows + (6 if legend else 0)) * MM
    with study_style(whole.look):
        grid = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False)[1].ravel()
        for spare in grid[len(items) :]:
            spare.set_visible(False)
    axes = grid[: len(items)]
    for ax, one in zip(axes, draw, strict=True):
        drawn = one(ax)
        if drawing_of(ax) is None:
            raise StudyError(
                f"this item of a panel drew {type(drawn).__name__} of its own, not into the Axes given; a function of a panel "
                "takes ax=, as in (plot_timeline, result) or lambda ax: plot_timeline(result, ax=ax)."
            )
    with study_style(whole.look):
        for ax, letter in zip(axes, _letters(labels, len(items)), strict=True):
            look = whole.look
            place: dict[str, Any] = dict(ha="right", va="bottom", annotation_clip=False, color=look.ink)
            offset = (-4 * look.scale, 4 * look.scale)
            ax.annotate(letter, (0, 1), offset, "axes fraction", "offset points", fontsize=1.2 * look.text, **place)
        if legend == "shared":
            _shared_key(axes, whole)
        for ax in axes:  # the other panels have moved this one
            part_line_ends(ax, [text for text in ax.texts if text.get_gid() == "line end" and text.get_visible()])
    return axes


def _function(item: Any, style: Any) -> Callable[[Any], Any]:
    """What draws an item into an Axes."""
    if callable(item):
        return item
    if isinstance(item, (tuple, list)) and len(item) > 1 and callable(item[0]):
        plot, *results = item
        options = results.pop() if len(results) > 1 and type(results[-1]) is dict else {}
        return lambda ax: plot(*results, **{"style": style, **options, "ax": ax})
    raise StudyError(
        f"an item of a panel is (plot_timeline, result), or lambda ax: plot_timeline(result, ax=ax); got {type(item).__name__}."
    )


def _letters(labels: str | Sequence[str], count: int) -> list[str]:
    """A letter for each panel; behind the last given the alphabet goes on."""
    letters = list(labels)[:count]
    while letters and len(letters) < count:
        last = letters[-1]
        letters.append(chr(ord(last) + 1) if len(last) == 1 else "")
    return letters or [""] * count


def _shared_key(axes: Any, whole: Drawing) -> None:
    """One key of all lines that have a name, by name, above all panels; names and keys in the panels go."""
    found: dict[str, Any] = {}
    for ax in axes:
        for text in ax.texts:
            if text.get_gid() == "line end":
                text.set_visible(False)
                text.set_in_layout(False)
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
        if ax.get_legend() is not None:
            ax.get_legend().remove()
    if found:
        look: dict[str, Any] = dict(fontsize=whole.look.small, labelcolor=whole.look.ink, frameon=False)
        columns = min(len(found), 3 if whole.narrow else 6)
        axes[0].figure.legend(list(found.values()), list(found), loc="outside upper left", ncols=columns, **look)
