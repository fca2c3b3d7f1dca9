"""Carriers of a term: coverage of the ratio, and false alarms where every carrier says it alike and the mix moves."""

from __future__ import annotations

import numpy as np

from analysis.statistics.carrier_ratios import carrier_ratios
from analysis.statistics.multiple_testing import benjamini_hochberg

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
    return rows
