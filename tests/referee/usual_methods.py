"""The usual methods as their packages have them, each as what it says of one series of counts.

None of the packages is needed by the project or its tests; they are asked for when the referee runs:
``pip install ruptures pymannkendall pycorpdiff scattertext statsmodels``. A method whose package is missing is said to be
missing. The package burst-detection (2018) does not run with numpy 2; the automaton that it describes is here, solved exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from tests.support.kleinberg_automaton import burst_states


class Alarm(NamedTuple):
    """A change of level that a method claims: up or down, from this slice on; ``at`` is -1 where it names no month."""

    up: bool
    at: int


Method = Callable[[np.ndarray, np.ndarray], list[Alarm]]  # hits (M,), documents (M,)


def of_states(states: np.ndarray) -> list[Alarm]:
    """Up where a burst begins, down where it ends within the series.

    >>> of_states(np.array([0, 1, 1, 0, 0, 1]))
    [Alarm(up=True, at=1), Alarm(up=False, at=3), Alarm(up=True, at=5)]
    """
    step = np.diff(np.concatenate([[0], (np.asarray(states) > 0).astype(int)]))
    return [Alarm(bool(step[k] > 0), int(k)) for k in np.flatnonzero(step)]


def of_breaks(breaks: list[int], rates: np.ndarray) -> list[Alarm]:
    """Up or down by the means of the segments on either side.

    >>> of_breaks([2], np.array([1.0, 1, 3, 3]))
    [Alarm(up=True, at=2)]
    """
    edges = [0, *breaks, len(rates)]
    means = [rates[a:b].mean() for a, b in zip(edges, edges[1:], strict=False)]
    return [Alarm(bool(means[k + 1] > means[k]), int(at)) for k, at in enumerate(breaks)]


def automaton(hits: np.ndarray, documents: np.ndarray) -> list[Alarm]:
    """Kleinberg's two states, solved exactly."""
    return of_states(burst_states(hits[None], documents, np.ones(1), s=2.0, gamma=1.0)[0][0])


def pycorpdiff_bursts() -> Method:
    """pycorpdiff's automaton of five states, s = 2, γ = 1."""
    bursts = import_module("pycorpdiff.temporal.burstiness").kleinberg_bursts
    return lambda hits, documents: of_states(bursts(hits, documents))


def pelt(penalty: float = 10.0) -> Method:
    """ruptures' PELT with the kernel and the penalty of its own examples."""
    package: Any = import_module("ruptures")

    def method(hits, documents):
        rates = hits / documents
        if rates.std() == 0:
            return []
        return of_breaks(package.Pelt(model="rbf").fit(rates[:, None]).predict(pen=penalty)[:-1], rates)

    return method


def pycorpdiff_pelt() -> Method:
    """pycorpdiff's changes as it has them: PELT with a kernel, penalty the logarithm of the length."""
    detect = import_module("pycorpdiff.temporal.changepoint").detect_changepoints
    series = import_module("pandas").Series

    def method(hits, documents):
        rates = hits / documents
        return of_breaks([int(k) for k in detect(series(rates))["index"]], rates) if rates.std() else []

    return method


def interrupted(at: int) -> Method:
    """pycorpdiff's interrupted series at a month that it is told: a change of level with p ≤ 0.05."""
    fit = import_module("pycorpdiff.temporal.its").interrupted_time_series
    pandas = import_module("pandas")

    def method(hits, documents):
        index = pandas.period_range("2013-01", periods=len(hits), freq="M")
        found = fit(pandas.Series(hits / documents, index=index), index[at]).set_index("term")
        step = found.loc["level_change"]
        return [Alarm(bool(step["coef"] > 0), at)] if step["p_value"] <= 0.05 else []

    return method


def mann_kendall() -> Method:
    """pymannkendall's original test on monthly rates, p ≤ 0.05; it names no month."""
    test = import_module("pymannkendall").original_test

    def method(hits, documents):
        found = test(hits / documents)
        return [Alarm(bool(found.slope > 0), -1)] if found.p <= 0.05 else []

    return method


METHODS: dict[str, Callable[[], Method]] = {
    "Kleinberg, two states, solved exactly": lambda: automaton,
    "Kleinberg, pycorpdiff": pycorpdiff_bursts,
    "PELT, ruptures (kernel, penalty 10)": pelt,
    "PELT, pycorpdiff (kernel, penalty ln M)": pycorpdiff_pelt,
    "interrupted series, pycorpdiff (told the month)": lambda: interrupted(66),
    "Mann–Kendall on months, pymannkendall": mann_kendall,
}
