"""SplitMix64: numbers mixed so well that they serve as hashes and as random draws, the same on every machine."""

from __future__ import annotations

import numpy as np

from .compiling import inner

GAMMA = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ divided by the golden ratio, odd: the step between states


def splitmix64(x):
    """64 mixed bits of each number: the finaliser of SplitMix64 (Steele, Lea and Flood 2014), a bijection.

    Takes an array of ``uint64``, whose products wrap around; `splitmix64_inner` is the same for one number
    inside a compiled function. The generator itself is ``state += GAMMA`` and then this of the state.

    >>> splitmix64(np.array([1, 2], np.uint64) * GAMMA).tolist()  # the first two draws from the seed 0
    [16294208416658607535, 7960286522194355700]
    """
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


splitmix64_inner = inner(splitmix64)
