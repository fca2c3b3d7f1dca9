"""Shared collocates: rank and interval on simulated sentences, of terms that take over nothing, something, or what all do."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from analysis.collocates.shared_collocates import _pair, _Period

OTHERS = 40  # slogans besides the two that are compared
USUAL = 0.01  # share of sentences in which a slogan of middling frequency stands with any other
RUNS, DRAWS, LEAST, LEVEL = 400, 400, 30, 0.95
NAMES = ["earlier", "later", *(f"slogan {k}" for k in range(OTHERS))]


class Term(NamedTuple):
    """Sentences of a term on average, and the slogans that stand in ``height`` of them more than in others'."""

    sentences: float
    own: np.ndarray
    height: float = 0.3


def profiles(terms: list[Term], k: int) -> np.ndarray:
    """Probability (W, W) that a sentence about the row's slogan names the column's; of the two compared only ``k`` is there."""
    size = np.array([term.sentences for term in terms])
    out = np.tile(np.minimum(USUAL * size / size[2:].mean(), 0.5), (len(NAMES), 1))
    for j, term in enumerate(terms):
        out[j, term.own] += term.height
    np.fill_diagonal(out, 1.0)
    out[:, 1 - k] = 0.0
    return out


def truth(terms: list[Term], k: int) -> np.ndarray:
    """The excess (W, W) of every slogan by the expected counts: sums over the subjects of sentences."""
    chances, weight = profiles(terms, k), np.array([term.sentences for term in terms])
    met = np.einsum("h,hi,hj->ij", weight, chances, chances)
    number = weight @ chances
    np.fill_diagonal(met, number)
    out = np.zeros(met.shape)
    for v in range(len(NAMES)):
        for w in range(2, len(NAMES)):
            rest = np.delete(np.arange(len(NAMES)), [v, w])
            if v != w and number[v]:
                out[v, w] = max(0.0, met[v, w] / number[v] - met[rest, w].sum() / number[rest].sum())
    return out


def period(terms: list[Term], k: int, a_day: float, random: np.random.Generator) -> _Period:
    """Sentences of all terms; a day has one list of slogans, in ``a_day`` sentences on average."""
    chances, there, times = profiles(terms, k), [], []
    for term, p in zip(terms, chances, strict=True):
        lists = random.poisson(term.sentences / a_day)
        there.append(random.random((lists, len(NAMES))) < p)
        times.append(1 + random.poisson(a_day - 1, lists))
    lists, many = np.concatenate(there).astype(float), np.concatenate(times).astype(float)
    own = lists[:, k] > 0
    return _Period(list(NAMES), lists.T @ (lists * many[:, None]), (lists * many[:, None])[own], many[own])


def world(taken: float, field: float, sizes: tuple[float, float, float], random: np.random.Generator):
    """Terms of both periods: the later takes over so much of the earlier's collocates, as does any slogan of the ``field``.

    The two compared are themselves named by the others as often as any slogan.
    """
    own = 2 + random.choice(OTHERS, 8, replace=False)
    rest = np.setdiff1d(np.arange(2, 2 + OTHERS), own)

    def taking(share: float, k: int, also: int) -> np.ndarray:
        kept = own[random.random(8) < share]
        more = random.choice(np.append(rest, also), 8 - len(kept), replace=False)
        return np.setdiff1d(np.concatenate([kept, more]), [k])

    def others(also: int) -> list[Term]:
        sizes_of = random.uniform(0.5, 1.5, OTHERS) * sizes[2]
        return [Term(size, taking(field, k, also)) for k, size in enumerate(sizes_of, start=2)]

    one = [Term(sizes[0], own), Term(0, own), *others(0)]
    two = [Term(0, own), Term(sizes[1], taking(taken, 1, 1)), *others(1)]
    return one, two


def _row(question: str, setting: str, measure: str, value: float, target: str, met: bool, runs: int, note="") -> dict:
    return dict(
        question=question,
        setting=setting,
        measure=measure,
        value=float(value),
        target=target,
        met=bool(met),
        usual="",
        usual_value=None,
        runs=runs,
        note=note,
    )


CASES = [  # of the earlier's collocates taken over by the later, by any slogan; sentences of both and of a slogan; a day's sentences
    (0.0, 0.0, (200.0, 200.0, 150.0), 1.0),
    (0.3, 0.3, (200.0, 200.0, 150.0), 1.0),
    (0.3, 0.3, (200.0, 200.0, 150.0), 3.0),
    (0.3, 0.3, (60.0, 60.0, 60.0), 1.0),
    (0.3, 0.3, (200.0, 800.0, 60.0), 1.0),
    (0.3, 0.3, (200.0, 60.0, 400.0), 1.0),
    (0.8, 0.0, (200.0, 200.0, 150.0), 1.0),
    (0.8, 0.3, (200.0, 200.0, 150.0), 1.0),
    (0.8, 0.3, (200.0, 200.0, 150.0), 3.0),
    (0.8, 0.3, (60.0, 60.0, 60.0), 1.0),
]


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    rows, runs, same = [], 60 if fast else RUNS, np.arange(len(NAMES)) < 2
    for j, (taken, field, sizes, a_day) in enumerate([CASES[1], CASES[7]] if fast else CASES):
        random, called, held, wide, known_p = np.random.default_rng([seed, 61, j]), [], [], [], []
        for one in range(runs):
            early, late = world(taken, field, sizes, random)
            parts = period(early, 0, a_day, random), period(late, 1, a_day, random)
            found = _pair("earlier", "later", *parts, same, LEAST, LEVEL, DRAWS, [seed, one])
            if found["p"] is None:
                continue
            called.append(found["p"] <= 0.05)
            x, y = truth(early, 0)[0], truth(late, 1)
            held.append(found["low"] <= np.minimum(x, y[1]).sum() / x.sum() <= found["high"])
            known = [np.minimum(x, y[v]).sum() / (x.sum() - x[v]) for v in range(1, len(NAMES))]
            known_p.append((np.array(known) >= known[0]).mean() <= 0.05)
            wide.append(found["high"] - found["low"])
        alike, value = taken == field, float(np.mean(called))
        setting = (
            f"{taken:.0%} taken over, {field:.0%} by any slogan, {sizes[0]:g}, {sizes[1]:g} and {sizes[2]:g} sentences"
        )
        setting += f", each list {a_day:g} times a day" if a_day > 1 else ""
        question = f"shared collocates: {'false' if alike else 'power'}"
        target, met = "at most 0.06", value <= 0.06
        if not alike:
            target, met = "none set: some of forty slogans take over as much", True
        elif sizes[1] != sizes[0]:
            target, met = "none set: a larger term is named less in lists of others, and has more indeed", True
        rows.append(_row(question, setting, "pairs with p ≤ 0.05", value, target, met, len(called)))
        rows[-1] |= dict(usual="true shares known", usual_value=float(np.mean(known_p)))
        value, note = float(np.mean(held)), f"median width {np.median(wide):.2f}"
        target, met = "at least 0.93", value >= 0.93
        rows.append(
            _row("interval of shared collocates", setting, "hold the share", value, target, met, len(held), note)
        )
    return rows
