"""Figures: each draws a result into an Axes and returns it; `save_figure` writes it with its data."""

from .changes import plot_changes
from .coverage import plot_coverage
from .drifts import plot_drift, plot_movers
from .egos import plot_ego
from .entries import plot_first_uses
from .expansions import plot_expansion
from .heat import plot_heat
from .networks import plot_network
from .periods import plot_network_series
from .quoted import plot_quoted_share
from .save import save_figure
from .specifications import plot_specification_curve
from .thresholds import plot_threshold_panel
from .timelines import plot_timeline

__all__ = [
    "plot_changes",
    "plot_coverage",
    "plot_drift",
    "plot_ego",
    "plot_expansion",
    "plot_first_uses",
    "plot_heat",
    "plot_movers",
    "plot_network",
    "plot_network_series",
    "plot_quoted_share",
    "plot_specification_curve",
    "plot_threshold_panel",
    "plot_timeline",
    "save_figure",
]
