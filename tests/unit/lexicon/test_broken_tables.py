"""A lexicon with a mistake in a table: the message names file, line and what to do."""

import pytest

from analysis.core.errors import StudyError
from analysis.lexicon.lexicon import Lexicon
from analysis.segment.match_rules import MatchRules
from analysis.segment.surface_trie import surface_trie


@pytest.fixture
def folder(tmp_path):
    for name, lines in Lexicon.read().to_lines().items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def put(folder, name, text):
    path = folder / f"{name}.csv"
    path.write_bytes(path.read_bytes() + text.encode())
    return len(path.read_text("utf-8").splitlines())


@pytest.mark.parametrize(("name", "row", "told"), [
    ("variants", "六稳,稳,也,多,了\n", "has 5 cells, the header 3"),
    ("variants", '六稳,"稳\n', "unexpected end of data"),
    ("expansions", "六稳,9,一,成员,member,2018,,yes,x\n", "position needs whole numbers, and holds '一'"),
    ("expansions", "六稳,9,,成员,member,2018,,yes,x\n", "position needs whole numbers, and holds ''"),
])  # fmt: skip
def test_file_line_and_remedy_are_named(folder, name, row, told):
    line = put(folder, name, row)
    with pytest.raises(StudyError) as caught:
        Lexicon.read(folder)
    said = str(caught.value)
    assert f"{name}.csv" in said and f"line {line}" in said and told in said and "\n  " in said


def test_a_date_that_is_none_is_told_by_check_and_named_when_it_is_needed(folder):
    line = put(folder, "senses", "枫桥经验,other,gloss,2020-13-45,,x\n")
    lexicon = Lexicon.read(folder)
    assert (line, "unreadable date") in lexicon.check().select("row", "rule").rows()
    with pytest.raises(StudyError, match=f"senses.csv of the lexicon, line {line}: 枫桥经验: month must be"):
        lexicon.find("枫桥经验", date="2020-01-01")


def test_a_variant_of_a_term_that_is_none_is_told_and_not_matched(folder):
    put(folder, "variants", "没有的词,没有的说法,\n")
    lexicon = Lexicon.read(folder)
    assert "unknown term" in lexicon.check()["rule"].to_list()
    assert lexicon.find("没有的说法").is_empty() and lexicon.patterns()["term"].null_count() > 0


@pytest.mark.parametrize("content", [b"", b"\0" * 50, b"\xff\xd8\xff\xe0" + bytes(60), b"PK\x03\x04" + bytes(60)])
def test_what_is_no_table_is_told(folder, content):
    (folder / "terms.csv").write_bytes(content)
    with pytest.raises(StudyError, match=r"(?s)terms\.csv of the lexicon cannot be read.*\n  Save it as CSV"):
        Lexicon.read(folder)


def test_lines_that_are_no_lexicon():
    lines = Lexicon.read().to_lines()
    for wrong in (
        {},
        lines | {"terms": "term"},
        lines | {"terms": [1]},
        lines | {"terms": []},
        lines | {"senses": ["term"]},
    ):
        with pytest.raises(StudyError, match="of the lexicon|the lexicon lacks"):
            Lexicon.from_lines(wrong)


def test_a_formulation_too_long_to_be_one_is_told_with_its_line(folder):
    line = put(folder, "variants", f"六稳,{'稳' * 121},\n")
    with pytest.raises(StudyError, match=f"variants.csv of the lexicon, line {line}: the variant 稳{{20}}… has 121"):
        Lexicon.read(folder)


@pytest.mark.parametrize("name", ["variants", "exclusions"])
def test_twenty_thousand_rows_are_not_each_compared_with_each(folder, name):
    """Forms with the same beginning; what grows with the square of their number would take minutes."""
    put(folder, name, "".join(f"六稳,六稳{at:05d},\n" for at in range(20_000)))
    lexicon = Lexicon.read(folder)
    assert lexicon.check().is_empty()
    found = lexicon.find("做好六稳01234工作，六稳要落实")["variant"].to_list()
    assert found == (["六稳01234", "六稳"] if name == "variants" else ["六稳"])


def test_twenty_thousand_senses_and_unknown_names_are_told(folder):
    put(folder, "senses", "".join(f"枫桥经验,s{at},gloss,2020-01-01,2020-01-02,x\n" for at in range(20_000)))
    put(folder, "variants", "".join(f"没有{at},说法{at},\n" for at in range(20_000)))
    rules = Lexicon.read(folder).check()["rule"].value_counts()
    assert dict(rules.iter_rows()) == {"dates contradict": 20_000, "unknown term": 20_000}


def test_lists_that_blanks_could_part_in_too_many_ways_are_refused(folder):
    """Each form has a 、 at every place or none; with blanks a text could be on its way in any subset of the forms."""
    forms = {"".join("字、" if at >> bit & 1 else "字" for bit in range(32)) for at in range(1, 2**32, 2**26 + 12_345)}
    put(folder, "variants", "".join(f"六稳,{form},\n" for form in sorted(forms)))
    with pytest.raises(StudyError, match="too many ways"):
        surface_trie(MatchRules.of(Lexicon.read(folder)))
