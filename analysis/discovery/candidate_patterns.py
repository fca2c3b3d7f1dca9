"""Strings that have the look of a formulation: inside quotation marks, or led by a numeral."""

from __future__ import annotations

import polars as pl

NUMERALS = "一二三四五六七八九十百千两双"
_OPEN, _CLOSE = "“「『‘", "”」』’"
# a quotation of 3 to 14 Chinese characters, digits or letters; 、 stands inside some (不忘初心、牢记使命);
# of 2 where a numeral leads (六保), since other words of two characters are quoted for many reasons
_QUOTED = rf"[{_OPEN}](?:[{NUMERALS}]\p{{Han}}|[\p{{Han}}0-9A-Za-z、·+＋]{{3,14}})[{_CLOSE}]"
# a numeral that is no part of a longer number, of an ordinal or of a common word in 一 (进一步, 统一, 唯一),
# 个 or not, and 2 to 4 more characters of which the first is no numeral
_BEFORE = rf"(?:^|[^{NUMERALS}零〇万亿第几数0-9０-９\.．%％年月日进统同唯之周星单])"


def _rest(length: int) -> str:
    """So many characters, the first of them no numeral."""
    return rf"[\p{{Han}}&&[^{NUMERALS}]]\p{{Han}}{{{length - 1}}}"


def quoted(texts: pl.LazyFrame) -> pl.LazyFrame:
    """doc_id · candidate, each once a document: what stands in quotation marks."""
    marks = f"{_OPEN}{_CLOSE}"
    return (
        texts.select("doc_id", candidate=pl.col("text").str.extract_all(_QUOTED))
        .explode("candidate")
        .drop_nulls("candidate")
        .with_columns(pl.col("candidate").str.strip_chars(marks))
        .filter(pl.col("candidate").str.contains(r"\p{Han}{2}"))
        .unique()
    )


def numeral(texts: pl.LazyFrame) -> pl.LazyFrame:
    """doc_id · candidate, each once a document: a numeral, 个 or not, and 2, 3 or 4 characters."""
    parts = []
    for length in (2, 3, 4):
        found = texts.select(
            "doc_id", candidate=pl.col("text").str.extract_all(rf"{_BEFORE}[{NUMERALS}]个?{_rest(length)}")
        )
        found = found.explode("candidate").drop_nulls("candidate")
        # the character before the numeral was matched only to see that it is none
        parts.append(found.with_columns(pl.col("candidate").str.extract(rf"([{NUMERALS}]个?{_rest(length)})$")))
    return pl.concat(parts).drop_nulls("candidate").unique()


def without_fragments(table: pl.DataFrame, *, same: float = 0.9, few: float = 0.5) -> pl.DataFrame:
    """Leave out strings that are a cut-off piece of another candidate, or another with something attached.

    A string goes where one that is longer by up to three characters at either end has at least ``same`` of
    its documents (三严三 of 三严三实), or where a shorter one at its head or tail has so many documents
    that this one holds less than ``few`` of them (四个全面战 of 四个全面). Candidates of other sources than
    ``numeral`` stay, since their ends are marked in the text.

    Parameters
    ----------
    table : DataFrame(candidate, source, documents, …)
    """
    counts = table.group_by("candidate").agg(n=pl.col("documents").max()).sort("candidate")
    pieces = []
    for cut in (1, 2, 3):
        for piece in (pl.col("candidate").str.head(-cut), pl.col("candidate").str.tail(-cut)):
            pieces.append(counts.select("candidate", "n", piece=piece))
    nested = pl.concat(pieces).join(counts.rename({"candidate": "piece", "n": "n_piece"}), on="piece")
    cut_off = nested.filter(pl.col("n") >= same * pl.col("n_piece"))["piece"].unique()
    attached = nested.filter(pl.col("n") < few * pl.col("n_piece"))["candidate"].unique()
    loose = pl.col("source") == "numeral"
    return table.filter(
        ~(loose & (pl.col("candidate").is_in(cut_off.implode()) | pl.col("candidate").is_in(attached.implode())))
    )
