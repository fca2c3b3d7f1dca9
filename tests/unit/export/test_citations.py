"""Citations come back from small readers of BibTeX and RIS, and say whose counts they are of."""

import re

import pytest

from analysis import Features, StudyError, __version__, citation, cooccurrence, data_folder
from analysis.core import paths
from analysis.export import citations
from tests.support.places import ROOT
from tests.support.toy import toy


def read_bibtex(text):
    """Entries by key, each with its kind and fields; braces must balance."""
    entries, at = {}, 0
    for found in re.finditer(r"@(\w+)\{([^,\s]+),\n", text):
        assert found.start() >= at and not text[at : found.start()].strip()
        fields, at = {"": found[1]}, found.end()
        while text[at] != "}":
            name = re.compile(r"\s*(\w+) = \{").match(text, at)
            depth, end = 1, name.end()
            while depth:
                depth += {"{": 1, "}": -1}.get(text[end], 0) if text[end - 1] != "\\" else 0
                end += 1
            fields[name[1]] = text[name.end() : end - 1]
            assert text[end : end + 2] == ",\n"
            at = end + 2
        entries[found[2]], at = fields, at + 1
    assert not text[at:].strip()
    return entries


def read_ris(text):
    """Entries as lists of (tag, value)."""
    entries = []
    for line in filter(None, text.splitlines()):
        tag, value = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line).groups()
        if tag == "TY":
            entries.append([])
        entries[-1].append((tag, value))
    assert all(entry[-1] == ("ER", "") for entry in entries)
    return entries


@pytest.fixture(scope="module")
def press():
    return Features.open(data_folder() / "press")


def test_the_study_and_its_counts_in_bibtex(press):
    program, counts = read_bibtex(citation(press, "bibtex")).items()
    assert program[0] == f"tifa-study-{__version__}" and program[1][""] == "software"
    stated = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f'title: "{program[1]["title"][1:-1]}"' in stated and program[1]["version"] == __version__
    assert f'date-released: "{program[1]["year"]}' in stated and "MIT, CC-BY-4.0" in program[1]["copyright"]
    assert counts[0] == "tifa-study-press" and counts[1]["title"].endswith(": press}")
    assert counts[1]["copyright"] == "CC-BY-4.0" and "3,575 documents" in counts[1]["note"]


def test_the_same_in_ris(press):
    program, counts = map(dict, read_ris(citation(press, "ris")))
    assert (program["TY"], counts["TY"]) == ("COMP", "DATA") and program["AU"] == "The Tifa Study developers"
    assert counts["TI"].endswith(": press") and "digest " in counts["N1"] and program["ET"] == __version__


def test_a_result_is_cited_as_its_features_are(press):
    network = cooccurrence(press, terms=["六保", "六稳"], start="2020")
    assert citation(network, "bibtex") == citation(press, "bibtex")
    assert citation(network).count("\n") == 1 and "Data set" in citation(network)


def test_counts_of_other_texts_are_not_the_study_s():
    own = toy([("2020-01-01", [[["甲"]]])], manifest={"name": "press"})  # the name alone is not enough
    counts = read_bibtex(citation(own, "bibtex"))["tifa-study-press"]
    assert counts["title"] == "{Counts of the corpus press}" and not {"author", "year", "copyright"} & set(counts)
    assert len(read_ris(citation(toy([("2020-01-01", [[["甲"]]])]), "ris"))) == 1  # a corpus without a name
    assert citation().count("[Software]") == 1


def test_the_parts_of_joined_features_are_cited_one_by_one(press):
    parts = [press.between("2018", "2019"), toy([("2020-01-01", [[["甲"]]])], manifest={"name": "我的语料 & {x}_1%"})]
    corpus = {"parts": [citations.corpus_statement(part) for part in parts]}
    stated = type("R", (), {"parameters": {"corpus": corpus}})()
    entries = read_bibtex(citation(stated, "bibtex"))
    assert len(entries) == 3 and entries["tifa-study-x-1"]["title"] == r"{Counts of the corpus 我的语料 \& \{x\}\_1\%}"


def test_another_format_is_refused():
    with pytest.raises(StudyError, match="(?s)no format 'bib'.*Did you mean: bibtex"):
        citation(None, "bib")


def test_without_a_clone_the_program_is_cited_all_the_same(monkeypatch, tmp_path, press):
    monkeypatch.setattr(citations, "STUDY", tmp_path)
    monkeypatch.setattr(citations, "data_folder", lambda: tmp_path)
    for cached in (citations._program, citations._package):
        cached.cache_clear()
    try:
        assert citation() == f"The Tifa Study developers. Tifa Study ({__version__}) [Software]."
        assert "Counts of the corpus press" in citation(press)
        (tmp_path / "CITATION.cff").write_text(
            "title: In a wheel\ndate-released: 2027-01-01\nlicense: MIT\n# end\n", "utf-8"
        )
        citations._program.cache_clear()
        assert citation().startswith("The Tifa Study developers (2027). In a wheel (")
        assert read_bibtex(citation(None, "bibtex"))[f"tifa-study-{__version__}"]["copyright"] == "MIT"
    finally:
        monkeypatch.undo()
        for cached in (citations._program, citations._package):
            cached.cache_clear()
    assert paths.STUDY == ROOT


def test_what_is_no_result_is_not_cited_as_if_it_were_none():
    with pytest.raises(StudyError, match="takes a result, features or a corpus, and was given str"):
        citations.citation("data/press")
