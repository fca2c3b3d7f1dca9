"""Which unit, context and length of slice suit a corpus, decided from its documents, with the reasons in words.

A report of 17,000 characters holds nearly every formulation of its time: the share of documents that hold one is 1 in
every slice, and a line of such shares is no line but a solid rectangle. Long documents are therefore counted by mentions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ..core.checked_calls import checked
from ..core.errors import StudyError
from ..counts.features import Features
from ..timelines.rates import FEW, SLICES
from .suitable_slices import LEAST_SLICES, slices_for

LONG = 5_000  # characters of the median document: a commentary has 400 to 3,000, a yearly report 10,000 and more
FULL = (
    0.9  # of the documents from a term's first to its last: where nine of ten hold it, their share has no room to move
)
SHORT = 600  # an abstract or a short comment is one paragraph: the whole text is one context
ENOUGH_LONG = 5  # long documents a slice: each holds thousands of sentences, but one author's hand shows in one or two
FEW_TEXTS = 1_000  # of more of them enough pairs meet in a sentence, which says more
SMALL = 100  # documents below which a pair is looked at from two contexts on, not from five


@dataclass(frozen=True, repr=False)
class SuitableSettings:
    """What suits a corpus, and why; made by `suitable_settings`.

    Parameters
    ----------
    unit : {"documents", "characters"}
        Of rates in a timeline.
    context : {"sentence", "paragraph", "document"}
        In which two terms meet.
    every : str
        Length of the slices of a timeline, as in `timeline`.
    floors : mapping
        ``min_contexts min_documents min_months`` of `cooccurrence`.
    reasons : tuple of str
        One sentence for each of the choices.
    problems : tuple of str
        What keeps questions from being asked of this corpus; empty where there is nothing.

    Examples
    --------
    >>> SuitableSettings("characters", "paragraph", "5y", {"min_contexts": 2}, ("long documents",)).timeline
    {'unit': 'characters', 'every': '5y'}
    """

    unit: str
    context: str
    every: str
    floors: Mapping[str, int]
    reasons: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default_factory=tuple)

    @property
    def timeline(self) -> dict[str, Any]:
        """The arguments for `timeline`."""
        return {"unit": self.unit, "every": self.every}

    @property
    def network(self) -> dict[str, Any]:
        """The arguments for `cooccurrence`."""
        return {"context": self.context, **self.floors}

    @property
    def discovery(self) -> dict[str, Any]:
        """The arguments for `discover`: of a small corpus, what two documents hold is worth a look."""
        return {"least": self.floors["min_documents"]} if self.floors else {}

    def __repr__(self) -> str:
        unit = {"documents": "documents per 1,000", "characters": "mentions per million characters"}[self.unit]
        head = f"<SuitableSettings: {unit}; by {SLICES[self.every]}; context: the {self.context}>"
        return "\n".join([head, *(f"  {one}" for one in self.reasons), *(f"  ! {one}" for one in self.problems)])


@checked
def suitable_settings(features: Features, *, duplicates: bool = False) -> SuitableSettings:
    """The unit, context and slices that suit a corpus, decided by the length, number and dates of its documents.

    Unit: mentions per million characters where the median document has 5,000 characters or more, or where the typical term
    stands in nine of ten documents from its first to its last; else documents that hold the term. Slices: the shortest of
    one, two, five and ten years whose median slice has enough documents (30; 5 where mentions are counted) while there
    are at least three slices, and where none has, the shortest of those that hold most; months or quarters where less than
    three years are covered. Context: the
    paragraph of long documents (where they have paragraphs), the whole of fewer than 1,000
    texts of at most 600 characters, else the sentence.

    Parameters
    ----------
    features : Features
        Of any edition; filtered before, if only a part is asked about.
    duplicates : bool
        Count near-duplicates of earlier documents as well.

    Returns
    -------
    SuitableSettings
        Shows its reasons, and what is the matter with a corpus that is small, undated, or without a known formulation.

    Raises
    ------
    StudyError
        Where there is no document.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import Corpus, Lexicon, build_features
    >>> reports = {"date": [str(year) for year in range(1990, 2010)], "text": [f"第{y}年。\\n" + "修路。种树。\\n" * 900 for y in range(20)]}
    >>> corpus = Corpus.from_frame(pl.DataFrame(reports), mark_duplicates=False)
    >>> settings = suitable_settings(build_features(corpus, Lexicon.read(), mkdtemp()))
    >>> settings.unit, settings.context, settings.every
    ('characters', 'paragraph', '5y')
    """
    columns = ("doc_id", "date", "date_precision", "n_chars", "n_sentences")
    chosen = features.documents if duplicates else features.documents.filter(pl.col("duplicate_of").is_null())
    documents = chosen.select(columns).collect()
    if documents.is_empty():
        raise StudyError("there is no document to choose settings for.\n  Look at corpus.rejected, or ask for less.")
    typical = int(documents["n_chars"].median() or 0)  # pyright: ignore[reportArgumentType]
    long = typical >= LONG
    full = _full(features, documents)
    by_mentions = long or full >= FULL
    unit = "characters" if by_mentions else "documents"
    every, why_every = slices_for(documents, ENOUGH_LONG if by_mentions else FEW)
    context, why_context = _context(features, documents, typical)
    small = documents.height < SMALL
    floors = {"min_contexts": 2, "min_documents": 2, "min_months": 2} if small else {}
    reasons = [f"unit: {_why_unit(typical, full, long=long)}", f"slices: {why_every}", f"context: {why_context}"]
    if small:
        reasons.append(f"floors: with {_documents(documents)} a pair is shown from two documents on")
    return SuitableSettings(unit, context, every, floors, tuple(reasons), tuple(_problems(features, documents)))


def _full(features: Features, documents: pl.DataFrame) -> float:
    """Of the documents from a term's first to its last, the share that holds it; for the median term of several documents."""
    dated = documents.filter(pl.col("date").is_not_null()).select("doc_id", "date")
    held = features.mentions.select("doc_id", "term").unique().join(dated.lazy(), on="doc_id").collect()
    spans = held.group_by("term").agg(n=pl.len(), first=pl.col("date").min(), last=pl.col("date").max())
    days = dated["date"].sort()
    between = days.search_sorted(spans["last"], "right") - days.search_sorted(spans["first"], "left")
    shares = (spans["n"] / between).filter(spans["n"] >= ENOUGH_LONG)
    return float(shares.median() or 0)  # pyright: ignore[reportArgumentType]


def _why_unit(typical: int, full: float, *, long: bool) -> str:
    if long:
        return (
            f"a typical document has {typical:,} characters and would hold nearly every term, "
            "so mentions are counted, per million characters"
        )
    if full >= FULL:
        return (
            f"from its first document to its last a typical term stands in {full:.0%} of all, "
            "so mentions are counted, per million characters"
        )
    return f"a typical document has {typical:,} characters: the share of documents that hold a term tells them apart"


def _context(features: Features, documents: pl.DataFrame, typical: int) -> tuple[str, str]:
    if typical <= SHORT and documents.height < FEW_TEXTS:
        return "document", f"few texts, of about {typical:,} characters, a paragraph each: two terms meet in a document"
    if typical < LONG:
        return "sentence", "two terms meet where they stand in one sentence"
    parts = _paragraphs(features, documents)
    if parts < LEAST_SLICES:
        return "sentence", "the documents are long and without paragraphs (line breaks): two terms meet in a sentence"
    return "paragraph", f"a long document has one theme a paragraph (about {parts:,} of them): two terms meet there"


def _paragraphs(features: Features, documents: pl.DataFrame) -> int:
    """Paragraphs of the median document; none where they are not known."""
    if "n_paragraphs" in features.documents.collect_schema():
        counts = features.documents.select("doc_id", n=pl.col("n_paragraphs")).collect()
    elif "paragraph" in features.sentences.collect_schema():
        body = features.sentences.filter(pl.col("sentence") > 0)  # 0 is the title
        counts = body.group_by("doc_id").agg(n=pl.col("paragraph").n_unique()).collect()
    else:
        return 0
    own = counts.join(documents.select("doc_id"), on="doc_id", how="semi")["n"]
    return int(own.median() or 0)  # pyright: ignore[reportArgumentType]


def _documents(documents: pl.DataFrame) -> str:
    return f"{documents.height} document{'s' * (documents.height != 1)}"


def _problems(features: Features, documents: pl.DataFrame) -> list[str]:
    found = []
    undated = documents["date"].null_count()
    if undated:
        found.append(
            f"{undated:,} of {documents.height:,} documents have no date: timelines, networks, first uses and verdicts "
            "leave them out; give dates in metadata.csv (columns file, date) or in the file names (2014-08-01.txt)"
        )
    if documents.height < FEW:
        found.append(
            f"{_documents(documents)} {'is' if documents.height == 1 else 'are'} few: a rate from fewer than {FEW} moves by over 30 per 1,000 with one more hit; "
            "read the sentences, and take no rise or fall from the figures"
        )
    held = features.mentions.join(documents.lazy().select("doc_id"), on="doc_id", how="semi")
    if not held.select(pl.len()).collect().item():
        found.append(
            "none of these documents holds a formulation of the lexicon: other words are wanted (give TERMS of your own, "
            "or look at the candidates), or the texts are of another kind or language"
        )
    return found
