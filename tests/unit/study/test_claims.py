"""A claim checks its own sentence, and the ledger holds what was claimed."""

import json
from datetime import date

import numpy as np
import polars as pl
import pytest

from analysis.core.errors import StudyError
from analysis.core.results import TableResult
from analysis.study import claims
from analysis.study.claims import ClaimError, claim, collect_ledger


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    """A folder where claims are entered, as if a new process ran the notebook ``02-x``."""
    monkeypatch.setenv("TIFA_LEDGER", str(tmp_path / "ledger"))
    monkeypatch.setenv("TIFA_NOTEBOOK", "02-x")
    monkeypatch.setattr(claims, "_rows", {})
    return tmp_path / "ledger"


def test_the_number_in_the_sentence_is_the_computed_one():
    assert claim("{n} stories, {rate:.1f} per 1,000", True, {"n": 8, "rate": 1.26}).text == "8 stories, 1.3 per 1,000"
    assert claim("first on {first}", True, pl.DataFrame({"first": [date(2014, 3, 9)]})).text == "first on 2014-03-09"
    assert claim("{value} stories", True, 8).text == "8 stories"
    assert claim("nothing to fill", True).text == "nothing to fill"


def test_a_result_is_evidence_as_its_table_is():
    result = TableResult(pl.DataFrame({"n": [8]}), {"q": 0.05})
    assert repr(claim("{n} stories", True, result)) == repr(claim("{n} stories", True, result.frame))


def test_a_claim_that_does_not_hold_stops_and_shows_its_evidence():
    with pytest.raises(ClaimError, match="does not hold: 3 stories") as caught:
        claim("{n} stories", False, {"n": 3, "term": "四下基层"})
    assert "term: 四下基层" in str(caught.value)
    assert isinstance(caught.value, StudyError) and isinstance(caught.value, AssertionError)


@pytest.mark.parametrize("holds", [None, 1, "yes", pl.Series([True]), pl.col("n") > 1, np.array([True, False])])
def test_a_condition_that_is_not_one_answer_is_refused(holds):
    with pytest.raises(StudyError, match="True or False"):
        claim("something", holds)


def test_numpys_answer_is_an_answer():
    stated = claim("it is more", np.float64(3) > 2)
    assert stated.holds is True


def test_a_field_that_the_evidence_lacks_is_named():
    with pytest.raises(StudyError, match=r"(?s)\{storys\}.*Did you mean: stories\?") as caught:
        claim("{storys} of them", True, {"stories": 3})
    assert not isinstance(caught.value, ClaimError)
    with pytest.raises(StudyError, match="cannot be filled"):
        claim("{n:.1f}", True, {"n": "three"})


def test_what_is_shown_is_plain_escaped_and_short():
    frame = pl.DataFrame({"term": ["<b>"] * 20, "n": np.linspace(0, 1, 20)})
    stated = claim("a < b", True, frame)
    html, plain = stated._repr_html_(), repr(stated)
    assert "a &lt; b" in html and "<b>" not in html and "&lt;b&gt;" in html
    assert html.count("<tr>") == 1 + claims.ROWS_SHOWN + 1 and "… 8 more rows" in html
    assert plain.splitlines()[0] == "✓ a < b" and plain.splitlines()[-1] == "  … 8 more rows"
    assert "0.0526316" in plain  # six digits: the last ones differ between machines


def test_evidence_of_any_kind_is_shown():
    evidence = {"none": None, "list": [1, 2.5], "series": pl.Series(["甲"]), "day": date(2020, 1, 2), "np": np.int64(4)}
    assert repr(claim("x", True, evidence)).splitlines()[1:] == [
        "  none: –",
        "  list: 1, 2.5",
        "  series: 甲",
        "  day: 2020-01-02",
        "  np: 4",
    ]


def test_the_ledger_holds_each_claim_in_order_whether_it_held_or_not(ledger):
    claim("{n} stories", True, {"n": 8})
    with pytest.raises(ClaimError):
        claim("none at all", False, pl.DataFrame({"a": [1, 2], "b": ["=x", "y"]}))
    rows = [json.loads(line) for line in (ledger / "02-x.jsonl").read_text("utf-8").splitlines()]
    assert rows == [
        {"notebook": "02-x", "number": 1, "claim": "8 stories", "value": "n: 8", "holds": True},
        {"notebook": "02-x", "number": 2, "claim": "none at all", "value": "a: 1 · b: =x; a: 2 · b: y", "holds": False},
    ]


def test_a_new_run_begins_its_ledger_anew(ledger, monkeypatch):
    claim("first run", True)
    monkeypatch.setattr(claims, "_rows", {})
    claim("second run", True)
    assert "first run" not in (ledger / "02-x.jsonl").read_text("utf-8")


def test_ledgers_are_merged_and_sorted(ledger, tmp_path, monkeypatch):
    claim("=later", True, 1)
    monkeypatch.setenv("TIFA_NOTEBOOK", "01-a")
    for k in range(11):
        claim(f"claim {k}", True, k)
    out = tmp_path / "claims.csv"
    frame = collect_ledger(ledger, out)
    assert frame["notebook"].to_list() == ["01-a"] * 11 + ["02-x"]
    assert frame["claim"].to_list()[:11] == [f"claim {k}" for k in range(11)]  # 10 after 9, not after 1
    text = out.read_bytes()
    assert text.startswith(b"\xef\xbb\xbfnotebook,number,claim,value,holds\n") and b",'=later," in text
    assert collect_ledger(ledger, out).equals(frame) and out.read_bytes() == text


def test_no_ledger_is_kept_unless_asked_for(tmp_path, monkeypatch):
    monkeypatch.delenv("TIFA_LEDGER", raising=False)
    monkeypatch.chdir(tmp_path)
    claim("quiet", True)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_of_ledgers_is_named(tmp_path):
    with pytest.raises(StudyError, match="TIFA_LEDGER"):
        collect_ledger(tmp_path / "none", tmp_path / "claims.csv")
