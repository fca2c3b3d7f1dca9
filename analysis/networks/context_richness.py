"""How often terms meet in contexts of given sizes, if every table with these margins is as likely.

A context of r terms holds r different terms, each such set with a chance in proportion to the product of its
terms' weights (the conditional Bernoulli model: Chen & Liu 1997); the weights are those at which each term
is expected in as many contexts as it stands in. So a rich context holds a frequent term nearly always, but
never twice: the product of two frequencies forgets that.
"""

from __future__ import annotations

import numpy as np

ALONE = 12  # contexts of up to so many terms, and terms of up to so many contexts, are a class of their own
STEP = {"sizes": 1.15, "frequencies": 1.04}  # from one class to the next above
ROUNDS = 200  # of the fit, at most
CLOSE = 1e-6  # the share of its frequency by which a class may be off


def meeting_rates(frequency: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Expected meetings of two terms over the product of their frequencies, for classes of frequency.

    Parameters
    ----------
    frequency : int array, shape (terms,)
        Contexts that hold each term; 0 for terms that do not occur.
    size : int array, shape (contexts,)
        Terms in each context, 1 or more; the sum is that of ``frequency``.

    Returns
    -------
    rate : float array, shape (classes, classes)
        ``E_ij = f_i f_j rate[class_i, class_j]``.
    kind : int array, shape (terms,)
        The class of each term.

    Notes
    -----
    Terms of nearly the same frequency (4 % apart) share a class, and contexts of many terms are divided
    among the sizes of a coarse grid so that contexts and cells remain as many: the rate changes slowly with
    both. Terms of up to 12 contexts and contexts of up to 12 terms are taken as they are.

    Examples
    --------
    Three contexts of two terms among three, where each term stands in two: every pair meets once.

    >>> rate, kind = meeting_rates(np.array([2, 2, 2]), np.array([2, 2, 2]))
    >>> float(round(2 * 2 * rate[kind[0], kind[1]], 6))
    1.0
    """
    kind, many, mean = _classes(np.asarray(frequency))
    sizes, contexts = _grid(np.asarray(size))
    table = _Sets(mean, many, sizes, contexts)
    table.fit()
    return table.together() / np.outer(mean, mean), kind


def _steps(top: int, step: float) -> np.ndarray:
    """1, 2, … 12, and from there on whole numbers about a factor ``step`` apart, up to ``top``."""
    more = np.geomspace(ALONE, max(top, ALONE + 1), 2 + int(np.log(max(top / ALONE, 1)) / np.log(step)))
    return np.unique(np.concatenate([np.arange(1, ALONE + 1), np.rint(more).astype(np.int64)]))


def _classes(frequency: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The class of each term; of each class the number of its terms and their mean frequency."""
    held = frequency > 0
    edges = _steps(int(frequency.max(initial=1)), STEP["frequencies"])
    kind = np.zeros(len(frequency), np.int64)
    kind[held] = np.unique(np.searchsorted(edges, frequency[held]), return_inverse=True)[1]
    many = np.bincount(kind[held])
    return kind, many.astype(float), np.bincount(kind[held], frequency[held]) / many


def _grid(size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sizes of contexts and how many have them; large ones are divided between their neighbours on a grid."""
    count = np.bincount(size).astype(float)
    real = np.flatnonzero(count)
    sizes = _steps(int(real[-1]), STEP["sizes"])
    sizes = sizes[sizes <= real[-1]]
    above = np.searchsorted(sizes, real)
    below = np.where(sizes[above] == real, above, above - 1)
    gap = np.maximum(sizes[above] - sizes[below], 1)
    up = (real - sizes[below]) / gap
    contexts = np.bincount(below, count[real] * (1 - up), len(sizes))
    contexts += np.bincount(above, count[real] * up, len(sizes))
    return sizes[contexts > 0], contexts[contexts > 0]


def _sum_of(weight: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """``weight @ rows``, whose last digits do not depend on how many threads multiply."""
    return np.einsum("i,ij->j", weight, rows)


class _Sets:
    """Sets of given sizes, drawn from classes of terms.

    Terms that come independently, at odds ``x_i y``, form such sets whenever they happen to be r; y does not
    matter for that, and is chosen so that about r come. Then ``P(i | Z = r) = p_i P(Z' = r - 1) / P(Z = r)``,
    where Z is their number and Z' leaves i out; and P(Z = r) is the r-th Fourier coefficient of
    ``Π (1 - p + p e^{it})``, a sum over a few dozen t, from which leaving out is dividing by a factor.

    Attributes
    ----------
    log_x : float array, shape (classes,)
        Weights of terms.
    p : float array, shape (sizes, classes)
        Chances of independent terms with odds ``x_i y_r``.
    """

    def __init__(self, frequency, many, sizes, contexts):
        self.frequency, self.many, self.sizes, self.contexts = frequency, many, sizes, contexts
        # Z beyond r by more than K would count as Z - K; an odd K keeps t from π, where a factor may be 0
        nodes = 2 * (6 + np.ceil(2.5 * np.sqrt(sizes)).astype(np.int64)) + 1
        half = nodes // 2 + 1
        self.first = np.cumsum(half) - half
        self.of = np.repeat(np.arange(len(sizes)), half)
        step = np.arange(half.sum()) - self.first[self.of]
        self.turn = np.exp(2j * np.pi * step / nodes[self.of])
        self.weight = np.where(step > 0, 2.0, 1.0) / nodes[self.of]
        self.log_x = np.log(frequency / frequency.sum())
        self.log_y = np.log(sizes.astype(float))

    def fit(self) -> None:
        """Find the weights for which every class stands in as many contexts as it does."""
        for _ in range(ROUNDS):
            self._centre()
            self._sum()
            alone = (self.wave * self.turn ** (1 - self.sizes[self.of]))[:, None] / self.factor
            chance = self.p * np.add.reduceat(alone.real, self.first)
            held = _sum_of(self.contexts, chance)
            spread = _sum_of(self.contexts, chance * (1 - chance))
            missing = self.frequency - held
            if (np.abs(missing) <= CLOSE * self.frequency).all():
                return
            # three quarters of Newton's step for each class by itself: with a whole one two lone terms would
            # swing for ever, since what one gains the other loses
            self.log_x += np.clip(0.75 * missing / np.maximum(spread, 1e-12 * self.frequency), -1, 1)

    def together(self) -> np.ndarray:
        """Contexts expected to hold a term of one class and another term of the same or another class."""
        pairs = self.sizes[self.of] > 1
        sums = self.contexts[self.of] * self.wave * self.turn ** (2 - self.sizes[self.of])
        one = np.ascontiguousarray((self.p[self.of] / self.factor)[pairs].T)
        other = one * sums[pairs]  # the real part of a product: as many real products, side by side
        return np.einsum("in,jn->ij", one.conj().view(float), other.view(float))

    def _centre(self) -> None:
        """Choose y so that as many independent terms as the context holds are expected (a little fewer, since
        no y brings all)."""
        total = self.many.sum()
        aim = self.sizes * total / (total + 0.5)
        for _ in range(60):
            self.p = 1 / (1 + np.exp(-(self.log_x + self.log_y[:, None])))
            gap = aim - _sum_of(self.many, self.p.T)
            if (np.abs(gap) < 0.01 * aim).all():
                return
            self.log_y += np.clip(gap / _sum_of(self.many, (self.p * (1 - self.p)).T), -1, 1)

    def _sum(self) -> None:
        """The factors of the terms, and the terms of the Fourier sum over its value at ``Z = r``."""
        p, turn = self.p[self.of], self.turn[:, None]
        self.factor = 1 + p * (turn - 1)
        # by real numbers, since the logarithm of complex ones takes twenty times as long
        size = np.log1p(-2 * p * (1 - p) * (1 - turn.real)) / 2
        angle = np.arctan2(p * turn.imag, self.factor.real)
        wave = self.weight * np.exp(_sum_of(self.many, size.T) + 1j * _sum_of(self.many, angle.T))
        whole = np.add.reduceat((wave * self.turn ** (-self.sizes[self.of])).real, self.first)
        self.wave = wave / whole[self.of]
