"""Public events of known date: how many are recovered as the right verdict, within the verdict's interval and the tolerance?"""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

from analysis.core.dates import iso_date
from analysis.core.paths import data_folder
from analysis.counts.features import Features
from analysis.timelines.period_counts import period_counts
from analysis.timelines.verdicts import verdicts

# verdicts that are right for each predicted one, strictly and broadly, as docs/decisions/chronicle.md fixed them beforehand
STRICT = {
    "entry": ("entry", "campaign by entry"),
    "campaign start": ("campaign", "campaign by entry"),
    "campaign end": ("campaign", "campaign by entry"),
    "rise": ("rise",),
    "fall": ("fall",),
    "fading": ("fading",),
}
BROAD = {
    "entry": (),
    "campaign start": ("entry", "rise"),
    "campaign end": ("fall", "fading"),
    "rise": ("entry", "campaign", "campaign by entry"),
    "fall": ("fading", "end"),
    "fading": ("fall", "end"),
}


ENDS = ("campaign end", "fall", "fading")
COVERED, LEAST_YEAR, LEAST_DOCUMENTS = 24, 12, 20  # months, months, documents


def month_number(day: date) -> int:
    """Months since year 0."""
    return 12 * day.year + day.month


def meets(event: dict, phase: dict, kinds: tuple[str, ...]) -> bool:
    """Whether a phase is of the right kind and holds the event's month in its interval, widened by the tolerance."""
    kind = "campaign by entry" if (phase["verdict"], phase["course"]) == ("campaign", "entry") else phase["verdict"]
    ends = kind.startswith("campaign") and (event["verdict"] == "campaign end" or "end" in kinds)
    if kind not in kinds and not ends:
        return False
    edges = ("end_low", "end", "end_high") if ends else ("low", "start", "high")
    days = [phase[name] for name in edges if phase[name] is not None]
    at, tolerance = month_number(iso_date(event["date"])[0]), int(event["tolerance"])
    return bool(days) and month_number(min(days)) - tolerance <= at <= month_number(max(days)) + tolerance


def judged(events: pl.DataFrame, phases: pl.DataFrame) -> pl.DataFrame:
    """The events with ``strict`` and ``broad``, whether each is recovered."""
    by_term = {name[0]: part.to_dicts() for name, part in phases.filter("decision").group_by("term")}
    out = []
    for event in events.iter_rows(named=True):
        own = by_term.get(event["term"], [])
        strict = any(meets(event, phase, STRICT[event["verdict"]]) for phase in own)
        broad = strict or any(meets(event, phase, BROAD[event["verdict"]]) for phase in own)
        out.append({**event, "strict": strict, "broad": broad})
    return pl.DataFrame(out)


def events() -> pl.DataFrame:
    """The chronicle."""
    return pl.read_csv(data_folder() / "chronicle.csv", infer_schema=False)


def promised(chronicle: pl.DataFrame, features: Features) -> pl.DataFrame:
    """The events with ``covered``, whether two years lie before them, and ``enough``, twenty documents in the year that matters.

    That is the year from the event's month on, and for what ends the year before it.
    """
    data = period_counts(features, chronicle["term"].unique().sort().to_list(), "1mo")
    months, place = data.calendar.months, {term: t for t, term in enumerate(data.terms)}
    covered, enough = [], []
    for event in chronicle.iter_rows(named=True):
        at = month_number(iso_date(event["date"])[0]) - 1  # months of a calendar begin with 0
        since = at - LEAST_YEAR if event["verdict"] in ENDS else at
        year = (months >= since) & (months < since + LEAST_YEAR)
        covered.append(bool(at - months[0] >= COVERED))
        enough.append(bool(data.hits[place[event["term"]], year].sum() >= LEAST_DOCUMENTS))
    return chronicle.with_columns(covered=pl.Series(covered), enough=pl.Series(enough))


@cache
def recovered() -> pl.DataFrame:
    """The chronicle beside the verdicts on the broadcasts."""
    features = Features.open(data_folder() / "broadcast")
    return promised(judged(events(), verdicts(features).frame), features)


def run(*, fast: bool = False, seed: int = 0) -> list[dict]:
    """Rows: recall for all events, for those that the tests promise to see, and for each verdict that they predict."""
    found = recovered()
    covered = found.filter("covered")
    parts = {
        "all": found,
        "two years covered before": covered,
        "covered, 20 documents in the year": covered.filter("enough"),
        "covered, fewer documents": covered.filter(~pl.col("enough")),
        "not covered for two years": found.filter(~pl.col("covered")),
    }
    parts |= {name: found.filter(pl.col("verdict") == name) for name in STRICT}
    rows = []
    for name, part in parts.items():
        missed = part.filter(~pl.col("broad"))
        shown = "、".join(f"{t} {d}" for t, d in missed.select("term", "date").rows())
        for how in ("strict", "broad"):
            value = float(part[how].to_numpy().mean())
            rows.append(
                {
                    "question": "chronicle: events recovered",
                    "setting": f"{name}, {how}",
                    "measure": "events of known date whose right verdict holds their month within its interval and the tolerance",
                    "target": "at least 0.9" if (name, how) == ("all", "strict") else "shown, none set",
                    "value": value,
                    "usual": "",
                    "usual_value": None,
                    "runs": part.height,
                    "met": value >= 0.9,
                    "note": f"missed: {shown}" if how == "broad" and name in STRICT and shown else "",
                }
            )
    return rows
