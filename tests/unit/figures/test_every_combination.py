"""Every figure under every pair of options: no two texts meet, none leaves the figure, every character has a sign.

Three values each of names, place, terms and language with style, in the nine runs of an orthogonal array (Taguchi's L9), in
which each pair of values occurs together; `TIFA_EVERY_COMBINATION=1` runs their whole product. Boxes are measured, not seen.
"""

import os
from datetime import date, timedelta
from itertools import combinations, product

import matplotlib.pyplot as plt
import polars as pl
import pytest
from matplotlib.text import Text

from analysis import (
    plot_changes,
    plot_coverage,
    plot_drift,
    plot_expansion,
    plot_first_uses,
    plot_heat,
    plot_movers,
    plot_quoted_share,
    plot_specification_curve,
    plot_timeline,
    plot_verdicts,
)
from analysis.core.results import TableResult
from analysis.figures.fonts import FAMILY, _charmap

LABELS, PLACES, TERMS = ("zh", "en", "both"), ("column", "page", "own"), ("few", "many", "long")
SPOKEN = (("en", "print"), ("zh", "slide"), ("zh", "print"))
L9 = [(a, b, (a + b) % 3, (a + 2 * b) % 3) for a in range(3) for b in range(3)]
RUNS = [(LABELS[a], PLACES[b], TERMS[c], *SPOKEN[d]) for a, b, c, d in L9]
RUNS += [("both", "column", "many", "en", "slide"), ("en", "page", "long", "en", "slide")]
if os.environ.get("TIFA_EVERY_COMBINATION"):
    RUNS = list(product(LABELS, PLACES, TERMS, ("en", "zh"), ("print", "slide")))

LONG = "把学习贯彻新时代中国特色社会主义思想同解决群众急难愁盼问题结合起来的若干重要举措"
BASE = ["六保", "六稳", "四下基层", "枫桥经验", "乡村振兴", "共同富裕", "中国梦", "四个全面", "三严三实", "稳中求进"]


def terms_of(kind, many):
    if kind == "few":
        return BASE[:2]
    if kind == "many":
        return (BASE + [f"{term}{k}" for k in range(2, 9) for term in BASE])[:many]
    return [LONG, LONG[5:] + LONG[:5], LONG[20:]]


def glosses(terms):
    return {term: f"the formulation number {k} of a campaign for the grassroots" for k, term in enumerate(terms)}


PARAMETERS = {
    "unit": "documents", "per": 1000, "level": 0.9, "interval": "wilson", "every": "1y", "start": None, "q": 0.05,
    "end": "2022-07-01", "seams": ("2017-06-01",), "term": "六保", "before": "2018", "after": "2020", "prior": 500.0,
    "run_in": 183, "claim": "the term moved", "corpus": {"name": "toy", "documents": 10, "start": "2013-01-02",
    "end": "2022-06-30", "digest": "abcdef", "version": "1"},
}  # fmt: skip
EVENTS = [("2015-03-01", "an event"), ("2015-06-01", "十九大"), ("2020-01-23", "another event")]


def rates(terms, every="1y", count=10):
    starts = pl.date_range(date(2013, 1, 1), date(2060, 1, 1), interval=every, eager=True)[:count].to_list()
    rows = []
    for k, term in enumerate(terms):
        for j, start in enumerate(starts):
            n = 0 if j == 3 else 20 if j == 5 else 1000
            hits = 0 if j in (1, 3) else (k * 7 + j * 3) % 11 + 1
            rate = None if not n else 1000 * hits / n if n > 20 else 40.0
            bounds = (None, None) if rate is None else (rate * 0.5, 3.0 if not hits else rate * 2)
            rows.append((term, start, n, hits, rate, *bounds, 2 * hits, 0.4 if hits else None))
    names = ("term", "start", "documents", "hits", "rate", "low", "high", "mentions", "quoted_share")
    types = dict.fromkeys(("rate", "low", "high", "quoted_share"), pl.Float64)
    frame = pl.DataFrame(rows, orient="row", schema=list(names), schema_overrides=types)
    return TableResult(frame, PARAMETERS | {"every": every})


def changes(names, **options):
    names = names[:1] if "ax" in options else names[:4]
    found = {"term": names, "month": date(2014, 4, 1), "low": date(2014, 2, 1), "high": date(2014, 6, 1)}
    found = TableResult(pl.DataFrame(found | {"before": 5.0, "after": 9.0, "q": 0.01}), PARAMETERS)
    return plot_changes(rates(names, "1mo", 40), found, **options)


def first_uses(names, **options):
    rows = [
        (
            name,
            date(2013, 2, 1) + timedelta(97 * k),
            date(2014, 1, 1) + timedelta(97 * k),
            date(2013, 1, 2),
            k == 0,
            None,
        )
        for k, name in enumerate(names)
    ]
    schema = ["term", "first", "third", "corpus_start", "censored", "expansion_first"]
    frame = pl.DataFrame(rows, orient="row", schema=schema, schema_overrides={"expansion_first": pl.Date})
    frame = frame.with_columns(expansion_first=pl.when(pl.col("censored")).then(date(2014, 5, 1)))
    known = pl.DataFrame({"term": names[:2], "introduced": ["2014-07", "2013-05-06"][: len(names[:2])]})
    return plot_first_uses(TableResult(frame, PARAMETERS), introduced=known, **options)


def drift(names, **options):
    years = [date(2012 + k, 1, 1) for k in range(4 if len(names) == 2 else 12)]
    frame = pl.DataFrame({"term": names[-1], "before": years[:-1], "after": years[1:]})
    kinds = ["moved", "differs", "composition", "not above the floor", "insufficient"]
    n = pl.int_range(pl.len())
    frame = frame.with_columns(distance=0.1 + 0.01 * n, floor=pl.lit(0.08), p=pl.when(n % 5 != 4).then(0.01))
    more = {"n_before": 1200 + 31 * n, "n_after": 900 + 17 * n}
    frame = frame.with_columns(**more, verdict=pl.Series([kinds[k % 5] for k in range(frame.height)]))
    return plot_drift(TableResult(frame, PARAMETERS), **options)


def movers(names, **options):
    n = len(names)
    zeta = [3.0 - 6.0 * k / n for k in range(n)]
    frame = pl.DataFrame({"collocate": names, "before": range(n), "after": range(n, 0, -1), "zeta": zeta})
    return plot_movers(TableResult(frame.with_columns(robust=pl.col("zeta") > 0), PARAMETERS), **options)


def coverage(names, **options):
    names = names[:8]
    days = [date(2013 + k % 9, 1 + k % 12, 5) for k in range(9 * len(names))]
    frame = pl.DataFrame({"date": days, "kind": (names * 9)[: len(days)], "date_precision": "day"})
    return plot_coverage(frame.with_columns(duplicate_of=pl.lit(None, pl.String)), gap_days=400, **options)


def settings(names, **options):
    rows = [{"context": c, "source": s, "estimate": float(j + k), "holds": (j + k) % 3 > 0, "low": j + k - 1.0, "high": j + k + 1.0}
            for j, c in enumerate(("sentence", "document")) for k, s in enumerate(names[:12])]  # fmt: skip
    return plot_specification_curve(TableResult(pl.DataFrame(rows), PARAMETERS), reference=0, **options)


def verdicts(names, **options):
    kinds = ["entry", "campaign", "rise", "fall", "fading", "not testable", "none"]
    rows = []
    for k, name in enumerate(names):
        start, dated = date(2014, 1, 1) + timedelta(60 * k), k % 7 < 5
        low, high = (start - timedelta(60), start + timedelta(90)) if dated else (None, None)
        end = start + timedelta(300) if k % 7 == 1 else None
        rows.append((name, kinds[k % 7], start if dated else None, low, high, end))
    types = dict.fromkeys(("start", "low", "high", "end"), pl.Date)
    frame = pl.DataFrame(rows, orient="row", schema=["term", "verdict", *types], schema_overrides=types)
    return plot_verdicts(TableResult(frame, PARAMETERS), **options)


# name: (figure of terms and options, its many terms, options that it lacks)
FIGURES = {
    "timeline": (lambda t, **o: plot_timeline(rates(t), **o), 7, ()),
    "panels": (lambda t, **o: plot_timeline(rates(t), panels=True, **o), 10, ("ax",)),
    "sources": (lambda t, **o: plot_timeline({"broadcast": rates(t[:1]), "press": rates(t[:1], count=8)}, **o), 7, ()),
    "quarters": (lambda t, **o: plot_timeline(rates(t[:2], "1q", 8), **o), 7, ()),
    "decades": (lambda t, **o: plot_timeline(rates(t[:2], "5y", 6), **o), 7, ()),
    "quoted share": (lambda t, **o: plot_quoted_share(rates(t), **o), 7, ()),
    "changes": (changes, 4, ()),
    "expansion": (lambda t, **o: plot_expansion(rates(t), t[0], t[1:], **o), 8, ("ax",)),
    "heat": (lambda t, **o: plot_heat(rates(t), page=1, **o), 30, ("events",)),
    "coverage": (coverage, 8, ("labels", "glosses")),
    "first uses": (first_uses, 24, ()),
    "drift": (drift, 7, ("events",)),
    "movers": (movers, 20, ("events",)),
    "settings": (settings, 12, ("ax", "labels", "glosses", "events")),
    "verdicts": (verdicts, 24, ()),
}
ROWS = ("heat", "first uses", "movers", "verdicts")


def shown_texts(figure):
    """The texts that are drawn: ticks beyond the limits, and what is empty or invisible, are not."""
    found = [*figure.texts, *(text for key in figure.legends for text in key.get_texts())]
    for ax in figure.axes:
        if not ax.get_visible():
            continue
        found += [*ax.texts, ax.title, ax._left_title, ax._right_title, ax.xaxis.label, ax.yaxis.label]
        found += ax.get_legend().get_texts() if ax.get_legend() else []
        for axis, limits in ((ax.xaxis, sorted(ax.get_xlim())), (ax.yaxis, sorted(ax.get_ylim()))):
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            found += [t.label1 for t in ticks if limits[0] <= t.get_loc() <= limits[1] and t.get_visible()]
    return [text for text in found if text.get_text().strip() and text.get_visible()]


def faults(figure):
    """What is wrong with the words of a figure, in words."""
    figure.draw_without_rendering()
    whole, have, wrong = figure.bbox, _charmap(), []
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in shown_texts(figure)]
    for text in shown_texts(figure):
        if text.get_fontfamily() != [FAMILY] or {ord(c) for c in text.get_text() if not c.isspace()} - have:
            wrong.append(f"no sign in {text.get_text()!r}")
    for name, box in boxes:
        if box.x0 < -1 or box.y0 < -1 or box.x1 > whole.x1 + 1 or box.y1 > whole.y1 + 1:
            wrong.append(f"{name!r} leaves the figure: {box.extents.round()} of {whole.extents}")
    for (one, a), (other, b) in combinations(boxes, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > 1.5 and high > 1.5:  # pixels at 150 dots an inch: less is the room above and below the characters
            wrong.append(f"{one!r} meets {other!r} by {wide:.0f} × {high:.0f}")
    return wrong


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_meets_another_or_leaves_the_figure(name):
    draw, many, lacks = FIGURES[name]
    wrong = []
    for labels, place, kind, lang, style in RUNS:
        terms = terms_of(kind, many)
        options = {"labels": labels, "glosses": glosses(terms), "lang": lang, "style": style, "events": EVENTS}
        if place != "own":
            options["width"] = place
        elif "ax" in lacks:
            options["width"] = 120 if style == "print" else 180
        else:
            size = 1.5 if style == "slide" else 1
            tall = 3.4 if kind == "few" or name not in ROWS else 14 if labels == "both" else 9
            figure, (ax, other) = plt.subplots(1, 2, figsize=(8.5 * size, tall * size))
            other.set_visible(False)  # it keeps its place, and matplotlib's own face
            options["ax"] = ax
        drawn = draw(terms, **{key: value for key, value in options.items() if key not in lacks})
        figure = drawn.figure if hasattr(drawn, "figure") else drawn[0].figure
        wrong += [f"{labels} {place} {kind} {lang} {style}: {fault}" for fault in faults(figure)]
        plt.close(figure)
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_collision_an_empty_box_and_a_text_outside_are_seen():
    figure, ax = plt.subplots()
    look = {"fontfamily": FAMILY}
    for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
        label.set_fontfamily(FAMILY)
    ax.tick_params(labelfontfamily=FAMILY)
    assert not faults(figure)
    ax.text(0.5, 0.5, "六保", **look)
    ax.text(0.51, 0.5, "六稳", **look)
    ax.text(0.2, 0.2, "中国梦")  # in matplotlib's own face
    ax.text(0.2, 3, "outside", **look)
    found = faults(figure)
    assert len(found) == 3 and "meets" in found[2] and "no sign" in found[0] and "leaves" in found[1]
