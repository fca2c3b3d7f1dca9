"""Small corpora written for the tests of counting."""

import datetime as dt
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import polars as pl

from analysis.counts.text_sources import Part

PHRASES = [
    "干部到村里开会",
    "四下基层",
    "把“四下基层”带到田头",
    "六稳六保",
    "推广新时代“枫桥经验”",
    "十四个意识",
    "大家都笑了",
    "落实双减少跑腿",
    "AT&T卖T恤",
    "中国梦想",
    "共同富裕",
    "不忘初心、牢记使命",
    "他说：“好！”",
    "下雨……",
    "\n",
    "第二段；",
]
ENDS = "。！？；，、\n"


def made(documents: int, *, seed: int = 7, start: int = 2013, years: int = 3) -> SimpleNamespace:
    """A corpus of short texts put together from phrases, in any order of dates; some undated, some untitled."""
    state = seed
    rows = []

    def draw(most: int) -> int:
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) % most

    for number in range(documents):
        text = "".join(PHRASES[draw(len(PHRASES))] + ENDS[draw(len(ENDS))] for _ in range(draw(12)))
        day = dt.date(start + draw(years), 1 + draw(12), 1 + draw(28)) if draw(20) else None
        title = PHRASES[draw(len(PHRASES))].strip() if draw(5) else None
        rows.append((f"d{draw(10**6):06}-{number}", day, title, text))
    frame = pl.DataFrame(
        rows, schema={"doc_id": pl.String, "date": pl.Date, "title": pl.String, "text": pl.String}, orient="row"
    )
    return corpus(frame)


def corpus(frame: pl.DataFrame) -> SimpleNamespace:
    """Documents and texts of a table, as `build_features` takes them."""
    return SimpleNamespace(documents=frame.drop("text"), texts=frame.select("doc_id", "text"))


def files(folder) -> dict[str, bytes]:
    """Every file below a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@dataclass(frozen=True)
class DeadlyPart(Part):
    """A part that kills the process that reads it, once."""

    marker: str = ""
    deadly: bool = False

    def read(self):
        if self.deadly and not Path(self.marker).exists():
            Path(self.marker).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read()
