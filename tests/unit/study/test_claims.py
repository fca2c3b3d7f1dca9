"""A claim checks its own sentence, and the ledger holds what was claimed."""

import json
import re
from datetime import date

import numpy as np
import polars as pl
import pytest

from analysis.core.errors import StudyError
from analysis.core.results import TableResult
from analysis.study import claims, claims_ledger
from analysis.study.broken_evidence import survived
from analysis.study.claims import ClaimError, claim, claims_told
from analysis.study.claims_ledger import collect_ledger
from analysis.study.clauses import cell
from analysis.study.shown_evidence import ROWS_SHOWN

RISING = pl.DataFrame({"year": [2020, 2021, 2022, 2023], "documents": 900, "items": [1, 6, 128, 445]})


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    """A folder where claims are entered, as if a new process ran the notebook ``02-x``."""
    monkeypatch.setenv("TIFA_LEDGER", str(tmp_path / "ledger"))
    monkeypatch.setenv("TIFA_NOTEBOOK", "02-x")
    monkeypatch.setattr(claims_ledger, "_rows", {})
    return tmp_path / "ledger"


def there(evidence) -> bool:
    """A condition that any evidence meets."""
    return evidence is not None


def test_the_number_in_the_sentence_is_the_computed_one():
    assert claim("{n} stories, {rate:.1f} per 1,000", there, {"n": 8, "rate": 1.26}).text == "8 stories, 1.3 per 1,000"
    assert claim("first on {first}", there, pl.DataFrame({"first": [date(2014, 3, 9)]})).text == "first on 2014-03-09"
    assert claim("{value} stories", there, 8).text == "8 stories"
    assert claim("nothing to fill", there, 1).text == "nothing to fill"


def test_a_result_is_evidence_as_its_table_is():
    result = TableResult(pl.DataFrame({"n": [8]}), {"q": 0.05})
    assert repr(claim("{n} stories", there, result)) == repr(claim("{n} stories", there, result.frame))


def test_a_claim_that_does_not_hold_stops_and_shows_its_evidence():
    with pytest.raises(ClaimError, match="does not hold: 3 stories") as caught:
        claim("{n} stories", lambda given: given["n"] > 3, {"n": 3, "term": "四下基层"})
    assert "term: 四下基层" in str(caught.value)
    assert isinstance(caught.value, StudyError) and isinstance(caught.value, AssertionError)


@pytest.mark.parametrize("found", [1, "yes", pl.Series([True, True]), np.array([True, False])])
def test_a_condition_that_is_not_one_answer_is_refused(found):
    with pytest.raises(StudyError, match="True or False"):
        claim("something", lambda given: given and found, 1)
    with pytest.raises(StudyError, match="no answer"):
        claim("something", lambda given: {}.get(given), 1)


@pytest.mark.parametrize(
    "answered", [True, False, np.True_, 8 > 2, np.float64(3) > 2, RISING["items"].is_sorted(), 1, "yes"]
)
def test_an_answer_found_before_is_refused_at_once(monkeypatch, answered):
    monkeypatch.delenv("TIFA_ATTACK", raising=False)
    for asked in (lambda: claim("it rises", answered, RISING), lambda: claim({"it rises": answered}, evidence=RISING)):
        with pytest.raises(StudyError, match="a question to the evidence") as caught:
            asked()
        assert not isinstance(caught.value, ClaimError)
    with pytest.raises(StudyError, match="no condition"):
        claim("it rises", evidence=RISING)


def test_numpys_answer_to_a_question_is_an_answer():
    stated = claim("it is more", lambda given: given > np.float64(2), np.float64(3))
    assert stated.holds is True


def test_a_field_that_the_evidence_lacks_is_named():
    with pytest.raises(StudyError, match=r"(?s)\{storys\}.*Did you mean: stories\?") as caught:
        claim("{storys} of them", there, {"stories": 3})
    assert not isinstance(caught.value, ClaimError)
    with pytest.raises(StudyError, match="cannot be filled"):
        claim("{n:.1f}", there, {"n": "three"})


def test_what_is_shown_is_plain_escaped_and_short():
    frame = pl.DataFrame({"term": ["<b>"] * 20, "n": np.linspace(0, 1, 20)})
    stated = claim("a < b", there, frame)
    html, plain = stated._repr_html_(), repr(stated)
    assert "a &lt; b" in html and "<b>" not in html and "&lt;b&gt;" in html
    assert html.count("<tr>") == 1 + ROWS_SHOWN + 1 and "… 8 more rows" in html
    assert plain.splitlines()[0] == "✓ a < b" and plain.splitlines()[-1] == "  … 8 more rows"
    assert "0.0526316" in plain  # six digits: the last ones differ between machines


def test_a_notebook_shows_few_digits_and_no_type_of_the_evidence():
    days = {"start": [date(2020, 1, 1), date(2021, 1, 1)], "n_hits": [12345, 6], "few": [True, False]}
    html = claim("x", there, pl.DataFrame(days | {"p": [0.000939186, 1e-7], "lag": [-1401.85, 0.5]}))._repr_html_()
    cells = re.findall(r"<t[hd]>(.*?)</t[hd]>", html)
    assert cells[:5] == ["start", "n hits", "few", "p", "lag"]
    assert cells[5:] == ["2020", "12345", "yes", "0.000939", "−1,402", "2021", "6", "no", "&lt;0.001", "0.5"]


def test_evidence_of_any_kind_is_shown():
    evidence = {"none": None, "list": [1, 2.5], "series": pl.Series(["甲"]), "day": date(2020, 1, 2), "np": np.int64(4)}
    assert repr(claim("x", there, evidence)).splitlines()[1:] == [
        "  none: –",
        "  list: 1, 2.5",
        "  series: 甲",
        "  day: 2020-01-02",
        "  np: 4",
    ]


def test_the_ledger_holds_each_claim_in_order_whether_it_held_or_not(ledger):
    claim("{n} stories", there, {"n": 8})
    with pytest.raises(ClaimError):
        claim("none at all", pl.col("a").max() > 2, pl.DataFrame({"a": [1, 2], "b": ["=x", "y"]}))
    rows = [json.loads(line) for line in (ledger / "02-x.jsonl").read_text("utf-8").splitlines()]
    assert [[row[name] for name in ("notebook", "number", "claim", "value", "holds")] for row in rows] == [
        ["02-x", 1, "8 stories", "n: 8", True],
        ["02-x", 2, "none at all", "a: 1 · b: =x; a: 2 · b: y", False],
    ]
    assert rows[0]["survived"] == "changed" and rows[1]["survived"] == ""


def test_a_new_run_begins_its_ledger_anew(ledger, monkeypatch):
    claim("first run", there, 1)
    monkeypatch.setattr(claims_ledger, "_rows", {})
    claim("second run", there, 1)
    assert "first run" not in (ledger / "02-x.jsonl").read_text("utf-8")


def test_ledgers_are_merged_and_sorted(ledger, tmp_path, monkeypatch):
    claim("=later", there, 1)
    monkeypatch.setenv("TIFA_NOTEBOOK", "01-a")
    for k in range(11):
        claim("claim {value}", there, k)
    out = tmp_path / "claims.csv"
    frame = collect_ledger(ledger, out)
    assert frame["notebook"].to_list() == ["01-a"] * 11 + ["02-x"]
    assert frame["claim"].to_list()[:11] == [f"claim {k}" for k in range(11)]  # 10 after 9, not after 1
    text = out.read_bytes()
    assert text.startswith(b"\xef\xbb\xbfnotebook,number,claim,value,holds,clauses,") and b",'=later," in text
    assert collect_ledger(ledger, out).equals(frame) and out.read_bytes() == text


def test_no_ledger_is_kept_unless_asked_for(tmp_path, monkeypatch):
    monkeypatch.delenv("TIFA_LEDGER", raising=False)
    monkeypatch.chdir(tmp_path)
    claim("quiet", there, 1)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_of_ledgers_is_named(tmp_path):
    with pytest.raises(StudyError, match="TIFA_LEDGER"):
        collect_ledger(tmp_path / "none", tmp_path / "claims.csv")


ITEMS = {year: pl.col("items").filter(pl.col("year") == year) for year in (2020, 2021, 2023)}
ROSE = {
    "it rises from {first} items in 2020": ITEMS[2020] < ITEMS[2021],
    "to {last} in 2023": (ITEMS[2023] > 2 * ITEMS[2021]) & (ITEMS[2023] == pl.col("items").max()),
}
ENDS = {"first": ITEMS[2020], "last": ITEMS[2023]}


def test_every_clause_has_its_condition_and_the_one_that_fails_is_named():
    stated = claim(ROSE, evidence=RISING, numbers=ENDS)
    assert stated.text == "it rises from 1 items in 2020 to 445 in 2023" and stated.holds
    with pytest.raises(ClaimError, match="the clause that fails: to 1 in 2023"):
        claim(ROSE, evidence=RISING.with_columns(pl.Series("items", [0, 6, 128, 1])), numbers=ENDS)


def test_a_condition_may_be_a_function_of_the_evidence():
    assert (
        claim("{n} rows", lambda table: table.height == 4, RISING, numbers={"n": lambda table: table.height}).text
        == "4 rows"
    )
    with pytest.raises(ClaimError):
        claim("it falls", lambda table: table["items"].is_sorted(descending=True), RISING)


@pytest.mark.parametrize("constant", [pl.lit(True), lambda table: True, lambda: True, lambda table: 445 > 1])
def test_a_condition_that_looks_at_nothing_is_refused(constant):
    with pytest.raises(StudyError, match="constant"):
        claim("it rises", constant, RISING)


def test_an_expression_needs_a_table_and_one_answer():
    with pytest.raises(StudyError, match="one table"):
        claim("it rises", pl.col("items").is_sorted(), {"items": 3})
    with pytest.raises(StudyError, match="True or False"):
        claim("it rises", pl.col("items") > 3, RISING)


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("446 items", None),
        ("it is named in 2024", None),
        ("in {n} items", {"n": 446}),
        ("more than 1,000 items", None),
        ("a share of 3.5 %", None),
    ],
)
def test_a_number_that_the_evidence_does_not_hold_is_refused(sentence, numbers):
    with pytest.raises(StudyError, match="not in its evidence"):
        claim(sentence, pl.col("items").max() > 0, RISING, numbers=numbers)


def test_a_number_that_stands_in_the_evidence_may_be_written():
    named = RISING.with_columns(term=pl.lit("中国制造2025"), first=date(2015, 5, 8))
    for sentence in ("445 items in 2023", "中国制造2025 of 2015, on day 8 of month 5", "from {a}", "of {n:,}"):
        assert claim(sentence, pl.col("items").max() > 0, named, numbers={"a": 2020, "n": pl.col("items").sum() * 10})


def test_controls_say_for_how_many_ordinary_words_it_holds_as_well():
    terms = RISING.with_columns(term=pl.lit("甲"))
    words = pl.concat(
        [
            RISING.with_columns(pl.Series("items", v), term=pl.lit(w))
            for w, v in [("乙", [4, 3, 2, 1]), ("丙", [1, 2, 3, 4])]
        ]
    )
    stated = claim("it rises", pl.col("items").is_sorted(), terms, controls=words, exposure="900 documents a year")
    assert stated.attacked["controls"] == (1, 2)
    assert "of 2 ordinary words it holds for 1" in repr(stated) and "900 documents a year" in stated._repr_html_()
    with pytest.raises(StudyError, match="controls="):
        claim("it rises", pl.col("items").is_sorted(), RISING, controls=words)


def test_the_ledger_says_what_broken_evidence_did(ledger):
    claim(ROSE, evidence=RISING, numbers=ENDS)
    claim("there are items", pl.col("items").sum() > 0, RISING, survives="a sum has no order")
    first, second = (json.loads(line) for line in (ledger / "02-x.jsonl").read_text("utf-8").splitlines())
    assert first["clauses"] == 2 and first["survived"] == "" and "reversed 0/1" in first["attacked"]
    assert second["survived"] == "level, reversed, shuffled, dropped" and second["survives"] == "a sum has no order"
    assert first["data"] == second["data"] != claims_ledger.digest(RISING.head(2))


def test_a_digest_takes_evidence_of_any_kind():
    whole = {"table": RISING, "lists": pl.DataFrame({"a": [[1, 2]]}), "n": 3}
    assert len(claims_ledger.digest(whole)) == 12 and claims_ledger.digest(None) != claims_ledger.digest(whole)


def test_clauses_carry_their_own_conditions():
    with pytest.raises(StudyError, match="by name"):
        claim(ROSE, there, RISING)
    with pytest.raises(StudyError, match="at least one"):
        claim({}, evidence=RISING)
    with pytest.raises(StudyError, match="no table"):
        claim("{n}", there, {"a": 1}, numbers={"n": pl.col("a")})


def test_a_cell_is_one_value_and_none_answers_nothing():
    years = RISING.with_columns(start=pl.date("year", 1, 1), term=pl.lit("甲"))
    assert years.select(cell("items", start=2022, term="甲")).item() == 128
    assert years.select(cell("items", start=date(2021, 1, 1))).item() == 6
    with pytest.raises(StudyError, match="no answer"):
        claim("more", cell("items", start=2030) > 3, years)
    with pytest.raises(StudyError, match="which row"):
        cell("items")


def test_a_clause_that_holds_on_all_broken_evidence_is_idle():
    found = claim(
        {"it rises": ITEMS[2020] < ITEMS[2023], "and was counted": pl.col("items").min() >= 0}, evidence=RISING
    )
    assert "idle clause 2" in survived(found.attacked)
    capped = {"it rises": ITEMS[2020] < ITEMS[2023], "to no more than 445": pl.col("items").max() <= 445}
    assert "idle clause 2" not in claim(capped, evidence=RISING).attacked  # fails where numbers are larger
    assert "idle clause 1" not in found.attacked
    assert not any(kind.startswith("idle") for kind in claim(ROSE, evidence=RISING, numbers=ENDS).attacked)


@pytest.mark.parametrize(
    ("conditions", "evidence"),
    [
        ({"items": there}, 3),
        ({"items": pl.col("items").sum() > 0}, RISING),
        ({"items": lambda one: one["n"] >= 0}, {"n": 3}),
    ],
)
def test_a_strict_run_stops_at_a_claim_that_broken_evidence_does_not_touch(monkeypatch, conditions, evidence):
    claim(conditions, evidence=evidence)
    monkeypatch.setenv("TIFA_ATTACK", "strict")
    with pytest.raises(ClaimError, match="broken evidence"):
        claim(conditions, evidence=evidence)
    assert claim(conditions, evidence=evidence, survives="a sum has no order").holds
    assert claim(ROSE, evidence=RISING, numbers=ENDS).holds


def test_the_ledger_names_the_calls_that_made_the_evidence(ledger):
    result = TableResult(RISING, {"corpus": {"name": "news"}, "every": "1y", "kinds": None})
    claim(ROSE, evidence=result, numbers=ENDS)
    claim(ROSE, evidence=RISING, numbers=ENDS, results=[result, result])
    claim(ROSE, evidence=RISING, numbers=ENDS)
    rows = [json.loads(line)["call"] for line in (ledger / "02-x.jsonl").read_text("utf-8").splitlines()]
    assert rows == ["TableResult(corpus=news, every=1y)"] * 2 + [""]


def test_a_summary_is_the_claims_own_sentences(monkeypatch):
    monkeypatch.setattr(claims, "_told", {})
    for n in (3, 4):  # a cell that is run again
        claim("{n} <stories>", pl.col("n") > 2, pl.DataFrame({"n": [n]}))
    claim("{n} pages", pl.col("n") > 2, pl.DataFrame({"n": [5]}))
    with pytest.raises(ClaimError):
        claim("{n} lies", pl.col("n") > 7, pl.DataFrame({"n": [6]}))
    assert repr(claims_told()) == "- 4 <stories>\n- 5 pages"
    assert repr(claims_told("pages")) == "- 5 pages" and "&lt;stories&gt;" in claims_told()._repr_html_()
    with pytest.raises(StudyError, match="says 'lies'"):
        claims_told("lies")


TWO_YEARS = {"it grows": cell("hits", year=2020) < cell("hits", year=2021)}
COUNTS = pl.DataFrame({"year": [2020, 2021], "hits": [22, 89]})


def test_counts_of_two_years_are_not_compared_over_nobody_knows_how_much():
    with pytest.raises(StudyError, match=r"(?s)hits of several slices \(year\).*documents.*exposure=") as caught:
        claim(TWO_YEARS, evidence=COUNTS)
    assert not isinstance(caught.value, ClaimError)
    assert claim(TWO_YEARS, evidence=COUNTS, exposure="6,246 and 5,761 items").holds
    words = pl.DataFrame({"year": [2020, 2021] * 2, "hits": [5, 4, 1, 3], "term": ["甲", "甲", "乙", "乙"]})
    assert claim(TWO_YEARS, evidence=COUNTS.with_columns(term=pl.lit("丙")), controls=words).holds
    with pytest.raises(ClaimError):  # what does not hold is said first
        claim({"it falls": cell("hits", year=2020) > cell("hits", year=2021)}, evidence=COUNTS)


@pytest.mark.parametrize("column", ["documents", "characters", "tested", "sentences", "of"])
def test_a_column_of_what_was_counted_over_is_an_exposure(column):
    assert claim(TWO_YEARS, evidence=COUNTS.with_columns(pl.lit(900).alias(column))).holds


@pytest.mark.parametrize(
    "condition",
    [
        pl.col("hits").max() == cell("hits", year=2021),
        2 * pl.col("hits").filter(pl.col("year") < 2021).sum() <= pl.col("hits").filter(pl.col("year") > 2020).sum(),
        (pl.col("hits") > 0).all() & ~(pl.col("hits").first() >= pl.col("hits").last()),
        pl.col("hits").sort_by("year").is_sorted(),
        pl.col("hits").diff().drop_nulls().min() > 0,
    ],
)
def test_a_comparison_is_found_wherever_it_stands(condition):
    with pytest.raises(StudyError, match="exposure="):
        claim("it grows", condition, COUNTS)


@pytest.mark.parametrize(
    ("condition", "evidence"),
    [
        (cell("hits", year=2021) > 10, COUNTS),  # a count and a number
        ((pl.col("hits") > 0).all() & (pl.col("hits").sum() == 111), COUNTS),
        ((pl.col("quoted") <= pl.col("hits")).all(), COUNTS.with_columns(quoted=pl.lit(3))),  # of one slice each
        (TWO_YEARS["it grows"], COUNTS.with_columns(rate=pl.Series([3.5, 15.4]))),
        (
            cell("hits", term="甲") < cell("hits", term="乙"),
            pl.DataFrame({"term": ["甲", "乙"], "hits": [1, 2]}),
        ),  # of one time
        (2 * cell("hits", year=2021) > pl.col("hits").sum(), COUNTS),  # a part and its whole
        (lambda table: table["hits"][0] < table["hits"][1], COUNTS),  # cannot be looked into
    ],
)
def test_what_compares_no_counts_of_two_slices_needs_no_exposure(condition, evidence):
    assert claim("so it is", condition, evidence).holds


def test_counts_of_two_corpora_need_one_as_well():
    both = pl.DataFrame({"corpus": ["news", "comment"], "hits": [89, 3]})
    with pytest.raises(StudyError, match=r"\(corpus\)"):
        claim("news has more", cell("hits", corpus="news") > cell("hits", corpus="comment"), both)
