"""Words that are said to have come or gone: on collocates that only fluctuate, and on those that were exchanged."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import polars as pl

from analysis import movers
from tests.validity.drift import concept

SETTINGS = {
    "independent": dict(dispersion=1.0),
    "clustered, dispersion 2.6": dict(dispersion=2.6),
    "clustered, dispersion 2.6, autocorrelation 0.65": dict(dispersion=2.6, autocorrelation=0.65),
    "80 % of the collocates exchanged, dispersion 2.6": dict(dispersion=2.6, moved=0.8),
}


def fightin_words(before: np.ndarray, after: np.ndarray) -> np.ndarray | None:
    """scattertext's log-odds with its default prior; None where it is not installed."""
    try:
        package = import_module("scattertext")
    except ImportError:
        return None
    return package.LogOddsRatioUninformativeDirichletPrior().get_zeta_i_j_given_separate_counts(after, before)


def shares(runs: int, seed: int) -> list[dict]:
    """For each setting, the share of words that stand in 5 sentences or more with |ζ| ≥ 1.96."""
    rows = []
    for setting, planted in SETTINGS.items():
        ours, theirs, words = 0, 0, 0
        for run in range(runs):
            found = movers(concept(np.random.default_rng([seed, run]), **planted), "c", "2015", "2016").frame
            found = found.filter(pl.col("collocate") != "c")
            zeta = fightin_words(found["before"].to_numpy(), found["after"].to_numpy())
            words += found.height
            ours += int((found["zeta"].abs() >= 1.96).sum())
            theirs += int((np.abs(zeta) >= 1.96).sum()) if zeta is not None else 0
        installed = fightin_words(np.ones(2), np.ones(2)) is not None
        rows.append(
            {
                "setting": setting,
                "ours": ours / words,
                "scattertext": theirs / words if installed else None,
                "runs": runs,
            }
        )
    return rows
