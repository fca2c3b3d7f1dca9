"""The lexicon: which formulations (提法) are counted, what they mean, and since when.

Six tables in ``data/lexicon``: terms, variants, expansions, member_variants, senses, exclusions.
`docs/lexicon.md` says what each column holds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import polars as pl

from ..core import paths
from ..core.dates import as_date, iso_period
from ..core.errors import StudyError, did_you_mean
from .lexicon_check import problems
from .lexicon_files import COLUMNS, appended, read_table
from .matching import bare, find_spans
from .nested_surfaces import naming
from .term import Term as Term

FOUND = pl.Schema(
    {
        "start": pl.UInt32,
        "end": pl.UInt32,
        "term": pl.String,
        "sense": pl.String,
        "variant": pl.String,
        "quoted": pl.Boolean,
    }
)


@dataclass(frozen=True, repr=False, eq=False)
class Lexicon:
    """Terms with their variants, expansions, dated senses and exclusions; finds them in a text.

    Attributes
    ----------
    terms, variants, expansions, member_variants, senses, exclusions : polars.DataFrame
        The tables as they are written, all columns text; ``position`` is an integer.
    """

    terms: pl.DataFrame
    variants: pl.DataFrame
    expansions: pl.DataFrame
    member_variants: pl.DataFrame
    senses: pl.DataFrame
    exclusions: pl.DataFrame

    @classmethod
    def read(cls, path: str | Path | None = None) -> Lexicon:
        """The lexicon in a folder of CSV files; without a path, the one that ships with the study.

        Raises
        ------
        StudyError
            Where a file or a column is missing, or a file is not UTF-8.
        """
        folder = Path(path) if path is not None else paths.data_folder() / "lexicon"
        return cls(**{name: read_table(folder / f"{name}.csv", columns) for name, columns in COLUMNS.items()})

    def __repr__(self) -> str:
        return (
            f"Lexicon({self.terms.height} terms, {self.variants.height} variants, "
            f"{self.expansions['term'].n_unique()} expansions, {self.senses.height} senses, "
            f"{self.exclusions.height} exclusions; sha256 {self.sha256[:12]})"
        )

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Every term's label, sorted."""
        return tuple(sorted(set(self.terms["term"])))

    @cached_property
    def _glosses(self) -> dict[str, str]:
        members = zip(self.expansions["member"], self.expansions["gloss"])
        return {**dict(members), **dict(zip(self.terms["term"], self.terms["gloss"]))}

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Members of expansions that are matched as series of their own and are no terms, sorted."""
        matched = self.expansions.filter(pl.col("match") == "yes")["member"]
        return tuple(sorted(set(matched) - set(self.labels)))

    @cached_property
    def sha256(self) -> str:
        """Of all tables as CSV: changes with any cell, not with line ends or quoting of the files."""
        digest = hashlib.sha256()
        for name in COLUMNS:
            digest.update(f"{name}\n{getattr(self, name).write_csv()}".encode())
        return digest.hexdigest()

    def gloss(self, term: str) -> str:
        """What a term means in English; for a member of an expansion, its gloss there."""
        if term in self._glosses:
            return self._glosses[term]
        raise StudyError(
            f'no term "{term}" in the lexicon ({len(self.labels)} terms).'
            f"{did_you_mean(term, [*self.labels, *self.members])}\n"
            f'  To add one, put a row in data/lexicon/terms.csv, or pass terms=[...] with Term("{term}").'
        )

    def patterns(self) -> pl.DataFrame:
        """Every string that is matched, and what it names.

        A surface names its own term and each term whose surface stands inside it: one row for each.
        六稳六保 names 六稳 and 六保; “三严三实”专题教育 names the campaign and 三严三实.

        Returns
        -------
        polars.DataFrame
            ``surface`` (without quotation marks), ``term`` (null for an exclusion that names nothing) and
            ``kind`` (slogan, member or exclusion), sorted by all three.
        """
        return self._patterns

    @cached_property
    def _patterns(self) -> pl.DataFrame:
        rows = [
            {"surface": surface, "term": term, "kind": kind}
            for surface, named in self._naming.items()
            for term, kind in (named or [(None, "exclusion")])
        ]
        columns = {"surface": pl.String, "term": pl.String, "kind": pl.String}
        return pl.DataFrame(rows, schema=columns).sort("surface", "kind", "term", nulls_last=True)

    @cached_property
    def _naming(self) -> dict[str, list[tuple[str, str]]]:
        """Surface to the (term, kind) that it names; nothing for an exclusion."""
        return naming(self.surfaces, set(self.labels), self._excluded)

    @cached_property
    def surfaces(self) -> Mapping[str, tuple[str, ...]]:
        """Each term's or matched member's own surfaces, quotation marks taken out."""
        own = {label: {bare(label)} for label in [*self.labels, *self.members]}
        for term, variant, _ in self.variants.iter_rows():
            own.setdefault(term, set()).add(bare(variant))
        for member, variant in self.member_variants.iter_rows():
            if member in own:
                own[member].add(bare(variant))
        return MappingProxyType({name: tuple(sorted(own[name] - {""})) for name in sorted(own)})

    @cached_property
    def _excluded(self) -> dict[str, tuple[str, ...]]:
        excluded: dict[str, set[str]] = {}
        for term, exclusion, _ in self.exclusions.iter_rows():
            excluded.setdefault(term, set()).add(bare(exclusion))
        return {term: tuple(sorted(strings - {""})) for term, strings in sorted(excluded.items())}

    def find(self, text: str, *, date: dt.date | str | None = None) -> pl.DataFrame:
        """Every mention of a term or member in a text: the reference that faster matchers must equal.

        Parameters
        ----------
        text : str
            Any length; a title and a text are looked at one by one.
        date : datetime.date or ISO str, optional
            The document's date, which decides the sense of a term that has dated senses.

        Returns
        -------
        polars.DataFrame
            ``start end term sense variant quoted``, by start, then term; one row for each term that a
            surface names. Offsets are into ``text`` as given; ``variant`` is the surface without marks.

        Examples
        --------
        >>> Lexicon.read().find("做好“六稳”工作")["term"].to_list()
        ['六稳']
        """
        day = as_date(date, name="date")
        named = self._naming
        spoken = [surface for surface, names in named.items() if names]
        silent = [surface for surface, names in named.items() if not names]
        rows = [
            (span.start, span.end, term, self.sense(term, day), span.surface, span.quoted)
            for span in find_spans(text, spoken, silent)
            for term, _ in named[span.surface]
        ]
        return pl.DataFrame(rows, schema=FOUND, orient="row").sort("start", "term")

    def sense(self, term: str, date: dt.date | None) -> str | None:
        """The dated sense of ``term`` that holds on ``date``, or None."""
        if date is None:
            return None
        for sense, start, end in self._senses.get(term, ()):
            if start <= date < end:
                return sense
        return None

    @cached_property
    def _senses(self) -> dict[str, list[tuple[str, dt.date, dt.date]]]:
        senses: dict[str, list] = {}
        for row in self.senses.iter_rows(named=True):
            senses.setdefault(row["term"], []).append((row["sense"], *iso_period(row["from"], row["to"])))
        return senses

    @cached_property
    def nested(self) -> pl.DataFrame:
        """Pairs of terms or members of which one always brings the other.

        Every surface of ``longer`` names ``shorter`` too, so that the two stand together by the make of
        the words (“三严三实”专题教育 and 三严三实), not by anyone's choice. Sorted by both.
        """
        pairs = [
            (longer, shorter)
            for longer, own in self.surfaces.items()
            if own
            for shorter in set.intersection(*({name for name, _ in self._naming[one]} for one in own))
            if shorter != longer
        ]
        return pl.DataFrame(sorted(pairs), schema={"longer": pl.String, "shorter": pl.String}, orient="row")

    def with_terms(self, terms: Iterable[Term | str]) -> Lexicon:
        """A lexicon with further terms; this one stays as it is."""
        new = [Term(term) if isinstance(term, str) else term for term in terms]
        for term in new:
            if term.label in self.labels:
                raise StudyError(f'the lexicon already holds "{term.label}" ({self.gloss(term.label)}).')
        rows = {
            "terms": [(term.label, term.type, term.gloss) for term in new],
            "variants": [(term.label, variant, "") for term in new for variant in term.variants],
            "exclusions": [(term.label, string, "") for term in new for string in term.exclusions],
        }
        return replace(self, **{name: appended(getattr(self, name), cells) for name, cells in rows.items()})

    def check(self) -> pl.DataFrame:
        """What is wrong with the tables: ``file row rule message``, no row where nothing is.

        ``row`` is the line in the file, the header being line 1.
        """
        return problems(self)
