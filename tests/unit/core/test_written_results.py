"""Results as people want them: pandas, LaTeX, Markdown, a workbook; and tables of pandas as they come in."""

import builtins
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

import polars as pl
import pytest

from analysis import Corpus, StudyError, claim, csv_text, read_csv, write_csv
from analysis.core.pandas_frames import as_frame, is_pandas
from analysis.core.period_names import period_name
from analysis.core.results import Result, TableResult
from analysis.core.table_captions import caption_of, column_head, corpus_note, every_name, kind_name
from analysis.core.typeset_tables import shown

CORPUS = {
    "name": "press",
    "documents": 1200,
    "start": "2014-01-01",
    "end": "2020-12-31",
    "digest": "a1",
    "version": "1",
}
RATES = TableResult(
    pl.DataFrame(
        {
            "term": ["六保", "50% of A_B & C", "[x]"],
            "start": [date(2020, 1, 1), None, date(2021, 1, 1)],
            "rate": [0.126, None, 0.0004],
            "hits": [1234, 0, -3],
            "zero": [True, False, None],
            "places": [["a", "b"], [], None],
        }
    ),
    {"corpus": CORPUS, "unit": "documents", "per": 1000, "every": "1y", "level": 0.8, "interval": "wilson", "q": 0.05},
)


def test_pandas_gets_dates_numbers_and_what_is_missing():
    pandas = pytest.importorskip("pandas")
    table = RATES.to_pandas()
    assert list(table.columns) == RATES.frame.columns and table["start"].dtype.kind == "M"
    assert table["start"][0] == pandas.Timestamp("2020-01-01") and table["start"].isna().tolist() == [
        False,
        True,
        False,
    ]
    assert table["rate"].dtype == "float64" and table["rate"].isna().tolist() == [False, True, False]
    assert table["hits"].dtype == "int64" and table["zero"].tolist() == [True, False, None]
    assert table["places"].tolist() == [["a", "b"], [], None]


def test_pandas_and_back_is_the_same_table():
    pytest.importorskip("pandas")
    zone = (
        pl.Series([datetime(2020, 10, 25, 0, 30), None])
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone("Europe/Berlin")
    )
    frame = pl.DataFrame(
        {
            "day": [date(2020, 1, 1), None],
            "moment": [datetime(2020, 1, 1, 3), None],
            "text": ["六保", None],
            "number": [1.5, None],
            "whole": [1, 2],
            "truth": [True, False],
            "span": [timedelta(days=1), None],
        }
    )
    back = as_frame(TableResult(frame).to_pandas(), takes="x")
    assert back.equals(frame) and back.schema == frame.schema
    local = as_frame(TableResult(zone.to_frame("z")).to_pandas(), takes="x")["z"]
    assert local.dt.epoch("s").to_list() == zone.dt.epoch("s").to_list()


def test_what_pandas_alone_has_is_read_too():
    pandas = pytest.importorskip("pandas")
    columns = {
        "whole": pandas.array([1, None], dtype="Int64"),
        "truth": pandas.array([True, None], dtype="boolean"),
        "group": pandas.Categorical(["u", None]),
        "mixed": [1, "a"],
        "small": pandas.array([1, 2], dtype="int8"),
        "part": [0.5, None],
    }
    frame = as_frame(pandas.DataFrame(columns, index=pandas.Index(["k", "l"], name="id")), takes="x")
    assert frame.rows() == [("k", 1, True, "u", "1", 1, 0.5), ("l", None, None, None, "a", 2, None)]
    assert frame.dtypes[1:3] == [pl.Int64, pl.Boolean]
    assert as_frame(pandas.DataFrame(), takes="x").shape == (0, 0) and not is_pandas(pandas.Series([1]))
    with pytest.raises(StudyError, match="'a' more than once"):
        as_frame(pandas.DataFrame([[1, 2]], columns=["a", "a"]), takes="x")


def test_without_pandas_it_says_how_to_get_it(monkeypatch):
    whole = builtins.__import__

    def without(name, *more, **options):
        if name == "pandas":
            raise ImportError(name)
        return whole(name, *more, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(StudyError, match="pip install pandas"):
        RATES.to_pandas()


@pytest.mark.parametrize("given", [[{"a": 1}], {"a": [1]}, "file.csv", [], 3, None])
def test_what_is_no_table_is_refused_with_its_name(given):
    with pytest.raises(
        StudyError, match="^f takes a table, and was given (a list of dicts|a dict|str|list|int|NoneType)"
    ):
        as_frame(given, takes="f takes a table")
    assert as_frame(RATES, takes="") is RATES.frame is as_frame(RATES.frame, takes="")


def test_latex_is_escaped_and_says_what_it_is():
    text = RATES.to_latex(columns=["term", "rate", "hits", "zero"])
    assert r"\caption{Table result: documents per 1,000, by year, 80\% interval (wilson), q $\leq$ 0.05}" in text
    assert "\\begin{tabular}{lrrl}\n\\toprule\nterm & rate & hits & zero \\\\\n\\midrule\n" in text
    assert "六保 & 0.13 & 1,234 & yes \\\\\n" in text
    assert "50\\% of A\\_B \\& C & – & 0 & no \\\\\n" in text
    assert "{[}x] & \\textless{}0.01 & $-$3 & – \\\\\n" in text  # a bracket there would be an option of \\
    assert "Corpus: press, 1,200 documents, 2014-01-01 to 2020-12-31; digest a1; Tifa Study 1." in text
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    assert "0.1260" in RATES.to_latex(digits=4) and "n\\_x" in TableResult(pl.DataFrame({"n_x": [1]})).to_latex()


def test_chinese_captions_and_heads():
    text = RATES.to_latex(lang="zh", columns=["term", "zero"])
    assert "：每千篇文献，每年，80\\%区间 (wilson)" in text and "词语 & zero" in text and "六保 & 是" in text
    assert "语料：press，1,200篇，2014-01-01 至 2020-12-31；摘要 a1；Tifa Study 1。" in text
    assert kind_name("ChangePoints", "zh") == "变点" and kind_name("Found", "zh") == "Found"
    assert column_head("rate", "zh") == "比率" and every_name("1q", "zh") == "每季度" and every_name("x") == ""
    said = caption_of("x", {"smooth": "12mo", "end": "2022", "filter": "kind = story"}, "zh")
    assert said == "x：12mo移动窗口，kind = story，至2021"
    assert corpus_note({}) == "" and caption_of("x", {}) == "x"


def test_markdown_and_files(tmp_path):
    text = RATES.to_markdown(tmp_path / "new" / "rates.md", columns=["term", "places", "start"])
    assert (tmp_path / "new" / "rates.md").read_text("utf-8") == text
    assert "| term | places | start |\n| :--- | :--- | :--- |\n| 六保 | a, b | 2020-01-01 |\n" in text
    assert r"| 50% of A\_B & C |  | – |" in text and r"| \[x\] | – |" in text
    assert RATES.to_latex(tmp_path / "t.tex") == (tmp_path / "t.tex").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": ["hit"]}, "no column 'hit'.*\n  Did you mean: hits"),
        ({"lang": "de"}, "no language 'de'; there are: en, zh"),
        ({"digits": -1}, "digits is the number of decimals"),
        ({"digits": "2"}, "digits is the number of decimals"),
        ({"columns": []}, "no column to write"),
    ],
)
def test_mistakes_in_writing_are_told(options, message):
    for write in (RATES.to_latex, RATES.to_markdown):
        with pytest.raises(StudyError, match=message):
            write(**options)


def test_numbers_are_never_shown_as_nought_that_are_not():
    given = [0.0, 0.004, 0.005, -0.004, 12345.678, float("nan"), float("-inf"), "a\nb"]
    assert [shown(one, 2, "en") for one in given] == ["0.00", "<0.01", "0.01", "−<0.01", "12,345.68", "–", "−∞", "a b"]


def test_a_workbook_has_its_tables_and_what_made_them_and_runs_nothing(tmp_path):
    @dataclass(frozen=True, repr=False, eq=False)
    class Net(Result):
        frame: pl.DataFrame
        nodes: pl.DataFrame
        parameters: dict

        def edges(self):
            return self.frame.head(1)

    pairs = pl.DataFrame({"a": ["=SUM(A1)", "+1"], "b": ["@x", "-1"], "day": [date(2020, 1, 2), None]})
    made = {"corpus": CORPUS, "q": 0.05, "terms": ("六保", "六稳"), "strata": {"=x": "六" * 40_000}, "none": None}
    net = Net(pairs, pl.DataFrame({"term": ["六保"]}), made)
    first, again = net.write_excel(tmp_path / "net.xlsx"), net.write_excel(tmp_path / "again.xlsx")
    assert first.read_bytes() == again.read_bytes()
    sheets = pl.read_excel(first, sheet_id=0)
    assert list(sheets) == ["table", "nodes", "edges", "about"] and sheets["edges"].height == 1
    assert sheets["table"].rows() == pairs.rows()
    about = dict(sheets["about"].rows())
    assert (about["corpus name"], about["corpus documents"], about["q"]) == ("press", "1200", "0.05")
    assert about["terms"] == "六保, 六稳" and about["result"] == "Net" and about["strata"].endswith(" …")
    with zipfile.ZipFile(BytesIO(first.read_bytes())) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
    with pytest.raises(StudyError, match=r"ends in \.xlsx, not as net\.csv"):
        net.write_excel(tmp_path / "net.csv")


def test_the_line_of_a_result_names_the_period_by_its_last_day():
    def line(**given):
        return repr(TableResult(RATES.frame, given))

    assert line() == "<TableResult: 3 rows>" and line(start=None, end=None) == "<TableResult: 3 rows>"
    assert line(start="2015", end="2022") == "<TableResult: 3 rows, 2015–2021>"
    assert line(start=date(2015, 3, 1), end="2015-04") == "<TableResult: 3 rows, 2015-03>"
    assert line(end="2022") == "<TableResult: 3 rows, to 2021>" and line(start="some day") == "<TableResult: 3 rows>"
    assert (
        period_name("2016-02-01", "2016-03-01") == "2016-02" and period_name("2016-02-03", "2016-02-04") == "2016-02-03"
    )


def test_a_table_of_pandas_is_taken_where_one_of_polars_is(tmp_path):
    pandas = pytest.importorskip("pandas")
    texts = pandas.DataFrame(
        {"日期": pandas.to_datetime(["2014-08-01", None]), "正文": ["干部到村里去。", "群众说好。"]}
    )
    corpus = Corpus.from_frame(texts)
    assert corpus.documents["date"].to_list() == [date(2014, 8, 1), None]
    write_csv(texts, tmp_path / "texts.csv")
    assert read_csv(tmp_path / "texts.csv")["正文"].to_list() == texts["正文"].tolist()
    assert csv_text(RATES) == csv_text(RATES.frame)
    assert claim("{n} texts", pl.col("n") > 1, pandas.DataFrame({"n": [2]})).text == "2 texts"
    with pytest.raises(StudyError, match="a row a text, and was given a list of dicts"):
        Corpus.from_frame([{"text": "干部到村里去。"}])


def test_a_wide_result_is_as_wide_on_paper_as_a_page():
    from analysis import Features, data_folder, timeline

    lines = timeline(Features.open(data_folder() / "broadcast"), "六保", start="2019", end="2021")
    heads = lines.to_markdown().split("\n\n")[1].splitlines()[0]
    assert heads.count("|") == 8 and "phi" not in heads
    assert lines.to_latex(columns="all").split("\\toprule\n")[1].split("\n")[0].count("&") == lines.frame.width - 1
