"""Memory that the compiled functions write on; made outside, since numba's own way brings a third of the compiler's work."""

from __future__ import annotations

import threading
from math import prod
from typing import NamedTuple

import numpy as np

from .double_array import words

WINDOW = 512  # characters whose words are looked up together
KEPT = 1 << 26  # bytes of an array that is kept: texts of some 16 million characters


class Scratch(NamedTuple):
    """Arrays for notes on one text at a time."""

    codes: np.ndarray
    value: np.ndarray
    step: np.ndarray
    last: np.ndarray
    begun: np.ndarray
    line: np.ndarray
    spots: np.ndarray
    log_p: np.ndarray
    node: np.ndarray
    reach: np.ndarray
    live: np.ndarray

    @classmethod
    def of(cls, longest: int) -> Scratch:
        """For texts of at most ``longest`` characters."""
        numbers, deep = (np.zeros(longest + 1, np.int32) for _ in range(5)), words().longest + 1
        return cls(
            np.empty(longest + 1, np.uint16),
            np.zeros(longest + 2),
            *numbers,
            np.empty((deep, WINDOW)),
            np.empty((deep, WINDOW), np.int32),
            *np.empty((2, WINDOW + 1), np.int32),
        )


class Room(threading.local):
    """Arrays that each thread keeps from one batch to the next: fresh memory costs a twentieth of a scan."""

    def __init__(self):
        self._held: list[np.ndarray] = []

    def arrays(self, *wanted: tuple) -> list[np.ndarray]:
        """Arrays of these shapes and types, with anything in them; good until the next call."""
        self._held += [np.empty(0, np.uint8) for _ in wanted[len(self._held) :]]
        found = []
        for place, (shape, dtype) in enumerate(wanted):
            size = prod(np.atleast_1d(shape).tolist()) * np.dtype(dtype).itemsize
            room = self._held[place] if self._held[place].nbytes >= size else np.empty(size, np.uint8)
            if size <= KEPT:
                self._held[place] = room
            found.append(room[:size].view(dtype).reshape(shape))
        return found
