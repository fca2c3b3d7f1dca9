"""Captions, alternative texts and files say what the result holds, in both languages, and nothing that it does not."""

from datetime import date

import matplotlib.pyplot as plt
import polars as pl
import pytest

from analysis import (
    StudyError,
    alt_text,
    caption,
    panel,
    plot_expansion,
    plot_heat,
    plot_quoted_share,
    plot_timeline,
    plot_verdicts,
    read_csv,
    save_figure,
    write_csv,
)
from analysis.core.results import TableResult
from analysis.figures.wording import WORDS

CORPUS = {
    "name": "news", "documents": 3000, "start": "2013-01-02", "end": "2016-12-30", "digest": "abc123", "version": "0.2.0"
}  # fmt: skip
PARAMETERS = {
    "every": "1y",
    "unit": "characters",
    "per": 1_000_000,
    "level": 0.8,
    "interval": "bootstrap",
    "corpus": CORPUS,
}


@pytest.fixture
def result(rates):
    return lambda **more: TableResult(rates({"六稳": [1, 5, 2], "六保": [0, 3, 4]}), PARAMETERS | more)


def test_a_caption_has_unit_level_period_documents_and_corpus_of_the_result(result):
    ax = plot_timeline(result(end="2016-01-01"))
    english, chinese = caption(ax), caption(ax, lang="zh")
    assert english.startswith("六稳 (")  # with its gloss
    for said in (
        "mentions per million characters, by year, 2013–2015.", "n = 3,000 documents", "80% interval (bootstrap of days)",
        "Rubin 1981", "Corpus: news, 3,000 documents, 2013-01-02 to 2016-12-30, digest abc123.", "Tifa Study 0.2.0",
    ):  # fmt: skip
        assert said in english
    for said in (
        "每百万字的出现次数，按年统计，2013–2015。",
        "80%置信区间（按日自助法）",
        "语料库：news，3,000篇文档，2013-01-02至2016-12-30",
    ):
        assert said in chinese
    assert "per 1,000" not in english and "95%" not in english
    assert "80% interval" in ax.get_xlabel() and ax.get_ylabel() == "mentions per million characters"
    own = plot_timeline(result(), lang="zh")
    assert own.get_ylabel() == "每百万字的出现次数" and own.get_xlabel().startswith("阴影带：80%")


def test_what_a_table_does_not_hold_is_called_unknown(rates):
    for ax in (plot_timeline(rates({"六稳": [1, 2]})), plot_heat(rates({"六稳": [1, 2]}))):
        said = caption(ax)
        assert "rate (unit unknown)" in said and "Corpus unknown." in said and "%" not in said
    assert "its level unknown" in caption(plot_timeline(rates({"六稳": [1, 2]})))
    (first, *_) = plot_expansion(rates({"六稳": [1, 2], "六保": [3, 4]}), "六稳", ["六保"])
    assert "unit unknown" in caption(first) and first.figure.get_supylabel() == "rate (unit unknown)"


def test_a_quoted_share_does_not_claim_the_interval_of_the_rates(rates):
    frame = rates({"六稳": [4, 4]}).with_columns(mentions=8, quoted_share=0.5, quoted_low=0.3, quoted_high=0.7)
    said = caption(plot_quoted_share(TableResult(frame, PARAMETERS)))
    assert "bootstrap" not in said and "million" not in said and "80% interval" in said and "% of mentions" in said


def test_alternative_text_names_the_highest_point_and_its_date(result):
    said = alt_text(plot_timeline(result()))
    assert said.startswith("Line chart") and "Highest: 六稳, 2014, 5.0." in said and "from 0 to 5.0" in said
    assert "最高点：六稳，2014，5.0。" in alt_text(plot_timeline(result()), "zh")


def test_results_of_unlike_units_or_slices_are_not_drawn_together(result):
    with pytest.raises(StudyError, match="different units: characters, documents"):
        plot_timeline({"a": result(), "b": result(unit="documents")}, terms="六稳")
    both = {"a": result(), "b": result(level=0.95, corpus=CORPUS | {"name": "other"})}
    said = caption(plot_timeline(both, terms="六稳"))
    assert "level unknown" in said and "a, b, 6,000 documents" in said


def test_documents_of_unlike_length_are_said_in_the_figure(rates):
    frame = rates({"六稳": [1, 2]})
    long, short = (
        TableResult(frame.with_columns(characters=c), {"unit": "documents", "every": "1y"}) for c in (9000, 3000)
    )
    ax = plot_timeline({"press": long, "news": short})
    assert "press are 3.0 times as long as those of news" in ax.get_xlabel().replace("\n", " ")
    assert "as long" not in plot_timeline({"press": long, "news": long}).get_xlabel().replace("\n", " ")


def test_parts_of_years_and_seams_are_marked(rates):
    corpus = CORPUS | {"start": "2013-01-02", "end": "2015-05-31"}
    more = {"corpus": corpus, "seams": ("2014-06-01",), "smooth": "12mo"}
    ax = plot_timeline(TableResult(rates({"六稳": [1, 5, 2]}), PARAMETERS | more))
    assert [t.get_text() for t in ax.get_xticklabels()] == ["2013", "2014", "2015*"]
    assert len([line for line in ax.lines if line.get_label() == "_seam"]) == 1
    said = " ".join(ax.get_xlabel().split())
    assert "* covered in part only" in said and "Dotted: from 2014-06-01" in said and "12 months" in said


def test_saved_files_say_what_they_are_and_are_read_back(result, tmp_path):
    ax = plot_timeline(result())
    saved = {path.suffix: path for path in save_figure(ax, tmp_path / "one")}
    table = read_csv(saved[".csv"])
    assert table.columns[:2] == ["term", "start"] and table.height == 6 and table["start"].dtype == pl.Date
    head = [line for line in saved[".csv"].read_text("utf-8-sig").splitlines() if line.startswith("#")]
    assert any("Corpus: news" in line for line in head) and any("80% interval" in line for line in head)
    read = pl.read_csv(saved[".csv"], comment_prefix="#", encoding="utf8-lossy")
    assert read.height == 6
    text = saved[".txt"].read_text("utf-8")
    assert caption(ax) in text and alt_text(ax, "zh") in text and "图注" in text
    from PIL import Image

    assert Image.open(saved[".png"]).text["Description"] == alt_text(ax)
    assert "Line chart" in saved[".svg"].read_text("utf-8") and b"/Subject" in saved[".pdf"].read_bytes()
    assert save_figure(ax, tmp_path / "two")[2].read_bytes() == saved[".png"].read_bytes()


def test_a_text_that_begins_as_a_comment_is_kept(tmp_path):
    frame = pl.DataFrame({"# a": ["# not a comment", "x"], "b": [1, 2]})
    path = write_csv(frame, tmp_path / "x.csv")
    assert read_csv(path).equals(frame) and pl.read_csv(path, comment_prefix="#").height == 2


def test_panels_have_letters_captions_and_tables(result, tmp_path):
    axes = panel([lambda ax: plot_timeline(result(), ax=ax), (plot_heat, result(), {"lang": "zh"})], labels="a")
    assert [ax.texts[-1].get_text() for ax in axes] == ["a", "b"]
    assert caption(axes).startswith("(a) ") and "(b) " in caption(axes)
    assert caption(axes[1]) in caption(axes) and not caption(axes[1]).startswith("(")
    saved = save_figure(axes, tmp_path / "both", formats=["svg"])
    assert [path.name for path in saved] == ["both.svg", "both.csv", "both-2.csv", "both.txt"]
    shared = panel([(plot_timeline, result()), (plot_timeline, result())], legend="shared", width="column")
    (key,) = shared[0].figure.legends
    assert [text.get_text() for text in key.get_texts()] == ["六稳", "六保"]
    assert not [t for ax in shared for t in ax.texts if t.get_gid() == "line end" and t.get_visible()]


@pytest.mark.parametrize(
    ("items", "options", "said"),
    [
        ([], {}, "nothing to compose"),
        ([1], {}, "an item of a panel is"),
        ([lambda ax: None], {}, "a function of a panel takes ax="),
        ([lambda ax: None], {"legend": "each"}, "there is: 'shared'"),
        ([lambda ax: None], {"columns": -1}, "at least one column"),
    ],
)
def test_what_no_panel_can_hold_is_refused(items, options, said):
    with pytest.raises(StudyError, match=said):
        panel(items, **options)


def test_captions_are_of_figures_of_this_study_and_of_two_languages(rates):
    with pytest.raises(StudyError, match="nothing of this study"):
        caption(plt.subplots()[1])
    with pytest.raises(StudyError, match="there are: 'en' and 'zh'"):
        caption(plot_timeline(rates({"六稳": [1]})), "cn")


def test_verdicts_are_strips_of_phases(lines):
    rows = {
        "term": ["六稳", "六稳", "六保", "中国梦", "改革"],
        "verdict": ["entry", "fading", "campaign", "not testable", "none"],
        "start": [date(2014, 3, 1), date(2018, 1, 1), date(2015, 1, 1), None, None],
        "low": [date(2014, 1, 1), None, None, None, None],
        "high": [date(2014, 5, 1), None, None, None, None],
        "end": [None, None, date(2015, 9, 1), None, None],
    }
    ax = plot_verdicts(TableResult(pl.DataFrame(rows), {"q": 0.1, "start": "2013"}), lang="zh")
    assert [t.get_text() for t in ax.get_yticklabels()] == ["六稳", "六保", "中国梦", "改革"]
    (entry,), (fading,), (interval,) = (lines(ax, kind) for kind in ("_entry", "_fading", "_interval"))
    assert entry.get_marker() != fading.get_marker() and len(interval.get_xdata()) == 2
    bars = {c.get_label(): c for c in ax.collections}
    assert bars["_not testable"].get_hatch() and not bars["_campaign"].get_hatch()
    assert "q ≤ 0.1" in ax.get_xlabel() and "中国梦" in caption(ax, "zh")
    with pytest.raises(StudyError, match="no phase and no dates"):
        plot_verdicts(pl.DataFrame(rows).filter(pl.col("verdict") == "none"))


def test_more_terms_than_a_page_holds_are_paged(rates):
    frame = rates({f"词{k}": [k + 1, 2] for k in range(80)})
    with pytest.raises(StudyError, match="80 terms fill 2 pages .* page=1 to page=2"):
        plot_heat(frame)
    first, second = (plot_heat(frame, page=k) for k in (1, 2))
    names = [t.get_text() for ax in (first, second) for t in ax.get_yticklabels()]
    assert len(names) == len(set(names)) == 80 and "Page 2 of 2." in second.get_xlabel()
    assert len(plot_heat(frame, rows=7, page=3).get_yticklabels()) == 7
    for options in ({"page": 3}, {"rows": 0}):
        with pytest.raises(StudyError):
            plot_heat(frame, **options)


def test_every_word_is_there_in_both_languages_with_the_same_places():
    import re

    for key, (english, chinese) in WORDS.items():
        holes = [set(re.findall(r"{(\w+)", text)) for text in (english, chinese)]
        assert holes[0] == holes[1] and english and chinese, key
