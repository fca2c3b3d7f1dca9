"""Which terms a network is made of, what definitions bind them, and the names of counted pairs."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from .contexts import Incidence


def chosen_terms(features: Features, terms, documents: pl.DataFrame, *, most: int) -> dict[str, str]:
    """Label to kind of the terms asked for."""
    kinds = known_terms(features)
    if not (isinstance(terms, str) and terms == "all"):
        return {term: kinds[term] for term in resolve_terms(features, terms)}
    if most < 2:
        raise StudyError(f"most={most!r}; a network needs at least two terms.")
    held = features.sentences.join(documents.lazy().select("doc_id"), on="doc_id", how="semi")
    counts = (
        held.select("doc_id", term_id="terms")
        .explode("term_id")
        .drop_nulls()
        .unique()
        .group_by("term_id")
        .agg(documents=pl.len())
        .join(features.vocabulary.select("term_id", "term"), on="term_id")
        .collect()
    )
    counts = counts.sort("documents", "term", descending=[True, False]).head(most)
    return {term: kinds[term] for term in counts["term"].to_list()}


def relations(features, terms) -> dict[tuple[str, str], str]:
    """Pairs of terms that a definition binds: (a, b) to "part" or "siblings"."""
    out: dict[tuple[str, str], str] = {}
    for slogan, versions in sorted(((features.manifest.get("lexicon") or {}).get("expansions") or {}).items()):
        for version in versions:
            members = sorted(terms.intersection(version["members"]) - {slogan})
            for at, one in enumerate(members):
                for other in members[at + 1 :]:
                    out.setdefault((one, other), "siblings")
            if slogan in terms:
                out.update({tuple(sorted((slogan, member))): "part" for member in members})
    return out


def named(data: Incidence, bonds: dict[tuple[str, str], str], pairs: pl.DataFrame) -> pl.DataFrame:
    """a · b · f_a · f_b · f_ab · documents · months · one_surface · relation of pairs of numbers, sorted.

    Terms are numbered in the order of their labels, so a table sorted by number is sorted by label.
    """
    labels, held = pl.Series(data.terms, dtype=pl.String), np.zeros(len(data.terms), np.uint32)
    held[data.held["at"].to_numpy()] = data.held["contexts"].to_numpy()
    a, b = pairs["a"], pairs["b"]
    place = {label: at for at, label in enumerate(data.terms)}
    key = a.to_numpy().astype(np.int64) * len(labels) + b.to_numpy()
    bound = {place[one] * len(labels) + place[other]: kind for (one, other), kind in bonds.items()}
    relation = pl.Series("relation", key).replace_strict(bound, default=None, return_dtype=pl.String)
    return pl.DataFrame(
        {
            "a": labels.gather(a),
            "b": labels.gather(b),
            "f_a": held[a.to_numpy()],
            "f_b": held[b.to_numpy()],
            **{name: pairs[name] for name in ("f_ab", "documents", "months", "one_surface")},
            "relation": relation,
        }
    )
