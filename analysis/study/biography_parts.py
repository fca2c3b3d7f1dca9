# long: the chapters of one result, each short, that share what they select
"""The chapters of a biography that no other statistic counts: documents, list, collocates, carriers, pauses, public events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..collocates.litany import Litany, litany
from ..core.csv_tables import read_csv
from ..core.dates import as_date
from ..core.errors import StudyError
from ..core.paths import data_folder
from ..counts.features import Features
from ..counts.known_terms import known_terms
from ..networks.cooccurrences import cooccurrence
from ..statistics.multiple_testing import benjamini_hochberg
from ..timelines.control_words import TABLE_OF, Controls
from ..timelines.silences import UNKNOWN, silence
from ..timelines.term_carriers import carriers
from ..timelines.verdicts import Verdicts, tested

DOCUMENTS = pl.Schema(
    {
        **dict.fromkeys(("corpus", "doc_id"), pl.String),
        "date": pl.Date,
        **dict.fromkeys(("genre", "kind", "title"), pl.String),
        **dict.fromkeys(("mentions", "quoted", "listed"), pl.Int64),
        "in_title": pl.Boolean,
    }
)
LISTED = ("start", "label", "with_list", "without_list", "list_alone", "most_listed")
COMPANY = ("period", "start", "end", "collocates", "hits", "of", "joint", "expected", "p", "q", "q_all", "slogans")
CARRIERS = (
    *("corpus", "carrier", "documents", "hits", "rate", "rate_low", "rate_high"),
    *("share", "expected", "ratio", "low", "high", "p", "q", "few"),
)
SILENCES = pl.Schema({"expected": pl.Float64, "p_anywhere": pl.Float64, "verdict": pl.String, "reason": pl.String})
CONTROLS = pl.Schema(
    {"verdict": pl.String, "start": pl.Date, "term": pl.String, "of": pl.String, "hits": pl.Int64, "p": pl.Float64}
)


def documents_of(corpora: Mapping[str, Features], term: str, members: Sequence[str], selection: Any) -> pl.DataFrame:
    """Every document that names the term or a member of its list, in time; one that two corpora hold stands there once.

    ``mentions`` are those of the term, ``quoted`` of these in quotation marks, ``listed`` how many different members are named.
    """
    found = []
    for name, features in corpora.items():
        label = pl.col("term") == term
        counted = (
            features.mentions.filter(pl.col("term").is_in([term, *members]))
            .group_by("doc_id")
            .agg(
                mentions=label.sum().cast(pl.Int64),
                quoted=(label & pl.col("quoted").fill_null(False)).sum().cast(pl.Int64),
                listed=pl.col("term").filter(pl.col("term").is_in(list(members))).n_unique().cast(pl.Int64),
                in_title=(label & (pl.col("sentence") == 0)).any(),
            )
        )
        rows = _selected(features, selection).join(counted, on="doc_id").with_columns(corpus=pl.lit(name)).collect()
        missing = [pl.lit(None, pl.String).alias(column) for column in ("genre", "kind") if column not in rows.columns]
        found.append(rows.with_columns(missing).select(DOCUMENTS.names()).cast(dict(DOCUMENTS)))  # type: ignore[arg-type]
    table = pl.concat(found)
    names = table.group_by("doc_id").agg(corpus=pl.col("corpus").unique(maintain_order=True).str.join(" · "))
    table = table.unique("doc_id", keep="first", maintain_order=True).drop("corpus").join(names, on="doc_id")
    return table.select(DOCUMENTS.names()).sort("date", "doc_id", nulls_last=True)


def _selected(features: Features, selection: Mapping[str, Any]) -> pl.LazyFrame:
    """The documents of a corpus within the period that are no near-duplicates; those without a date where none is asked for."""
    start, end = (as_date(selection[name], name=name) for name in ("start", "end"))
    kept = features.documents.filter(pl.col("duplicate_of").is_null())
    kept = kept if start is None else kept.filter(pl.col("date") >= start)
    return kept if end is None else kept.filter(pl.col("date") < end)


def list_with_label(documents: pl.DataFrame, members: Sequence[str], years: pl.Series) -> pl.DataFrame:
    """By year: documents that name the label, of these those that also give the whole list, and those that give the list alone.

    The whole list: every member somewhere in the document, in any order. ``most_listed`` is the largest number of members named.

    >>> from datetime import date
    >>> rows = pl.DataFrame({"date": [date(2014, 4, 19), date(2020, 1, 3)], "mentions": [3, 1], "listed": [4, 0]})
    >>> list_with_label(rows, ["a", "b", "c", "d"], pl.Series([date(2014, 1, 1), date(2020, 1, 1)])).rows()[0][1:]
    (1, 1, 0, 0, 4)
    """
    label, whole = pl.col("mentions") > 0, pl.col("listed") == len(members)
    sums = (
        documents.drop_nulls("date")
        .group_by(start=pl.col("date").dt.truncate("1y"))
        .agg(
            label=label.sum().cast(pl.Int64),
            with_list=(label & whole).sum().cast(pl.Int64),
            without_list=(label & ~whole).sum().cast(pl.Int64),
            list_alone=(~label & whole).sum().cast(pl.Int64),
            most_listed=pl.col("listed").max().cast(pl.Int64),
        )
    )
    whole_years = pl.DataFrame({"start": years.unique().sort()}).join(sums, on="start", how="left")
    return whole_years.with_columns(pl.exclude("start").fill_null(0)).sort("start").select(LISTED)


def company_of(
    features: Features,
    term: str,
    collocates: Sequence[str] | None,
    split: date | None,
    selection: Mapping[str, Any],
    members: Sequence[str] = (),
) -> pl.DataFrame:
    """With which slogans the term shares documents, before ``split`` and from it on, beside what chance would give.

    Expected counts and p are those of `cooccurrence` with ``context="document"``, which knows that some documents hold many
    slogans; q is over the slogans asked for, or over all that occur if none is; ``q_all`` over all ``slogans`` that occur, whatever was
    asked. The members of the term's own list are no collocates.
    """
    begin, end = selection["start"], selection["end"]
    spans = [("whole", begin, end)] if split is None else [("before", begin, split), ("after", split, end)]
    rows = []
    for period, first, last in spans:
        floors: dict[str, Any] = dict(min_contexts=1, min_documents=1, min_months=1)
        try:
            network = cooccurrence(features, start=first, end=last, context="document", **floors).test()
        except StudyError:  # no document in this period
            continue
        nodes = dict(network.nodes.select("term", "documents").rows())
        if term not in nodes:
            continue
        others = [name for name in nodes if name != term and (name not in members or name in (collocates or ()))]
        touching = network.counts.filter((pl.col("a") == term) | (pl.col("b") == term))
        other = pl.when(pl.col("a") == term).then("b").otherwise("a")
        found = {row[0]: row[1:] for row in touching.select(other, "f_ab", "expected", "p").rows()}
        pairs = {name: found[name] for name in found if name in others}
        every = dict(zip(pairs, _rates(pairs.values(), len(others)), strict=True))
        wanted = list(pairs) if collocates is None else [name for name in collocates if name in others]
        own = [pairs.get(name, (0, None, 1.0)) for name in wanted]
        q = _rates(own, len(others) if collocates is None else len(wanted))
        for name, (joint, expected, p), rate in zip(wanted, own, q, strict=True):
            of = (nodes[term], nodes[name], joint, expected, p, rate, every.get(name, 1.0), len(others))
            rows.append((period, _day(first), _day(last), name, *of))
    types: dict[str, Any] = {
        **dict.fromkeys(("start", "end"), pl.Date),
        **dict.fromkeys(("expected", "p", "q", "q_all"), pl.Float64),
    }
    whole: dict[str, Any] = dict.fromkeys(("hits", "of", "joint", "slogans"), pl.Int64)
    schema: dict[str, Any] = {name: types.get(name) or whole.get(name) or pl.String for name in COMPANY}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    order = pl.col("period").replace_strict({"whole": 0, "before": 0, "after": 1}, return_dtype=pl.Int8)
    return frame.sort(order, pl.col("joint"), "collocates", descending=[False, True, False])


def _rates(pairs: Iterable[tuple[Any, Any, float | None]], tests: int) -> list[float]:
    """Benjamini and Hochberg's q of pairs, of which those that share no document count among the tests."""
    p = np.array([1.0 if one is None else one for *_, one in pairs])
    return [float(rate) for rate in benjamini_hochberg(p, tests=tests)]


def _day(value: Any) -> date | None:
    return as_date(value, name="start or end")


def carriers_of(corpora: Mapping[str, Features], term: str, selection: Mapping[str, Any]) -> pl.DataFrame:
    """By corpus and genre what `carriers` says of the term, each corpus a question of its own."""
    found = [
        carriers(features, term, by="genre", **selection).frame.with_columns(corpus=pl.lit(name)).select(CARRIERS)
        for name, features in corpora.items()
    ]
    return pl.concat(found).sort("corpus", "hits", "carrier", descending=[False, True, False])


def with_controls(phases: Verdicts, controls: Controls | None) -> tuple[Verdicts, pl.DataFrame]:
    """Phases beside ordinary words, and for each phase the p of the term and of every word in the test that found it.

    Each p is that of a word asked alone, as the term is: the words are what so few documents show by themselves.
    """
    if controls is None:
        return phases, pl.DataFrame(schema=CONTROLS)
    asked, own = controls.parameters, phases.parameters
    for name in ("start", "end"):
        if as_date(asked.get(name), name=name) != as_date(own.get(name), name=name):
            raise StudyError(
                f"the ordinary words are of another period: {name}={asked.get(name)!r}, and {name}={own.get(name)!r} of "
                "the biography; give controls(…) the same start and end."
            )
    tables = tested(controls.counts, own["every"], q=own["q"], bank=own["bank"], seed=own["seed"], whole=True)
    found = [pl.DataFrame(schema=CONTROLS)]
    for term, verdict, start, hits, p in phases.frame.select("term", "verdict", "start", "hits", "p").rows():
        if p is None or verdict not in TABLE_OF:
            continue
        best = tables[TABLE_OF[verdict]].group_by(control="term").agg(pl.col("p").min())
        words = controls.frame.join(best, on="control", how="left").select(
            verdict=pl.lit(verdict), start=pl.lit(start, pl.Date), term="control", of=pl.lit("ordinary word"),
            hits="hits", p=pl.col("p").fill_null(1.0),
        )  # fmt: skip
        row = pl.DataFrame([(verdict, start, term, "term", hits, p)], schema=CONTROLS, orient="row")
        found.append(pl.concat([row, words.cast(dict(CONTROLS))]).sort("p", "of", "term"))  # type: ignore[arg-type]
    beside = controls.beside(phases.frame, tables)
    return type(phases)(beside, {**own, "controls": asked}), pl.concat(found)


def forms_of(
    features: Features, term: str, members: Sequence[str], selection: Mapping[str, Any]
) -> tuple[Litany | None, str]:
    """The list as it is recited, of those members that are slogans themselves; or why that cannot be asked."""
    kinds = known_terms(features)
    named = [name for name in members if kinds.get(name) == "slogan"]
    if len(named) < 2:
        return None, f"{len(named)} of the {len(members)} members are slogans, whose order alone is known"
    label = term if kinds.get(term) == "slogan" and term not in named else None
    try:
        return litany(features, named, label=label, **selection), ""
    except StudyError as error:  # a counts edition asked for part of a month, or made without orders
        return None, str(error)


def pauses_of(documents: pl.DataFrame, least: int = 365) -> pl.DataFrame:
    """The stretches of ``least`` days or more between two documents that name the term, longest first: start, end, days.

    >>> from datetime import date
    >>> days = [date(2014, 4, 19), date(2020, 1, 3), date(2020, 3, 1)]
    >>> pauses_of(pl.DataFrame({"date": days, "mentions": [1, 1, 1]})).rows()
    [(datetime.date(2014, 4, 20), datetime.date(2020, 1, 3), 2084)]
    """
    days = documents.filter(pl.col("mentions") > 0)["date"].drop_nulls().unique().sort()
    table = pl.DataFrame({"start": days, "end": days.shift(-1)}).drop_nulls()
    table = table.with_columns(start=pl.col("start") + pl.duration(days=1))
    table = table.with_columns(days=(pl.col("end") - pl.col("start")).dt.total_days())
    return table.filter(pl.col("days") >= least).sort("days", "start", descending=[True, False])


def silences_of(features: Features, term: str, pauses: pl.DataFrame) -> pl.DataFrame:
    """Pauses, and of the longest what `silence` says: whether the term's own past lets expect it.

    The pause was picked because it is long: ``p_anywhere``, that some stretch of this length is as quiet, is the p that counts.
    """
    row: dict[str, Any] = dict.fromkeys(SILENCES)
    if pauses.height:
        try:
            found = silence(features, term, pauses["start"][0], pauses["end"][0], collocates=[]).frame
            row = found.select(*SILENCES).row(0, named=True)
        except StudyError as error:  # no document in the pause
            row |= {"verdict": UNKNOWN, "reason": str(error)}
    longest = pl.int_range(pl.len()) == 0
    said = [pl.when(longest).then(pl.lit(row[name], kind)).alias(name) for name, kind in SILENCES.items()]
    return pauses.with_columns(said)


def events_of(terms: Sequence[str], first: date | None, last: date | None) -> pl.DataFrame:
    """The dated public events of the study's chronicle that are those of these terms: date, term, kind, source."""
    table = pl.DataFrame(read_csv(data_folder() / "chronicle.csv"))
    whole = pl.col("date").cast(pl.String)
    whole = pl.when(whole.str.len_chars() == 7).then(whole + "-01").otherwise(whole)  # of two the month alone is known
    table = table.with_columns(date=whole.str.to_date())
    table = table.filter(pl.col("term").is_in(list(terms)))
    for bound, day in (("from", first), ("to", last)):
        if day is not None:
            table = table.filter(pl.col("date") >= day if bound == "from" else pl.col("date") <= day)
    return table.select("date", "term", "kind", "source").sort("date", "term")


def before_and_after(documents: pl.DataFrame, condition: pl.Expr, split: date) -> pl.DataFrame:
    """How many documents have a property before a day and from it on, with Fisher's (1922) exact test of both sides.

    ``smallest`` is the smallest p that so many documents could give, however their properties fell: where it is above 0.05, no
    difference whatever could be told.

    >>> from datetime import date
    >>> rows = pl.DataFrame({"date": [date(2014, 1, 1)] * 4 + [date(2023, 9, 1)] * 8, "x": [True] * 3 + [False] * 9})
    >>> found = before_and_after(rows, pl.col("x"), date(2023, 1, 1))
    >>> found.select("before", "before_with", "after", "after_with", pl.col("p", "smallest").round(4)).row(0)
    (4, 3, 8, 0, 0.0182, 0.0182)
    """
    from scipy.stats import fisher_exact, hypergeom

    rows = documents.drop_nulls("date").select(late=pl.col("date") >= split, held=condition.fill_null(False))
    cells = [
        int(((rows["late"] == late) & (rows["held"] == held)).sum()) for late in (False, True) for held in (True, False)
    ]
    before, after, holding = cells[0] + cells[1], cells[2] + cells[3], cells[0] + cells[2]
    test: Any = fisher_exact([cells[:2], cells[2:]])
    p = float(test.pvalue) if min(before, after) else None
    smallest = None
    if p is not None:
        possible = np.arange(max(0, holding - after), min(holding, before) + 1)
        chances = hypergeom.pmf(possible, before + after, holding, before)
        smallest = float(chances.min() if len(possible) > 1 else 1.0)
    made = dict(
        split=split, before=before, before_with=cells[0], after=after, after_with=cells[2], p=p, smallest=smallest
    )
    return pl.DataFrame([made], schema_overrides={"p": pl.Float64, "smallest": pl.Float64})
