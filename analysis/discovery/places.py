"""What the places of a string tell of it: days, months, edges, quotation marks, and the register around it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from .pages import Pages, hash_of, places_of
from .phrases import LONGEST, SHORTEST, frequent, new_strings

# verbs of programmes and exhortations, common in leaders' speeches and plans of all years; all of two characters
_VERBS = (
    "坚持 推进 推动 加强 落实 贯彻 深化 完善 构建 建设 弘扬 践行 增强 实现 促进 提升 提高 实施 加快 深入 统筹 打造 开创 "
    "引领 创新 改革 树立 把握 强化 健全 必须 牢固 积极"
)
FRAME_VERBS = tuple(_VERBS.split())
SPEECH_WORDS = ("强调", "指出", "讲话", "重要", "我们", "必须", "精神")  # of leaders' speeches, and of reports on them
AROUND = 40  # characters before and behind
MOST_VERBS = 3  # at one place; of words of speeches as well
# what may stand behind a whole string beside a mark, and before it
LOOSE = "的和与及等是为在对以了"
_OPEN, _CLOSE = "“「『‘", "”」』’"
MEASURED = pl.Schema(
    {"candidate": pl.String, "phrase": pl.Boolean, "year": pl.Int32}
    | dict.fromkeys(("occurrences", "documents", "days", "months"), pl.UInt32)
    | {"first": pl.Date}
    | dict.fromkeys(
        ("register", "speech", "on_edges", "in_quotes", "loose", "loose_before", "left", "right"), pl.Float64
    )
)


def measure(pages: Pages, strings: Iterable[str], days: pl.DataFrame, *, phrases: bool, least: int) -> pl.DataFrame:
    """candidate · phrase · year and what `_table` gives: of ``strings``, and of phrases that are new in a year.

    ``days`` has the columns year · all_days · days_before, the days of each year and of all years before.
    """
    by_length: dict[int, list[str]] = {}
    for string in sorted(set(strings)):
        by_length.setdefault(len(string), []).append(string)
    longest = max([LONGEST if phrases else 0, *by_length])
    alive, around = pages.letters if phrases else None, None
    tables = []
    for n, hashes in pages.hashes(longest):
        wanted = {hash_of(string): string for string in by_length.get(n, [])}
        if n == 2:
            around = _Around(pages, _counted(pages, hashes, FRAME_VERBS), _counted(pages, hashes, SPEECH_WORDS))
        new = set()
        if alive is not None and 2 <= n <= LONGEST:
            alive, years = frequent(pages, n, hashes, alive, least=least)
            found = new_strings(years, days) if n >= SHORTEST else None
            for made, place in found.rows() if found is not None else ():
                new.add(made)
                wanted.setdefault(made, pages.points[place : place + n].tobytes().decode("utf-32-le"))
        if not wanted or around is None:
            continue
        keys = np.array(sorted(wanted), np.uint64)
        names = pl.DataFrame(
            {
                "number": np.arange(len(keys)),
                "candidate": [wanted[key] for key in keys.tolist()],
                "phrase": [key in new for key in keys.tolist()],
            }
        )
        number, at = places_of(pages, n, hashes, keys)
        tables.append(_table(around, n, number, at).join(names, on="number").select(*MEASURED).cast(MEASURED))
    return pl.concat([pl.DataFrame(schema=MEASURED), *tables])


def _counted(pages: Pages, hashes: np.ndarray, words: tuple[str, ...]) -> np.ndarray:
    """How many of these words of two characters begin before each place, shape (characters + 1,)."""
    begins = np.zeros(pages.size + 1, np.int32)
    begins[places_of(pages, 2, hashes, np.sort([np.uint64(hash_of(word)) for word in words]))[1] + 1] = 1
    return np.cumsum(begins, dtype=np.int32)


class _Around:
    """What stands beside and around a place."""

    def __init__(self, pages: Pages, verbs: np.ndarray, speech: np.ndarray):
        self.pages, self.verbs, self.speech = pages, verbs, speech
        self.loose = ~pages.letters | pages.is_one_of("、" + LOOSE)
        self.opens, self.closes = pages.is_one_of(_OPEN), pages.is_one_of(_CLOSE)


def _table(around: _Around, n: int, number: np.ndarray, at: np.ndarray) -> pl.DataFrame:
    """Of each string (its number) and year: occurrences, documents, days, months and first day; ``register``, the
    mean number of `FRAME_VERBS` within `AROUND` characters, at most three a place, ``speech`` that of `SPEECH_WORDS`;
    and shares of its places: on edges of words, in quotation marks, before a mark or loose character, and with the most
    frequent neighbours.
    """
    pages = around.pages
    document, behind = pages.document[at], np.minimum(at + n, pages.size - 1)
    start, end = np.maximum(at - AROUND, pages.starts[document]), pages.starts[document + 1]
    end = np.minimum(at + n + AROUND, end)
    near = [
        np.clip((words[at] - words[start]) + (words[end] - words[at + n]), 0, MOST_VERBS)
        for words in (around.verbs, around.speech)
    ]
    side = {"left": at - 1, "right": behind}
    places = pl.DataFrame(
        {
            "number": number,
            "year": pages.year[document],
            "document": document,
            "day": pages.day[document],
            "month": pages.month[document],
            "register": near[0],
            "speech": near[1],
            "on_edges": pages.edges[at] & pages.edges[at + n],
            "in_quotes": around.opens[at - 1] & around.closes[behind],
            "loose": around.loose[behind],
            "loose_before": around.loose[at - 1],
            **{name: np.where(pages.letters[where], pages.points[where], 0) for name, where in side.items()},
        }
    )
    key = ["number", "year"]
    table = places.group_by(key).agg(
        pl.len().alias("occurrences"),
        pl.col("document", "day", "month").n_unique().name.suffix("s"),
        pl.col("day").min().alias("first"),
        pl.col("register", "speech", "on_edges", "in_quotes", "loose", "loose_before").mean(),
    )
    for name in side:
        most = places.filter(pl.col(name) > 0).group_by(*key, name).agg(n=pl.len())
        most = most.group_by(key).agg(pl.col("n").max().alias(name))
        table = table.join(most, on=key, how="left")
    share = pl.col("left", "right").fill_null(0) / pl.col("occurrences")
    return table.with_columns(share, pl.col("first").cast(pl.Date)).sort(key)
