"""What each Axes was drawn from: the tables, the parameters of the result, and what the figure says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import polars as pl

from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Tables = pl.DataFrame | Mapping[str, pl.DataFrame]  # what a drawing shows; several, by the endings of their files


@dataclass(frozen=True)
class Description:
    """What a figure is, in words of one language; `captions` adds what the result's parameters say.

    ``title`` says what is drawn, of which terms, over which period; ``unit`` what the values are; ``signs`` the marks;
    ``method`` one source or two; ``seen`` the kind of picture, its axes, and what stands out in it, for who cannot see it.
    """

    title: str
    unit: str = ""
    signs: str = ""
    method: str = ""
    seen: str = ""


@dataclass(frozen=True)
class Drawn:
    """One drawing: its tables, the parameters of its result, its words."""

    tables: Mapping[str, pl.DataFrame]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    describe: Callable[[Words], Description] | None = None


# As long as the Axes lives; a drawing of several panels is kept with its first.
_DRAWN: WeakKeyDictionary[Axes, Drawn] = WeakKeyDictionary()


def keep_drawn(ax: Axes, tables: Tables, parameters: Mapping[str, Any] | None = None, describe: Any = None) -> None:
    """Remember what an Axes was drawn from; drawn again, the last drawing counts."""
    _DRAWN[ax] = Drawn(tables if isinstance(tables, Mapping) else {"": tables}, parameters or {}, describe)


def drawings(figure: Figure) -> list[Drawn]:
    """The drawings of a figure, in the order of its Axes."""
    return [_DRAWN[ax] for ax in figure.axes if ax in _DRAWN]


def drawing_of(ax: Axes) -> Drawn | None:
    """The drawing on an Axes, if it is the first of its drawing."""
    return _DRAWN.get(ax)


def drawn_tables(figure: Figure) -> dict[str, pl.DataFrame]:
    """The tables that a figure was drawn from, by the endings of their files; those of a second Axes begin with -2."""
    tables = {}
    for k, drawn in enumerate(drawings(figure)):
        for suffix, table in drawn.tables.items():
            tables[(f"-{k + 1}" if k else "") + suffix] = table
    return tables
