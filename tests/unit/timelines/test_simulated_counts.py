"""Simulated corpora hold what was planted in them."""

import numpy as np
import polars as pl
import pytest

from analysis import StudyError, timeline
from analysis.core import schema
from analysis.counts.periods import by_slice
from analysis.timelines.simulated_counts import Course, simulate_counts
from tests.support.simulated_corpora import PlantedCollocates, PlantedPair, corpus_of_texts, simulate_corpus


def monthly(counts):
    starts, place = counts.index("1mo")
    return by_slice(counts.hits, place, len(starts)).astype(float), by_slice(counts.documents, place, len(starts))


@pytest.mark.parametrize(
    ("dispersion", "clustering", "rho"), [(1, 1, 0), (1, 1, 0.6), (2.6, 1, 0.3), (2.6, 2.6, 0), (6.5, 2, 0)]
)
def test_rate_dispersion_and_autocorrelation_are_as_planted(dispersion, clustering, rho):
    courses = [
        Course(f"{k:02}", 20, dispersion=dispersion, clustering=clustering, autocorrelation=rho) for k in range(60)
    ]
    hits, n = monthly(simulate_counts(courses, seed=1))
    assert 1000 * hits.sum() / n.sum() / 60 == pytest.approx(20, rel=0.06)
    error = (hits - 0.02 * n) / np.sqrt(0.02 * n)
    assert (error**2).mean() == pytest.approx(dispersion, rel=0.15)
    assert (error[:, 1:] * error[:, :-1]).mean() / (error**2).mean() == pytest.approx(rho, abs=0.08)


def test_documents_of_a_day_cluster():
    one, many = (simulate_counts([Course("a", 30, dispersion=4, clustering=c)], seed=2) for c in (1, 4))

    def size(counts):
        return (counts.hits**2).sum() / counts.hits.sum()

    assert size(many) > size(one) + 1.5


def test_changes_bursts_and_growth_multiply_the_rate():
    from datetime import date

    months = [date(2013 + m // 12, m % 12 + 1, 1) for m in range(36)]
    share = Course("a", 10, changes=(("2014-01", 2.0),), bursts=(("2015-03", 2, 3.0),), growth=1.0).shares(months)
    assert share[[0, 11, 12, 26, 28]].tolist() == pytest.approx([0.01, 0.01, 0.02, 0.06, 0.02])
    assert Course("a", 10, growth=2.0).shares(months)[24] == pytest.approx(0.04)


def test_years_may_be_uneven_and_days_missing():
    counts = simulate_counts([Course("a")], years=3, documents_a_year=[100, 900, 300], missing=0.3, seed=1)
    starts, place = counts.index("1y")
    assert by_slice(counts.documents, place, len(starts)).tolist() == [100, 900, 300]
    assert len(counts.days) < 0.75 * 1095


@pytest.mark.parametrize("wrong", [{"rate": -1}, {"clustering": 2.0}, {"autocorrelation": 1.0}])
def test_impossible_courses_are_refused(wrong):
    with pytest.raises(StudyError):
        Course("a", **wrong)


def test_other_mistakes_are_named():
    with pytest.raises(StudyError, match="outside the simulated years"):
        simulate_counts([Course("a", changes=(("2030-01", 2.0),))])
    with pytest.raises(StudyError, match="names 2 years"):
        simulate_counts([Course("a")], years=3, documents_a_year=[1, 2])
    with pytest.raises(StudyError, match="same term"):
        simulate_counts([Course("a"), Course("a")], years=1)
    with pytest.raises(StudyError, match="needs a course"):
        simulate_corpus(simulate_counts([Course("a")], years=1), pairs=[PlantedPair("a", "b", 0.5)])
    with pytest.raises(StudyError, match="weights"):
        PlantedCollocates("a", ("群众", "生产"), (1.0,))


@pytest.fixture(scope="module")
def made():
    counts = simulate_counts(
        [Course("四下基层", 60), Course("枫桥经验", 40), Course("三严三实", 40)],
        years=2,
        documents_a_year=1_500,
        seed=5,
    )
    return simulate_corpus(
        counts,
        pairs=[PlantedPair("四下基层", "枫桥经验", 0.6)],
        duplicates=0.1,
        richness=0.8,
        seed=5,
        collocates=[PlantedCollocates("三严三实", ("作风", "制度"), (9, 1), (1, 9), "2014-01")],
    )


def test_features_hold_the_planted_documents(made):
    schema.check(made.features.documents, schema.DOCUMENTS, name="documents")
    frame = (
        timeline(made.features, ["四下基层", "三严三实"])
        .to_frame()
        .group_by("term")
        .agg(pl.col("hits").sum())
        .sort("term")
    )
    assert frame["hits"].to_list() == made.counts.hits[[0, 1]].sum(1).tolist()
    assert timeline(made.features, "四下基层", duplicates=True).to_frame()["hits"].sum() > frame["hits"][1]


def test_a_pair_shares_sentences_and_strangers_do_not(made):
    sentences = made.features.sentences.collect()
    names = dict(made.features.vocabulary.select("term_id", "term").collect().rows())
    together = {frozenset(names[i] for i in ids if i >= 1_000_000) for ids in sentences["terms"].to_list()}
    assert frozenset(("四下基层", "枫桥经验")) in together

    def common(a, b):
        return sum({a, b} <= {names[i] for i in ids} for ids in sentences["terms"].to_list())

    assert common("四下基层", "枫桥经验") > 10 * max(common("四下基层", "三严三实"), 1)


def test_company_changes_in_its_month(made):
    frame = timeline(made.features, ["作风", "制度"]).to_frame()
    first, second = (frame.filter(pl.col("start").dt.year() == y).sort("term")["hits"].to_list() for y in (2013, 2014))
    assert first[0] > first[1] and second[1] > second[0]


def test_composed_texts_count_to_the_same_mentions(made, tmp_path):
    from analysis import Lexicon, build_features

    corpus = corpus_of_texts(made)
    built = build_features(corpus, Lexicon.read(), tmp_path / "features")
    columns = ("doc_id", "sentence", "term")
    wanted = made.features.mentions.select(columns).collect().sort(columns)
    counted = (
        built.mentions.filter(pl.col("term").is_in(["四下基层", "枫桥经验", "三严三实"]))
        .select(columns)
        .collect()
        .sort(columns)
    )
    assert counted.equals(wanted)


def test_the_same_seed_gives_the_same_corpus(made):
    again = simulate_corpus(made.counts, **dict(made.parameters.items()))
    for name in ("documents", "mentions", "sentences", "vocabulary"):
        assert getattr(again.features, name).collect().equals(getattr(made.features, name).collect())
