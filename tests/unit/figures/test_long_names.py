"""Long names leave room for the drawing, in every kind of figure: they are broken into lines, or end in "…"."""

import warnings
from datetime import date, timedelta

import networkx as nx
import polars as pl
import pytest

from analysis import (
    plot_changes,
    plot_coverage,
    plot_drift,
    plot_ego,
    plot_expansion,
    plot_first_uses,
    plot_heat,
    plot_movers,
    plot_network,
    plot_specification_curve,
    plot_timeline,
    save_figure,
)
from analysis.figures.labels import broken

LONG = "把学习贯彻新时代中国特色社会主义思想同解决群众急难愁盼问题结合起来的若干重要举措"
NAMES = [
    LONG,
    LONG[::-1],
    "a very long English name of a term that goes on and on and on for a hundred characters or so",
]
SEVEN = [LONG[k:] + LONG[:k] for k in range(7)]


def first_uses(names):
    day = date(2015, 3, 1)
    own = {"first": day, "third": day + timedelta(200), "corpus_start": date(2013, 1, 1), "censored": False}
    return pl.DataFrame([{"term": name} | own for name in names])


def drift(names):
    row = {"term": names[0], "before": date(2018, 1, 1), "after": date(2019, 1, 1), "distance": 0.4, "floor": 0.2}
    return pl.DataFrame([row | {"p": 0.01, "n_before": 30, "n_after": 40, "verdict": "moved"}])


def movers(names):
    return pl.DataFrame({"collocate": names, "before": 30, "after": 3, "zeta": [2.0 - k for k in range(len(names))]})


def documents(names):
    days = {"date": [date(2015, 1 + k % 12, 5) for k in range(3 * len(names))]}
    return pl.DataFrame(days | {"kind": names * 3}).with_columns(date_precision=pl.lit("day"), duplicate_of=None)


def settings(names):
    return pl.DataFrame({"estimate": range(len(names)), "holds": True, "source": names})


def network(names):
    return nx.Graph([(a, b) for a in names for b in names if a < b])


FIGURES = {
    "timeline": lambda rates, names, width: plot_timeline(rates(names), width=width),
    "panels": lambda rates, names, width: plot_timeline(rates(names), width=width, panels=True),
    "sources": lambda rates, names, width: plot_timeline({n: rates(["六稳"]) for n in names}, width=width),
    "source panels": lambda rates, names, width: plot_timeline(
        {name: rates(["六稳", "六保"]) for name in names}, width=width, panels=True
    ),
    "heat": lambda rates, names, width: plot_heat(rates(names), width=width),
    "changes": lambda rates, names, width: plot_changes(rates(names, every="1mo"), width=width),
    "expansion": lambda rates, names, width: plot_expansion(rates(names), names[0], names[1:], width=width),
    "first uses": lambda rates, names, width: plot_first_uses(first_uses(names), width=width),
    "drift": lambda rates, names, width: plot_drift(drift(names), width=width),
    "movers": lambda rates, names, width: plot_movers(movers(names), width=width),
    "coverage": lambda rates, names, width: plot_coverage(documents(names), width=width),
    "settings": lambda rates, names, width: plot_specification_curve(settings(names), width=width),
    "network": lambda rates, names, width: plot_network(network(names), width=width),
    "ego": lambda rates, names, width: plot_ego(network(names), names[0], width=width),
}


@pytest.mark.parametrize("width", ["column", "page"])
@pytest.mark.parametrize("kind", FIGURES)
def test_long_names_do_not_collapse_the_axes(kind, width, rates, tmp_path):
    def frame(names, **options):
        return rates({name: [k + 1, k + 3, k + 2] for k, name in enumerate(names)}, **options)

    for names in (NAMES, SEVEN):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            drawn = FIGURES[kind](frame, names, width)
            figure = getattr(drawn, "figure", None) or drawn[0].figure
            save_figure(figure, tmp_path / "long", formats=[])
            figure.draw_without_rendering()
        grid = figure.axes[0].get_gridspec()
        for ax in figure.axes:
            assert ax.get_position().width > 0.25 / grid.ncols, (kind, width, ax.get_position())
            assert ax.get_position().height > 0.25 / grid.nrows, (kind, width, ax.get_position())


def test_a_name_is_broken_or_shortened_only_if_it_is_long():
    assert broken("四下基层", 15) == "四下基层"
    lines = broken(LONG, 15).split("\n")
    assert "".join(lines) == LONG and len(lines) == 3
    assert broken(LONG * 3, 15).endswith("…") and broken(LONG * 3, 15).count("\n") == 3
    assert broken(NAMES[2], 15).replace("\n", " ") == NAMES[2]
    assert broken("w" * 500, 15).count("\n") == 3 and len(broken("w" * 500, 15)) < 130
