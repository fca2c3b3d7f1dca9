"""Settings, periods and effects that do not exist; and what is said of a claim that nothing bears out."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import poisson

from analysis import StudyError, claim, multiverse, power
from analysis.study import claims_ledger
from analysis.study.claims import ClaimError
from analysis.study.multiverse_questions import collocates_moved, pair_attracts, rate_rose
from analysis.study.power_analysis import Power
from analysis.study.shown_evidence import ROWS_SHOWN
from analysis.study.specifications import shares
from tests.support.toy import toy


@pytest.fixture(scope="module")
def made():
    days = [f"{year}-{month:02d}-01" for year in (2015, 2016) for month in range(1, 13)]
    return toy([(day, [[["a", "b"], ["c"]]]) for day in days])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"before": "early"}, "'early' is not a year or several, such as '2020' or '2018/2020'"),
        ({"before": "2015/x"}, "'2015/x' is not a year or several"),
        ({"after": None}, "name two periods, such as before='2018/2020'"),
        ({"unit": "pages"}, "no unit 'pages'; there are: documents, characters"),
        ({"cluster": "wek"}, r"no cluster 'wek'; there are: document, day, week, month\.\n  Did you mean: week\?"),
        ({"corpus": "news"}, r"corpus='news': name the corpora first"),
        ({"before": "2001"}, "document"),
    ],
)
def test_settings_of_a_rate_that_do_not_exist(made, given, told):
    with pytest.raises(StudyError, match=told):
        rate_rose(made, "a", "2015", "2016")(**given)


def test_settings_of_a_pair_and_of_collocates_that_do_not_exist(made):
    with pytest.raises(StudyError, match=r"no measure 'npim'; .*\n  Did you mean: npmi\?"):
        pair_attracts(made, "a", "b", measure="npim")()
    with pytest.raises(StudyError, match=r"no corpus 'None'; there are: news"):
        pair_attracts({"news": made}, "a", "b")()
    with pytest.raises(StudyError, match=r"before='soon' is not a date"):
        collocates_moved(made, "a", "soon", "2016")
    with pytest.raises(StudyError, match=r"too few sentences with a around 2015 and 2019"):
        collocates_moved(made, "a", "2015", "2019", draws=99)()


def test_a_pair_that_never_meets_does_not_hold_and_has_no_estimate(made):
    assert pair_attracts(made, "a", "c")() == {"holds": False}


def test_years_that_are_joined_are_counted_to_the_end_of_the_last(made):
    joined, years = rate_rose(made, "a", "2015/2016", "2016"), rate_rose(made, "a", ("2015", "2017"), ("2016", "2017"))
    assert joined() == years()
    # 24 of 24 documents, and 12 of 12: the half hit that is added to each is all the difference
    assert joined()["estimate"] == pytest.approx((12.5 / 12) / (24.5 / 24))


@pytest.mark.parametrize(
    ("grid", "told"),
    [
        ({}, "each choice of the grid needs a list of options"),
        ({"n": []}, "each choice of the grid needs a list"),
        ({"n": "ab"}, "each choice of the grid needs a list"),
        ({"n": (1,), "rank": (1,)}, "a choice cannot be named 'rank'; that is a column of the result"),
    ],
)
def test_a_grid_that_is_none(grid, told):
    with pytest.raises(StudyError, match=told):
        multiverse("x", lambda **settings: True, grid)


def test_a_claim_that_no_setting_can_be_run_for():
    def impossible(n):
        raise StudyError(f"not with {n}.\n  Try another.")

    found = multiverse("x", impossible, {"n": (1, 2)})
    assert found.share is None and found.frame["reason"].to_list() == ["not with 1.", "not with 2."]
    assert repr(found) == "<Multiverse: 'x' holds in 0 of 0 settings, 2 not possible here>"
    assert shares(found)["settings", "holds", "share", "hangs_on"].rows() == [(0, 0, None, None)]


def test_a_mistake_of_python_is_not_taken_for_an_impossible_setting():
    with pytest.raises(ZeroDivisionError):
        multiverse("x", lambda n: 1 / n, {"n": (1, 0)})


def test_the_smallest_factor_is_one_from_which_all_larger_are_seen():
    frame = pl.DataFrame({"factor": [5.0, 1.5, 3.0, 2.0], "power": [0.95, 0.85, 0.9, 0.4]})
    found = Power(frame, {"effect": "change", "rate": 5.0, "documents_a_year": 4800})
    assert (found.smallest(), found.smallest(0.92), found.smallest(0.99)) == (3.0, 5.0, None)
    never = Power(frame.with_columns(power=pl.lit(0.1)), dict(found.parameters))
    assert repr(never).endswith("smallest factor seen: none of those tried>")


def test_a_pair_of_independent_sentences_has_poissons_power():
    documents, sentences = 4_800 * 11, 12
    expected = (0.025 * documents) ** 2 / (documents * sentences)  # richness 0: chance alone
    seen = power("pair", rate=25, factors=(1, 3), dispersion=1, richness=0, alpha=0.05)
    tail = [poisson.sf(k - 1, 3 * expected) for k in range(5, 1_000)]
    # the power is the tail at a count that the null, allowance included, reaches at most once in twenty
    at = int(np.argmin(np.abs(np.array(tail) - seen["power"][1]))) + 5
    assert poisson.sf(at - 1, 3 * expected) == pytest.approx(seen["power"][1], abs=1e-9)
    assert poisson.sf(at - 1, expected) <= 0.05
    assert seen["power"][0] == pytest.approx(poisson.sf(at - 1, expected), abs=1e-9)
    assert seen["low", "high", "simulations"].row(0) == (None, None, None)


def test_a_claim_without_evidence_and_a_field_without_a_name():
    with pytest.raises(ClaimError, match=r"does not hold: so it is\n  \(no evidence was given\)"):
        claim("so it is", lambda given: given is not None)
    with pytest.raises(StudyError, match=r"\{n\}, which the evidence lacks; it has: no named value"):
        claim("{n} of them", pl.col("n").max() > 1, pl.DataFrame({"n": [1, 2]}))  # which of the two rows?
    with pytest.raises(StudyError, match="cannot be filled"):
        claim("{} of them", lambda given: given["n"] > 0, {"n": 1})


def test_a_long_table_is_cut_in_the_ledger_too(tmp_path, monkeypatch):
    monkeypatch.setenv("TIFA_LEDGER", str(tmp_path))
    monkeypatch.setenv("TIFA_NOTEBOOK", "03-long")
    monkeypatch.setattr(claims_ledger, "_rows", {})
    claim("many", pl.len() > 3, pl.DataFrame({"n": range(ROWS_SHOWN + 3)}))
    value = pl.read_ndjson(tmp_path / "03-long.jsonl")["value"].item()
    assert value.startswith("n: 0; n: 1; ") and value.endswith("n: 11; … 3 more rows")
