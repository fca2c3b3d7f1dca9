"""Who carries a formulation: counted by hand, and intervals and tests on simulated truth."""

import numpy as np
import polars as pl
import pytest

from analysis import Corpus, Features, Lexicon, StudyError, build_features, carriers, data_folder, timeline
from analysis.core.csv_tables import read_csv
from analysis.statistics.carrier_ratios import carrier_ratios, design_effect
from analysis.timelines.named_provinces import provinces_of
from tests.support.toy import toy

SAID, OTHER = [[["六保"]]], [[["干部"]]]
EDITORIAL, NEWS = {"kind": "社论", "title": "福建"}, {"kind": "新闻", "title": "开会"}
FEATURES = toy(
    [
        ("2020-05-01", SAID, EDITORIAL),
        ("2020-05-02", SAID, NEWS),
        ("2020-05-03", OTHER, NEWS),
        ("2020-05-04", OTHER, NEWS),
    ]
    + [("2020-06-01", OTHER, EDITORIAL)] * 4,
    kinds={"干部": "word"},
    manifest={"lexicon": {"terms": ["六保"]}},
)


def test_shares_expected_in_the_months_of_the_hits_by_hand():
    found = carriers(FEATURES, "六保", by="kind").frame
    assert found.select("carrier", "documents", "hits", "share", "expected", "ratio").rows() == [
        ("新闻", 3, 1, 0.5, 0.75, pytest.approx(2 / 3)),
        ("社论", 5, 1, 0.5, 0.25, 2.0),  # June has no hit, and its four editorials say nothing
    ]
    assert found["few"].all() and found["rate"].to_list() == [pytest.approx(1000 / 3), 200.0]
    assert carriers(FEATURES, "六保", by="column").frame.equals(found)
    named = carriers(FEATURES, "六保", by="province in title").frame
    assert named.select("carrier", "hits").rows() == [("none", 1), ("福建", 1)]
    days = carriers(FEATURES, "六保", by="weekday").frame
    assert days.filter(carrier="Friday")["hits"].item() == 1


@pytest.mark.parametrize(("both", "carriers_of_column"), [(True, ["国际", "民生"]), (False, ["新闻", "社论"])])
def test_a_column_is_that_of_the_table_and_else_the_kind(both, carriers_of_column):
    pages = {
        "date": ["2020-05-01", "2020-05-02"],
        "类型": ["社论", "新闻"],
        "text": ["六保要落实到田头。", "村里今天开会。"],
    }
    pages |= {"栏目": ["民生", "国际"]} if both else {}
    features = build_features(Corpus.from_frame(pl.DataFrame(pages)), Lexicon.read(), f"memory://column-{both}")
    found = carriers(features, "六保", by="column").frame
    assert found["carrier"].to_list() == carriers_of_column and found["hits"].to_list() == [0, 1]
    assert carriers(features, "六保", by="kind").frame["carrier"].to_list() == ["新闻", "社论"]


def test_a_carrier_has_the_rate_that_a_timeline_of_its_kind_has():
    found = carriers(FEATURES, "六保", by="kind", every="1y").frame.filter(carrier="社论")
    line = timeline(FEATURES, "六保", kinds=["社论"]).frame
    assert found.select("rate", "rate_low", "rate_high").row(0) == pytest.approx(
        line.select("rate", "low", "high").row(0)
    )


def test_provinces_are_read_whole():
    said = pl.DataFrame({"title": ["上海南站", "海南省和青海南部", "黄河南岸", "内蒙古自治区、内蒙古", None]})
    assert said.select(provinces_of("title"))["title"].to_list() == [["上海"], ["海南", "青海"], [], ["内蒙古"], []]


def test_mistakes_are_named():
    with pytest.raises(StudyError, match="genre, kind"):
        carriers(FEATURES, "六保", by="gener")


def drawn(rng, ratio):
    """Documents and hits of three carriers on 700 days whose mix moves; a day's hits share a mood (gamma)."""
    days, base = 700, np.array([8.0, 3.0, 1.0])
    mix = base[:, None] * (1 + 0.5 * np.sin(np.arange(days) / 100 + np.arange(3)[:, None]))
    documents = rng.poisson(mix) + 1
    mood = rng.gamma(2, 0.5, days) * rng.gamma(4, 0.25, (3, days))
    chance = np.clip(0.02 * mood * np.array([1, ratio, 1])[:, None], 0, 1)
    return documents, rng.binomial(documents, chance)


def test_intervals_hold_the_truth_and_nothing_is_found_where_nothing_is():
    rng, months = np.random.default_rng(5), np.arange(700) // 30
    held = alarms = 0
    for _ in range(300):
        documents, part = drawn(rng, 1.0)
        both = np.vstack([documents, documents.sum(0)])
        found = carrier_ratios(part.astype(float), part.sum(0).astype(float), both.astype(float), months, 0.95)
        held += ((found["low"] <= 1) & (found["high"] >= 1)).sum()
        alarms += (found["p"] <= 0.05 / 3).any()
    assert 0.93 <= held / 900 <= 0.975 and alarms / 300 <= 0.06
    documents, part = drawn(rng, 4.0)
    both = np.vstack([documents, documents.sum(0)])
    assert (
        carrier_ratios(part.astype(float), part.sum(0).astype(float), both.astype(float), months, 0.95)["p"][1] < 0.001
    )


def test_a_province_is_that_of_the_sentence_by_hand():
    fujian, other = ["六保", "福建省"], ["干部", "浙江"]
    features = toy(
        [
            ("2020-05-01", [[fujian, other], [["六保"]]], {"title": "浙江"}),  # three sentences, two of them with 六保
            ("2020-05-02", [[other, ["福建"], ["福建", "浙江"]]]),
            ("2020-06-01", [[fujian] * 2], {"duplicate_of": "d000"}),
        ],
        kinds=dict.fromkeys(["干部", "浙江", "福建", "福建省"], "word"),
        manifest={"lexicon": {"terms": ["六保"]}},
    )
    found = carriers(features, "六保", by="province")
    assert found.parameters["unit"] == "sentences" and "sentences counted" in repr(found)
    assert found.frame.select("carrier", "sentences", "hits", "share", "expected").rows() == [
        ("none", 1, 1, 0.5, pytest.approx(1 / 6)),
        ("浙江", 3, 0, 0.0, pytest.approx(3 / 6)),
        ("福建", 3, 1, 0.5, pytest.approx(3 / 6)),  # 福建 and 浙江 share a sentence, which counts for both
    ]
    titles = carriers(features, "六保", by="province in title")
    assert titles.parameters["unit"] == "documents" and "counted" not in repr(titles)
    assert titles.frame.select("carrier", "documents", "hits").rows() == [("none", 1, 0), ("浙江", 1, 1)]


def test_a_published_edition_tells_no_province_of_a_sentence():
    news = Features.open(data_folder() / "broadcast").between("2020-05", "2020-06")
    with pytest.raises(StudyError, match='by="province in title"'):
        carriers(news, "六保", by="province")
    assert carriers(news, "六保", by="province in title").frame["documents"].sum() > 0


def test_occasions_by_hand():
    days = ["2016-10-22", "2016-10-23", "2016-10-28", "2016-10-29"]  # the sixth plenum sat from the 24th to the 27th
    features = toy(
        [(day, SAID if day == "2016-10-28" else OTHER) for day in days]
        + [("2016-10-25", OTHER, {"date_precision": "month"})],
        kinds={"干部": "word"},
        manifest={"lexicon": {"terms": ["六保"]}},
    )
    found = carriers(features, "六保", by="occasion").frame
    assert found.select("carrier", "documents", "hits", "ratio").rows() == [("none", 3, 0, 0.0), ("plenum", 2, 1, 2.5)]
    assert carriers(features, "六保", by="occasion", within=0).frame["carrier"].to_list() == ["none"]
    with pytest.raises(StudyError, match="less than no day"):
        carriers(features, "六保", by="occasion", within=-1)
    late = toy([("2031-10-28", SAID)], manifest={"lexicon": {"terms": ["六保"]}})
    with pytest.raises(StudyError, match='end="2025"'):
        carriers(late, "六保", by="occasion")


def test_the_table_of_occasions_is_in_order_and_no_kind_meets_itself():
    table = read_csv(data_folder() / "occasions.csv")
    assert table["from"].is_sorted() and (table["from"] <= table["to"]).all()
    apart = table.sort("occasion", "from").with_columns(before=pl.col("to").shift().over("occasion"))
    assert (apart["before"].is_null() | (apart["before"] < apart["from"])).all()
    ends = table["from"].dt.year().unique().to_list()
    assert ends == list(range(ends[0], ends[-1] + 1)) and table.filter(occasion="Two Sessions").height == len(ends)


def sentences_drawn(rng, days=365):
    """Province and other sentences of documents, and those with the term: both come in clusters, and one knows nothing of the other."""
    day = np.repeat(np.arange(days), rng.poisson(15, days))
    size = rng.geometric(1 / 12, len(day))
    own = rng.binomial(size, np.where(rng.random(len(day)) < 0.05, 0.5, 0.004))
    said = np.where(rng.random(len(day)) < 0.02, 0.6, 0)
    return day, size, own, rng.binomial(own, said), rng.binomial(size - own, said)


def test_sentences_of_one_document_do_not_count_as_so_many_witnesses():
    rng, held, alone = np.random.default_rng(3), 0, 0
    for _ in range(150):
        day, size, own, in_own, in_rest = sentences_drawn(rng)
        sums = [np.bincount(day, one, 365) for one in (in_own, in_rest, own, size - own, size)]
        k = (in_own + in_rest)[in_own + in_rest > 0].astype(float)
        least = np.array([design_effect(one.astype(float), size.astype(float), k) for one in (own, size - own)])
        asked = np.array(sums[:2]), sums[0] + sums[1], np.array(sums[2:]), np.arange(365) // 30, 0.95
        for found, clustered in ((carrier_ratios(*asked, least), True), (carrier_ratios(*asked), False)):
            inside = int(((found["low"] <= 1) & (found["high"] >= 1)).sum())
            held, alone = held + inside * clustered, alone + inside * (not clustered)
    assert held / 300 > 0.93 and alone / 300 < 0.9


def test_the_design_effect_by_hand():
    # p = 1/2, Σ (c - ps)² = 4 · 1, p(1-p) = 1/4: 16 less 8 sentences over 4 · 2 pairs is 1; k of 3 and 1: 10/4
    alike = design_effect(np.array([2.0, 2.0, 0.0, 0.0]), np.full(4, 2.0), np.array([3.0, 1.0]))
    assert alike == pytest.approx(1 + (10 / 4 - 1) * 1)
    assert design_effect(np.array([1.0, 1.0]), np.full(2, 2.0), np.array([3.0])) == 1  # each names it once: no clusters
    assert design_effect(np.zeros(2), np.full(2, 2.0), np.array([3.0])) == 1
