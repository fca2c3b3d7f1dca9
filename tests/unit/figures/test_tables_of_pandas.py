"""Tables of pandas are drawn and taken as those of polars are."""

import polars as pl
import pytest

from analysis import StudyError, plot_timeline
from analysis.figures.network_tables import placed
from analysis.figures.result_frames import frame_of


def test_a_table_of_pandas_is_drawn_as_its_twin(rates):
    pytest.importorskip("pandas")
    table = rates({"六稳": [1, 2, 4]})
    twin = table.to_pandas() if hasattr(table, "to_pandas") and not isinstance(table, pl.DataFrame) else None
    if twin is None:
        from analysis.core.pandas_frames import to_pandas

        twin = to_pandas(table)
    drawn = [list(plot_timeline(one).lines[0].get_ydata()) for one in (table, twin)]
    assert drawn[0] == drawn[1] == [1, 2, 4]


def test_a_layout_may_be_a_table_of_pandas():
    pandas = pytest.importorskip("pandas")
    nodes = pl.DataFrame({"term": ["六保", "六稳"], "x": [0.0, 0.0], "y": [0.0, 0.0]})
    layout = pandas.DataFrame({"term": ["六保", "六稳"], "x": [0.1, 0.9], "y": [0.2, 0.8]})
    assert placed(nodes, layout)["x"].to_list() == [0.1, 0.9]
    with pytest.raises(StudyError, match="layout takes"):
        placed(nodes, [(0.1, 0.2)])


def test_a_table_of_pandas_that_lacks_a_column_is_told():
    pandas = pytest.importorskip("pandas")
    with pytest.raises(StudyError, match="lacks the column 'rate'"):
        frame_of(pandas.DataFrame({"term": ["六保"]}), ["term", "rate"], takes="plot_timeline takes a Timeline")
