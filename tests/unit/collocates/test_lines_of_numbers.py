"""A thousand numbers of many kinds of results on sentences written here, each led to lines that are exactly as many."""

import random
from time import perf_counter

import polars as pl
import pytest

from analysis import (
    Corpus,
    Features,
    Lexicon,
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
        rows.append({"id": f"d{at:03}", "date": day, "title": title, "kind": draw.choice(KINDS), "source": draw.choice(SOURCES), "text": text})  # fmt: skip
    frame = pl.DataFrame(rows)
    return frame.with_columns(
        genre=pl.when(pl.col("kind") == "社论").then(pl.lit("commentary")).otherwise(pl.lit("report"))
    )


@pytest.fixture(scope="module")
def features(tmp_path_factory):
    folder = tmp_path_factory.mktemp("numbers")
    pages().write_parquet(folder / "texts.parquet")
    return build_features(Corpus.read(folder / "texts.parquet"), Lexicon.read(), folder / "features")


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
        by=draw.choice(["kind", "source", "weekday", "genre"]),
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
        (network, lambda row: ([row["a"], row["b"]], row["f_ab"])),
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


UNITS = {"documents": ["doc_id"], "mentions": None, "paragraphs": ["doc_id"], "sentences": ["doc_id", "sentence"]}


def test_a_thousand_numbers_lead_to_lines_that_count_exactly_them(features):
    draw, texts, times = random.Random(SEED), dict(pages().select("id", "text").rows()), []
    titles = dict(pages().select("id", "title").rows())
    kinds = [one for _ in range(3) for one in results(features, draw)]
    seen = set()
    for at in range(NUMBERS):
        result, asked = kinds[at % len(kinds)]
        arguments, number = asked(draw.choice(result.frame.rows(named=True)))
        arguments = {"terms": arguments} if isinstance(arguments, list) else dict(arguments)
        began = perf_counter()
        found = evidence(result, *arguments.pop("terms", ()), **arguments)
        times.append(perf_counter() - began)
        assert found.number == number, (result, arguments)
        if not number:
            continue
        unit = found.parameters["counts"].split()[0]
        keys = UNITS[unit]
        assert found.height == number if keys is None else found.select(keys).n_unique() <= number
        if keys is not None and unit != "paragraphs":
            assert found.select(keys).n_unique() == number
        for doc_id, sentence, start, end, match in (
            found.select("doc_id", "sentence", "start", "end", "match").head(5).rows()
        ):
            assert (texts[doc_id] if sentence else titles[doc_id])[start:end] == match
        seen.add((type(result).__name__, unit))
    assert len(seen) >= 14
    assert sorted(times)[len(times) // 2] < 0.5  # seconds
