"""Title, date and source of an HTML page, by votes of all that its markup and the lines near its text say.

Each statement has a weight by where it stands; those that say the same add up, and the answer with most weight is taken.
Without a statement that can be trusted there is no answer: none is better than a guess. The weights were chosen on
31 open pages of real sites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from ..core.dates import parse_date
from . import page_labels as labels
from .page_authors import is_name
from .page_surroundings import Surroundings, bare

CHINA = timezone(timedelta(hours=8))
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?")
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
_DATE_WEIGHTS = {"JSON-LD": 3.0, "meta": 2.0, "script": 2.0, "time": 1.0}
_LABELLED_DATE, _BARE_DATE, _TAIL_DATE, _UPDATED, _DOUBTFUL = 3.0, 2.0, 1.5, 0.2, 0.1
_FIRST_YEAR = 1980  # an earlier day is what a text tells of, or the zero of a clock
_SHORT = 120  # characters of a line that a label may stand in


@dataclass(frozen=True)
class Vote:
    """The answer that most statements give, who gives it, and how large their share is.

    Attributes
    ----------
    value : str
    evidence : tuple of str
        Where each statement that agrees stands, and what it says.
    confidence : float
        Weight of these statements by the weight of all, from 0 to 1.

    Examples
    --------
    >>> from analysis import clean
    >>> page = clean('<html><head><meta name="pubdate" content="2018-06-03"></head><body><p>干部到村里去，把事办好。</p></body></html>')
    >>> page.metadata.votes["date"]
    Vote(value='2018-06-03', evidence=('meta pubdate: 2018-06-03',), confidence=1.0)
    """

    value: str
    evidence: tuple[str, ...]
    confidence: float


class Ballot:
    """Statements with their weights, by what they say."""

    def __init__(self) -> None:
        self._found: dict[str, list[tuple[float, str]]] = {}

    def add(self, value: str, weight: float, evidence: str) -> None:
        """One statement more."""
        self._found.setdefault(value, []).append((weight, evidence))

    def result(self, least: float = 0.0) -> Vote | None:
        """The answer with most weight, the first that was given of several; None where none has the least weight."""
        sums = {value: sum(weight for weight, _ in found) for value, found in self._found.items()}
        if not sums or max(sums.values()) <= least:
            return None
        value = max(sums, key=lambda value: sums[value])
        evidence = tuple(dict.fromkeys(text for _, text in self._found[value]))
        return Vote(value, evidence, round(sums[value] / sum(sums.values()), 3))


def vote_title(around: Surroundings) -> Vote | None:
    """The page's headline: what ``<title>``, ``h1``, the head and a line near the text agree on."""
    stated = [s for s in around.statements if s.field == "title"]
    whole = next((s.value for s in stated if s.where == "title"), "")
    parts = [part.strip() for part in re.split(labels.TITLE_PARTS, whole)]
    lines = [(line, f"line {i + 1}") for i, line in (*around.above, *around.body[:3]) if 4 <= len(line) <= 80]
    spelt: dict[str, str] = {}
    for value in (*(s.value for s in stated if s.where != "title"), *(line for line, _ in lines), *parts, whole):
        if len(bare(value)) >= 4:
            spelt.setdefault(bare(value), value.strip())
    if not spelt:
        return None
    body = {bare(line) for _, line in around.body[1:] if re.search("[。；]", line)}
    near = {bare(line) for line, _ in lines}
    weights: dict[str, float] = {}
    evidence: dict[str, list[str]] = {}
    for key in spelt:
        said: list[tuple[float, str]] = []
        said += [(2.0, where) for line, where in lines if bare(line) == key][:1]
        said += [(2.0, s.where) for s in stated if s.where == "h1" and bare(s.value) == key][:1]
        heads = [s for s in stated if s.where not in ("h1", "title")]
        said += [(2.0, s.where) for s in heads if bare(s.value) == key][:1]
        said += [(1.0, s.where) for s in heads if key in bare(s.value)][:1]
        if key in bare(whole):
            said.append(
                (
                    1.0
                    + 2.0 * bool(re.match(re.escape(spelt[key]) + labels.TITLE_BOUND, whole.strip()))
                    + 2.0 * (len(parts) > 1 and key in map(bare, parts)),
                    "title",
                )
            )
        if key == bare(whole) and len(parts) > 1:
            said.append((-2.0, "title"))
        if key in body:
            said.append((-2.0, "text"))
        weights[key] = sum(weight for weight, _ in said)
        evidence[key] = [where for weight, where in said if weight > 0]
    best = max(spelt, key=lambda key: (weights[key], key in near, len(key)))
    if weights[best] <= 1:
        return None
    total = sum(weight for key, weight in weights.items() if weight > 0 and key not in best and best not in key)
    return Vote(spelt[best], tuple(dict.fromkeys(evidence[best])), round(weights[best] / (weights[best] + total), 3))


def vote_date(around: Surroundings) -> Vote | None:
    """The day of publication; the day of an update only where nothing else is said."""
    ballot = Ballot()
    for statement in around.statements:
        day = day_in_china(statement.value) if statement.field == "date" else None
        if day:
            where = statement.where.lower()
            weight = (
                _UPDATED
                if "update" in where
                else _DOUBTFUL
                if "several" in where
                else _DATE_WEIGHTS[re.split(r"[ ,]", statement.where)[0]]
            )
            ballot.add(day.isoformat(), weight, f"{statement.where}: {statement.value}")
    tail = (*around.body[-1:], *around.below)
    for lines, unlabelled in ((around.above, _BARE_DATE), (around.body[:4], _BARE_DATE), (tail, _TAIL_DATE)):
        seen = []
        for i, line in lines:
            ended = labels.compiled(labels.PAPER_END).search(line)
            if len(line) > _SHORT and not ended:
                continue
            for day, weight in _days(ended[0] if ended else line, unlabelled):
                seen.append((-(_LABELLED_DATE if ended else weight), i, day.isoformat(), line))
        for weight, i, day, line in sorted(seen)[:1]:  # one vote for each place: lists of other pages have many
            if unlabelled != _TAIL_DATE or -weight != _TAIL_DATE or ballot.result() is None:
                ballot.add(day, -weight, f"line {i + 1}: {line[-_SHORT:]}")
    return ballot.result(least=_DOUBTFUL)


def _days(line: str, unlabelled: float) -> Iterator[tuple[date, float]]:
    """The days in a line, with their weight: a labelled one, one of a line that is little else, one of an update."""
    for match in labels.compiled(labels.DAY).finditer(line):
        before, read = line[: match.start()], parse_date(match[0])
        if read is None or read[1] != "day" or read[0].year < _FIRST_YEAR:
            continue
        if re.search(labels.UPDATED, before):
            yield read[0], _UPDATED
        elif re.search(labels.PUBLISHED, before):
            yield read[0], _LABELLED_DATE
        elif len(line) - len(match[0]) <= 70 and not re.search(r"[，。；][^，。；]*$", before) and not _told(line):
            yield read[0], unlabelled


def _told(line: str) -> bool:
    """Whether a line tells of a day, rather than bearing one: a sentence, or a note on when something was decided."""
    return bool(re.search(r"[。！？]|[\u4e00-\u9fff]{6,}(?:通过|批准|施行|印发)[）)]?$", line))


def day_in_china(text: str) -> date | None:
    """The day that a time stamp names there: midnight in UTC is the next day's morning.

    >>> day_in_china("2014-07-31T16:00:00Z"), day_in_china("1406850564")
    (datetime.date(2014, 8, 1), datetime.date(2014, 8, 1))
    """
    text = text.strip()
    try:
        if match := _STAMP.fullmatch(text):
            zone = (match[3] or "+08:00").replace("Z", "+00:00")
            day = datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}").astimezone(CHINA).date()
        elif _SECONDS.fullmatch(text):
            day = datetime.fromtimestamp(int(text[:10]), CHINA).date()
        else:
            read = parse_date(re.sub(r"^(\d{4}-\d\d-\d\d)[-T ].*", r"\1", text))
            day = read[0] if read and read[1] == "day" else None
    except (ValueError, OverflowError):
        return None
    return day if day and day.year >= _FIRST_YEAR else None


def vote_source(around: Surroundings, title: str = "") -> Vote | None:
    """Where the text comes from: a label, the name of an outlet that stands by the date, what the head says."""
    ballot = Ballot()
    edges = (*around.edges(2), *around.below)
    for weight, lines in ((4.0, around.above), (3.0, edges)):
        for i, line in lines:
            if len(line) <= 140 and (name := _labelled_source(line)):
                ballot.add(name, weight, f"line {i + 1}: {line}")
                break
        for i, line in edges if lines is edges else ():
            if ended := labels.compiled(labels.PAPER_END).search(line):
                ballot.add(re.sub(r"\s", "", ended[1]), 3.0, f"line {i + 1}: {ended[0]}")
    titles = [n for n, (_, line) in enumerate(around.above) if title and bare(line) == bare(title)]
    for i, line in (*around.above[titles[-1] + 1 if titles else 0 :], *around.body[:3]):
        if len(line) <= 40 and (name := _outlet(line)):
            ballot.add(name, 2.0, f"line {i + 1}: {line}")
            break
    for statement in around.statements:
        if (
            statement.field == "source"
            and 2 <= len(statement.value) <= 20
            and re.search(r"[\u4e00-\u9fff]", statement.value)
        ):
            ballot.add(statement.value, 1.0, f"{statement.where}: {statement.value}")
    return ballot.result()


def _labelled_source(line: str) -> str | None:
    match = labels.compiled(labels.SOURCE_NAME).search(line)
    if match is None:
        return None
    name = re.split(labels.AFTER_SOURCE, match[1])[0].strip("：:·-—“” ")
    return name if len(name) >= 2 and not re.match(labels.NO_SOURCE, name) else None


def _outlet(line: str) -> str | None:
    """The outlet that a line names: alone, beside a date, or behind a writer's name and a stroke."""
    dated = labels.compiled(labels.DAY).match(line) is not None
    rest = re.sub(r"\d{1,2}:\d{2}(?::\d{2})?", " ", labels.compiled(labels.DAY).sub(" ", line))
    rest = re.sub(r"^\s*原创\s|[\[（(](?:整理|综合)[)）\]]|\s\d+\s*$", " ", rest + " ").strip(" |｜·/\u3000")
    name = rest.rsplit("/", 1)[-1].strip()
    if labels.compiled(labels.OUTLET).fullmatch(name):
        return name
    beside = (
        dated and re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9·-]{2,16}", name) and re.search(r"[\u4e00-\u9fff]{2}", name)
    )
    return name if beside and not is_name(name) and not re.search(labels.NO_OUTLET, name) else None
