"""What is read of saved pages, of texts as they are typeset, and of dates as they are written, measured.

    python -m tests.benchmarks.intake --pages FOLDER [--corpus TABLE.parquet] [--dates FILE.csv]

``--pages`` names a folder of HTML pages with ``gold.json``: for each file its ``title``, ``date``, ``source``,
``authors`` and ``body`` (lines), with ``title_may``, ``source_may``, ``authors_may`` and ``optional`` for answers that
are no fault. Precision and recall count characters that are not blank, over lines. ``--corpus`` names a table with a
column ``text``: mentions of the shipped lexicon are counted in its texts as they are and as they come back after each
way of setting them. ``--dates`` names a table ``line,date``; a date that begins with ``none`` is one that nobody can give.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import random
import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import mean

import polars as pl

from analysis import Lexicon, clean
from analysis.cleaning.typesetting import typeset
from analysis.core.dates import parse_date_cell

RADICALS = str.maketrans(dict(zip("一人民生高气心里车马", "⼀⼈⺠⽣⾼⽓⼼⾥⻋⻢", strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--dates", type=Path)
    parser.add_argument("--texts", type=int, default=120, help="texts of the corpus")
    parser.add_argument("--clean", type=int, default=4_000_000, help="characters of the corpus as they are")
    parser.add_argument("--show", action="store_true", help="name the pages with faults")
    chosen = parser.parse_args()
    print(datetime.date.today())
    if chosen.pages:
        gold = json.loads((chosen.pages / "gold.json").read_text("utf-8"))
        bodies(chosen.pages, gold, chosen.show)
        records(chosen.pages, gold, chosen.show)
    if chosen.corpus:
        texts = [text for text in pl.read_parquet(chosen.corpus, columns=["text"])["text"].to_list() if text]
        settings(texts, chosen.texts)
        untouched(texts, chosen.clean)
    if chosen.dates:
        dates(chosen.dates)


def bare(text: str | None) -> str:
    return re.sub(r"[\s\u200b-\u200d\ufeff]+", "", text or "")


def letters(text: str | None) -> str:
    """A title or name without marks, in which the same one is written in several ways."""
    return re.sub(r"[\W_]+", "", text or "")


def readers() -> dict[str, Callable[[bytes], list[str]] | None]:
    """Each way to a body, as lines; None for a library that is not installed."""
    ways: dict[str, Callable[[bytes], list[str]] | None] = {"Tifa Study": lambda raw: clean(raw).text.split("\n")}
    ways["trafilatura"] = ways["readability-lxml"] = None
    if find_spec("trafilatura"):
        import trafilatura  # pyright: ignore[reportMissingImports]  # compared with where it is installed

        ways["trafilatura"] = lambda raw: str(trafilatura.extract(raw) or "").split("\n")
    if find_spec("readability"):
        import readability  # pyright: ignore[reportMissingImports]  # as above

        from analysis.cleaning.html_page import read_html
        from analysis.reading.decoding import decode

        ways["readability-lxml"] = lambda raw: read_html(readability.Document(decode(raw).text).summary()).text.split(
            "\n"
        )
    return ways


def bodies(folder: Path, gold: dict, show: bool) -> None:
    print(f"\nbody of {len(gold)} pages         precision  recall  pages under 0.9")
    for name, read in readers().items():
        if read is None:
            print(f"  {name:<22} not installed")
            continue
        scores = {}
        for page, record in gold.items():
            kept = [bare(line) for line in read((folder / page).read_bytes()) if bare(line)]
            body = [bare(line) for line in record["body"]]
            right = {*body, *map(bare, record.get("optional", []))}
            precision = sum(len(line) for line in kept if line in right) / max(1, sum(map(len, kept)))
            recall = sum(len(line) for line in body if line in kept) / max(1, sum(map(len, body)))
            scores[page] = precision, recall
        low = [page for page, (precision, _) in scores.items() if precision < 0.9]
        means = [mean(column) for column in zip(*scores.values(), strict=True)]
        print(f"  {name:<22} {means[0]:9.3f} {means[1]:7.3f} {len(low):9}")
        if show:
            for page, pair in scores.items():
                if min(pair) < 0.95:
                    print(f"    {page}: {pair[0]:.2f} {pair[1]:.2f}")


def records(folder: Path, gold: dict, show: bool) -> None:
    counts = dict.fromkeys(
        ["title", "date", "date wrong", "source", "source wrong", "authors", "authors of", "false authors"], 0
    )
    for name, record in gold.items():
        page = clean((folder / name).read_bytes())
        day = page.date.value if page.date.basis == "page" else None
        titles = {letters(title) for title in (record["title"], *record.get("title_may", []))}
        sources = {letters(source) for source in (record["source"], *record.get("source_may", [])) if source}
        authors = {letters(author) for author in record["authors"]}
        found = {letters(author.name) for author in page.authors}
        faults = {
            "title": letters(page.title) not in titles,
            "date": day != record["date"],
            "source": letters(page.source) not in sources and (page.source or record["source"]),
            "authors": bool(authors) and not authors <= found,
        }
        counts["title"] += not faults["title"]
        counts["date"] += not faults["date"]
        counts["date wrong"] += bool(day and faults["date"])
        counts["source"] += not faults["source"]
        counts["source wrong"] += bool(page.source and faults["source"])
        counts["authors of"] += bool(authors)
        counts["authors"] += bool(authors) and not faults["authors"]
        counts["false authors"] += bool(found - authors - set(map(letters, record.get("authors_may", []))))
        if show and any(faults.values()):
            print(f"    {name}: {', '.join(fault for fault, wrong in faults.items() if wrong)}")
    print(f"\nrecord of {len(gold)} pages: " + ", ".join(f"{name} {count}" for name, count in counts.items()))


def wrapped(text: str, width: int, indent: str = "", heads: bool = False) -> str:
    """Lines of a fixed width, and every 30 of them the foot of a page and the head of the next."""
    lines: list[str] = []
    for paragraph in filter(None, map(str.strip, text.split("\n"))):
        paragraph = indent + paragraph
        for at in range(0, len(paragraph), width):
            lines.append(paragraph[at : at + width])
            if heads and len(lines) % 32 == 30:
                lines += [f"- {len(lines) // 32 + 1} -", "院坝纪事  文件选编"]
    return "\n".join(lines)


def ways_of_setting() -> dict[str, Callable[[str], str]]:
    rng = random.Random(3)

    def strewn(mark: str) -> Callable[[str], str]:
        return lambda text: "".join(c + (mark if c != "\n" and rng.random() < 0.03 else "") for c in text)

    return {
        "as it is": lambda text: text,
        "lines of 34, indented": lambda text: wrapped(text, 34, "　　"),
        "lines of 34": lambda text: wrapped(text, 34),
        "lines of 34, page heads": lambda text: wrapped(text, 34, "　　", heads=True),
        "lines of 20": lambda text: wrapped(text, 20),
        "radicals": lambda text: text.translate(RADICALS),
        "blanks between all": lambda text: "\n".join(" ".join(line) for line in text.split("\n")),
        "entities": lambda text: "".join(f"&#x{ord(c):X};" if c > "\x7f" else c for c in text),
        "zero width at 3 %": strewn("\u200b"),
        "soft hyphen at 3 %": strewn("\u00ad"),
        "variation at 3 %": strewn("\ufe00"),
        "UTF-8 read as Latin-1": lambda text: text.encode().decode("latin-1"),
        "GBK read as Latin-1": lambda text: text.encode("gb18030").decode("latin-1"),
    }


def settings(texts: list[str], most: int) -> None:
    lexicon = Lexicon.read()
    texts = texts[:: max(1, len(texts) // most)][:most]
    right = [lexicon.find(text).height for text in texts]
    print(f"\n{sum(right)} mentions in {len(texts)} texts, as set    raw   read")
    for name, way in ways_of_setting().items():
        raw = read = 0
        for text, count in zip(texts, right, strict=True):
            made = way(text)
            raw += min(count, lexicon.find(made).height)
            read += min(count, lexicon.find(typeset(made)[0]).height)
        print(f"  {name:<30} {raw / max(1, sum(right)):6.3f} {read / max(1, sum(right)):6.3f}")


def untouched(texts: list[str], most: int) -> None:
    """Clean text: how many of its characters the typesetting stage changes."""
    seen, changed = 0, 0
    for text in texts[:: max(1, sum(map(len, texts)) // most)]:
        seen += len(text)
        changed += sum(len(edit.before) for edit in typeset(text)[1])
    print(f"\n{changed} of {seen:,} characters of the texts as they are changed")


def dates(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["line"], row["date"]) for row in csv.DictReader(file)]
    right = wrong = 0
    for line, date in rows:
        read = parse_date_cell(line)
        length = {"day": 10, "month": 7, "year": 4}
        said = read[0].isoformat()[: length[read[1]]] if read else "none"
        agree = said == date or (said == "none" and date.startswith("none"))
        right += agree
        wrong += not agree and said != "none"
    print(f"\ndates: {right} of {len(rows)} lines right, {wrong} wrong, {len(rows) - right - wrong} missed")


if __name__ == "__main__":
    main()
