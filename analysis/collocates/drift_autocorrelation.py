"""How much further apart two slices lie because neighbouring months resemble each other."""

from __future__ import annotations

import numpy as np

AUTOCORRELATIONS = np.arange(0.0, 0.96, 0.05)  # at lag one, tried in the fit
LAGS = 6  # covariances beyond half a year are too noisy to fit
SAFETY_FACTOR = 1.2  # by simulation the factor is known to 10 to 20 % from a year of months on each side


def variance_inflation(counts: np.ndarray, when: np.ndarray, is_first: np.ndarray) -> float:
    """By what factor autocorrelation enlarges the divergence of two slices, at least 1.

    Each collocate's standardised counts are taken as the sum of an autoregression of first order and independent
    noise: their covariance at ``k`` units apart is ``a ρ^k``, and ``a + b`` at 0. ``a``, ``b`` and ``ρ`` are
    fitted by non-negative least squares to the observed covariances, summed over the collocates; those are
    measured around each slice's own share, and the fit allows for what that takes away. The factor is the
    variance of the difference of the two slices under that covariance, over its mean where the same units are
    assigned to the slices at random (the variance inflation factor of Wilks 2011, ch. 5), times `SAFETY_FACTOR`.

    ``counts`` (units, V) are those of the units that hold any, ``when`` (units,) their numbers in time, and
    ``is_first`` (units,) says which belong to the first slice. 1 where fewer than three units of each have a count.
    """
    from scipy.optimize import nnls

    observed = np.zeros(LAGS + 1)
    model = np.zeros((len(AUTOCORRELATIONS), LAGS + 1, 2))
    for side in (is_first, ~is_first):
        own, lags = counts[side], np.abs(when[side][None, :] - when[side][:, None])
        total = own.sum(1)
        if len(own) < 3 or not total.sum():
            continue
        expected = np.outer(total, own.sum(0) / total.sum())
        error = np.divide(own - expected, np.sqrt(expected), out=np.zeros(own.shape), where=expected > 0)
        observed += _by_lag(error @ error.T, lags)
        # the slice's own share is estimated from the same counts: what is left is projected off its direction
        root = np.sqrt(total / total.sum())
        projection = np.eye(len(own)) - np.outer(root, root)
        for m, rho in enumerate(AUTOCORRELATIONS):
            model[m, :, 0] += _by_lag(projection @ rho**lags @ projection, lags)
            model[m, :, 1] += _by_lag(projection, lags)
    if not observed[0]:
        return 1.0
    fits = [nnls(one, observed) for one in model]
    best = int(np.argmin([residual for _, residual in fits]))
    a, b = fits[best][0]
    units = len(when)
    covariance = a * AUTOCORRELATIONS[best] ** np.abs(when[None, :] - when[:, None]) + b * np.eye(units)
    weights = np.where(is_first, 1 / is_first.sum(), -1 / (~is_first).sum())
    at_random = (np.trace(covariance) - covariance.sum() / units) / (units - 1) * (weights**2).sum()
    return float(max(SAFETY_FACTOR * (weights @ covariance @ weights) / at_random, 1.0))


def _by_lag(product: np.ndarray, lags: np.ndarray) -> np.ndarray:
    """Sums of a square table's entries at each lag, shape (LAGS + 1,)."""
    return np.array([product[lags == lag].sum() for lag in range(LAGS + 1)])
