"""Every regular expression of the folders that read strangers' texts, and repetitions that make bad ones slow."""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Iterator

FOLDERS = ("analysis.cleaning", "analysis.reading", "analysis.corpus", "analysis.core", "analysis.lexicon")
_UNITS = (
    " ", "\n", "　", "a", "A", "1", "一", "〇", "的", "，", "。", "：", ":", "-", "—", "(", "（", "<", "《", "[", "【", "“", '"', "'", ",", ".", "/",
    "|", ">", "#", "&", "=", "{", "%", "@", "?", "！", "\t", "a ", " a", "1 ", "1-", "1.", "2014", "2014-", "2014-1-", "年", "1年", "二〇", "月1",
    " \n", "\n ", "a\n", "，\n", "<a ", "<p>", "</", "&#", "a=", "- ", ". ", "记者 ", "来源：", "作者：", "责任编辑", "> ", "：\n", "aa", "AA\n", ", ", "GMT+",
)  # fmt: skip


def patterns() -> Iterator[tuple[str, re.Pattern]]:
    """Each compiled pattern of a module, and each text of its constants that is one."""
    for folder in FOLDERS:
        package = importlib.import_module(folder)
        for found in pkgutil.walk_packages(package.__path__, f"{folder}."):
            for name, value in sorted(vars(importlib.import_module(found.name)).items()):
                for at, one in enumerate(value if isinstance(value, (list, tuple)) else [value]):
                    if isinstance(one, re.Pattern):
                        yield f"{found.name}.{name}[{at}]", one
                    elif (
                        isinstance(one, str)
                        and name.isupper() | name.startswith("_")
                        and re.search(r"[\\\[(|][^\n]*[+*|)\]]", one)
                    ):
                        try:
                            yield f"{found.name}.{name}[{at}]", re.compile(one)
                        except re.error:
                            continue


def attacks(pattern: re.Pattern, size: int) -> Iterator[str | bytes]:
    """Repetitions that the pattern may begin to match at every place, and that end in what it does not match."""
    literal = re.findall(
        r"[\u4e00-\u9fff]{1,4}|[A-Za-z]{2,12}",
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1"),
    )
    for unit in dict.fromkeys([*_UNITS, *literal[:6]]):
        for first, last in (("", "\0"), (literal[0] if literal else "", "！")):
            text = first + unit * (size // len(unit)) + last
            yield text if isinstance(pattern.pattern, str) else text.encode("utf-8", "replace")


class SlowError(Exception):
    """A pattern took longer than it may."""


def slowest(pattern: re.Pattern, size: int, limit: float) -> tuple[float, str]:
    """The processor's seconds of the slowest attack, and how it begins; ended at ``limit``."""

    def stop(*_: object) -> None:
        raise SlowError

    signal.signal(signal.SIGVTALRM, stop)
    worst = (0.0, "")
    for text in attacks(pattern, size):
        begun = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, limit)
        try:
            for _ in pattern.finditer(text):
                pass
        except SlowError:
            return limit, repr(text[:20])
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        worst = max(worst, (time.process_time() - begun, repr(text[:20])))
    return worst
