"""The odds that a lexicon would hold a string: what they are made of, by hand, and how they are fitted."""

import math

import numpy as np
import polars as pl
import pytest

from analysis.discovery.ranking import FITTED, best_of_years, marks, possible
from tests.validity.discovery import fitted, left_out

YEARS = pl.DataFrame(
    {"year": [2018, 2019, 2020], "all_days": [100, 100, 50], "days_before": [0, 100, 200]},
    schema={"year": pl.Int32, "all_days": pl.Int64, "days_before": pl.Int64},
)


def measured(candidate, days: dict[int, int], **other) -> pl.DataFrame:
    """What `measure` tells of a phrase: two places in each document, one document a day."""
    usual = dict(
        register=1.9, speech=0.5, on_edges=1.0, in_quotes=0.0, loose=0.5, loose_before=0.5, left=0.2, right=0.2
    )
    usual |= other
    rows = [
        dict(candidate=candidate, phrase=True, year=year, occurrences=2 * n, documents=n, days=n, months=3) | usual
        for year, n in days.items()
    ]
    return pl.DataFrame(rows, schema_overrides={"year": pl.Int32}).with_columns(first=pl.date("year", 1, 1))


NONE = pl.DataFrame(
    schema={"source": pl.String, "candidate": pl.String, "year": pl.Int32, "documents": pl.UInt32, "days": pl.UInt32}
    | {"first": pl.Date}
)


def strings(*tables) -> pl.DataFrame:
    return possible(NONE, pl.concat(tables), YEARS, least=5)


def test_marks_by_hand():
    table = strings(measured("新质生产力", {2019: 20, 2020: 30}))
    first = table.row(by_predicate=pl.col("year") == 2019, named=True)
    e = 0.5 / 101 * 100
    assert first["weight"] == pytest.approx(20 * math.log(20 / e) - (20 - e), rel=1e-12)
    # a fifth of the days of 2019 and three fifths of those of 2020, each with half a day of one day more
    assert first["stays"] == pytest.approx(math.log((30.5 / 51) / (20.5 / 101)), rel=1e-12)
    assert table.filter(year=2020)["stays"].to_list() == [0.0]  # the last year has none after
    assert marks(table)[0] == pytest.approx(
        [math.log(first["weight"]), math.log(2.0), 0.5, 0.0, math.log(2), first["stays"]], rel=1e-12
    )
    assert len(FITTED) == 1 + marks(table).shape[1]


def test_what_is_not_heard_in_the_year_after_has_half_a_day():
    stays = strings(measured("新质生产力", {2018: 3, 2019: 20}))["stays"].to_list()
    assert stays == [pytest.approx(math.log((0.5 / 51) / (20.5 / 101)), rel=1e-12)]


def test_the_score_is_a_share_and_ranks():
    one, other = measured("新质生产力", {2019: 20, 2020: 12}), measured("人民战争", {2019: 20, 2020: 0})
    found = best_of_years(strings(one, other), most=9)
    first = found.filter(year=2019)
    assert first["candidate"].to_list() == ["新质生产力", "人民战争"] and first["rank"].to_list() == [1, 2]
    z = [FITTED["constant"] + row @ list(FITTED.values())[1:] for row in marks(first)]
    assert first["score"].to_list() == pytest.approx([1 / (1 + math.exp(-one)) for one in z], rel=1e-9)
    assert best_of_years(strings(one, other), most=1).filter(year=2019).height == 1
    # by other coefficients, in another order
    turned = best_of_years(strings(one, other), most=9, fitted=FITTED | {"stays": -5.0}).filter(year=2019)
    assert turned["candidate"].to_list() == ["人民战争", "新质生产力"]


@pytest.mark.parametrize("mark", ["register", "speech", "in_quotes"])
def test_each_mark_raises_the_rank(mark):
    plain = measured("人民战争", {2019: 20})
    best = best_of_years(strings(plain, measured("新质生产力", {2019: 20}, **{mark: 2.5})), most=9)
    assert best["candidate"].to_list() == ["新质生产力", "人民战争"]


def invented(rng, years=(2018, 2019, 2020), size=4000) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Strings whose odds are known: -4 + 1.5 × log weight + 1 × speech."""
    parts = []
    for year in years:
        weight, speech = np.exp(rng.normal(1, 1, size)), rng.uniform(0, 3, size)
        odds = -4 + 1.5 * np.log(weight) + speech
        parts.append(
            pl.DataFrame(
                {
                    "candidate": [f"{chr(0x4E10 + i // 100)}{chr(0x5E10 + i % 100)}" for i in range(size)],
                    "year": np.full(size, year, np.int32),
                    "weight": weight,
                    "speech": speech,
                    "term": rng.random(size) < 1 / (1 + np.exp(-odds)),
                    "in_quotes": 0.0,
                    "stays": rng.normal(size=size),
                    "register": rng.uniform(0, 3, size),
                    "occurrences": 4,
                    "in_all": 2,
                }
            )
        )
    table = pl.concat(parts)
    return table, table.filter("term").select("year", term="candidate")


def test_coefficients_that_made_the_terms_are_found_again():
    table, entered = invented(np.random.default_rng(3))
    found = fitted(table, entered, ridge=1e-6)
    assert found["weight"] == pytest.approx(1.5, abs=0.1) and found["speech"] == pytest.approx(1, abs=0.1)
    assert abs(found["stays"]) < 0.1 and abs(found["register"]) < 0.1
    assert found["in_quotes"] == pytest.approx(0, abs=1e-3)  # always the same: it tells nothing
    shrunk = fitted(table, entered, ridge=1e5)
    assert 0 < shrunk["weight"] < 0.5


def test_a_year_is_ranked_by_what_other_years_taught():
    table, entered = invented(np.random.default_rng(4), size=500)
    # the terms of 2020 are of no weight: who learned from them would rank 2020 by small weights
    last = table.filter(year=2020).sort("weight").head(100).select("year", term="candidate")
    found = left_out(table, pl.concat([entered.filter(pl.col("year") < 2020), last])).filter(year=2020)
    assert found["weight"].head(50).mean() > 3 * table.filter(year=2020)["weight"].mean()
