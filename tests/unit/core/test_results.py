"""What every result can do, and how a name of the last release is still understood."""

import copy
import pickle
import warnings
from dataclasses import FrozenInstanceError, dataclass

import polars as pl
import pytest

from analysis.core.renamed_arguments import renamed_arguments, warn_renamed
from analysis.core.results import Result, TableResult

FRAME = pl.DataFrame({"term": ["六稳", "六保"], "hits": [3, 5]})


@dataclass(frozen=True, repr=False, eq=False)
class Found(TableResult):
    def _summary(self):
        return f"{self.height} terms"


@pytest.fixture
def found():
    return Found(FRAME, {"level": 0.95})


def test_a_result_answers_as_its_table(found):
    assert found.to_frame() is found.frame is FRAME
    assert (len(found), found.height, found.columns) == (2, 2, ["term", "hits"])
    assert found["hits"].sum() == 8 and found[0, "term"] == "六稳"
    assert [column.name for column in found] == ["term", "hits"]
    assert found.filter(pl.col("hits") > 3).equals(FRAME[1:])


def test_one_line_and_a_table_for_a_notebook(found):
    assert repr(found) == "<Found: 2 terms>" and repr(TableResult(FRAME)) == "<TableResult: 2 rows>"
    shown = found._repr_html_()
    assert shown.startswith("<div>&lt;Found: 2 terms&gt;</div>") and "六保" in shown


def test_a_result_is_not_changed_in_place(found):
    with pytest.raises(FrozenInstanceError):
        found.frame = FRAME.head(1)
    with pytest.raises(AttributeError):
        found.no_such_method()


@pytest.mark.parametrize("copied", [lambda x: pickle.loads(pickle.dumps(x)), copy.copy, copy.deepcopy])
def test_a_result_goes_to_another_process_whole(found, copied):
    again = copied(found)
    assert type(again) is Found and again.frame.equals(FRAME) and again.parameters == {"level": 0.95}


def test_a_result_of_several_tables_has_the_same_words():
    @dataclass(frozen=True, repr=False, eq=False)
    class Two(Result):
        frame: pl.DataFrame
        other: pl.DataFrame
        parameters: dict

    two = Two(FRAME, FRAME.head(1), {})
    assert repr(two) == "<Two: 2 rows>" and two.to_frame() is FRAME and not hasattr(two, "height")


@renamed_arguments(B="draws", level="q")
def summed(features, *, draws=2000, q=0.05):
    """A function with two better names."""
    return features, draws, q


def test_old_names_work_with_a_warning_each():
    with pytest.warns(FutureWarning) as told:
        assert summed(1, B=10, level=0.1) == (1, 10, 0.1)
    assert [str(one.message) for one in told] == [
        "summed(B=…) is now summed(draws=…); the old name goes with the next release.",
        "summed(level=…) is now summed(q=…); the old name goes with the next release.",
    ]


def test_new_names_are_silent_and_the_function_is_still_itself():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert summed(1, draws=10) == (1, 10, 0.05)
    assert summed.__name__ == "summed" and summed.__doc__.startswith("A function")


def test_both_names_at_once_are_refused():
    with pytest.warns(FutureWarning), pytest.raises(TypeError, match="got B and draws.*give draws alone"):
        summed(1, B=10, draws=10)
    with pytest.raises(TypeError):
        summed(1, runs=10)


def test_a_renamed_property_points_at_the_line_that_uses_it():
    class Old:
        @property
        def table(self):
            warn_renamed("Old.table", "Old.frame")
            return FRAME

    with pytest.warns(FutureWarning, match="Old.table is now Old.frame") as told:
        assert Old().table is FRAME
    assert told[0].filename == __file__
