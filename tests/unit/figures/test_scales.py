"""Tick labels stay plain numbers on every scale that matplotlib has."""

import pickle

import matplotlib.pyplot as plt
import pytest

from analysis import plot_timeline, save_figure


def ticks(axis):
    axis.figure.draw_without_rendering()
    return [text.get_text() for text in axis.get_ticklabels(which="both") if text.get_text()]


def shown_math(figure):
    """Texts that would stand there as their source."""
    from matplotlib.text import Text

    return [t.get_text() for t in figure.findobj(Text) if "mathdefault" in t.get_text() and not t.get_parse_math()]


def test_a_logarithmic_axis_is_named_in_plain_numbers(tmp_path, rates):
    ax = plot_timeline(rates({"六稳": [1, 20, 300]}))
    linear = ticks(ax.yaxis)
    ax.set_yscale("log")
    ax.set_ylim(0.1, 2000)
    assert {"0.1", "1", "10", "100", "1000"} <= set(ticks(ax.yaxis))  # on the screen, before any saving
    save_figure(ax, tmp_path / "log", formats=["svg", "pdf"])
    assert shown_math(ax.figure) == []
    ax.set_yscale("linear")
    ax.set_ylim(0, 1.06 * 600)
    assert ticks(ax.yaxis) == linear


@pytest.mark.parametrize("scale", ["log", "symlog", "logit", "asinh"])
def test_no_scale_shows_the_source_of_a_formula(tmp_path, rates, scale):
    axes = plot_timeline(rates({"六稳": [1, 20, 300], "六保": [3, 4, 5]}), panels=True)  # of one y axis
    axes[0].set_yscale(scale)
    axes[0].set_ylim(0.001, 0.999)
    save_figure(axes, tmp_path / "scale", formats=["svg"])
    assert ticks(axes[0].yaxis) and shown_math(axes[0].figure) == []


def test_axes_of_the_users_own_are_plain_too(tmp_path, rates):
    figure, (left, right) = plt.subplots(1, 2)
    plot_timeline(rates({"六稳": [1, 20, 300]}), ax=left)
    right.loglog([1, 10, 1000], [1, 10, 1000])
    save_figure(figure, tmp_path / "two", formats=["png"])
    assert shown_math(figure) == [] and "1000" in ticks(right.xaxis)
    again = pickle.loads(pickle.dumps(figure)).axes[1]  # a figure can still be stored
    again.set_yscale("symlog")
    assert not any("mathdefault" in label for label in ticks(again.yaxis))
