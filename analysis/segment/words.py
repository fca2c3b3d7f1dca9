"""Words as jieba cuts them with its hidden Markov model off, by one of three engines with the same answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec

import polars as pl

from ..core.errors import StudyError, did_you_mean
from .best_path import cut
from .dictionary import Dictionary
from .match_rules import Rules
from .reference_scan import Scan, scan_slowly
from .scan_kernel import scan_fast

ENGINES = {
    "kernel": "compiled with numba, the fastest",
    "rjieba": "jieba in Rust, where numba has no wheel",
    "jieba": "jieba itself, the reference",
}


def best_engine() -> str:
    """The fastest engine that is installed."""
    return next(engine for engine in ENGINES if _installed(engine))


def _installed(engine: str) -> bool:
    return find_spec("numba" if engine == "kernel" else engine) is not None


def check_engine(engine: str | None) -> str:
    """``engine`` if it is known and installed; the fastest one for None."""
    if engine is None:
        return best_engine()
    if engine not in ENGINES:
        raise StudyError(
            f"no engine {engine!r}; there are: "
            + ", ".join(f"{k!r} ({v})" for k, v in ENGINES.items())
            + "."
            + did_you_mean(str(engine), ENGINES)
        )
    if not _installed(engine):
        package = "numba" if engine == "kernel" else engine
        raise StudyError(
            f"engine={engine!r} needs {package}, which is not installed.\n"
            f"  Install it (pip install {package}), or leave engine out."
        )
    return engine


def segment(text: str, *, engine: str | None = None) -> list[str]:
    """The words of a text, as ``jieba.cut(text, HMM=False)`` gives them.

    The dictionary decides alone: no word is invented, so the vocabulary is closed and every word has the
    same number on every machine.

    Parameters
    ----------
    text : str
    engine : {"kernel", "rjieba", "jieba"}, optional
        The fastest one installed by default. All give the same words.

    Examples
    --------
    >>> segment("干部到村里开会", engine="jieba")
    ['干部', '到', '村里', '开会']
    """
    return cutter(check_engine(engine))(text)


@cache
def cutter(engine: str) -> Callable[[str], list[str]]:
    """A function from a text to its words."""
    if engine == "kernel":
        return cut
    if engine == "rjieba":
        import rjieba

        model = rjieba.Jieba()  # one of its own, so that words added elsewhere do not reach it
        return lambda text: model.cut(text, False)
    tokenizer = _jieba()
    return lambda text: tokenizer.lcut(text, HMM=False)


def scan(documents: Sequence[tuple[str, str]] | pl.DataFrame, rules: Rules, *, engine: str) -> Scan:
    """Sentences, mentions and words of (title, text) pairs, or of a table of both; the same whatever the engine."""
    if engine == "kernel":
        return scan_fast(documents, rules)
    if isinstance(documents, pl.DataFrame):
        documents = documents.select("title", "text").rows()
    return scan_slowly(documents, rules, Dictionary.jieba(), cutter(engine))


def _jieba():
    """A tokenizer of our own: not ``jieba.dt``, and without jieba's cache in the shared temporary folder."""
    import io

    import jieba

    tokenizer = jieba.Tokenizer()
    with io.BytesIO(Dictionary.jieba().raw) as file:
        tokenizer.FREQ, tokenizer.total = jieba.Tokenizer.gen_pfdict(file)
    tokenizer.initialized = True
    return tokenizer
