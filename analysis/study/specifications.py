"""Would the claim hold if other defensible choices had been made? One claim under a grid of settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import polars as pl

from ..core.errors import StudyError
from ..core.renamed_arguments import warn_renamed
from ..core.results import TableResult
from ..counts.statistic_calls import corpus_of

# Only settings that could each be defended alone; whoever wants to see what independence does adds it as a null.
PAIR_GRID = {
    "context": ("sentence", "paragraph", "document"),
    "strata": (("year", "source"), ("month", "source")),
    "measure": ("log_dice", "npmi", "mi3", "g2"),
    "top": (5, 10, 20),
    "duplicates": (False, True),
}
DRIFT_GRID = {"vocabulary": (100, 300, 1000), "unit": ("day", "week", "month"), "duplicates": (False, True)}
RATE_GRID = {"unit": ("documents", "characters"), "cluster": ("day", "week", "month"), "duplicates": (False, True)}
RESULT = {"holds": pl.Boolean, "estimate": pl.Float64, "low": pl.Float64, "high": pl.Float64, "reason": pl.String}


class Multiverse(TableResult):
    """A claim under every setting of a grid; made by `multiverse`, drawn by `plot_specification_curve`.

    Attributes
    ----------
    frame : polars.DataFrame
        The specification curve, a row a setting: rank · the settings · holds · estimate · low · high · reason; sorted by
        estimate, then by the settings. ``holds`` is null, with the reason, where a setting cannot be run on this corpus.
    parameters : mapping
        ``claim``, ``grid``, ``test`` (its name) and ``fixed`` (its settings that are not in the grid).

    Examples
    --------
    >>> found = multiverse("two is more than the limit", lambda limit: 2 > limit, {"limit": (1, 2, 3)})
    >>> found
    <Multiverse: 'two is more than the limit' holds in 1 of 3 settings>
    >>> found["limit", "holds"].rows()
    [(1, True), (2, False), (3, False)]
    """

    @property
    def claim(self) -> str:
        """The sentence."""
        return self.parameters["claim"]

    @property
    def grid(self) -> dict[str, tuple]:
        """Each choice and its options."""
        return self.parameters["grid"]

    @property
    def table(self) -> pl.DataFrame:
        """The table without the ranks, as in 0.1.0; now ``frame``."""
        warn_renamed("Multiverse.table", "Multiverse.frame")
        return self.frame.drop("rank")

    @property
    def share(self) -> float | None:
        """Share of the settings that could be run in which the claim holds."""
        ran = self.frame["holds"].drop_nulls()
        return int(ran.sum()) / ran.len() if ran.len() else None

    def _summary(self) -> str:
        ran, rows = self.frame["holds"].count(), self.frame.height
        impossible = f", {rows - ran} not possible here" if ran < rows else ""
        return f"{self.claim!r} holds in {self.frame['holds'].sum()} of {ran} settings{impossible}"

    def by_choice(self) -> pl.DataFrame:
        """In what share of its settings the claim holds, option by option: choice · option · settings · share, sorted.

        A choice whose options differ much is one that the claim hangs on.

        Examples
        --------
        >>> multiverse("so", lambda limit: 2 > limit, {"limit": (1, 2)}).by_choice().rows()
        [('limit', '1', 1, 1.0), ('limit', '2', 1, 0.0)]
        """
        parts = [
            self.frame.group_by(option=pl.col(name).cast(pl.String))
            .agg(settings=pl.col("holds").count(), share=pl.col("holds").mean())
            .with_columns(choice=pl.lit(name))
            for name in self.grid
        ]
        return pl.concat(parts).select("choice", "option", "settings", "share").sort("choice", "option")


def multiverse(claim: str, test: Callable[..., Any], grid: Mapping[str, Sequence]) -> Multiverse:
    """Run a claim under all combinations of settings (Steegen et al. 2016; Simonsohn et al. 2020).

    Parameters
    ----------
    claim : str
        The sentence.
    test : callable
        Takes the settings by keyword; returns whether the claim holds, or a mapping with ``holds`` and, if
        there is one, ``estimate``, ``low`` and ``high``. `pair_attracts`, `collocates_moved` and `rate_rose`
        make such tests.
    grid : mapping of str to sequence
        Each choice and its options, such as ``{"duplicates": (False, True)}``. In the table an option of
        several parts is joined by commas, and None beside words (``"kinds": (None, ["story"])``) is "all".

    Raises
    ------
    StudyError
        An empty grid, options that are no list, or a choice with the name of a column of the result.

    Examples
    --------
    >>> multiverse("two is more than the limit", lambda limit: 2 > limit, {"limit": (1, 2, 3)}).share
    0.3333333333333333
    """
    if not grid or any(isinstance(options, str) or not len(options) for options in grid.values()):
        raise StudyError(
            "each choice of the grid needs a list of options, such as {'context': ['sentence', 'document']}."
        )
    reserved = {*RESULT, "rank"}.intersection(grid)
    if reserved:
        raise StudyError(f"a choice cannot be named {min(reserved)!r}; that is a column of the result.")
    rows = []
    for options in product(*grid.values()):
        settings = dict(zip(grid, options, strict=True))
        try:
            found = test(**settings)
        except StudyError as error:  # such as a window on features that hold no order of words
            found = {"holds": None, "reason": str(error).splitlines()[0]}
        if not isinstance(found, Mapping):
            found = {"holds": bool(found)}
        named = [_in_table(value, grid[name]) for name, value in settings.items()]
        rows.append(named + [found.get(name) for name in RESULT])
    frame = pl.DataFrame(rows, orient="row", schema=[*grid, *RESULT], schema_overrides=RESULT, infer_schema_length=None)
    frame = frame.sort("estimate", *grid, nulls_last=True).with_row_index("rank", offset=1)
    name = getattr(getattr(test, "func", test), "__qualname__", type(test).__name__).partition(".<locals>")[0]
    parameters = {"claim": claim, "test": name, "fixed": dict(getattr(test, "keywords", {}))}
    parameters["corpus"] = corpus_of([getattr(test, "features", None)])
    return Multiverse(frame, parameters | {"grid": {choice: tuple(options) for choice, options in grid.items()}})


def _in_table(option: Any, options: Sequence) -> Any:
    """An option as it stands in the table."""
    if isinstance(option, tuple | list):
        return ", ".join(map(str, option))
    return "all" if option is None and any(isinstance(one, str | tuple | list) for one in options) else option


def shares(*claims: Multiverse) -> pl.DataFrame:
    """Several claims side by side: how often each holds, how far its estimate ranges, and what it hangs on.

    Parameters
    ----------
    *claims : Multiverse

    Returns
    -------
    polars.DataFrame
        claim · settings · holds · share · lowest · middle · highest · hangs_on · difference, in the order given.
        ``settings`` are those that could be run; lowest, middle (the median) and highest are of the estimates;
        ``hangs_on`` is the choice between whose options the share differs most, and by how much; null where
        none differs.

    Examples
    --------
    >>> found = multiverse("two is more than the limit", lambda limit: 2 > limit, {"limit": (1, 2, 3)})
    >>> shares(found).select("settings", "holds", "hangs_on").rows()
    [(3, 1, 'limit')]
    """
    rows = []
    for found in claims:
        ran = found.frame.filter(pl.col("holds").is_not_null())
        differ = found.by_choice().group_by("choice").agg(by=pl.col("share").max() - pl.col("share").min())
        most = differ.filter(pl.col("by") > 0).sort("by", "choice", descending=[True, False]).head(1).rows()
        of = ran["estimate"]
        counted = (found.claim, ran.height, int(ran["holds"].sum()), found.share)
        rows.append((*counted, of.min(), of.median(), of.max(), *(most[0] if most else (None, None))))
    numbers = dict.fromkeys(("share", "lowest", "middle", "highest"), pl.Float64)
    schema = {"claim": pl.String, "settings": pl.Int64, "holds": pl.Int64, **numbers}
    return pl.DataFrame(rows, orient="row", schema={**schema, "hangs_on": pl.String, "difference": pl.Float64})
