"""Strings that have the form of a formulation: in quotation marks, or a numeral and a few characters."""

from __future__ import annotations

import polars as pl

from ..segment.words import segment

NUMERALS = "一二三四五六七八九十百千两双"
_OPEN, _CLOSE = "“「『‘", "”」』’"
# a quotation of 3 to 14 Chinese characters, digits or letters; 、 stands inside some (不忘初心、牢记使命);
# of 2 where a numeral leads (六保), since other words of two characters are quoted for many reasons
_QUOTED = rf"[{_OPEN}](?:[{NUMERALS}]\p{{Han}}|[\p{{Han}}0-9A-Za-z、·+＋]{{3,14}})[{_CLOSE}]"
# not before a numeral: a longer number, an ordinal, or a common word that ends in 一 (进一步, 统一, 唯一)
_BEFORE = rf"(?:^|[^{NUMERALS}零〇万亿第几数0-9０-９\.．%％年月日进统同唯之周星单])"
ATTACHED = "的了着还应在以就都也和与及是将把被对向从于而但或等"  # function words, at the end of no formulation
_FIRST = rf"[\p{{Han}}&&[^{NUMERALS}]]"  # behind a numeral and 个


def quoted_strings(texts: pl.LazyFrame) -> pl.LazyFrame:
    """doc_id · candidate, each once a document: strings in quotation marks."""
    found = texts.select("doc_id", candidate=pl.col("text").str.extract_all(_QUOTED)).explode("candidate").drop_nulls()
    found = found.with_columns(pl.col("candidate").str.strip_chars(_OPEN + _CLOSE))
    return found.filter(pl.col("candidate").str.contains(r"\p{Han}{2}")).unique()


def numeral_strings(texts: pl.LazyFrame) -> pl.LazyFrame:
    """doc_id · candidate, each once a document: a numeral, 个 or not, and 2, 3 or 4 characters."""
    parts = []
    for length in (2, 3, 4):
        string = rf"[{NUMERALS}]个?{_FIRST}\p{{Han}}{{{length - 1}}}"
        found = texts.select("doc_id", candidate=pl.col("text").str.extract_all(_BEFORE + string)).explode("candidate")
        parts.append(found.with_columns(pl.col("candidate").str.extract(f"({string})$")))  # without what is before it
    return pl.concat(parts).drop_nulls("candidate").unique()


def cut_pieces(texts: pl.LazyFrame, candidates: pl.Series, *, same: float = 0.8, whole: float = 0.5) -> pl.Series:
    """Of numeral ``candidates``, those that stop in the middle of something, sorted.

    A string is a piece where one and the same character stands before or behind it in ``same`` of its places (八项规定精
    of 八项规定精神; 的 apart, which follows anything), where the dictionary's words end behind it in fewer than ``whole``
    of them, a function word not being one.
    """
    parts = []
    for length in (2, 3, 4):
        string = rf"[{NUMERALS}]个?{_FIRST}\p{{Han}}{{{length - 1}}}"
        found = texts.select(place=pl.col("text").str.extract_all(r"\p{Han}?" + string + r"\p{Han}{0,3}")).explode(
            "place"
        )
        first = pl.col("place").str.extract(rf"^(\p{{Han}}?){string}")
        parts.append(
            found.with_columns(
                candidate=pl.col("place").str.extract(rf"^\p{{Han}}?({string})"), first=first
            ).with_columns(place=pl.col("place").str.slice(pl.col("first").str.len_chars()))
        )
    places = pl.concat(parts).drop_nulls("candidate").filter(pl.col("candidate").is_in(candidates.implode()))
    places = (
        places.group_by("candidate", "first", "place").agg(n=pl.len()).sort("candidate", "first", "place").collect()
    )
    ends = [_ends_behind(*row) for row in places.select("candidate", "place").rows()]
    places = places.with_columns(
        ends=pl.Series(ends, dtype=pl.Boolean), next=pl.col("place").str.slice(pl.col("candidate").str.len_chars(), 1)
    )
    total = places.group_by("candidate").agg(
        n_all=pl.col("n").sum(), n_ends=pl.col("n").filter("ends").sum().cast(pl.Float64)
    )
    sides = [places.select("candidate", "n", side=pl.lit(one), beside=one) for one in ("first", "next")]
    beside = pl.concat(sides).filter(~pl.col("beside").is_in(["", "的"]))
    beside = beside.group_by("candidate", "side", "beside").agg(pl.col("n").sum())
    most = beside.group_by("candidate").agg(n_beside=pl.col("n").max())
    joined = total.join(most, on="candidate", how="left").with_columns(pl.col("n_beside").fill_null(0))
    piece = (pl.col("n_beside") >= same * pl.col("n_all")) | (pl.col("n_ends") < whole * pl.col("n_all"))
    return joined.filter(piece)["candidate"].sort()


def _ends_behind(candidate: str, place: str) -> bool:
    """Whether a word of the dictionary, and no function word, ends where the candidate does."""
    at = 0
    for word in segment(place):
        at += len(word)
        if at >= len(candidate):
            return at == len(candidate) and word not in ATTACHED
    return True


def reduce_substrings(table: pl.DataFrame, *, same: float = 0.9, few: float = 0.5) -> pl.DataFrame:
    """Leave out pieces of longer candidates, and candidates with something attached (after Lü, Zhang & Hu 2004).

    A string goes where one that is longer by up to three characters at either end has at least ``same`` of
    its documents (三严三 of 三严三实), or where a shorter one at its head or tail has so many documents
    that this one holds less than ``few`` of them (四个全面战 of 四个全面). Only those of the source "numeral"
    go: the ends of the others are marked in the text, or tested.

    ``table`` has the columns candidate, source, documents, and any others.
    """
    counts = table.group_by("candidate").agg(n=pl.col("documents").max()).sort("candidate")
    candidate = pl.col("candidate").str
    pieces = [piece for cut in (1, 2, 3) for piece in (candidate.head(-cut), candidate.tail(-cut))]
    nested = pl.concat([counts.with_columns(piece=piece) for piece in pieces])
    nested = nested.join(counts.rename({"candidate": "piece", "n": "n_piece"}), on="piece")
    cut_off = nested.filter(pl.col("n") >= same * pl.col("n_piece"))["piece"]
    attached = nested.filter(pl.col("n") < few * pl.col("n_piece"))["candidate"]
    dropped = pl.concat([cut_off, attached]).unique()
    return table.filter((pl.col("source") != "numeral") | ~pl.col("candidate").is_in(dropped.implode()))
