"""What the project says of itself is there: links lead somewhere, commands exist, both READMEs agree."""

import re

import polars as pl
import pytest

from analysis import Features
from tests.support.places import ROOT
from tools.reference import PAGE, page

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_inside_the_project_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    inside = [link for link in links if link and "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_both_readmes_name_the_same_files_and_commands():
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
    files = r"\]\(((?!README)[^)\s]+)\)"
    assert set(re.findall(files, english)) == set(re.findall(files, chinese))
    command = re.compile(r"^(?:make \w+|python -m analysis .*|git clone .*|cd .*)$", re.M)
    assert len(command.findall(english)) == len(command.findall(chinese)) >= 8


def test_every_word_of_the_glossary_has_its_chinese_word():
    english, chinese = ((ROOT / "docs" / name).read_text("utf-8") for name in ("glossary.md", "zh/glossary.md"))
    words = re.findall(r"^\| ([^|]+?) \|", english.split("## Say")[1].split("## Do not say")[0], re.M)[1:]
    assert len(words) > 100 and [word for word in words if f"\n| {word} | " not in chinese] == []
def test_the_page_of_the_data_dates_each_part_as_its_documents_do():
    page = (ROOT / "data" / "README.md").read_text("utf-8")
    comment = Features.open(ROOT / "data" / "commentary").documents.collect()
    columns = comment.filter(pl.col("kind").is_in(["gblt", "plgd", "zypl", "gjwj", "zjfd"]))
    press = Features.open(ROOT / "data" / "press").documents.collect()
    for part, said in (
        (comment.filter(source="CCTV 新闻联播"), "{n:,} announced or summed up on the evening news, {days}"),
        (comment.filter(source="人民日报·人民时评"), "{n:,} of the column 人民时评, {days}"),
        (columns, "{n:,} documents from five columns of comment of the press, {days}"),
        (press, "counts of {n:,} commentaries and reports from columns of a Party news site, {days}"),
    ):
        days = "{:%Y-%m} to {:%Y-%m}".format(*part.select(pl.col("date").min(), b=pl.col("date").max()).row(0))
        assert said.format(n=part.height, days=days) in page


def test_every_notebook_is_in_the_readme_and_every_one_named_exists():
    named = set(re.findall(r"\(notebooks/([^)]+\.ipynb)\)", (ROOT / "README.md").read_text("utf-8")))
    assert named == {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}


def test_every_make_target_that_is_promised_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    promised = set(re.findall(r"`make ([a-z]+)`", "".join(page.read_text("utf-8") for page in PAGES)))
    assert promised <= targets
    assert {"study", "test", "lab", "notebooks", "figures", "clean"} <= targets


def test_the_reference_page_is_what_the_docstrings_say():
    assert PAGE.read_text("utf-8") == page()
