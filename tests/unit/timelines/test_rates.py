"""Timelines, first uses and heat, against counts by hand and slow recomputation."""

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest

from analysis import Features, StudyError, first_uses, timeline
from analysis.core import schema
from analysis.counts.corpus_statement import corpus_statement
from analysis.timelines.heat_tiers import TIERS, heat
from analysis.timelines.parallel_series import side_by_side
from analysis.timelines.simulated_counts import Course, simulate_counts
from tests.support.toy import in_order, toy

# doc, date, precision, kind, duplicate_of, characters
DOCUMENTS = [
    ("a", dt.date(2013, 1, 5), "day", "story", None, 400),
    ("b", dt.date(2013, 1, 5), "day", "story", None, 600),
    ("c", dt.date(2013, 8, 1), "month", "story", None, 500),
    ("d", dt.date(2013, 9, 9), "day", "story", "b", 600),
    ("e", dt.date(2015, 1, 1), "year", "digest", None, 1000),
    ("f", dt.date(2015, 6, 2), "day", "story", None, 500),
]
# doc, sentence, term, quoted
MENTIONS = [
    ("a", 1, "四下基层", True),
    ("a", 2, "四下基层", False),
    ("b", 1, "四下基层", False),
    ("d", 1, "四下基层", False),
    ("f", 3, "四下基层", True),
    ("e", 1, "枫桥经验", False),
    ("f", 2, "政治意识", False),
    ("f", 2, "大局意识", False),
    ("a", 3, "政治意识", False),
    ("b", 3, "大局意识", False),
    ("f", 9, "四个意识", False),
]
WORDS = [("a", 1), ("a", 2), ("f", 3)]  # sentences that hold 群众
IDS = {
    "群众": 7,
    "四下基层": 1_000_000,
    "枫桥经验": 1_000_001,
    "四个意识": 1_000_002,
    "政治意识": 1_000_003,
    "大局意识": 1_000_004,
}


def tiny(*, shuffled: bool = False, ordered: bool = False) -> Features:
    documents = pl.DataFrame(
        [(i, day, precision, "", "s", None, kind, n, 9, copy, "") for i, day, precision, kind, copy, n in DOCUMENTS],
        schema=schema.DOCUMENTS,
        orient="row",
    )
    mentions = pl.DataFrame(
        [(d, s, None, None, t, None, t, q) for d, s, t, q in MENTIONS], schema=schema.MENTIONS, orient="row"
    )
    terms_of: dict[tuple[str, int], set[int]] = {}
    for doc, sentence, term, _ in MENTIONS:
        terms_of.setdefault((doc, sentence), set()).add(IDS[term])
    for doc, sentence in WORDS:
        terms_of.setdefault((doc, sentence), set()).add(IDS["群众"])
    rows = [(d, s, sorted(ids), (s + 2) // 3) for (d, s), ids in sorted(terms_of.items())]
    sentences = pl.DataFrame(rows, schema={**schema.SENTENCES, "paragraph": pl.UInt32}, orient="row")
    if ordered:
        sentences = sentences.with_columns(
            order=pl.Series([in_order(ids + ids, ids) for ids in sentences["terms"].to_list()])
        )
    kinds = {"群众": "word", "政治意识": "member", "大局意识": "member"}
    vocabulary = pl.DataFrame(
        [(i, t, kinds.get(t, "slogan"), 0) for t, i in IDS.items()], schema=schema.VOCABULARY, orient="row"
    )
    if shuffled:
        documents, mentions, sentences = (
            x.sample(fraction=1, shuffle=True, seed=4) for x in (documents, mentions, sentences)
        )
    expansions = {"四个意识": [{"version": "1", "from": None, "to": None, "members": ["政治意识", "大局意识"]}]}
    return Features.from_frames(
        documents,
        mentions,
        sentences,
        vocabulary,
        manifest={"lexicon": {"terms": ["四下基层", "枫桥经验", "四个意识", "三严三实"], "expansions": expansions}},
    )


def rows(frame, *columns):
    return frame.select(columns).rows()


def test_years_counted_by_hand():
    frame = timeline(tiny(), "四下基层").to_frame()
    assert rows(frame, "start", "documents", "hits", "mentions", "rate", "quoted_share") == [
        (dt.date(2013, 1, 1), 3, 2, 3, pytest.approx(2000 / 3), pytest.approx(1 / 3)),
        (dt.date(2014, 1, 1), 0, 0, 0, None, None),
        (dt.date(2015, 1, 1), 2, 1, 1, 500.0, 1.0),
    ]
    assert frame["few"].to_list() == [True] * 3 and frame["zero"].to_list() == [False] * 3
    assert frame.columns[:8] == ["term", "start", "documents", "hits", "rate", "low", "high", "n_effective"]


def test_with_reprints_by_kind_and_between_dates():
    assert timeline(tiny(), "四下基层", duplicates=True).to_frame()["hits"].to_list() == [3, 0, 1]
    assert timeline(tiny(), "枫桥经验", kinds=["digest"]).to_frame()["hits"].to_list() == [1]
    assert timeline(tiny(), "四下基层", start="2015").to_frame()["hits"].to_list() == [1]
    with pytest.raises(StudyError, match="no document is left.*until 2013-01-05; .* from 2013-01-05 to 2015-06-02"):
        timeline(tiny(), "四下基层", end="2013-01-05")
    with pytest.raises(StudyError, match="until 2015-01-01; .* with none between 2013-08-01 and 2015-01-01"):
        first_uses(tiny(), "四下基层", start="2014", end="2015")


def test_a_date_known_to_the_year_counts_in_no_quarter():
    frame = timeline(tiny(), "枫桥经验", every="1q").to_frame()
    assert frame["hits"].sum() == 0 and frame["documents"].sum() == 4
    assert timeline(tiny(), "四下基层", every="1mo").to_frame().filter(pl.col("documents") > 0)[
        "documents"
    ].to_list() == [2, 1, 1]


def test_mentions_per_million_characters():
    frame = timeline(tiny(), "四下基层", unit="characters").to_frame()
    assert frame["rate"].to_list() == [pytest.approx(3 / 1500 * 1e6), None, pytest.approx(1 / 1500 * 1e6)]


def test_words_count_by_sentences_and_their_mentions_need_the_order():
    frame = timeline(tiny(), "群众").to_frame()
    assert frame["hits"].to_list() == [1, 0, 1] and frame["mentions"].to_list() == [None, 0, None]
    assert timeline(tiny(ordered=True), "群众").to_frame()["mentions"].to_list() == [4, 0, 2]
    with pytest.raises(StudyError, match="published edition"):
        timeline(tiny(), "群众", unit="characters")


def test_slogans_without_a_hit_have_zeros_and_all_slogans_are_the_default():
    line = timeline(tiny())
    assert line.terms == ("三严三实", "四下基层", "四个意识", "枫桥经验")
    none = line.to_frame().filter(pl.col("term") == "三严三实", pl.col("documents") > 0)
    assert none["zero"].all() and none["low"].to_list() == [0, 0]
    assert none["high"].to_list() == pytest.approx([1000 * (1 - 0.05 ** (1 / 3)), 1000 * (1 - 0.05 ** (1 / 2))])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"terms": "四下基曾"}, "四下基层"),
        ({"unit": "sentences"}, "documents"),
        ({"every": "1w"}, "1mo"),
        ({"kinds": ["storys"]}, "story"),
        ({"level": 95}, "0.95"),
        ({"start": "yesterday"}, "2016-03"),
        ({"start": "2015", "end": "2014"}, "not before"),
        ({"terms": []}, "at least one"),
    ],
)
def test_mistakes_are_told(wrong, words):
    with pytest.raises(StudyError, match=words):
        timeline(tiny(), **wrong)


def test_nothing_depends_on_the_order_of_rows():
    one, other = (timeline(tiny(shuffled=s), every="1q") for s in (False, True))
    assert one.to_frame().equals(other.to_frame())
    assert one.bootstrap(100).to_frame().equals(other.bootstrap(100).to_frame())
    assert first_uses(tiny()).frame.equals(first_uses(tiny(shuffled=True)).frame)


def test_dispersion_by_a_slow_road():
    counts = simulate_counts([Course("a", 30, dispersion=3, clustering=2), Course("b", 3)], years=3, seed=2)
    frame = timeline(counts).to_frame()
    days = counts.days.to_list()
    for t, term in enumerate(("a", "b")):
        months: dict[tuple[int, int], list[int]] = {}
        for day, h, n in zip(days, counts.hits[t], counts.documents, strict=True):
            cell = months.setdefault((day.year, day.month), [0, 0])
            cell[0] += int(h)
            cell[1] += int(n)
        above = below = 0.0
        ordered = [months[key] for key in sorted(months)]
        for (h1, n1), (h2, n2) in zip(ordered, ordered[1:], strict=False):
            p = (h1 + h2) / (n1 + n2)
            above += n1 * n2 / (n1 + n2) * (h1 / n1 - h2 / n2) ** 2
            below += p * (1 - p)
        pooled = max(above / below, 1)
        for year in (2013, 2014, 2015):
            cells = [months[key] for key in sorted(months) if key[0] == year]
            share = sum(h for h, _ in cells) / sum(n for _, n in cells)
            own = sum((h - n * share) ** 2 / (n * share * (1 - share)) for h, n in cells) / 11
            expected = max((11 * own + 24 * pooled) / 35, 1)
            row = frame.row(
                by_predicate=(pl.col("term") == term) & (pl.col("start") == dt.date(year, 1, 1)), named=True
            )
            assert row["phi"] == pytest.approx(expected, abs=1e-9)
            assert row["n_effective"] == pytest.approx(row["documents"] / expected, abs=1e-6)


def test_bootstrap_is_jeffreys_interval_when_each_day_has_one_document():
    from scipy.stats import beta, norm, t

    random = np.random.default_rng(5)
    counts = simulate_counts([Course("a", 60)], years=1, documents_a_year=3000, seed=1)
    single = type(counts)(
        counts.terms,
        counts.days,
        np.ones(len(counts.days), np.int64),
        counts.characters,
        (random.random((1, len(counts.days))) < 0.05).astype(np.int64),
        counts.mentions,
        counts.quoted,
    )
    row = timeline(single).bootstrap(20_000, seed=3).to_frame().row(0, named=True)
    h, n = row["hits"], row["documents"]
    jeffreys = 1_000 * beta.ppf([0.025, 0.975], h + 0.5, n - h)
    hits, days = single.hits[0], single.days.to_list()
    left = hits - h / n
    r = sum(left[i] * left[i + 1] for i in range(len(days) - 1) if (days[i + 1] - days[i]).days == 1) / (left**2).sum()
    wider = np.sqrt(h / (h - 1)) * t.ppf(0.975, h - 1) / norm.ppf(0.975) * np.sqrt(1 + 2 * max(r, 0))
    assert [row["low"], row["high"]] == pytest.approx(
        (row["rate"] + (jeffreys - row["rate"]) * wider).tolist(), rel=0.04
    )
    assert wider > 1.02


def test_bootstrap_is_seeded_and_a_term_alone_gives_the_same():
    counts = simulate_counts([Course("a", 20, dispersion=2), Course("b", 0.2)], years=2, seed=7)
    line = timeline(counts)
    drawn = line.bootstrap(300, seed=1)
    assert drawn.to_frame().equals(line.bootstrap(300, seed=1).to_frame())
    assert not drawn.to_frame().equals(line.bootstrap(300, seed=2).to_frame())
    only = type(counts)(
        ("a",),
        counts.days,
        counts.documents,
        counts.characters,
        counts.hits[:1],
        counts.mentions[:1],
        counts.quoted[:1],
    )
    alone = timeline(only).bootstrap(300, seed=1)
    columns = ["term", "start", "rate", "low", "high"]
    assert alone.to_frame().select(columns).equals(drawn.to_frame().filter(pl.col("term") == "a").select(columns))
    assert (drawn.to_frame()["low"] <= drawn.to_frame()["rate"]).all()
    assert "bootstrap" in repr(drawn) and line.parameters["interval"] == "wilson"
    with pytest.raises(StudyError, match="at least 100"):
        line.bootstrap(10)


def test_first_and_third_use_censoring_and_expansion():
    frame = first_uses(tiny(), ["四下基层", "四个意识", "三严三实", "群众"], run_in=30)
    assert rows(frame, "term", "first", "third", "censored", "documents") == [
        ("三严三实", None, None, None, 0),
        ("四下基层", dt.date(2013, 1, 5), dt.date(2015, 6, 2), True, 3),
        ("四个意识", dt.date(2015, 6, 2), None, False, 1),
        ("群众", dt.date(2013, 1, 5), None, True, 2),
    ]
    expansion = frame.row(by_predicate=pl.col("term") == "四个意识", named=True)
    # the members stand apart in a and b, and together only in one paragraph of f
    assert expansion["expansion_first"] == dt.date(2015, 6, 2) and expansion["lag_days"] == 0
    assert frame.columns[:5] == ["term", "first", "third", "corpus_start", "censored"]
    assert repr(frame) == "<FirstUses: 4 terms, 3 used, 2 of these censored>"
    assert frame.parameters["run_in"] == 30 and frame.parameters["lexicon"] is None


def test_series_side_by_side_share_their_dates():
    both = side_by_side(
        {
            "all": tiny(),
            "late": Features(
                tiny().documents.filter(pl.col("date") >= dt.date(2015, 1, 1)),
                tiny().mentions,
                tiny().sentences,
                tiny().vocabulary,
                tiny().manifest,
            ),
        },
        "四下基层",
    )
    frame = both.to_frame()
    assert frame["start"].unique().to_list() == [dt.date(2015, 1, 1)] and frame["hits"].to_list() == [1, 1]
    assert frame["series"].to_list() == ["all", "late"]
    assert both.parameters["series"] == ("all", "late") and both.parameters["terms"] == ("四下基层",)
    assert repr(both).startswith("<SideBySide: 2 series: all: <Timeline: 1 terms × 1 years, ")
    drawn = both.bootstrap(100)
    assert drawn.parameters["draws"] == 100 and drawn.frame["series"].to_list() == ["all", "late"]
    with pytest.raises(StudyError, match="at least one series"):
        side_by_side({}, "四下基层")


def test_heat_ranks_rates_into_six_words():
    counts = simulate_counts([Course(f"t{k}", 2.0**k / 4) for k in range(9)], years=4, seed=1)
    hot = heat(timeline(counts))
    frame = hot.to_frame()
    used = frame.filter(pl.col("tier").is_not_null())
    assert (frame.filter(pl.col("hits") == 0)["tier"].is_null()).all()
    ordered = used.sort("rate")["tier"].replace_strict(list(TIERS), list(range(6)), return_dtype=pl.Int64)
    assert ordered.is_sorted() and used["tier"].n_unique() == 6
    share = used["tier"].value_counts().filter(pl.col("tier") == "冷")["count"].item() / len(used)
    assert math.isclose(share, 0.5, abs_tol=0.03)
    assert hot.parameters["every"] == "1y" and len(hot.parameters["limits"]) == 5
    assert repr(hot).startswith("<Heat: 9 terms × 4 years; 温 from ")
    with pytest.raises(StudyError, match="rise"):
        heat(timeline(counts), quantiles=(0.9, 0.5, 0.6, 0.7, 0.8))


def test_documents_without_a_date_are_left_out_and_told():
    documents = pl.DataFrame(
        {
            "doc_id": ["a", "b", "c"],
            "date": [dt.date(2014, 8, 1), None, dt.date(2014, 1, 1)],
            "date_precision": ["day", None, "year"],
            "title": "",
            "source": "",
            "author": "",
            "kind": "story",
            "n_chars": 10,
            "n_sentences": 1,
            "duplicate_of": None,
            "sha256": "",
        }
    ).cast(schema.DOCUMENTS)
    mentions = pl.DataFrame(
        {
            "doc_id": ["a", "b", "c"],
            "sentence": 1,
            "start": 0,
            "end": 4,
            "term": "四下基层",
            "sense": None,
            "variant": "四下基层",
            "quoted": False,
        }
    ).cast(schema.MENTIONS)
    vocabulary = pl.DataFrame({"term_id": [1], "term": ["四下基层"], "kind": ["slogan"], "documents": [3]}).cast(
        schema.VOCABULARY
    )
    features = Features.from_frames(documents, mentions, schema.empty(schema.SENTENCES), vocabulary)
    years, months = timeline(features, every="1y"), timeline(features, every="1mo")
    assert (years.parameters["undated"], years.to_frame()["hits"].sum()) == (1, 2)
    assert (months.parameters["undated"], months.to_frame()["hits"].sum()) == (2, 1)
    assert "1 documents left out" in repr(years)


def test_the_lexicons_date_stands_beside_the_first_use():
    from analysis import Lexicon

    lexicon = Lexicon.read()
    plain, dated = first_uses(tiny()), first_uses(tiny(), lexicon=lexicon)
    assert dated.drop("introduced", "precision").equals(plain.frame)
    stated = dict(zip(lexicon.terms["term"], lexicon.terms["introduced"], strict=True))
    assert dated["introduced"].to_list() == [stated.get(term) for term in dated["term"]]
    assert first_uses(tiny(), ["群众"], lexicon=lexicon)["introduced"].to_list() == [None]


def test_a_timeline_holds_its_arguments_and_counts_itself():
    line = timeline(tiny(), "四下基层", every="1q", start="2013")
    asked = dict(terms=("四下基层",), every="1q", unit="documents", level=0.95, duplicates=False, kinds=None)
    asked |= dict(sense=None, strata=None, where=None)
    made = asked | dict(
        start="2013", end=None, per=1_000, interval="wilson", undated=1, corpus=corpus_statement(tiny())
    )
    assert line.parameters == made and "1 terms × 10 quarters, 4 documents, per 1,000 documents" in repr(line)
    with pytest.warns(FutureWarning, match="bootstrap.draws=…."):
        drawn = line.bootstrap(B=100, seed=3)
    assert drawn.parameters == made | dict(interval="bootstrap", draws=100, seed=3)
    assert drawn.frame.equals(line.bootstrap(100, seed=3).frame) and "<div>" in drawn._repr_html_()


def test_a_label_after_its_expansion_has_a_positive_lag():
    members = {"lexicon": {"terms": ["label"], "expansions": {"label": [{"version": 1, "members": ["m", "n"]}]}}}
    docs = [("2015-01-01", [[["x"]]]), ("2015-03-01", [[["m"], ["n"]]]), ("2015-03-26", [[["label"]]])]
    made = toy(docs, kinds={"m": "member", "n": "member"}, manifest=members)
    row = first_uses(made, ["label"]).row(0, named=True)
    assert (row["first"], row["expansion_first"]) == (dt.date(2015, 3, 26), dt.date(2015, 3, 1))
    assert row["lag_days"] == 25
