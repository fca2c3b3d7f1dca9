"""Sizes of communities and the ways of their terms, counted by hand from a series made by hand."""

from datetime import date

import polars as pl
import pytest

from analysis import NetworkSeries, StudyError, community_flows

DAYS = [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)]


def series(rows) -> NetworkSeries:
    """A series whose nodes are (year, term, community, contexts); nothing else of it is asked for."""
    columns = {
        "start": pl.Date,
        "term": pl.String,
        "community": pl.Int64,
        "contexts": pl.UInt32,
        "strength": pl.Float64,
    }
    nodes = pl.DataFrame([(date(y, 1, 1), t, c, n, float(n)) for y, t, c, n in rows], schema=columns, orient="row")
    none = pl.DataFrame()
    return NetworkSeries(tuple(DAYS), (), nodes, none, none, none, none, {"every": "1y"})


MADE = series(
    [
        *((2020, "甲", 0, 5), (2020, "乙", 0, 7), (2020, "丙", 1, 2), (2020, "丁", 1, 3)),
        *((2021, "甲", 0, 6), (2021, "乙", 1, 8), (2021, "丙", 1, 2)),
        *((2022, "丙", 1, 4), (2022, "丁", 1, 9)),
    ]
)


def test_sizes_and_ways_are_those_counted_by_hand():
    found = community_flows(MADE)
    assert found.frame.rows() == [
        *((DAYS[0], 0, 2, 12), (DAYS[0], 1, 2, 5), (DAYS[1], 0, 1, 6), (DAYS[1], 1, 2, 10), (DAYS[2], 1, 2, 13))
    ]
    # 甲 stays, 乙 goes from 0 to 1, 丙 stays; 丁 is away in 2021 and flows nowhere; contexts are those of the later year
    assert found.flows.rows() == [
        (DAYS[0], 0, DAYS[1], 0, 1, 6),
        (DAYS[0], 0, DAYS[1], 1, 1, 8),
        (DAYS[0], 1, DAYS[1], 1, 1, 2),
        (DAYS[1], 1, DAYS[2], 1, 1, 4),
    ]
    assert dict(found.names.rows()) == {0: ["甲", "乙"], 1: ["丁", "丙", "乙"]}
    assert repr(found) == "<CommunityFlows: 2 communities in 3 periods>"


def test_only_a_series_has_flows():
    with pytest.raises(StudyError, match="takes a NetworkSeries"):
        community_flows(MADE.nodes)
