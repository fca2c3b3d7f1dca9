"""Two sources with constant rates and a mix that moves: is that called a change, with strata and without?"""

from __future__ import annotations

import numpy as np

from analysis.statistics.calendars import Calendar
from analysis.statistics.level_tests import BANK, level_test
from analysis.statistics.stratified_exposure import stratified_exposure

from ._monthly_series import broadcast_calendar, copula, error, latent, row, share_called

RATES = (4.0, 16.0)  # per 1,000 of the two sources
QUESTIONS = ("rise", "fall", "burst")


def moving_mix() -> tuple[Calendar, np.ndarray]:
    """The calendar of the evening news as two sources (2, M): from 80 of 100 documents to 20, and from 20 to 80."""
    whole = broadcast_calendar()
    share = np.linspace(0.8, 0.2, len(whole))
    first = np.round(whole.documents * share)
    return whole, np.stack([first, whole.documents - first])


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    series, bank = (200, 2_000) if fast else (2_000, BANK)
    calendar, documents = moving_mix()
    plain = {question: level_test(question, calendar, bank=bank) for question in QUESTIONS}
    held = {question: level_test(question, calendar, bank=bank, strata=documents) for question in QUESTIONS}
    means = [np.tile(rate / 1_000 * n, (series, 1)) for rate, n in zip(RATES, documents, strict=True)]

    def counts(factor, phi, rho, *key):
        random = np.random.default_rng([seed, *key])
        draw = (
            (lambda mean: latent(mean, rho, random)) if phi is None else (lambda mean: copula(mean, phi, rho, random))
        )
        return np.stack([np.minimum(draw(mean * factor), n) for mean, n in zip(means, documents, strict=True)], axis=1)

    rows = []
    kinds = {
        "dispersion 1": (1.0, 0.0),
        "dispersion 2.6": (2.6, 0.0),
        "dispersion 2.6, autocorrelation 0.65": (2.6, 0.65),
        "rate autocorrelated 0.81": (None, 0.81),
    }
    for k, (words, (phi, rho)) in enumerate(kinds.items()):
        hits = counts(1.0, phi, rho, 1, k)
        exposure = stratified_exposure(hits, documents)
        for question in QUESTIONS:
            value = share_called(held[question].judge(hits.sum(1), exposure))
            without = share_called(plain[question].judge(hits.sum(1)))
            measure = "null series with p ≤ 0.04, their sources held fixed"
            setting = f"4 and 16 per 1,000, mix from 80/20 to 20/80, {words}"
            found = row(
                f"{question}: sources", setting, measure, value, 0.08, series, most=True, note=error(value, series)
            )
            rows.append(found | {"usual": "without strata", "usual_value": without})
    late = np.arange(len(calendar)) >= len(calendar) // 2
    for question, factor, target in (("rise", 2.0, 0.9), ("fall", 0.5, 0.6)):
        hits = counts(np.where(late, factor, 1.0), 2.6, 0.0, 2)
        value = share_called(held[question].judge(hits.sum(1), stratified_exposure(hits, documents)))
        without = share_called(plain[question].judge(hits.sum(1)))
        words = "doubling" if factor > 1 else "halving, hidden by the mix"
        found = row(
            f"{question}: sources, power",
            f"{words}, dispersion 2.6",
            "planted series with p ≤ 0.04",
            value,
            target,
            series,
            most=False,
        )
        rows.append(found | {"usual": "without strata", "usual_value": without})
    return rows
