"""What the cleaning may do, and from which margin on it does it unasked."""

from __future__ import annotations

from dataclasses import dataclass

from ..lexicon.lexicon import Lexicon


@dataclass(frozen=True)
class Rules:
    """Choices of one cleaning; the defaults, `RULES`, suit pages of Chinese commentary.

    Parameters
    ----------
    typesetting : bool
        Undo what setting, copying and saving did: lines broken at a fixed width, running heads, blanks between all
        characters, radicals for ideographs, characters without width, entities, double encodings.
    script, width : bool
        Turn traditional characters into simplified ones, on pages that are traditional or converted; give folded
        ``,;:()!?`` their full width again, on pages where every one of them was folded.
    intrusions, restore : bool
        On pages found to be converted: take pinyin out of the text; restore runs of shifted bytes.
    lines : bool
        Tell body from navigation, bylines, footers; without it every line is body.
    dates : bool
        Infer bounds on the date of a page that states none.
    margin : float
        Natural-log odds between the best reading of a byte run and the next. From here on a reading is applied
        unmarked; below, it is applied, marked and listed for review. Of such readings 65 of 68 were right above 4
        and 2 of 8 below, on newspaper text of 1998.
    guess : float
        Below this margin a reading is not applied at all: the run stays as it was, listed for review. Even a poor
        reading has most of its characters right, shifted bytes have none: so by default every reading that passes
        the proof by damage is applied.
    model : str or None
        A language model of one's own, made with ``python -m tools.train_restoration_model``; None for the one that ships.
    lexicon : Lexicon or None
        Whose well-dated formulations bound the date of a page that states none; None for the one that ships.

    Examples
    --------
    >>> from analysis import clean
    >>> clean("干部應當到群眾裡去，瞭解實際問題。", rules=Rules(script=False)).text
    '干部應當到群眾裡去，瞭解實際問題。'
    """

    typesetting: bool = True
    script: bool = True
    width: bool = True
    intrusions: bool = True
    restore: bool = True
    lines: bool = True
    dates: bool = True
    margin: float = 4.0
    guess: float = 0.0
    model: str | None = None
    lexicon: Lexicon | None = None


RULES = Rules()
