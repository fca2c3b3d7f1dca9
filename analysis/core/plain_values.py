"""Values as JSON can hold them, so that what made a result can be written beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from os import PathLike, fspath
from typing import Any

import polars as pl


def plain(value: Any) -> Any:
    """The same value of types that JSON knows: dates as ISO text, numbers of numpy as Python's, tables as rows.

    Tuples stay tuples, which JSON writes as lists. What it does not know at all is the text that it shows itself as.

    >>> from datetime import date
    >>> plain({"start": date(2016, 3, 1), "terms": ("六保",), "draws": None})
    {'start': '2016-03-01', 'terms': ('六保',), 'draws': None}
    """
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, Mapping):
        return {key if isinstance(key, str) else str(plain(key)): plain(one) for key, one in value.items()}
    if isinstance(value, pl.DataFrame):
        return plain(value.to_dicts())
    if isinstance(value, list | tuple):
        return type(value)(map(plain, value)) if type(value) in (list, tuple) else tuple(map(plain, value))
    if isinstance(value, set | frozenset):
        return tuple(sorted(map(plain, value), key=str))
    if isinstance(value, pl.Series) or hasattr(value, "tolist"):  # arrays and numbers of numpy
        return plain(value.to_list() if isinstance(value, pl.Series) else value.tolist())
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PathLike):
        return str(fspath(value))
    for kind in (str, bool, int, float):  # a subclass of them, such as an enumeration's member
        if isinstance(value, kind):
            return kind(value)
    return repr(value)
