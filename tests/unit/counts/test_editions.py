"""From each edition the number that the private one gives, or an error that names it: every statistic is asked of all."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analysis import (
    Corpus,
    Features,
    Lexicon,
    StudyError,
    build_features,
    bursts,
    change_points,
    collocates_moved,
    concordance,
    cooccurrence,
    dispersion,
    drift,
    first_uses,
    movers,
    network_series,
    novelty,
    pair_attracts,
    rate_rose,
    timeline,
    trends,
)
from analysis.counts.document_cells import finest_cells
from analysis.counts.editions import NEEDS, needs
from tests.support.counting_corpora import corpus

LEXICON = Lexicon.read()
SLOGANS = ("四下基层", "六稳", "六保", "四个意识", "枫桥经验", "共同富裕", "不忘初心、牢记使命", "八项规定", "四风")
MEMBERS = tuple(LEXICON.expansions.filter(term="四下基层")["member"])
NOUNS = ("干部", "群众", "道路", "学校", "粮食", "北京", "机关", "老师", "企业", "河流", "医院", "车间")
OTHERS = ("走访", "认真", "讨论", "非常", "检查", "出发", "安静", "红色")
LEAST = 8  # documents of a published noun
RARE = ("蝴蝶", "灯塔")


def written(documents=360, seed=5):
    """Texts written for this test: slogans, members, nouns and other words in sentences and paragraphs."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(documents):
        late = number > documents // 2
        lines = []
        for _ in range(random.integers(1, 5)):
            paragraph = []
            for _ in range(random.integers(1, 5)):
                few = random.random(len(NOUNS)) < np.linspace(0.1, 0.5, len(NOUNS))[:: -1 if late else 1]
                words = [word for word, keep in zip(NOUNS, few) if keep]
                words += list(random.choice(OTHERS, 2)) + list(random.choice(SLOGANS, random.integers(0, 4)))
                words += list(MEMBERS) if random.random() < 0.03 else []
                words = [f"“{word}”" if random.random() < 0.1 else word for word in random.permutation(words)]
                paragraph.append("、".join(words))
            lines.append("。".join(paragraph) + "。")
        text = "\n".join(lines) + ("有" + RARE[number // 100 % 2] if number % 100 == 7 else "")
        day = dt.date(2013, 1, 1) + dt.timedelta(days=int(random.integers(0, 1000)))
        precision = ("month", "year", None)[number % 3] if number % 20 == 0 else "day"
        day = {"month": day.replace(day=1), "year": day.replace(day=1, month=1), None: None}.get(precision, day)
        rows.append(
            dict(
                doc_id=f"d{number:03}",
                date=day,
                date_precision=precision,
                title=str(random.choice(SLOGANS)) if number % 4 else None,
                source=("a", "b", None)[number % 3],
                kind=("story", "digest")[number % 5 == 0],
                duplicate_of="d001" if number % 11 == 3 else None,
                summary="a column of the user's own",
                text=text,
            )
        )
    return pl.DataFrame(rows, schema_overrides={"date": pl.Date})


@pytest.fixture(scope="module", autouse=True)
def cells_of_any_size():
    """Days, sources and kinds stay apart, though in a corpus of a test they are small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.counts.document_cells.FEW_SENTENCES", 0)
        yield


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("editions")
    private = build_features(corpus(written()), LEXICON, folder / "private")
    levels = {level: private.publish(folder / level, level=level, min_documents=LEAST) for level in ("counts", "sets")}
    return {"private": private, **levels}


def without_mentions(frame):
    """A timeline of words without what only the order of words tells."""
    return frame.drop("mentions", "quoted_share")


OF_TOPICS = ("verdict", "standardised", "distance_standardised", "p_wander", "q_wander")  # of drift: need documents


def comparable(frame, level):
    """A result of this edition without the columns for which that of counts holds too little."""
    return frame.drop(OF_TOPICS, strict=False) if level == "counts" and "p_mixed" in frame.columns else frame


CHOICES = ({}, {"start": "2013-04", "end": "2015-02"}, {"kinds": ["digest"], "duplicates": True})
OF_SLOGANS = {
    "timeline": lambda f, **c: timeline(f, **c).to_frame(),
    "timeline by month": lambda f, **c: timeline(f, every="1mo", **c).to_frame(),
    "timeline by characters": lambda f, **c: timeline(f, unit="characters", **c).to_frame(),
    "bootstrap": lambda f, **c: timeline(f, ["六稳"], **c).bootstrap(draws=100).to_frame(),
    "members": lambda f, **c: timeline(f, [*MEMBERS], **c).to_frame(),
    "trends": lambda f, **c: trends(f, **c).to_frame(),
    "change points": lambda f, **c: change_points(f, draws=49, **c).to_frame(),
    "bursts": lambda f, **c: bursts(f, draws=49, **c).to_frame(),
    "first uses": lambda f, **c: first_uses(f, **c).to_frame(),
    "dispersion": lambda f, **c: dispersion(f, **c).to_frame(),
    "novelty": lambda f, **c: novelty(f, window=2, **c).to_frame(),
    "drift by month": lambda f, **c: drift(f, "六稳", nouns=LEAST, draws=49, least=5, **c).to_frame(),
    "drift by quarter": lambda f, **c: drift(
        f, "六稳", nouns=20, draws=49, least=5, unit="quarter", vocabulary=9, **c
    ).to_frame(),
    "drift of quarters": lambda f, **c: drift(
        f, "四下基层", nouns=LEAST, draws=49, least=5, every="1q", **c
    ).to_frame(),
    "drift of a member": lambda f, **c: drift(f, MEMBERS[0], nouns=LEAST, draws=49, least=1, **c).to_frame(),
}
CONTEXTS = ("sentence", "paragraph", "document")
for _context in CONTEXTS:
    OF_SLOGANS[f"pairs by {_context}"] = lambda f, context=_context, **c: (
        cooccurrence(f, context=context, strata=("month", "source", "kind"), **c).test(0.2).to_frame()
    )
    OF_SLOGANS[f"backbone by {_context}"] = lambda f, context=_context, **c: (
        cooccurrence(f, terms=[*SLOGANS, *MEMBERS], context=context, **c).test(0.9).backbone(0.5).edges()
    )
OF_WORDS = {
    "timeline": lambda f, **c: without_mentions(timeline(f, NOUNS, **c).to_frame()),
    "timeline by month": lambda f, **c: without_mentions(timeline(f, ["干部", "六保"], every="1mo", **c).to_frame()),
    "trends": lambda f, **c: trends(f, NOUNS, **c).to_frame(),
    "bursts": lambda f, **c: bursts(f, NOUNS[:3], draws=49, **c).to_frame(),
    "change points": lambda f, **c: change_points(f, NOUNS[:3], draws=49, **c).to_frame(),
    "first uses": lambda f, **c: first_uses(f, [*NOUNS, "六保"], **c).to_frame(),
    "dispersion": lambda f, **c: dispersion(f, NOUNS, **c).to_frame(),
    "novelty": lambda f, **c: novelty(f, terms=NOUNS, window=2, **c).to_frame(),
}


@pytest.mark.parametrize("choice", CHOICES, ids=str)
@pytest.mark.parametrize("name", OF_SLOGANS)
def test_of_slogans_every_edition_gives_the_same(editions, name, choice):
    expected = OF_SLOGANS[name](editions["private"], **choice)
    assert expected.height or "backbone" in name
    for level in ("counts", "sets"):
        got = OF_SLOGANS[name](editions[level], **choice)
        assert_frame_equal(comparable(got, level), comparable(expected, level), check_exact=True)


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_where_topics_are_told_by_no_edition_drift_is_the_same_in_every_column(editions, monkeypatch, choice):
    monkeypatch.setattr("analysis.collocates.document_composition.LEAST_WORDS", 1000)
    for name in (name for name in OF_SLOGANS if "drift" in name):
        expected = OF_SLOGANS[name](editions["private"], **choice)
        for level in ("counts", "sets"):
            assert_frame_equal(OF_SLOGANS[name](editions[level], **choice), expected, rel_tol=1e-9)
    assert set(expected["standardised"].drop_nulls()) <= {"", "source", "kind", "source, kind"}


def test_without_documents_a_move_is_said_to_be_unexamined_and_kinds_are_standardised(editions, monkeypatch):
    monkeypatch.setattr("analysis.collocates.document_composition.LEAST_EFFECTIVE", 0)
    asked = dict(nouns=LEAST, draws=199, least=5, start="2013", end="2015", q=1)
    private, counts = (drift(editions[level], "六稳", **asked).to_frame() for level in ("private", "counts"))
    assert "topic" in private["standardised"][0] and counts["standardised"].to_list() == ["source, kind"]
    assert counts["verdict"].to_list() == ["moved (composition not examined)"]


@pytest.mark.parametrize("choice", CHOICES, ids=str)
@pytest.mark.parametrize("name", OF_WORDS)
def test_of_published_words_every_edition_gives_the_same(editions, name, choice):
    expected = OF_WORDS[name](editions["private"], **choice)
    assert expected.height
    for level in ("counts", "sets"):
        assert_frame_equal(OF_WORDS[name](editions[level], **choice), expected, check_exact=True)


def test_movers_by_month(editions):
    for periods in (("2013", "2014"), (("2013-02", "2013-07"), ("2014-05", "2015-03"))):
        asked = dict(nouns=LEAST, least=1)
        expected = movers(editions["private"], "六保", *periods, **asked).to_frame()
        assert {"slogan", "word"} <= set(expected["kind"])
        for level in ("counts", "sets"):
            assert_frame_equal(
                movers(editions[level], "六保", *periods, **asked).to_frame(), expected, check_exact=True
            )


def test_other_roads_give_the_same(editions):
    def asked(features):
        swapped = (
            cooccurrence(features, kinds=["digest"], start="2014", end="2015").test(null="swap", draws=30).to_frame()
        )
        series = network_series(features, q=0.5, delta=None, draws=5, min_contexts=1, min_documents=1, min_months=1)
        rose = rate_rose(features, "干部", "2013", "2014")()
        attracts = pair_attracts(features, "六稳", "六保", context="paragraph")()
        moved = collocates_moved(features, "六稳", "2013", "2014", nouns=LEAST, draws=49, least=5)()
        some = features.between("2013-03", "2014-09")
        there = timeline(some, ["六保", "干部"], every="1q").to_frame()["hits"].to_list()
        return swapped, series.to_frame(), series.nodes, rose, attracts, moved, there

    expected = asked(editions["private"])
    for level in ("counts", "sets"):
        for got, wanted in zip(asked(editions[level]), expected, strict=True):
            if isinstance(wanted, pl.DataFrame):
                assert_frame_equal(got, wanted, check_exact=True)
            else:
                assert got == wanted


CORPUS = Corpus.from_frame(pl.DataFrame({"id": ["a"], "date": ["2013-01-09"], "text": ["做好六稳。"]}))
EVERY_WORD = {
    "novelty": lambda f: novelty(f, terms="words"),
    "network": lambda f: cooccurrence(f, terms="all", most=20),
    "drift": lambda f: drift(f, "六稳"),
    "movers": lambda f: movers(f, "六稳", "2013", "2014"),
    "window": lambda f: cooccurrence(f, context="window"),
    "places": lambda f: concordance(CORPUS, "六稳", features=f),
    "rare nouns": lambda f: drift(f, "六稳", nouns=LEAST - 1),
}
BY_SENTENCE = {
    "network of words": lambda f: cooccurrence(f, terms=["干部", "六稳"]),
    "network of words by document": lambda f: cooccurrence(f, terms=["干部", "六稳"], context="document"),
    "drift of a word": lambda f: drift(f, "干部", nouns=LEAST),
    "movers of a word": lambda f: movers(f, "干部", "2013", "2014", nouns=LEAST),
    "drift by day": lambda f: drift(f, "六稳", nouns=LEAST, unit="day", draws=19),
    "drift by week": lambda f: drift(f, "六稳", nouns=LEAST, unit="week", draws=19),
    "drift by document": lambda f: drift(f, "六稳", nouns=LEAST, unit="document", draws=19),
    "movers of half months": lambda f: movers(f, "六稳", ("2013-01-09", "2014"), "2014", nouns=LEAST),
}


@pytest.mark.parametrize("name", EVERY_WORD)
def test_what_needs_the_private_edition_says_so(editions, name):
    for level in ("counts", "sets"):
        with pytest.raises(StudyError, match=r"Build the features from the texts|texts are searched"):
            EVERY_WORD[name](editions[level])


@pytest.mark.parametrize("name", BY_SENTENCE)
def test_what_needs_words_by_sentence_is_refused_by_counts_and_the_same_of_sets(editions, name):
    with pytest.raises(StudyError, match=r"private edition|edition divides them at will|the sets editions"):
        BY_SENTENCE[name](editions["counts"])
    got, expected = (BY_SENTENCE[name](editions[level]).to_frame() for level in ("sets", "private"))
    assert_frame_equal(got, expected, check_exact=True)


@pytest.mark.parametrize("word", ["走访", "蝴蝶"])
def test_a_word_that_is_not_published_is_unknown_and_the_words_held_are_named(editions, word):
    assert timeline(editions["private"], word).to_frame()["hits"].sum() > 0
    for level in ("counts", "sets"):
        for statistic in (timeline, first_uses, trends, change_points):
            with pytest.raises(StudyError, match=rf"no term .*nouns that stand in at least {LEAST} documents"):
                statistic(editions[level], word)


def test_what_cannot_be_divided_is_refused(editions):
    """Documents chosen in a way that no cell is: half of a day's."""
    from analysis.counts.day_counts import day_counts
    from analysis.counts.document_selection import selected_documents

    documents = selected_documents(editions["counts"], duplicates=True)
    shared = documents.filter(pl.len().over("date", "kind", "source", "date_precision") > 1)
    with pytest.raises(StudyError, match="only a part was asked for"):
        day_counts(editions["counts"], ("干部",), documents.filter(pl.col("doc_id") != shared["doc_id"][0]))


ALWAYS = ("date", "date_precision", "duplicate")


@pytest.mark.parametrize("every", ["1d", "1mo"])
@pytest.mark.parametrize("apart", [("source", "kind"), ("source",), ()], ids=str)
def test_what_coarser_cells_tell_is_the_same_and_the_rest_is_refused(editions, tmp_path, monkeypatch, every, apart):
    private = editions["private"]
    monkeypatch.setattr("analysis.counts.published_edition.finest_cells", lambda documents: (every, (*ALWAYS, *apart)))
    counts = private.publish(tmp_path / "p", min_documents=LEAST)
    assert counts.manifest["words"]["cells"] == [*ALWAYS, *apart] and counts.manifest["words"]["every"] == every
    by_month, by_day = OF_WORDS["novelty"], OF_WORDS["timeline"]
    assert_frame_equal(by_month(counts), by_month(private), check_exact=True)
    # a source has documents of one kind on a day, so that choosing kinds does not divide these cells
    kinds_divide = not apart or (every == "1mo" and "kind" not in apart)
    for choice, divided in ({"kinds": ["digest"]}, kinds_divide), ({"start": "2013-04-09"}, every == "1mo"):
        if divided:
            with pytest.raises(StudyError, match="only a part was asked for"):
                by_month(counts, **choice)
        else:
            assert_frame_equal(by_month(counts, **choice), by_month(private, **choice), check_exact=True)
    if every == "1d":
        assert_frame_equal(by_day(counts), by_day(private), check_exact=True)
    else:
        with pytest.raises(StudyError, match="words by month"):
            by_day(counts)
    got, expected = (comparable(OF_SLOGANS["drift by month"](one), "counts") for one in (counts, private))
    assert_frame_equal(got, expected, check_exact=True)


def test_the_finest_cells_of_which_few_are_small(monkeypatch):
    monkeypatch.setattr("analysis.counts.document_cells.FEW_SENTENCES", 20)
    days = [dt.date(2020, 1, day) for day in (1, 2, 3)]

    def finest(sizes):
        """Of sizes by day, source and kind."""
        rows = [
            (f"{d}{s}{k}", day, "day", s, k, None, size)
            for (d, day), sources in zip(enumerate(days), sizes)
            for s, kinds in zip("ab", sources)
            for k, size in zip("xy", kinds)
        ]
        names = ["doc_id", "date", "date_precision", "source", "kind", "duplicate_of", "n_sentences"]
        return finest_cells(pl.DataFrame(rows, schema=names, orient="row"))

    assert finest([[[20, 20], [20, 20]]] * 3) == ("1d", (*ALWAYS, "source", "kind"))
    assert finest([[[20, 9], [20, 20]]] * 3) == ("1d", (*ALWAYS, "source"))
    assert finest([[[9, 9], [20, 20]]] * 3) == ("1d", ALWAYS)
    assert finest([[[5, 5], [5, 4]]] * 3) == ("1mo", (*ALWAYS, "source"))
    assert finest([[[1, 1], [1, 1]]] * 3) == ("1mo", ALWAYS)
    assert finest([[[1000, 1000], [1000, 19]]] + [[[1000, 1000]] * 2] * 2) == ("1d", (*ALWAYS, "source", "kind"))
    assert finest([]) == ("1d", (*ALWAYS, "source", "kind"))


def test_every_need_is_met_by_the_private_edition_and_some_edition_lacks_it(editions):
    for what in NEEDS:
        needs(editions["private"], what, "this")
        with pytest.raises(StudyError, match=r"this needs .* counts edition"):
            needs(editions["counts"], what, "this")


def test_joined_counts_give_what_the_whole_gives(editions, tmp_path):
    parts = {level: [] for level in ("private", "counts", "sets")}
    pages = written()
    for place, keep in enumerate((pl.col("date") < dt.date(2014, 6, 1), pl.col("date") >= dt.date(2014, 6, 1))):
        part = build_features(corpus(pages.filter(keep)), LEXICON, tmp_path / f"{place}")
        parts["private"].append(part)
        for level in ("counts", "sets"):
            parts[level].append(part.publish(tmp_path / f"{place}-{level}", level=level, min_documents=3))
    whole = Features.join(parts["private"])
    asked = {name: OF_SLOGANS[name] for name in ("timeline", "first uses", "pairs by paragraph", "novelty")}
    asked |= {f"words: {name}": OF_WORDS[name] for name in ("timeline", "first uses", "novelty")}
    for level in ("counts", "sets"):
        both = Features.join(parts[level])
        assert both.manifest["edition"] == level
        for statistic in asked.values():
            assert_frame_equal(statistic(both), statistic(whole), check_exact=True)
        with pytest.raises(StudyError, match="joined from several"):
            drift(both, "六稳", nouns=LEAST)
        with pytest.raises(StudyError, match="different editions"):
            Features.join([parts["private"][0], parts[level][1]])
    with pytest.warns(UserWarning, match="counted once"):
        twice = Features.join([parts["counts"][0], parts["counts"][0]])
    with pytest.raises(StudyError, match="only a part was asked for"):  # the day's counts are of both
        timeline(twice, "干部")
    assert timeline(twice, "六保").to_frame().equals(timeline(parts["counts"][0], "六保").to_frame())
