"""Strings of any form: cohesion and freedom by hand, and the places where they stand."""

from datetime import date
from math import log2

import polars as pl
import pytest

from analysis.discovery.phrases import phrase_strings, phrase_table


def page(k: int) -> str:
    """甲乙丙 between two characters that stand nowhere else."""
    return chr(0x5000 + k) + "甲乙丙" + chr(0x6000 + k)


def test_cohesion_and_freedom_by_hand():
    texts = [page(k) for k in range(20)]
    found = phrase_table(texts, least=20, cohesion=2, freedom=1)
    # 100 characters, 20 of each of 甲 乙 丙, of 甲乙 and of 乙丙: the weakest cut is log2(20 × 100 / (20 × 20))
    assert found.rows() == [("甲乙丙", 20, pytest.approx(log2(5)), pytest.approx(log2(20)), pytest.approx(log2(20)))]


@pytest.mark.parametrize("limits", [{"least": 21}, {"cohesion": log2(5) + 0.01}, {"freedom": log2(20) + 0.01}])
def test_what_is_rarer_looser_or_less_free_is_no_phrase(limits):
    assert phrase_table([page(k) for k in range(20)], **{"least": 20, "cohesion": 2, "freedom": 1} | limits).is_empty()


def test_a_fixed_neighbour_makes_the_shorter_string_no_phrase():
    texts = [page(k).replace("丙", "丙丁") for k in range(20)]
    assert phrase_table(texts, least=20, cohesion=2, freedom=1)["candidate"].to_list() == ["甲乙丙丁"]


def test_a_string_does_not_go_over_a_mark_and_an_edge_is_ever_another_neighbour():
    assert phrase_table(["甲，乙丙"] * 30, least=20, cohesion=0, freedom=0).is_empty()
    alone = phrase_table(["甲乙丙"] * 32, least=20, cohesion=1, freedom=5)
    assert alone.select("candidate", "left", "right").rows() == [("甲乙丙", 5.0, 5.0)]  # log2(32)


def test_a_phrase_of_one_year_is_found_in_the_texts_of_all_years_once_a_document():
    texts = {
        "doc_id": [f"d{k:02d}" for k in range(22)],
        "text": [page(k) for k in range(20)] + ["甲乙丙。甲乙丙", "无"],
    }
    dates = {"doc_id": texts["doc_id"], "date": [date(2020, 1, 1)] * 20 + [date(2019, 1, 1)] * 2}
    frames = [pl.DataFrame(one).lazy() for one in (texts, dates)]
    found = phrase_strings(*frames, least=20).collect()
    # log2(5) bits are less than the 5 that a phrase needs, so among these few characters there is none; among 900 it has log2(45)
    assert found.is_empty() and found.columns == ["doc_id", "candidate"]
    more = [page(k) + "".join(chr(0x7000 + 40 * k + i) for i in range(40)) for k in range(20)]
    frames[0] = pl.DataFrame(texts | {"text": more + texts["text"][20:]}).lazy()
    found = phrase_strings(*frames, least=20).collect().sort("doc_id")
    assert found.rows() == [(f"d{k:02d}", "甲乙丙") for k in range(21)]
