"""Would the claim hold if other defensible choices had been made? One claim under a grid of settings."""

from .questions import company_moved, pair_attracts, rate_rose
from .specifications import DRIFT_GRID, PAIR_GRID, RATE_GRID, Multiverse, multiverse, shares

__all__ = [
    "DRIFT_GRID",
    "PAIR_GRID",
    "RATE_GRID",
    "Multiverse",
    "company_moved",
    "multiverse",
    "pair_attracts",
    "rate_rose",
    "shares",
]
