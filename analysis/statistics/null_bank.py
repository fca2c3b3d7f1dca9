"""Banks of simulated null series: made once for a calendar, kept between processes, and what a rank in one says."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..core.guarded_cache import private_folder, read_guarded, write_guarded

Arrays = dict[str, np.ndarray]
PLACES = 9  # decimals of a statistic that count: the last ones depend on how many threads added it up
BEYOND = 0.99  # of the bank's own series have their neighbours nearer than a series that the bank does not reach
SMALLEST_TAIL = 1e-3  # of an extrapolated p, against one that is counted
SURE_PROBES = 100  # a share of null p below which the rank of a p among them is extrapolated
PROBES = 1_000  # series of the bank by which that distance is measured
MOST_BYTES = 96_000_000  # of banks that a process keeps: those of a corpus with all the parts of its series
_read: dict[str, Arrays] = {}  # the banks of this process, the one asked for last at the end


class Ranks(NamedTuple):
    """p (T,) of each series, and whether it lies beyond the bank (T,), where p says nothing."""

    p: np.ndarray
    beyond: np.ndarray


def rank_p(
    statistic: np.ndarray, place: np.ndarray, bank_statistic: np.ndarray, bank_place: np.ndarray, nearest: int
) -> Ranks:
    """p of each series as the rank of its statistic among the ``nearest`` null series that resemble it.

    ``p = (1 + series of the bank with at least its statistic) / (nearest + 1)``, and where none has, this p times
    ``exp(−(T − largest) / s)``, s the mean excess of the upper twentieth over its least (an exponential tail, after Knijnenburg et al.
    2009), so that many tests at once can tell what is clear from what is very clear; among those nearest in the coordinates
    ``place``, such as the logarithms of hits and dispersion, scaled so that one step weighs the same in each. A series
    lies beyond the bank where the farthest of these is farther than for 99 % of the bank's own series.

    Parameters
    ----------
    statistic : float array, shape (T,)
    place : float array, shape (T, C)
    bank_statistic : float array, shape (N,)
    bank_place : float array, shape (N, C)
    nearest : int
        How many; all where the bank has fewer.

    Examples
    --------
    >>> bank = np.arange(99.0)
    >>> ranks = rank_p(np.array([90.0]), np.zeros((1, 1)), bank, np.zeros((99, 1)), 99)
    >>> ranks.p.tolist(), ranks.beyond.tolist()
    ([0.1], [False])
    """
    from scipy.spatial import KDTree

    nearest = min(nearest, len(bank_statistic))
    probes = bank_place[:: max(len(bank_place) // PROBES, 1)]
    tree = KDTree(np.round(bank_place, PLACES))
    reach = np.quantile(_neighbours(tree, np.round(probes, PLACES), nearest)[0][:, -1], BEYOND)
    p, farthest = _ranks(statistic, place, bank_statistic, tree, nearest)
    return Ranks(p, farthest > reach + 1e-9)


def nearest_p(
    statistic: np.ndarray, place: np.ndarray, bank_statistic: np.ndarray, bank_place: np.ndarray, nearest: int
) -> np.ndarray:
    """p of each series as in `rank_p`, at the edge of the bank among those nearest to it, however far they are.

    >>> nearest_p(np.array([90.0]), np.full((1, 1), 5.0), np.arange(99.0), np.zeros((99, 1)), 99).tolist()
    [0.1]
    """
    from scipy.spatial import KDTree

    tree = KDTree(np.round(bank_place, PLACES))
    return _ranks(statistic, place, bank_statistic, tree, min(nearest, len(bank_statistic)))[0]


def smaller_p(smaller: np.ndarray, null: np.ndarray) -> np.ndarray:
    """p of the smaller of two p (T,): its rank among those of null series (N,), sorted; in proportion below the least of these.

    >>> smaller_p(np.array([0.0201, 0.001]), np.arange(1, 200) / 200).round(4).tolist()
    [0.025, 0.001]
    """
    n = len(null)
    p = (1 + np.searchsorted(null, smaller, side="right")) / (n + 1)
    sure = min(n // SURE_PROBES, n - 1)
    return np.where(smaller < null[sure], smaller / np.maximum(null[sure], 1e-300) * (sure + 1) / (n + 1), p)


def _ranks(
    statistic: np.ndarray, place: np.ndarray, bank_statistic: np.ndarray, tree: Any, nearest: int
) -> tuple[np.ndarray, np.ndarray]:
    """p (T,) and the distance of the farthest neighbour (T,)."""
    own, values, bank = np.round(place, PLACES), np.round(statistic, PLACES), np.round(bank_statistic, PLACES)
    p, farthest = np.ones(len(values)), np.zeros(len(values))
    for first in range(0, len(values), 500):  # 500 series with their neighbours at a time
        some = slice(first, first + 500)
        distance, neighbours = _neighbours(tree, own[some], nearest)
        near = bank[neighbours]
        p[some] = (1 + (near >= values[some, None]).sum(1)) / (nearest + 1)
        p[some] *= _tail(values[some], near)
        farthest[some] = distance[:, -1]
    return p, farthest


def _neighbours(tree: Any, points: np.ndarray, nearest: int) -> tuple[np.ndarray, np.ndarray]:
    """Distances and numbers (T, K) of the nearest, in order; a tree asked for a single one leaves the last axis out."""
    distance, number = tree.query(points, nearest)
    return distance.reshape(len(points), nearest), number.reshape(len(points), nearest)


def _tail(values: np.ndarray, near: np.ndarray) -> np.ndarray:
    """By how much p falls where a value (T,) lies above all its neighbours (T, K); 1 where it does not."""
    upper = np.sort(near, axis=1)[:, -max(near.shape[1] // 20, 2) :]
    spread = np.maximum((upper[:, 1:] - upper[:, :1]).mean(1), 1e-9)
    return np.maximum(np.exp(-np.maximum(values - upper[:, -1], 0.0) / spread), SMALLEST_TAIL)


def cached_bank(name: str, key: Mapping[str, Any] | bytes, make: Callable[[], Arrays]) -> Arrays:
    """The arrays that ``make`` gives for this key, from the user's cache where it has them.

    A bank that is damaged, or that another user owns or could have written, is made anew. Two processes that need the
    same bank at once make it once. The arrays are not to be written to.

    Parameters
    ----------
    name : str
        What the bank is of, for its file's name.
    key : mapping or bytes
        Everything that fixes the bank, the version of the code that makes it included.
    make : function
        Gives the arrays; it is asked only where the cache does not have them.

    Examples
    --------
    >>> cached_bank("example", b"three", lambda: {"x": np.arange(3)})["x"].tolist()
    [0, 1, 2]
    """
    label = f"{name}-{_digest(key)}"
    arrays = _read.pop(label, None)
    if arrays is None:
        arrays = _from_file(name, label, make)
    _read[label] = arrays
    while len(_read) > 1 and sum(map(_bytes, list(_read.values()))) > MOST_BYTES:
        _read.pop(next(iter(_read)))
    return arrays


def _bytes(arrays: Arrays) -> int:
    return sum(values.nbytes for values in arrays.values())


def _from_file(name: str, label: str, make: Callable[[], Arrays]) -> Arrays:
    try:
        folder = private_folder("banks")
    except OSError:  # nowhere to keep it
        return make()
    path = folder / f"{label}.bank"
    if (content := read_guarded(path)) is not None:
        return _arrays(content)
    with _alone(folder / f"{label[: len(name) + 3]}.lock"):  # 256 of each name: other banks can be made meanwhile
        content = read_guarded(path)  # another process may have made it meanwhile
        if content is not None:
            return _arrays(content)
        arrays = make()
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)  # type: ignore[arg-type]
        write_guarded(path, buffer.getvalue())
    return arrays


def _arrays(content: bytes) -> Arrays:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def _digest(key: Mapping[str, Any] | bytes) -> str:
    """A name for a key: arrays by their bytes, all else by how it prints."""
    digest = hashlib.sha256()
    for name, value in sorted(key.items()) if isinstance(key, Mapping) else [("", key)]:
        if isinstance(value, np.ndarray):
            text = f"{value.dtype.str}{value.shape}".encode() + np.ascontiguousarray(value).tobytes()
        else:
            text = value if isinstance(value, bytes) else repr(value).encode()
        digest.update(f"{name}:{len(text)}:".encode() + text)
    return digest.hexdigest()[:24]


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until no other process holds this lock; one that ends lets go of it. Without locks, go on."""
    with ExitStack() as opened:
        with suppress(ImportError, OSError):
            import fcntl

            fcntl.flock(opened.enter_context(path.open("w")), fcntl.LOCK_EX)
        yield
