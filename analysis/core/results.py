# long: one class with its methods, each with an example that runs
"""What every statistic returns: a table, the parameters that made it, and one line that says what it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from .control_characters import as_html, printable
from .errors import StudyError
from .excel_files import MOST_CHARACTERS, excel_bytes
from .pandas_frames import to_pandas
from .paper_columns import paper_columns
from .period_names import period_name
from .plain_values import plain
from .table_captions import caption_of, corpus_note, kind_name
from .typeset_tables import chosen_columns, latex_table, markdown_table
from .whole_files import write_whole

if TYPE_CHECKING:
    import pandas as pd


class Result:
    """A result of a statistic: its table is ``frame``, what made it is ``parameters``.

    A subclass is a frozen dataclass that has both, as fields or as properties, and a `_summary` in words.
    """

    frame: pl.DataFrame
    parameters: Mapping[str, Any]

    def to_frame(self) -> pl.DataFrame:
        """The table of this result; the same as ``frame``.

        Examples
        --------
        >>> TableResult(pl.DataFrame({"term": ["六保"]})).to_frame()["term"].item()
        '六保'
        """
        return self.frame

    def to_pandas(self) -> pd.DataFrame:
        """The table as one of pandas; pyarrow is not needed.

        Returns
        -------
        pandas.DataFrame
            Dates are ``datetime64``; what is missing is NaN, NaT or None.

        Raises
        ------
        StudyError
            Where pandas is not installed.

        Examples
        --------
        >>> TableResult(pl.DataFrame({"term": ["六保"], "hits": [3]})).to_pandas().shape
        (1, 2)
        """
        return to_pandas(self.frame)

    def to_latex(
        self, path: str | Path | None = None, columns: Sequence[str] | None = None, lang: str = "en", digits: int = 2
    ) -> str:
        """The table for a paper, with the rules of the package booktabs.

        Parameters
        ----------
        path : str or Path, optional
            A file to write as well.
        columns : sequence of str, optional
            The columns to show, in their order; ``"all"`` for all. If None, those that a page holds: of wide results
            the ones that `PAPER_COLUMNS` names, of others all.
        lang : {"en", "zh"}
            Language of caption, note and known heads of columns. Caption and note say what the parameters say.
        digits : int
            Decimals of numbers that are not whole; what is not nought but would be shown as such is ``<0.01``.

        Returns
        -------
        str

        Raises
        ------
        StudyError
            No such column or language; the file cannot be written.

        Examples
        --------
        >>> table = TableResult(pl.DataFrame({"term": ["六保"], "rate": [0.126]}), {"level": 0.95})
        >>> print(table.to_latex())
        % \\usepackage{booktabs}; for Chinese \\usepackage{ctex}, and XeLaTeX or LuaLaTeX
        \\begin{table}
        \\centering
        \\caption{Table result: 95\\% interval}
        \\begin{tabular}{lr}
        \\toprule
        term & rate \\\\
        \\midrule
        六保 & 0.13 \\\\
        \\bottomrule
        \\end{tabular}
        \\end{table}
        <BLANKLINE>
        """
        return self._typeset(latex_table, path, columns, lang, digits)

    def to_markdown(
        self, path: str | Path | None = None, columns: Sequence[str] | None = None, lang: str = "en", digits: int = 2
    ) -> str:
        """The table as Markdown, for a notebook, a forge or a blog.

        Parameters
        ----------
        path, columns, lang, digits
            As in `to_latex`.

        Returns
        -------
        str

        Examples
        --------
        >>> table = TableResult(pl.DataFrame({"term": ["六保"], "hits": [3]}))
        >>> print(table.to_markdown(lang="zh"))
        Table result
        <BLANKLINE>
        | 词语 | 命中篇数 |
        | :--- | ---: |
        | 六保 | 3 |
        <BLANKLINE>
        """
        return self._typeset(markdown_table, path, columns, lang, digits)

    def _typeset(self, write: Callable[..., str], path: Any, columns: Any, lang: str, digits: int) -> str:
        parameters = plain(self.parameters)
        caption = caption_of(kind_name(type(self).__name__, lang), parameters, lang)
        said = dict(caption=caption, note=corpus_note(parameters, lang), digits=digits, lang=lang)
        wanted = paper_columns(type(self).__name__, self.frame, columns)
        text = write(chosen_columns(self.frame, wanted), **said)
        if path is not None:
            write_whole(path, text.encode())
        return text

    def write_excel(self, path: str | Path) -> Path:
        """Write a workbook: a sheet for each table, and ``about`` with the corpus and all parameters.

        Parameters
        ----------
        path : str or Path
            A file that ends in ``.xlsx``. The same result gives the same bytes. No text of it is a formula.

        Returns
        -------
        pathlib.Path

        Raises
        ------
        StudyError
            Another ending; a table larger than a sheet; the file cannot be written.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> path = TableResult(pl.DataFrame({"term": ["=1+1"]}), {"q": 0.05}).write_excel(mkdtemp() + "/terms.xlsx")
        >>> pl.read_excel(path, sheet_name="table")["term"].item(), pl.read_excel(path, sheet_name="about").rows()[-1]
        ('=1+1', ('q', '0.05'))
        """
        path = Path(path)
        if path.suffix.lower() != ".xlsx":
            raise StudyError(
                f"a workbook ends in .xlsx, not as {printable(path.name)}; take write_csv for other tables."
            )
        return write_whole(path, excel_bytes(self._tables(), self._about()))

    def _tables(self) -> dict[str, pl.DataFrame]:
        """The tables of this result by name: ``table``, then the others that it holds, and edges that are chosen of it."""
        tables = {"table": self.frame}
        for one in fields(self) if is_dataclass(self) else ():
            value = getattr(self, one.name)
            if isinstance(value, pl.DataFrame) and value is not self.frame and one.name not in ("frame", "chosen"):
                tables[one.name] = value
        edges = getattr(type(self), "edges", None)
        if callable(edges):
            tables["edges"] = edges(self)  # pyright: ignore[reportArgumentType]  # a method of networks
        return tables

    def _about(self) -> dict[str, str]:
        """What made it, a line each; what belongs to the corpus comes first."""
        given = plain(self.parameters)
        corpus = {f"corpus {name}": value for name, value in (given.pop("corpus", None) or {}).items()}
        said = {"result": type(self).__name__, "summary": repr(self), **corpus, **given}
        return {name: _in_a_cell(value) for name, value in said.items()}

    def _summary(self) -> str:
        return f"{self.frame.height:,} rows"

    def __repr__(self) -> str:
        period = self._period()
        return f"<{type(self).__name__}: {self._summary()}{period and ', '}{period}>"

    def _period(self) -> str:
        """The period that was asked for, as a reader names it: ``end`` is the day after its last."""
        asked = [self.parameters.get(name) for name in ("start", "end")]
        try:
            return period_name(*asked)
        except StudyError:  # of a result made by hand
            return ""

    def _repr_html_(self) -> str:
        return as_html(repr(self), self.frame)


@dataclass(frozen=True, repr=False, eq=False)
class TableResult(Result):
    """A result that is one table and nothing more; it answers to the methods of its table as well.

    Parameters
    ----------
    frame : polars.DataFrame
        The table.
    parameters : mapping
        What it was made with: the arguments, defaults included.

    Examples
    --------
    >>> result = TableResult(pl.DataFrame({"term": ["六保"], "hits": [3]}), {"level": 0.95})
    >>> result
    <TableResult: 1 rows>
    >>> result["hits"].sum(), result.filter(pl.col("hits") > 3).height
    (3, 0)
    """

    frame: pl.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "frame":  # asked while unpickling, when there is no frame yet
            raise AttributeError(name)
        own = getattr(self.frame, name)
        return _takes_results(own) if callable(own) else own

    def __getitem__(self, key: Any) -> Any:
        return self.frame[key]

    def __len__(self) -> int:
        return self.frame.height

    def __iter__(self) -> Iterator[pl.Series]:
        return iter(self.frame)


def _takes_results(method: Callable) -> Callable:
    """A method of a table that may be given results in the place of tables, as in ``result.equals(another)``."""

    @wraps(method)
    def with_tables(*arguments: Any, **options: Any) -> Any:
        tables = (one.frame if isinstance(one, Result) else one for one in arguments)
        return method(*tables, **options)

    return with_tables


def _in_a_cell(value: Any) -> str:
    """A parameter as the text of one cell."""
    if value is None or isinstance(value, str):
        text = value or ""
    elif isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        text = ", ".join(value)
    else:
        text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < MOST_CHARACTERS // 2 else f"{text[: MOST_CHARACTERS // 2]} …"
