"""The two pages of a new study: the notebook, its parameters filled in and its outputs taken off, and what to do next."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from ..core.control_characters import printable
from ..corpus.corpus import Corpus


def notebook_of(
    template: Mapping[str, Any], paths: Sequence[str], terms: Sequence[str], start: str | None, end: str | None
) -> str:
    """The template as the notebook of a study: what it says of its demonstration goes, as do outputs and parameters."""
    notebook = deepcopy(dict(template))
    notebook["cells"] = [cell for cell in notebook["cells"] if "demonstration" not in cell["metadata"].get("tags", [])]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        if "parameters" in cell["metadata"].get("tags", []):
            cell["source"] = parameters(paths, terms, start, end).splitlines(keepends=True)
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def parameters(paths: Sequence[str], terms: Sequence[str], start: str | None, end: str | None) -> str:
    """The cell of parameters.

    >>> print(parameters(["/texts"], [], "2013", None).splitlines()[0])
    PATH = ['/texts']  # folders, archives, tables, documents
    """
    return "\n".join(
        [
            f"PATH = {list(paths)!r}  # folders, archives, tables, documents",
            f"TERMS = {list(terms)!r}  # [] takes those of most documents",
            f"START, END = {start!r}, {end!r}  # '2013', '2013-06-01'; END is the day after the last",
            "GENRE = None  # one of the column genre of corpus.documents; None takes all",
            "LANGUAGE = 'en'  # of the words in figures: 'en' or 'zh'",
            "LEXICON = 'lexicon'  # the folder beside this notebook: add rows, run again",
            "OUT = Path.cwd()  # features, figures and tables go here",
        ]
    )


def readme_of(name: str, paths: Sequence[str], corpus: Corpus) -> str:
    """What lies in the folder of a study, and what to do next."""
    account = "\n".join(f"    {line}" for line in corpus.account.lines())
    read = "\n".join(f"- `{printable(path)}`" for path in paths)
    return f"""# {printable(name)}

A study of these texts, which stay where they are:

{read}

What became of them:

{account}

`reading-notes.csv` lists every page that was rejected, is odd, or was repaired by a guess. Read it first.

## What to do next

1. Open the notebook and run all cells: `jupyter lab your-own-texts.ipynb`.
2. Read the settings that it chose, and why. To change one, write it over: `settings.timeline | {{"every": "1y"}}`.
3. Put formulations of your own into `lexicon/terms.csv` (column `term`; `gloss` is what figures say in English), other
   wordings into `lexicon/variants.csv`, longer strings that only look like one into `lexicon/exclusions.csv`. Then
   `python -m analysis lexicon check lexicon`, and run the notebook again: it counts anew.
4. Other texts or dates: change the first cell with capitals, PATH, TERMS, START, END, GENRE.

## What lies here

| file | holds |
|---|---|
| `your-own-texts.ipynb` | the notebook; yours to change |
| `lexicon/` | the formulations that are looked for; yours to change |
| `features/` | the counts; made again whenever texts or lexicon change |
| `account.csv` | what came in and what became of it; the numbers add up |
| `reading-notes.csv` | what was rejected, is odd or doubtful |
| `figures/`, `tables/` | what the notebook drew and counted, once it has run |
| `study.json` | which of these files were written for you, so that none that you changed is written over |
"""
