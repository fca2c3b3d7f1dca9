"""The two-stage false discovery rate: by hand, and on simulated tests of which half are null."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.statistics.multiple_testing import adaptive_q, benjamini_hochberg


def test_by_hand():
    p = np.array([0.001, 0.001, 0.045, 0.5])
    # Benjamini and Hochberg's q are .002, .002, .06, .5; at .05 / 1.05 two are left, so q = q_BH * 1.05 * 2 / 4, never below p
    assert adaptive_q(p, 0.05) == pytest.approx([0.00105, 0.00105, 0.045, 0.5])
    assert adaptive_q(np.array([0.03, 0.2]), 0.05) == pytest.approx([0.063, 0.21])  # none is called at first
    assert adaptive_q(np.full(3, 1e-6), 0.05) == pytest.approx(np.full(3, 1e-6))
    assert len(adaptive_q(np.array([]), 0.05)) == 0


def test_it_keeps_the_rate_and_finds_more():
    random, null = np.random.default_rng(3), np.arange(100) < 50
    false, found = [], []
    for _ in range(400):
        p = random.random(100)
        p[~null] = p[~null] ** 8
        called = adaptive_q(p, 0.05) <= 0.05
        false.append((called & null).sum() / max(called.sum(), 1))
        found.append((called.sum(), (benjamini_hochberg(p) <= 0.05).sum()))
    assert np.mean(false) <= 0.05
    two_stage, one_stage = np.mean(found, axis=0)
    assert two_stage > 1.03 * one_stage
