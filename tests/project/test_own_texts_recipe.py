"""What both READMEs tell a person to type for texts of their own runs as it stands, and draws courses, not a rectangle."""

import re
from contextlib import chdir

import matplotlib.pyplot as plt
import pytest

from analysis import read_csv
from tests.support.own_corpora import yearly_reports
from tests.support.places import ROOT


def recipe(name):
    text = (ROOT / name).read_text("utf-8")
    (code,) = [one for one in re.findall(r"```python\n(.*?)```", text, re.S) if "suitable_settings" in one]
    return code


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_lines_run_on_long_documents(tmp_path, monkeypatch, name):
    monkeypatch.setenv("TIFA_RESULTS", str(tmp_path / "results"))
    yearly_reports(tmp_path / "my-pages")
    names = {}
    with chdir(tmp_path):
        exec(recipe(name), names)
    plt.close("all")
    assert names["lines"].parameters["unit"] == "characters" and names["lines"].parameters["every"] == "5y"
    drawn = read_csv(tmp_path / "results" / "figures" / "my-figure.csv")
    rates = drawn.filter(term="群众路线")["rate"].cast(float)
    assert rates.n_unique() > 1 and 100 < rates.min() < rates.max() < 200  # five in some 33,000 characters


def test_both_readmes_have_the_same_lines():
    without_comments = [re.sub(r"\s*#.*", "", recipe(name)) for name in ("README.md", "README.zh.md")]
    assert without_comments[0] == without_comments[1]
