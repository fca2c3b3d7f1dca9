"""Tables of a notebook for people: glosses, years, few digits; and a figure that is shown once, with its words."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from analysis import (
    Course,
    StudyError,
    plot_timeline,
    reading_tables,
    show_figure,
    simulate_counts,
    timeline,
    with_glosses,
)
from analysis.figures.captions import alt_text
from analysis.study.reading_tables import html_table, plain_table


def cells(frame):
    return [line.split("  ") for line in plain_table(frame).splitlines()]


def test_days_that_begin_years_or_months_are_shown_as_such_and_others_whole():
    days = {
        "year": [date(2013, 1, 1), None],
        "month": [date(2013, 1, 1), date(2013, 2, 1)],
        "day": [date(2013, 1, 1), date(2013, 1, 2)],
    }
    assert plain_table(pl.DataFrame(days)).split() == [
        "year",
        "month",
        "day",
        "2013",
        "2013-01",
        "2013-01-01",
        "–",
        "2013-02",
        "2013-01-02",
    ]


def test_a_column_named_month_shows_months_even_where_all_are_january():
    assert plain_table(pl.DataFrame({"month": [date(2018, 1, 1)]})).split() == ["month", "2018-01"]


def test_a_column_has_the_decimals_that_its_largest_number_needs():
    table = pl.DataFrame(
        {"a": [0.126, 9.99], "b": [0.126, 10.0], "c": [0.4, 100.0], "n": [1234, None], "year": [2013, 2014]}
    )
    assert plain_table(table).split()[5:] == ["0.13", "0.1", "<1", "1,234", "2013", "9.99", "10.0", "100", "–", "2014"]


def test_html_holds_no_quotes_no_types_and_no_markup_of_the_texts():
    shown = html_table(pl.DataFrame({"term": ["<六保>"], "n_effective": [2.0]}))
    assert (
        "&lt;六保&gt;" in shown
        and "n effective" in shown
        and '"六' not in shown
        and "str" not in shown
        and "f64" not in shown
    )
    assert shown.count("<tr>") == 2 and 'text-align:right">2.00' in shown


def test_a_long_table_says_how_much_of_it_is_left_off():
    table = pl.DataFrame({"n": list(range(1000, 1030))})
    assert "6 more rows" in plain_table(table) and "6 more rows" in html_table(table)
    assert "1,023" in plain_table(table) and "1,024" not in plain_table(table)
    assert "more rows" not in plain_table(table.head(24))


def test_each_term_gets_its_gloss_and_what_the_lexicon_does_not_know_none():
    table = with_glosses(pl.DataFrame({"term": ["六保", "农业", None], "hits": [1, 2, 3]}), pinyin=True)
    assert table.columns == ["term", "pinyin", "in English", "hits"]
    assert table["in English"].to_list() == ["six guarantees", None, None] and table["pinyin"][0] == "liù bǎo"
    pairs = with_glosses(pl.DataFrame({"a": ["六保"], "b": ["六稳"]}))
    assert pairs.row(0) == ("六保", "six guarantees", "六稳", "six stabilities")
    first_days = pl.DataFrame({"term": ["六保"], "first": [date(2020, 4, 17)]})
    assert with_glosses(first_days).columns == ["term", "in English", "first"]  # a column of days is no column of terms
    with pytest.raises(StudyError, match="no column of terms"):
        with_glosses(pl.DataFrame({"word": ["六保"]}))


def test_a_title_gets_the_glosses_of_what_it_names_in_its_order():
    titles = ["用好四下基层，福建走在前", "浙江西部春耕", "今天村里开会", None, "六保、六稳、六保"]
    table = with_glosses(pl.DataFrame({"title": titles, "hits": range(5)}))
    assert table.columns == ["title", "in the title", "hits"]
    assert table["in the title"].to_list() == [
        "four downs to the grassroots; Fujian",
        "Zhejiang",
        None,
        None,
        "six guarantees; six stabilities",
    ]
    both = with_glosses(pl.DataFrame({"term": ["六保"], "title": [titles[4]]}))
    assert both.columns == ["term", "in English", "title", "in the title"]


def test_a_notebook_shows_every_table_so_and_only_after_it_was_asked():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    try:
        table = pl.DataFrame({"term": ["六保"], "start": [date(2020, 1, 1)]})
        formatter: Any = shell.display_formatter
        format_ = formatter.format
        assert "str" in format_(table)[0]["text/plain"]
        reading_tables()
        shown = format_(table)[0]
        assert shown["text/plain"] == plain_table(table) and shown["text/html"] == html_table(table)
    finally:
        InteractiveShell.clear_instance()


def test_a_figure_is_shown_once_with_its_words_in_the_picture_and_under_it(monkeypatch):
    import IPython.display
    import matplotlib.pyplot as plt

    ax = plot_timeline(timeline(simulate_counts([Course("六保", rate=20)], years=3)))
    words = alt_text(ax)
    one = show_figure(ax)
    assert repr(one) == words and not plt.fignum_exists(getattr(ax.figure, "number", -1))
    shown = []
    monkeypatch.setattr(IPython.display, "display", lambda what, **said: shown.append((what, said)))
    one._ipython_display_()
    (figure, said), (under, _) = shown
    assert figure is ax.figure and said == {"metadata": {"image/png": {"alt": words}}}
    assert words.split(".")[0] in under.data


def test_a_table_without_rows_says_so():
    empty = pl.DataFrame(schema={"term": pl.String, "n": pl.Int64})
    assert plain_table(empty).splitlines() == ["term  n", "no rows"]
    assert html_table(empty).endswith("</table><small>no rows</small>")
