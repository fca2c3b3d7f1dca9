"""Expected meetings of terms if every table with the same margins is as likely: the richness null.

A context of r terms holds r different terms, each such set with a chance in proportion to the product of its
terms' weights (the conditional Bernoulli model: Chen & Liu 1997); the weights are those at which each term
is expected in as many contexts as it stands in. So a rich context holds a frequent term nearly always, but
never twice: the product of two frequencies forgets that.
"""

from __future__ import annotations

import numpy as np

EXACT_UP_TO = 12  # contexts of up to so many terms, and terms of up to so many contexts, are a class of their own
STEP = {"sizes": 1.15, "frequencies": 1.04}  # from one class to the next above
MAX_ROUNDS = 200  # of the fit; a few dozen are usual
TOLERANCE = 1e-6  # the share of its frequency by which a class may be off


def meeting_rates(frequency: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Expected meetings of two terms over the product of their frequencies, for classes of frequency.

    ``frequency`` counts the contexts of each term, 0 where it does not occur; ``size`` the terms of each context, 1
    or more, in all as many. Returns rates between classes, and the class of each term:
    ``E_ij = f_i f_j rate[class_i, class_j]``.

    Terms of nearly the same frequency (4 % apart) share a class, and contexts of many terms are divided
    among the sizes of a coarse grid so that contexts and cells remain as many: the rate changes slowly with
    both. Terms of up to 12 contexts and contexts of up to 12 terms are taken as they are.

    Three contexts of two terms among three, where each term stands in two: every pair meets once.

    >>> rate, kind = meeting_rates(np.array([2, 2, 2]), np.array([2, 2, 2]))
    >>> float(round(2 * 2 * rate[kind[0], kind[1]], 6))
    1.0
    """
    kind, n_terms, mean = _classes(np.asarray(frequency))
    sizes, contexts = _grid(np.asarray(size))
    sets = _TermSets(mean, n_terms, sizes, contexts)
    sets.fit()
    return sets.expected_meetings() / np.outer(mean, mean), kind


def _steps(top: int, step: float) -> np.ndarray:
    """1, 2, … 12, and from there on whole numbers about a factor ``step`` apart, up to ``top``."""
    more = np.geomspace(
        EXACT_UP_TO, max(top, EXACT_UP_TO + 1), 2 + int(np.log(max(top / EXACT_UP_TO, 1)) / np.log(step))
    )
    return np.unique(np.concatenate([np.arange(1, EXACT_UP_TO + 1), np.rint(more).astype(np.int64)]))


def _classes(frequency: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The class of each term; of each class the number of its terms and their mean frequency."""
    occurs = frequency > 0
    edges = _steps(int(frequency.max(initial=1)), STEP["frequencies"])
    kind = np.zeros(len(frequency), np.int64)
    kind[occurs] = np.unique(np.searchsorted(edges, frequency[occurs]), return_inverse=True)[1]
    n_terms = np.bincount(kind[occurs])
    return kind, n_terms.astype(float), np.bincount(kind[occurs], frequency[occurs]) / n_terms


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


class _TermSets:
    """Sets of given sizes, drawn from classes of terms.

    Terms that come independently, at odds ``x_i y``, form such sets whenever they happen to be r; y does not
    matter for that, and is chosen so that about r come. Then ``P(i | Z = r) = p_i P(Z' = r - 1) / P(Z = r)``,
    where Z is their number and Z' leaves i out; and P(Z = r) is the r-th Fourier coefficient of
    ``Π (1 - p + p e^{it})``, a sum over a few dozen t, from which leaving out is dividing by a factor.

    ``log_x`` are the weights of classes, ``p[r, i]`` the chances of independent terms with odds ``x_i y_r``. A sum
    has a node for each t: ``node`` says to which of the ``sizes`` it belongs, ``r`` that size, ``phase`` is e^{it},
    ``weight`` how much it counts; the nodes of a size begin at ``first``.
    """

    def __init__(self, frequency, n_terms, sizes, contexts):
        self.frequency, self.n_terms, self.sizes, self.contexts = frequency, n_terms, sizes, contexts
        # Z beyond r by more than K would count as Z - K; an odd K keeps t from π, where a factor may be 0
        nodes = 2 * (6 + np.ceil(2.5 * np.sqrt(sizes)).astype(np.int64)) + 1
        half = nodes // 2 + 1
        self.first = np.cumsum(half) - half
        self.node = np.repeat(np.arange(len(sizes)), half)
        self.r = sizes[self.node]
        step = np.arange(half.sum()) - self.first[self.node]
        self.phase = np.exp(2j * np.pi * step / nodes[self.node])
        self.weight = np.where(step > 0, 2.0, 1.0) / nodes[self.node]
        self.log_x = np.log(frequency / frequency.sum())
        self.log_y = np.log(sizes.astype(float))

    def fit(self) -> None:
        """Find the weights for which every class stands in as many contexts as it does."""
        for _ in range(MAX_ROUNDS):
            self._choose_y()
            self._sum_nodes()
            inclusion = (self.summand * self.phase ** (1 - self.r))[:, None] / self.factor
            chance = self.p * np.add.reduceat(inclusion.real, self.first)
            expected = _sum_of(self.contexts, chance)
            spread = _sum_of(self.contexts, chance * (1 - chance))
            missing = self.frequency - expected
            if (np.abs(missing) <= TOLERANCE * self.frequency).all():
                return
            # three quarters of Newton's step for each class by itself: with a whole one two terms alone would
            # swing for ever, since what one gains the other loses
            self.log_x += np.clip(0.75 * missing / np.maximum(spread, 1e-12 * self.frequency), -1, 1)

    def expected_meetings(self) -> np.ndarray:
        """Contexts expected to hold a term of one class and another term of the same or another class."""
        pairs = self.r > 1
        sums = self.contexts[self.node] * self.summand * self.phase ** (2 - self.r)
        one = np.ascontiguousarray((self.p[self.node] / self.factor)[pairs].T)
        other = one * sums[pairs]  # the real part of a product: as many real products, side by side
        return np.einsum("in,jn->ij", one.conj().view(float), other.view(float))

    def _choose_y(self) -> None:
        """Choose y so that about as many independent terms are expected as the context holds."""
        total = self.n_terms.sum()
        aim = self.sizes * total / (total + 0.5)  # a little fewer, since no y brings all
        for _ in range(60):
            self.p = 1 / (1 + np.exp(-(self.log_x + self.log_y[:, None])))
            gap = aim - _sum_of(self.n_terms, self.p.T)
            if (np.abs(gap) < 0.01 * aim).all():
                return
            self.log_y += np.clip(gap / _sum_of(self.n_terms, (self.p * (1 - self.p)).T), -1, 1)

    def _sum_nodes(self) -> None:
        """The factors of the terms, and the terms of the Fourier sum over its value at ``Z = r``."""
        p, phase = self.p[self.node], self.phase[:, None]
        self.factor = 1 + p * (phase - 1)
        # by real numbers, since the logarithm of complex ones takes twenty times as long
        log_size = np.log1p(-2 * p * (1 - p) * (1 - phase.real)) / 2
        angle = np.arctan2(p * phase.imag, self.factor.real)
        summand = self.weight * np.exp(_sum_of(self.n_terms, log_size.T) + 1j * _sum_of(self.n_terms, angle.T))
        whole = np.add.reduceat((summand * self.phase ** (-self.r)).real, self.first)
        self.summand = summand / whole[self.node]
