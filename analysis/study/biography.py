# long: one class with its methods, each with an example that runs
"""The biography of a formulation: what each statistic says of one term, gathered, with the sentences that the numbers bear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import polars as pl

from ..core.dates import as_date
from ..core.results import Result, TableResult
from ..counts.corpus_statement import corpus_statement
from ..counts.features import Features
from ..counts.known_terms import resolve_terms
from ..counts.statistic_calls import statistic
from ..timelines.control_words import Controls
from ..timelines.first_use_dates import first_uses
from ..timelines.prominence import prominence
from ..timelines.quoted_shares import quoted_shares
from ..timelines.rates import timeline
from ..timelines.verdicts import verdicts
from . import biography_parts as parts
from .biography_claims import claims_of
from .claims import Claim

NO_LIST = "the lexicon gives no list behind this label; give members=[…] to ask for one"


@dataclass(frozen=True, repr=False, eq=False)
class Biography(Result):
    """All that the counts say of one formulation; made by `biography`, drawn by `plot_biography`.

    Attributes
    ----------
    frame : polars.DataFrame
        Every document that names the term or a member of its list: ``corpus · doc_id · date · genre · kind · title · mentions · quoted ·
        listed · in_title``, in time; those without a date last.
    rates : Timeline
        Documents per 1,000 by year, of the first corpus.
    phases : Verdicts
    first_uses : TableResult
        A row a corpus: ``corpus · first · third · censored · documents · corpus_start``.
    prominence : TableResult
        As `prominence` gives it for titles, by year.
    quoted : TableResult
        Share of mentions in quotation marks, by year, in percent.
    order : TableResult
        Label and list by year: ``start · label · with_list · without_list · list_alone · most_listed``.
    forms : Litany or TableResult
        The order in which the list is recited, from `litany`, of those members that are slogans; without two of them a table
        without rows, whose parameters give the reason.
    carriers : TableResult
        ``corpus``, and the columns of `carriers` by genre; ``few`` marks rows from which nothing may be read.
    collocates : TableResult
        ``period · start · end · collocates · hits · of · joint · expected · p · q · q_all · slogans``: documents that name both, before
        and after the last phase began; q of the collocates asked for, ``q_all`` of all ``slogans`` that occur.
    silences : TableResult
        Pauses of a year or more: ``start · end · days``, and of the longest, from `silence`, ``expected · p_anywhere · verdict ·
        reason``.
    events : TableResult
        Dated public events of the term and its collocates, from the study's chronicle.
    controls : TableResult
        Of each phase the p of the term and of the ordinary words given, in the test that found it: ``verdict · start · term · of · hits
        · p``; no row without ``controls=``.
    parameters : mapping

    Examples
    --------
    >>> from analysis import Features, data_folder
    >>> biography(Features.open(data_folder() / "press"), "四下基层")
    <Biography: 四下基层, 3 documents of 1 corpora, 2019-01-31 to 2020-04-28>
    """

    frame: pl.DataFrame
    rates: Any
    phases: Any
    first_uses: Any
    prominence: Any
    quoted: Any
    order: Any
    forms: Any
    carriers: Any
    collocates: Any
    silences: Any
    events: Any
    controls: Any
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def documents(self) -> pl.DataFrame:
        """Every document that names the term or a member of its list; the same as ``frame``."""
        return self.frame

    @property
    def term(self) -> str:
        """The formulation."""
        return self.parameters["term"]

    def compare(self, condition: pl.Expr, split: date | str) -> TableResult:
        """Whether documents that name the term have a property more often before a day or from it on.

        Parameters
        ----------
        condition : polars.Expr
            On the columns of ``documents``, such as ``pl.col("in_title")``.
        split : date or str
            The first day of the later part. If it, or the property, was chosen after the documents were read, p only describes.

        Returns
        -------
        TableResult
            One row: ``split · before · before_with · after · after_with · p · smallest``; p of Fisher's exact test, and the smallest
            that so many documents could give.

        Examples
        --------
        >>> from analysis import Features, data_folder
        >>> life = biography(Features.open(data_folder() / "press"), "四下基层")
        >>> life.compare(pl.col("title").str.contains("福建"), "2020")["before", "before_with", "after", "after_with"].row(0)
        (1, 1, 2, 2)
        """
        day = as_date(split, name="split")
        found = parts.before_and_after(self.frame.filter(pl.col("mentions") > 0), condition, day)  # type: ignore[arg-type]
        return TableResult(found, {"term": self.term, "split": str(day), "corpus": self.parameters.get("corpus")})

    def claims(self) -> list[Claim]:
        """Its sentences, each clause with the condition that decides it; of what is too little, that it cannot be said.

        Returns
        -------
        list of Claim

        Examples
        --------
        >>> from analysis import Features, data_folder
        >>> life = biography(Features.open(data_folder() / "press"), "四下基层")
        >>> life.claims()[0].text.split(":")[0]
        '四下基层 is named in 3 documents'
        """
        return claims_of(self)

    def _tables(self) -> dict[str, pl.DataFrame]:
        names = [one.name for one in fields(self) if one.name not in ("frame", "parameters")]
        return {"documents": self.frame} | {name: getattr(self, name).frame for name in names}

    def _summary(self) -> str:
        named = self.frame.filter(pl.col("mentions") > 0)
        days = named["date"].drop_nulls()
        span = f", {days.min()} to {days.max()}" if len(days) else ""
        return f"{self.term}, {named.height} documents of {len(self.parameters.get('corpora', ()))} corpora{span}"

    def __repr__(self) -> str:  # the summary says the period
        return f"<Biography: {self._summary()}>"


@statistic(unit="documents")
def biography(
    features: Features,
    term: str,
    *,
    press: Features | None = None,
    commentary: Features | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
    collocates: Sequence[str] | None = None,
    members: Sequence[str] | None = None,
    controls: Controls | None = None,
) -> Biography:
    """The life of one formulation: entry and phases, pauses, list, titles, quotation marks, carriers, collocates, public events.

    It adds no statistic of its own to those of the parts; see `docs/methods/biography.md` for what each can carry.

    Parameters
    ----------
    features : Features
        The corpus that runs through the whole period: rates, phases, titles, quotation marks and collocates are of it.
    term : str
        A slogan of the lexicon.
    press, commentary : Features, optional
        Further corpora, for its documents, first uses and carriers. A document that two corpora hold counts once.
    start, end : date or str, optional
        First day, and the day after the last.
    collocates : sequence of str, optional
        Slogans that may stand beside the term, whose public events are told as well; every slogan if None.
    members : sequence of str, optional
        The list behind the label; that of the lexicon if None.
    controls : Controls, optional
        Ordinary words of the same corpus and period, from `controls`: ``phases`` then says how many of them are less extreme.

    Returns
    -------
    Biography

    Raises
    ------
    StudyError
        An unknown term, member or collocate; no document left; controls of another period.

    Examples
    --------
    >>> from analysis import Features, data_folder
    >>> life = biography(Features.open(data_folder() / "press"), "四下基层")
    >>> life.documents["listed"].to_list(), life.phases["verdict"].to_list()
    ([1, 0, 0, 0], ['not testable'])
    """
    (term,) = resolve_terms(features, [term])
    selection: dict[str, Any] = dict(start=start, end=end)
    given = {"broadcast": features, "commentary": commentary, "press": press}
    corpora = {_name(one, name): one for name, one in given.items() if one is not None}
    listed = _members(features, term) if members is None else resolve_terms(features, members) if members else ()
    asked = list(resolve_terms(features, collocates)) if collocates else None
    documents = parts.documents_of(corpora, term, listed, selection)
    main = next(iter(corpora))
    own = documents.filter(pl.col("corpus").str.split(" · ").list.contains(main))
    rates = timeline(features, term, every="1y", **selection)
    phases, words = parts.with_controls(verdicts(features, term, **selection), controls)
    split = _split(phases.frame)
    said = {"term": term, **{name: None if day is None else str(day) for name, day in selection.items()}}

    def table(frame: pl.DataFrame, **more: Any) -> TableResult:
        return TableResult(frame, said | {"corpus": corpus_statement(features)} | more)

    company_rows = parts.company_of(features, term, asked, split, selection, listed)
    forms, unasked = parts.forms_of(features, term, listed, selection) if listed else (None, NO_LIST)
    events = parts.events_of(
        [term, *(asked or [])], *(day and date.fromisoformat(str(day)) for day in _span(features, selection))
    )
    return Biography(
        frame=documents,
        rates=rates,
        phases=phases,
        first_uses=table(_first_uses(corpora, term, selection)),
        prominence=prominence(features, term, where="title", every="1y", **selection),
        quoted=table(_quoted(rates.frame), level=rates.parameters.get("level"), every="1y"),
        order=table(
            parts.list_with_label(own, listed, rates.frame["start"]) if listed else _no_list(),
            members=list(listed),
            reason=None if listed else NO_LIST,
        ),
        forms=table(pl.DataFrame(), reason=unasked) if forms is None else forms,
        carriers=table(parts.carriers_of(corpora, term, selection), level=0.95, by="genre"),
        collocates=table(company_rows, split=None if split is None else str(split), context="document", asked=asked),
        silences=table(parts.silences_of(features, term, parts.pauses_of(own))),
        events=table(events),
        controls=table(words, words=None if controls is None else controls.parameters),
        parameters=dict(
            term=term,
            corpora=list(corpora),
            members=list(listed),
            collocates=asked,
            split=split,
            every="1y",
            **selection,
        ),
    )


def _name(features: Features, otherwise: str) -> str:
    return corpus_statement(features)["name"] or otherwise


def _members(features: Features, term: str) -> tuple[str, ...]:
    """The members of the last version of the lexicon's list that are matched on their own, in their order."""
    rows = features.lexicon.expansions.filter((pl.col("term") == term) & (pl.col("match") == "yes"))
    last = rows.filter(pl.col("version") == pl.col("version").max()).sort("position")["member"].to_list()
    known = set(features.vocabulary.select("term").collect()["term"])
    return tuple(last) if known & set(last) else ()


def _split(phases: pl.DataFrame) -> date | None:
    """The month in which the last phase that lifts the term began; None where there is none."""
    lifted = phases.filter(pl.col("verdict").is_in(["entry", "rise", "campaign"]))["start"].drop_nulls()
    return lifted.max()  # type: ignore[return-value]


def _span(features: Features, selection: dict[str, Any]) -> tuple[Any, Any]:
    corpus = corpus_statement(features)
    return tuple(as_date(selection[name] or corpus[name], name=name) for name in ("start", "end"))  # type: ignore[return-value]


def _first_uses(corpora: Mapping[str, Features], term: str, selection: dict[str, Any]) -> pl.DataFrame:
    columns = ("corpus", "first", "third", "censored", "documents", "corpus_start")
    found = [
        first_uses(one, term, **selection).frame.with_columns(corpus=pl.lit(name)).select(columns)
        for name, one in corpora.items()
    ]
    return pl.concat(found).with_columns(pl.col("documents").cast(pl.Int64))


def _quoted(rates: pl.DataFrame) -> pl.DataFrame:
    """Quoted share by year; empty where the corpus does not know quotation marks, or never names the term."""
    if rates["quoted_share"].is_null().all():
        return quoted_shares(rates.with_columns(quoted_share=0.0)).clear()
    return quoted_shares(rates)


def _no_list() -> pl.DataFrame:
    return pl.DataFrame(schema={name: pl.Date if name == "start" else pl.Int64 for name in parts.LISTED})
