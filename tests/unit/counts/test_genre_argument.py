"""Every statistic of a corpus takes ``genre``, and then counts as if no other document had been there."""

import inspect

import polars as pl
import pytest

import analysis
from analysis import Corpus, Lexicon, StudyError, build_features, prominence, side_by_side, timeline
from analysis.timelines.simulated_counts import Course, simulate_counts

PAGES = pl.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "date": ["2020-04-17", "2020-04-18", "2020-05-22", "2021-01-04"],
        "genre": ["commentary", "report", "report", "editorial"],
        "text": ["六保要落实。", "到村里去。", "六稳和六保。", "六保之后。"],
    }
)
FEATURES = build_features(Corpus.from_frame(PAGES), Lexicon.read(), "memory://genres")
ALL = {name: getattr(analysis, name) for name in analysis.__all__}
OF_FEATURES = {
    name
    for name, one in ALL.items()
    if hasattr(one, "__wrapped__")
    and "Features" in str(next(iter(inspect.signature(one).parameters.values())).annotation)
}


def hits(found) -> dict:
    """Documents and hits of 六保 by year."""
    return {row["start"].year: (row["documents"], row["hits"]) for row in found.frame.iter_rows(named=True)}


def test_a_genre_is_counted_as_if_alone():
    assert hits(timeline(FEATURES, "六保")) == {2020: (3, 2), 2021: (1, 1)}
    assert hits(timeline(FEATURES, "六保", genre="report")) == {2020: (2, 1)}
    assert hits(timeline(FEATURES, "六保", genre=["commentary", "editorial"])) == {2020: (1, 1), 2021: (1, 1)}
    assert hits(
        timeline([FEATURES.filter(start="2021"), FEATURES.filter(end="2021")], "六保", genre=["report", "editorial"])
    ) == {2020: (2, 1), 2021: (1, 1)}
    assert prominence(FEATURES, "六保", genre="report").frame["hits"].to_list() == [1]


def test_the_result_says_which_genre():
    assert timeline(FEATURES, "六保", genre="report").parameters["corpus"]["filter"] == "genre = report"
    both = side_by_side({"one": FEATURES, "other": FEATURES}, "六保", genre="report")
    assert [part["documents"] for part in both.parameters["corpus"].get("parts", [both.parameters["corpus"]])] == [2]


@pytest.mark.parametrize("name", sorted(OF_FEATURES))
def test_every_statistic_names_it_in_its_call_and_its_documentation(name):
    taken = inspect.signature(ALL[name]).parameters
    assert "genre" in taken or name in {
        "build_features",
        "power",
        "evidence",
        "suitable_settings",
    }  # these are filtered before
    assert "genre" not in taken or "\n    genre : " in ALL[name].__doc__


def test_what_has_no_genre_says_so():
    with pytest.raises(StudyError, match="no document whose genre is 'poem'; there are: commentary, editorial, report"):
        timeline(FEATURES, "六保", genre="poem")
    with pytest.raises(StudyError, match="counts by day know no genre"):
        timeline(simulate_counts([Course("x", rate=5)], seed=1), genre="report")
    with pytest.raises(StudyError, match="no argument 'genres'.*\n.*genre"):
        timeline(FEATURES, "六保", genres="report")
