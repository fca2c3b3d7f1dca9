"""SplitMix64 against published values, in arrays and in kernels."""

import numpy as np

from analysis.core.compiling import compiled
from analysis.core.hashing import GAMMA, splitmix64, splitmix64_inner

# The first draws from the seed 1234567 (Rosetta Code, "Pseudo-random numbers/Splitmix64").
DRAWN = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]


@compiled
def draws(seed, n):
    out = np.empty(n, np.uint64)
    state = np.uint64(seed)
    for k in range(n):
        state += GAMMA
        out[k] = splitmix64_inner(state)
    return out


def test_published_draws_in_an_array_and_in_a_kernel():
    states = np.uint64(1234567) + np.arange(1, 6, dtype=np.uint64) * GAMMA
    assert splitmix64(states).tolist() == draws(1234567, 5).tolist() == DRAWN


def test_no_two_numbers_share_a_hash():
    assert len(np.unique(splitmix64(np.arange(100_000, dtype=np.uint64)))) == 100_000
