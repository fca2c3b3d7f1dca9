"""Which terms stand together more often than chance would bring them: documents and terms chosen, pairs counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..counts.document_selection import selected_documents
from ..counts.editions import needs
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.statistic_calls import statistic
from .contexts import read_contexts
from .cooccurrence_network import Cooccurrence
from .incidence import count_incidence


@statistic()
def cooccurrence(
    features: Features,
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    context: str = "sentence",
    terms: str | Iterable[str] | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    window: int = 5,
    most: int = 1000,
    related: bool = True,
    strata: Sequence[str] = ("year", "source"),
    min_contexts: int = 5,
    min_documents: int = 3,
    min_months: int = 2,
) -> Cooccurrence:
    """Count the pairs of terms that stand in the same context, and how strongly they attract each other.

    Parameters
    ----------
    features : Features
    start, end : date or str, optional
        First day, and the day after the last.
    context : {"sentence", "paragraph", "document", "window"}
        A window is ``window`` words to either side and never crosses a sentence; a pair counts once a
        sentence. It needs a private edition, which knows the order of words.
    terms : str or list of str, optional
        Slogans, members of expansions, words; every slogan if None; ``"all"`` for the ``most`` terms of any
        kind that occur in most documents.
    kinds : list of str, optional
        Kinds of document, such as ``["story"]``; all if None.
    duplicates : bool
        Count near-duplicates of earlier documents as well.
    window : int
        Words to either side, where the context is a window.
    most : int
        How many terms ``terms="all"`` stands for.
    related : bool
        Also treat as edges the pairs of a slogan and a member of its expansion, and of two members of one
        expansion (marked in the column ``relation`` either way).
    strata : sequence of {"year", "quarter", "month", "source", "kind"}
        The null model compares contexts of one stratum only.
    min_contexts, min_documents, min_months : int
        Floors below which a pair is no edge but an anecdote, whatever its p.

    Returns
    -------
    Cooccurrence

    Raises
    ------
    StudyError
        An unknown term, context or stratum, or a context that these features do not hold.

    Examples
    --------
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = pl.DataFrame({"id": ["a", "b"], "date": ["2020-04-17", "2020-05-22"], "text": ["六稳和六保要抓好。做好六稳。", "落实六保。"]})
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
    >>> cooccurrence(features).to_frame().select("a", "b", "f_a", "f_b", "f_ab", "documents").rows()
    [('六保', '六稳', 2, 2, 1, 1)]
    """
    terms = listed(terms)
    parameters = {name: value for name, value in locals().items() if name != "features"}
    documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates)
    return counted_pairs(features, chosen_terms(features, terms, documents, most=most), documents, parameters)


def listed(terms: str | Iterable[str] | None) -> str | list[str] | None:
    """Terms that can be gone through more than once."""
    return terms if terms is None or isinstance(terms, str) else list(terms)


def counted_pairs(
    features: Features, terms: pl.DataFrame, documents: pl.DataFrame, parameters: Mapping[str, Any]
) -> Cooccurrence:
    """Co-occurrence of terms already chosen in documents already selected."""
    documents = _numbered(documents, parameters["strata"])
    context, window = parameters["context"], parameters["window"]
    contexts = read_contexts(features, terms, documents, context=context, window=window)
    incidence = count_incidence(contexts, documents, tuple(terms["term"]))
    nodes = terms.select("term", "kind").hstack(incidence.frequency).filter(pl.col("contexts") > 0)
    expansions = (features.manifest.get("lexicon") or {}).get("expansions") or {}
    return Cooccurrence(nodes, documents.height, incidence, _relations(expansions, set(terms["term"])), parameters)


def chosen_terms(features: Features, terms, documents: pl.DataFrame, *, most: int) -> pl.DataFrame:
    """code · term · kind · term_id of the terms asked for, sorted by term; no id where a slogan never occurs."""
    kinds = known_terms(features)
    if terms is None:
        labels = [term for term, kind in kinds.items() if kind == "slogan"]
    elif not (isinstance(terms, str) and terms == "all"):
        labels = list(resolve_terms(features, terms))
    elif most < 2:
        raise StudyError(f"most={most!r}; a network needs at least two terms.")
    else:
        needs(features, "every word", 'terms="all"', instead="name the terms")
        rows = features.sentences.join(documents.lazy().select("doc_id"), on="doc_id", how="semi")
        rows = rows.select("doc_id", term_id="terms").explode("term_id").drop_nulls().unique()
        counts = rows.group_by("term_id").agg(documents=pl.len())
        counts = counts.join(features.vocabulary.select("term_id", "term"), on="term_id").collect()
        labels = counts.sort("documents", "term", descending=[True, False]).head(most)["term"].to_list()
    labels = list(dict.fromkeys(labels))  # a string that is a slogan and a word is one term
    columns = {"term": labels, "kind": [kinds[label] for label in labels]}
    chosen = pl.DataFrame(columns, schema={"term": pl.String, "kind": pl.String})
    ids = features.vocabulary.select("term", "kind", "term_id").collect()
    return chosen.join(ids, on=["term", "kind"], how="left").sort("term").with_row_index("code")


def _numbered(documents: pl.DataFrame, strata: Sequence[str]) -> pl.DataFrame:
    """doc_id · document (its number, in order of date) · n_sentences · month · cluster · stratum."""
    parts = {
        "year": pl.col("date").dt.truncate("1y").cast(pl.String),
        "quarter": pl.col("date").dt.truncate("1q").cast(pl.String),
        "month": pl.col("date").dt.truncate("1mo").cast(pl.String),
        "source": pl.col("source").fill_null(""),
        "kind": pl.col("kind").fill_null(""),
    }
    unknown = [name for name in strata if name not in parts]
    if unknown:
        raise StudyError(
            f"no stratum {unknown[0]!r}; there are: {', '.join(parts)}." + did_you_mean(str(unknown[0]), parts)
        )
    label = pl.concat_str([parts[name] for name in strata], separator="|") if strata else pl.lit("")
    return documents.sort("date", "date_precision", "doc_id").select(
        "doc_id",
        document=pl.int_range(pl.len(), dtype=pl.Int32),
        n_sentences="n_sentences",
        month=(pl.col("date").dt.year() * 12 + pl.col("date").dt.month().cast(pl.Int32)).cast(pl.Int32),
        # a date that stands for a month or a year is no day; its document is a cluster of its own, numbered
        # far below the days, which are negative before 1970
        cluster=pl.when(pl.col("date_precision") == "day")
        .then(pl.col("date").to_physical())
        .otherwise(-1_000_000 - pl.int_range(pl.len(), dtype=pl.Int32))
        .cast(pl.Int32),
        stratum=label.rank("dense").cast(pl.UInt32) - 1,
    )


def _relations(expansions: Mapping[str, Sequence[Mapping[str, Any]]], terms: set[str]) -> dict[tuple[str, str], str]:
    """Pairs of terms that a definition binds: (a, b) to "part" or "siblings"."""
    found: dict[tuple[str, str], str] = {}
    for slogan, versions in sorted(expansions.items()):
        for version in versions:
            members = sorted(terms.intersection(version["members"]) - {slogan})
            for at, one in enumerate(members):
                for other in members[at + 1 :]:
                    found.setdefault((one, other), "siblings")
            if slogan in terms:
                found.update({(min(slogan, member), max(slogan, member)): "part" for member in members})
    return found
