"""Figures: each draws a result into an Axes and returns it; `save_figure` writes it with its data."""

from .networks import plot_network, plot_network_series
from .save import save_figure
from .timelines import plot_timeline

__all__ = ["plot_network", "plot_network_series", "plot_timeline", "save_figure"]
