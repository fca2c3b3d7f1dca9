"""Which member of a list is named first: counted by hand, and the same from a private and from a counts edition."""

from datetime import date

import polars as pl
import pytest

from analysis import Corpus, Features, Lexicon, StudyError, build_features, list_order, litany
from analysis.statistics.intervals import wilson

TEXTS = [
    ("2019-03-05", "六稳和六保要抓好。六保、六稳都要抓。"),  # one each way
    ("2019-06-01", "做好六稳工作，落实六保任务，再做六稳。"),  # the first mention counts
    ("2020-02-02", "六保第一，六稳第二。"),
    ("2020-02-03", "六保和六稳，加上共同富裕。六保、六稳。"),
    ("2021-05-05", "六稳。六保。"),  # not in one sentence
]


@pytest.fixture(scope="module")
def features():
    days, texts = zip(*TEXTS, strict=True)
    frame = pl.DataFrame(
        {"date": days, "text": texts, "source": ["s"] * 5, "kind": ["story", "note", "story", "story", "story"]}
    )
    return build_features(Corpus.from_frame(frame, mark_duplicates=False), Lexicon.read(), "memory://order")


def test_sentences_are_those_counted_by_hand(features):
    found = list_order(features, ["六稳", "六保"])
    rows = found.select("start", "sentences", "documents", "before", "share").rows()
    # 2019: the first document has two lists, the second one
    assert rows == [
        (date(2019, 1, 1), 3, 3, 2, 2 / 3),
        (date(2020, 1, 1), 3, 3, 0, 0.0),
        (date(2021, 1, 1), 0, 0, 0, None),
    ]
    low, high = wilson(2.0, 3.0, 1.959963984540054)
    assert found["low"][0] == pytest.approx(float(low)) and found["high"][0] == pytest.approx(float(high))
    assert found["low"][2] is None and "1 pairs, every 1y, 6 sentences" in repr(found)


def test_the_other_way_round_is_the_rest(features):
    one, other = list_order(features, ["六稳", "六保"]), list_order(features, ["六保", "六稳"])
    assert (one["before"] + other["before"] == one["sentences"]).all()
    assert one["low"][0] == pytest.approx(1 - other["high"][0])


def test_a_repeated_list_counts_its_document_once():
    texts = ["六稳、六保。六稳、六保。六稳、六保。", "六保、六稳。"]
    frame = pl.DataFrame({"date": ["2020-01-02", "2020-01-03"], "text": texts})
    made = build_features(Corpus.from_frame(frame, mark_duplicates=False), Lexicon.read(), "memory://repeated")
    row = list_order(made, ["六稳", "六保"]).row(0, named=True)
    assert (row["sentences"], row["documents"], row["share"]) == (4, 2, 0.75)
    assert row["high"] == pytest.approx(float(wilson(1.5, 2, 1.959963984540054)[1]))


def test_slices_kinds_and_three_members(features):
    months = list_order(features, ["六稳", "六保"], "1mo", start="2020-02-01", end="2020-03-01")
    assert months.select("start", "sentences").rows() == [(date(2020, 2, 1), 3)]
    assert list_order(features, ["六稳", "六保"], kinds=["note"])["sentences"].sum() == 1
    three = list_order(features, ["六稳", "六保", "共同富裕"], start="2020", end="2021")
    assert three.select("first", "second", "sentences", "before").rows() == [
        *(("六稳", "六保", 3, 0), ("六稳", "共同富裕", 1, 1), ("六保", "共同富裕", 1, 1))
    ]
    assert list_order(features, ["六稳", "六保"], start="2019-06-01", end="2019-07-01")["sentences"].to_list() == [1]


def test_a_counts_edition_gives_the_same_numbers(features, tmp_path):
    days, texts = zip(*(TEXTS * 8), strict=True)
    frame = pl.DataFrame({"date": days, "text": texts, "source": ["s"] * 40})
    private = build_features(Corpus.from_frame(frame, mark_duplicates=False), Lexicon.read(), str(tmp_path / "private"))
    private.publish(str(tmp_path / "counts"))
    counts = Features.open(tmp_path / "counts")
    asked = dict(members=["六稳", "六保"], every="1q")
    assert list_order(counts, **asked).frame.equals(list_order(private, **asked).frame)
    with pytest.raises(StudyError, match="by month; give the first of one"):
        list_order(counts, ["六稳", "六保"], start="2019-06-03")


def test_what_has_no_order(features):
    with pytest.raises(StudyError, match="two members or more"):
        list_order(features, ["六稳"])
    with pytest.raises(StudyError, match="no level of an interval"):
        list_order(features, ["六稳", "六保"], level=95)
    with pytest.raises(StudyError, match="工作 is a word"):
        list_order(features, ["六稳", "工作"])
    tables = (features.documents, features.mentions, features.sentences, features.vocabulary)
    sets = Features.from_frames(*tables, manifest={**features.manifest, "edition": "sets"})
    with pytest.raises(StudyError, match="needs the places of mentions"):
        list_order(sets, ["六稳", "六保"])


def test_slices_may_be_named_in_words_and_the_corpus_is_told(features):
    by_quarter = list_order(features, ["六稳", "六保"], "quarter")
    assert by_quarter.frame.equals(list_order(features, ["六稳", "六保"], "1q").frame)
    assert by_quarter.parameters["every"] == "1q" and by_quarter.parameters["corpus"]["documents"] == 5


def test_of_a_counts_edition_no_part_of_a_month_is_asked(tmp_path):
    days = [f"2020-{m:02}-{d:02}" for m in range(1, 7) for d in (2, 9, 16, 23)]
    frame = pl.DataFrame(
        {
            "date": days,
            "text": ["六稳、六保。", "六保、六稳。"] * 12,
            "genre": ["commentary", "report"] * 12,
            "kind": ["story"] * 24,
        }
    )
    private = build_features(Corpus.from_frame(frame, mark_duplicates=False), Lexicon.read(), str(tmp_path / "p"))
    counts = private.publish(str(tmp_path / "c"), min_documents=1)
    some = list_order(private.filter(genre="commentary"), ["六稳", "六保"])
    assert some.select("sentences", "share").rows() == [(12, 1.0)]
    with pytest.raises(StudyError, match="only a part was asked for"):
        list_order(counts.filter(genre="commentary"), ["六稳", "六保"])
    assert list_order(counts.filter(start="2020-02-01"), ["六稳", "六保"])["sentences"].sum() == 20
    assert list_order(counts, ["六稳", "三严三实"])["sentences"].sum() == 0


def test_a_member_that_never_occurs_makes_pairs_of_no_sentence(features, tmp_path):
    private, never = features, "三严三实"
    assert never not in private.vocabulary.collect()["term"].to_list()
    counts = private.publish(str(tmp_path / "counts"), min_documents=1)
    for edition in (private, counts):
        found = list_order(edition, ["六稳", never, "六保"])
        assert found.frame.filter((pl.col("first") == never) | (pl.col("second") == never))["sentences"].sum() == 0
        alone = found.frame.filter(first="六稳", second="六保").drop("first", "second")
        assert alone.equals(list_order(edition, ["六稳", "六保"]).frame.drop("first", "second"))
        assert list_order(edition, [never, "三大攻坚战"])["share"].null_count() > 0
        forms = [
            litany(edition, members).frame["form"].to_list() for members in (["六稳", never, "六保"], ["六稳", "六保"])
        ]
        assert forms[0] == forms[1] and len(forms[0]) > 1
