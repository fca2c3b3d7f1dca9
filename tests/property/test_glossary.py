"""The glossary's words are the words of the code: no file and no public parameter says an idea otherwise."""

import inspect
import re

import analysis
from tests.support.places import ROOT

PAGE = (ROOT / "docs" / "glossary.md").read_text("utf-8")


def table(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its two first lines."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def words(cell: str) -> list[str]:
    """The words of a cell, as they would stand in a name; what is in brackets explains them."""
    return [re.sub(r"\W+", "_", word.strip()) for word in re.sub(r"\(.*?\)", "", cell).split(",")]


SAID = [word for row in table("Say") for word in words(row[0])]
UNSAID = [word for row in table("Do not say") for word in words(row[0])]


def unsaid(name: str) -> list[str]:
    """The words in a name that the glossary puts otherwise; its own words are taken out first."""
    name = f"_{name}_"
    for word in sorted(SAID, key=len, reverse=True):
        name = re.sub(f"_{word}(s|es)?(?=_)", "_", name, flags=re.IGNORECASE)
    return [word for word in UNSAID if f"_{word}_" in name]


def parameters() -> list[str]:
    """Every parameter of a public function, class or method, as ``function.parameter``."""
    found = []
    for name in analysis.__all__:
        thing = getattr(analysis, name)
        members = dict(inspect.getmembers(thing, inspect.isroutine)) if inspect.isclass(thing) else {}
        public = {f"{name}.{key}": member for key, member in members.items() if not key.startswith("_")}
        for label, member in {name: thing, **public}.items():
            if not callable(member) or (inspect.isclass(member) and issubclass(member, Exception)):
                continue
            if (getattr(member, "__module__", None) or "").startswith("analysis."):
                found += [f"{label}.{one}" for one in inspect.signature(member).parameters if not one.startswith("_")]
    return sorted(found)


def test_no_file_is_named_by_a_word_that_is_not_said():
    paths = [path.relative_to(ROOT).with_suffix("") for path in (ROOT / "analysis").rglob("*.py")]
    assert not [(str(path), found) for path in paths for part in path.parts if (found := unsaid(part))]


def test_no_public_parameter_is_named_by_a_word_that_is_not_said():
    assert not [(parameter, found) for parameter in parameters() if (found := unsaid(parameter.split(".")[-1]))]


def test_the_tables_are_whole():
    assert len(SAID) >= 60 and len(set(SAID)) == len(SAID) and not set(SAID) & set(UNSAID)
    assert all(len(row) == 3 and all(row) for row in table("Say"))
    assert all(len(row) == 2 and all(row) for row in table("Do not say"))


def test_a_word_that_is_not_said_is_found():
    assert unsaid("B") == ["B"] and unsaid("drift_company") == ["company"] and unsaid("made_up_series") == ["made_up"]
    assert not unsaid("byte_runs") and not unsaid("near_duplicates") and not unsaid("b")
