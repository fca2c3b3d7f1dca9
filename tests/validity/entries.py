"""Entries and fadings: false alarms on nulls that stay, planted entries, the interval of the month, known first uses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.core.paths import data_folder
from analysis.counts.features import Features
from analysis.counts.known_terms import known_terms
from analysis.statistics.calendars import Calendar
from analysis.statistics.count_series import count_limits, counts_from_shocks, simulate_count_series
from analysis.statistics.entry_test import absence, absence_p, backwards
from analysis.statistics.multiple_testing import adaptive_q
from analysis.timelines.period_counts import period_counts

ENTRY, FADING = 24, 12  # months of coverage that each needs
NULLS = [
    *(("flat", phi, 0.0) for phi in (1.0, 2.6, 6.5)),
    *(("copula", phi, rho) for phi, rho in ((2.6, 0.3), (2.6, 0.65), (6.5, 0.65))),
    *(("latent", 2.6, rho) for rho in (0.49, 0.81)),  # observed autocorrelation .24 and .42
]


def broadcast_calendar() -> Calendar:
    """The months of the evening news."""
    return period_counts(Features.open(data_folder() / "broadcast"), "一带一路", "1mo").calendar


def coarser(calendar: Calendar, months: int) -> Calendar:
    """The same documents in issues of so many months."""
    used = len(calendar) // months * months
    return Calendar(calendar.months[:used:months], calendar.documents[:used].reshape(-1, months).sum(1))


def null_hits(calendar: Calendar, kind: str, rate: float, phi: float, rho: float, series: int, random) -> np.ndarray:
    """Hits of series to which nothing happens, written apart from the bank's own."""
    mean = rate / 1_000 * calendar.documents * np.ones((series, 1))
    gaps = np.diff(calendar.months)
    z = random.standard_normal((series, len(calendar)))
    for t, gap in enumerate(gaps, start=1):
        z[:, t] = rho**gap * z[:, t - 1] + np.sqrt(1 - rho ** (2 * gap)) * z[:, t]
    if kind == "latent":
        spread = np.sqrt(np.log1p((phi - 1) / mean))
        return random.poisson(mean * np.exp(spread * z - spread**2 / 2)).astype(float)
    if kind == "weekly":  # events of a day with (1 + phi) / 2 documents each
        size = (1 + phi) / 2
        events = random.poisson(mean / size)
        return np.where(events > 0, events + random.negative_binomial(np.maximum(events, 1), 1 / size), 0.0)
    if kind == "season":
        mean = mean * np.where(calendar.month_of_year == 2, phi, 1.0)
        return random.poisson(mean).astype(float)
    return counts_from_shocks(z, 0.0, count_limits(mean[0], phi))


def called(hits: np.ndarray, calendar: Calendar, question: str) -> np.ndarray:
    """p of each series."""
    hits, exposure, months = np.minimum(hits, calendar.documents), calendar.documents, calendar.months
    if question == "entry":
        return absence_p(absence(hits, exposure, months, ENTRY), calendar, ENTRY)[0]
    found = absence(*backwards(hits, exposure, months), FADING)
    return absence_p(found, calendar, FADING, at_end=True)[0]


def row(
    question: str, setting: str, value: float, target: str, met: bool, runs: int, measure: str, note: str = ""
) -> dict:
    """A row of the table; no usual method is shown."""
    return dict(
        question=question, setting=setting, measure=measure, value=value, target=target, met=met, usual="", usual_value=None, runs=runs, note=note
    )  # fmt: skip


def false_alarms(calendar: Calendar, series: int, seed: int) -> Iterator[dict]:
    """Rows: nulls that stay, at rates from rare to frequent, by month and by quarter."""
    more = [("weekly", 6.5, 0.0), ("season", 3.0, 0.0), ("season", 8.0, 0.0)]
    cells = [(calendar, "", 5.0), (calendar, "", 20.0), (calendar, "", 1.0), (calendar, "", 0.2)]
    cells += [(coarser(calendar, 2), ", bimonthly", 5.0), (coarser(calendar, 3), ", quarterly", 5.0)]
    for k, (used, name, rate) in enumerate(cells):
        for j, (kind, phi, rho) in enumerate(NULLS + more):
            if name and kind not in ("flat", "copula", "latent"):
                continue
            hits = null_hits(used, kind, rate, phi, rho, series, np.random.default_rng([seed, k, j, 11]))
            most = 0.13 if phi == 6.5 else 0.08 if rate <= 1 else 0.06
            for question in ("entry", "fading"):
                value = float((called(hits, used, question) <= 0.05).mean())
                setting = f"{kind}, {rate:g} per 1,000, dispersion or factor {phi:g}, autocorrelation {rho:g}{name}"
                yield row(
                    f"{question}: false alarms", setting, value, f"at most {most:g}", value <= most, series, "null series with p ≤ 0.05"
                )  # fmt: skip


def planted(calendar: Calendar, series: int, seed: int) -> Iterator[dict]:
    """Rows: planted entries that stay, fade or end, and whether the interval holds the month in which they were planted."""
    M, at = len(calendar), np.arange(len(calendar))
    middle = M // 2
    stays = np.where(at >= middle, 1.0, 0.0)
    late = np.where(at >= M - 21, 1.0, 0.0)
    fades = np.where(at >= middle, np.where(at < middle + 5, 1.0, 0.5 ** ((at - middle - 4) / 3)), 0.0)
    ends = np.where((at >= middle) & (at < middle + 5), 1.0, 0.0)
    cells = [
        (25, "stays", stays, 0.99),
        (25, "fades", fades, 0.99),
        (25, "ends", ends, 0.99),
        (5, "stays", stays, 0.99),
    ]
    cells += [
        (5, "stays, late", late, 0.99),
        (5, "fades", fades, None),
        (2, "stays", stays, None),
        (5, "ends", ends, None),
    ]
    for k, (rate, name, shape, least) in enumerate(cells):
        for phi in (1.0, 2.6):
            random = np.random.default_rng([seed, k, int(10 * phi), 12])
            mean = np.maximum(rate / 1_000 * calendar.documents * shape, 1e-9) * np.ones((series, 1))
            hits = np.minimum(simulate_count_series(mean, phi, 0.0, random), calendar.documents)
            found = absence(hits, calendar.documents, calendar.months, ENTRY)
            p = absence_p(found, calendar, ENTRY)[0]
            seen = p <= 0.05
            goal = least or (0.95 if phi == 1 else 0.85) if name == "fades" else least
            value, setting = float(seen.mean()), f"{rate} per 1,000 in mid-series, {name}, dispersion {phi:g}"
            target = "shown, none set" if goal is None else f"at least {goal:g}"
            yield row(
                "entry: planted",
                setting,
                value,
                target,
                goal is None or value >= goal,
                series,
                "planted entries with p ≤ 0.05",
            )
            true = M - 21 if "late" in name else middle
            ten = seen & (hits.sum(1) >= 10)
            if ten.sum() >= 20:
                holds = float(((found.low <= true) & (true <= found.first))[ten].mean())
                yield row("entry: interval of the month", setting, holds, "at least 0.93", holds >= 0.93, int(ten.sum()), "intervals that hold the planted month, of entries with ten hits or more")  # fmt: skip


def known(fast: bool) -> Iterator[dict]:
    """Rows: terms first heard after two years with twenty documents or more in the year that follows."""
    features = Features.open(data_folder() / "broadcast")
    terms = [term for term, kind in known_terms(features).items() if kind != "word"]
    data = period_counts(features, terms, "1mo")
    found = absence(data.hits, data.documents, data.calendar.months, ENTRY)
    p = absence_p(found, data.calendar, ENTRY)[0]
    enough = data.hits.sum(1) >= 4
    q = np.ones(len(p))
    q[enough] = adaptive_q(p[enough], 0.05)
    months = data.calendar.months
    first = months[np.minimum(found.first, len(months) - 1)]
    year = (months >= first[:, None]) & (months < first[:, None] + 12)
    chosen = (found.before >= ENTRY) & ((data.hits * year).sum(1) >= 20)
    missed = "、".join(term for term, one, value in zip(data.terms, chosen, q, strict=True) if one and value > 0.05)
    value = float((q[chosen] <= 0.05).mean())
    yield row("entry: known first uses", "evening news, terms and members heard first after 24 months, 20 items or more in a year", value, "at least 0.95", value >= 0.95, int(chosen.sum()), "share with q ≤ 0.05 over all terms", missed and f"missed: {missed}")  # fmt: skip


def run(*, fast: bool = False, seed: int = 0) -> list[dict]:
    """All rows; some hundred series each if ``fast``, else two thousand."""
    series, calendar = (300, broadcast_calendar()) if fast else (2_000, broadcast_calendar())
    return [*false_alarms(calendar, series, seed), *planted(calendar, series, seed), *known(fast)]
