"""Where a warning points: at the line of the person who called, however many decorators lie between."""

from __future__ import annotations

import sys
from pathlib import Path

PACKAGE = str(Path(__file__).resolve().parents[1])


def caller_level() -> int:
    """The ``stacklevel`` for a ``warnings.warn`` in the function that asks, so that it names the first line outside here.

    >>> caller_level()
    1
    """
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame, level = frame.f_back, level + 1
    return level
