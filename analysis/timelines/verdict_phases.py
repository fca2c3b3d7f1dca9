"""From the tests of one term to the phases of its life: one event is one phase."""

from __future__ import annotations

from datetime import date
from typing import Any

from .entry_tests import CAMPAIGN, STAYED, rounded
from .fading_tests import GONE, LOWER

NONE, NOT_TESTABLE = "none", "not testable"
NEAR = 6  # months: within so many, two tests speak of one event; a level is told from six months on

Row = dict[str, Any]


def phases(tables: dict[str, list[Row]], last: date) -> list[Row]:
    """The phases of one term, from the rows of its tests by name; one row of no verdict where nothing is called.

    ``last`` is the day after the last slice.
    """
    entry = next((row for row in tables["entry"] if row["decision"]), None)
    fading = next((row for row in tables["fading"] if row["decision"]), None)
    changes = [_changed(row) for row in tables["change"] if row["decision"] and row["month"]]
    campaigns = [_campaign(row) for row in tables["burst"] if row["decision"] and row["start"]]
    found = [*_entered(entry, campaigns, changes, last), *_kept_bursts(campaigns, changes), *changes]
    if fading is not None:
        found = _faded(fading, found)
    if found:
        return sorted(found, key=lambda row: (row["start"], row["verdict"]))
    return [_nothing(tables)]


def _entered(entry: Row | None, campaigns: list[Row], changes: list[Row], last: date) -> list[Row]:
    """The entry as a phase; the campaigns and changes of level that are the entry itself are taken from their lists."""
    if entry is None:
        return []
    first, end = entry["month"], entry["end"] or date.max
    campaign = entry["course"] == CAMPAIGN
    kept = {
        name: entry[name] for name in ("low", "high", "before", "after", "p", "q", "decision", "effect", "evidence")
    }
    row = kept | {"verdict": CAMPAIGN if campaign else "entry", "course": "entry" if campaign else entry["course"]}
    row |= {"start": first, "end": entry["end"] if campaign else None}
    changes[:] = [
        one
        for one in changes
        if not (one["verdict"] == "rise" and _apart(one["start"], first) <= NEAR or one["start"] <= first)
        and not (entry["course"] != STAYED and one["verdict"] == "fall" and _apart(one["start"], end) <= NEAR)
    ]
    if campaign:
        campaigns[:] = [one for one in campaigns if one["start"] >= end or one["end"] <= first]
        row |= {"end_low": entry["end_low"], "end_high": entry["end_high"]}
        return [row]
    campaigns[:] = [x for x in campaigns if not (_apart(x["start"], first) <= NEAR and x["end"] >= last)]
    return [row] if entry["course"] == STAYED else [row, _lower_since(entry)]


def _lower_since(entry: Row) -> Row:
    """The lower level to which an entry faded."""
    row = {
        "verdict": "fading",
        "course": LOWER,
        "start": entry["end"],
        "low": entry["end_low"],
        "high": entry["end_high"],
    }
    words = f"from {rounded(entry['after'])} to {rounded(entry['later'])} per 1,000 since {entry['end']:%Y-%m}"
    row |= {"before": entry["after"], "after": entry["later"], "effect": words, "evidence": entry["evidence"]}
    return row | {name: entry[name] for name in ("p", "q", "decision")}


def _kept_bursts(campaigns: list[Row], changes: list[Row]) -> list[Row]:
    """The campaigns that no lasting change contradicts; a rise and a fall at their ends are taken from the changes.

    A burst that begins with a rise and at whose end nothing falls is the beginning of the new level, and a burst before a fall
    without a rise is the end of the old one.
    """
    kept = []
    for one in campaigns:
        rises = [x for x in changes if x["verdict"] == "rise" and _apart(x["start"], one["start"]) <= NEAR]
        falls = [x for x in changes if x["verdict"] == "fall" and _apart(x["start"], one["end"]) <= NEAR]
        if bool(rises) == bool(falls):
            kept.append(one)
            changes[:] = [x for x in changes if x not in rises and x not in falls]
    return kept


def _faded(fading: Row, found: list[Row]) -> list[Row]:
    """The phases with the fading; the fall that leads to it, or that it is, is not told again."""
    names = ("low", "high", "before", "after", "p", "q", "decision", "effect", "evidence")
    row = {"verdict": "fading", "course": fading["kind"], "start": fading["month"]} | {k: fading[k] for k in names}
    gone = fading["kind"] == GONE
    if gone and any(x["verdict"] == CAMPAIGN and x["end"] and _apart(x["end"], row["start"]) <= NEAR for x in found):
        return found  # a campaign that ended, and nothing after it
    within = 2 * NEAR if gone else NEAR

    def same(x: Row) -> bool:
        return x["verdict"] in ("fall", "fading") and _apart(x["start"], row["start"]) <= within

    return [x for x in found if not same(x)] + [row]


def _changed(row: Row) -> Row:
    verdict = row.get("direction") or ("rise" if row["after"] > row["before"] else "fall")
    names = ("low", "high", "before", "after", "p", "q", "decision", "evidence")
    return {"verdict": verdict, "start": row["month"], "effect": f"{row['effect']} from {row['month']:%Y-%m}"} | {
        name: row.get(name) for name in names
    }


def _campaign(row: Row) -> Row:
    names = ("end", "end_low", "end_high", "before", "after", "p", "q", "decision", "evidence")
    words = f"from {rounded(row['before'] or 0.0)} to {rounded(row['after'])} per 1,000 from {row['start']:%Y-%m} to before {row['end']:%Y-%m}"
    low, high = row.get("start_low") or row["start"], row.get("start_high") or row["start"]
    return {"verdict": CAMPAIGN, "start": row["start"], "low": low, "high": high, "effect": words} | {
        name: row.get(name) for name in names
    }


def _nothing(tables: dict[str, list[Row]]) -> Row:
    """No verdict: with the smallest p of the tests that were made, or why none could be."""
    rows = [row for table in tables.values() for row in table]
    tested = [row for row in rows if row["p"] is not None]
    reasons = [row["reason"] for row in rows if row.get("reason")]
    if not tested:
        return {"verdict": NOT_TESTABLE, "reason": "; ".join(dict.fromkeys(reasons)) or "too few documents hold it"}
    best = min(tested, key=lambda row: row["p"])
    return {
        "verdict": NONE,
        "p": best["p"],
        "q": best["q"],
        "decision": False,
        "reason": "; ".join(dict.fromkeys(reasons)) or None,
    }


def _apart(one: date, other: date) -> int:
    """Months between two days."""
    return abs(12 * (one.year - other.year) + one.month - other.month)
