"""Variants: other surfaces of a term or of a member of an expansion, that are counted as the same."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from .matching import bare


def surfaces_by_term(
    labels: Iterable[str], members: Iterable[str], variants: pl.DataFrame, member_variants: pl.DataFrame
) -> dict[str, tuple[str, ...]]:
    """Each term or matched member with its label and its variants, quotation marks taken out; sorted."""
    surfaces = {label: {bare(label)} for label in [*labels, *members]}
    for term, variant, *_ in variants.iter_rows():
        if term in surfaces:  # `Lexicon.check` tells of one that is not
            surfaces[term].add(bare(variant))
    for member, variant in member_variants.iter_rows():
        if member in surfaces:
            surfaces[member].add(bare(variant))
    return {name: tuple(sorted(surfaces[name] - {""})) for name in sorted(surfaces)}
