"""Numbers of every kind of result on sentences written here, each led to lines that are exactly as many."""

import random
from time import perf_counter

import polars as pl
import pytest

from analysis import (
    Corpus,
    Features,
    Lexicon,
    StudyError,
    Term,
    build_features,
    carriers,
    compare_genres,
    cooccurrence,
    evidence,
    first_uses,
    list_order,
    litany,
    movers,
    network_series,
    prominence,
    shared_collocates,
    side_by_side,
    timeline,
)

SEED, NUMBERS = 7, 1_000
TERMS = ["六保", "六稳", "枫桥经验", "主题教育", "三严三实", "“三严三实”专题教育", "四下基层", "共同富裕"]
SENTENCES = [
    "干部到村里修路，老师说学校开门了。", "{0}要抓好，{1}也要抓好。", "水库边上开会，说的是“{0}”。", "{0}、{1}、{2}，一样也不能少。",
    "村里人问什么是{0}，又问{0}怎么做。", "学校把{0}写进了课本。", "冬天的路不好走。", "“{0}”和{1}，老师讲了一上午。",
]  # fmt: skip
KINDS, SOURCES = ["社论", "新闻"], ["山报", "河报"]


def pages(documents: int = 400) -> pl.DataFrame:
    """Documents of four years, some without a date or with that of a year, some copies of earlier ones."""
    draw, rows = random.Random(SEED), []
    for at in range(documents):
        said = [draw.choice(SENTENCES).format(*draw.sample(TERMS, 3)) for _ in range(draw.randint(1, 7))]
        breaks = [draw.choice(["", "", "\n"]) for _ in said]
        text = "".join(one + stop for one, stop in zip(said, breaks, strict=True))
        if rows and draw.random() < 0.1:
            text = draw.choice(rows)["text"]
        day = f"{draw.randint(2019, 2022)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        day = draw.choices([day, day[:4], None], [30, 1, 1])[0]
        title = draw.choice(["村里", "{0}之年", "短评：说{0}", "学校"]).format(draw.choice(TERMS))
        genre = draw.choice(["commentary", "report"])
        row = {"doc_id": f"d{at:03}", "date": day, "title": title, "kind": draw.choice(KINDS), "genre": genre}
        rows.append(row | {"source": draw.choice(SOURCES), "text": text})
    return pl.DataFrame(rows)


CORPUS = Corpus.from_frame(pages())


@pytest.fixture(scope="module")
def features():
    """In memory: of what is read from disk a question takes ten times as long."""
    counted = build_features(CORPUS, Lexicon.read(), "memory://numbers")
    tables = (counted.documents, counted.mentions, counted.sentences, counted.vocabulary)
    return Features.from_frames(*(one.collect() for one in tables), manifest=counted.manifest)


def results(features: Features, draw: random.Random) -> list:
    """One result of each kind, with options drawn: (result, one row of its table → arguments and the number)."""
    choice = {"duplicates": draw.random() < 0.5, "kinds": draw.choice([None, ["社论"]])}
    when = {"start": draw.choice([None, "2020-03"]), "end": draw.choice([None, "2022-05"])}
    place = {"where": draw.choice([None, "title", "lead", "body"]), "genre": draw.choice([None, "commentary"])}
    every = draw.choice(["1y", "1q", "1mo"])
    words = [*TERMS, "学校", "老师"]
    lines = timeline(features, words, every=every, **choice, **when, **place)
    sensed = timeline(features, ["主题教育"], every="1mo", sense="the Thought")
    smooth = timeline(features, TERMS, every="1mo", smooth="6mo", **choice)
    context = draw.choice(["sentence", "paragraph", "document"])
    network = cooccurrence(features, terms=words, context=context, **choice, **when)
    series = network_series(
        features, context=context, delta=None, q=0.99, min_contexts=1, min_documents=1, min_months=1, draws=2
    )
    order = list_order(features, TERMS[:4], every, **choice)
    forms = litany(features, TERMS[:4], every=every, **choice)
    moved = movers(features, draw.choice(TERMS), "2019", "2021", least=1, **choice)
    carried = carriers(
        features,
        TERMS,
        by=draw.choice(["kind", "source", "weekday", "genre", "province", "occasion"]),
        every=draw.choice([None, "1y"]),
        **choice,
    )
    genres = compare_genres(features, TERMS, unit=draw.choice(["documents", "characters"]), **choice)
    both = side_by_side({"all": features, "late": features.between("2020")}, TERMS, every=every)
    spans = {TERMS[0]: ("2019", "2021"), TERMS[1]: ("2021", "2023")}

    def by_term(row, of):
        number = row[of] if of != "quoted" else round((row["quoted_share"] or 0) * (row["mentions"] or 0))
        return {"term": row["term"], "start": row["start"], "of": of}, number

    return [
        (lines, lambda row: by_term(row, draw.choice(["hits", "mentions"] + ["quoted"] * (row["quoted_share"] is not None)))),
        (sensed, lambda row: by_term(row, draw.choice(["hits", "mentions", "quoted"]))),
        (smooth, lambda row: by_term(row, draw.choice(["hits", "mentions", "quoted"]))),
        (prominence(features, TERMS, every=every, where="lead", **choice), lambda row: by_term(row, draw.choice(["hits", "there"]))),
        (network, lambda row: ({"terms": [row["a"], row["b"]]}, row["f_ab"])),
        (series, lambda row: ({"terms": [row["a"], row["b"]], "start": row["start"]}, row["f_ab"])),
        (order, lambda row: ({"terms": [row["first"], row["second"]], "start": row["start"], "of": (of := draw.choice(["sentences", "before"]))}, row[of])),
        (forms, lambda row: ({"form": row["form"], "start": row["start"]}, row["sentences"])),
        (moved, lambda row: ({"collocate": row["collocate"], "of": (of := draw.choice(["before", "after"]))}, row[of])),
        (carried, lambda row: ({"term": row["term"], "carrier": row["carrier"]} | ({"start": row["start"]} if carried.parameters["every"] else {}), row["hits"])),
        (genres, lambda row: ({"term": row["term"], "of": (of := draw.choice(["hits_1", "hits_2"]))}, row[of])),
        (both, lambda row: ({"term": row["term"], "start": row["start"], "series": row["series"]}, row["hits"])),
        (first_uses(features, words, **choice), lambda row: ({"term": row["term"]}, row["documents"])),
        (shared_collocates(features, spans, draws=10), lambda row: ({"terms": [row["earlier"], row["later"]], "of": (of := draw.choice(["sentences_1", "sentences_2"]))}, row[of])),
    ]  # fmt: skip


UNITS = {"documents": ["doc_id"], "sentences": ["doc_id", "sentence"]}


def test_numbers_of_every_kind_lead_to_lines_that_count_exactly_them(features):
    """A thousand whole questions to fourteen kinds of results, each compared with its table: about six seconds."""
    draw, texts, times, seen = random.Random(SEED), dict(pages().select("doc_id", "text").rows()), [], set()
    titles = dict(pages().select("doc_id", "title").rows())
    kinds = [one for _ in range(2) for one in results(features, draw)]
    for at in range(NUMBERS):
        result, asked = kinds[at % len(kinds)]
        arguments, number = asked(draw.choice(result.frame.rows(named=True)))
        began = perf_counter()
        found = evidence(result, *arguments.pop("terms", ()), texts=CORPUS, **arguments)
        times.append(perf_counter() - began)
        assert found.number == number, (result, arguments)
        unit = found.parameters["counts"].split()[0]
        if unit == "mentions":
            assert found.height == number
        elif unit in UNITS and number:
            assert found.select(UNITS[unit]).n_unique() == number
        if number:
            places = found.select("doc_id", "sentence", "start", "end", "match").head(5).rows()
            assert all((texts[a] if n else titles[a])[start:end] == match for a, n, start, end, match in places)
            seen.add((type(result).__name__, unit))
    assert (
        len(seen) >= 12 and sorted(times)[len(times) // 2] < 0.5
    )  # seconds; single ones are at the mercy of the machine


def one_page(*texts: str, **columns) -> tuple[Corpus, Features]:
    frame = pl.DataFrame({"id": [f"p{at}" for at in range(len(texts))], "text": texts, **columns})
    corpus = Corpus.from_frame(frame)
    return corpus, build_features(corpus, Lexicon.read(), f"memory://by-hand-{abs(hash((texts, str(columns))))}")


def shown(found) -> list:
    return found.select("doc_id", "sentence", "match").rows()


def test_a_sentence_that_mentions_a_term_twice_by_hand():
    corpus, features = one_page(
        "六保、六保，还是六保。", "六稳。", date=["2020-05-01", "2020-06-01"], title=["村", "路"]
    )
    line = timeline(features, "六保")
    assert evidence(line, texts=corpus).number == 1  # a document
    mentions = evidence(line, of="mentions", texts=corpus)
    assert mentions.number == 3 and mentions["start"].to_list() == [0, 3, 8]
    one = evidence(cooccurrence(features), "六保", texts=corpus)
    assert (one.number, one.height) == (1, 3)  # a sentence, and every mention in it
    assert evidence(line, of="documents").number == 2


def test_of_terms_that_overlap_the_longest_has_the_line_and_one_inside_it_shares_it():
    own = Lexicon.read().with_terms([Term("村路"), Term("村路会议"), Term("议事堂")])
    pages = {"date": ["2015-05-01"], "title": ["村路会议"], "text": ["村路会议事堂里说的是村路。"]}
    corpus = Corpus.from_frame(pl.DataFrame(pages))
    line = timeline(build_features(corpus, own, "memory://overlapping"), ["村路", "村路会议", "议事堂"])
    found = {one: evidence(line, one, of="mentions", texts=corpus) for one in ("村路", "村路会议", "议事堂")}
    assert found["村路会议"].select("sentence", "match").rows() == [(0, "村路会议"), (1, "村路会议")]
    assert found["村路"].select("sentence", "match").rows() == [(0, "村路会议"), (1, "村路会议"), (1, "村路")]
    assert found["议事堂"].number == found["议事堂"].height == 0


def test_copies_genres_places_senses_and_quotation_marks_by_hand():
    text = "老师说“六保”好。六保要落实。主题教育开课。"
    columns = {
        "date": ["2019-06-01", "2019-06-02", "2023-06-01", "2021-03-01"],
        "title": ["六保之年", "村里", "主题教育", "路"],
        "genre": ["report", "report", "commentary", "report"],
    }
    corpus, features = one_page(
        text, text, "主题教育，“主题教育”。河边修路，走了很久才到学校。", "主题教育，开会。", **columns
    )
    once, twice = (timeline(features, "六保", duplicates=duplicates) for duplicates in (False, True))
    assert [evidence(one, texts=corpus).number for one in (once, twice)] == [1, 2]
    assert {one for one, *_ in shown(evidence(twice, texts=corpus))} == {"p0", "p1"}
    theme = timeline(features, "主题教育", genre="commentary")
    assert shown(evidence(theme, texts=corpus, of="mentions")) == [("p2", 0, "主题教育"), *[("p2", 1, "主题教育")] * 2]
    assert shown(evidence(timeline(features, "主题教育", where="title"), texts=corpus)) == [("p2", 0, "主题教育")]
    assert evidence(timeline(features, "主题教育")).number == 3  # 2021 had no such campaign:
    assert evidence(timeline(features, "主题教育", sense="the Thought"), texts=corpus).frame[
        "doc_id"
    ].unique().to_list() == ["p2"]
    quoted = evidence(timeline(features, "主题教育"), of="quoted", texts=corpus)
    assert quoted.number == 1 and quoted.select("left", "match").row(0) == ("主题教育，“", "主题教育")


def test_words_and_orders_of_first_uses_by_hand():
    texts = ("学校来了老师，学校很大。", "六稳和六保，六保修好了。六保、六稳。", "六稳、六保。学校修路。")
    corpus, features = one_page(*texts, date=["2020-01-01", "2020-02-01", "2020-03-01"], title=["a", "b", "c"])
    word = evidence(timeline(features, "学校"), of="mentions", texts=corpus)
    assert [*zip(word["doc_id"], word["start"], strict=True)] == [("p0", 0), ("p0", 7), ("p2", 6)]
    order = list_order(features, ["六稳", "六保"])
    assert (
        evidence(order, "六稳", "六保", of="before", texts=corpus).frame["doc_id"].to_list() == ["p1"] * 3 + ["p2"] * 2
    )
    turned = evidence(litany(features, ["六稳", "六保"]), form="六保→六稳", texts=corpus)
    assert shown(turned) == [("p1", 2, "六保"), ("p1", 2, "六稳")]
    first = evidence(first_uses(features, "六保"), of="first", texts=corpus)
    assert first.number == 1 and first["doc_id"].unique().to_list() == ["p1"]
    beside = evidence(
        movers(features, "六稳", "2020-01", "2020-02", every="1mo", least=1), collocate="六保", texts=corpus
    )
    assert (beside.number, beside.height) == (2, 3)  # two sentences, in one of which it stands twice


def test_texts_that_went_are_named_and_documents_can_still_be_asked(tmp_path):
    pages(20).write_parquet(tmp_path / "texts.parquet")
    features = build_features(tmp_path / "texts.parquet", Lexicon.read(), tmp_path / "features")
    line = timeline(features, TERMS[0])
    number = int(line.frame["hits"].sum())
    assert number and evidence(line)["doc_id"].n_unique() == evidence(line, texts=False).height == number
    (tmp_path / "texts.parquet").rename(tmp_path / "moved.parquet")
    with pytest.raises(StudyError, match=r"texts\.parquet, and nothing is there.*\n.*texts="):
        evidence(line)
    assert (
        evidence(line, texts=False).number
        == evidence(line, texts=Corpus.read(tmp_path / "moved.parquet")).number
        == number
    )


def test_a_counts_edition_leads_to_lines_of_pairs_where_texts_are_given_and_says_what_it_does_not_know(tmp_path):
    corpus = Corpus.from_frame(pages(60))
    private = build_features(corpus, Lexicon.read(), tmp_path / "private")
    counts = private.publish(tmp_path / "counts", min_documents=1)
    pair = cooccurrence(counts).counts.row(0, named=True)
    given, own = (evidence(cooccurrence(one), pair["a"], pair["b"], texts=corpus) for one in (counts, private))
    assert given.number == own.number == pair["f_ab"] and given.frame.equals(own.frame)
    with pytest.raises(StudyError, match="which of two stands first needs the places of mentions"):
        evidence(list_order(counts, TERMS[:2]), *TERMS[:2], of="before")


def test_what_cannot_be_led_back_says_so_and_what_can():
    _, features = one_page("六保、六稳。", "六稳。", date=["2020-05-01", "2021-06-01"], title=["村", "路"])
    with pytest.raises(StudyError, match="no number of 'rate'.*hits, mentions.*\n.*made of these"):
        evidence(timeline(features, "六保"), of="rate")
    network = cooccurrence(features, context="window")
    with pytest.raises(StudyError, match="windows are not kept"):
        evidence(network, "六保", "六稳")
    with pytest.raises(StudyError, match="no rows by term.*\n.*timelines, verdicts"):
        evidence(evidence(timeline(features, "六保")))
    with pytest.raises(StudyError, match="no column 'colour'"):
        evidence(timeline(features, "六保"), colour="red")
    both = side_by_side({"one": features, "two": features}, "六保")
    with pytest.raises(StudyError, match="series='one'"):
        evidence(both)
