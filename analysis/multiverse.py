"""Would the claim hold if other defensible choices had been made? One claim under a grid of settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import exp, log, log2, sqrt
from typing import TYPE_CHECKING, Any

import polars as pl

from .association import MEASURES
from .cooccurrence import cooccurrence
from .drift import drift
from .errors import StudyError, did_you_mean
from .slices import as_date, day_counts, resolve_terms, selected_documents

if TYPE_CHECKING:
    from .features import Features

PAIR_GRID = {
    "context": ("sentence", "paragraph", "document"),
    "null": ("richness", "independence"),
    "measure": ("log_dice", "npmi", "mi3", "g2"),
    "top": (5, 10, 20),
    "duplicates": (False, True),
}
DRIFT_GRID = {
    "vocabulary": (100, 300, 1000),
    "unit": ("document", "day", "week"),
    "duplicates": (False, True),
}
RATE_GRID = {"unit": ("documents", "characters"), "factor": (1.0, 1.5, 2.0), "duplicates": (False, True)}


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
        return (
            f"<Multiverse of {self.claim!r}: holds in {int(self.table['holds'].sum())} of {ran} settings"
            + (f", {self.table.height - ran} not possible here>" if ran < self.table.height else ">")
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
        Each choice and its options, such as ``{"duplicates": (False, True)}``.

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
        raise StudyError(f"a choice cannot be named {sorted(reserved)[0]!r}; that is a column of the result.")
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
            [str(v) if isinstance(v, tuple | list) else v for v in options]
            + [found.get(name) for name in ("holds", "estimate", "low", "high", "reason")]
        )
    ends = {
        "holds": pl.Boolean,
        "estimate": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "reason": pl.String,
    }
    table = pl.DataFrame(
        rows, orient="row", schema=[*grid, *ends], schema_overrides=ends, infer_schema_length=None
    )
    return Multiverse(
        claim, table.sort("estimate", *grid, nulls_last=True), {k: tuple(v) for k, v in grid.items()}
    )


def pair_attracts(features: Features, a: str, b: str, **fixed: Any) -> Callable[..., dict[str, Any]]:
    """A test for `multiverse`: a and b are an edge, and b is among the ``top`` partners of a by ``measure``.

    Settings: context, duplicates, kinds, terms, strata, start, end and window as in `cooccurrence`; null,
    clusters and q as in `Cooccurrence.test`; measure and top. The estimate is ``log2(f_ab / expected)``,
    how many doublings the pair stands above the null, which compares across measures; low and high take the
    count as Poisson with the pair's dispersion over days.
    """
    one, other = sorted(resolve_terms(features, [a, b]))
    counted: dict[str, Any] = {}

    def test(*, null="richness", clusters=True, q=0.05, measure="log_dice", top=10, **settings):
        if measure not in MEASURES:
            raise StudyError(
                f"no measure {measure!r}; there are: {', '.join(MEASURES)}." + did_you_mean(measure, MEASURES)
            )
        key = repr(sorted(settings.items()))
        if key not in counted:
            counted[key] = cooccurrence(features, **(fixed | settings))
        key = repr((key, null, clusters, q))
        if key not in counted:
            counted[key] = counted[repr(sorted(settings.items()))].test(q, null=null, clusters=clusters)
        edges = counted[key].edges()
        pair = counted[key].pairs.filter((pl.col("a") == one) & (pl.col("b") == other))
        best = (
            edges.filter((pl.col("a") == a) | (pl.col("b") == a))
            .sort(measure, "a", "b", descending=[True, False, False])
            .head(top)
        )
        holds = best.filter((pl.col("a") == one) & (pl.col("b") == other)).height == 1
        if not pair.height:
            return {"holds": False}
        met, chance, phi = (float(pair[name].item()) for name in ("f_ab", "expected", "phi"))
        doublings, error = log2(met / chance), 1.96 * sqrt(phi / met) / log(2)
        return {"holds": holds, "estimate": doublings, "low": doublings - error, "high": doublings + error}

    return test


def company_moved(
    features: Features, term: str, before: str, after: str, **fixed: Any
) -> Callable[..., dict[str, Any]]:
    """A test for `multiverse`: the company of a term moved between two slices, named by their first days.

    Settings as in `drift`. The estimate is the distance above the floor; low and high take the floor's band.
    """
    first, last = as_date(before, name="before"), as_date(after, name="after")

    def test(**settings):
        table = drift(features, term, **(fixed | settings)).to_frame()
        row = table.filter((pl.col("before") == first) & (pl.col("after") == last)).to_dicts()
        if not row or row[0]["verdict"] == "insufficient":
            raise StudyError(f"too few sentences with {term} around {before} and {after}.")
        row = row[0]
        return {
            "holds": row["verdict"] == "moved",
            "estimate": row["distance"] - row["floor"],
            "low": row["distance"] - row["floor_high"],
            "high": row["distance"] - row["floor_low"],
        }

    return test


def rate_rose(
    features: Features, term: str, before: tuple, after: tuple, **fixed: Any
) -> Callable[..., dict[str, Any]]:
    """A test for `multiverse`: the rate of a term rose by more than ``factor`` between two periods (start,
    end).

    Settings: unit (documents: share of documents; characters: mentions a character), factor, duplicates,
    kinds, level. Low and high are an interval of the ratio with the dispersion of the daily counts.
    """
    from scipy.stats import norm

    (label,) = resolve_terms(features, [term])

    def period(span, unit, settings):
        documents = selected_documents(features, start=span[0], end=span[1], **settings)
        counts = day_counts(features, (label,), documents)
        hits, size = (
            (counts.hits[0], counts.documents)
            if unit == "documents"
            else (counts.mentions[0], counts.characters)
        )
        total, rate = float(hits.sum()), float(hits.sum()) / max(float(size.sum()), 1.0)
        expected = size * rate
        phi = max(1.0, float(((hits - expected) ** 2).sum() / expected.sum())) if total else 1.0
        return total, float(size.sum()), phi

    def test(*, unit="documents", factor=1.0, level=0.95, **settings):
        if unit not in ("documents", "characters"):
            raise StudyError(f"no unit {unit!r}; there are: documents, characters.")
        (n1, s1, phi1), (n2, s2, phi2) = (period(span, unit, fixed | settings) for span in (before, after))
        if not s1 or not s2:
            raise StudyError("one of the two periods holds no document.")
        ratio = log((n2 + 0.5) / s2) - log((n1 + 0.5) / s1)
        error = norm.ppf((1 + level) / 2) * sqrt(phi1 / (n1 + 0.5) + phi2 / (n2 + 0.5))
        low = exp(ratio - error)
        return {"holds": low > factor, "estimate": exp(ratio), "low": low, "high": exp(ratio + error)}

    return test
