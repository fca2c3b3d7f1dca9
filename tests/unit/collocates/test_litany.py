"""Forms of a list, its completeness and its deviations, counted by hand; flips where they were planted."""

from datetime import date
from itertools import product

import polars as pl
import pytest

from analysis import Corpus, Features, Lexicon, StudyError, build_features, list_order, litany
from analysis.statistics.intervals import wilson

TEXTS = [
    ("2019-03-05", "六稳和六保要抓好。六保、六稳都要抓。"),  # one each way
    ("2019-06-01", "做好六稳工作，落实六保任务，推动共同富裕，再做六稳。"),  # the first mention counts
    ("2019-06-02", "六稳、六保。"),
    ("2020-02-02", "六保第一，六稳第二。"),
    ("2020-02-03", "六保和六稳，加上共同富裕。六保、六稳。六稳。"),  # one alone is no list
    ("2021-05-05", "六稳。六保。"),  # not in one sentence
    ("2021-06-05", "乡村振兴要六稳、六保。乡村振兴要六稳。"),  # with a label
]
MEMBERS = ["六稳", "六保", "共同富裕"]


def build(texts, where="memory://litany") -> Features:
    days, said = zip(*texts, strict=True)
    frame = pl.DataFrame({"date": days, "text": said})
    return build_features(Corpus.from_frame(frame, mark_duplicates=False), Lexicon.read(), where)


@pytest.fixture(scope="module")
def features():
    return build(TEXTS)


def test_forms_are_those_counted_by_hand(features):
    found = litany(features, MEMBERS)
    assert found.frame.select("start", "form", "members", "sentences", "documents", "share", "first").rows() == [
        (date(2019, 1, 1), "六稳→六保", 2, 2, 2, 0.5, date(2019, 3, 1)),
        (date(2019, 1, 1), "六保→六稳", 2, 1, 1, 0.25, date(2019, 3, 1)),
        (date(2019, 1, 1), "六稳→六保→共同富裕", 3, 1, 1, 0.25, date(2019, 6, 1)),
        (date(2020, 1, 1), "六保→六稳", 2, 2, 2, 2 / 3, date(2019, 3, 1)),
        (date(2020, 1, 1), "六保→六稳→共同富裕", 3, 1, 1, 1 / 3, date(2020, 2, 1)),
        (date(2021, 1, 1), "六稳→六保", 2, 1, 1, 1.0, date(2019, 3, 1)),
    ]
    assert (found.frame["low"] <= found.frame["share"]).all() and (found.frame["share"] <= found.frame["high"]).all()
    assert repr(found) == "<Litany: 4 forms, every 1y, 8 sentences that name two or more>"


def test_pairs_of_the_forms_are_those_of_list_order(features):
    """By another road: add up the forms that name both, and those with the one first."""
    for row in list_order(features, MEMBERS).frame.rows(named=True):
        both = before = 0
        for form, sentences in (
            litany(features, MEMBERS).frame.filter(start=row["start"]).select("form", "sentences").rows()
        ):
            names = form.split("→")
            if {row["first"], row["second"]} <= set(names):
                both += sentences
                before += sentences * (names.index(row["first"]) < names.index(row["second"]))
        assert (both, before) == (row["sentences"], row["before"])


def test_completeness_with_and_without_a_label(features):
    whole = litany(features, MEMBERS).completeness()
    assert whole.select("sentences", "documents", "all", "share").rows() == [
        (4, 4, 1, 0.25),
        (3, 3, 1, 1 / 3),
        (1, 1, 0, 0),
    ]
    labelled = litany(features, ["六稳", "六保"], label="乡村振兴").completeness()
    assert labelled.select("sentences", "all", "share").rows() == [(0, 0, None), (0, 0, None), (2, 1, 0.5)]
    assert labelled["low"][0] is None and labelled["low"][2] < 0.5 < labelled["high"][2]


def test_the_interval_is_wilsons_where_months_are_alike():
    texts = [
        (f"2020-{m:02}-{d:02}", "六稳、六保、共同富裕。" if d == 2 else "六稳、六保。")
        for m, d in product(range(1, 13), range(1, 9))
    ]
    row = litany(build(texts), MEMBERS, every="1y").completeness().row(0, named=True)
    from scipy.special import stdtrit

    low, high = wilson(12.0, 96.0, stdtrit(95, 0.975))
    assert (row["low"], row["high"]) == (pytest.approx(float(low)), pytest.approx(float(high)))


def test_deviations_and_heads(features):
    found = litany(features, MEMBERS)
    assert found.deviations().select("start", "form", "sentences", "breaks").rows() == [
        (date(2019, 1, 1), "六保→六稳", 1, ["六保→六稳"])
    ]
    assert found.heads().select("start", "head", "sentences", "share").rows() == [
        (date(2019, 1, 1), "六稳", 3, 0.75),
        (date(2019, 1, 1), "六保", 1, 0.25),
        (date(2020, 1, 1), "六保", 3, 1.0),
        (date(2021, 1, 1), "六稳", 1, 1.0),
    ]
    tie = litany(build([("2020-01-02", "六稳、六保。"), ("2020-01-03", "六保、六稳。")]), ["六稳", "六保"])
    assert tie.deviations().height == 0


@pytest.fixture(scope="module")
def turned():
    """六稳 before 六保 until 2020-06, then behind; 共同富裕 always last."""
    months = [f"{year}-{month:02}" for year in (2019, 2020, 2021) for month in range(1, 13)]
    before, after = "六稳、六保、共同富裕。", "六保、六稳、共同富裕。"
    return build([(f"{m}-{d:02}", before if m < "2020-07" else after) for m in months for d in (3, 9, 20)])


def test_a_flip_is_found_in_its_month(turned):
    found = litany(turned, MEMBERS).flips(draws=199)
    assert found.select("first", "second", "documents", "month", "before", "after", "verdict").rows() == [
        ("六稳", "六保", 108, date(2020, 7, 1), 1.0, 0.0, "flip"),
        ("六稳", "共同富裕", 108, None, None, None, "no change"),
        ("六保", "共同富裕", 108, None, None, None, "no change"),
    ]
    row = found.row(0, named=True)
    assert (row["low"], row["high"], row["n_before"], row["n_after"]) == (date(2020, 7, 1), date(2020, 7, 1), 54, 54)
    assert row["p"] == 1 / 200 and row["q"] == pytest.approx(3 / 200)
    assert litany(turned, MEMBERS).flips(draws=199).frame.equals(found.frame)


def test_there_and_back_are_two_flips():
    months = [f"{year}-{month:02}" for year in (2018, 2019, 2020) for month in range(1, 13)]
    middle = {m for m in months if "2018-11" <= m < "2020-01"}
    texts = [(f"{m}-{d:02}", "六保、六稳。" if m in middle else "六稳、六保。") for m in months for d in (3, 9, 20)]
    found = litany(build(texts), ["六稳", "六保"]).flips(draws=199)
    assert found.select("month", "before", "after", "n_before", "n_after", "verdict").rows() == [
        (date(2018, 11, 1), 1.0, 0.0, 30, 42, "flip"),
        (date(2020, 1, 1), 0.0, 1.0, 42, 36, "flip"),
    ]
    assert found["q"].n_unique() == 1 and (found["documents"] == 108).all()


def test_what_is_no_flip():
    few = litany(build(TEXTS), ["六稳", "六保"]).flips(draws=99).row(0, named=True)
    assert (
        few["verdict"] == "cannot be said" and few["p"] is None and few["reason"].startswith("8 documents in 4 months")
    )
    assert few["reason"].endswith("at least 10 in 8")
    months = [f"{year}-{month:02}" for year in (2019, 2020, 2021) for month in range(1, 13)]
    shift = [
        (f"{m}-{d:02}", "六保、六稳。" if d == 9 and m < "2020-07" else "六稳、六保。")
        for m in months
        for d in (3, 9, 15)
    ]
    row = litany(build(shift), ["六稳", "六保"]).flips(draws=199).row(0, named=True)
    assert row["verdict"] == "shift" and (row["before"], row["after"]) == (2 / 3, 1.0)


def test_a_counts_edition_gives_the_same(turned, tmp_path):
    days = [f"{y}-{m:02}-{d:02}" for y in (2019, 2020) for m in range(1, 13) for d in (3, 9)]
    texts = [(day, "六稳、六保、共同富裕。" if k % 3 else "六保、六稳。") for k, day in enumerate(days)]
    private = build(texts, str(tmp_path / "private"))
    private.publish(str(tmp_path / "counts"))
    one, other = (litany(made, MEMBERS, every="1q") for made in (private, Features.open(tmp_path / "counts")))
    assert one.frame.equals(other.frame) and one.lists.equals(other.lists)
    assert one.flips(draws=99).frame.equals(other.flips(draws=99).frame)
    with pytest.raises(StudyError, match="by month; give the first of one"):
        litany(Features.open(tmp_path / "counts"), MEMBERS, start="2019-06-03")


def test_the_shipped_broadcasts_recite_as_they_are_known_to():
    from analysis import data_folder

    names = ["两个确立", "四个意识", "四个自信", "两个维护"]
    found = litany(Features.open(data_folder() / "broadcast"), names, start="2018")
    counted = {(row["start"].year, row["form"]): row["sentences"] for row in found.frame.rows(named=True)}
    old = "四个意识→四个自信→两个维护"
    assert counted[2018, "四个意识→四个自信"] == 82 and (2018, "四个自信→四个意识") not in counted
    assert counted[2019, old] == 119
    assert (counted[2022, "两个确立→" + old], counted[2022, old]) == (68, 34)
    assert (counted[2023, "两个确立→" + old], counted[2023, old]) == (95, 6)


def test_what_has_no_litany(features):
    with pytest.raises(StudyError, match="two members or more"):
        litany(features, ["六稳"])
    with pytest.raises(StudyError, match="no level of an interval"):
        litany(features, MEMBERS, level=95)
    with pytest.raises(StudyError, match="工作 is a word"):
        litany(features, ["六稳", "工作"])
    with pytest.raises(StudyError, match="is a member itself"):
        litany(features, MEMBERS, label="六稳")
    empty = litany(features, ["枫桥经验", "三严三实"])
    assert empty.frame.height == 0 and empty.completeness()["share"].null_count() == 3
    assert empty.flips()["verdict"].to_list() == ["cannot be said"] and empty.deviations().height == 0
