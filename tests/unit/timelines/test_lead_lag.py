"""Who moves first: days by hand, planted lags found, and what cannot be said said so."""

from datetime import date, timedelta

import numpy as np
import pytest

from analysis import Features, StudyError, data_folder, lead_lag
from analysis.statistics.entry_lags import days_of, delays
from tests.support.toy import toy

BEGIN = date(2018, 1, 1)


def made(days_with, days: int = 1100) -> Features:
    """A document a day; of ``days_with`` it holds 六保."""
    rows = [(str(BEGIN + timedelta(days=k)), [[["六保"] if k in days_with else ["六稳"]]]) for k in range(days)]
    return toy(rows, manifest={"name": "made", "lexicon": {"terms": ["六保", "六稳", "共同富裕"]}})


EARLY, LATE = made(range(500, 1100, 5)), made(range(620, 1100, 5))


def test_a_lead_of_four_months_is_found_in_days():
    found = lead_lag(EARLY, "六保", None, None, other=LATE)
    rows = {row["measure"]: row for row in found.rows(named=True)}
    entry = rows["entry"]
    assert (entry["first_day"], entry["second_day"]) == (BEGIN + timedelta(500), BEGIN + timedelta(620))
    assert entry["low"] < 120 < entry["high"] and entry["high"] - entry["low"] < 80
    assert entry["verdict"] == rows["rise"]["verdict"] == "first first" and entry["reason"] is None
    assert rows["rise"]["lag"] == pytest.approx(120, abs=10) and rows["rise"]["first_hits"] == 120
    back = lead_lag(LATE, "六保", None, None, other=EARLY)
    assert set(back["verdict"]) == {"second first"} and back["lag"][0] == pytest.approx(-120, abs=10)
    assert "not of the printing" in entry["unknown"] and repr(found) == "<LeadLag: 1 terms, first first 2>"


def test_the_interval_of_an_entry_is_that_of_its_gaps():
    """By another road: F's quantiles where the other side is as good as certain."""
    from scipy.stats import f

    days = np.array([400, 410, 424, 430, 445, 460, 999])
    drawn = delays(days, np.random.default_rng(0))
    assert drawn is not None
    for p in (0.1, 0.5, 0.95):
        assert np.quantile(drawn, p) == pytest.approx(f.ppf(p, 2, 10) * 60 / 5, rel=0.06)


def test_same_time_wants_a_narrow_interval():
    dense = lead_lag(made(range(500, 1100)), "六保", None, None, other=made(range(500, 1100)))
    assert set(dense["verdict"]) == {"same time"} and (dense["low"] < 0).all() and (dense["high"] > 0).all()
    rare = lead_lag(made(range(500, 1100, 50)), "六保", None, None, other=made(range(500, 1100, 50)))
    assert rare.row(0, named=True)["reason"] == "the interval holds 0 and is wider than 31 days"


def test_what_cannot_be_said():
    old = lead_lag(made(range(20, 1100, 3)), "六保", None, None, other=LATE).row(0, named=True)
    assert old["verdict"] == "cannot be said" and "may be older" in old["reason"] and old["lag"] is None
    few = lead_lag(made([500, 600]), "六保", None, None, other=LATE)
    assert few["reason"].to_list() == [
        "fewer than three days on which first holds it",
        "2 documents of first hold it; a rise wants 10",
    ]
    assert few["unknown"].str.ends_with("few documents").all()
    none = lead_lag(EARLY, "共同富裕", None, None, other=LATE)
    assert none["reason"][0] == "first: no document holds it" and none["first_hits"].to_list() == [0, 0]
    burst = lead_lag(made([500, *range(700, 1100, 60)]), "六保", None, None, other=made(range(500, 1100)))
    assert burst["low"][0] > 1 and burst["reason"][0] == "the first documents themselves do not stand in that order"
    rare = lead_lag(made([300, 700, 1000]), "六保", None, None, other=LATE).row(0, named=True)
    assert "may be older than the corpus" in rare["reason"]


def test_genres_are_chosen_one_or_several():
    news = Features.open(data_folder() / "broadcast")
    found = lead_lag(news, "四个全面", ["commentary", "short comment", "editorial"], "report")
    alone = lead_lag(news.filter(genre="commentary"), "四个全面", None, None, other=news.filter(genre="report"))
    one = lead_lag(news, "四个全面")
    assert one.select("first_day", "low", "high").equals(alone.select("first_day", "low", "high"))
    assert found["first_hits"][0] > one["first_hits"][0]
    with pytest.raises(StudyError, match="two genres"):
        lead_lag(news, "四个全面", "report", "report")
    with pytest.raises(StudyError, match="no level of an interval"):
        lead_lag(news, "四个全面", level=95)
    with pytest.raises(StudyError, match="at least"):
        lead_lag(news, "四个全面", days=0)


def test_a_day_of_a_week_is_as_likely_as_any_other():
    days = days_of(np.array([0.1, 0.8, 0.1]), 7, np.random.default_rng(0))
    assert ((days >= 7) & (days < 14)).mean() == pytest.approx(0.8, abs=0.02)
    assert np.quantile(days[(days >= 7) & (days < 14)], [0.25, 0.75]) == pytest.approx([8.75, 12.25], abs=0.1)
