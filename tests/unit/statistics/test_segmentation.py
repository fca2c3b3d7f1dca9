"""The search for stretches and the place of a change, against slow recomputation."""

import numpy as np
import pytest

from analysis.statistics.autocorrelation import lag_one_autocorrelation
from analysis.statistics.segmentation import run_up, segment, split_interval, stretch_test
from analysis.statistics.stretch_search import arcsine_share, best_stretch, inner_lengths, residuals, split_statistics


def test_a_split_is_the_one_with_the_least_squares():
    random = np.random.default_rng(1)
    for x in random.standard_normal((5, 40)):
        squares = {k: ((x[:k] - x[:k].mean()) ** 2).sum() + ((x[k:] - x[k:].mean()) ** 2).sum() for k in range(6, 35)}
        places, statistics = split_statistics(x, 6)
        best = min(squares, key=squares.get)
        assert places.tolist() == list(squares) and places[statistics.argmax()] == best
        assert statistics.max() ** 2 == pytest.approx(((x - x.mean()) ** 2).sum() - squares[best], abs=1e-9)


def test_a_stretch_is_the_one_with_the_least_squares_among_those_tried():
    random = np.random.default_rng(2)
    x = random.standard_normal((6, 50))
    first, last, statistic, unit = best_stretch(x, 6)
    left = residuals(x, first, last)
    rho = np.clip((lag_one_autocorrelation(left) + 7 / 50) / (1 - 12 / 50), 0, 0.95)
    assert unit == pytest.approx(np.sqrt((left**2).mean(1) * (1 + rho) / (1 - rho)), abs=1e-9)
    tried = [(0, k) for k in range(6, 45)] + [
        (i, i + length) for length in inner_lengths(50, 6) for i in range(6, 50 - 6 - length + 1)
    ]
    dear = best_stretch(x, 6, 2.0)
    for r, line in enumerate(x):
        whole, squares = ((line - line.mean()) ** 2).sum(), {}
        for i, j in tried:
            inside, outside = line[i:j], np.r_[line[:i], line[j:]]
            squares[i, j] = ((inside - inside.mean()) ** 2).sum() + ((outside - outside.mean()) ** 2).sum()
        assert (first[r], last[r]) == min(squares, key=squares.get)
        assert (left[r] ** 2).sum() == pytest.approx(min(squares.values()), abs=1e-9)
        assert statistic[r] ** 2 == pytest.approx((whole - min(squares.values())) / unit[r] ** 2, abs=1e-9)
        paid = {at: (whole - left) / unit[r] ** 2 - 2 * np.log(50) * (at[0] > 0) for at, left in squares.items()}
        assert (dear.first[r], dear.last[r]) == max(paid, key=paid.get)
        assert dear.statistic[r] ** 2 == pytest.approx(max(paid.values()), abs=1e-9) and dear.unit[r] == unit[r]


def test_months_without_a_hit_are_equal_whatever_their_size():
    x = arcsine_share(np.array([[0, 0, 5]]), np.array([200.0, 600.0, 400.0]))
    assert x[0, 0] == pytest.approx(x[0, 1]) and x[0, 2] > x[0, 0]


def test_an_entry_with_a_run_up_reaches_back_to_the_first_hits():
    n = np.full(40, 400.0)
    hits = np.r_[np.zeros(20), 2, 0, 3, np.full(17, 30.0)]
    assert run_up(hits, n, 23, least=6) == (20, 23)
    assert run_up(hits[::-1], n, 17, least=6) == (17, 20)
    assert run_up(np.r_[np.full(20, 5.0), np.full(20, 30.0)], n, 20, least=6) == (20, 20)
    assert run_up(hits, n, 8, least=6) == (8, 8)  # two months further off cannot tell the level


def test_the_place_of_a_sharp_step_is_sharp_and_of_a_faint_one_wide():
    random = np.random.default_rng(1)
    noise = random.standard_normal(100)
    step = np.repeat([0.0, 1.0], 50)
    low, high = split_interval(noise + 8 * step, 50, least=6, draws=199, level=0.95, seed=1)
    assert (low, high) == (50, 50)
    faint = noise + step
    places, statistics = split_statistics(faint, 6)
    k = int(places[statistics.argmax()])
    low, high = split_interval(faint, k, least=6, draws=199, level=0.95, seed=1)
    assert low <= k <= high and high - low >= 4


def test_a_step_has_the_smallest_p_and_a_constant_series_none():
    n = np.full(80, 400.0)
    hits = np.random.default_rng(0).poisson(np.repeat([3.0, 12.0], 40)).astype(float)
    p, first, last = stretch_test(hits, n, least=6, draws=99, seed=0)
    assert p == 0.01 and (first, last) == (0, 40)
    assert stretch_test(np.full(80, 4.0), n, least=6, draws=99, seed=0)[0] == 1.0


def test_parts_are_segmented_in_turn_and_rare_series_not_at_all():
    n = np.full(90, 400.0)
    steps = np.random.default_rng(0).poisson(np.repeat([2.0, 10.0, 40.0], 30)).astype(float)
    hits = np.stack([steps, np.zeros(90), np.random.default_rng(1).poisson(np.full(90, 8.0))])
    segments, tests = segment(hits, n, "abc", q=0.05, least=6, most=4, least_hits=10, draws=99, seed=0)
    assert sorted(segments) == [0, 2] and tests >= 5
    assert sorted(segments[0].changes) == pytest.approx([30, 60], abs=1) and not segments[2].changes
    assert all(q >= segments[0].q and q <= 0.05 for _, q in segments[0].changes.values())
    one, _ = segment(hits[:1], n, "a", q=0.05, least=6, most=1, least_hits=10, draws=99, seed=0)
    assert len(one[0].changes) == 1


def test_a_step_without_noise_is_found_and_its_parts_have_none():
    n, step = np.full(72, 5.0), np.repeat([0.0, 5.0], 36)
    assert stretch_test(step, n, least=6, draws=99, seed=0) == (0.01, 0, 36)
    segments, tests = segment(step[None], n, "a", q=0.05, least=6, most=4, least_hits=10, draws=99, seed=0)
    assert segments[0].changes == {36: (0.01, 0.01)} and tests == 2
    assert split_interval(arcsine_share(step[None], n)[0], 36, least=6, draws=99, level=0.95, seed=0) == (36, 36)
    inner = np.repeat([0.0, 5.0, 0.0], 24)
    assert stretch_test(inner, n, least=6, draws=99, seed=0)[0] == 0.01


def test_rounding_is_no_stretch():
    uneven = np.tile([30.0, 70.0, 110.0], 24)  # the same share of months of different size
    found = best_stretch(arcsine_share(np.stack([0.1 * uneven, 0 * uneven]), uneven), 6)
    assert found.statistic.tolist() == [0.0, 0.0]
