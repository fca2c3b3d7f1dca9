"""Monthly counts of known truth for the tests of levels: what chance, season and calendar make of an even rate."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from analysis import Features
from analysis.core.paths import data_folder
from analysis.counts.day_counts import DayCounts
from analysis.counts.document_selection import documents_to_count
from analysis.statistics.calendars import Calendar
from analysis.statistics.count_series import simulate_count_series

RATES = (5.0, 20.0)  # documents per 1,000, in turn


@cache
def broadcast_calendar() -> Calendar:
    """The 132 months of the evening news from 2013, with their documents."""
    documents = documents_to_count(Features.open(data_folder() / "broadcast"), start="2013", end="2024", every="1mo")
    months, n = np.unique(documents["date"].to_numpy().astype("datetime64[M]"), return_counts=True)
    return Calendar.of_dates(months, n)


def every_so_many(months: int) -> Calendar:
    """The same documents in issues of every second or third month."""
    whole = broadcast_calendar()
    first = np.arange(0, len(whole), months)
    return Calendar(whole.months[first], np.add.reduceat(whole.documents, first))


def even(calendar: Calendar, series: int, rates=RATES) -> np.ndarray:
    """Expected hits (R, M) of even rates per 1,000, in turn."""
    return np.resize(rates, series)[:, None] / 1_000 * calendar.documents


def copula(mean: np.ndarray, dispersion: float, rho: float, random: np.random.Generator) -> np.ndarray:
    """Negative binomial counts behind which a Gaussian autoregression runs; independent for ``rho`` 0."""
    return simulate_count_series(mean, dispersion, rho, random).astype(float)


def latent(mean: np.ndarray, rho: float, random: np.random.Generator, months=None, dispersion: float = 2.6):
    """Poisson counts of a rate whose logarithm is an autoregression, so strong that they have the ``dispersion``."""
    at = np.arange(mean.shape[1]) if months is None else months - months[0]
    z = random.standard_normal((len(mean), int(at[-1]) + 1))
    for t in range(1, z.shape[1]):
        z[:, t] = rho * z[:, t - 1] + np.sqrt(1 - rho**2) * z[:, t]
    variance = np.log1p((dispersion - 1) / mean)
    return random.poisson(mean * np.exp(np.sqrt(variance) * z[:, at] - variance / 2)).astype(float)


def march(calendar: Calendar, mean: np.ndarray, factor: float) -> np.ndarray:
    """An even rate that is ``factor`` times as high each March."""
    return mean * np.where(calendar.month_of_year == 2, factor, 1.0)


def rare(calendar: Calendar, events: int, series: int, random: np.random.Generator) -> np.ndarray:
    """So many single hits, on months drawn in proportion to their documents."""
    return random.multinomial(events, calendar.documents / calendar.documents.sum(), series).astype(float)


def nulls(calendar: Calendar, series: int, seed: int) -> dict[str, np.ndarray]:
    """Null series (R, M) by the words that the tables have for them."""
    mean, thin, dense = even(calendar, series), even(calendar, series, (1.0,)), even(calendar, series, (50.0,))
    months, apart = calendar.months, float(np.median(np.diff(calendar.months)))  # autocorrelation is that of months

    def random(*key):
        return np.random.default_rng([seed, series, *key])

    flat = {
        f"independent, dispersion {phi:g}": copula(mean, phi, 0.0, random(1, k)) for k, phi in enumerate((1, 2.6, 6.5))
    }
    return flat | {
        "dispersion 2.6, autocorrelation 0.3": copula(mean, 2.6, 0.3**apart, random(2)),
        "dispersion 2.6, autocorrelation 0.65": copula(mean, 2.6, 0.65**apart, random(3)),
        "dispersion 6.5, autocorrelation 0.65": copula(mean, 6.5, 0.65**apart, random(4)),
        "rate autocorrelated, of counts 0.24": latent(mean, 0.49, random(5), months),
        "rate autocorrelated, of counts 0.42": latent(mean, 0.81, random(6), months),
        "threefold each March": copula(march(calendar, mean, 3), 2.6, 0.0, random(7)),
        "eightfold each March": copula(march(calendar, mean, 8), 2.6, 0.0, random(8)),
        "twelve events": rare(calendar, 12, series, random(9)),
        "1 per 1,000, rate autocorrelated 0.81": latent(thin, 0.81, random(10), months),
        "1 per 1,000, dispersion 2.6, autocorrelation 0.65": copula(thin, 2.6, 0.65**apart, random(11)),
        "50 per 1,000, rate autocorrelated 0.81": latent(dense, 0.81, random(12), months),
    }


def stepped(calendar: Calendar, series: int, rate: float, factor: float, first: int, last: int | None = None):
    """Expected hits (R, M) of a rate that is multiplied from slice ``first`` to ``last``, the end if None."""
    month = np.arange(len(calendar))
    within = (month >= first) & (month < (len(calendar) if last is None else last))
    return even(calendar, series, (rate,)) * np.where(within, factor, 1.0)


def as_counts(calendar: Calendar, hits: np.ndarray) -> DayCounts:
    """Counts by day whose documents all lie on the first day of their month, as the public functions take them."""
    months = (calendar.months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    n = calendar.documents.astype(np.int64)
    hits = np.minimum(hits, calendar.documents).astype(np.int64)
    terms = tuple(f"{k:05}" for k in range(len(hits)))
    return DayCounts(terms, pl.Series(months), n, n * 400, hits, hits.astype(float), np.zeros(hits.shape))


def campaigns(calendar: Calendar, series: int, rate: float, factor: float, places, months: int = 6) -> np.ndarray:
    """Expected hits (R, M) of a rate that is multiplied for so many slices from each of the ``places``."""
    mean = even(calendar, series, (rate,))
    for first in places:
        mean[:, first : first + months] *= factor
    return mean


def row(
    question: str, setting: str, measure: str, value: float, target: float, runs: int, *, most: bool, note=""
) -> dict:
    """A row of the table of validity: a share that may be at most, or must be at least, the target."""
    return {
        "question": question,
        "setting": setting,
        "measure": measure,
        "value": float(value),
        "target": f"{'at most' if most else 'at least'} {target:g}",
        "met": bool(value <= target if most else value >= target),
        "usual": "",
        "usual_value": None,
        "runs": runs,
        "note": note,
    }


def allowed(setting: str) -> float:
    """The share of false alarms that a null series may have: of the thinnest with a long memory a little more."""
    return 0.08 if setting.startswith("1 per 1,000") else 0.06


def share_called(judged, p: float = 0.04) -> float:
    """Share of series called at this p; what lies beyond the bank is not."""
    return float(((judged.p <= p) & ~judged.beyond).mean())


def error(share: float, runs: int) -> str:
    """The simulation's own error, in words."""
    return f"simulation error ± {1.96 * np.sqrt(max(share * (1 - share), 1e-4) / runs):.3f}"
