"""Carriers of a term: coverage of the ratio, and false alarms where every carrier says it alike and the mix moves."""

from __future__ import annotations

import numpy as np

from analysis.statistics.carrier_ratios import carrier_ratios
from analysis.statistics.multiple_testing import benjamini_hochberg
from analysis.timelines.term_carriers import carriers

from ._simulated_features import simulated_features

DAYS, MONTH = 730, 30
BASE = np.array([8.0, 3.0, 1.0])  # documents a day of three carriers


def corpus(rate: float, ratio: float, mood: float, random: np.random.Generator) -> tuple[dict, np.ndarray]:
    """What is found of one term, and the true ratios; ``mood``, how much a day of a carrier varies (gamma)."""
    wave = 1 + 0.5 * np.sin(np.arange(DAYS) / 100 + np.arange(3)[:, None])
    documents = random.poisson(BASE[:, None] * wave)
    often = np.array([1.0, ratio, 1.0])[:, None]
    own = random.gamma(1 / mood, mood, (3, DAYS)) if mood else np.ones((3, DAYS))
    shared = random.gamma(1.0, 1.0, DAYS)
    part = random.binomial(documents, np.clip(rate / 1_000 * often * own * shared, 0, 1))
    month = np.arange(DAYS) // MONTH
    months = np.array([np.bincount(month, row) for row in documents])
    heard = months * often
    all_heard = heard.sum(0)
    truth = heard.sum(1) / (all_heard * months / months.sum(0)).sum(1)
    both = np.vstack([documents, documents.sum(0)]).astype(float)
    return carrier_ratios(part.astype(float), part.sum(0).astype(float), both, month, 0.95), truth


def by_the_function(rate: float, ratio: float, mood: float, terms: int, random: np.random.Generator):
    """p and whether the interval holds the truth, (terms, 3), by `carriers` itself of features with these documents."""
    wave = 1 + 0.5 * np.sin(np.arange(DAYS) / 100 + np.arange(3)[:, None])
    documents = random.poisson(BASE[:, None] * wave)
    carrier, day = (np.repeat(index.ravel(), documents.ravel()) for index in np.indices(documents.shape))
    often = np.array([1.0, ratio, 1.0])
    at, term = [], []
    for t in range(terms):
        own = random.gamma(1 / mood, mood, (3, DAYS)) if mood else np.ones((3, DAYS))
        chance = rate / 1_000 * often[:, None] * own * random.gamma(1.0, 1.0, DAYS)
        held = np.flatnonzero(random.random(len(day)) < np.minimum(chance, 1)[carrier, day])
        at.append(held)
        term.append(np.full(len(held), t))
    places = np.concatenate(at), np.concatenate(term)
    names = np.array(["a", "b", "c"])
    features = simulated_features(day, names[carrier], places, np.zeros(len(places[0]), bool), terms)
    frame = carriers(features, by="source").frame.sort("term", "carrier")
    p, low, high = (frame[name].to_numpy().reshape(-1, 3) for name in ("p", "low", "high"))
    # the months of the calendar are not those of `corpus`: 730 days from the first of January 2013
    first = np.datetime64("2013-01-01") + np.arange(DAYS)
    month = first.astype("datetime64[M]").astype(int) - first[0].astype("datetime64[M]").astype(int)
    months = np.array([np.bincount(month, row) for row in documents])
    heard = months * often[:, None]
    truth = heard.sum(1) / (heard.sum(0) * months / months.sum(0)).sum(1)
    return p, (low <= truth) & (high >= truth)


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    rows, runs = [], 60 if fast else 1_000
    for rate, mood in ((20.0, 0.5),) if fast else ((5.0, 0.0), (5.0, 0.5), (20.0, 0.0), (20.0, 0.5), (50.0, 1.0)):
        for ratio in (1.0, 3.0):
            random, held, called = np.random.default_rng([seed, int(rate), int(10 * mood), int(ratio)]), [], []
            for _ in range(runs):
                found, truth = corpus(rate, ratio, mood, random)
                held += ((found["low"] <= truth) & (found["high"] >= truth)).tolist()
                called.append(bool((benjamini_hochberg(found["p"]) <= 0.05).any()))
            setting = f"{rate:g} per 1,000, one carrier {ratio:g} times, variance of its day's mood {mood:g}"
            value = float(np.mean(held))
            shared: dict = dict(setting=setting, usual="", usual_value=None, note="")
            cover = dict(question="intervals of estimates: carriers", measure="coverage of the 0.95 interval")
            cover |= dict(value=value, target="0.93 to 0.97", met=0.93 <= value <= 0.97, runs=len(held))
            rows.append(shared | cover)
            share, alike = float(np.mean(called)), ratio == 1
            alarm = dict(question=f"carriers: {'false alarms' if alike else 'power'}", measure="corpora with q ≤ 0.05")
            bound = dict(target="at most 0.06" if alike else "none set", met=share <= 0.06 if alike else None)
            rows.append(shared | alarm | bound | dict(value=share, runs=runs))
    for ratio in (1.0, 3.0):
        p, inside = by_the_function(
            20.0, ratio, 0.5, 40 if fast else 400, np.random.default_rng([seed, 77, int(ratio)])
        )
        setting = f"20 per 1,000, one carrier {ratio:g} times, variance of its day's mood 0.5, by the public function"
        shared = dict(setting=setting, usual="", usual_value=None, note="")
        value, share = float(inside.mean()), float(np.mean([(benjamini_hochberg(one) <= 0.05).any() for one in p]))
        cover = dict(question="intervals of estimates: carriers", measure="coverage of the 0.95 interval", value=value)
        rows.append(shared | cover | dict(target="0.93 to 0.97", met=0.93 <= value <= 0.97, runs=inside.size))
        alarm = dict(question=f"carriers: {'false alarms' if ratio == 1 else 'power'}", measure="terms with q ≤ 0.05")
        bound = dict(target="at most 0.06", met=share <= 0.06) if ratio == 1 else dict(target="none set", met=None)
        rows.append(shared | alarm | bound | dict(value=share, runs=len(p)))
    return rows
