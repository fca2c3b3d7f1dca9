"""The level of an interval, as every function takes it."""

from __future__ import annotations

from numbers import Real
from typing import Any

from .errors import StudyError


def check_level(level: Any) -> None:
    """A `StudyError` where ``level`` is no level of an interval.

    >>> check_level(95)
    Traceback (most recent call last):
    analysis.core.errors.StudyError: level=95 is no level of an interval; give a number between 0 and 1, such as 0.95 for 95 %.
    """
    if isinstance(level, bool) or not isinstance(level, Real) or not 0 < float(level) < 1:
        raise StudyError(
            f"level={level!r} is no level of an interval; give a number between 0 and 1, such as 0.95 for 95 %."
        )
