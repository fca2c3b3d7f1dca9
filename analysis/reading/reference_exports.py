# long: the forms of one kind of file, side by side
"""Exports of literature databases and reference managers: one record is one document, its abstract is the text.

Told by their content: NoteExpress, EndNote, RefWorks, RIS, E-Study, self-defined exports of CNKI, BibTeX, and lists
of references after GB/T 7714.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from ..core.dates import PRECISIONS, parse_date

RECORD = pl.Schema(
    dict.fromkeys(("title", "author", "source", "date", "kind", "keywords", "text", "record"), pl.String)
)


@dataclass(frozen=True)
class _Format:
    """Lines with a tag each: what a tag looks like, which one begins a record, and what each is about."""

    tagged: re.Pattern[str]  # the tag and its value
    begins: str
    fields: dict[str, str]  # tag → field, in lower case but for EndNote; of several tags of a field the first one wins


def _fields(**tags: str) -> dict[str, str]:
    return {tag: field for field, names in tags.items() for tag in names.split("|")}


_LABELS = _fields(
    kind="reference type|srcdatabase|database|source type", title="title|标题|题名", author="author|authors|作者",
    source="journal|newspaper|source|periodical|secondary title|publication|conference name|book title|university|"
    "media|journal name|newspaper name|publisher|文献来源|刊名", date="date|pubtime|pubdate|publish date|date published|发表时间",
    year="year|年", keywords="keywords|keyword|关键词", text="abstract|summary|摘要",
)  # fmt: skip
_LABELLED = r"(?P<tag>[A-Z][A-Za-z]*(?: [A-Za-z]+)*)(?:-[^\x00-\xff][^:：\x00-\x20]*)?\s*[:：](?P<value>.*)"
_REFWORKS = (
    "RT|SR|A1|A2|A3|AD|T1|T2|T3|JF|JO|YR|FD|VO|IS|OP|SP|K1|AB|SN|CN|LA|DS|LK|DO|PB|PP|NO|UL|ID|ED|CL|SF|U1|U2|WP|RD"
)
FORMATS = {
    "NoteExpress": _Format(re.compile(r"\{(?P<tag>[A-Z][^{}]{1,40})\}:(?P<value>.*)"), "reference type", _LABELS),
    "EndNote": _Format(
        re.compile(r"%(?P<tag>[0-9A-Za-z@!+^$&~#*(<>\[=?])(?:\s+(?P<value>.*)|$)"),
        "0",
        _fields(kind="0", title="T", author="A", source="J|B|I", date="8", year="D", keywords="K", text="X"),
    ),
    "RIS": _Format(
        re.compile(r"(?P<tag>[A-Z][A-Z0-9])\s{0,2}-(?:\s(?P<value>.*)|$)"),
        "ty",
        _fields(kind="ty", title="ti|t1|ct", author="au|a1", source="jo|jf|t2|ja|j2|bt|pb", date="da", year="py|y1",
                keywords="kw", text="ab|n2"),
    ),
    "RefWorks": _Format(
        re.compile(rf"(?P<tag>{_REFWORKS})(?:\s+|(?=[^A-Za-z\s])|$)(?P<value>.*)"),
        "rt",
        _fields(kind="rt", title="t1", author="a1", source="jf|jo|t2|pb", date="fd", year="yr", keywords="k1", text="ab"),
    ),
    "E-Study": _Format(re.compile(_LABELLED), "datatype", _LABELS),
    "self-defined": _Format(re.compile(_LABELLED), "srcdatabase", _LABELS),
}  # fmt: skip
_SIGNS = (
    ("NoteExpress", re.compile(r"\A\s*\{Reference Type\}:")),
    ("EndNote", re.compile(r"\A\s*%0\s+\S[^\n]*\n(?:\s*%\S)")),
    ("RIS", re.compile(r"\A\s*TY\s{0,2}-\s+[A-Z]{2,8}\s*\n")),
    (
        "RefWorks",
        re.compile(
            r"\A\s*(?:SRC?[^\n]*\n\s*)?RT[^\S\n]*[A-Z][a-z][^\n]*\n(?:[A-Z][A-Z0-9][^\n]*\n|[^\S\n]*\n)*?(?:SR|A1|T1|JF)"
        ),
    ),
    ("E-Study", re.compile(r"\A\s*DataType:\s*\d")),
    ("self-defined", re.compile(r"\A\s*SrcDatabase-[^\n]{1,8}[:：]")),
    ("BibTeX", re.compile(r"\A\s*(?:%[^\n]*\n\s*)*@[A-Za-z]+\s*\{")),
)
_BRACE = re.compile(r"[{}]|\n[ \t]*@[A-Za-z]{1,40}[ \t]*\{")
_BIBTEX_FIELD = re.compile(r"(?:[^,={}]*,)*?\s*([A-Za-z][\w-]{0,60})\s*=\s*")
_COMMA = re.compile(r"\s*,?")
_ENTRY = re.compile(r"\s*[\[［【]\s*(\d{1,5})\s*[\]］】]\s*(.*)")
_TYPE = re.compile(r"[\[［]\s*((?:[JNDMCRSPGZA]|DB|CP|EB)(?:\s*/\s*(?:OL|CD|MT|DK))?)\s*[\]］]")


def reference_format(text: str) -> str | None:
    """Which export a text is, by how it begins; None if it is another kind of text.

    >>> reference_format("[1]李明.村里的路[J].田埂学刊,2014(05):1-5.")
    'GB/T 7714'
    >>> reference_format("[1] 见上文。") is None
    True
    """
    head = text[:20_000].lstrip("\ufeff")
    for name, sign in _SIGNS:
        if sign.match(head):
            return name
    lines = [line for line in head.splitlines() if line.strip()]
    entries = [line for line in lines if _ENTRY.match(line)]
    typed = sum(bool(_TYPE.search(line)) for line in entries)
    listed = lines and _ENTRY.match(lines[0]) and typed >= 0.8 * len(entries) and len(entries) >= 0.5 * len(lines)
    return "GB/T 7714" if listed else None


def read_references(text: str) -> pl.DataFrame:
    """The records of an export, one a row: title, author, source, date, kind, keywords, text, record."""
    form = reference_format(text)
    text = text.lstrip("\ufeff")
    if form is None:
        raise ValueError("no export of references that is known here")
    if form == "BibTeX":
        records = _bibtex(text)
    elif form == "GB/T 7714":
        records = _listed(text)
    else:
        records = _tagged(text, FORMATS[form])
    return pl.DataFrame([_row(record) for record in records], schema=RECORD, orient="row")


_Record = dict[str, list[tuple[int, str]]]  # field → its values, each with the rank of its tag


def _tagged(text: str, form: _Format) -> list[_Record]:
    ranks = {tag: rank for rank, tag in enumerate(form.fields)}
    records: list[_Record] = []
    values: list[tuple[int, str]] | None = None  # of the tag that the next line may continue
    for line in text.splitlines():
        found = form.tagged.fullmatch(line.strip())
        if found is None:
            if line.strip() and values:
                rank, value = values[-1]
                values[-1] = (rank, _joined(value, line.strip()))
            continue
        tag = found["tag"].strip()
        tag = tag if tag in ranks else tag.lower()
        if tag == form.begins:
            records.append({})
        values = records[-1].setdefault(form.fields[tag], []) if tag in ranks and records else None
        if values is not None:
            values.append((ranks[tag], (found["value"] or "").strip()))
    return records


def _joined(start: str, rest: str) -> str:
    """A value and its next line: no blank where either side is Chinese."""
    blank = "" if not start or start[-1] > "\xff" or rest[0] > "\xff" else " "
    return start + blank + rest


def _row(record: _Record) -> dict[str, str | None]:
    def best(field: str) -> str | None:
        values = sorted((rank, at, value) for at, (rank, value) in enumerate(record.get(field, [])) if value)
        return values[0][2] if values else None

    def every(field: str) -> str | None:
        values = [part.strip() for _, value in record.get(field, []) for part in re.split(r"[;；]+", value)]
        return "、".join(dict.fromkeys(part for part in values if part)) or None

    text = "\n".join(value for _, value in record.get("text", []) if value) or None
    text = re.sub(r"^[\[【<]?(?:摘要|内容提要|正)[\]】>:：]+\s*", "", text) if text else None
    title = best("title")
    return {
        "title": title, "author": every("author"), "source": best("source"), "kind": best("kind"),
        "date": _date(best("date"), best("year")), "keywords": every("keywords"), "text": text,
        "record": "abstract" if text else "title only",
    }  # fmt: skip


def _date(written: str | None, year: str | None) -> str | None:
    """The finest of a record's dates; a month and a day belong to its year."""
    written, year = (value and value.strip(" /;；") for value in (written, year))
    candidates = [value for value in (written, f"{year}-{written}" if year and written else None, year) if value]
    read = [(PRECISIONS.index(parsed[1]), at) for at, value in enumerate(candidates) if (parsed := parse_date(value))]
    return candidates[min(read)[1]] if read else (written or year)


def _bibtex(text: str) -> list[_Record]:
    names = _fields(title="title", author="author", source="journal|journaltitle|booktitle|school|institution|publisher",
                    date="date|urldate_", year="year", keywords="keywords|keyword", text="abstract")  # fmt: skip
    ranks = {tag: rank for rank, tag in enumerate(names)}
    records: list[_Record] = []
    done = 0
    for entry in re.finditer(r"@([A-Za-z]{1,40})\s*\{", text):
        kind = entry[1].lower()
        if kind in ("comment", "string", "preamble") or entry.start() < done:  # an @ inside a value begins nothing
            continue
        record: _Record = {"kind": [(0, kind)]}
        at, month = entry.end(), None
        while field := _BIBTEX_FIELD.match(text, at):
            value, at = _bibtex_value(text, field.end())
            name = field[1].lower()
            if name in names:
                value = re.sub(r"\s+and\s+", ";", value) if name == "author" else value
                record.setdefault(names[name], []).append((ranks[name], value))
            month = value if name == "month" else month
            at = (rest := _COMMA.match(text, at)) and rest.end() or at
        done = at
        if month and month.isdecimal():
            record.setdefault("date", []).append((9, month))
        records.append(record)
    return records


def _bibtex_value(text: str, at: int) -> tuple[str, int]:
    """A value in braces, in quotation marks or bare, and where it ends."""
    if text[at : at + 1] == '"':
        end = text.find('"', at + 1)
        end = len(text) if end < 0 else end
        value, at = text[at + 1 : end], end + 1
    elif text[at : at + 1] == "{":
        depth, end = 0, len(text)
        for brace in _BRACE.finditer(text, at):
            depth += (brace[0] == "{") - (brace[0] == "}")
            if not depth or len(brace[0]) > 1:  # closed, or never closed: another entry begins
                end = brace.start() + (not depth)
                break
        value, at = text[at + 1 : end - (not depth)], end
    else:
        bare = re.compile(r"[^,}\n]*").match(text, at)
        value, at = (bare[0], bare.end()) if bare else ("", at)
    value = re.sub(r"(?<=[^\x00-\xff])\s*\n\s*|\s*\n\s*(?=[^\x00-\xff])", "", value)
    return re.sub(r"\s+", " ", value.replace("{", "").replace("}", "")).strip(), at


def _listed(text: str) -> list[_Record]:
    """Entries such as [1]李明.村里的路[J].田埂学刊,2014(05):1-5. A line without a number continues one."""
    entries: list[str] = []
    for line in text.splitlines():
        if found := _ENTRY.fullmatch(line.strip()):
            entries.append(found[2].strip())
        elif entries and line.strip():
            entries[-1] = _joined(entries[-1], line.strip())
    records: list[_Record] = []
    for entry in entries:
        kind = _TYPE.search(entry)
        head, rest = (entry[: kind.start()], entry[kind.end() :]) if kind else (entry, "")
        author, mark, title = _split_head(head)
        rest = re.sub(r"[\[［]\s*(?:19|20)\d\d[-./年][^\]］]*[\]］]", "", rest)  # when it was looked up, not published
        rest = rest.strip().lstrip(".．。/ ")
        place = re.split(r"[,，]|[.．](?=\s*[(（]?(?:19|20)\d\d)|[(（](?=(?:19|20)\d\d)|https?:", rest, maxsplit=1)[0]
        source = place.split(":")[-1].split("：")[-1].strip(" .．")
        date = re.search(r"(?<!\d)(?:19|20)\d\d(?:[-./年]\d{1,2}(?:[-./月]\d{1,2})?)?(?!\d)", rest)
        record: _Record = {
            "title": [(0, title.strip(" .．"))],
            "source": [(0, source)],
            "kind": [(0, kind[1] if kind else "")],
        }
        record["author"] = [(0, re.sub(r"[,，]\s*(?:等|et al)\.?$", "", author).replace(",", ";").replace("，", ";"))]
        record["date"] = [(0, date[0] if date else "")]
        records.append(record)
    return records


def _split_head(head: str) -> tuple[str, str, str]:
    """Authors, the mark between, and the title; where the first part is long, it is all title."""
    author, mark, title = re.sub("．", ".", head).partition(".")
    return (author, mark, title) if mark and title.strip() and len(author) <= 60 else ("", "", head)
