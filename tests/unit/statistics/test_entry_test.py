"""Absences: the statistic by hand and by brute force, its null, and what a bank says."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.statistics.calendars import Calendar
from analysis.statistics.count_series import simulate_count_series
from analysis.statistics.entry_test import absence, absence_bank, absence_p, backwards
from analysis.statistics.rare_null_series import rare_null_series, stratified_nulls

SMALL = 3_000


def calendar(slices: int = 72, apart: int = 1, documents: float = 400) -> Calendar:
    return Calendar(24_156 + apart * np.arange(slices), np.full(slices, documents))


def by_brute_force(h, n, months):
    """The likelihood ratio over all ends, written as in the page of methods, and its best end."""
    M, first = len(h), int(np.flatnonzero(h)[0])
    total = h.sum() / n.sum()

    def gain(a, b):
        hits = h[a:b].sum()
        return hits * np.log(hits / n[a:b].sum() / total) if hits else 0.0

    best = (gain(first, M), M)
    for end in range(first + 2, M):
        value = gain(first, end) + gain(end, M) - 1
        if value > best[0]:
            best = (value, end)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_statistic_is_that_of_brute_force_over_all_ends(seed):
    random = np.random.default_rng(seed)
    n = random.integers(200, 600, 60).astype(float)
    h = random.poisson(0.004 * n * (np.arange(60) >= 30) * np.where(np.arange(60) < 45, 1.0, random.random()))
    if not h.any():
        h[40] = 4
    found = absence(h[None].astype(float), n, np.arange(60), 24)
    value, end = by_brute_force(h.astype(float), n, np.arange(60))
    assert found.stop[0] == end
    assert found.statistic[0] * found.dispersion[0] == pytest.approx(value if h.sum() >= 4 else 0.0)


def test_a_small_series_counted_by_hand():
    h = np.array([[0.0] * 30 + [2, 3, 2, 3]])
    found = absence(h, np.full(34, 100.0), np.arange(34), 24)
    phi = (4 * 0.25 / 2.5 + 12) / (3 + 6)  # four residuals of a half around 2.5 hits
    assert found.dispersion[0] == pytest.approx(phi)
    assert found.statistic[0] == pytest.approx(10 * np.log(34 / 4) / phi)
    # (400 / (400 + 100 k)) ** (10 / phi - 1/2) > 0.05 holds for k of up to 2 slices before the first hit
    assert [(4 / (4 + k)) ** (10 / phi - 0.5) > 0.05 for k in (1, 2, 3)] == [True, True, False]
    assert (found.low[0], found.first[0]) == (28, 30)


def test_terms_present_from_the_start_and_rare_ones_are_not_evidence():
    h = np.zeros((3, 60))
    h[0, 3::4] = 2  # first hit after three months
    h[1, 40:43] = 1  # three hits
    found = absence(h, np.full(60, 400.0), np.arange(60), 24)
    assert found.statistic.tolist() == [0, 0, 0]
    p, beyond = absence_p(found, calendar(60), 24, size=SMALL)
    assert p.tolist() == [1, 1, 1]
    assert not beyond.any()


def test_clusters_weigh_less_than_the_same_hits_spread_out():
    h = np.zeros((2, 72))
    h[0, 48:60] = 1
    h[1, [48, 59]] = 6
    found = absence(h, np.full(72, 400.0), np.arange(72), 24)
    assert found.statistic[1] < 0.6 * found.statistic[0]


@pytest.mark.parametrize("dispersion", [1.0, 2.6])
def test_the_interval_of_a_campaign_of_five_months_holds_its_month(dispersion):
    """Silence behind a campaign is even; counted with it, twelve clustered documents looked like forty independent ones."""
    when, at = calendar(120), np.arange(120)
    mean = np.where((at >= 60) & (at < 65), 0.006, 1e-9) * when.documents * np.ones((500, 1))
    hits = simulate_count_series(mean, dispersion, 0.0, np.random.default_rng(7))
    found = absence(hits, when.documents, when.months, 24)
    asked = (hits.sum(1) >= 10) & (found.statistic > 0)
    assert asked.sum() > 200
    assert ((found.low <= 60) & (found.first >= 60))[asked].mean() >= 0.93
    ended = asked & (found.stop < 120)
    assert ((found.stop_low <= 65) & (found.stop_high >= 65))[ended].mean() >= 0.9


def test_the_interval_of_an_entry_by_hand():
    """One hit a month among 100 documents: chance (10/(10 + k))^(10/φ − ½) of k silent months, φ (0 + 12)/(9 + 6) = 0.8."""
    hits = np.array([[0.0] * 30 + [1.0] * 10])
    found = absence(hits, np.full(40, 100.0), np.arange(40), 24)
    silent = [k for k in range(30) if (10 / (10 + k)) ** (10 / 0.8 - 0.5) > 0.05]
    assert found.dispersion.round(9).tolist() == [0.8]
    assert found.low.tolist() == [30 - max(silent)]


def test_a_planted_entry_is_found_and_flat_series_are_not():
    random = np.random.default_rng(5)
    cal = calendar()
    mean = np.full((200, 72), 2.0)
    planted = np.where(np.arange(72) >= 36, 2.0, 1e-9) * np.ones((200, 1))
    for what, means, least, most in (("null", mean, 0.0, 0.02), ("entry", planted, 0.97, 1.0)):
        h = np.minimum(simulate_count_series(means, 2.6, 0.0, random), 400.0)
        p, _ = absence_p(absence(h, cal.documents, cal.months, 24), cal, 24, size=SMALL)
        assert least <= (p <= 0.05).mean() <= most, what


def test_the_same_documents_by_quarter_show_the_same_entry():
    random = np.random.default_rng(6)
    monthly, quarterly = calendar(), calendar(24, apart=3, documents=1_200)
    h = random.poisson(np.where(np.arange(72) >= 36, 2.0, 0.0) * np.ones((100, 1))).astype(float)
    seen = []
    for hits, cal in ((h, monthly), (h.reshape(100, 24, 3).sum(2), quarterly)):
        p, _ = absence_p(absence(hits, cal.documents, cal.months, 24), cal, 24, size=SMALL)
        seen.append((p <= 0.05).mean())
    assert min(seen) > 0.95


def test_a_bank_is_the_same_for_its_key_and_another_for_another_seed():
    cal = calendar(40)
    one, again, other = (rare_null_series(cal, 400, seed, 0) for seed in (0, 0, 1))
    assert (one == again).all()
    assert (one != other).any()
    assert (one <= cal.documents).all()
    bank = absence_bank(cal, size=SMALL)
    assert len({len(values) for values in bank.values()}) == 1


def test_one_bank_serves_absences_at_the_start_and_at_the_end():
    cal = calendar(60)
    bank = absence_bank(cal, size=SMALL)
    series = rare_null_series(cal, SMALL, 0, 0)
    kept = series[series.sum(1) >= 4]
    own = absence(*backwards(kept, cal.documents, cal.months), 0)
    assert (bank["end statistic"] == own.statistic).all()
    assert (bank["end before"] == own.before).all()
    last = 59 - (kept > 0)[:, ::-1].argmax(1)  # the month of the last hit
    assert (bank["end before"] == 59 - last).all()
    assert (bank["start before"] == (kept > 0).argmax(1)).all()


def test_what_ends_is_as_sure_as_what_begins():
    random, cal = np.random.default_rng(8), calendar()
    h = np.minimum(random.poisson(np.where(np.arange(72) >= 36, 1.0, 0.0) * np.ones((40, 1))), 400.0)
    begun, _ = absence_p(absence(h, cal.documents, cal.months, 24), cal, 24, size=SMALL)
    ended, _ = absence_p(
        absence(*backwards(h[:, ::-1], cal.documents, cal.months), 24), cal, 24, at_end=True, size=SMALL
    )
    assert (begun <= 0.05).mean() > 0.9 and (ended <= 0.05).mean() > 0.9


def test_null_series_go_through_the_fit_of_strata():
    n = np.stack([np.linspace(320, 80, 40), np.linspace(80, 320, 40)])
    given, exposed = stratified_nulls(n, 0)
    series = rare_null_series(calendar(40), 200, 0, 0)
    hits, exposure = exposed(series, 0)
    assert given is not None
    assert (hits <= series).all()
    assert exposure.sum(1) == pytest.approx(np.full(200, n.sum()))
