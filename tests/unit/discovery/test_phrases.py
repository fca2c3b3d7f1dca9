"""Strings of any form: new in a year, whole at both edges, and the places where they stand, by hand."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from analysis.discovery.pages import Pages, hash_of, places_of
from analysis.discovery.phrases import frequent, new_strings
from analysis.discovery.places import measure

DAYS = pl.DataFrame(
    {"year": [2019, 2020], "all_days": [12, 12], "days_before": [0, 12]},
    schema={"year": pl.Int32, "all_days": pl.Int64, "days_before": pl.Int64},
)


def pages(of_2020, of_2019="年年有雨"):
    """A document each month of two years: the text of 2020 is a function of the month."""
    dates = [date(year, month, 5) for year in (2019, 2020) for month in range(1, 13)]
    texts = [of_2019] * 12 + [of_2020(month) for month in range(1, 13)]
    return Pages.of(pl.DataFrame({"date": dates, "text": texts}))


def beside(month: int) -> str:
    return chr(0x5000 + month) + "新质生产力" + chr(0x6000 + month)


def phrases(made: Pages, least: int = 5) -> set[str]:
    table = measure(made, [], DAYS, phrases=True, least=least)
    return set(table.filter("phrase")["candidate"])


def test_places_of_strings():
    made = pages(beside)
    hashes = {n: array.copy() for n, array in made.hashes(5)}
    number, at = places_of(made, 5, hashes[5], np.array([hash_of("新质生产力")], np.uint64))
    assert len(number) == 12 and {made.points[i : i + 5].tobytes().decode("utf-32-le") for i in at} == {"新质生产力"}
    assert made.years[0][:2] == (2019, 0) and made.document[at].tolist() == list(range(12, 24))
    assert len(places_of(made, 2, hashes[2], np.array([hash_of("无此")], np.uint64))[0]) == 0


def test_a_new_string_is_found_whole_and_its_pieces_are_not():
    assert phrases(pages(beside)) == {"新质生产力"}
    assert phrases(pages(beside), least=13) == set()


def test_a_fixed_neighbour_makes_the_shorter_string_a_piece():
    assert phrases(pages(lambda month: beside(month).replace("力", "力量"))) == {"新质生产力量"}
    chained = phrases(pages(lambda month: beside(month).replace("力", "力、新型举国体制")))
    assert chained == {"新质生产力、新型举国体制"}


def test_what_was_there_before_is_not_new():
    assert phrases(pages(beside, beside(40))) == set()


def test_a_string_does_not_go_over_a_mark():
    assert not [one for one in phrases(pages(lambda month: "新质，生产力")) if "新质" in one]


def test_measures_by_hand():
    text = "坚持发展新质生产力的“六保”。"
    made = pages(lambda month: text if month < 5 else beside(month))
    table = measure(made, ["新质生产力", "六保"], DAYS, phrases=False, least=5).sort("candidate")
    kept, row = table.rows(named=True)
    assert (kept["candidate"], kept["in_quotes"], kept["documents"], kept["register"]) == ("六保", 1.0, 4, 1.0)
    assert row["occurrences"] == row["days"] == row["months"] == 12 and row["first"] == date(2020, 1, 5)
    # 坚持 stands near in 4 of 12 places; 的 is behind it in 4 of 12, a character of its own in the others
    assert row["register"] == pytest.approx(4 / 12) and row["loose"] == pytest.approx(4 / 12)
    assert row["right"] == pytest.approx(4 / 12) and not row["phrase"]


def test_words_of_speeches_are_counted_up_to_three_a_place_within_forty_characters():
    far = "甲" * 39
    text = f"必须{far}我们强调指出新质生产力重要{far}精神"  # four within forty characters of it, the first and the last beyond
    one = f"必须{'甲' * 38}新质生产力"
    table = measure(pages(lambda month: text if month < 7 else one), ["新质生产力"], DAYS, phrases=False, least=5)
    assert table["speech"].to_list() == [pytest.approx((3 * 6 + 1 * 6) / 12)]
    assert table["register"].to_list() == [pytest.approx(1 * 6 / 12)]  # 必须 is a verb of plans as well


def test_no_text_has_no_strings():
    none = Pages.of(pl.DataFrame(schema={"date": pl.Date, "text": pl.String}))
    assert measure(none, [], DAYS.head(0), phrases=True, least=1).is_empty()


def test_texts_shorter_than_the_longest_string_are_searched_as_any_other():
    texts = pl.DataFrame({"date": [date(2019, 1, 1), date(2020, 1, 1)], "text": ["年年有雨", "新质生产力"]})
    table = measure(Pages.of(texts), ["生产力", "有雨"], DAYS, phrases=True, least=1)
    assert table.select("candidate", "year", "occurrences").rows() == [("有雨", 2019, 1), ("生产力", 2020, 1)]


def test_strings_of_years_are_counted_by_days_and_months():
    made = pages(beside)
    alive, years = made.letters, {}
    for n, hashes in made.hashes(5):
        if n > 1:
            alive, years = frequent(made, n, hashes, alive, least=5)
    row = years[2020].filter(hash=hash_of("新质生产力")).row(0, named=True)
    assert (row["days"], row["months"], row["on_edges"]) == (12, 12, 1.0)
    assert row["left"] == row["right"] == pytest.approx(1 / 12)
    assert row["left_bits"] == pytest.approx(np.log2(12))
    assert new_strings(years, DAYS)["hash"].to_list() == [hash_of("新质生产力")]
