"""A claim under a grid of settings."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from scipy.stats import t

from analysis.core.errors import StudyError
from analysis.counts.corpus_statement import corpus_statement
from analysis.study.multiverse_questions import collocates_moved, company_moved, pair_attracts, rate_rose
from analysis.study.specifications import multiverse, shares
from tests.support.toy import toy


@pytest.fixture(scope="module")
def made():
    docs = []
    for i in range(72):
        sentences = [["a", "b"], ["a", "c"] if i % 3 else ["c"], ["d"], ["_"]]
        docs.append((f"{2015 + i // 36}-{1 + i % 12:02d}-{1 + i % 36 // 12:02d}", [sentences + [["e"]] * (i >= 36)]))
    return toy(docs, sequences=False)


def test_share_order_and_choices():
    found = multiverse("n is at least m", lambda n, m: {"holds": n >= m, "estimate": n - m}, {"n": (1, 2), "m": (1, 2)})
    assert found.share == 0.75 and found.frame["estimate"].to_list() == [-1, 0, 0, 1]
    assert found.by_choice().rows() == [("m", "1", 2, 1.0), ("m", "2", 2, 0.5), ("n", "1", 2, 0.5), ("n", "2", 2, 1.0)]
    assert found.to_frame().columns == ["rank", "n", "m", "holds", "estimate", "low", "high", "reason"]


def test_a_setting_that_cannot_be_run_is_named_not_counted(made):
    found = multiverse(
        "a goes with b",
        pair_attracts(made, "a", "b"),
        {"context": ("sentence", "window"), "measure": ("log_dice", "g2"), "top": (1, 2)},
    )
    impossible = found.frame.filter(pl.col("context") == "window")
    assert impossible["holds"].null_count() == 4 and "order of words" in impossible["reason"][0]
    assert found.share == 1.0 and found.frame["estimate"].count() == 4


def test_a_pair_that_only_shares_documents_fails_by_sentence(made):
    found = multiverse(
        "b goes with d", pair_attracts(made, "b", "d"), {"context": ("sentence", "document"), "null": ("richness",)}
    )
    assert found.share == 0


def test_rates_and_collocates(made):
    rose = rate_rose(made, "e", ("2015", "2016"), ("2016", "2017"))
    assert multiverse("e rose", rose, {"unit": ("documents",), "factor": (1, 2)}).share == 1
    flat = rate_rose(made, "a", ("2015", "2016"), ("2016", "2017"))
    assert multiverse("a rose", flat, {"unit": ("documents", "characters")}).share == 0
    thin = collocates_moved(made, "a", "2015", "2016", draws=99)
    assert multiverse("a moved", thin, {"least": (30, 10_000)}).frame["reason"].null_count() == 1


def test_a_rate_by_hand(made):
    # 2015: 12 months of 3 documents without "e"; 2016: the same with "e" in every document
    rose = multiverse(
        "e rose",
        rate_rose(made, "e", after="2016"),
        {"before": ("2015",), "cluster": ("document", "day", "week", "month")},
    ).frame
    assert rose["estimate"].to_list() == pytest.approx([36.5 / 0.5] * 4)
    # all days are as the rate expects, so each cluster's dispersion is 1, and only Student's t differs
    error = np.log(rose["estimate"] / rose["low"]) / np.sqrt(1 / 36.5 + 1 / 0.5)
    # before: no hit, so each of its 36 documents stands alone; after: 36 documents, days, or 12 months
    weeks = len({(date(2016, m, d) - timedelta(date(2016, m, d).weekday())) for m in range(1, 13) for d in (1, 2, 3)})
    df = {"document": 72, "day": 36 + 35, "week": 36 + weeks - 1, "month": 36 + 11}
    assert error.to_list() == pytest.approx([t.ppf(0.975, df[name]) for name in rose["cluster"]])


def test_clustered_hits_widen_the_interval():
    # two years of 48 documents; "a" in 12 of each, in 2015 all in one month, in 2016 one a month
    documents = []
    for i in range(96):
        month, day = 1 + i % 48 // 4, 1 + i % 4
        used = month == 3 or (i % 48 < 8) if i < 48 else i % 4 == 0
        documents.append((f"{2015 + i // 48}-{month:02d}-{day:02d}", [[["a"] if used else ["b"]]]))
    same = rate_rose(toy(documents), "a", "2016", "2015")
    table = multiverse("a rose", same, {"cluster": ("document", "month")}).frame
    width = dict(zip(table["cluster"], (table["high"] / table["low"]).to_list(), strict=True))
    # by month in 2015: 4, 4, 4, then nine months of 0, where 1 is expected: 36 squares over 11 degrees of freedom
    phi = (3 * 9 + 9 * 1) / 11
    assert np.log(width["month"]) / 2 == pytest.approx(t.ppf(0.975, 22) * np.sqrt((1 + phi) / 12.5))
    assert np.log(width["document"]) / 2 == pytest.approx(t.ppf(0.975, 96) * np.sqrt(2 / 12.5))


def test_several_corpora_and_settings_of_several_parts(made):
    grid = {"corpus": ("one", "two"), "strata": (("year", "source"), ("month",))}
    found = multiverse("a goes with b", pair_attracts({"one": made, "two": made}, "a", "b"), grid)
    assert found.share == 1 and found.by_choice()["option"].to_list() == ["one", "two", "month", "year, source"]
    nowhere = multiverse("x", rate_rose({"one": made}, "e", "2015", "2016"), {"corpus": ("one", "other")})
    assert nowhere.frame["reason"].drop_nulls().item().startswith("no corpus 'other'; there are: one.")


def test_claims_side_by_side(made):
    grid = {"before": ("2015", "2016"), "unit": ("documents", "characters")}
    rose = multiverse("e rose", rate_rose(made, "e", after="2016"), grid)
    always = multiverse("always", lambda n: True, {"n": (1, 2)})
    table = shares(rose, always)
    assert table.select("claim", "settings", "holds", "share", "hangs_on", "difference").rows() == [
        ("e rose", 4, 2, 0.5, "before", 1.0),
        ("always", 2, 2, 1.0, None, None),
    ]
    assert table["lowest"].to_list() == [rose.frame["estimate"].min(), None]


def test_the_verdict_that_counts(made):
    test = collocates_moved(made, "a", "2015", "2016", draws=99, least=5, unit="day")
    strict, loose = test(verdict="moved"), test(verdict="differs")
    assert strict["estimate"] == loose["estimate"] and strict["holds"] <= loose["holds"]
    with pytest.raises(StudyError, match="moved, differs"):
        test(verdict="maybe")


def test_mistakes(made):
    with pytest.raises(StudyError):
        multiverse("x", lambda: True, {})
    with pytest.raises(StudyError):
        multiverse("x", lambda low: True, {"low": (1,)})
    with pytest.raises(StudyError):
        multiverse("x", lambda context: True, {"context": "sentence"})
    for given in ({"before": "early"}, {"before": None}, {"cluster": "decade"}, {"unit": "pages"}, {"corpus": "news"}):
        with pytest.raises(StudyError):
            rate_rose(made, "e", "2015", "2016")(**given)


def test_how_options_are_shown():
    grid = {"kinds": (None, ["story", "digest"]), "n": (None, 2)}
    table = multiverse("x", lambda kinds, n: True, grid).frame
    assert table["kinds"].to_list() == ["all", "all", "story, digest", "story, digest"]
    assert table["n"].to_list() == [None, 2, None, 2] or table["n"].to_list() == [2, None, 2, None]


def test_what_is_fixed_is_any_setting_and_the_grid_overrules_it(made):
    test = pair_attracts(made, "b", "a", top=1, measure="g2", q=0.01)
    assert test()["holds"] and multiverse("b goes with a", test, {"top": (1, 2), "measure": ("npmi",)}).share == 1
    steep = rate_rose(made, "a", "2015", "2016", factor=0.5)
    assert multiverse("a did not halve", steep, {"factor": (0.5, 1.0)}).frame["holds"].to_list() == [True, False]


def test_the_result_holds_what_was_asked_and_old_names_still_work(made):
    found = multiverse("a goes with b", pair_attracts(made, "a", "b", q=0.01), {"top": [1, 2]})
    assert found.claim == "a goes with b" and found.grid == {"top": (1, 2)}
    assert found.parameters == {
        "corpus": corpus_statement(made),
        "claim": "a goes with b",
        "test": "pair_attracts",
        "fixed": {"q": 0.01},
        "grid": {"top": (1, 2)},
    }
    assert repr(found) == "<Multiverse: 'a goes with b' holds in 2 of 2 settings>"
    with pytest.warns(FutureWarning, match="Multiverse.frame"):
        assert found.table.equals(found.frame.drop("rank"))
    with pytest.warns(FutureWarning, match="collocates_moved"):
        old = company_moved(made, "a", "2015", "2016", draws=99, least=5, unit="day")
    assert old() == collocates_moved(made, "a", "2015", "2016", draws=99, least=5, unit="day")()


def test_the_interval_of_a_rise_allows_for_the_dispersion_of_both_periods():
    """Hits that come in bunches in the earlier period alone widen the interval as those of the later do."""

    def corpus(bunched):
        docs = []
        for year in (2015, 2016):
            for day in range(1, 25):
                for k in range(4):
                    bunch = day % 4 == 0 if year in bunched else k == 0  # four of one day, or one of every day
                    docs.append((f"{year}-05-{day:02d}", [[["a", "b"] if bunch else ["b"]]]))
        return toy(docs)

    def width(bunched):
        found = rate_rose(corpus(bunched), "a", before="2015", after="2016")()
        assert found["estimate"] == pytest.approx(1.0)
        return np.log(found["high"] / found["low"])

    even, earlier, later = width(()), width((2015,)), width((2016,))
    assert earlier == pytest.approx(later, rel=0.02) and earlier > 1.3 * even
