"""What a later term takes over of an earlier one's collocates: counted by hand, by another road, and where nothing can be said."""

import numpy as np
import polars as pl
import pytest

from analysis import Features, StudyError, data_folder, shared_collocates
from tests.support.toy import toy

KINDS = dict.fromkeys(["甲", "乙", "丙", "丁", "戊"], "slogan")
# 2019: 甲 in 40 sentences, half of them with 丙, a quarter with 丁; 戊 by itself. 2020: 乙 in 40, half with 丙, a quarter with 戊
EARLY = [["甲", "丙"]] * 20 + [["甲", "丁"]] * 10 + [["甲"]] * 10 + [["戊"]] * 40
LATE = [["乙", "丙"]] * 20 + [["乙", "戊"]] * 10 + [["乙"]] * 10 + [["丁"]] * 40
SPANS = {"甲": ("2019", "2020"), "乙": ("2020", "2021")}


def features(early=EARLY, late=LATE) -> Features:
    """Four sentences a document, one document a day."""
    documents = []
    for year, lines in (("2019", early), ("2020", late)):
        for k in range(0, len(lines), 4):
            documents.append((f"{year}-{1 + k // 80:02d}-{1 + (k // 4) % 20:02d}", [lines[k : k + 4]]))
    return toy(documents, kinds=KINDS, manifest={"name": "toy", "lexicon": {"terms": sorted(KINDS)}})


def test_shares_counted_by_hand():
    """甲: 丙 1/2, 丁 1/4 of its sentences; of those of the others (丙 20, 丁 10, 戊 40) none has 丙 or 丁 but with 甲: 0. 乙: 丙 1/2."""
    row = shared_collocates(features(), SPANS).row(0, named=True)
    assert (row["sentences_1"], row["sentences_2"]) == (40, 40)
    assert row["shared"] == pytest.approx(0.5 / 0.75) and row["words"] == "丙"
    assert row["low"] < row["shared"] < row["high"]


def test_the_usual_share_is_taken_off():
    """2020 again, with 丁 in a third of the sentences of 丙 that lack 乙: 丙's usual share is of 丁 and 戊."""
    late = [*LATE, *[["丁", "丙"]] * 12]
    row = shared_collocates(features(late=late), SPANS).row(0, named=True)
    usual = 12 / (52 + 10)  # of the sentences of 丁 (40 + 12) and 戊 (10), those with 丙
    assert row["shared"] == pytest.approx((0.5 - usual) / 0.75)


def test_p_ranks_the_later_term_among_the_slogans_of_its_period():
    found = shared_collocates(features(), SPANS, least=30)
    row = found.row(0, named=True)
    assert row["others"] == 1 and row["p"] == 1 / 2 and row["usual"] == 0  # 丁, which stands alone
    assert row["verdict"] == "not testable" and found["q"].null_count() == 1


def test_slogans_are_ranked_in_samples_of_equally_many_sentences():
    """丁 stands with 丙 in half of its 40 sentences, as 乙 does in half of 400: neither has more, and each may seem to."""
    late = [["乙", "丙"]] * 200 + [["乙"]] * 200 + [["丁", "丙"]] * 19 + [["丁"]] * 21
    row = shared_collocates(features(late=late), SPANS).row(0, named=True)
    assert row["others"] == 2 and 0.35 < row["p"] < 0.85  # 丙 itself is the other; of three the rank would be 1/3


def test_a_term_of_few_sentences_has_a_share_and_no_interval():
    row = shared_collocates(features(), SPANS, least=41).row(0, named=True)
    assert row["shared"] is not None and row["low"] is row["high"] is row["p"] is None
    assert row["verdict"] == "not testable"


def test_every_later_term_is_compared_and_seeds_repeat():
    spans = SPANS | {"丁": ("2020", "2021")}
    one, two = (shared_collocates(features(), spans, draws=100, seed=3) for _ in range(2))
    assert one.select("earlier", "later").rows() == [("甲", "乙"), ("甲", "丁"), ("乙", "丁")] and one.frame.equals(
        two.frame
    )


def test_names_within_a_name_are_no_collocates():
    news = Features.open(data_folder() / "broadcast")
    spans = {"“不忘初心、牢记使命”主题教育": ("2019-05", "2020-03"), "党史学习教育": ("2021-02", "2022-02")}
    words = shared_collocates(news, spans, draws=50)["words"].str.split(" · ").explode().to_list()
    assert not {"主题教育", "不忘初心", "不忘初心、牢记使命"} & set(words)


def test_the_interval_holds_what_was_planted():
    """丙 stands in half of both terms' sentences, 丁 in a quarter of the first's: two thirds are shared, but for chance."""
    held = []
    for seed in range(40):
        random = np.random.default_rng(seed)
        early = [
            ["甲", *(["丙"] if random.random() < 0.5 else ["丁"] if random.random() < 0.5 else [])] for _ in range(80)
        ]
        late = [["乙", *(["丙"] if random.random() < 0.5 else [])] for _ in range(80)]
        row = shared_collocates(features([*early, *[["戊"]] * 40], [*late, *[["丁"]] * 40]), SPANS, draws=200).row(
            0, named=True
        )
        held.append(row["low"] <= 2 / 3 <= row["high"])
    assert np.mean(held) >= 0.85


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        ({"甲": ("2019", "2020")}, "two or more"),
        (SPANS | {"己": ("2020", "2021")}, "己"),
        ({"甲": ("2019", "2020"), "乙": ("2030", "2031")}, "no document"),
    ],
)
def test_questions_that_make_no_sense(spans, said):
    with pytest.raises(StudyError, match=said):
        shared_collocates(features(), spans)


def test_level():
    with pytest.raises(StudyError, match="between 0 and 1"):
        shared_collocates(features(), SPANS, level=95)


def test_a_row_is_one_of_the_table():
    frame = shared_collocates(features(), SPANS).frame
    assert frame.columns[:5] == ["earlier", "later", "sentences_1", "sentences_2", "shared"]
    assert isinstance(frame, pl.DataFrame)
