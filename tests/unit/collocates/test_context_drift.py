"""Drift: distances by the slow road, nulls that stay quiet, moves that are seen."""

import inspect
import math
from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.spatial.distance import jensenshannon

from analysis.collocates import document_composition
from analysis.collocates.collocate_movers import movers
from analysis.collocates.context_drift import _tests, drift
from analysis.collocates.document_composition import RestOfDocuments, same_composition
from analysis.collocates.drift_autocorrelation import SAFETY_FACTOR, variance_inflation
from analysis.core.errors import StudyError
from analysis.statistics.distances import jaccard, jensen_shannon, rank_biased_overlap, top
from tests.support.toy import toy


def test_jensen_shannon_equals_scipy_squared():
    rng = np.random.default_rng(1)
    a, b = rng.integers(0, 9, (2, 5, 30))
    for x, y, got in zip(a, b, jensen_shannon(a, b), strict=True):
        assert got == pytest.approx(jensenshannon(x + 0.5, y + 0.5, base=2) ** 2, rel=1e-9)


def test_overlaps_by_hand():
    assert jaccard([1, 2, 3], [2, 3, 4]) == 0.5 and jaccard([], []) == 1
    # agreement 0 at depth 1, 1 at depth 2: 0.1 (0 + 0.9) + 1 × 0.81
    assert rank_biased_overlap([1, 2], [2, 1]) == pytest.approx(0.9)
    assert top(np.array([3, 0, 5, 3]), 3) == [2, 0, 3]


@pytest.fixture(scope="module")
def moved():
    """c stands with w words; from 2016 on half of its sentences hold v words instead. m is a member of c."""
    rng = np.random.default_rng(4)
    docs = []
    for year in (2015, 2016, 2017):
        for i in range(60 if year < 2017 else 5):
            pool = "vw"[year == 2015 or i % 2]
            sentences = [["c", "m", *(f"{pool}{k}" for k in rng.choice(12, 4, replace=False))], ["other", "w1"]]
            docs.append((f"{year}-{1 + i % 12:02d}-{1 + i // 12:02d}", [sentences]))
    kinds = {f"{p}{k}": "word" for p in "vw" for k in range(12)} | {"m": "member"}
    return toy(
        docs,
        kinds=kinds,
        manifest={"lexicon": {"terms": ["c"], "expansions": {"c": [{"version": 1, "members": ["m"]}]}}},
    )


def test_a_move_is_seen_and_thin_slices_are_insufficient(moved):
    found = drift(moved, "c", draws=199)
    rows = found.to_frame()
    assert rows.columns[:9] == ["term", "before", "after", "distance", "floor", "p", "n_before", "n_after", "verdict"]
    assert rows["verdict"].to_list() == ["moved (composition not examined)", "insufficient"]
    assert rows.select("before", "after", "n_before", "n_after").rows() == [
        (date(2015, 1, 1), date(2016, 1, 1), 60, 60),
        (date(2016, 1, 1), date(2017, 1, 1), 60, 5),
    ]
    assert rows["floor_high"][0] < rows["distance"][0] and rows["p"][1] is None
    assert found.to_frame().equals(drift(moved, "c", draws=199).to_frame())


def test_distance_by_the_slow_road_leaves_out_the_concept_and_its_members(moved):
    counts = {}
    for doc, terms in moved.sentences.select("doc_id", "terms").collect().rows():
        names = moved.vocabulary.filter(pl.col("term_id").is_in(terms)).collect()["term"].to_list()
        if "c" in names:
            day = moved.documents.filter(pl.col("doc_id") == doc).collect()["date"].item()
            for name in names:
                counts[day.year, name] = counts.get((day.year, name), 0) + 1
    words = sorted({n for _, n in counts} - {"c", "m"})
    one, two = (np.array([counts.get((y, w), 0) for w in words]) for y in (2015, 2016))
    assert drift(moved, "c", draws=9).to_frame()["distance"][0] == pytest.approx(
        jensen_shannon(one, two).item(), rel=1e-9
    )


def test_movers_equal_the_formula(moved):
    table = movers(moved, "c", "2015", "2016")
    y2, y1 = (dict(table.select("collocate", side).rows()) for side in ("before", "after"))
    n2, n1 = sum(y2.values()), sum(y1.values())
    for word, delta, zeta in table.select("collocate", "delta", "zeta").rows():
        prior = 500 * (y1[word] + y2[word]) / (n1 + n2)
        a, b = y1[word] + prior, y2[word] + prior
        want = math.log(a / (n1 + 500 - a)) - math.log(b / (n2 + 500 - b))
        assert delta == pytest.approx(want, rel=1e-9)
        assert zeta == pytest.approx(want / math.sqrt(1 / a + 1 / b), rel=1e-9)
    assert table["collocate"][0][0] == "v" and table["collocate"][-1][0] == "w"
    assert table["zeta"].is_sorted(descending=True)


def test_movers_need_documents_in_both_periods(moved):
    gone = "from 2003-01-01 until 2004-01-01; there are documents from 2015"
    for before, after in ((("2003", "2004"), "2015"), ("2015", "2003")):
        with pytest.raises(StudyError, match=gone):
            movers(moved, "c", before, after)


def test_neighbouring_months_that_resemble_each_other_raise_the_bar():
    rng = np.random.default_rng(0)
    own = np.arange(24) < 12
    noise = rng.poisson(30, (24, 40)).astype(float)
    z = np.zeros((24, 40))
    for m in range(1, 24):
        z[m] = 0.9 * z[m - 1] + rng.normal(0, 0.3, 40)
    slow = rng.poisson(30 * np.exp(z)).astype(float)
    assert 1 <= variance_inflation(noise, np.arange(24), own) < 1.5 < variance_inflation(slow, np.arange(24), own)
    assert variance_inflation(noise[[0, 1, 12, 13]], np.array([0, 1, 12, 13]), own[[0, 1, 12, 13]]) == 1


def test_the_variance_inflation_is_what_a_simulation_shows():
    rng = np.random.default_rng(3)
    own, when = np.arange(24) < 12, np.arange(24)
    got, apart, at_random = [], 0.0, 0.0
    for _ in range(60):
        z = rng.standard_normal((24, 200))
        for m in range(1, 24):
            z[m] = 0.65 * z[m - 1] + np.sqrt(1 - 0.65**2) * z[m]
        counts = rng.poisson(40 * np.exp(0.15 * z)).astype(float)
        got.append(variance_inflation(counts, when, own))
        apart += ((counts[own].mean(0) - counts[~own].mean(0)) ** 2).sum()
        shuffled = rng.permutation(counts)
        at_random += ((shuffled[own].mean(0) - shuffled[~own].mean(0)) ** 2).sum()
    assert np.mean(got) / SAFETY_FACTOR == pytest.approx(apart / at_random, rel=0.12)


def test_results_hold_their_arguments_and_say_themselves(moved):
    found = drift(moved, "c", draws=19, q=0.1)
    assert repr(found) == "<Drift: c, 2 comparisons: 1 insufficient, 1 moved (composition not examined)>"
    assert found.parameters["draws"] == 19 and found.parameters["q"] == 0.1 and found.parameters["seed"] == 0
    assert set(found.parameters) == set(inspect.signature(drift).parameters) - {"features", "genre"} | {"corpus"}
    gained = movers(moved, "c", "2015", "2016")
    assert repr(gained) == f"<Movers: {gained.frame.height} collocates of c>" and len(gained) == gained.height
    assert set(gained.parameters) == set(inspect.signature(movers).parameters) - {"features", "genre"} | {"corpus"}
    assert gained.parameters["before"] == "2015" and gained.parameters["prior"] == 500
    assert repr(drift(moved, "c", start="2020")) == "<Drift: c, 0 comparisons: none, from 2020>"


def test_the_words_of_the_last_release_still_work(moved):
    new = drift(moved, "c", draws=19, q=0.5)
    with pytest.warns(FutureWarning, match="drift\\(draws=…\\)"):
        old = drift(moved, "c", permutations=19, q=0.5)
    with pytest.warns(FutureWarning, match="drift\\(q=…\\)"):
        assert drift(moved, "c", draws=19, level=0.5).frame.equals(new.frame)
    with pytest.warns(FutureWarning, match="Drift.frame"):
        assert old.table.equals(new.frame)


def test_a_seed_gives_its_own_permutations(moved):
    one, again, other = (drift(moved, "c", draws=99, seed=seed)["floor"][0] for seed in (0, 0, 7))
    assert one == again != other


def test_mistakes_and_absent_terms(moved):
    with pytest.raises(StudyError):
        drift(moved, "zz")
    with pytest.raises(StudyError):
        drift(moved, "c", unit="decade")
    with pytest.raises(StudyError):
        drift(moved, "c", every="1w")
    assert drift(moved, "c", start="2020").to_frame().is_empty()


def test_autocorrelated_concepts_are_not_said_to_have_moved():
    from tests.validity.drift import alarms

    restless = dict(dispersion=6.5, autocorrelation=0.65)
    found = alarms(runs=4, seed=2, draws=59, documents=120, **restless)
    assert found["moved"] <= 0.25 and found["document"] > 0.5
    assert alarms(runs=2, seed=2, draws=59, documents=120, dispersion=2.6, moved=0.8)["moved"] == 1


def test_a_shift_of_topics_is_composition_and_an_exchange_among_the_same_topics_is_a_move():
    from tests.validity.composition import MIXES, verdicts

    shifted = verdicts(MIXES["80/20"], runs=2, seed=3, draws=99)
    assert shifted["verdict"].to_list() == ["composition"] * 2 and shifted["standardised"].to_list() == ["topic"] * 2
    assert (shifted["distance_standardised"] < shifted["distance"]).all()
    mix = MIXES["80/20"][0]
    assert verdicts((mix, mix), runs=2, seed=3, draws=99, moved=0.8)["verdict"].to_list() == ["moved"] * 2


def test_kinds_are_standardised_exactly_and_short_rests_are_said_to_tell_nothing():
    from tests.validity.composition import MIXES, verdicts

    kinds = verdicts(MIXES["80/20"], runs=1, seed=3, draws=99, rest=0.0, kinds=True)
    assert kinds.select("verdict", "standardised").row(0) == ("composition", "kind")
    mix = MIXES["80/20"][0]
    short = verdicts((mix, mix), runs=1, seed=3, draws=99, rest=0.0, moved=0.8)
    assert short.select("verdict", "standardised").row(0) == ("moved (composition not examined)", "")


def test_weights_give_both_slices_the_mix_of_both_together():
    rng = np.random.default_rng(0)
    kind = np.where(rng.random(400) < np.where(np.arange(400) < 200, 0.8, 0.3), "a", "b")
    first = np.arange(400) < 200
    counts = rng.integers(1, 5, (400, 3))
    rest = RestOfDocuments((np.zeros((400, 0)), np.zeros((400, 0))), np.zeros(400, bool))
    mix = same_composition(counts, pl.DataFrame({"source": ["s"] * 400, "kind": kind}), rest, first, ~first)
    tokens, is_a = counts.sum(1), kind == "a"
    whole = tokens[is_a].sum() / tokens.sum()
    for side in (first, ~first):
        own = tokens * mix.weights * side
        assert own[is_a].sum() / own.sum() == pytest.approx(whole, rel=1e-9)
        assert own.sum() == pytest.approx(tokens[side].sum(), rel=1e-9)
        # the residuals add up to the weighted counts, whatever part of them the kinds explain
        assert mix.counts[side].sum(0) == pytest.approx((counts * mix.weights[:, None])[side].sum(0), rel=1e-9)
    assert mix.examined == "kind"


def test_a_place_that_holds_no_collocates_in_one_slice_does_not_unsettle_the_weights_of_others():
    first = np.arange(90) < 45
    kind = np.array(["a", "b", "c"] * 30)
    counts = np.random.default_rng(0).integers(1, 5, (90, 3))
    counts[~first & (kind == "c")] = 0
    documents = pl.DataFrame({"source": ["s"] * 90, "kind": kind})
    mix = same_composition(counts, documents, None, first, ~first)
    known = kind != "c"
    expected = same_composition(counts[known], documents.filter(known), None, first[known], ~first[known])
    assert mix.counts[known] == pytest.approx(expected.counts, rel=1e-9) and not mix.counts[~known].any()
    assert mix.weights.max() < 2


def mix_of_two_topics(monkeypatch, halves, known):
    """Two slices of one kind, 100 documents of ten collocates each, whose topics are read as ``halves`` say."""
    first = np.arange(200) < 100
    rest = RestOfDocuments((np.zeros((200, 0)),) * 2, known)
    documents = pl.DataFrame({"source": ["s"] * 200, "kind": ["k"] * 200})
    monkeypatch.setattr(document_composition, "_topics", lambda *_: tuple(half[:, None] for half in halves))
    return same_composition(np.full((200, 2), 5), documents, rest, first, ~first)


@pytest.mark.parametrize(("share", "known", "examined"), [(80, 100, "topic"), (80, 60, ""), (70, 60, "topic")])
def test_documents_whose_topic_is_not_known_make_a_slice_smaller(monkeypatch, share, known, examined):
    # by hand: weights 0.625 and 2.5 leave 0.64 of the documents that are known, and 0.38 of 100 if those are 60;
    # weights 5/7 and 5/3 of a mix of 70 to 30 leave 0.84 and 0.50
    number = np.arange(100) % 20
    topic = np.append(number < share / 5, number >= share / 5).astype(float)
    is_known = np.tile(np.arange(100) < known, 2)  # whole rounds of twenty, each with the same share
    mix = mix_of_two_topics(monkeypatch, (topic, topic), is_known)
    assert mix.examined == examined
    assert mix.weights[~is_known] == pytest.approx(0 if examined else 1)


def test_slices_that_no_weights_balance_are_not_said_to_have_one_mix(monkeypatch):
    # the halves of a rest contradict each other in the first slice: all weights of it would be 0, and all of it "moved"
    one = np.append(np.full(100, 1.0), np.full(100, -1.0)) + np.tile([0.5, -0.5], 100)
    other = np.append(np.full(100, 1.0), np.full(100, -1.0)) - np.tile([0.5, -0.5], 100)
    mix = mix_of_two_topics(monkeypatch, (one, other), np.ones(200, bool))
    assert mix.examined == "" and (mix.weights == 1).all()


def test_rests_that_tell_a_topic_badly_undo_its_shift_and_their_error_is_shown():
    rng, scatter, shown = np.random.default_rng(0), [], []
    first = np.arange(400) < 200
    documents = pl.DataFrame({"source": ["s"] * 400, "kind": ["k"] * 400})
    for _ in range(40):
        topic = rng.random(400) < np.where(first, 0.6, 0.4)
        share = np.where(topic, 0.7, 0.3)
        counts = rng.binomial(40, share)
        counts = np.column_stack([counts, 40 - counts])
        halves = [rng.binomial(20, np.where(topic, 0.6, 0.4)) / 20 for _ in "ab"]
        rest = RestOfDocuments(tuple(np.column_stack([half, 1 - half]) for half in halves), np.ones(400, bool))
        mix = same_composition(counts, documents, rest, first, ~first)
        assert mix.examined == "topic"
        scatter.append(mix.counts[first, 0].sum() - mix.counts[~first, 0].sum())
        shown.append(400 * mix.counts[:, 0].var())
    assert abs(np.mean(scatter)) < 2.5 * np.std(scatter) / np.sqrt(40) < 150  # without weights it is 640
    assert 0.8 < np.median(shown) / np.var(scatter) < 2


def test_autocorrelation_raises_the_bar_of_drift_itself():
    rng, own, when = np.random.default_rng(1), np.arange(24) < 12, np.arange(24)
    z = np.zeros((24, 60))
    for m in range(1, 24):
        z[m] = 0.9 * z[m - 1] + rng.normal(0, 0.3, 60)
    slow = rng.poisson(30 * np.exp(z)).astype(float)
    row = _tests(slow, when, own, ~own, "month", 199, np.random.default_rng(0))
    assert row["memory"] == pytest.approx(variance_inflation(slow, when, own), rel=1e-12) and row["memory"] > 1.5
    assert row["p"] <= 0.02 and row["p_mixed"] > 0.05  # the null of "moved" is enlarged by that factor
    alone = _tests(slow, when, own, ~own, "day", 199, np.random.default_rng(0))
    assert alone["memory"] == 1 and alone["p"] == alone["p_mixed"] == row["p"]
