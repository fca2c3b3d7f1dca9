"""Damaged files of every kind, read: each has to end in rows, in a reason, or in a `StudyError`.

    python -m tests.reliability.fuzz --mutations 50000 --seed 1

Every case is made by its kind and its own seed alone; a failure is kept as a file, with the command that makes it again.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from analysis.core.csv_tables import csv_text
from analysis.core.errors import StudyError
from analysis.corpus.corpus import Corpus
from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.lexicon_tables import COLUMNS
from analysis.reading.limits import ZIP_PROBLEMS
from analysis.reading.raw_pages import UNFORESEEN
from tests.reliability.mutations import damaged
from tests.support.file_makers import open_text, packed, pdf, word, workbook

LONGEST = 10  # seconds of one case, or of those that are read together
TOGETHER = 12
TEXT = "干部到村里去，问题在田边解决，群众说好。二〇一四年八月一日，县里开会，要求四下基层。"
_LINES = f"村里的路\n2014年08月01日 来源：田埂日报\n　　{TEXT}\n　　{TEXT}\n责任编辑：李某"
_ROWS = [
    {"doc_id": "a", "date": "2014-08-01", "title": "村里的路", "text": TEXT},
    {"doc_id": "b", "date": "2015", "title": "会", "text": TEXT},
]


def _parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame(_ROWS * 8).write_parquet(out)
    return out.getvalue()


def _stored(members: dict[str, bytes]) -> bytes:
    """An archive whose members are not packed, so that damage reaches what is in them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _loose(archive: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return _stored({name: opened.read(name) for name in opened.namelist()})


def _inside(rng: random.Random, archive: bytes) -> bytes:
    """An archive of which one member is damaged, and the sums that would tell of it are right."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            members = {name: opened.read(name) for name in opened.namelist()}
    except ZIP_PROBLEMS:
        return damaged(rng, archive)
    hit = rng.choice(list(members))
    return packed(members | {hit: damaged(rng, members[hit])})


_CSV = 'doc_id,date,title,text\na,2014-08-01,村里的路,"' + TEXT + '"\nb,2015,会,"他说：""好""\n' + TEXT + '"\n'
_HTML = (
    f'<html><head><meta charset="utf-8"><title>村里的路</title></head><body><div class="nav"><a href="/">首页</a></div><h1>村里的路</h1>'
    f"<p>2014-08-01 来源：田埂日报</p><div id='c'><p>{TEXT}</p><p>{TEXT}</p></div><table><tr><td>一</td><td>二</td></tr></table></body></html>"
)
_WORD = word(
    "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in _LINES.split("\n")),
    notes="<w:p><w:r><w:t>注</w:t></w:r></w:p>",
)
_SHEET = workbook({"s": [["id", "date", "text"], ["a", 41852, TEXT], ["b", "2015", TEXT]]})
_MHT = f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{_HTML}\n--b--\n'
_JSON = json.dumps(
    [{"id": "a", "date": "2014-08-01", "text": TEXT, "tags": ["x", "y"], "n": {"m": 1}}, {"id": "b", "text": TEXT}],
    ensure_ascii=False,
)
KINDS: dict[str, tuple[str, bytes]] = {
    "text": ("a.txt", _LINES.encode()),
    "text in GBK": ("a.txt", _LINES.encode("gb18030")),
    "converted": ("a.txt", ("為群眾辦實(shí)事\n干部把責(zé)任扛在肩上,把實(shí)事辦到群眾心里,群眾看得見、摸得著。" + _LINES).encode()),
    "markdown": ("a.md", f"# 村里的路\n\n{TEXT}\n".encode()),
    "html": ("a.html", _HTML.encode()),
    "html in GBK": ("a.htm", _HTML.replace("utf-8", "gb2312").encode("gb18030")),
    "mhtml": ("a.mht", _MHT.encode()),
    "csv": ("a.csv", _CSV.encode()),
    "csv in GBK": ("a.csv", _CSV.encode("gb18030")),
    "tsv": ("a.tsv", _CSV.replace(",", "\t").encode()),
    "html as workbook": ("a.xls", f"<table><tr><td>标题</td><td>正文</td></tr><tr><td>路</td><td>{TEXT}</td></tr></table>".encode()),
    "json": ("a.json", _JSON.encode()),
    "json lines": ("a.jsonl", _JSON[1:-1].replace("}, {", "}\n{").encode()),
    "parquet": ("a.parquet", _parquet()),
    "workbook": ("a.xlsx", _SHEET),
    "workbook, not packed": ("a.xlsx", _loose(_SHEET)),
    "word": ("a.docx", _WORD),
    "word, not packed": ("a.docx", _loose(_WORD)),
    "opendocument": ("a.odt", _loose(open_text(f"<text:h>路</text:h><text:p>{TEXT}<text:s text:c='3'/></text:p>"))),
    "pdf": ("a.pdf", pdf([[TEXT[:20], TEXT[20:]], [], [TEXT]])),
    "archive": ("a.zip", packed({"2014/a.txt": TEXT, "b.html": _HTML, "metadata.csv": "file,date\na.txt,2014-08-01\n"})),
    "archive, not packed": ("a.zip", _stored({"a.txt": TEXT.encode(), "b.zip": packed({"c.csv": _CSV}), "d.docx": _WORD})),
    "ris": ("a.ris", f"TY  - JOUR\nTI  - 村里的路\nAU  - 李明\nPY  - 2014\nAB  - {TEXT}\nER  - \n".encode()),
    "endnote": ("a.enw", f"%0 Journal Article\n%T 村里的路\n%A 李明\n%D 2014\n%X {TEXT}\n".encode()),
    "bibtex": ("a.bib", f"@article{{a,\n title={{村里的路}},\n author={{李明 and 王芳}},\n year=2014,\n abstract=\"{TEXT}\"\n}}\n".encode()),
    "noteexpress": ("a.net", f"{{Reference Type}}: Journal Article\n{{Title}}: 村里的路\n{{Year}}: 2014\n{{Abstract}}: {TEXT}\n".encode()),
    "listed": ("a.txt", "[1]李明.村里的路[J].田埂学刊,2014(05):1-5.\n[2]王芳.会[J].田埂学刊,2015(01):6.\n".encode()),
    "metadata": ("metadata.csv", "file,date,title\na.txt,2014-08-01,村里的路\nb.txt,2015,会\n".encode()),
}  # fmt: skip
_LEXICON = {
    "terms": "term,type,gloss,introduced,precision,occasion,source,confidence,note\n六稳,numeral-set,six stables,2018-07,month,,会议,high,\n四下基层,work-method,go down,1988,year,,书,,\n",
    "variants": "term,variant,note\n六稳,“六稳”,\n四下基层,“四下”基层,\n",
    "expansions": "term,version,position,member,gloss,from,to,match,source\n六稳,1,1,稳就业,jobs,2018-07,,no,会议\n六稳,1,2,稳金融,finance,2018-07,,yes,会议\n",
    "member_variants": "member,variant\n稳金融,稳住金融\n",
    "senses": "term,sense,gloss,from,to,source\n四下基层,old,first,1988,2013,书\n四下基层,new,second,2013-01-01,,书\n",
    "exclusions": "term,exclusion,reason\n六稳,六稳当,a word\n",
}  # fmt: skip
_ABOUT_LEXICON = ("lexicon", "lexicon from lines")
NAMES = (*KINDS, *_ABOUT_LEXICON)


def case(kind: str, seed: int, folder: Path) -> Callable[[], int]:
    """Write a damaged input into a folder; what is returned reads it and gives the number of its rows."""
    rng = random.Random(f"{kind} {seed}")
    if kind in _ABOUT_LEXICON:
        hit = rng.choice(list(_LEXICON))
        tables = {name: text.encode() for name, text in _LEXICON.items()}
        tables[hit] = damaged(rng, tables[hit])
        for name, raw in tables.items():
            (folder / f"{name}.csv").write_bytes(raw)
        if kind == "lexicon":
            return lambda: _use(Lexicon.read(folder))
        lines = {name: raw.decode("utf-8", "surrogateescape").split("\n") for name, raw in tables.items()}
        return lambda: _use(Lexicon.from_lines(lines))
    name, raw = KINDS[kind]
    if rng.random() < 0.05:  # the beginning of one kind, the rest of another
        other = KINDS[rng.choice(list(KINDS))][1]
        raw = raw[: rng.randrange(len(raw))] + other[rng.randrange(len(other)) :]
    packed_parts = kind.startswith(("word", "workbook", "opendocument", "archive"))
    (folder / name).write_bytes(_inside(rng, raw) if packed_parts and rng.random() < 0.6 else damaged(rng, raw))
    if kind == "metadata":
        for page in ("a.txt", "b.txt"):
            (folder / page).write_text(TEXT, "utf-8")
    whole = kind == "metadata" or rng.random() < 0.5
    cleaning = rng.random() < 0.7
    return lambda: _read(folder if whole else folder / name, cleaning)


def _read(path: Path, cleaning: bool) -> int:
    corpus = Corpus.read(path, clean=cleaning)
    reasons = corpus.rejected["reason"].to_list()
    if any(UNFORESEEN in (reason or "") for reason in reasons):
        raise AssertionError(next(reason for reason in reasons if reason and UNFORESEEN in reason))
    n = corpus.account
    assert n["files_found"] == n["files_read"] + n["files_rejected"]
    assert n["records_in"] == n["documents"] + n["records_rejected"] + n["records_merged"]
    csv_text(corpus.rejected).encode(), csv_text(corpus.documents).encode()  # every name and reason can be written
    return corpus.documents.height


def _use(lexicon: Lexicon) -> int:
    lexicon.check()
    assert set(COLUMNS) == set(lexicon.to_lines())
    rows = lexicon.patterns().height
    lexicon.find("六稳，稳住金融，“四下”基层", date="2014-08-01")
    _ = lexicon.nested, repr(lexicon)
    return rows


class HangError(Exception):
    """A case took more than `LONGEST` seconds of the processor."""


def _stop(*_: object) -> None:
    raise HangError


def outcome(kind: str, seed: int, folder: Path) -> tuple[str, str]:
    """What became of a case: rows, nothing, StudyError; else ``failure`` and the traceback."""
    read = case(kind, seed, folder)
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        return ("rows" if read() else "nothing"), ""
    except StudyError as error:
        told = str(error)
        return ("failure", f"unforeseen: {told}") if UNFORESEEN in told else ("StudyError", told)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return "failure", traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def cases(mutations: int, seed: int, only: str | None = None) -> Iterator[tuple[str, int]]:
    """As many cases as asked for, the kinds in turn."""
    names = [only] if only else NAMES
    return ((names[at % len(names)], seed * 1_000_000 + at) for at in range(mutations))


def together(some: list[tuple[str, int]], folder: Path) -> dict[tuple[str, int], str] | None:
    """What became of several cases read as one folder, which is ten times as quick; None where anything was odd."""
    for kind, own in some:
        place = folder / f"{own}"
        place.mkdir()
        case(kind, own, place)
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        corpus = Corpus.read(folder)
        csv_text(corpus.rejected).encode(), csv_text(corpus.documents).encode()
    except BaseException:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    n = corpus.account
    fine = n["files_found"] == n["files_read"] + n["files_rejected"]
    fine &= n["records_in"] == n["documents"] + n["records_rejected"] + n["records_merged"]
    if not fine or any(UNFORESEEN in (reason or "") for reason in corpus.rejected["reason"]):
        return None
    read = {file.split("/")[0] for file in corpus.documents["file"]}
    told = {(file or "").split("/")[0] for file in corpus.rejected["file"]}
    return {
        (kind, own): "rows" if str(own) in read else "StudyError" if str(own) in told else "nothing"
        for kind, own in some
    }


def run(mutations: int, seed: int, *, keep: Path | None = None, only: str | None = None, seconds: float = 1e9):
    """Run cases; the number of each outcome by kind, and the failures as (kind, seed, traceback).

    Most are read twelve at a time, and one by one only where anything was odd; each seventh dozen is read one by one.
    """
    counts: Counter[tuple[str, str]] = Counter()
    failures: list[tuple[str, int, str]] = []
    begun = time.monotonic()
    waiting = cases(mutations, seed, only)
    number = 0
    while (some := list(islice(waiting, TOGETHER))) and time.monotonic() - begun < seconds:
        number += 1
        if keep:  # what is being read when the process dies
            (keep / "running").write_text("".join(f"{kind}\t{own}\n" for kind, own in some), "utf-8")
        alone = [one for one in some if number % 7 == 0 or one[0] in _ABOUT_LEXICON]
        joined = [one for one in some if one not in alone]
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            found = together(joined, Path(folder)) if joined else {}
        if found is None:
            alone, found = some, {}
        counts.update((kind, result) for (kind, _), result in found.items())
        for kind, own in alone:
            with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
                result, told = outcome(kind, own, Path(folder))
                counts[kind, result] += 1
                if result == "failure":
                    failures.append((kind, own, told))
                    _keep(keep, kind, own, told, Path(folder))
    return counts, failures


def _keep(keep: Path | None, kind: str, own: int, told: str, folder: Path) -> None:
    if keep:
        place = keep / f"{kind.replace(' ', '-').replace(',', '')}-{own}"
        place.mkdir(exist_ok=True)
        for file in folder.iterdir():
            (place / file.name).write_bytes(file.read_bytes())
        (place / "told.txt").write_text(told, "utf-8", errors="replace")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutations", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=NAMES)
    parser.add_argument("--case", type=int, help="run one case again, by the number in the name of its folder")
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--keep", type=Path, default=Path("results/fuzz"))
    given = parser.parse_args()
    given.keep.mkdir(parents=True, exist_ok=True)
    if given.case is not None:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            print(*outcome(given.kind, given.case, Path(folder)), sep="\n")
        return
    begun = time.monotonic()
    counts, failures = run(given.mutations, given.seed, keep=given.keep, only=given.kind, seconds=given.seconds)
    for kind in sorted({kind for kind, _ in counts}):
        print(
            f"{kind:24s}", *(f"{name} {counts[kind, name]:6d}" for name in ("rows", "nothing", "StudyError", "failure"))
        )
    for kind, own, told in failures[:20]:
        print(f"\n{kind} {own}: {told.strip().splitlines()[-1]}")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"\n{sum(counts.values()):,} mutations, {len(failures)} failures, {time.monotonic() - begun:.0f} s, at most {most} MB"
    )
    sys.exit(bool(failures))


if __name__ == "__main__":
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    main()
