"""The interval of a quoted share, and tiers with theirs."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import beta

from analysis.timelines.heat_tiers import TIERS, heat
from analysis.timelines.quoted_shares import quoted_intervals, quoted_shares
from analysis.timelines.rates import timeline
from analysis.timelines.simulated_counts import Course, simulate_counts

COUNTS = simulate_counts([Course("六保", 40), Course("六稳", 3)], years=3, seed=2)


def quoting(days):
    return replace(COUNTS, quoted=np.floor(COUNTS.mentions * days).astype(float))


def test_independent_mentions_have_about_the_exact_binomial_interval():
    random = np.random.default_rng(1)
    counts = replace(COUNTS, quoted=random.binomial(COUNTS.mentions.astype(int), 0.3).astype(float))
    frame = timeline(counts).frame.filter(term="六保")
    for q, m, low, high in frame.select(
        (frame["quoted_share"] * frame["mentions"]).round().alias("q"), "mentions", "quoted_low", "quoted_high"
    ).rows():
        exact = beta.ppf(0.025, q, m - q + 1), beta.ppf(0.975, q + 1, m - q)
        assert (low, high) == pytest.approx(exact, abs=0.04)


def test_days_that_quote_or_do_not_widen_it():
    random = np.random.default_rng(4)
    events = simulate_counts([Course("六保", 40, dispersion=6.5, clustering=6.5)], years=3, seed=3)
    alike = replace(events, quoted=random.binomial(events.mentions.astype(int), 0.4).astype(float))
    whole = replace(events, quoted=events.mentions * (random.random(events.hits.shape) < 0.4))
    widths = [np.subtract(*quoted_intervals(one, "1y", 0.95)[::-1]).mean() for one in (alike, whole)]
    assert widths[1] > 1.7 * widths[0]


def test_none_and_all_quoted_have_one_bound_and_no_mention_has_none():
    low, high = quoted_intervals(quoting(0), "1mo", 0.95)
    some = COUNTS.mentions[1].sum() and np.isfinite(low)
    assert (low[some] == 0).all() and (high[some] > 0).all() and (~some).any()
    low, high = quoted_intervals(quoting(1), "1y", 0.95)
    assert (high == 1).all() and ((low > 0) & (low < 1)).all()
    shown = quoted_shares(timeline(quoting(1)).frame)
    assert shown["high"].to_list() == [100] * 6 and shown["low"].to_list() == pytest.approx((100 * low).ravel())


def test_a_tier_lies_between_its_ends():
    frame = heat(timeline(COUNTS, every="1q")).frame
    place = {tier: at for at, tier in enumerate(TIERS)}
    used = frame.drop_nulls("tier").select("tier_low", "tier", "tier_high").rows()
    assert all(place[low] <= place[tier] <= place[high] for low, tier, high in used)
    assert any(low != high for low, _, high in used)
    never = frame.filter(hits=0)
    assert never["tier_low"].null_count() == never.height and never["tier_high"].null_count() == 0
