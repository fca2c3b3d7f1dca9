"""Heat: numbers and shades."""

import polars as pl
import pytest

from analysis import StudyError, plot_heat
from analysis.core.results import TableResult
from analysis.figures.style import luminance


def test_heat_writes_the_number_and_shades_by_tier_or_rate(rates):
    frame = rates({"六稳": [0, 4, 100], "六保": [None, 0, 9]})
    ax = plot_heat(frame)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["六稳", "六保"]  # in order of their first slice
    assert [t.get_text() for t in ax.texts] == ["·", "4", "100", "–", "·", "9"]
    shade = [luminance(p.get_facecolor()[:3]) for p in ax.patches]
    assert shade[0] == 1 and shade[0] > shade[1] > shade[2]
    dark = ax.texts[2]
    assert dark.get_color() == "white"
    tier = pl.when(pl.col("rate") > 50).then(pl.lit("沸")).when(pl.col("rate") > 0).then(pl.lit("温"))
    limits = (2.0, 5.0, 10.0, 20.5, 50.0)
    ax = plot_heat(TableResult(frame.with_columns(tier=tier), {"every": "1y", "limits": limits}))
    key = ["冷", "温 from 2.0", "暖 from 5.0", "热 from 10", "烫 from 20", "沸 from 50"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == key
    assert ax.patches[0].get_facecolor()[:3] == (1, 1, 1)  # white is left to none
    shade = [luminance(p.get_facecolor()[:3]) for p in ax.patches]
    assert 1 > shade[1] > shade[2] and shade[1] == shade[4]


def test_top_takes_the_terms_with_the_highest_rates_in_their_order(rates):
    frame = rates({"六稳": [0, 5, 9], "六保": [3, 1, 1], "中国梦": [1, 20, 2], "双碳": [0, 0, 0]})
    names = [tick.get_text() for tick in plot_heat(frame, top=2).get_yticklabels()]
    assert names == ["中国梦", "六稳"]  # by first slice: the dream in 2013, the other in 2014
    with pytest.raises(StudyError, match="top=0: a number of terms"):
        plot_heat(frame, top=0)
