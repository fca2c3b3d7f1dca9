# long: one class with its methods, each with an example that runs
"""The lexicon: which formulations (提法) are counted, what they mean, and since when; see ``docs/lexicon.md``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import polars as pl

from ..core import paths
from ..core.control_characters import as_html
from ..core.dates import as_date
from ..core.errors import StudyError
from .asked_terms import hint, known_as, simplified
from .exclusions import exclusions_by_term
from .lexicon_check import problems
from .lexicon_tables import COLUMNS, FOUND, appended, read_table, sha256_of, table_from_lines
from .matching import find_spans
from .nested_terms import names_by_surface, nested_pairs
from .senses import Sense, dated_senses, sense_on
from .term import Term as Term
from .variants import surfaces_by_term
from .word_edges import tears_word

SUPPLEMENT = "supplement-2024"  # the folder of what came up after the study's window
OF_TERM = {"term": "label"} | {name: name for name in ("pinyin", "type", "short_gloss", "gloss", "note")}


@dataclass(frozen=True, repr=False, eq=False)
class Lexicon:
    """Terms with their variants, expansions, dated senses and exclusions; finds them in a text.

    Attributes
    ----------
    terms, variants, expansions, member_variants, senses, exclusions : polars.DataFrame
        The tables as they are written, all columns text; ``position`` is an integer.

    Examples
    --------
    >>> lexicon = Lexicon.read()
    >>> lexicon.find("干部把“四下基层”带到村里", date="2023-08-01").select("start", "end", "term", "quoted").rows()
    [(4, 8, '四下基层', True)]
    """

    terms: pl.DataFrame
    variants: pl.DataFrame
    expansions: pl.DataFrame
    member_variants: pl.DataFrame
    senses: pl.DataFrame
    exclusions: pl.DataFrame

    @classmethod
    def read(cls, path: str | Path | None = None, *, supplement: bool = False) -> Lexicon:
        """The lexicon in a folder of CSV files; without a path, the one that ships with the study.

        Parameters
        ----------
        path : path, optional
            A folder with the six files.
        supplement : bool
            Whether to add the formulations that came up after the study's window (2024 and later), which no
            count of the study holds. A term that the lexicon holds already stays as it is there.

        Raises
        ------
        StudyError
            Where a file or a column is missing, or a file is no table.

        >>> "四下基层" in Lexicon.read().labels
        True
        >>> "反内卷" in Lexicon.read().labels, "反内卷" in Lexicon.read(supplement=True).labels
        (False, True)
        """
        shipped = paths.data_folder() / "lexicon"
        folder = Path(path) if path is not None else shipped
        if folder.is_file():
            raise StudyError(f"{folder} is a file; a lexicon is a folder of {len(COLUMNS)} tables.\n  Give the folder.")
        lexicon = cls(**{name: read_table(folder / f"{name}.csv", columns) for name, columns in COLUMNS.items()})
        return lexicon._with_lexicon(cls.read(shipped / SUPPLEMENT)) if supplement else lexicon

    @classmethod
    def from_lines(cls, tables: Mapping[str, list[str]]) -> Lexicon:
        """The lexicon whose tables are given as lines of CSV, as features carry them with them.

        Parameters
        ----------
        tables : mapping
            Of each table's name to its lines, as `to_lines` gives them.

        Raises
        ------
        StudyError
            Where a table or a column is missing, or lines are no table.

        Examples
        --------
        >>> lexicon = Lexicon.read()
        >>> Lexicon.from_lines(lexicon.to_lines()).sha256 == lexicon.sha256
        True
        """
        missing = [name for name in COLUMNS if name not in tables]
        if missing:
            raise StudyError(f"the lexicon lacks its table {missing[0]!r}; it needs: {', '.join(COLUMNS)}.")
        return cls(**{name: table_from_lines(tables[name], columns, name) for name, columns in COLUMNS.items()})

    def to_lines(self) -> dict[str, list[str]]:
        """All tables as lines of CSV, by name.

        Examples
        --------
        >>> Lexicon.read().to_lines()["senses"][0]
        'term,sense,gloss,from,to,source'
        """
        return {name: getattr(self, name).write_csv().rstrip("\n").split("\n") for name in COLUMNS}

    def __repr__(self) -> str:
        rows = (f"{getattr(self, name).height:,} {name}" for name in ("terms", "variants", "senses", "exclusions"))
        expanded = self.expansions["term"].n_unique()
        return f"<Lexicon: {', '.join(rows)}, {expanded:,} expansions; sha256 {self.sha256[:12]}>"

    def _repr_html_(self) -> str:
        return as_html(repr(self), self.terms)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Every term's label, sorted."""
        return tuple(sorted(set(self.terms["term"])))

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Members of expansions that are matched as series of their own and are no terms, sorted."""
        matched = self.expansions.filter(pl.col("match") == "yes")["member"]
        return tuple(sorted(set(matched) - set(self.labels)))

    @cached_property
    def surfaces(self) -> Mapping[str, tuple[str, ...]]:
        """Each term's or matched member's own surfaces (label and variants), quotation marks taken out."""
        return MappingProxyType(surfaces_by_term(self.labels, self.members, self.variants, self.member_variants))

    @cached_property
    def named_terms(self) -> Mapping[str, tuple[str, ...]]:
        """Every string that is matched, sorted, and the terms that it names; none for an exclusion that names nothing."""
        return MappingProxyType(names_by_surface(self.surfaces, exclusions_by_term(self.exclusions)))

    @cached_property
    def searched(self) -> tuple[frozenset[str], frozenset[str]]:
        """The surfaces that are reported where they stand, and the exclusions that only take their characters."""
        reported = frozenset(surface for surface, names in self.named_terms.items() if names)
        return reported, frozenset(self.named_terms) - reported

    def patterns(self) -> pl.DataFrame:
        """Every string that is matched, and what it names.

        A surface names its own term and each term whose surface stands inside it: one row for each.

        Returns
        -------
        polars.DataFrame
            ``surface`` (without quotation marks), ``term`` (null for an exclusion that names nothing) and
            ``kind`` (slogan, member or exclusion), sorted by all three.

        Examples
        --------
        >>> Lexicon.read().patterns().filter(surface="六稳六保").rows()
        [('六稳六保', '六保', 'slogan'), ('六稳六保', '六稳', 'slogan')]
        """
        kind = dict.fromkeys(self.members, "member") | dict.fromkeys(self.labels, "slogan") | {None: "exclusion"}
        rows = [(surface, term, kind[term]) for surface, named in self.named_terms.items() for term in named or [None]]
        table = pl.DataFrame(rows, schema=dict.fromkeys(("surface", "term", "kind"), pl.String), orient="row")
        return table.sort("surface", "kind", "term", nulls_last=True)

    @cached_property
    def nested(self) -> pl.DataFrame:
        """Pairs of terms or members of which one always brings the other.

        Every surface of ``longer`` names ``shorter`` too, so that the two stand together by the make of
        the words (“三严三实”专题教育 and 三严三实), not by anyone's choice. Sorted by both.
        """
        pairs = nested_pairs(self.surfaces, self.named_terms)
        return pl.DataFrame(pairs, schema={"longer": pl.String, "shorter": pl.String}, orient="row")

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

        Raises
        ------
        StudyError
            Where ``date`` is not a date.

        Examples
        --------
        >>> Lexicon.read().find("做好“六稳”工作")["term"].to_list()
        ['六稳']
        """
        day = as_date(date, name="date")
        rows = [
            (span.start, span.end, term, sense_on(self._senses, term, day), span.surface, span.quoted)
            for span in find_spans(text, *self.searched, tears_word=tears_word)
            for term in self.named_terms[span.surface]
        ]
        return pl.DataFrame(rows, schema=FOUND, orient="row").sort("start", "term")

    def sense(self, term: str, date: dt.date | str | None) -> str | None:
        """What a term means on a date, where it has dated senses; None otherwise, and without a date.

        Parameters
        ----------
        term : str
        date : datetime.date or ISO str, or None

        Examples
        --------
        >>> Lexicon.read().sense("枫桥经验", "2013-10-11")
        'mediation'
        """
        return sense_on(self._senses, term, as_date(date, name="date"))

    @cached_property
    def _senses(self) -> list[Sense]:
        return dated_senses(self.senses)

    def _with_lexicon(self, other: Lexicon) -> Lexicon:
        """This lexicon and the terms of another that it lacks, with all rows about them."""
        new = set(other.labels) - set(self.labels)
        members = set(other.expansions.filter(pl.col("term").is_in(new))["member"]) - set(self.expansions["member"])
        tables = {}
        for name in COLUMNS:
            column, known = ("member", members) if name == "member_variants" else ("term", new)
            if name == "exclusions":
                known = new | members
            more = getattr(other, name).filter(pl.col(column).is_in(known))
            tables[name] = pl.concat([getattr(self, name), more])
        return replace(self, **tables)

    def gloss(self, term: str) -> str:
        """What a term means in English; for a member of an expansion, its gloss there.

        Parameters
        ----------
        term : str
            A label of the lexicon, or a member.

        Raises
        ------
        StudyError
            Where the lexicon holds no such term or member.

        Examples
        --------
        >>> Lexicon.read().gloss("六稳")
        'six stabilities'
        """
        return self._glosses[self._known(term)]

    def short_gloss(self, term: str) -> str:
        """The gloss in at most 30 characters, for figures; the gloss itself where the lexicon holds no shorter one.

        Parameters
        ----------
        term : str
            As for `gloss`.

        Raises
        ------
        StudyError
            Where the lexicon holds no such term or member.

        Examples
        --------
        >>> Lexicon.read().short_gloss("照镜子、正衣冠、洗洗澡、治治病")
        'mirror, attire, bath, cure'
        """
        return self._of_term(term, "short_gloss") or self.gloss(term)

    def pinyin(self, term: str) -> str:
        """How a term is spoken, in pinyin with tone marks; empty where the lexicon does not say, as for a member.

        Parameters
        ----------
        term : str
            As for `gloss`.

        Raises
        ------
        StudyError
            Where the lexicon holds no such term or member.

        Examples
        --------
        >>> Lexicon.read().pinyin("四下基层")
        'sì xià jīcéng'
        """
        return self._of_term(term, "pinyin")

    def note(self, term: str) -> str:
        """What a reader of the counts should know of a term; empty where there is nothing.

        Parameters
        ----------
        term : str
            As for `gloss`.

        Raises
        ------
        StudyError
            Where the lexicon holds no such term or member.

        Examples
        --------
        >>> Lexicon.read().note("六保")
        'Gone by 2023.'
        """
        return self._of_term(term, "note")

    def _of_term(self, term: str, column: str) -> str:
        known = self._known(term)
        if column not in self.terms.columns:  # of a table that a caller made
            return ""
        return dict(self.terms.select("term", column).iter_rows()).get(known, "")

    def _known(self, term: str) -> str:
        known = known_as(term, self._glosses)
        if known is not None:
            return known
        raise StudyError(
            f'no term "{term}" in the lexicon ({len(self.labels)} terms).'
            f"{hint(term, [*self.labels, *self.members])}\n"
            f'  To add one, put a row in data/lexicon/terms.csv, or pass terms=[...] with Term("{term}").'
        )

    @cached_property
    def _glosses(self) -> dict[str, str]:
        members = self.expansions.select("member", "gloss")
        return dict(members.iter_rows()) | dict(self.terms.select("term", "gloss").iter_rows())

    @cached_property
    def sha256(self) -> str:
        """Of all tables as CSV: changes with any cell, not with line ends or quoting of the files."""
        return sha256_of({name: getattr(self, name) for name in COLUMNS})

    def with_terms(self, terms: Iterable[Term | str]) -> Lexicon:
        """A lexicon with further terms; this one stays as it is.

        Parameters
        ----------
        terms : iterable of Term or str
            A string is a term without variants.

        Raises
        ------
        StudyError
            Where the lexicon holds a term already.

        Examples
        --------
        >>> Lexicon.read().with_terms([Term("田埂议事")]).find("听田埂议事")["term"].to_list()
        ['田埂议事']
        """
        new = [Term(term) if isinstance(term, str) else term for term in ([terms] if isinstance(terms, str) else terms)]
        for term in new:
            if term.label in self.labels:
                raise StudyError(f'the lexicon already holds "{term.label}" ({self.gloss(term.label)}).')
        rows = {
            "terms": [{column: getattr(one, own) for column, own in OF_TERM.items()} for one in new],
            "variants": [{"term": one.label, "variant": variant} for one in new for variant in one.variants],
            "exclusions": [{"term": one.label, "exclusion": string} for one in new for string in one.exclusions],
        }
        return replace(self, **{name: appended(getattr(self, name), cells) for name, cells in rows.items()})

    def with_missing(self, terms: Iterable[str]) -> Lexicon:
        """A lexicon with those of the terms that this one lacks, in simplified characters, as texts are counted.

        Parameters
        ----------
        terms : iterable of str
            What is there already, as a term, a member of a list, or with other marks, is left as it is.

        Raises
        ------
        StudyError
            Where one text names several terms of the lexicon.

        Examples
        --------
        >>> own = Lexicon.read().with_missing(["群眾路線", "田埂議事"])
        >>> set(own.labels) - set(Lexicon.read().labels)
        {'田埂议事'}
        """
        known = {*self.labels, *self.members}
        asked = [simplified(term).strip() for term in ([terms] if isinstance(terms, str) else terms)]
        new = [term for term in dict.fromkeys(asked) if term and known_as(term, known) is None]
        for term in new:
            parts = [part.strip() for part in term.split("、")]
            if len(parts) > 1 and all(known_as(part, known) for part in parts):
                raise StudyError(
                    f'"{term}" names {len(parts)} terms of the lexicon.\n  Ask for each by itself: {", ".join(parts)}.'
                )
        return self.with_terms(new) if new else self

    def check(self) -> pl.DataFrame:
        """What is wrong with the tables: ``file row rule message``, ``row`` being the line in the file; empty if nothing.

        >>> Lexicon.read().check().height
        0
        """
        return problems(self)
