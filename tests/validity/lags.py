"""Does the interval of a lag hold it, and is a genre that moves at the same time not called first? Planted beginnings and rises."""

from __future__ import annotations

import numpy as np

from analysis.statistics.entry_lags import days_of, delays
from analysis.statistics.share_change import share_change

LAGS = (0, 7, 30, 90)
WEEKS, SAMPLES = 260, 4_000
GAMMA = 2.6  # shape of a week's own level where weeks are uneven: its variance is 1 / 2.6 of its square


def entry(lag: int, rates: tuple[float, float], random: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Draws of the lag of two uses that begin ``lag`` days apart, with so many hits a year from then on."""
    days = []
    for begin, rate in zip((600, 600 + lag), rates, strict=True):
        at = begin + np.cumsum(random.exponential(365 / rate, 200))
        days.append(np.unique(np.ceil(at[at < 3_000]).astype(np.int64)))
    late = [delays(day, random, SAMPLES) for day in days]
    if late[0] is None or late[1] is None:
        return ()
    return (days[1][0] - days[0][0] - late[1] + late[0],)


def rise(lag: int, documents: tuple[float, float], uneven: bool, random: np.random.Generator, seed: int):
    """The same of two shares that rise from 2 to 20 % of so many documents a week; none where a rise is not found."""
    found = []
    for begin, a_week in zip((900, 900 + lag), documents, strict=True):
        n = random.poisson(a_week / 7, WEEKS * 7)
        share = np.where(np.arange(WEEKS * 7) < begin, 0.02, 0.2)
        if uneven:
            share = np.minimum(share * np.repeat(random.gamma(GAMMA, 1 / GAMMA, WEEKS), 7), 1)
        k, n = (values.reshape(WEEKS, 7).sum(1) for values in (random.binomial(n, share), n))
        change = share_change(k, n, rising=True, draws=39, seed=seed)
        if change.p > 0.05:
            return ()
        found.append(days_of(change.posterior, 7, random, SAMPLES))
    return (found[1] - found[0],)


def _rows(measure: str, setting: str, lag: int, drawn: list[np.ndarray]) -> list[dict]:
    ends = np.array([np.quantile(one, [0.025, 0.975]) for one in drawn])
    held = float(((ends[:, 0] <= lag) & (lag <= ends[:, 1])).mean())
    called = float(((ends[:, 0] > 1) | (ends[:, 1] < -1)).mean())
    error = 1.96 * np.sqrt(0.05 * 0.95 / len(drawn))
    common = dict(usual="", usual_value=None, runs=len(drawn))
    setting = f"{measure}, {lag} days, {setting}"
    rows = [
        common
        | dict(
            question=f"interval of a lag: {measure}",
            setting=setting,
            measure="0.95 intervals that hold the lag",
            value=held,
            target="0.93 to 0.97, give or take the simulation error",
            met=bool(0.93 - error <= held <= 0.97 + error),
            note=f"median width {np.median(ends[:, 1] - ends[:, 0]):.0f} days",
        )
    ]
    false = lag == 0
    question = f"lag of two genres: {'false firsts' if false else 'firsts found'}"
    return [
        *rows,
        common
        | dict(
            question=question,
            setting=setting,
            measure="one is called first",
            value=called,
            target="at most 0.06" if false else "none set: power",
            met=not false or called <= 0.06,
            note="",
        ),
    ]


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    rows, runs = [], 200 if fast else 1_500
    for lag in LAGS[:2] if fast else LAGS:
        for rates in ((30.0, 60.0),) if fast else ((30.0, 60.0), (8.0, 40.0)):
            random = np.random.default_rng([seed, 1, lag, int(rates[0])])
            drawn = [one for _ in range(runs) for one in entry(lag, rates, random)]
            rows += _rows("entry", f"{rates[0]:g} and {rates[1]:g} documents a year", lag, drawn)
        if fast and lag:
            continue
        for documents, uneven in (
            (((8.0, 90.0), False),) if fast else (((3.0, 90.0), False), ((8.0, 90.0), False), ((8.0, 90.0), True))
        ):
            random = np.random.default_rng([seed, 2, lag, int(documents[0])])
            repeated = range(40 if fast else 400)
            drawn = [one for k in repeated for one in rise(lag, documents, uneven, random, seed + k)]
            setting = f"{documents[0]:g} and {documents[1]:g} documents a week" + (", weeks uneven" if uneven else "")
            rows += _rows("rise", setting, lag, drawn)
    return rows
