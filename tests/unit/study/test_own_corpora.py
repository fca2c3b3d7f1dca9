"""`new`, then its notebook, on corpora of three other genres: what the outputs say is what was planted."""

import ast
import json
from contextlib import chdir

import polars as pl
import pytest

from analysis import new_study, read_csv
from tests.support import own_corpora


def run_notebook(folder):
    """The names that the cells of a study's notebook leave behind, and the value of each cell's last line."""
    notebook = json.loads((folder / "your-own-texts.ipynb").read_text("utf-8"))
    names, values = {"__name__": "notebook"}, []
    with chdir(folder):
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code":
                continue
            body = ast.parse("".join(cell["source"])).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), "cell", "exec"), names)
            values.append(eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None)
    return names, values


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    def begun(make, name, **options):
        place = tmp_path_factory.mktemp(name)
        study = new_study(place / "study", make(place / name), **options)
        return study, *run_notebook(study.folder)

    return begun


def by_slice(table, term, column):
    rows = table.filter(pl.col("term") == term).sort("start")
    return {int(str(start)[:4]): n for start, n in rows.select("start", column).rows()}


def test_yearly_reports_are_counted_by_mentions_in_five_years_and_paragraphs(run):
    study, names, _ = run(own_corpora.yearly_reports, "reports", terms=["群众路线", "科学发展观", "脱贫攻坚"])
    settings = names["settings"]
    assert (settings.unit, settings.every, settings.context) == ("characters", "5y", "paragraph")
    assert "per million characters" in repr(settings) and "slices of five years" in repr(settings)
    account = study.corpus.account
    assert (account["files_found"], account["documents"], account["files_rejected"]) == (31, 30, 1)
    assert set(study.corpus.documents["encoding"].drop_nulls()) >= {"gb18030"}
    table = names["rates"].frame
    assert by_slice(table, "群众路线", "mentions") == dict.fromkeys(range(1990, 2020, 5), 5)
    assert by_slice(table, "科学发展观", "mentions") == {1990: 0, 1995: 0, 2000: 2, 2005: 10, 2010: 6, 2015: 0}
    assert by_slice(table, "脱贫攻坚", "mentions") == {1990: 0, 1995: 0, 2000: 0, 2005: 0, 2010: 0, 2015: 5}
    # per million characters of the documents of the slice, by another road
    characters = study.corpus.documents.filter(pl.col("date").dt.year().is_between(2005, 2009))["n_chars"].sum()
    rate = names["rates"].frame.filter(term="科学发展观").sort("start")["rate"][3]
    assert rate == pytest.approx(10 / characters * 1e6)
    # not one solid rectangle: two of the courses that were drawn are not level, and none of the panels is full
    drawn = read_csv(study.folder / "figures" / "timeline.csv")
    heights = {term: by_slice(drawn, term, "rate") for term in ("科学发展观", "脱贫攻坚")}
    assert [float(rate) > 0 for rate in heights["科学发展观"].values()] == [False, False, True, True, True, False]
    assert [float(rate) > 0 for rate in heights["脱贫攻坚"].values()] == [False] * 5 + [True]
    assert float(heights["科学发展观"][2005]) == pytest.approx(rate, rel=1e-3)
    # the pair stands in one paragraph, never in one sentence
    pair = names["met"].filter((pl.col("a") == "乡村振兴") | (pl.col("b") == "乡村振兴")).row(0, named=True)
    assert {pair["a"], pair["b"]} == {"乡村振兴", "脱贫攻坚"} and pair["f_ab"] == 5


def test_abstracts_are_counted_by_documents_that_are_abstracts(run):
    study, names, _ = run(lambda path: own_corpora.abstracts(path.with_suffix(".txt")), "export", terms=["乡村振兴"])
    settings = names["settings"]
    assert (settings.unit, settings.every, settings.context) == ("documents", "5y", "document")
    assert study.corpus.documents["record"].unique().to_list() == ["abstract"]
    assert study.corpus.documents.height == 120
    drawn = read_csv(study.folder / "figures" / "timeline.csv").with_columns(pl.col("hits").cast(pl.Int64))
    assert by_slice(drawn, "乡村振兴", "hits") == {2010: 0, 2015: 1 + 2, 2020: 3 + 4 + 5 + 6}
    assert names["uses"].row(0, named=True)["first"].year == 2018


def test_taiwan_pages_are_read_in_their_script_and_their_years(run):
    study, names, _ = run(own_corpora.taiwan_pages, "taiwan", terms=["群众路线", "精准扶贫"])
    documents = study.corpus.documents
    assert documents.height == 36 and set(documents["encoding"]) <= {"big5", "big5hkscs"}
    years = documents.group_by(year=pl.col("date").dt.year()).len().sort("year").rows()
    assert years == [(year, 6) for year in range(2014, 2020)]
    found = dict(names["found"].select("term", "documents").rows())
    assert (found["群众路线"], found["精准扶贫"]) == (12, 6)
    assert (names["settings"].unit, names["settings"].context) == ("documents", "document")
    assert names["lines"].height == 12
