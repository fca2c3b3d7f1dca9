"""Candidates: what is quoted or counted off, ranked by its jump; and what is left out."""

import inspect
import math

import polars as pl
import pytest

from analysis.core.errors import StudyError
from analysis.discovery.candidate_patterns import cut_pieces, numeral_strings, quoted_strings, reduce_substrings
from analysis.discovery.candidates import discover
from tests.support.toy import toy


def strings(function, *texts):
    table = pl.DataFrame({"doc_id": [str(i) for i in range(len(texts))], "text": texts}).lazy()
    return sorted(function(table).collect()["candidate"].to_list())


def test_quotations():
    assert strings(
        quoted_strings,
        "他说“山水相连”，又说“好”。",
        "“六保”与“甲乙”，“一二三、四五六”；『互联网+』",
        "“他来了，我走了”",
    ) == ["一二三、四五六", "互联网+", "六保", "山水相连"]


def test_numerals_are_no_part_of_numbers_ordinals_or_words():
    found = strings(numeral_strings, "坚持三个务必。", "第三个方案，二十三个地方，进一步改善，2三个字眼")
    assert found == ["三个务必"]
    assert strings(numeral_strings, "推动两学一做走深") == ["两学一", "两学一做", "两学一做走"]


def test_fragments_go_and_quoted_strings_stay():
    rows = [
        ("三严三", "numeral", 20),
        ("三严三实", "numeral", 20),
        ("三严三实的", "numeral", 4),
        ("三严三", "quoted", 1),
    ]
    table = pl.DataFrame(rows, orient="row", schema=["candidate", "source", "documents"])
    assert reduce_substrings(table).select("candidate", "source").rows() == [
        ("三严三实", "numeral"),
        ("三严三", "quoted"),
    ]


def test_the_string_that_jumps_comes_first():
    docs, texts = [], []
    for year in (2013, 2014):
        for i in range(60):
            docs.append((f"{year}-{1 + i % 12:02d}-{1 + i // 12:02d}", [[["_"]]]))
            new = "“新的说法”" if year == 2014 and i % 4 == 0 else ""
            texts.append(f"今天开会，“老的说法”很好。{new}")
    made = toy(docs, kinds={"老的说法": "slogan"})
    corpus = type("C", (), {"texts": pl.DataFrame({"doc_id": [f"d{i:03d}" for i in range(120)], "text": texts})})
    found = discover(made, corpus)
    row = found.to_frame().row(0, named=True)
    assert (row["candidate"], row["year"], row["rank"], row["days"], row["before"], row["known"]) == (
        "新的说法",
        2014,
        1,
        15,
        0,
        False,
    )
    # k ln(k / e) - (k - e) with 15 days, and half a day in 61 expected on each of 60
    e = 0.5 / 61 * 60
    assert row["weight"] == pytest.approx(15 * math.log(15 / e) - (15 - e), rel=1e-9)
    steady = found.to_frame().filter(pl.col("candidate") == "老的说法").row(0, named=True)
    assert steady["known"] and steady["weight"] < 0.01 and steady["rank"] == 2
    assert (found.recall(["新的说法", "别的"]), found.precision(["新的说法"])) == (0.5, 0.5)
    assert repr(found) == "<Candidates: 2 in 1 years, 1 known>" and found.parameters["sources"] == (
        "quoted",
        "numeral",
        "phrase",
    )
    assert set(found.parameters) == set(inspect.signature(discover).parameters) - {"genre", "features"} | {"every"}
    with pytest.warns(FutureWarning, match="Candidates.frame"):
        assert found.table.equals(found.frame)
    for sources in (["guess"], []):
        with pytest.raises(StudyError, match="quoted, numeral, phrase"):
            discover(made, corpus, sources=sources)
    first_year = discover(made, corpus, end="2014")
    assert first_year.is_empty() and first_year.schema == found.schema and first_year.precision(["新的说法"]) is None
    with pytest.raises(StudyError, match="no text"):
        discover(made, type("C", (), {"texts": corpus.texts.head(0)}))


def test_recall_on_invented_texts():
    from tests.validity import discovery

    assert discovery.run(fast=True, seed=1)[0]["value"] >= 0.7


def test_pieces_of_words_and_of_longer_strings_are_no_candidates():
    texts = ["落实八项规定精神。"] * 5 + ["坚决做到两个维护。", "把两个维护落到实处。", "两个维护是根本。"] * 2
    lines = pl.DataFrame({"text": texts}).lazy()
    asked = pl.Series(["八项规定", "八项规定精", "两个维护"])
    assert cut_pieces(lines, asked).to_list() == ["八项规定", "八项规定精"]
    led = pl.DataFrame({"text": ["神舟十号飞船升空。", "神舟十号飞船返回。", "看三个务必还。"]}).lazy()
    assert cut_pieces(led, pl.Series(["十号飞船", "三个务必还"])).to_list() == ["三个务必还", "十号飞船"]
    free = pl.DataFrame({"text": [*texts, *["出台八项规定。", "八项规定来了。"] * 3]}).lazy()
    assert cut_pieces(free, asked).to_list() == ["八项规定精"]


def test_days_are_ranked_and_not_documents():
    docs, texts = [], []
    for year in (2013, 2014):
        for day in range(1, 25):
            for k in range(3):
                docs.append((f"{year}-05-{day:02d}", [[["_"]]]))
                said = "“一日之词”" if year == 2014 and day in (3, 4, 5, 6) else ""  # twelve documents of four days
                said += "“十日之词”" if year == 2014 and day % 2 == 0 and k == 0 and day < 21 else ""  # ten of ten
                texts.append(f"今天开会。{said}")
    corpus = type("C", (), {"texts": pl.DataFrame({"doc_id": [f"d{i:03d}" for i in range(144)], "text": texts})})
    found = discover(toy(docs), corpus).to_frame()
    assert found.select("rank", "candidate", "documents", "days").rows() == [
        (1, "十日之词", 10, 10),
        (2, "一日之词", 12, 4),
    ]
    e = 0.5 / 25 * 24
    assert found["weight"][1] == pytest.approx(4 * math.log(4 / e) - (4 - e), rel=1e-9)
