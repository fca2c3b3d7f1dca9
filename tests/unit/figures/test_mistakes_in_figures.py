"""What a user is told who draws or saves something that no figure can show."""

from datetime import date

import matplotlib.pyplot as plt
import numpy as np
import polars as pl
import pytest

from analysis import (
    StudyError,
    cooccurrence,
    multiverse,
    network_series,
    plot_changes,
    plot_coverage,
    plot_expansion,
    plot_first_uses,
    plot_network_series,
    plot_specification_curve,
    plot_threshold_panel,
    plot_timeline,
    read_csv,
    save_figure,
)


def test_changes_of_several_terms_need_axes_of_their_own(rates):
    monthly = rates({"六稳": [1] * 24, "六保": [2] * 24}, every="1mo")
    axes = plt.subplots()[1]
    with pytest.raises(StudyError, match=r"ax= takes one term, and the result holds 2; choose one with terms="):
        plot_changes(monthly, ax=axes)
    ax = plot_changes(monthly, terms="六保", ax=axes)
    assert ax is axes and set(ax.lines[0].get_ydata()) == {2.0}


def test_an_expansion_needs_a_member(rates):
    with pytest.raises(StudyError, match="needs at least one member of the label '六稳'"):
        plot_expansion(rates({"六稳": [1, 2]}), "六稳", [])
    with pytest.raises(StudyError, match=r"no term '六穏' in the result, which holds 1: 六稳\.\n  Did you mean: 六稳"):
        plot_expansion(rates({"六稳": [1, 2]}), "六稳", ["六穏"])


def test_documents_without_a_day_fill_no_month():
    documents = {"date": [date(2020, 1, 1)], "date_precision": ["year"], "kind": ["story"], "duplicate_of": [None]}
    frame = pl.DataFrame(documents, schema_overrides={"duplicate_of": pl.String})
    with pytest.raises(StudyError, match="none of the 1 documents has a date fine enough for slices of a month"):
        plot_coverage(frame, every="1mo")
    assert [bar.get_height() for bar in plot_coverage(frame, every="1y").containers[0]] == [1]


def test_a_multiverse_in_which_nothing_could_be_run():
    def impossible(n):
        raise StudyError("not here")

    with pytest.raises(StudyError, match="holds no specification that could be run"):
        plot_specification_curve(multiverse("x", impossible, {"n": (1, 2)}))
    ran = multiverse("x", lambda n: {"holds": True, "estimate": n}, {"n": (1, 2)})
    with pytest.raises(StudyError, match=r"takes settings that were varied; this one lacks the column 'm'"):
        plot_specification_curve(ran, settings=["m"])


def test_an_empty_mapping_of_sources_and_a_lazy_table(rates, lines):
    with pytest.raises(StudyError, match="was given an empty mapping; name at least one result"):
        plot_timeline({})
    assert list(lines(plot_timeline(rates({"六稳": [1, 2]}).lazy()), "六稳")[0].get_ydata()) == [1, 2]
    with pytest.raises(StudyError, match="was given Series"):
        plot_timeline(pl.Series([1]))


def test_many_terms_are_not_all_listed(rates):
    with pytest.raises(StudyError, match=r"which holds 9: 词0, 词1, 词2, 词3, 词4, 词5, 词6, 词7 …\."):
        plot_timeline(rates({f"词{k}": [1, 2] for k in range(9)}), terms=["改革"])


def test_networks_without_an_edge_and_terms_without_one(together):
    made = together({2020: [("六稳", "六保"), ("六稳", "中国梦")]})
    none = cooccurrence(made, min_contexts=10_000)
    with pytest.raises(StudyError, match="none of these networks has an edge; loosen the test or the backbone"):
        plot_threshold_panel({"one": none, "two": none})
    years = network_series(made, delta=None, q=0.99)
    with pytest.raises(StudyError, match=r"'改革' has no edge in these networks of \d+ terms"):
        plot_network_series(years, highlight="改革")


def test_a_day_of_introduction_that_is_none():
    frame = pl.DataFrame(
        {
            "term": ["六保"],
            "first": [date(2020, 4, 17)],
            "third": [date(2020, 5, 1)],
            "corpus_start": [date(2012, 7, 1)],
            "censored": [False],
        }
    )
    with pytest.raises(StudyError, match="introduced='spring' is not a date"):
        plot_first_uses(frame, introduced=pl.DataFrame({"term": ["六保"], "introduced": ["spring"]}))
    # a day that is empty is not known, so it has neither mark nor column
    ax = plot_first_uses(frame, introduced=pl.DataFrame({"term": ["六保"], "introduced": [""]}))
    assert "introduced" not in [text.get_text() for text in ax.texts]


def test_a_figure_is_saved_by_any_of_its_axes_and_the_ending_is_no_part_of_the_name(rates, tmp_path):
    axes = plot_timeline(rates({"六稳": [1, 2], "六保": [3, 4]}), panels=True)
    assert isinstance(axes, np.ndarray)
    saved = save_figure(axes, tmp_path / "panels.pdf", formats=["svg"])
    assert [path.name for path in saved] == ["panels.svg", "panels.csv", "panels.txt"]
    assert read_csv(saved[1])["term"].unique().sort().to_list() == ["六保", "六稳"]
    for nothing in ([], np.array([]), 5, [1]):
        with pytest.raises(StudyError, match=r"save_figure takes what plot_… returned, and was given"):
            save_figure(nothing, tmp_path / "x")
    with pytest.raises(StudyError, match="a figure needs a name"):
        save_figure(axes, "")


def test_a_figure_without_a_layout_engine_is_saved_where_its_axes_stand(tmp_path):
    figure, ax = plt.subplots(layout="none")
    ax.set_position((0.25, 0.25, 0.5, 0.5))
    save_figure(figure, tmp_path / "own", formats=["png"])
    assert ax.get_position().bounds == (0.25, 0.25, 0.5, 0.5)
