"""How often the bounds hold that are inferred for a text whose date is taken away.

    python tests/benchmarks/inferred_dates.py --corpus TABLE.parquet [--corpus …] [--sample 20000] [--pages FOLDER]

A corpus is a parquet table with columns ``date``, ``title`` and ``text``. ``--pages`` names a folder of saved pages with
their true dates in ``gold.json`` (``{"page.html": {"date": "2019-09-07"}}``), on which copyright lines are tried.
"""

from __future__ import annotations

import argparse
import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import polars as pl
from scipy.stats import beta

from analysis.cleaning.clean_page import CleanPage
from analysis.cleaning.page_dates import PageDate, infer_date
from analysis.cleaning.pipeline import clean
from analysis.core.dates import parse_date


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", action="append", default=[])
    parser.add_argument("--sample", type=int, help="at most so many texts of a corpus, drawn with a fixed seed")
    parser.add_argument("--pages")
    parser.add_argument("--show", type=int, default=0, help="print so many false bounds")
    chosen = parser.parse_args()
    print(f"{datetime.date.today()}\n\n| texts | number | bound | stated | hold | share | false at most (95 %) |")
    print("|---|--:|---|--:|--:|--:|--:|")
    for path in chosen.corpus:
        report(Path(path).stem, texts(Path(path), chosen.sample), chosen.show)
    if chosen.pages:
        report("saved pages", pages(Path(chosen.pages)), chosen.show)


def texts(path: Path, sample: int | None) -> Iterable[tuple[datetime.date, PageDate]]:
    """The true day of each text of a table, and what is inferred without it."""
    table = pl.read_parquet(path, columns=["date", "title", "text"]).drop_nulls("text")
    table = table.with_columns(pl.col("date").cast(pl.String).str.to_date("%Y-%m-%d", strict=False)).drop_nulls("date")
    if sample and sample < table.height:
        table = table.sample(sample, seed=1)
    for day, title, text in table.iter_rows():
        yield day, infer_date(f"{title or ''}\n{text}")


def pages(folder: Path) -> Iterable[tuple[datetime.date, PageDate]]:
    """The same of saved pages, whose copyright lines are known too."""
    for name, known in sorted(json.loads((folder / "gold.json").read_text("utf-8")).items()):
        day = parse_date(known.get("date") or "")
        if day and (folder / name).is_file():
            page = clean((folder / name).read_bytes())
            owners = tuple(
                line for line, kind in zip(page.full.split("\n"), page.classes, strict=True) if kind == "copyright"
            )
            yield day[0], infer_date(_titled(page), copyright_lines=owners)


def _titled(page: CleanPage) -> str:
    return f"{page.title or ''}\n{page.text}"


def report(name: str, dated: Iterable[tuple[datetime.date, PageDate]], show: int) -> None:
    """One row for each kind of evidence."""
    stated, held, number = Counter(), Counter(), 0
    false = defaultdict(list)
    for day, inferred in dated:
        number += 1
        for kind, holds in kinds(day, inferred):
            stated[kind] += 1
            held[kind] += holds
            if not holds:
                false[kind].append((day, inferred.evidence))
    for kind in sorted(stated):
        n, k = stated[kind], stated[kind] - held[kind]
        limit = 1.0 if k == n else float(beta.ppf(0.95, k + 1, n - k))
        print(
            f"| {name} | {number:,} | {kind} | {n:,} | {held[kind]:,} | {held[kind] / n:.2%} | {limit:.2%} |",
            flush=True,
        )
        for day, evidence in false[kind][:show]:
            print(f"    {day}: {'; '.join(evidence)}")
    if not stated:
        print(f"| {name} | {number:,} | none | 0 | 0 | – | – |")


def kinds(day: datetime.date, inferred: PageDate) -> Iterable[tuple[str, bool]]:
    """The bounds of one text with the kind of evidence that each rests on, and whether it holds."""
    evidence = " ".join(inferred.evidence)
    if inferred.not_before:
        going_on = f"as going on, {inferred.not_before} " in evidence
        named = evidence.count("names ") - evidence.count("names something")
        kind = "a campaign going on" if going_on else "two coinages" if named > 1 else "a doctrine"
        yield f"below: {kind}", inferred.not_before <= day
    if inferred.not_after:
        kind = "copyright line" if "copyright line" in evidence else "a campaign going on"
        yield f"above: {kind}", day <= inferred.not_after
    if inferred.basis == "inferred":
        low, high = inferred.not_before or day, inferred.not_after or day
        yield "all bounds of a text", low <= day <= high


if __name__ == "__main__":
    main()
