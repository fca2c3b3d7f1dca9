# long: the sentences of one result, each with its condition
"""The sentences of a biography: each a claim of clauses computed from its tables, and what is too little said to be so."""

from __future__ import annotations

from html import escape
from typing import Any

import polars as pl

from ..core.control_characters import for_xml
from .biography_parts import before_and_after
from .claims import Claim, claim
from .clauses import cell

FEW = 5  # documents: fewer cannot show a share of a half apart from one of nought or of all, at 95 %
LEVEL = 0.05
MOST = 5  # companions of a period that are told, those of most documents first
OF_DAYS = "it tells of days alone, not of an order of values"
OF_SUMS = "a sum does not depend on order"
OF_ONE = "each row is a test of its own, with no series to turn round"


class Claims(list[Claim]):
    """The sentences of a biography, one under another."""

    def __repr__(self) -> str:
        return "\n".join(f"{'✓' if one.holds else '✗'} {one.text}" for one in self)

    def _repr_html_(self) -> str:
        return for_xml("<ul>" + "".join(f"<li>{escape(one.text)}</li>" for one in self) + "</ul>")


def claims_of(life: Any) -> Claims:
    """All sentences of a `Biography`, in the order of its chapters."""
    named = life.frame.filter(pl.col("mentions") > 0)
    if named.is_empty():
        words = {"{term} is named in no document of these corpora": pl.col("documents").sum() == 0}
        told = _said(life.first_uses.frame, "corpus", "documents")
        return Claims([claim(words, evidence=told, numbers=_of(life), survives=OF_SUMS)])
    found: list[Claim | None] = [
        _named(life, named),
        _highest(life),
        *_phases(life),
        _pause(life),
        _list(life),
        _titles(life, named),
    ]
    found += [_quoted(life), *_company(life), _carriers(life)]
    return Claims(one for one in found if one is not None)


def _of(life: Any, **more: Any) -> dict[str, Any]:
    """The fields of a sentence: the name of the term as a question to the evidence has it, and what is given."""
    term = life.term
    return {"term": lambda _: term, **more}


def _said(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    return frame.select(columns)


def _named(life: Any, named: pl.DataFrame) -> Claim:
    days = _said(named, "corpus", "date", "mentions")
    n, first, last = named.height, days["date"].min(), days["date"].max()
    clauses: dict[str, Any] = {"{term} is named in {n} documents:": pl.len() == n}
    more: dict[str, Any] = {"n": pl.len()}
    if first is not None:
        clauses["the earliest of {first},"] = pl.col("date").min() == first
        clauses["the latest of {last}"] = pl.col("date").max() == last
        more |= {"first": pl.col("date").min(), "last": pl.col("date").max()}
    return claim(clauses, evidence=days, numbers=_of(life, **more), survives=OF_DAYS)


def _highest(life: Any) -> Claim:
    years = _said(life.rates.frame, "start", "documents", "hits", "rate", "low", "high")
    known = years.drop_nulls("rate").sort("rate", "start", descending=[True, False])
    total = int(years["hits"].sum())
    if total < FEW or known.height < 2:
        clause = {
            "in which year its rate was highest cannot be said: {n} documents, fewer than {few}": pl.col("hits").sum()
            < FEW
        }
        few = years.with_columns(few=FEW)
        if total >= FEW:
            clause = {
                "in which year its rate was highest cannot be said: {n} documents of one year": pl.col("rate").count()
                < 2
            }
        return claim(
            clause, evidence=few, numbers=_of(life, n=pl.col("hits").sum(), few=pl.col("few").first()), survives=OF_SUMS
        )
    top, year = known.row(0, named=True), known["start"][0].year
    other = pl.col("start").dt.year() != year
    numbers = _of(life, n=cell("hits", start=year), all=pl.col("hits").sum(), year=_year(year))
    head = {
        "{year} holds {n} of its {all} documents in the corpus that runs through,": cell("rate", start=year)
        > pl.col("rate").filter(other).max()
    }
    if top["low"] > known["high"][1:].max():  # type: ignore[operator]
        tail = "and its rate lies above the intervals of all other years"
        head[tail] = cell("low", start=year) > pl.col("high").filter(other).max()
        return claim(head, evidence=years, numbers=numbers)
    head["but its interval meets that of another year, so that no year can be called the highest"] = (
        cell("low", start=year) <= pl.col("high").filter(other).max()
    )
    return claim(head, evidence=years, numbers=numbers)


def _year(year: int) -> pl.Expr:
    return pl.col("start").dt.year().filter(pl.col("start").dt.year() == year).first()


def _phases(life: Any) -> list[Claim]:
    table = _said(life.phases.frame, "term", "verdict", "start", "hits", "effect", "q", "decision", "power", "reason")
    found = []
    for k, row in enumerate(table.rows(named=True)):
        own = table[k : k + 1]
        numbers = _of(
            life, **{name: pl.col(name).first() for name in ("verdict", "effect", "power", "reason", "hits", "q")}
        )
        called = pl.col("decision").fill_null(False).all() & (pl.col("q") <= LEVEL).fill_null(False).all()
        if row["decision"]:
            clause = {"a phase is found, {verdict}, {effect} (q = {q:.2g})": called}
        elif row["verdict"] == "none":
            clause = {"no entry, rise, campaign or fading is found; what could have been seen: {power}": ~called}
        else:
            why = "{reason}" if row["reason"] else "{hits} documents"
            clause = {f"whether it entered, rose or faded cannot be said: {why}": ~called}
        found.append(claim(clause, evidence=own, numbers=numbers, survives=OF_ONE))
    return found


def _pause(life: Any) -> Claim | None:
    pauses = life.silences.frame
    if pauses.is_empty():
        return None
    longest = int(pauses["days"][0])
    numbers = _of(life, days=pl.col("days").max(), start=pl.col("start").first(), end=pl.col("end").first())
    clause = {"its longest pause lasts {days} days, from {start} to before {end}": pl.col("days").first() == longest}
    return claim(clause, evidence=_said(pauses, "start", "end", "days"), numbers=numbers, survives=OF_DAYS)


def _list(life: Any) -> Claim | None:
    table = life.order.frame
    if table.is_empty():
        return None
    label, whole, alone = (int(table[name].sum()) for name in ("label", "with_list", "list_alone"))
    sums = {name: pl.col(name).sum() for name in ("label", "with_list", "without_list", "list_alone")}
    clauses = {
        "of {label} documents with the label {with_list} give the whole list": (sums["label"] == label)
        & (sums["with_list"] == whole),
        "and {without_list} do not;": sums["without_list"] == label - whole,
        "{list_alone} give the list without the label": sums["list_alone"] == alone,
    }
    return claim(clauses, evidence=table, numbers=_of(life, **sums), survives=OF_SUMS)


def _titles(life: Any, named: pl.DataFrame) -> Claim:
    dated = _said(named, "date", "in_title").drop_nulls("date")
    split = life.parameters.get("split")
    there = pl.col("in_title").sum()
    if split is None:
        count = int(dated["in_title"].sum())
        numbers = _of(life, there=there, n=pl.len())
        return claim(
            {"{there} of its {n} dated documents name it in the title": there == count},
            evidence=dated,
            numbers=numbers,
            survives=OF_SUMS,
        )
    day = pl.Series([str(split)]).str.to_date()[0]
    found = before_and_after(dated, pl.col("in_title"), day)
    names = ("before", "before_with", "after", "after_with", "p", "smallest")
    numbers = _of(life, split=pl.col("split").first(), **{name: pl.col(name).first() for name in names})
    told = (
        "before {split} {before_with} of {before} documents name it in the title, from then on {after_with} of {after};"
    )
    p, smallest = found["p"].item(), found["smallest"].item()
    shares = pl.col("before_with") + pl.col("after_with") <= pl.col("before") + pl.col("after")
    if p is not None and p <= LEVEL:
        clause = {told: shares.all(), "chance would do that with p = {p:.2g}": (pl.col("p") <= LEVEL).all()}
    elif smallest is None or smallest > LEVEL:
        clause = {
            told: shares.all(),
            "whether that is a change cannot be said of so few": (pl.col("smallest").fill_null(1.0) > LEVEL).all(),
        }
    else:
        clause = {
            told: shares.all(),
            "that is no difference which chance would not make (p = {p:.2g})": (pl.col("p") > LEVEL).all(),
        }
    return claim(clause, evidence=found, numbers=numbers, survives=OF_ONE)


def _quoted(life: Any) -> Claim | None:
    named = life.frame.filter(pl.col("mentions") > 0).select("mentions", "quoted")
    if life.quoted.frame.is_empty():
        return None
    quoted, mentions = int(named["quoted"].sum()), int(named["mentions"].sum())
    numbers = _of(life, quoted=pl.col("quoted").sum(), mentions=pl.col("mentions").sum())
    same = (pl.col("quoted").sum() == quoted) & (pl.col("mentions").sum() == mentions)
    return claim(
        {"{quoted} of its {mentions} mentions stand in quotation marks": same},
        evidence=named,
        numbers=numbers,
        survives=OF_SUMS,
    )


def _company(life: Any) -> list[Claim]:
    table = life.company.frame
    found = []
    for period in table["period"].unique(maintain_order=True):
        rows = table.filter(pl.col("period") == period)
        hits = int(rows["hits"][0])
        span = {"whole": "in the whole period", "before": "before {end}", "after": "from {start} on"}[period]
        ends = {name: pl.col(name).first() for name in ("start", "end", "hits")}
        if hits < FEW:
            few = rows.select("period", "company", "start", "end", "hits", few=FEW)
            clause = {
                f"{span} it is named in {{hits}} documents, too few to tell its company by": (
                    pl.col("hits") < FEW
                ).all()
            }
            found.append(claim(clause, evidence=few, numbers=_of(life, **ends), survives=OF_ONE))
            continue
        near = rows.filter(pl.col("q") <= LEVEL)
        if near.is_empty():
            clause = {
                f"{span} no slogan shares more of its {{hits}} documents than chance gives": (pl.col("q") > LEVEL).all()
            }
            found.append(claim(clause, evidence=rows, numbers=_of(life, **ends), survives=OF_ONE))
        for k in range(min(near.height, MOST)):
            one = near[k : k + 1]
            fields = ends | {name: pl.col(name).first() for name in ("company", "joint", "expected", "q")}
            clause = {
                f"{span} {{joint}} of its {{hits}} documents also name {{company}},": (
                    pl.col("joint") > pl.col("expected")
                ).all(),
                "where chance gives {expected:.1f} (q = {q:.2g})": (pl.col("q") <= LEVEL).all(),
            }
            found.append(claim(clause, evidence=one, numbers=_of(life, **fields), survives=OF_ONE))
    return found


def _carriers(life: Any) -> Claim | None:
    table = life.carriers.frame.filter(pl.col("documents") > 0)
    silent = table.filter((pl.col("hits") == 0) & (pl.col("genre") == "commentary"))
    if table.height < 2 or silent.is_empty():
        return None
    clause = {
        "no commentary of the corpus {corpus} names it, {documents:,} of them,": (pl.col("hits") == 0).all(),
        "which leaves room for {high:.2g} per 1,000": (pl.col("high") > 0).all(),
    }
    one = silent[:1]
    fields = {name: pl.col(name).first() for name in ("corpus", "documents", "high")}
    return claim(clause, evidence=one, numbers=_of(life, **fields), survives=OF_ONE)
