"""Would the claim hold if other defensible choices had been made? One claim under a grid of settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import polars as pl

from ..core.errors import StudyError

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


@dataclass(frozen=True, repr=False, eq=False)
class Multiverse:
    """A claim under every setting of a grid; made by `multiverse`.

    Attributes
    ----------
    claim : str
    table : DataFrame
        One row a setting: the settings, then holds · estimate · low · high · reason; sorted by estimate,
        then by the settings. ``holds`` is null, with the reason, where a setting cannot be run on this
        corpus.
    grid : dict
    """

    claim: str
    table: pl.DataFrame
    grid: Mapping[str, tuple] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """Share of the settings that could be run in which the claim holds."""
        return self.table["holds"].mean() if self.table["holds"].count() else None

    def __repr__(self) -> str:
        ran = self.table["holds"].count()
        return f"<Multiverse of {self.claim!r}: holds in {int(self.table['holds'].sum())} of {ran} settings" + (
            f", {self.table.height - ran} not possible here>" if ran < self.table.height else ">"
        )

    def to_frame(self) -> pl.DataFrame:
        """The specification curve: rank · settings · holds · estimate · low · high · reason."""
        return self.table.with_row_index("rank", offset=1)

    def by_choice(self) -> pl.DataFrame:
        """choice · option · settings · share, sorted: in what share of its settings the claim holds, option
        by option; a choice whose options differ much is one that the claim hangs on."""
        parts = [
            self.table.group_by(option=pl.col(name).cast(pl.String))
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
        there is one, ``estimate``, ``low`` and ``high``. `pair_attracts`, `company_moved` and `rate_rose`
        make such tests.
    grid : mapping of str to sequence
        Each choice and its options, such as ``{"duplicates": (False, True)}``. In the table an option of
        several parts is joined by commas, and None beside words (``"kinds": (None, ["story"])``) is "all".

    Returns
    -------
    Multiverse

    Examples
    --------
    >>> multiverse("two is more than the limit", lambda limit: 2 > limit, {"limit": (1, 2, 3)}).share
    0.3333333333333333
    """
    if not grid or any(isinstance(options, str) or not len(options) for options in grid.values()):
        raise StudyError(
            "each choice of the grid needs a list of options, such as {'context': ['sentence', 'document']}."
        )
    reserved = {"holds", "estimate", "low", "high", "reason", "rank"}.intersection(grid)
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
        rows.append(
            [_shown(value, grid[name]) for name, value in settings.items()]
            + [found.get(name) for name in ("holds", "estimate", "low", "high", "reason")]
        )
    ends = {"holds": pl.Boolean, "estimate": pl.Float64, "low": pl.Float64, "high": pl.Float64, "reason": pl.String}
    table = pl.DataFrame(rows, orient="row", schema=[*grid, *ends], schema_overrides=ends, infer_schema_length=None)
    return Multiverse(claim, table.sort("estimate", *grid, nulls_last=True), {k: tuple(v) for k, v in grid.items()})


def _shown(option: Any, options: Sequence) -> Any:
    """An option as it stands in the table."""
    if isinstance(option, tuple | list):
        return ", ".join(map(str, option))
    return "all" if option is None and any(isinstance(o, str | tuple | list) for o in options) else option


def shares(*claims: Multiverse) -> pl.DataFrame:
    """Several claims side by side: how often each holds, how far its estimate ranges, and what it hangs on.

    Parameters
    ----------
    *claims : Multiverse

    Returns
    -------
    DataFrame
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
        ran = found.table.filter(pl.col("holds").is_not_null())
        differ = found.by_choice().group_by("choice").agg(by=pl.col("share").max() - pl.col("share").min())
        most = differ.filter(pl.col("by") > 0).sort("by", "choice", descending=[True, False]).head(1).rows()
        estimates = ran["estimate"]
        rows.append(
            [found.claim, ran.height, int(ran["holds"].sum()), found.share]
            + [estimates.min(), estimates.median(), estimates.max()]
            + list(most[0] if most else (None, None))
        )
    number = dict.fromkeys(("share", "lowest", "middle", "highest"), pl.Float64)
    schema = {"claim": pl.String, "settings": pl.Int64, "holds": pl.Int64} | number
    return pl.DataFrame(rows, orient="row", schema=schema | {"hangs_on": pl.String, "difference": pl.Float64})
