"""Every kind of figure, drawn of few, many or long names, for the tests that measure its words.

The tables are made up: they hold what makes room scarce, such as empty slices, daggers, seams, bounds and censored dates.
"""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations

import networkx as nx
import polars as pl

from analysis import (
    Features,
    biography,
    data_folder,
    plot_biography,
    plot_carriers,
    plot_changes,
    plot_communities,
    plot_coverage,
    plot_drift,
    plot_ego,
    plot_expansion,
    plot_first_uses,
    plot_genres,
    plot_heat,
    plot_lead_lag,
    plot_movers,
    plot_network,
    plot_order,
    plot_quoted_share,
    plot_silence,
    plot_specification_curve,
    plot_timeline,
    plot_verdicts,
)
from analysis.collocates.list_order import ListOrder
from analysis.core.results import TableResult
from analysis.networks.community_flows import CommunityFlows
from analysis.timelines.lead_lag import LEAD_LAG, LeadLag
from analysis.timelines.silences import Silence
from analysis.timelines.term_carriers import SCHEMA, Carriers

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


def silences(names, **options):
    start, end = date(2015, 6, 1), date(2015, 6, 29)
    row = {"term": names[0], "start": start, "end": end, "hits": 3, "expected": 21.5, "low": 12.0, "high": 33.0}
    first = [date(2013, 1, 7) + timedelta(weeks=k) for k in range(150)]
    weeks = pl.DataFrame({"term": names[0], "start": first, "documents": 100, "hits": [k * 7 % 11 for k in range(150)]})
    frame = pl.DataFrame([row | {"p": 0.0004, "verdict": "quieter than its past lets expect"}])
    return plot_silence(Silence(frame, PARAMETERS, weeks), **options)


def lags(names, **options):
    kinds = ["commentary first", "report first", "same time", "cannot be said"]
    rows = [
        {"term": name, "measure": measure, "verdict": kinds[(k + j) % 4]}
        | ({"lag": 40.0 - 9 * k, "low": 5.0 - 40 * k, "high": 90.0 + 40 * k} if (k + j) % 4 < 3 else {})
        for k, name in enumerate(names)
        for j, measure in enumerate(("entry", "rise"))
    ]
    frame = pl.DataFrame([dict.fromkeys(LEAD_LAG) | row for row in rows], schema=LEAD_LAG)
    return plot_lead_lag(
        LeadLag(frame, PARAMETERS | {"first": ["commentary", "editorial"], "second": "report"}), **options
    )


def carried(names, **options):
    genres = ("report", "commentary", "short comment", "digest", "editorial")
    rows = [
        {"term": name, "carrier": genre, "hits": 1200 * j, "share": 0.2, "expected": 0.2, "ratio": (j / 2) ** (1 + k % 3),
         "low": j / 3, "high": j / 2 + 1.0, "q": 0.2 * j, "few": j == 4}
        for k, name in enumerate(names[:8])
        for j, genre in enumerate(genres)
    ]  # fmt: skip
    blank = dict.fromkeys(SCHEMA) | {"start": date(2020, 1, 1), "documents": 100}
    frame = pl.DataFrame([blank | row for row in rows], schema=SCHEMA)
    return plot_carriers(Carriers(frame, PARAMETERS | {"by": "genre", "every": None}), **options)


def genres(names, **options):
    n = len(names)
    ratio = [float("inf") if not k else 0.0 if k == n - 1 else 3.0 ** (n / 2 - k) for k in range(n)]
    frame = pl.DataFrame({"term": names, "hits_1": 5000, "hits_2": [k * 31 for k in range(n)], "ratio": ratio})
    frame = frame.with_columns(
        low=pl.when(pl.col("ratio").is_infinite()).then(4.0).otherwise(pl.col("ratio") / 2),
        high=pl.when(ratio=0).then(0.2).otherwise(pl.col("ratio") * 2),
        verdict=pl.when(pl.col("ratio") > 1).then(pl.lit("first")).otherwise(pl.lit("second")),
    )
    return plot_genres(
        TableResult(frame, PARAMETERS | {"first": ["commentary", "editorial"], "second": ["report"]}), **options
    )


def orders(names, **options):
    rows = []
    for k, (one, other) in enumerate(combinations(names[:4], 2)):
        for year in range(2013, 2022):
            n = 0 if year in (2015, 2016) else 10 + k
            share = (year - 2012 + k) % 9 / 9
            values = (share, max(share - 0.2, 0.0), min(share + 0.2, 1.0)) if n else (None, None, None)
            rows.append((date(year, 1, 1), one, other, n, n, 3, *values))
    columns = ["start", "first", "second", "sentences", "documents", "before", "share", "low", "high"]
    types = dict.fromkeys(("share", "low", "high"), pl.Float64)
    frame = pl.DataFrame(rows, schema=columns, schema_overrides=types, orient="row")
    return plot_order(ListOrder(frame, PARAMETERS), **options)


def web(names, less=()):
    """A ring with chords to its first, in three communities."""
    made, count = nx.Graph(), len(names)
    for k, name in enumerate(names):
        made.add_node(name, kind="word" if k % 7 == 3 else "slogan", contexts=5 + (count - k) ** 2, community=k % 3,
                      stability=0.5 if k % 11 == 5 else 1.0, x=round((k * 0.618) % 1, 4), y=round((k / count) ** 2, 4))  # fmt: skip
    for k in range(count):
        made.add_edge(names[k], names[(k + 1) % count], weight=4.0 + k % 5)
        made.add_edge(names[k], names[0], weight=3.0 + k % 4) if 0 < k < 20 and k not in less else None
    return made


def communities(names, **options):
    periods, groups = [date(2012 + k, 1, 1) for k in range(8)], [names[k : k + 3] for k in range(0, len(names), 2)]
    rows = [
        (day, k, 3 + (j + k) % 5, 50 + 9 * k)
        for j, day in enumerate(periods)
        for k in range(len(groups))
        if (j + k) % 4
    ]
    frame = pl.DataFrame(rows, schema=["start", "community", "terms", "contexts"], orient="row")
    ways = frame.with_columns(
        next_start=pl.col("start").dt.offset_by("1y"), next_community=(pl.col("community") + 1) % len(groups)
    )
    known = pl.DataFrame({"community": range(len(groups)), "top": groups})
    ways = ways.join(frame, left_on=["next_start", "next_community"], right_on=["start", "community"], how="semi")
    return plot_communities(CommunityFlows(frame, ways, known, PARAMETERS), **options)


@cache
def life():
    found = [Features.open(data_folder() / name) for name in ("press", "commentary")]
    names = ["群众路线", "主题教育", "脱贫攻坚", "乡村振兴"]
    return biography(found[0], "四下基层", commentary=found[1], collocates=names)


def lives(names, **options):
    """A biography under other names."""
    whole, many = life(), [names[k % len(names)] + ("" if k < len(names) else str(k)) for k in range(1, 9)]
    old = whole.collocates.frame["collocates"].unique().sort().to_list()
    frame = whole.collocates.frame.with_columns(pl.col("collocates").replace_strict(dict(zip(old, many, strict=False))))
    corpora = {"press": "press" if len(names) == 2 else "中国共产党新闻网 cpc.people.com.cn"}
    documents = whole.frame.with_columns(pl.col("corpus").replace(corpora))
    carriers = whole.carriers.frame.with_columns(pl.col("corpus").replace(corpora))
    parts = {"collocates": replace(whole.collocates, frame=frame), "carriers": replace(whole.carriers, frame=carriers)}
    return plot_biography(
        replace(whole, frame=documents, parameters={**whole.parameters, "term": names[0]}, **parts), **options
    )


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
    "silence": (silences, 2, ()),
    "lead and lag": (lags, 16, ("events",)),
    "carriers": (carried, 8, ("events",)),
    "genres": (genres, 20, ("events",)),
    "order": (orders, 4, ("events",)),
    "biography": (lives, 7, ("ax",)),
    "network": (lambda t, **o: plot_network(web(t), **o), 30, ("events",)),
    "ego": (lambda t, **o: plot_ego(web(t), t[0], **o), 16, ("events",)),
    "egos": (
        lambda t, **o: plot_ego({"2018": web(t), "2021": web(t, less=(2, 4, 6))}, t[0], **o),
        16,
        ("ax", "events"),
    ),
    "communities": (communities, 12, ("events",)),
}
