"""Which collocates a term gained and lost between two periods."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError
from ..core.results import TableResult
from ..counts.document_selection import documents_to_count
from ..counts.features import Features
from ..counts.known_terms import resolve_terms
from ..counts.periods import check_every
from ..counts.statistic_calls import statistic
from ..statistics.deviation_interval import event_dispersion
from ..statistics.multiple_testing import benjamini_hochberg
from .collocate_counts import CollocateCounts, count_collocates

PRIORS = (100.0, 1000.0)  # a result is robust if it also holds at these sizes of the prior
CRITICAL = 1.96  # |ζ| of a two-sided test at 5 %


class Movers(TableResult):
    """Collocates with their counts in two periods and ζ, the size of the change; made by `movers`.

    Parameters
    ----------
    frame : polars.DataFrame
        collocate · kind · before · after · delta · zeta · p · q · zeta_100 · zeta_1000 · robust · low · high, sorted by
        falling zeta, then collocate. ``before`` and ``after`` are the term's sentences with the collocate; p and q
        (Benjamini & Hochberg 1995) take sentences as independent; ``robust`` says whether |ζ| ≥ 1.96 with the
        same sign at priors of 100 and 1,000 (``zeta_100``, ``zeta_1000``) as well.
        ``low`` and ``high`` bound ``delta`` and do allow for sentences of one month: ``δ ± z √(φ₁/(y₁ + α_w) + φ₂/(y₂ + α_w))``,
        φ the dispersion of the collocate over the months of each period, at least 1.
    parameters : mapping
        The arguments of `movers`.

    Examples
    --------
    >>> Movers(pl.DataFrame({"collocate": ["六保"], "zeta": [2.4]}), {"term": "六稳"})
    <Movers: 1 collocates of 六稳>
    """

    def _summary(self) -> str:
        return f"{self.frame.height:,} collocates of {self.parameters.get('term')}"


@statistic()
def movers(
    features: Features,
    term: str,
    before: tuple | str,
    after: tuple | str,
    *,
    every: str = "1y",
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    prior: float = 500.0,
    least: int = 5,
    nouns: int | None = None,
    level: float = 0.95,
) -> Movers:
    """Which collocates a term gained and lost between two periods, the surest gain first, the surest loss last.

    Log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008): with counts y of n collocates
    in all, ``δ = ln((y₁ + α_w) / (n₁ + α - y₁ - α_w)) - ln((y₂ + α_w) / (n₂ + α - y₂ - α_w))``, where ``α_w``
    is ``prior`` times the collocate's share in both periods together and α their sum;
    ``ζ = δ / √(1/(y₁ + α_w) + 1/(y₂ + α_w))``. A positive ζ is a gain.

    Parameters
    ----------
    features : Features
    term : str
        A term of the lexicon, or a word.
    before, after : str or (start, end)
        The first day of a slice of length ``every``; or first day, and day after the last.
    every : {"1y", "1q", "1mo"}
        Length of a period that is given by its first day.
    kinds, duplicates : optional
        Which documents count, as in `timeline`.
    prior : float
        Size of the prior, in collocates: the larger, the less a rare collocate can move.
    least : int
        Leave out collocates with fewer sentences than this in the two periods together.
    nouns : int, optional
        Of words, compare nouns only that stand in so many documents of the features, which is what a published
        edition holds (there, in periods of whole months); every word if None.
    level : float
        Of the interval of δ.

    Returns
    -------
    Movers

    Raises
    ------
    StudyError
        An unknown term or kind; a period that is no date and no pair, or holds no document; a level that is no share; an edition that does not
        hold such collocates.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = pl.DataFrame({"date": ["2019-05-01", "2020-05-01"], "text": ["做好六稳，满意。", "做好六稳和六保。"]})
    >>> with TemporaryDirectory() as folder:
    ...     features = build_features(Corpus.from_frame(texts), Lexicon.read(), folder)
    ...     movers(features, "六稳", "2019", "2020", least=1).select("collocate", "before", "after").rows()
    [('六保', 0, 1), ('做好', 1, 1), ('满意', 1, 0)]
    """
    parameters = {**locals()}
    del parameters["features"]
    (term,) = resolve_terms(features, [term])
    check_every(every)
    counts: list[dict[str, int]] = []
    events: list[dict[str, float]] = []
    for period in (before, after):
        first, end = period_of(period, every)
        documents = documents_to_count(features, start=first, end=end, kinds=kinds, duplicates=duplicates)
        found = count_collocates(features, term, documents, nouns=nouns, by_month=True)
        counts.append(dict(zip(found.collocates, found.counts.sum(0).tolist(), strict=True)))
        events.append(dict(zip(found.collocates, _events(found).tolist(), strict=True)))
    collocates = list(dict.fromkeys([*counts[0], *counts[1]]))
    y2, y1 = (np.array([period.get(collocate, 0) for collocate in collocates], float) for period in counts)
    scores = {size: _log_odds(y1, y2, size) for size in (prior, *PRIORS)}
    delta, zeta = scores[prior]
    every_zeta = np.stack([score for _, score in scores.values()])
    one_sign = np.abs(np.sign(every_zeta).sum(0)) == len(every_zeta)
    from scipy.special import ndtr, ndtri

    phi2, phi1 = (np.array([period.get(collocate, 1.0) for collocate in collocates], float) for period in events)
    alpha = prior * (y1 + y2) / max((y1 + y2).sum(), 1)
    half = ndtri((1 + level) / 2) * np.sqrt(
        phi1 / np.maximum(y1 + alpha, 1e-300) + phi2 / np.maximum(y2 + alpha, 1e-300)
    )
    columns = {
        "collocate": collocates,
        "before": y2.astype(np.int64),
        "after": y1.astype(np.int64),
        "delta": delta,
        "zeta": zeta,
        "p": 2 * ndtr(-np.abs(zeta)),
        "zeta_100": scores[100.0][1],
        "zeta_1000": scores[1000.0][1],
        "robust": (np.abs(every_zeta) >= CRITICAL).all(0) & one_sign,
        "low": delta - half,
        "high": delta + half,
    }
    table = pl.DataFrame(columns, schema_overrides={"collocate": pl.String})
    table = table.filter(pl.col("before") + pl.col("after") >= least)
    table = table.with_columns(q=pl.Series(benjamini_hochberg(table["p"].to_numpy())))
    kind = features.vocabulary.select("kind", collocate="term").unique("collocate", keep="first", maintain_order=True)
    table = table.join(kind.collect(), on="collocate", how="left").select(
        "collocate",
        "kind",
        "before",
        "after",
        "delta",
        "zeta",
        "p",
        "q",
        "zeta_100",
        "zeta_1000",
        "robust",
        "low",
        "high",
    )
    return Movers(table.sort("zeta", "collocate", descending=[True, False]), parameters)


def period_of(period: tuple | str, every: str) -> tuple:
    """First day, and day after the last."""
    if not isinstance(period, tuple | list):
        first = as_date(period, name="period")
        return first, pl.Series([first]).dt.offset_by(every)[0]
    if len(period) != 2:
        raise StudyError(f"a period is (start, end), the end being the day after the last; got {period!r}.")
    return tuple(period)


def _log_odds(y1: np.ndarray, y2: np.ndarray, prior: float) -> tuple[np.ndarray, np.ndarray]:
    """δ and ζ of the docstring of `movers`."""
    total = y1 + y2
    if not total.sum():
        return np.zeros(len(y1)), np.zeros(len(y1))
    alpha = prior * total / total.sum()
    a, n1, n2 = alpha.sum(), y1.sum(), y2.sum()
    delta = np.log((y1 + alpha) / (n1 + a - y1 - alpha)) - np.log((y2 + alpha) / (n2 + a - y2 - alpha))
    return delta, delta / np.sqrt(1 / (y1 + alpha) + 1 / (y2 + alpha))


def _events(found: CollocateCounts) -> np.ndarray:
    """Dispersion of each collocate over the months: variance around its share of a month's, at least 1; (V,)."""
    if not found.counts.size:
        return np.ones(len(found.collocates))
    # months, which every edition holds: a published one has no days
    months = found.dates.dt.truncate("1mo").to_physical().to_numpy()
    first = np.flatnonzero(np.diff(months, prepend=-(2**31)))
    monthly = np.add.reduceat(found.counts.astype(np.int64), first, axis=0).T
    return np.maximum(np.nan_to_num(event_dispersion(monthly, monthly.sum(0), np.zeros(1, np.int64)), nan=1.0), 1.0)
