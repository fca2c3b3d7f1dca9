"""What is looked for while counting: a lexicon's surfaces and the ids of the terms that they name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ..lexicon.expansions import versions_by_term
from ..lexicon.lexicon import Lexicon
from ..lexicon.matching import NUMERALS
from ..lexicon.senses import Sense, dated_senses

FIRST_LABEL = 1_000_000  # ids below are rows of the dictionary, which has 349,046


@dataclass(frozen=True, repr=False, eq=False)
class MatchRules:
    """A lexicon, made small enough to be sent to every worker; equal where they count alike."""

    surfaces: tuple[str, ...]  # every string that is matched, sorted, without quotation marks
    names: tuple[tuple[str, ...], ...]  # the labels that each surface names; none for an exclusion
    slogans: tuple[str, ...]  # labels of terms, sorted
    members: tuple[str, ...]  # labels of members of expansions that are no terms, sorted
    senses: tuple[Sense, ...]  # the first that holds wins
    sha256: str  # of the lexicon
    expansions: dict  # {term: [{version, from, to, members}, …]}

    @classmethod
    def of(cls, lexicon: Lexicon) -> MatchRules:
        """The rules of a `Lexicon`."""
        labels = set(lexicon.labels)
        return cls(
            tuple(lexicon.named_terms),
            tuple(lexicon.named_terms.values()),
            tuple(sorted(labels)),
            tuple(sorted({term for named in lexicon.named_terms.values() for term in named} - labels)),
            tuple(dated_senses(lexicon.senses)),
            lexicon.sha256,
            versions_by_term(lexicon.expansions),
        )

    @cached_property
    def naming(self) -> pl.DataFrame:
        """surface (its number) · variant · term · id: a row for each term that a surface names."""
        named = pl.DataFrame(
            {
                "surface": pl.Series(range(len(self.surfaces)), dtype=pl.UInt32),
                "variant": pl.Series(self.surfaces, dtype=pl.String),
                "term": pl.Series(self.names, dtype=pl.List(pl.String)),
            }
        ).explode("term", empty_as_null=True)
        return named.with_columns(id=pl.col("term").replace_strict(self.ids, default=None, return_dtype=pl.UInt32))

    @cached_property
    def labels(self) -> list[str]:
        """Slogans and members together, sorted; a label's id is `FIRST_LABEL` and its place here."""
        return sorted({*self.slogans, *self.members})

    @cached_property
    def ids(self) -> dict[str, int]:
        """The id of each label."""
        return {label: FIRST_LABEL + place for place, label in enumerate(self.labels)}

    @cached_property
    def guarded(self) -> list[bool]:
        """Whether a surface is refused right behind a numeral; exclusions never are."""
        return [bool(names) and surface[0] in NUMERALS for surface, names in zip(self.surfaces, self.names)]

    @cached_property
    def digest(self) -> str:
        """Of all that decides what is counted; a part counted under another digest is counted again."""
        plain = [self.surfaces, self.names, self.slogans, self.members, self.senses]
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False, default=str).encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MatchRules) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def manifest(self) -> dict:
        """What ``features.json`` says of the lexicon, enough for every statistic."""
        return {
            "sha256": self.sha256,
            "terms": list(self.slogans),
            "members": list(self.members),
            "expansions": self.expansions,
        }
