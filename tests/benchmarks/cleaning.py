"""How well cleaning works, measured: damaged pages, clean text, any bytes, speed.

    python -m tests.benchmarks.cleaning --corpus TABLE.parquet [--corpus ...] [--pages FOLDER] [--fuzz 100000]

A corpus is a parquet table with a column ``text``. Damage is simulated on documents that the shipped model
has never seen (one in sixteen), and of those only on sentences that stand in no document it has seen.
``--pages`` names a folder of pages with hand-checked records in ``gold/``.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

import polars as pl

from analysis.cleaning.pipeline import clean
from analysis.cleaning.restoration.gbk import ORPHAN
from tools.damage_simulator import SITES, Site, damage_page
from tools.train_restoration_model import held_out

HALF_WIDTH = re.compile(r"[,;()!?]|:(?!\d)")  # marks that were half width before any damage: nobody could tell
AMBIGUOUS = {("着", "著"), ("著", "着"), ("锺", "钟"), ("钟", "锺")}
RATIO = re.compile(r"(?<=\d)[:：](?=\d)")  # printed in either width, so a folded page does not show which


HALVES = "of the held-out documents: those by which constants are chosen, or those on which results are reported"
FIGURES = "| site | wrong characters | exact class right | unmarked right | marked right | left |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", action="append", default=[])
    parser.add_argument("--pages")
    parser.add_argument("--fuzz", type=int, default=100_000)
    parser.add_argument("--damaged", type=int, default=300_000, help="characters of damaged text for each site")
    parser.add_argument("--clean", type=int, default=4_000_000, help="characters of clean text")
    parser.add_argument("--only", nargs="*", default=["pages", "damaged", "clean", "fuzz", "speed"])
    parser.add_argument("--show", type=int, default=0, help="print so many errors")
    parser.add_argument("--half", choices=("both", "choosing", "reporting"), default="both", help=HALVES)
    parser.add_argument("--site", action="append", type=int, help="damage by this site only; may be given again")
    chosen = parser.parse_args()
    print(f"{datetime.date.today()}; corpora: {', '.join(Path(path).stem for path in chosen.corpus) or 'none'}")
    texts = []
    for path in chosen.corpus:
        texts += [text for text in pl.read_parquet(path, columns=["text"])["text"].to_list() if text]
    if "pages" in chosen.only and chosen.pages:
        measure_pages(Path(chosen.pages))
    if texts and "damaged" in chosen.only:
        sites = [SITES[number] for number in chosen.site] if chosen.site else SITES
        measure_damaged([text for text in texts if _in_half(text, chosen.half)], sites, chosen.damaged, chosen.show)
    if texts and "clean" in chosen.only:
        measure_clean_text(texts, chosen.clean, chosen.show)
    if "fuzz" in chosen.only:
        measure_any_bytes(chosen.fuzz)
    if texts and "speed" in chosen.only:
        measure_speed(texts)


def errors(wrong: str, right: str) -> int:
    """Characters that a person would have to change: a bound from a diff, exact for equal lengths."""
    if wrong == right:
        return 0
    if len(wrong) == len(right):
        return sum(a != b for a, b in zip(wrong, right, strict=True))
    blocks = SequenceMatcher(None, wrong, right, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for tag, a, b, c, d in blocks if tag != "equal")


def measure_pages(folder: Path) -> None:
    """Every page with a record: body, title, authors, source, editor, date, class of each dropped line."""
    for path in sorted(folder.glob("*.txt")):
        page = clean(path.read_bytes())
        holds = page.certificate()["holds"]
        line = f"  {path.stem[:3]}: restored {page.restore() == path.read_bytes()}, {holds.sum()}/{len(holds)} lines proven"
        record = folder / "gold" / f"{path.stem[:3]}.json"
        if record.exists():
            gold = json.loads(record.read_text("utf-8"))
            body = "\n".join(gold["body"])
            wanted = {(row["line"], row["cls"]) for row in gold["dropped_lines"]}
            have = set(page.dropped.select("line", "class").iter_rows())
            checks = {
                "title": page.title == gold["title"],
                "authors": [(a.name, a.role) for a in page.authors]
                == [(a["name"], a["role"]) for a in gold["authors"]],
                "source": page.source == (gold["source"]["origin"] or gold["source"]["site"]),
                "editor": page.editor == gold["editor"]["name"],
                "date": page.date.value == gold["date"]["iso"],
                "not_before": str(page.date.not_before) == gold["date"]["not_before"],
                "not_after": str(page.date.not_after) == gold["date"]["not_after"],
                "lines": wanted == have,
            }
            line += f"; {errors(page.text, body)} of {len(body)} characters wrong; " + ", ".join(
                f"{name} {'right' if right else 'WRONG'}" for name, right in checks.items()
            )
        else:
            line += f"; {page!r}"
        print(line)


def unseen_pages(texts: list[str], characters: int) -> list[list[str]]:
    """Paragraphs of held-out documents none of whose sentences stands in a document that was counted."""
    seen: set[int] = set()
    aside = []
    for text in sorted(set(texts)):
        if held_out(text):
            aside.append(text)
        else:
            seen.update(hash(sentence) for sentence in text.replace("\n", "。").split("。"))
    random.Random(7).shuffle(aside)
    found, size = [], 0
    for text in aside:
        paragraphs = [
            p for p in text.split("\n")
            if len(p) >= 40 and p[-1] in "。！？”" and not any(len(s) > 3 and hash(s) in seen for s in p.split("。"))
            and not HALF_WIDTH.search(p) and p == p.strip()
        ]  # fmt: skip
        if paragraphs:
            found.append(paragraphs[:30])
            size += sum(map(len, paragraphs[:30]))
        if size >= characters:
            break
    return found


def _in_half(text: str, half: str) -> bool:
    """Whether a text is used: the halves share the documents that the model has seen, never those set aside."""
    if half == "both" or not held_out(text):
        return True
    return (hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[1] < 128) == (half == "choosing")


def measure_damaged(texts: list[str], sites: Sequence[Site], characters: int, show: int) -> None:
    """Errors on simulated damage, by site and by class of run."""
    documents = unseen_pages(texts, characters)
    size = sum(len(p) for d in documents for p in d)
    print(
        f"simulated damage on {size:,} unseen characters in {len(documents):,} pages, each damaged by {len(sites)} sites"
    )
    total, all_runs, all_marked, table = Counter(), Counter(), Counter(), [FIGURES, "|---|" + "---:|" * 5]
    for site in sites:
        count, runs, marked = Counter(), Counter(), Counter()
        for number, body in enumerate(documents):
            made = damage_page(
                body, site=site, title="干部要把实事办好", author="李明", source="某县日报", editor="王芳",
                date="2019-05-06 08:30", seed=number,
            )  # fmt: skip
            page = clean(made.raw)
            count["pages"] += 1
            count["restored"] += page.restore() == made.raw
            count["titles"] += page.title == made.title
            count["authors"] += [a.name for a in page.authors] == [made.author]
            count["dates"] += str(page.date.value) == "2019-05-06"
            lines = page.lines
            have = lines["class"].to_list()
            want = list(made.classes)
            count["lines"] += len(want)
            count["line classes"] += sum(a == b for a, b in zip(have, want, strict=False))
            if _without_blanks("".join(made.body)) != _without_blanks(page.text):
                _count_errors(page, made, count, show)
            count["characters"] += sum(map(len, body))
            _judge_runs(page, made, runs, marked, show)
        total.update(count)
        all_runs.update(runs)
        all_marked.update(marked)
        table.append(_figures(site.name, count, runs, marked))
        print(
            f"  {site.name}: {count['errors']} errors in {count['characters']:,} "
            f"({count['errors'] / count['characters']:.4%}), of these {count['without run']} in paragraphs without a run "
            f"({count['ambiguous']} of them 著/着, 锺/钟, {count['ratios']} the colon of a ratio); restored {count['restored']}/{count['pages']}, "
            f"lines {count['line classes']}/{count['lines']}, titles {count['titles']}, authors {count['authors']}, "
            f"dates {count['dates']}"
        )
    runs, marked = all_runs, all_marked
    print("\n".join([*table, _figures("all", total, runs, marked)]))
    print(
        f"  all: {total['errors']} errors in {total['characters']:,} ({total['errors'] / total['characters']:.4%}); "
        f"without a run {total['without run']} ({total['ambiguous']} ambiguous, {total['ratios']} colons of ratios)"
    )
    for kind in sorted({key[0] for key in runs}):
        right, wrong, left = (runs[kind, what] for what in ("right", "wrong", "left"))
        print(
            f"  runs, {kind}: {right} right, {wrong} wrong, {left} left for review ({right / max(1, right + wrong + left):.2%})"
        )


def _without_blanks(text: str) -> str:
    return re.sub(r"[\s\u3000\xa0]", "", text)


def _figures(name: str, count: Counter, runs: Counter, marked: Counter) -> str:
    """A row of the table: errors, and right of all for the exact class, the unmarked and the marked."""

    def share(right: int, wrong: int) -> str:
        return f"{right} of {right + wrong} ({right / (right + wrong):.1%})" if right + wrong else "–"

    cells = [
        f"{count['errors']} of {count['characters']:,} ({count['errors'] / count['characters']:.3%})",
        share(marked["exact", True], marked["exact", False]),
        share(marked["exact", True] + marked["lexical", True], marked["exact", False] + marked["lexical", False]),
        share(marked["guess", True], marked["guess", False]),
        str(runs["left for review", "left"]),
    ]
    return f"| {name} | " + " | ".join(cells) + " |"


def _count_errors(page, made, count, show) -> None:
    rows = [row for row in page.lines.iter_rows(named=True) if row["class"] in ("body", "heading")]
    if len(rows) != len(made.body):
        count["errors"] += errors(page.text, "\n".join(made.body))
        count["without run"] += errors(page.text, "\n".join(made.body))
        if show:
            print("    LINES", [(r["class"], r["clean"][:20]) for r in page.lines.iter_rows(named=True)])
        return
    for row, right in zip(rows, made.body, strict=True):
        wrong = errors(_without_blanks(row["clean"]), _without_blanks(right))
        if not wrong:
            continue
        count["errors"] += wrong
        if "?" not in row["raw"]:
            pairs = [(a, b) for a, b in zip(row["clean"], right, strict=False) if a != b]
            doubtful = sum(pair in AMBIGUOUS for pair in pairs)
            ratios = (
                sum(right[m.start()] != row["clean"][m.start()] for m in RATIO.finditer(right))
                if len(pairs) == wrong
                else 0
            )
            count["without run"] += wrong
            count["ambiguous"] += doubtful
            count["ratios"] += ratios
            if show and doubtful + ratios < len(pairs):
                print("    PLAIN", pairs[:8], made.site.name)


def _judge_runs(page, made, runs: Counter, marked: Counter, show: int) -> None:
    """Each restored run against the truth, found between the stretches around it that are certain."""
    repairs = page.repairs.filter(pl.col("rule") == "byte_shift")
    left = Counter(page.review.filter(~pl.col("applied"))["line"].to_list())
    if not repairs.height and not left:
        return
    rows = list(page.lines.iter_rows(named=True))
    if len(rows) != len(made.classes):
        return
    paragraphs = [row for row, cls in zip(rows, made.classes, strict=True) if cls == "body"]
    for row, right in zip(paragraphs, made.body, strict=True):
        number = row["line"]
        if not (left[number] or (repairs["line"] == number).any()):
            continue
        if left[number]:
            runs["left for review", "left"] += left[number]
        blocks = SequenceMatcher(None, row["clean"], right, autojunk=False).get_matching_blocks()
        shift = 0
        for repair in page.repairs.filter(pl.col("line") == number).iter_rows(named=True):
            begin = repair["start"] - row["start"] + shift
            stop = begin + len(repair["after"])
            shift += len(repair["after"]) - (repair["end"] - repair["start"])
            if repair["rule"] != "byte_shift":
                continue
            true = right[_place_in_truth(blocks, begin, False) : _place_in_truth(blocks, stop, True)]
            kind = _loss(repair["before"], true)
            good = _without_blanks(repair["after"]) == _without_blanks(true)
            runs[kind, "right" if good else "wrong"] += 1
            marked[repair["class"], good] += 1
            if show and not good:
                print(
                    "    RUN", kind, repair["class"], repair["margin"], repair["before"], "->", repair["after"], "|", true,
                    repair["alternatives"], made.site.name,
                )  # fmt: skip


def _place_in_truth(blocks, place: int, end: bool) -> int:
    """Where a place of the one text lies in the other: before or behind what differs there."""
    for a, b, size in blocks:
        if end and place <= a:
            return b
        if place < a + size or (end and place == a + size):
            return b + max(0, place - a) if place >= a else b
        if not end:
            last = b + size
            if place == a + size:
                return last
    return blocks[-1][1]


def _loss(before: str, true: str) -> str:
    """The class by what was really lost: only the bytes that readings name, a pair that vanished, or a byte."""
    bare = any(c == "?" and not ORPHAN.match(before, i) for i, c in enumerate(before))
    if bare:
        return "lost byte"
    plain = ORPHAN.sub("", before)
    plain = re.sub(r"\([^()]{2,6}\)", "", plain)
    there = sum(2 if (c > "\x7f" and c != "€") or c in ",;:()!" else 1 for c in plain)
    return "exact" if 2 * len(true) - there - len(ORPHAN.findall(before)) < 2 else "lost pair"


def measure_clean_text(texts: list[str], characters: int, show: int) -> None:
    """Clean modern text: nothing may change, no line of the body may go."""
    order = sorted(set(texts))
    random.Random(3).shuffle(order)
    size = changed = 0
    rules, classes, dropped = Counter(), Counter(), Counter()
    for text in order:
        page = clean(text)
        size += len(text)
        for edit in page.edits:
            changed += max(len(edit.before), len(edit.after))
            rules[edit.rule] += 1
            if show:
                print("    CHANGED", edit, text[max(0, edit.start - 10) : edit.end + 10])
        if page.restore() != text:
            rules["NOT RESTORED"] += 1
        for cls in page.classes:
            classes[cls] += 1
        for row_class, line in zip(page.classes, page._clean_lines, strict=True):
            if row_class not in ("body", "heading", "title", "blank"):
                dropped[row_class] += 1
                if show and dropped[row_class] <= show:
                    print("    DROPPED", row_class, line)
            elif row_class == "title" and show and dropped["t"] < show:
                dropped["t"] += 1
                print("    TITLE", line)
        if size >= characters:
            break
    print(
        f"clean text, {size:,} characters: {changed} characters changed {dict(rules)}; lines by class {dict(classes)}"
    )


def measure_any_bytes(inputs: int) -> None:
    """Any bytes: never raises, always restores, rejected pages say why."""
    chance = random.Random(11)
    pieces = [b"(sh\xc3\xad)", b"?q\xc5\xab)", "實(shí)".encode(), "幹部".encode(), "干部".encode("gb18030"), b"\xff\xfe", b"<p>", b"</p>",
              b"\r\n", b"\n", b"?", b"\x80", "，。".encode(), "著".encode(), b"<html>", b"&#x4e2d;", b"<script>", "責任編輯:".encode(),
              "2014年8月1日".encode(), "\u3000".encode(), b"\x00", "群众".encode("utf-16-le"), "群眾".encode("big5"), b"(", b")", b","]  # fmt: skip
    outcomes = Counter()
    slowest = 0.0
    start = time.perf_counter()
    for number in range(inputs):
        kind = number % 4
        if kind == 0:
            raw = chance.randbytes(chance.randrange(0, 60))
        elif kind == 1:
            raw = b"".join(chance.choice(pieces) for _ in range(chance.randrange(1, 25)))
        elif kind == 2:
            raw = "".join(
                chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x4E00, 0x9FA6))))
                for _ in range(chance.randrange(1, 40))
            ).encode("utf-8")
        else:
            raw = bytearray("為群眾辦實(shí)事,干部把責(zé)任扛在肩上?qū)嶋H。\n".encode() * 2)
            for _ in range(chance.randrange(1, 8)):
                raw[chance.randrange(len(raw))] = chance.randrange(256)
            raw = bytes(raw)
        began = time.perf_counter()
        page = clean(raw)
        assert page.restore() == raw, raw
        if page.rejected is None:
            again = clean(page.text)
            outcomes["not idempotent"] += again.text != page.text
        slowest = max(slowest, time.perf_counter() - began)
        outcomes["rejected" if page.rejected else "read"] += 1
        assert page.rejected is None or page.rejected
    print(
        f"{inputs:,} generated inputs in {time.perf_counter() - start:.0f} s: {dict(outcomes)}, slowest {slowest * 1000:.0f} ms"
    )
    for name, line in (
        ("clean", "干部到群众中去，把实事办好。"), ("damaged", "為群眾辦實(shí)事,干部把責(zé)任扛在肩上?qū)嶋H。"),
        ("brackets", "("), ("question marks", "為群眾?"), ("orphans", "?qū)"), ("spaces", " 干"),
    ):  # fmt: skip
        raw = line * (10_000_000 // len(line.encode()))
        began = time.perf_counter()
        page = clean(raw)
        print(
            f"  one line of 10 MB, {name}: {time.perf_counter() - began:.1f} s, {'rejected' if page.rejected else page.script}"
        )


def measure_speed(texts: list[str]) -> None:
    """Megabytes of UTF-8 a second on one core, pages cleaned one by one: processor time, whatever else runs."""
    order = sorted(set(texts))
    random.Random(5).shuffle(order)
    pages_ = [text.encode() for text in order[:6000]]
    clean(damage_page(["区域实际情况"], seed=1).raw)  # what is loaded once
    clean("為群眾辦實(shí)事,實(shí)話實(shí)說,結合區域?qū)嶋H。")
    began = time.process_time()
    for raw in pages_:
        clean(raw)
    took = time.process_time() - began
    size = sum(map(len, pages_)) / 1e6
    print(f"speed, clean text: {size / took:.1f} MB/s ({len(pages_):,} pages, {size:.1f} MB)")
    for site in SITES:
        made = [
            damage_page(text.split("\n"), site=site, title="干部要把实事办好", seed=i).raw.encode()
            for i, text in enumerate(order[:700])
        ]
        began = time.process_time()
        for raw in made:
            clean(raw)
        took = time.process_time() - began
        pages_ = [clean(raw) for raw in made]
        began = time.process_time()
        for page in pages_:
            len(page.edits)
        records = time.process_time() - began
        size = sum(map(len, made)) / 1e6
        print(
            f"speed, damaged text ({site.name}): {size / took:.2f} MB/s, with the records of every change "
            f"{size / (took + records):.2f} ({size:.1f} MB)"
        )


if __name__ == "__main__":
    main()
