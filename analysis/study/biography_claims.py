# long: the sentences of one result, each with its condition
"""The sentences of a biography: each a claim of clauses computed from its tables, and what is too little said to be so."""

from __future__ import annotations

from html import escape
from typing import Any

import polars as pl

from ..core.control_characters import for_xml
from ..timelines.silences import UNKNOWN
from .biography_parts import before_and_after
from .claims import Claim, claim
from .clauses import cell

FEW = 5  # documents: fewer cannot show a share of a half apart from one of nought or of all, at 95 %
LEVEL = 0.05
MOST = 5  # collocates of a period that are told, those of most documents first
SOME = pl.len() > 0  # of no row everything holds
OF_DAYS = "it tells of days alone, not of an order of values"
OF_SUMS = "a sum depends neither on the order nor on the spread of what is summed"
OF_WORDS = "it counts words, whichever they are"
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
        *_ordinary(life),
        _pause(life),
        _list(life),
        _forms(life),
        _titles(life, named),
    ]
    found += [_quoted(life), *_company(life), *_carriers(life)]
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
        called = pl.col("decision").fill_null(False).all() & SOME & (pl.col("q") <= LEVEL).fill_null(False).all() & SOME
        if row["decision"]:
            clause = {"a phase is found, {verdict}, {effect} (q = {q:.2g})": called}
        elif row["verdict"] == "none":
            clause = {"no entry, rise, campaign or fading is found; what could have been seen: {power}": ~called}
        else:
            why = "{reason}" if row["reason"] else "{hits} documents"
            clause = {f"whether it entered, rose or faded cannot be said: {why}": ~called}
        found.append(claim(clause, evidence=own, numbers=numbers, survives=OF_ONE))
    return found


def _ordinary(life: Any) -> list[Claim]:
    """Of each phase how many ordinary words, asked as the term was, have evidence as strong."""
    table = life.controls.frame
    found = []
    for _, rows in table.group_by("verdict", "start", maintain_order=True):
        word, own = pl.col("of") == "ordinary word", pl.col("p").filter(pl.col("of") == "term").first()
        reached = word & (pl.col("p") <= own)
        often = bool(rows.select(reached.sum() > LEVEL * word.sum()).item())
        numbers = _of(
            life, n=word.sum(), k=reached.sum(), verdict=pl.col("verdict").first(), start=pl.col("start").first()
        )
        told = "of {n} ordinary words as frequent {k} show evidence as strong as that of the {verdict} from {start}"
        clause = {told: (reached.sum() <= LEVEL * word.sum()) & (word.sum() > 0)}
        if often:
            clause = {
                f"{told}: more than one in twenty, so that it may be the course of any word": reached.sum()
                > LEVEL * word.sum()
            }
        own_rows = rows.select("verdict", "start", "term", "of", "hits", "p")
        found.append(claim(clause, evidence=own_rows, numbers=numbers, survives=OF_WORDS))
    return found


def _pause(life: Any) -> Claim | None:
    """The longest pause, and whether so long a one is to be expected somewhere in the course of such a term."""
    pauses = life.silences.frame
    if pauses.is_empty():
        return None
    longest, p = int(pauses["days"][0]), pauses["p_anywhere"][0]
    names = ("days", "start", "end", "p_anywhere", "reason")
    numbers = _of(life, **{name: pl.col(name).first() for name in names})
    told = "its longest pause lasts {days} days, from {start} to before {end};"
    clause: dict[str, Any] = {told: pl.col("days").first() == longest}
    own = pl.col("p_anywhere").first()
    if p is None or pauses["verdict"][0] == UNKNOWN:
        clause["whether that is more than chance brings cannot be said: {reason}"] = (
            pl.col("verdict").first() == UNKNOWN
        )
    elif p <= LEVEL:
        clause["chance brings one as quiet somewhere in its course with p = {p_anywhere:.2g}"] = own <= LEVEL
    else:
        clause["that is no silence which chance would not bring somewhere in its course (p = {p_anywhere:.2g})"] = (
            own > LEVEL
        )
    told_of = pauses[:1].select("start", "end", "days", "p_anywhere", "verdict", "reason")
    return claim(clause, evidence=told_of, numbers=numbers, survives=OF_ONE)


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


def _forms(life: Any) -> Claim | None:
    """In which order the list is mostly recited, where its members are slogans."""
    table = life.forms.frame
    if table.is_empty():
        return None
    sums = (
        table.group_by("form")
        .agg(pl.col("sentences", "documents").sum())
        .sort("sentences", "form", descending=[True, False])
    )
    n, top = pl.col("sentences").sum(), pl.col("sentences").first()
    if int(sums["documents"].sum()) < FEW:
        clause = {
            "in what order its list is named cannot be said: {n} sentences name two of its members": pl.col(
                "documents"
            ).sum()
            < FEW
        }
        return claim(clause, evidence=sums, numbers=_of(life, n=n), survives=OF_SUMS)
    clause = {
        "of {n} sentences that name two members of its list or more {k} name {form}, the form of most": top
        == pl.col("sentences").max()
    }
    numbers = _of(life, n=n, k=top, form=pl.col("form").first())
    return claim(clause, evidence=sums, numbers=numbers, survives=OF_SUMS)


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
    if p is not None and p <= LEVEL:
        clause = {f"{told} chance would do that with p = {{p:.2g}}": (pl.col("p") <= LEVEL).all() & SOME}
    elif smallest is None or smallest > LEVEL:
        unknown = (pl.col("smallest").fill_null(1.0) > LEVEL).all() & SOME
        clause = {f"{told} whether that is a change cannot be said of so few": unknown}
    else:
        clause = {
            f"{told} that is no difference which chance would not make (p = {{p:.2g}})": (pl.col("p") > LEVEL).all()
            & SOME
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
    table = life.collocates.frame
    found = []
    for period in table["period"].unique(maintain_order=True):
        rows = table.filter(pl.col("period") == period)
        hits = int(rows["hits"][0])
        span = {"whole": "in the whole period", "before": "before {end}", "after": "from {start} on"}[period]
        ends = {name: pl.col(name).first() for name in ("start", "end", "hits")}
        if hits < FEW:
            few = rows[:1].select("period", "start", "end", "hits", few=FEW)
            clause = {
                f"{span} it is named in {{hits}} documents, too few to tell its collocates by": (
                    pl.col("hits") < FEW
                ).all()
                & SOME
            }
            found.append(claim(clause, evidence=few, numbers=_of(life, **ends), survives=OF_ONE))
            continue
        near = rows.filter(pl.col("q") <= LEVEL)
        if near.is_empty():
            clause = {
                f"{span} no slogan shares more of its {{hits}} documents than chance gives": (pl.col("q") > LEVEL).all()
                & SOME
            }
            found.append(claim(clause, evidence=rows, numbers=_of(life, **ends), survives=OF_ONE))
        for k in range(min(near.height, MOST)):
            one = near[k : k + 1]
            fields = ends | {
                name: pl.col(name).first() for name in ("collocates", "joint", "expected", "q", "q_all", "slogans")
            }
            clause = {
                f"{span} {{joint}} of its {{hits}} documents also name {{collocates}},": (
                    pl.col("joint") > pl.col("expected")
                ).all()
                & SOME,
                **_chance(one),
            }
            found.append(claim(clause, evidence=one, numbers=_of(life, **fields), survives=OF_ONE))
    return found


def _chance(one: pl.DataFrame) -> dict[str, Any]:
    """The clauses on chance: q of the slogans asked for and, where that is another, of all that occur."""
    told, low = "where chance gives {expected:.1f} (q = {q:.2g}", (pl.col("q") <= LEVEL).all() & SOME
    if one["q"].item() == one["q_all"].item():
        return {f"{told} of all {{slogans}} slogans)": low}
    held = one["q_all"].item() <= LEVEL
    of_all = (pl.col("q_all") <= LEVEL).all() & SOME if held else (pl.col("q_all") > LEVEL).all() & SOME
    more = "" if held else ", so that it could not have been found without asking"
    return {f"{told} of those asked for;": low, f"q = {{q_all:.2g}} of all {{slogans}} slogans{more})": of_all}


def _carriers(life: Any) -> list[Claim]:
    """Genres that carry it more or less than their share, of those in which five documents or more were expected."""
    table = life.carriers.frame.select("corpus", "carrier", "documents", "hits", "ratio", "low", "high", "q", "few")
    if table.height < 2:
        return []
    known = table.filter(~pl.col("few"))
    names = ("corpus", "carrier", "documents", "hits", "ratio", "low", "high", "q")
    numbers = _of(life, **{name: pl.col(name).first() for name in names})
    if known.is_empty():
        clause = {
            "which genre speaks it more than its share cannot be said: too few documents are expected of each": pl.col(
                "few"
            ).all()
            & SOME
        }
        return [claim(clause, evidence=table, numbers=_of(life), survives=OF_SUMS)]
    told = known.filter(pl.col("q") <= LEVEL).sort("q", "corpus", "carrier")
    found = []
    for k in range(min(told.height, MOST)):
        clause = {
            "{carrier} of the corpus {corpus} carries it {ratio:.2f} times as much as its share of documents,": (
                (pl.col("ratio") - 1).abs() > 0
            ).all()
            & SOME,
            "from {low:.2f} to {high:.2f} (q = {q:.2g})": (pl.col("q") <= LEVEL).all() & SOME,
        }
        found.append(claim(clause, evidence=told[k : k + 1], numbers=numbers, survives=OF_ONE))
    if told.is_empty():
        one = known.sort("hits", "corpus", "carrier", descending=[True, False, False])[:1]
        clause = {
            "no genre is known to carry it more or less than its share of documents:": (pl.col("q") > LEVEL).all()
            & SOME,
            "{carrier} of the corpus {corpus} {ratio:.2f} times as much, from {low:.2f} to {high:.2f}": (
                (pl.col("low") <= 1) & (pl.col("high") >= 1)
            ).all()
            & SOME,
        }
        found.append(claim(clause, evidence=one, numbers=numbers, survives=OF_ONE))
    return found
