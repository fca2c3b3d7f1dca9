"""English names under Chinese ones, the key of several sources, months below a short series, names moved apart."""

import polars as pl
import pytest

from analysis import Lexicon, plot_changes, plot_quoted_share, plot_timeline
from analysis.figures.labels import display_names, spread
from analysis.figures.style import series_style

GLOSSES = {"六稳": "six stabilities", "六保": "six guarantees to be kept by all"}


def test_a_name_in_english_in_both_or_as_it_is_without_a_gloss():
    terms = ["六稳", "六保", "改革"]
    assert display_names(terms, "zh", glosses=GLOSSES, break_at=30) == {term: term for term in terms}
    assert display_names(terms, "en", glosses=GLOSSES, width=22, break_at=30) == {
        "六稳": "six stabilities",
        "六保": "six guarantees to be\nkept by all",  # 20 characters, then the rest
        "改革": "改革",
    }
    assert display_names(terms, "both", glosses=GLOSSES, width=40, break_at=30) == {
        "六稳": "六稳\nsix stabilities",
        "六保": "六保\nsix guarantees to be kept by all",
        "改革": "改革",
    }


def test_a_lexicon_gives_the_glosses_and_a_word_that_it_lacks_stands_by_itself():
    lexicon = Lexicon.read()
    known = lexicon.gloss("六保")
    assert known
    for source in (lexicon, None):  # None is the study's own
        named = display_names(["六保", "没有这个词"], "en", glosses=source, width=200, break_at=30)
        assert named == {"六保": known, "没有这个词": "没有这个词"}


def test_panels_of_two_sources_share_a_key(rates, lines):
    both = {"broadcast": rates({"六稳": [1, 2], "六保": [3, 4]}), "press": rates({"六稳": [5, 6], "六保": [7, 8]})}
    axes = plot_timeline(both, panels=True)
    assert [ax.get_title(loc="left") for ax in axes] == ["六稳", "六保"]
    assert [list(lines(ax, name)[0].get_ydata()) for ax in axes for name in both] == [[1, 2], [5, 6], [3, 4], [7, 8]]
    (key,) = axes[0].figure.legends
    assert [text.get_text() for text in key.get_texts()] == ["broadcast", "press"]
    drawn = [lines(axes[0], name)[0].get_color() for name in both]
    assert [line.get_color() for line in key.get_lines()] == drawn == [series_style(k).colour for k in (0, 1)]
    assert not plot_timeline(both["press"], panels=True)[0].figure.legends  # one source needs no key


def test_quoted_shares_in_panels_go_up_to_a_hundred(rates, lines):
    frame = rates({"六稳": [10, 10], "六保": [10, 10]}).with_columns(
        mentions=pl.lit(20), quoted_share=pl.Series([1.0, 0.5, 0.25, 0.0])
    )
    axes = plot_quoted_share(frame, panels=True)
    assert [list(lines(ax, term)[0].get_ydata()) for ax, term in zip(axes, ("六稳", "六保"))] == [[100, 50], [25, 0]]
    assert [ax.get_ylim() for ax in axes] == [(0, 103)] * 2


@pytest.mark.parametrize(
    ("months", "names"),
    [
        (13, ["2013-01", "2013-04", "2013-07", "2013-10", "2014-01"]),
        (40, ["2013", "2014", "2015", "2016"]),  # more than two years: a name at each January
    ],
)
def test_a_short_series_of_months_names_months(rates, months, names):
    ax = plot_timeline(rates({"六稳": [1] * months}, every="1mo"), width="page")
    assert [tick.get_text() for tick in ax.get_xticklabels()] == names


def test_too_many_years_are_named_from_the_last_backwards(rates):
    ax = plot_timeline(rates({"六稳": [1] * 30}))
    years = [int(tick.get_text()) for tick in ax.get_xticklabels()]
    assert years[-1] == 2042 and len(years) < 15 and len(set(map(int.__sub__, years[1:], years))) == 1


def test_names_of_lines_that_end_together_are_moved_apart_in_their_order(rates):
    ax = plot_timeline(rates({"六稳": [1, 5.0], "六保": [2, 5.1], "中国梦": [3, 5.2]}))
    ax.figure.draw_without_rendering()
    names = {
        text.get_text(): text.get_position()[1] for text in ax.texts if text.get_text() in ("六稳", "六保", "中国梦")
    }
    assert names["六稳"] < names["六保"] < names["中国梦"]
    assert min(names["六保"] - names["六稳"], names["中国梦"] - names["六保"]) > 0.02
    assert spread([], [], 0, 10) == []


def test_an_ax_of_ones_own_has_the_unit_and_the_signs_that_a_figure_has(rates):
    import matplotlib.pyplot as plt

    monthly = rates({"六稳": [1] * 24}, every="1mo")
    own = plot_changes(monthly, ax=plt.subplots()[1])
    (made,) = plot_changes(monthly)
    assert own.get_ylabel() == made.figure.get_supylabel() == "rate (unit unknown)"
    assert own.get_xlabel() == made.figure.get_supxlabel()
