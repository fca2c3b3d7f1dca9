"""What a figure draws from: the frame of a result, and the parameters that made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..core.pandas_frames import as_frame, is_pandas


def frame_of(result: Any, needed: Sequence[str], *, takes: str) -> pl.DataFrame:
    """The frame of a result (or a frame itself), which must have the columns ``needed``.

    ``takes`` says what the function takes, as in "plot_heat takes a Timeline or a Heat".
    """
    frame = result.to_frame() if hasattr(result, "to_frame") and not isinstance(result, pl.Series) else result
    if isinstance(frame, pl.LazyFrame) or is_pandas(frame):
        frame = as_frame(frame, takes=takes)
    if not isinstance(frame, pl.DataFrame):
        raise StudyError(f"{takes}, and was given {type(result).__name__}.")
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise StudyError(
            f"{takes}; this one lacks the column {missing[0]!r}, it has: {', '.join(frame.columns)}."
            + did_you_mean(missing[0], frame.columns)
        )
    return frame


def parameter(result: Any, name: str, default: Any = None) -> Any:
    """A parameter that the result was made with, or the default where it holds none."""
    parameters = getattr(result, "parameters", None)
    return parameters.get(name, default) if isinstance(parameters, Mapping) else default


def chosen_terms(frame: pl.DataFrame, terms: Sequence[str] | str | None) -> list[str]:
    """The terms to draw, in the order asked for; all in the frame's order if None."""
    present = frame["term"].unique(maintain_order=True).to_list()
    if terms is None:
        return present
    wanted = [terms] if isinstance(terms, str) else list(dict.fromkeys(terms))
    for term in wanted:
        if term not in present:
            raise StudyError(
                f"no term {term!r} in the result, which holds {len(present)}: "
                f"{', '.join(present[:8])}{' …' if len(present) > 8 else ''}." + did_you_mean(term, present)
            )
    return wanted


def check_top(top: int | None) -> None:
    """Raise `StudyError` for what is no number of terms."""
    if top is not None and (isinstance(top, bool) or not isinstance(top, int) or top < 1):
        raise StudyError(f"top={top!r}: a number of terms, from 1.")


def need_one_row_a_slice(frame: pl.DataFrame, key: Sequence[str]) -> None:
    """Raise `StudyError` if a series has two values in one slice (two results stacked unawares)."""
    twice = frame.filter(pl.struct(list(key)).is_duplicated())
    if twice.height:
        where = ", ".join(f"{name}={twice[name][0]}" for name in key)
        raise StudyError(f"two rows for {where}; to compare sources, give a mapping such as {{'broadcast': …}}.")
