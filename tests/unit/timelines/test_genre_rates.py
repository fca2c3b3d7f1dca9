"""Two genres compared: counts and ratio by hand, the likelihood by another road, and what cannot be told."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from scipy.optimize import brentq

from analysis import Corpus, Features, Lexicon, StudyError, build_features, compare_genres, data_folder
from analysis.statistics.rate_ratios import rate_ratios
from analysis.timelines.genre_rates import _blocks

# 六保: comment 2 of 2 in the second quarter of 2020, 0 of 1 in the third; reports 1 of 4, and 1 of 1; one reprint of a comment
TEXTS = {
    "doc_id": list("abcdefghi"),
    "date": ["2020-05-04", "2020-05-11", "2020-07-06", "2020-05-04", "2020-05-05", "2020-05-12", "2020-06-01"]
    + ["2020-07-06", "2020-05-13"],
    "genre": ["commentary"] * 3 + ["report"] * 5 + ["editorial"],
    "text": [
        "六保要落实。",
        "六保是底线，六保是大局。",
        "干部到村里。",
        "六保要落实了。",
        "学校开门。",
        "村里修路。",
        "雨停了。",
    ]
    + ["六保和六稳。", "社论说六保。"],
}


@pytest.fixture(scope="module")
def features(tmp_path_factory):
    folder = tmp_path_factory.mktemp("genres")
    corpus = Corpus.from_frame(pl.DataFrame(TEXTS), mark_duplicates=False)
    return build_features(corpus, Lexicon.read(), folder / "f").publish(folder / "p", min_documents=1)


def test_hits_and_rates_are_those_counted_by_hand(features):
    found = compare_genres(features, "六保")
    assert found.select("hits_1", "hits_2").row(0) == (2, 2)
    assert found.select("rate_1", "rate_2").row(0) == pytest.approx((2000 / 3, 400))
    said = found.parameters
    assert (said["documents_1"], said["documents_2"], said["start"], said["end"]) == (3, 5, "2020-05-04", "2020-07-07")


def test_the_ratio_is_of_like_dates(features):
    """Quarter two: 2 of 2 against 1 of 4; quarter three: 0 of 1 against 1 of 1. 2 = 3 · 2R/(2R + 4) + R/(R + 1)."""
    ratio = brentq(lambda r: 3 * 2 * r / (2 * r + 4) + r / (r + 1) - 2, 1e-3, 1e3)
    assert compare_genres(features, "六保").item(0, "ratio") == pytest.approx(ratio)
    one_slice = brentq(lambda r: 4 * 3 * r / (3 * r + 5) - 2, 1e-3, 1e3)
    assert compare_genres(features, "六保", every="1y").item(0, "ratio") == pytest.approx(one_slice)


def test_several_genres_and_mentions_per_character(features):
    found = compare_genres(features, "六保", ["commentary", "editorial"], unit="characters")
    assert found.select("hits_1", "hits_2").row(0) == (4, 2)  # mentions: 1 + 2 + 1
    characters = sum(len(TEXTS["text"][k]) for k in (0, 1, 2, 8))
    assert found.item(0, "rate_1") == pytest.approx(4e6 / characters) and found.parameters["per"] == 1_000_000


def test_the_second_genre_may_lie_in_another_corpus(features):
    comment, news = (features.filter(genre=one) for one in ("commentary", "report"))
    apart = compare_genres(comment, "六保", other=news)
    assert apart.frame.equals(compare_genres(features, "六保").frame)
    assert apart.parameters["corpus"]["documents"] == 8


def test_too_few_hits_are_not_testable_and_say_so(features):
    found = compare_genres(features, ["六保", "六稳"])
    assert set(found["verdict"]) == {"not testable"} and found["q"].null_count() == 2
    assert found["reason"].str.contains("too few").all()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (dict(unit="words"), "documents"),
        (dict(level=2), "between 0 and 1"),
        (dict(first="report"), "share a genre"),
        (dict(first="lead story"), "genre"),
    ],
)
def test_questions_that_make_no_sense(features, options, said):
    with pytest.raises(StudyError, match=said):
        compare_genres(features, "六保", **options)


def test_genres_without_a_day_in_common(features):
    with pytest.raises(StudyError, match="no day in common"):
        compare_genres(features.filter(genre="editorial"), "六保", "editorial", other=features.between("2020-06"))


def test_a_week_that_ends_a_quarter_is_two_blocks():
    days = pl.date_range(date(2020, 6, 29), date(2020, 7, 6), eager=True)  # Monday to Monday
    block, stratum = _blocks(days, "1q")
    assert block.tolist() == [0, 0, 1, 1, 1, 1, 1, 2] and stratum.tolist() == [0, 1, 1]


def test_ends_of_the_interval_are_where_the_score_is_at_its_quantile():
    from scipy.special import stdtrit

    a, b, n1, n2 = (np.array(x, float) for x in ([3, 4, 2, 5], [4, 3, 5, 2], [10] * 4, [30] * 4))
    found = rate_ratios((a[None], b[None]), (n1, n2), np.zeros(4, int), 0.95)
    (phi_1,), (phi_2,) = found.phi
    t = stdtrit(28 / max(phi_1, phi_2) - 1, 0.975)
    for end, sign in ((found.low[0], 1), (found.high[0], -1)):
        pi = end * 40 / (end * 40 + 120)
        spread = 28 * pi * (1 - pi) * ((1 - pi) * phi_1 + pi * phi_2)
        assert 14 - 28 * pi == pytest.approx(sign * t * np.sqrt(spread))
    assert found.ratio[0] == pytest.approx(3)


def test_p_is_under_the_level_where_the_interval_leaves_one_out():
    random = np.random.default_rng(5)
    n1, n2, stratum = random.integers(5, 20, 60), random.integers(50, 90, 60), np.repeat(np.arange(6), 10)
    a, b = random.poisson(0.04 * n1, (300, 60)), random.poisson(0.02 * n2, (300, 60))
    found = rate_ratios((a, b), (n1, n2), stratum, 0.95)
    assert ((found.p < 0.05) == ((found.low > 1) | (found.high < 1))).all() and 10 < (found.p < 0.05).sum() < 290


def test_weeks_that_bring_many_hits_widen_the_interval():
    n, even = np.full(40, 10.0), np.ones(40)
    bunched = np.where(np.arange(40) % 10 == 0, 10.0, 0.0)
    plain, clustered = (rate_ratios((x[None], even[None]), (n, n), np.zeros(40, int), 0.95) for x in (even, bunched))
    assert plain.phi.ravel().tolist() == [1, 1] and clustered.p[0] == plain.p[0] == pytest.approx(1)
    assert clustered.high[0] > 1.5 * plain.high[0]
    squares = (
        4 * (10 - 1) ** 2 + 36 * (0 - 1) ** 2
    )  # around one hit a week; times 40 / 39, over 40 hits of it, 80 of both
    assert clustered.phi.ravel() == pytest.approx([squares / 39, squares / 39 / 2])


def test_a_genre_without_a_hit_still_has_a_bound_and_none_at_all_has_nothing():
    a, b, n = np.array([[0.0, 0], [0, 0], [20, 20]]), np.array([[20.0, 20], [0, 0], [0, 0]]), np.ones(2)
    found = rate_ratios((a, b), (n * 50, n * 50), np.zeros(2, int), 0.95)
    assert found.ratio[0] == found.low[0] == 0 and 0 < found.high[0] < 0.3 and found.p[0] < 0.001
    assert np.isnan(found.ratio[1]) and found.p[1] == found.least_p[1] == 1
    assert np.isinf(found.ratio[2]) and found.low[2] == pytest.approx(1 / found.high[0])


def test_slices_that_lack_one_genre_say_nothing():
    a, b = np.array([[5.0, 9]]), np.array([[5.0, 0]])
    found = rate_ratios((a, b), (np.array([10.0, 10]), np.array([20.0, 0])), np.array([0, 1]), 0.95)
    assert found.ratio[0] == pytest.approx(2)


def test_loyalty_formulas_live_in_the_news_and_not_in_signed_comment():
    """The shipped counts: 人民时评 of 2018–2020 against the reports of the evening news in the same quarters."""
    comment = Features.open(data_folder() / "commentary").filter(source="人民日报·人民时评")
    news = Features.open(data_folder() / "broadcast")
    found = compare_genres(comment, ["四个意识", "两个维护", "获得感"], other=news, unit="characters")
    verdict = dict(found.select("term", "verdict").rows())
    assert verdict == {"四个意识": "second", "两个维护": "second", "获得感": "first"}
    assert found.parameters["end"] == str(date(2020, 11, 23) + timedelta(days=1))
