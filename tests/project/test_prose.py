"""No finding is told outside a claim: what the check of prose sees, and that the project's pages pass it."""

import json

import pytest

from analysis.lexicon.lexicon import Lexicon
from tools import prose_check
from tools.prose_check import check, everything, main, offences


def found(text, **options):
    return [one.found for one in offences(text, **options)]


def test_the_prose_of_the_notebooks_and_readmes_states_no_finding(capsys):
    assert main() == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("The network grows denser.", ["grows", "denser"]),
        ("Often the list is spoken first.", ["Often", "first"]),
        ("A few stable clusters remain.", ["stable"]),
        ("共同富裕 comes back in 2021.", ["comes back", "2021"]),
        ("It stands in 439 pairs, a share of 3.5 %.", ["439", "3.5 %"]),
        ("Coverage is even for eleven years.", ["eleven years"]),
        ("The label came two days later than the list.", ["two days", "later than"]),
        ("标签往往首次出现于2013年，多数超过清单。", ["往往", "首次", "2013", "多数", "超过"]),
    ],
)
def test_sentences_that_once_lied_are_found(sentence, what):
    assert found(sentence) == what


@pytest.mark.parametrize(
    "sentence",
    [
        "**Definition.** A campaign lasts 12 months at most and rises first.",
        "**定义。** 连续 12 个月以上，超过平时。",
        "- **Setting.** 5,000 draws.",
        "It was said in 1988 ([a book](https://example.org/a)).",
        "Nine kinds of noise were tried, 95 of 100 held.[^validity]",
        "How often is it used, and was it more than in 2020?",
        "Here `n = 5` and *rises* and “more than tripled” are named.",
        "中国制造2025 is a plan, named at the 19th Congress.",
        "The band is the 95 % interval of hits per 1,000 items.",
        "At most a rise or a fall is tested; how stable it is comes with it.",
        "# 03 · Networks",
        "```python\nx = 2020\n```",
        "It says in UTF-8 and GB18030 what G2 is.",
    ],
)
def test_what_defines_cites_names_or_asks_is_free(sentence):
    assert found(sentence) == []


def test_a_link_excuses_its_own_sentence_and_no_other():
    assert found("It was said in 1988 ([a book](https://example.org)). It came back in 2023.") == ["came back", "2023"]


def test_a_definition_ends_with_its_paragraph():
    assert found("**Definition.** Two years or more.\n\nTwo years were silent.") == ["Two years"]
    assert found("**Definition.** Two years or more.\n- Two years were silent.") == ["Two years"]


def test_names_with_digits_are_those_of_the_lexicon():
    assert any(term in prose_check.names_with_digits().pattern for term in Lexicon.read().labels if "2025" in term)
    assert found("中国制造2030 is none.") == ["2030"]


def test_a_sentence_with_a_tick_is_word_for_word_a_claim():
    assert found("> ✓ 六保 peaks in 2020", claims=["六保 peaks in 2020"]) == []
    assert found("> ✓ 六保 peaks in 2021", claims=["六保 peaks in 2020"]) == ["六保 peaks in 2021"]
    told = prose_check.told_claims()
    assert told and not any(sentence.startswith("✓") for sentence in told)


def page(tmp_path, monkeypatch, text, rows=""):
    monkeypatch.setattr(prose_check, "ROOT", tmp_path)
    monkeypatch.setattr(prose_check, "EXCEPTIONS", tmp_path / "exceptions.csv")
    (tmp_path / "exceptions.csv").write_text("file,passage,reason\n" + rows, "utf-8")
    cells = [{"cell_type": "code", "source": "x = 2020"}, {"cell_type": "markdown", "source": [text]}]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": cells}), "utf-8")
    return path


def test_only_the_markdown_of_a_notebook_is_read_and_its_cell_is_named(tmp_path, monkeypatch):
    (only,) = check([page(tmp_path, monkeypatch, "It rises.")])[0]
    assert (only.file, only.place, only.kind, only.found) == ("a.ipynb", "cell 1", "verdict", "rises")


def test_an_exception_excuses_its_passage_only(tmp_path, monkeypatch):
    path = page(tmp_path, monkeypatch, "It rises, and it\nfalls.", "a.ipynb,it falls,named as a word\n")
    left, idle = check([path])
    assert [one.found for one in left] == ["rises"] and idle == []


def test_an_exception_that_excuses_nothing_or_whose_file_is_gone_is_an_offence(tmp_path, monkeypatch, capsys):
    path = page(tmp_path, monkeypatch, "Quiet.", "a.ipynb,it falls,once there\nb.ipynb,*,gone\n")
    assert len(check([path])[1]) == 2
    assert main([str(path)]) == 1 and "excuses nothing: a.ipynb: it falls" in capsys.readouterr().out


def test_each_exception_has_its_reason():
    assert all(row["reason"].strip() for row in prose_check.exceptions())
    assert {path.name for path in everything()} >= {"README.md", "README.zh.md", "00-start-here.ipynb"}
