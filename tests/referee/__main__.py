"""Judge the usual methods and ours on the same series, and keep the table for docs/validity.md.

    python -m tests.referee [--series 300] [--seed 7] [--out tests/referee/found.json]

The usual methods need packages that the project does not: see ``usual_methods.py``. ``python -m tests.validity`` writes
the table into the page. Nothing was chosen by these rows: the methods have the settings of their packages, ours those of
the project.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl

from analysis import Features, verdicts
from analysis.core.paths import data_folder
from analysis.statistics.entry_test import absence, absence_p
from analysis.statistics.level_tests import level_test
from analysis.timelines.period_counts import period_counts
from analysis.timelines.trend_tests import trends
from tests.validity._monthly_series import as_counts, broadcast_calendar, nulls
from tests.validity.chronicle import events, month_number

from .movers_on_nothing import shares
from .usual_methods import METHODS, Alarm, Method, interrupted

SETTINGS = (
    "independent, dispersion 2.6",
    "independent, dispersion 6.5",
    "dispersion 2.6, autocorrelation 0.65",
    "rate autocorrelated, of counts 0.42",
    "threefold each March",
)
UPWARD = ("entry", "campaign start", "rise")
FOUND = Path(__file__).with_name("found.json")  # kept with the code: its packages are no part of the project
SHIFTS, TOLD = 200, 6  # random months for each event; for the method that is told the month, which is slow
WORDS = 100  # simulated concepts of each setting, with some ninety words each


def our_alarms(hits: np.ndarray, calendar) -> dict[str, np.ndarray]:
    """Which null series (R,) each of our tests calls, at the level at which its target is judged."""
    out = {}
    for question in ("rise", "fall", "burst"):
        judged = level_test(question, calendar).judge(hits)
        out[f"ours: {question} (p ≤ 0.04)"] = (judged.p <= 0.04) & ~judged.beyond
    capped = np.minimum(hits, calendar.documents)
    found = absence(capped, calendar.documents, calendar.months, 24)
    p, beyond = absence_p(found, calendar, 24)
    out["ours: entry (p ≤ 0.05)"] = (p <= 0.05) & ~beyond
    out["ours: any of these four"] = np.any(list(out.values()), axis=0)
    trend = trends(as_counts(calendar, hits), q=1.0).frame.sort("term")
    out["ours: trend on years (p ≤ 0.05)"] = (trend["p"].fill_null(1.0) <= 0.05).to_numpy()
    return out


def false_alarms(series: int, seed: int, say) -> dict[str, dict[str, float | None]]:
    """Share of null series with an alarm: method, then setting."""
    calendar = broadcast_calendar()
    every = nulls(calendar, series, seed)
    out: dict[str, dict[str, float | None]] = {}
    for setting in SETTINGS:
        for name, called in our_alarms(every[setting], calendar).items():
            out.setdefault(name, {})[setting] = float(called.mean())
        say(f"ours, {setting}")
    for name, make in METHODS.items():
        out[name] = {}
        try:
            method = make()
        except ImportError:
            continue
        for setting in SETTINGS:
            called = [bool(method(one, calendar.documents)) for one in every[setting]]
            out[name][setting] = float(np.mean(called))
        say(name)
    return out


def holds(alarms: list[Alarm], months: np.ndarray, up: bool, month: np.ndarray, tolerance: int) -> np.ndarray:
    """Whether an alarm of the right direction lies within the tolerance of each month (K,)."""
    at = months[[one.at for one in alarms if one.up == up and one.at >= 0]]
    return (np.abs(month[:, None] - at[None]) <= tolerance).any(1) if len(at) else np.zeros(len(month), bool)


def our_phases(phases: pl.DataFrame, term: str, up: bool, month: np.ndarray, tolerance: int) -> np.ndarray:
    """The same of our verdicts: an edge of the right direction whose interval, widened by the tolerance, holds the month."""
    out = np.zeros(len(month), bool)
    for row in phases.filter(pl.col("term") == term, "decision").iter_rows(named=True):
        rises = row["verdict"] in ("entry", "campaign", "rise")
        edges = [("low", "start", "high")] if rises == up else []
        edges += [("end_low", "end", "end_high")] if rises and not up else []
        for names in edges:
            days = [month_number(row[name]) for name in names if row[name] is not None]
            if days:
                out |= (min(days) - tolerance <= month) & (month <= max(days) + tolerance)
    return out


def recall(seed: int, say) -> dict[str, tuple[float, float]]:
    """Share of the events that each method recovers, and of random months in the place of theirs."""
    features = Features.open(data_folder() / "broadcast")
    listed = events().to_dicts()
    data = period_counts(features, sorted({one["term"] for one in listed}), "1mo")
    months, documents = data.calendar.months + 1, data.calendar.documents  # as `month_number` counts
    random = np.random.default_rng(seed)
    methods: dict[str, Method | str] = {"ours: verdicts (q ≤ 0.05)": "verdicts"}
    for name, make in METHODS.items():
        try:
            methods[name] = "told" if "told" in name else make()
        except ImportError:
            continue
    methods = {name: method for name, method in methods.items() if "Mann" not in name}
    phases = verdicts(features).frame
    say("verdicts")
    out = {}
    for name, method in methods.items():
        found, chance, kept = [], [], {}
        for event in listed:
            hits = data.hits[data.terms.index(event["term"])]
            up, tolerance = event["verdict"] in UPWARD, int(event["tolerance"])
            year, month = (int(part) for part in event["date"].split("-")[:2])
            asked = np.concatenate([[12 * year + month], random.choice(months, SHIFTS)])
            if method == "verdicts":
                right = our_phases(phases, event["term"], up, asked, tolerance)
            elif method == "told":
                at = np.clip(np.searchsorted(months, asked[: 1 + TOLD]), 2, len(months) - 3)
                right = np.array([interrupted(int(k))(hits, documents) == [Alarm(up, int(k))] for k in at])
            else:
                if event["term"] not in kept:
                    kept[event["term"]] = method(hits, documents) if hits.any() else []
                right = holds(kept[event["term"]], months, up, asked, tolerance)
            found.append(right[0])
            chance.append(right[1:].mean())
        out[name] = (float(np.mean(found)), float(np.mean(chance)))
        say(f"recall, {name}")
    return out


def main(arguments: list[str] | None = None) -> int:
    """Run, and keep what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.referee", description="The usual methods beside ours.")
    parser.add_argument("--series", type=int, default=300, help="null series of each setting (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=FOUND)
    asked = parser.parse_args(arguments)
    began = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - began:.0f} s: {what}", file=sys.stderr, flush=True)

    found = {"series": asked.series, "seed": asked.seed, "events": events().height}
    found["recall"] = recall(asked.seed, say)
    found["false alarms"] = false_alarms(asked.series, asked.seed, say)
    found["movers"] = shares(min(WORDS, asked.series), asked.seed)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    say(f"done -> {asked.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
