"""The page of validity: what was aimed at, each row with its simulation error, the referee's table."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from analysis.statistics.intervals import wilson

from ._targets import TARGETS, rows_of, worst

HEAD = """# Validity: do the statistics hold?

Written by `python -m tests.validity`; every number is computed. Each row asks one question of simulated truth or of known
history and gives the target that was set before it was computed. A row that misses its target stays in the table and says
so; none is excused. Beside each share stands its 0.95 interval (Wilson) from the number of runs, which is the error of the
simulation and no more. The pages in [methods](methods.md) say what follows.

**Which rows are independent evidence, and which are not.**

- *Simulated series and corpora* judge a method where its assumptions hold, and some where they do not (seasons, autocorrelated
  rates, issues of two and three months, sources that mix). The nulls here are drawn by code of the tests, on other seeds
  than those by which anything was chosen; but the choices (which null models are mixed, which series count as alike, the levels of
  intervals, the margin of drift, the tenth by which an edge must exceed its expectation) were made on series of the *same kinds*.
  What no row simulates is not vouched for: autocorrelation above 0.8 from month to month is called more often.
- *The chronicle* is evidence with one reservation: its events, verdicts and tolerances were committed before any test existed, and its
  rows never move because of a result, but methods were changed after its misses had been seen.
- *Known first uses* and the terms *held out* were used for no choice. They were loud, as all that is remembered is.
- *The best dated terms* are a check that the parts fit together: the lexicon cites the same broadcasts.
- *Ordinary words* are the null that matters: most words' rates do move, so that a p says less about a slogan than the share of matched
  words that are less extreme. A statement about n terms belongs beside the same count among the controls.

Targets are judged at p ≤ 0.04 for rises, falls and bursts, at p ≤ 0.05 for the others.
"""


def number(value) -> str:
    """Three places, or a whole number as one."""
    if value is None:
        return ""
    return f"{value:.0f}" if float(value).is_integer() and abs(value) > 1 else f"{value:.3f}"


def interval(row: dict) -> str:
    """The 0.95 interval of a share from its number of runs; nothing for what is no share."""
    if row["value"] is None or not 0 <= row["value"] <= 1 or row["runs"] < 2 or "over those" in row["measure"]:
        return ""
    low, high = (float(edge) for edge in wilson(np.array(row["value"] * row["runs"]), np.array(row["runs"]), 1.959964))
    return f"{low:.3f}–{high:.3f}"


def said(row: dict) -> str:
    """Whether a row meets its target, if it has one."""
    return "–" if "none set" in row["target"] else "yes" if row["met"] else "**no**"


def note(row: dict) -> str:
    """The note, without the simulation error that has a column."""
    parts = [part for part in row["note"].split("; ") if not part.startswith("simulation error")]
    return "; ".join(parts)


def table(rows: list[dict]) -> str:
    """The rows as Markdown, one table a question."""
    out = []
    for question in dict.fromkeys(row["question"] for row in rows):
        chosen = [row for row in rows if row["question"] == question]
        judged = [row for row in chosen if "none set" not in row["target"]]
        verdict = (
            f"Target met in {sum(bool(row['met']) for row in judged)} of {len(judged)} rows."
            if judged
            else "Shown without a target."
        )
        usual = any(row["usual"] for row in chosen)
        more = " usual method | its value |" if usual else ""
        out += [
            f"## {question[0].upper()}{question[1:]}",
            "",
            f"{chosen[0]['measure'][0].upper()}{chosen[0]['measure'][1:]}. {verdict}",
            "",
            f"| setting | value | 0.95 interval | target | met |{more} runs | note |",
            f"|---|---:|---|---|---|{'---|---:|' if usual else ''}---:|---|",
        ]
        for row in chosen:
            beside = f" {row['usual']} | {number(row['usual_value'])} |" if usual else ""
            out.append(
                f"| {row['setting']} | {number(row['value'])} | {interval(row)} | {row['target']} | {said(row)} |{beside} "
                f"{row['runs']} | {note(row)} |"
            )
        out.append("")
    return "\n".join(out)


def summary(rows: list[dict]) -> str:
    """What was aimed at, the row nearest to its bound or farthest beyond it, and what was chosen by what."""
    out = [
        "## What was aimed at",
        "",
        "| aim | bound | rows that meet it | worst row | its value | chosen by |",
        "|---|---|---:|---|---:|---|",
    ]
    for target in TARGETS:
        judged = rows_of(target, rows)
        if not judged:
            out.append(f"| {target.aim} | {target.bound} | not computed | | | {target.chosen} |")
            continue
        met, one = sum(bool(row["met"]) for row in judged), worst(judged)
        share = f"{met} of {len(judged)}"
        out.append(
            f"| {target.aim} | {target.bound} | {share if met == len(judged) else f'**{share}**'} | "
            f"{one['question']}: {one['setting']} | {number(one['value'])} | {target.chosen} |"
        )
    missed = [row for row in rows if "none set" not in row["target"] and not row["met"]]
    out += ["", f"## Rows that miss their target: {len(missed)}", ""]
    if missed:
        out += ["| question | setting | value | 0.95 interval | target |", "|---|---|---:|---|---|"]
        out += [
            f"| {row['question']} | {row['setting']} | {number(row['value'])} | {interval(row)} | {row['target']} |"
            for row in missed
        ]
    return "\n".join([*out, ""])


def referee(path: Path) -> str:
    """The usual methods beside ours, if `python -m tests.referee` has been run."""
    if not path.exists():
        return ""
    found = json.loads(path.read_text(encoding="utf-8"))
    alarms, recall = found["false alarms"], found["recall"]
    settings = list(next(iter(alarms.values())))
    out = [
        "## The referee: the usual methods on the same series",
        "",
        f"By `python -m tests.referee`. False alarms: share of {found['series']} null series of the evening news' calendar (5 and 20 "
        f"per 1,000 in turn) in which a method claims anything. Recall: share of the {found['events']} events of the chronicle near which "
        "(the event's tolerance; ours: the interval, widened by it) it claims a change in the right direction, whatever "
        "it calls it, and beside it the same for months drawn at random, which is what a method earns by claiming much. Each "
        "method has the settings of its package. The package burst-detection (2018) does not run with numpy 2.",
        "",
        f"| method | {' | '.join(settings)} | recall | random months |",
        f"|---|{'---:|' * len(settings)}---:|---:|",
    ]
    names = list(dict.fromkeys([*(name for name in recall if name.startswith("ours")), *alarms]))
    for name in names:
        cells = [number(alarms.get(name, {}).get(setting)) for setting in settings]
        right, chance = recall.get(name, (None, None))
        if name not in recall and not any(cells):
            cells[0] = "not installed"
        out.append(f"| {name} | {' | '.join(cells)} | {number(right)} | {number(chance)} |")
    out += [
        "",
        "Collocates that came or went (|ζ| ≥ 1.96, words in five sentences or more): share of words called. `movers` has the same "
        "formula with an informative prior, and the same fault: its p takes sentences as independent. That is why "
        "[drift](methods/drift.md) is asked first.",
        "",
        "| collocates | movers | scattertext, log-odds | concepts |",
        "|---|---:|---:|---:|",
    ]
    out += [
        f"| {row['setting']} | {number(row['ours'])} | {number(row['scattertext']) or 'not installed'} | {row['runs']} |"
        for row in found["movers"]
    ]
    return "\n".join([*out, ""])


def page(found: dict[str, dict], referee_table: Path) -> str:
    """The whole page from what is kept of each module."""
    rows = [row for kept in found.values() for row in kept["rows"]]
    stale = [name for name, kept in found.items() if not kept["current"]]
    seconds = sum(kept["seconds"] for kept in found.values())
    took = ", ".join(f"{name} {kept['seconds'] / 60:.0f}" for name, kept in found.items())
    made = f"Seed {sorted({kept['seed'] for kept in found.values()})}. Minutes of one core, as it was used by others too: {took}; {seconds / 60:.0f} in all.\n"
    if stale:
        made += (
            f"\n**Computed by earlier code, to be run again:** {', '.join(f'`{name}`' for name in stale)}. Their rows may "
            "not hold for the present code.\n"
        )
    return "\n".join([HEAD, made, summary(rows), referee(referee_table), table(rows)])
