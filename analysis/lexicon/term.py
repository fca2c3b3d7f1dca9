"""A formulation of one's own, added to a lexicon for one study."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.errors import StudyError
from .matching import bare


@dataclass(frozen=True)
class Term:
    """A formulation of your own, for `Lexicon.with_terms`.

    Parameters
    ----------
    label : str
        The name of the series; its characters are matched, quotation marks looked through.
    gloss : str
        What it means in English.
    type : str
        One of the types of ``terms.csv``.
    variants : tuple of str
        Other strings that count as the term.
    exclusions : tuple of str
        Longer strings that hold the term and must not count.
    short_gloss : str
        The gloss in at most 30 characters, for figures; if empty, the gloss.
    note : str
        What a reader of the counts should know.
    pinyin : str
        With tone marks, as ``tiángěng yìshì``.

    Raises
    ------
    StudyError
        Where the label is empty but for quotation marks, or a string stands for a tuple of strings.

    Examples
    --------
    >>> Term("田埂议事", gloss="councils on the field path", variants=("田埂议事会",)).label
    '田埂议事'
    """

    label: str
    gloss: str = ""
    type: str = "own"
    variants: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    short_gloss: str = ""
    note: str = ""
    pinyin: str = ""

    def __post_init__(self):
        if not bare(self.label).strip():
            raise StudyError(f"a term needs characters besides quotation marks, not {self.label!r}.")
        for column in ("variants", "exclusions"):
            if isinstance(getattr(self, column), str):
                raise StudyError(f'{column} of Term("{self.label}") is one string; give a tuple of strings.')
