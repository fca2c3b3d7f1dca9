"""What every statistic returns: a table, the parameters that made it, and one line that says what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import polars as pl

from .control_characters import as_html


class Result:
    """A result of a statistic: its table is ``frame``, what made it is ``parameters``.

    A subclass is a frozen dataclass that has both, as fields or as properties, and a `_summary` in words.
    """

    frame: pl.DataFrame
    parameters: Mapping[str, Any]

    def to_frame(self) -> pl.DataFrame:
        """The table of this result; the same as ``frame``.

        Examples
        --------
        >>> TableResult(pl.DataFrame({"term": ["六保"]})).to_frame()["term"].item()
        '六保'
        """
        return self.frame

    def _summary(self) -> str:
        return f"{self.frame.height:,} rows"

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._summary()}>"

    def _repr_html_(self) -> str:
        return as_html(repr(self), self.frame)


@dataclass(frozen=True, repr=False, eq=False)
class TableResult(Result):
    """A result that is one table and nothing more; it answers to the methods of its table as well.

    Parameters
    ----------
    frame : polars.DataFrame
        The table.
    parameters : mapping
        What it was made with: the arguments, defaults included.

    Examples
    --------
    >>> result = TableResult(pl.DataFrame({"term": ["六保"], "hits": [3]}), {"level": 0.95})
    >>> result
    <TableResult: 1 rows>
    >>> result["hits"].sum(), result.filter(pl.col("hits") > 3).height
    (3, 0)
    """

    frame: pl.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "frame":  # asked while unpickling, when there is no frame yet
            raise AttributeError(name)
        own = getattr(self.frame, name)
        return _takes_results(own) if callable(own) else own

    def __getitem__(self, key: Any) -> Any:
        return self.frame[key]

    def __len__(self) -> int:
        return self.frame.height

    def __iter__(self) -> Iterator[pl.Series]:
        return iter(self.frame)


def _takes_results(method: Callable) -> Callable:
    """A method of a table that may be given results in the place of tables, as in ``result.equals(another)``."""

    @wraps(method)
    def with_tables(*arguments: Any, **options: Any) -> Any:
        tables = (one.frame if isinstance(one, Result) else one for one in arguments)
        return method(*tables, **options)

    return with_tables
