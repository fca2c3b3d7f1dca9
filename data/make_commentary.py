"""Write commentary/: counts of the commentaries of three corpora and of the five pages, each with its genre.

Usage: python data/make_commentary.py BROADCAST PRESS COLUMN PAGES PRIVATE [OUT]

BROADCAST, PRESS and COLUMN are tables of texts, PAGES a folder of .txt; the private counts go to PRIVATE, what is published to
OUT, data/commentary if it is left out.
"""

import sys
from dataclasses import replace
from pathlib import Path

import polars as pl

from analysis import Corpus, Lexicon, build_features

COMMENT = ("commentary", "editorial", "short comment")
COLUMNS = ("gblt", "plgd", "zypl", "gjwj", "zjfd")  # of comment, in the press


def announced(broadcast: str) -> Corpus:
    """The items that announce or sum up a comment; each is an event of its own, none a near-duplicate."""
    return Corpus.read(broadcast, mark_duplicates=False).filter(pl.col("genre").is_in(COMMENT))


def printed(press: str, column: str, pages: str) -> Corpus:
    """What stands in columns of comment, and the pages; a text that two of them hold is marked as a near-duplicate.

    The kind of a document of the press is the first of its columns of comment. The pages were found as commentaries, so
    that is their genre.
    """
    whole = Corpus.read([press, column, *sorted(map(str, Path(pages).glob("*.txt")))])
    kind = pl.coalesce(pl.when(pl.col("columns").list.contains(name)).then(pl.lit(name)) for name in COLUMNS)
    genre = pl.when(pl.col("file").str.ends_with(".txt")).then(pl.lit("commentary")).otherwise("genre")
    whole = replace(whole, documents=whole.documents.with_columns(kind=kind, genre=genre))
    return whole.filter(pl.col("columns").is_null() | pl.col("kind").is_not_null())


def main(broadcast: str, press: str, column: str, pages: str, private: str, out: str) -> None:
    """Count all of them together, and publish the counts."""
    parts = [announced(broadcast), printed(press, column, pages)]
    documents = pl.concat([part.documents for part in parts], how="diagonal_relaxed").sort("doc_id")
    corpus = Corpus(documents, pl.concat([part.texts for part in parts]).sort("doc_id"))
    published = build_features(corpus, Lexicon.read(), private).publish(out)
    print(published)
    print(published.documents.group_by("source", "genre").len().sort("source", "genre").collect())


if __name__ == "__main__":
    main(*sys.argv[1:6], *(sys.argv[6:7] or [str(Path(__file__).parent / "commentary")]))
