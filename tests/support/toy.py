"""Tiny corpora, written as lists of terms, for tests that count by hand."""

from __future__ import annotations

from datetime import date

import polars as pl

from analysis.core import schema
from analysis.counts.features import Features


def in_order(ids, terms) -> str:
    """What ``order`` says of a sentence: a character for each id, by its place in ``terms``."""
    return "".join(chr(ord("!") + terms.index(one)) if one else " " for one in ids)


def toy(documents, *, kinds=None, manifest=None, sequences=True, paragraphs=True) -> Features:
    """Features of documents given as (date, [paragraph, …]), a paragraph being a list of sentences, and a
    sentence a list of terms in order; "x=y+z" is the surface x that names y and z, "_" a word that is not
    kept.

    kinds : {term: kind}, "slogan" where not given. A dict of more columns may follow the paragraphs.
    """
    kinds = kinds or {}
    found, rows, docs = [], [], []
    for number, (day, paragraphs_of, *more) in enumerate(documents):
        doc_id, sentence = f"d{number:03d}", 0
        for paragraph, sentences in enumerate(paragraphs_of, start=1):
            for words in sentences:
                sentence += 1
                order = []
                for word in words:
                    surface, _, names = word.partition("=")
                    for name in (names or surface).split("+"):
                        order.append(None if name == "_" else name)
                        if name != "_" and kinds.get(name, "slogan") != "word":
                            found.append((doc_id, sentence, None, None, name, None, surface, False))
                rows.append((doc_id, sentence, paragraph, order))
        extra = {"kind": "story", "source": "s", "duplicate_of": None, "date_precision": "day"} | (
            more[0] if more else {}
        )
        docs.append(
            dict(
                doc_id=doc_id,
                date=date.fromisoformat(day),
                title="",
                author=None,
                n_chars=100,
                n_sentences=sentence,
                sha256=doc_id,
            )
            | extra
        )
    terms = sorted({name for *_, order in rows for name in order if name} | set(kinds))
    ids = {name: at + 1 for at, name in enumerate(terms)}
    vocabulary = pl.DataFrame(
        [(ids[name], name, kinds.get(name, "slogan"), 1) for name in terms], orient="row", schema=schema.VOCABULARY
    )
    sentences = pl.DataFrame(
        [
            (d, s, here := sorted({ids[n] for n in order if n}), p, in_order([ids.get(n, 0) for n in order], here))
            for d, s, p, order in rows
            if any(order)
        ],
        orient="row",
        schema={**schema.SENTENCES, "paragraph": pl.UInt32, "order": pl.String},
    )
    drop = ([] if sequences else ["order"]) + ([] if paragraphs else ["paragraph"])
    return Features.from_frames(
        pl.DataFrame(docs, schema=schema.DOCUMENTS),
        pl.DataFrame(found, orient="row", schema=schema.MENTIONS),
        sentences.drop(drop),
        vocabulary,
        manifest=manifest,
    )
