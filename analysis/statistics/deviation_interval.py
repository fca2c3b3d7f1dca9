"""The deviation of proportions and its interval: a sample of few hits looks more uneven than what it was drawn from."""

from __future__ import annotations

import numpy as np

GOLDEN = (np.sqrt(5) - 1) / 2  # multiples of it spread high and low rates over parts of any size
SHAPES = (400.0, 80.0, 25.0, 10.0, 4.0, 1.5, 0.6, 0.2, 0.05)  # of the gamma
LIFTS = np.array([0.0, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0])  # share of the hits that the higher rate alone explains


def normalised_deviation(parts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Deviation of proportions, normalised: 0 for an even spread, 1 for all in the smallest part.

    ``DP = Σ |v_i / v - s_i / s| / 2`` over parts with v_i occurrences and size s_i (Gries 2008);
    ``DPnorm = DP / (1 - min s_i / s)`` (Lijffijt & Gries 2012).

    ``parts`` (…, P) are occurrences in each part, ``sizes`` (P,) the sizes of the parts, none of them 0. NaN
    where a term never occurs, or where there is a single part.

    >>> normalised_deviation(np.array([[2, 2], [4, 0]]), np.array([10, 10])).tolist()
    [0.0, 1.0]
    """
    parts, sizes = np.asarray(parts, float), np.asarray(sizes, float)
    if len(sizes) < 2:
        return np.full(parts.shape[:-1], np.nan)
    share = sizes / sizes.sum()
    total = parts.sum(-1, keepdims=True)
    own = np.divide(parts, total, out=np.full_like(parts, np.nan), where=total > 0)
    return np.abs(own - share).sum(-1) / 2 / (1 - share.min())


def event_dispersion(hits: np.ndarray, base: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Variance of a slice's hits over their number, as the slice's days tell it; (T, D), (D,), (S,) to (T,).

    ``φ = Σ_s Σ_d (h_d − n_d p_s)² / (1 − Σ n_d² / n_s²) / Σ h`` over slices of two days or more with ``p_s`` the slice's
    share: 1 for single documents of a rare term, ``Σh² / Σh`` for events of several documents, below 1 for a frequent
    term (binomial). ``first`` is the place of each slice's first day. NaN where no slice has two days and a hit.
    """
    hits, base = hits.astype(float), base.astype(float)
    length = np.diff(np.append(first, len(base)))
    n, h = np.add.reduceat(base, first), np.add.reduceat(hits, first, axis=1)
    left = (hits - np.repeat(h / n, length, axis=1) * base) ** 2
    free = 1 - np.add.reduceat(base**2, first) / n**2
    told = free > 1e-9
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = np.add.reduceat(left, first, axis=1)[:, told] / free[told]
        return squares.sum(1) / h[:, told].sum(1)


def deviation_interval(
    parts: np.ndarray, sizes: np.ndarray, phi: np.ndarray, *, level: float, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of the normalised deviation that the *process* has, of the expected hits of each part; (T, P) to (T,) twice.

    A sample's deviation lies above it, the more the fewer hits there are, and that of a sample drawn from the sample
    higher still. So the interval holds the deviations of those spreads from which one as the observed is not unusual (a
    test inverted), in each of three families from even to uneven (`spreads`), since as much noise adds more to the
    one than to the other. Each is sampled ``draws`` times, as Poisson numbers of events of a geometric size whose
    dispersion is ``phi`` (T,).
    """
    from scipy.special import ndtri

    observed, z = normalised_deviation(parts, sizes), ndtri((1 + level) / 2)
    low, high = np.full((2, len(parts)), np.nan)
    families = spreads(sizes) if len(sizes) > 1 else []
    truth = [normalised_deviation(family, sizes) for family in families]
    for t in np.flatnonzero(np.isfinite(observed)):
        random = np.random.default_rng(seed)  # each term its own: it does not matter who else is asked
        ends = []
        for family, true in zip(families, truth):
            found = normalised_deviation(sampled(parts[t].sum() * family, phi[t], draws, random), sizes)
            mean, sd = np.nanmean(found, 0), np.nanstd(found, 0)
            upper, lower = (np.maximum.accumulate(mean + sign * z * sd) for sign in (1, -1))
            if ends and observed[t] > upper[-1]:  # more uneven than this family can be
                continue
            ends.append((np.interp(observed[t], upper, true, left=0), np.interp(observed[t], lower, true, right=1)))
        low[t], high[t] = min(one for one, _ in ends), max(other for _, other in ends)
    return low, high


def sampled(mean: np.ndarray, phi, draws: int, random: np.random.Generator) -> np.ndarray:
    """Counts of events, Poisson in number and geometric in size, with variance ``phi · mean``; (…,) to (draws, …).

    Where ``phi`` is below 1, as of terms that most documents hold, counts in units of ``phi``.
    """
    phi = np.broadcast_to(phi, mean.shape)
    size = (1 + np.maximum(phi, 1.0)) / 2  # mean of a geometric event whose Σx²/Σx is φ
    unit = np.minimum(phi, 1.0)
    events = random.poisson(mean / (unit * size), (draws, *mean.shape))
    several = (events > 0) & (size > 1)
    events[several] += random.negative_binomial(events[several], 1 / np.broadcast_to(size, events.shape)[several])
    return events * unit


def spreads(sizes: np.ndarray) -> list[np.ndarray]:
    """Three families of shares of hits by part that rise in deviation; arrays of shape (G, P).

    Rates of a gamma distribution, up to all hits in one part; half of the parts at a higher rate than the other half; a
    twelfth at a higher one. Two levels deviate most for their variance, gamma rates little: real terms lie between.
    """
    from scipy.special import gammaincinv

    place = (np.argsort(np.argsort((np.arange(len(sizes)) * GOLDEN) % 1)) + 0.5) / len(sizes)
    even = np.ones((1, len(sizes)))
    gamma = [even, np.stack([gammaincinv(shape, place) for shape in SHAPES]), [place == place.max()]]
    rates = [np.concatenate(gamma).astype(float)]
    for share in (1 / 2, 1 / 12):
        up = (place > 1 - share) if (place > 1 - share).any() else place == place.max()
        rates.append(1 + LIFTS[:, None] * (up / up.mean() - 1))
    return [one * sizes / (one * sizes).sum(1, keepdims=True) for one in rates]
