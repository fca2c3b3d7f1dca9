"""Carriers drawn: ratios where the table has them, few ones said and not drawn, names that stay apart, both languages."""

from datetime import date

import polars as pl
import pytest
from matplotlib.text import Text

from analysis import StudyError, alt_text, caption, plot_carriers
from analysis.timelines.term_carriers import SCHEMA, Carriers
from tests.support.text_boxes import overlap


def table(rows, by="genre", **more) -> Carriers:
    """A table of (term, carrier, hits, share, expected, ratio, low, high, q, few) in one slice."""
    names = ("term", "carrier", "hits", "share", "expected", "ratio", "low", "high", "q", "few")
    named = [dict(zip(names, row, strict=True)) for row in rows]
    blank = dict.fromkeys(SCHEMA) | {"start": date(2020, 1, 1), "documents": 100}
    frame = pl.DataFrame([blank | row for row in named], schema=SCHEMA)
    return Carriers(frame, {"by": by, "every": None, "level": 0.95} | more)


ROWS = [  # 100 documents hold 六保, 20 hold 六稳
    ("六保", "commentary", 40, 0.4, 0.2, 2.0, 1.5, 2.6, 0.001, False),
    ("六保", "digest", 0, 0.0, 0.1, 0.0, 0.0, 0.3, 0.01, False),
    ("六保", "report", 60, 0.6, 0.68, 0.88, 0.7, 1.1, 0.2, False),
    ("六保", "editorial", 0, 0.0, 0.02, 0.0, 0.0, 1.9, 0.5, True),
    ("六稳", "commentary", 2, 0.1, 0.2, 0.5, 0.1, 1.6, 0.4, True),
    ("六稳", "editorial", 0, 0.0, 0.01, 0.0, 0.0, 9.0, 1.0, True),
    ("六稳", "report", 18, 0.9, 0.75, 1.2, 0.9, 1.3, 0.06, False),
]


def names(ax) -> list[str]:
    return [tick.get_text() for tick in ax.get_yticklabels()]


def test_ratios_stand_under_their_term_the_highest_first():
    ax = plot_carriers(table(ROWS))
    assert names(ax) == ["六保", "commentary  40 : 20", "report  60 : 68", "digest  0 : 10", "六稳", "report  18 : 15"]
    assert ax.get_xscale() == "log" and [line.get_xdata()[0] for line in ax.lines if line.get_label() == "_equal"] == [
        1
    ]
    left, right = ax.get_xlim()
    bars = [tuple(line.get_xdata()) for line in ax.lines if line.get_label() == "_interval"]
    assert bars == [(1.5, 2.6), (0.7, 1.1), (pytest.approx(left), 0.3), (0.9, 1.3)] and left < 0.3 < 2.6 < right
    marks = [line for line in ax.lines if line.get_label() == "_ratio"]
    assert [line.get_xdata()[0] for line in marks[:2]] == [2.0, 0.88]
    assert marks[2].get_marker() == "<" and left < marks[2].get_xdata()[0] < 0.3
    filled = [line.get_markerfacecolor() == line.get_markeredgecolor() for line in marks]
    assert filled == [True, False, True, False]
    at = dict(zip(ax.get_yticks(), names(ax), strict=True))
    assert [at[line.get_ydata()[0]][:4] for line in marks] == ["comm", "repo", "dige", "repo"]


def test_few_are_left_out_and_said():
    said = plot_carriers(table(ROWS)).get_xlabel().replace("\n", " ")
    assert "fewer than 5 expected: commentary (六稳) and editorial." in said and "Triangle" in said
    without = plot_carriers(table(ROWS[:1])).get_xlabel()
    assert "Left out" not in without and "Triangle" not in without


@pytest.mark.parametrize(
    ("lang", "by", "carrier", "said"),
    [
        ("zh", "genre", "commentary", "评论"),
        ("en", "genre", "short comment", "short comment"),
        ("zh", "weekday", "Sunday", "星期日"),
        ("en", "province", "陕西", "Shaanxi"),
        ("zh", "province", "陕西", "陕西"),
        ("en", "province in title", "陕西", "Shaanxi"),
        ("zh", "occasion", "plenum", "中央全会"),
        ("en", "source", "none", "none named"),
        ("zh", "kind", "gblt", "gblt"),
    ],
)
def test_carriers_are_named_in_the_language_of_the_figure(lang, by, carrier, said):
    ax = plot_carriers(table([("六保", carrier, 40, 0.4, 0.2, 2.0, 1.5, 2.6, 0.001, False)], by=by), lang=lang)
    assert names(ax)[1] == f"{said}  40 : 20"


def test_caption_and_alternative_text_say_what_is_drawn():
    ax = plot_carriers(table(ROWS))
    assert caption(ax).startswith("Who carries 六保 (six guarantees) and 六稳 (six stabilities), by genre.")
    assert "95%" in caption(ax) and "Benjamini" in caption(ax) and "n = " not in caption(ax)
    assert "Highest: 六保 in commentary, 2. Lowest: 六保 in digest, 0." in alt_text(ax)
    assert caption(ax, "zh").startswith("六保、六稳由谁使用：按体裁统计。") and "最高：六保，评论，2。" in alt_text(
        ax, "zh"
    )


def test_slices_stand_apart():
    frame = pl.concat([table(ROWS[:2]).frame, table(ROWS[:2]).frame.with_columns(start=pl.lit(date(2021, 1, 1)))])
    ax = plot_carriers(Carriers(frame, {"by": "genre", "every": "1y"}))
    assert names(ax) == [text for year in ("2020", "2021") for text in (f"六保, {year}", "commentary  40 : 20", "digest  0 : 10")]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("labels", "width"), [("zh", "column"), ("both", "column"), ("both", "page"), ("en", 300)])
def test_names_do_not_meet_and_lie_within_the_figure(labels, width, lang):
    long = "中国共产党新闻网 cpc.people.com.cn and an edition of it with a long name"
    rows = [*ROWS, ("六稳", long, 10, 0.5, 0.4, 1.25, 0.8, 1.8, 0.3, False)]
    rows += [("共同富裕", f"{k} {long}", 10, 0.5, 0.4, 1.25, 0.8, 1.8, 0.3, False) for k in range(4)]
    glosses = {
        term: f"a rather long gloss of the term {term} that takes lines" for term in ("六保", "六稳", "共同富裕")
    }
    ax = plot_carriers(table(rows), labels=labels, width=width, lang=lang, glosses=glosses)
    ax.figure.draw_without_rendering()
    boxes = [Text.get_window_extent(text).extents for text in ax.get_yticklabels()]
    assert not any(overlap(a, b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])
    below = [Text.get_window_extent(text).extents for text in ax.get_xticklabels()]
    assert not any(overlap(a, b) for k, a in enumerate(below) for b in below[k + 1 :])
    boxes += [*below, Text.get_window_extent(ax.xaxis.label).extents]
    whole = ax.figure.bbox
    assert all(b[0] >= -1 and b[1] >= -1 and b[2] <= whole.x1 + 1 and b[3] <= whole.y1 + 1 for b in boxes)
    assert ax.get_position().width > 0.4


def test_what_cannot_be_drawn():
    with pytest.raises(StudyError, match="takes a Carriers"):
        plot_carriers(pl.DataFrame({"term": ["六保"]}))
    with pytest.raises(StudyError, match="all rows are few"):
        plot_carriers(table(ROWS[3:4]))
    many = [(f"{k}", "report", 10, 0.5, 0.4, 1.25, 0.8, 1.8, 0.3, False) for k in range(61)]
    with pytest.raises(StudyError, match="61 rows cannot be told apart"):
        plot_carriers(table(many))


def test_sentences_are_called_sentences():
    counted = table(ROWS[:1], by="province", unit="sentences")
    for lang, unit, other in (("en", "sentences", "documents"), ("zh", "句数", "篇")):
        ax = plot_carriers(counted, lang=lang)
        said = ax.get_xlabel() + alt_text(ax, lang)
        assert unit in said and other not in said


def test_terms_stand_in_the_order_asked_for():
    shown = names(plot_carriers(table(ROWS), terms=["六稳", "六保"]))
    assert shown[0] == "六稳" and shown[2] == "六保" and names(plot_carriers(table(ROWS), terms="六稳")) == shown[:2]
