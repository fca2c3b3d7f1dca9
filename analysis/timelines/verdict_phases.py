"""From the tests of one term to the phases of its life: one event is one phase."""

from __future__ import annotations

from datetime import date
from typing import Any

from .entry_tests import CAMPAIGN, CAMPAIGN_LEFT, CAMPAIGN_MONTHS, STAYED, rounded
from .fading_tests import GONE, LASTING, LOWER

ENTRY, RISE, FALL, FADING = "entry", "rise", "fall", "fading"
NONE, NOT_TESTABLE = "none", "not testable"
KEPT = ("low", "high", "before", "after", "p", "q", "decision", "effect", "evidence")
NEAR = 6  # months: within so many, two tests speak of one event; a level is told from six months on

Row = dict[str, Any]


def phases(tables: dict[str, list[Row]], last: date) -> list[Row]:
    """The phases of one term, from the rows of its tests by name; one row of no verdict where nothing is called.

    ``last`` is the day after the last slice.
    """
    entry = next((row for row in tables["entry"] if row["decision"]), None)
    gone = next((row for row in tables["fading"] if row["decision"] and row["kind"] == GONE), None)
    changes = [_changed(row) for row in tables["change"] if row["decision"] and row["month"]]
    campaigns = [_campaign(row) for row in tables["burst"] if row["decision"] and row["start"]]
    entered = _entered(entry, campaigns, changes, last) or _risen_from_nothing(tables["entry"], changes)
    found = _paired([*entered, *_kept_bursts(campaigns, changes), *changes], gone)
    found = _left_for_good(found, last) if gone is None else _faded(gone, found)
    if found:
        return sorted(found, key=lambda row: (row["start"], row["verdict"]))
    return [_nothing(tables)]


def _entered(entry: Row | None, campaigns: list[Row], changes: list[Row], last: date) -> list[Row]:
    """The entry as a phase; the campaigns and changes of level that are the entry itself are taken from their lists."""
    if entry is None:
        return []
    first, end = entry["month"], entry["end"] or date.max
    campaign = entry["course"] == CAMPAIGN
    row = {name: entry[name] for name in KEPT}
    row |= {"verdict": CAMPAIGN if campaign else ENTRY, "course": ENTRY if campaign else entry["course"]}
    row |= {"start": first, "end": entry["end"] if campaign else None}
    changes[:] = [
        one
        for one in changes
        if not (one["verdict"] == RISE and _apart(one["start"], first) <= NEAR or one["start"] <= first)
        and not (entry["course"] != STAYED and one["verdict"] == FALL and _apart(one["start"], end) <= NEAR)
    ]
    if campaign:
        campaigns[:] = [one for one in campaigns if one["start"] >= end or one["end"] <= first]
        row |= {"end_low": entry["end_low"], "end_high": entry["end_high"]}
        return [row]
    campaigns[:] = [x for x in campaigns if not (_apart(x["start"], first) <= NEAR and x["end"] >= last)]
    return [row] if entry["course"] == STAYED else [row, _lower_since(entry)]


def _risen_from_nothing(entries: list[Row], changes: list[Row]) -> list[Row]:
    """An entry that the test of levels calls: a rise before which the term is never heard, for long enough."""
    for row in entries:
        risen = [x for x in changes if x["verdict"] == RISE and x["before"] == 0 and x["start"] <= row["month"]]
        if risen and row["p"] is not None:  # heard often enough, and silent for long enough before
            changes.remove(risen[0])
            words = f"from 0 to {rounded(risen[0]['after'])} per 1,000 in {row['month']:%Y-%m}, and stayed"
            month = {"start": row["month"], "low": min(risen[0]["low"], row["month"]), "high": row["month"]}
            return [risen[0] | month | {"verdict": ENTRY, "course": STAYED, "effect": words}]
    return []


def _lower_since(entry: Row) -> Row:
    """The fall to the lower level to which an entry faded."""
    row = {"verdict": FALL, "start": entry["end"], "low": entry["end_low"], "high": entry["end_high"]}
    words = f"from {rounded(entry['after'])} to {rounded(entry['later'])} per 1,000 from {entry['end']:%Y-%m}"
    row |= {"before": entry["after"], "after": entry["later"], "effect": words, "evidence": entry["evidence"]}
    return row | {name: entry[name] for name in ("p", "q", "decision")}


def _kept_bursts(campaigns: list[Row], changes: list[Row]) -> list[Row]:
    """The campaigns that no lasting change contradicts; a rise and a fall at their ends are taken from the changes.

    A burst that begins with a rise and at whose end nothing falls is the beginning of the new level, and a burst before a fall
    without a rise is the end of the old one.
    """
    kept = []
    for one in campaigns:
        rises = [x for x in changes if x["verdict"] == RISE and _apart(x["start"], one["start"]) <= NEAR]
        falls = [x for x in changes if x["verdict"] == FALL and _apart(x["start"], one["end"]) <= NEAR]
        if bool(rises) == bool(falls):
            kept.append(one)
            changes[:] = [x for x in changes if x not in rises and x not in falls]
    return kept


def _paired(found: list[Row], gone: Row | None) -> list[Row]:
    """The phases, with each rise that ends within two years in a fall to a quarter or less, or in silence, told as a campaign."""
    out = sorted(found, key=lambda row: row["start"])
    for rise in [row for row in out if row["verdict"] == RISE]:
        later = [row for row in out if row["verdict"] in (FALL, RISE) and row["start"] > rise["start"]]
        end = later[0] if later else None
        if end is None and gone is not None and gone["month"] > rise["start"]:
            end = gone | {"verdict": FALL, "start": gone["month"]}
        if end is None or end["verdict"] != FALL or end["after"] > CAMPAIGN_LEFT * rise["after"]:
            continue
        if _apart(rise["start"], end["start"]) > CAMPAIGN_MONTHS:
            continue
        words = f"from {rounded(rise['before'])} to {rounded(rise['after'])} per 1,000 from {rise['start']:%Y-%m} to before {end['start']:%Y-%m}"
        both = {"p": max(rise["p"], end["p"]), "q": max(rise["q"], end["q"]), "effect": words}
        edges = {"end": end["start"], "end_low": end["low"], "end_high": end["high"]}
        out[out.index(rise)] = rise | {"verdict": CAMPAIGN} | both | edges
        out = [row for row in out if row is not end]
    return out


def _faded(gone: Row, found: list[Row]) -> list[Row]:
    """The phases with the fading; a fall that leads into the silence is its beginning, and not told again."""
    month = gone["month"]
    row = {name: gone[name] for name in KEPT} | {"verdict": FADING, "course": GONE, "start": month}
    own = [x for x in found if x["verdict"] == CAMPAIGN and x["course"] == ENTRY and x["end"]]
    if any(_apart(x["end"], month) <= NEAR for x in own):
        return found  # a campaign from nothing that ended, and nothing after it
    falls = [x for x in found if x["verdict"] == FALL and _apart(x["start"], month) <= 2 * NEAR]
    if falls:
        starts = [x["start"] for x in falls]
        row |= {"start": min(month, *starts), "low": min(row["low"], *(x["low"] for x in falls))}
    return [x for x in found if x not in falls] + [row]


def _left_for_good(found: list[Row], last: date) -> list[Row]:
    """The phases, with a last fall to a quarter or less that has lasted a year told as the fading that it is."""
    latest = max(found, key=lambda row: row["start"], default=None)
    if latest is None or latest["verdict"] != FALL or _apart(latest["start"], last) < LASTING:
        return found
    if latest["after"] > CAMPAIGN_LEFT * latest["before"]:
        return found
    return [row for row in found if row is not latest] + [latest | {"verdict": FADING, "course": LOWER}]


def _changed(row: Row) -> Row:
    verdict = row.get("direction") or (RISE if row["after"] > row["before"] else FALL)
    own = {name: row.get(name) for name in KEPT}
    return own | {
        "verdict": verdict,
        "course": None,
        "start": row["month"],
        "effect": f"{row['effect']} from {row['month']:%Y-%m}",
    }


def _campaign(row: Row) -> Row:
    names = ("end", "end_low", "end_high", "before", "after", "p", "q", "decision", "evidence")
    words = f"from {rounded(row['before'] or 0.0)} to {rounded(row['after'])} per 1,000 from {row['start']:%Y-%m} to before {row['end']:%Y-%m}"
    low, high = row.get("start_low") or row["start"], row.get("start_high") or row["start"]
    return {"verdict": CAMPAIGN, "course": None, "start": row["start"], "low": low, "high": high, "effect": words} | {
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
