"""Claims written down before their counts: planted truth confirms some, fails others, and leaves some open."""

from datetime import date, timedelta

import polars as pl
import pytest

from analysis.cli import main
from analysis.core.csv_tables import read_csv
from analysis.core.errors import StudyError
from analysis.corpus.corpus import Corpus
from analysis.counts.build import build_features
from analysis.lexicon.lexicon import Lexicon
from analysis.study.planned_claims import PLAN, planned_claims, read_plan

HEAD = 'written = 2026-11-27\nreason = "planted"\n'


def items(year, *, named=(), days=360, order="两个确立、两个维护"):
    """One item every other day of a year; ``named`` says on which share of them a formulation stands."""
    for k in range(0, days, 2):
        said = [term for term, every in named if k % every == 0]
        text = "".join(f"今天说到{term}。" for term in said) + (f"大家谈{order}。" if k % 4 == 0 else "") + "路上有车。"
        yield {"date": date(year, 1, 3) + timedelta(days=k), "title": f"路{year}{k}", "text": text, "source": "示例"}


def features(out, *years):
    frame = pl.DataFrame([row for year in years for row in year])
    return build_features(Corpus.from_frame(frame, mark_duplicates=False), Lexicon.read(supplement=True), out)


@pytest.fixture(scope="module")
def after(tmp_path_factory):
    return features(
        tmp_path_factory.mktemp("after") / "counts",
        items(2024, named=[("新质生产力", 2), ("四下基层", 40)]),
        items(2025, named=[("新质生产力", 6), ("高质量发展", 4)], order="两个维护、两个确立"),
    )


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return features(
        tmp_path_factory.mktemp("before") / "counts", items(2023, named=[("新质生产力", 20), ("四下基层", 4)])
    )


def judged(tmp_path, after, before, *rows):
    plan = tmp_path / "plan.toml"
    plan.write_text("".join(f'[[claim]]\nid = "c{k}"\n{HEAD}{row}\n' for k, row in enumerate(rows)), "utf-8")
    return planned_claims(after, plan, before=before).frame


def row(sentence, terms, holds, statistic="timeline", more=""):
    return f'sentence = "{sentence}"\nstatistic = "{statistic}"\nterms = {terms}\nholds = {holds}\n{more}'


def test_planted_truth_confirms_fails_and_stays_open(tmp_path, after, before):
    frame = judged(
        tmp_path,
        after,
        before,
        row("it rises", ["新质生产力"], ["low@2024 > high@2023"]),
        row("it falls after", ["新质生产力"], ["rate@2025 < 0.5 * rate@2024", "hits@2025 >= 30"]),
        row("it falls by half", ["四下基层"], ["rate@2024 < 0.5 * rate@2023"]),
        row("it rises on", ["新质生产力"], ["low@2025 > high@2024"]),
        row("it keeps its order", ["两个确立", "两个维护"], ["low@2024 > 0.9"], "list_order"),
        row("it keeps its order", ["两个确立", "两个维护"], ["low@2025 > 0.9"], "list_order"),
        row("it is there in 2026", ["四下基层"], ["hits@2026 > 0"]),
        row("too few", ["四下基层"], ["hits@2024 > 0"], more='testable = "hits@2024 >= 20"'),
        row("unknown", ["无此词"], ["hits@2024 > 0"]),
        row("more than the other", ["新质生产力", "四下基层"], ["hits@2024:新质生产力 > 3 * hits@2024:四下基层"]),
    )
    assert frame["verdict"].to_list() == [
        "confirmed", "confirmed", "confirmed", "failed", "confirmed", "failed",
        "not testable", "not testable", "not testable", "confirmed",
    ]  # fmt: skip
    reasons = frame["reason"].to_list()
    assert reasons[3] == "not low@2025 > high@2024" and reasons[0] == ""
    assert "no document of 2026" in reasons[6] and "hits@2024 >= 20 is not met" in reasons[7] and "无此词" in reasons[8]
    found = frame["found"].to_list()
    assert (
        found[1].startswith("rate@2025 = 333.3, rate@2024 = 1000") and found[7] == "hits@2024 = 9"
    )  # 60 and 180 of 180


def test_a_year_that_is_covered_in_part_is_not_judged(tmp_path, before):
    half = features(tmp_path / "half", items(2024, days=200))
    frame = judged(tmp_path, half, before, row("it is there", ["四下基层"], ["hits@2024 >= 0.5"]))
    assert frame["verdict"].item() == "not testable" and "not covered" in frame["reason"].item()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (row("in 300 items", ["四下基层"], ["hits@2024 > 3"]), "not in its evidence"),
        (row("it rises", ["四下基层"], ["hits@2023 > 3"]), "nothing in it to be found out"),
        (row("it rises", ["四下基层"], ["3 > 2"]), "no condition"),
        (row("it rises", ["四下基层"], ["hits@2024 is large"]), "no condition"),
        (row("it rises", ["四下基层"], ["hits@2024 > 3"], "network"), "may ask for timeline"),
        (row("it rises", ["四下基层"], ["hits@2024 > 3"], more="tested = 1"), "no claim has"),
        ('sentence = "it rises"', "has no holds"),
        ("id = 3 = 4", "no TOML"),
    ],
)
def test_a_plan_that_cannot_be_judged_is_refused(tmp_path, after, before, text, message):
    with pytest.raises(StudyError, match=message):
        judged(tmp_path, after, before, text)


def test_every_claim_has_its_own_name_and_day(tmp_path):
    plan = tmp_path / "plan.toml"
    one = f'[[claim]]\nid = "a"\n{HEAD}' + row("it rises", ["四下基层"], ["hits@2024 > 3"]) + "\n"
    plan.write_text(one + one, "utf-8")
    with pytest.raises(StudyError, match="two claims"):
        read_plan(plan)
    plan.write_text(one.replace("2026-11-27", '"soon"'), "utf-8")
    with pytest.raises(StudyError, match="give a date"):
        read_plan(plan)
    with pytest.raises(StudyError, match="no plan at"):
        read_plan(tmp_path / "none.toml")


def test_the_studys_plan_asks_for_terms_of_the_lexicon_and_each_row_can_be_judged(after):
    known = set(Lexicon.read(supplement=True).labels)
    claims = read_plan()
    assert 15 <= len(claims) <= 25 and all(set(one.terms) <= known for one in claims)
    frame = planned_claims(after).frame  # the simulated years, beside the shipped broadcasts
    assert frame["id"].to_list() == [one.id for one in claims]
    assert set(frame["verdict"]) == {"confirmed", "failed", "not testable"}
    dull = frame.filter(pl.col("verdict") == "not testable")["reason"].to_list()
    assert all("too little" in one or "no one value" in one or "nothing was counted" in one for one in dull), dull


def test_the_command_shows_the_verdicts_and_ends_well(after, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TIFA_RESULTS", str(tmp_path / "results"))
    with pytest.raises(SystemExit) as ended:
        main(["study", "--planned", str(after.folder.url)])
    shown, messages = capsys.readouterr()
    assert not ended.value.code and "confirmed" in shown and f"{len(read_plan())} planned claims" in messages
    assert read_csv(tmp_path / "results" / "planned-claims.csv").height == len(read_plan()) and PLAN.is_file()
