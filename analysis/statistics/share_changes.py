"""Several changes of a share: the parts that one change leaves, searched again and again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .share_change import ShareChange, share_change


class Found(NamedTuple):
    """One of several changes.

    Attributes
    ----------
    change : ShareChange
        Of the stretch from the change before it to the one behind it; ``first`` and ``posterior`` count from ``begin``.
    begin : int
        First slice of this stretch.
    p : float
        Of the part in which it was found, times the number of parts of its depth.
    """

    change: ShareChange
    begin: int
    p: float


def share_changes(
    k: np.ndarray,
    n: np.ndarray,
    whole: ShareChange,
    *,
    alpha: float,
    least: tuple[int, int],
    draws: int = 1999,
    seed: int | list[int] = 0,
) -> list[Found]:
    """All changes of the share ``k / n``, given that the one of the whole series, ``whole``, is called.

    Binary segmentation (Scott & Knott 1974): each change leaves two parts, and each part has its own test. At depth d, with ``2^d`` parts,
    ``2^d p`` has to be ``alpha`` at most (Bonferroni), so that all parts in which nothing changes give a false one with probability ``alpha``
    or less together. In the end each change is placed anew between its neighbours, without a test.

    Parameters
    ----------
    k, n : int arrays, shape (M,)
        As in `share_change`.
    whole : ShareChange
        What `share_change` found in all of them.
    least : (int, int)
        Documents and slices with documents that a part must have to be searched.

    Examples
    --------
    >>> k, n = np.repeat([4, 0, 4], 12), np.full(36, 4)
    >>> whole = share_change(k, n, draws=199)
    >>> [one.begin + one.change.first for one in share_changes(k, n, whole, alpha=0.05, least=(10, 8), draws=199)]
    [12, 24]
    """
    k, n, seed = np.asarray(k, np.int64), np.asarray(n, np.int64), [seed] if isinstance(seed, int) else list(seed)
    p_of = {whole.first: whole.p}
    todo = [(0, whole.first, 1), (whole.first, len(n), 1)]
    while todo:
        begin, end, depth = todo.pop()
        part = n[begin:end]
        if part.sum() < least[0] or (part > 0).sum() < least[1]:
            continue
        found = share_change(k[begin:end], part, draws=draws, seed=[*seed, begin, end])
        p = min(1.0, found.p * 2**depth)
        if found.first > 0 and p <= alpha:
            at = begin + found.first
            p_of[at] = p
            todo += [(begin, at, depth + 1), (at, end, depth + 1)]
    if len(p_of) == 1:
        return [Found(whole, 0, whole.p)]
    places, out = [0, *sorted(p_of), len(n)], []
    for j, at in enumerate(sorted(p_of), start=1):
        begin, end = places[j - 1], places[j + 1]
        change = share_change(k[begin:end], n[begin:end], draws=0)
        out.append(Found(change, begin, p_of[at]))
        places[j] = begin + change.first
    return out
