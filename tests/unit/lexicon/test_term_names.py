"""Short glosses, pinyin and notes of terms, their check, and lexicons that were written without them."""

from __future__ import annotations

import polars as pl
import pytest

from analysis.core.errors import StudyError
from analysis.lexicon.gloss_check import LONGEST_SHORT
from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.lexicon_tables import COLUMNS, OPTIONAL
from analysis.lexicon.term import Term


@pytest.fixture(scope="module")
def shipped():
    return Lexicon.read()


def write(folder, lexicon, *, without=()):
    """The tables of a lexicon as files; without some columns of the terms."""
    for name in COLUMNS:
        getattr(lexicon, name).drop(without if name == "terms" else ()).write_csv(folder / f"{name}.csv")
    return folder


def problems(lexicon):
    return lexicon.check().select("row", "rule", "message").rows()


def test_every_shipped_term_has_a_short_gloss_and_pinyin():
    terms = Lexicon.read(supplement=True).terms
    short = terms["short_gloss"]
    assert terms.filter(pl.col("pinyin").str.strip_chars() == "").is_empty()
    assert all(0 < len(one) <= LONGEST_SHORT == 30 for one in short.to_list())
    assert short.str.to_lowercase().n_unique() == terms.height
    assert not short.str.contains(r"^[A-Z0-9 .&-]+$").any()


def test_a_gloss_says_what_the_words_mean_and_not_how_they_are_counted(shipped):
    told = shipped.terms.filter(
        pl.col("gloss").str.contains("short form|long name|bare label|with or without|any scope")
    )
    assert told["term"].to_list() == []


def test_names_of_a_term_and_of_a_member(shipped):
    assert shipped.short_gloss("四下基层") == shipped.gloss("四下基层") == "four downs to the grassroots"
    assert shipped.pinyin("中国制造2025") == "Zhōngguó zhìzào 2025"
    assert "1989" in shipped.note("四下基层") and "1988" in shipped.note("四下基层")
    assert shipped.short_gloss("严以修身") == "be strict in self-cultivation"  # a member
    assert (shipped.pinyin("严以修身"), shipped.note("严以修身")) == ("", "")
    assert shipped.pinyin("三严三实专题教育") == shipped.pinyin("“三严三实”专题教育") != ""


@pytest.mark.parametrize("ask", ["gloss", "short_gloss", "pinyin", "note"])
def test_of_an_unknown_term_each_says_so(shipped, ask):
    with pytest.raises(StudyError, match='no term "四下基曾"'):
        getattr(shipped, ask)("四下基曾")


def test_a_lexicon_without_the_new_columns_is_whole_and_keeps_its_hash(shipped, tmp_path):
    old = Lexicon.read(write(tmp_path, shipped, without=OPTIONAL))
    assert old.check().is_empty()
    assert old.short_gloss("照镜子、正衣冠、洗洗澡、治治病") == old.gloss("照镜子、正衣冠、洗洗澡、治治病")
    assert old.pinyin("四下基层") == "" and old.note("六保") == "Gone by 2023."
    assert old.find("做好六保").rows() == shipped.find("做好六保").rows()
    lines = old.to_lines()
    cells = [lines["terms"][0].split(",").index(column) for column in OPTIONAL]
    assert cells == [1, 3]
    before = {**lines, "terms": old.terms.drop(OPTIONAL).write_csv().rstrip("\n").split("\n")}  # as features carry it
    assert Lexicon.from_lines(before).sha256 == Lexicon.from_lines(lines).sha256 == old.sha256 != shipped.sha256


def test_the_hash_changes_with_a_cell_of_an_optional_column(shipped):
    terms = shipped.terms.with_columns(pinyin=pl.when(term="六保").then(pl.lit("liùbǎo")).otherwise("pinyin"))
    changed = Lexicon(**{name: getattr(shipped, name) for name in COLUMNS} | {"terms": terms})
    assert changed.sha256 != shipped.sha256


def test_a_term_of_ones_own_brings_its_names(shipped):
    own = Term(
        "田埂议事",
        gloss="councils on the field path",
        short_gloss="field councils",
        pinyin="tiángěng yìshì",
        note="Ours.",
    )
    lexicon = shipped.with_terms([own, Term("村口听会", gloss="listening at the village gate")])
    assert (own.short_gloss, own.pinyin, own.note) == ("field councils", "tiángěng yìshì", "Ours.")
    assert lexicon.gloss("田埂议事") == "councils on the field path"
    assert lexicon.short_gloss("田埂议事") == "field councils"
    assert (lexicon.pinyin("田埂议事"), lexicon.note("田埂议事")) == ("tiángěng yìshì", "Ours.")
    assert lexicon.short_gloss("村口听会") == "listening at the village gate" and lexicon.pinyin("村口听会") == ""
    assert lexicon.terms.row(-2, named=True)["type"] == "own"
    assert lexicon.check().is_empty()


@pytest.mark.parametrize(("column", "cell", "rule", "message"), [
    ("short_gloss", "x" * 31, "short gloss", "31 characters, at most 30"),
    ("short_gloss", "SG", "short gloss", "'SG' is an abbreviation"),
    ("short_gloss", "Four Histories", "short gloss", "are both"),
    ("pinyin", "liù bǎo bǎo", "pinyin", "'liù bǎo bǎo' cannot be read as 2 syllables"),
    ("pinyin", "lìu bǎo", "pinyin", "cannot be read"),
    ("pinyin", "六保", "pinyin", "cannot be read"),
])  # fmt: skip
def test_check_names_the_line(shipped, tmp_path, column, cell, rule, message):
    terms = shipped.terms.with_columns(pl.when(term="六保").then(pl.lit(cell)).otherwise(column).alias(column))
    if cell == "Four Histories":
        terms = terms.with_columns(pl.when(term="四史").then(pl.lit(cell.lower())).otherwise(column).alias(column))
    changed = Lexicon(**{name: getattr(shipped, name) for name in COLUMNS} | {"terms": terms})
    ((row, found, told),) = problems(Lexicon.read(write(tmp_path, changed)))
    assert (row, found) == (terms["term"].to_list().index("六保") + 2, rule)
    assert "六保" in told and message in told


def test_thirty_characters_are_not_too_long(shipped):
    terms = shipped.terms.with_columns(short_gloss=pl.when(term="六保").then(pl.lit("x" * 30)).otherwise("short_gloss"))
    assert Lexicon(**{name: getattr(shipped, name) for name in COLUMNS} | {"terms": terms}).check().is_empty()


def test_a_member_variant_of_a_term_is_told_since_it_would_count_for_the_term(shipped, tmp_path):
    rows = pl.DataFrame({"member": ["全面依法治国"], "variant": ["全面地依法治国"]})
    variants = pl.concat([shipped.member_variants, rows])
    changed = Lexicon(**{name: getattr(shipped, name) for name in COLUMNS} | {"member_variants": variants})
    ((row, rule, message),) = problems(Lexicon.read(write(tmp_path, changed)))
    assert (row, rule) == (variants.height + 1, "member is a term") and "variants.csv" in message


def test_tables_that_a_caller_made_without_the_new_columns(shipped):
    own = Lexicon(**{name: getattr(shipped, name) for name in COLUMNS} | {"terms": shipped.terms.drop(OPTIONAL)})
    assert own.check().is_empty()
    assert (own.short_gloss("六保"), own.pinyin("六保")) == ("six guarantees", "")
