"""Which of two slogans is named first where both stand in one sentence, slice by slice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations

import polars as pl

from ..core.results import TableResult
from ..counts.features import Features
from ..counts.statistic_calls import statistic
from ..statistics.intervals import wilson
from .listed_slogans import listed_slogans, member_names

COLUMNS = ("start", "first", "second", "sentences", "documents", "before", "share", "low", "high")


class ListOrder(TableResult):
    """Who is named before whom; made by `list_order`.

    Parameters
    ----------
    frame : polars.DataFrame
        start · first · second · sentences · documents · before · share · low · high, sorted by start and by the order of
        the members asked for: sentences that name both, documents of these, sentences in which ``first`` comes first, its
        share with its interval (null where there is none).
    parameters : mapping
        The arguments of `list_order`.

    Examples
    --------
    >>> ListOrder(pl.DataFrame({"first": ["六稳"], "second": ["六保"], "sentences": [3]}), {"every": "1y"})
    <ListOrder: 1 pairs, every 1y, 3 sentences that name both>
    """

    def _summary(self) -> str:
        pairs = self.frame.select("first", "second").n_unique()
        return f"{pairs} pairs, every {self.parameters.get('every')}, {self.frame['sentences'].sum():,} sentences that name both"


@statistic()
def list_order(
    features: Features,
    members: Sequence[str],
    every: str = "1y",
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    level: float = 0.95,
) -> ListOrder:
    """In what share of the sentences that name both members of a list the one comes before the other.

    ``share = before / sentences``, by the first mention of each in the sentence. Its interval is Wilson's of ``share · d``
    in ``d`` documents, not in sentences: a document that repeats its list says it once.

    Parameters
    ----------
    features : Features
        A private or a counts edition. That of counts has the order of slogans by month.
    members : sequence of str
        Two slogans or more; a pair is (the earlier in this sequence, the later).
    every : {"1y", "1q", "1mo"}
    start, end : date or str, optional
        First day, and the day after the last; of a counts edition first days of months.
    kinds, duplicates : as in `timeline`
    level : float
        Of the interval.

    Returns
    -------
    ListOrder
        A row for each slice and pair. ``documents`` of a counts edition counts one that has the pair in two different
        lists twice, and so does that of a private one, so that both give the same number.

    Raises
    ------
    StudyError
        Fewer than two members, one that is no slogan, an edition without the order of slogans, a day inside a month.

    Examples
    --------
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = pl.DataFrame({"id": ["a", "b"], "date": ["2020-04-17", "2020-05-22"], "text": ["六稳和六保。", "六保、六稳。"]})
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
    >>> list_order(features, ["六稳", "六保"]).select("sentences", "before", "share").rows()
    [(2, 1, 0.5)]
    """
    from scipy.special import ndtri

    names = member_names(features, members)
    listed, ids, starts = listed_slogans(
        features, names, every=every, start=start, end=end, kinds=kinds, duplicates=duplicates
    )
    rows = []
    for one, other in combinations(names, 2):
        pair = [ids[name] for name in (one, other)]
        found = listed.filter(pl.all_horizontal(pl.col("terms").list.contains(code) for code in pair))
        place = [pl.col("terms").list.eval(pl.element().index_of(code)).list.first() for code in pair]
        found = found.with_columns(start=pl.col("date").dt.truncate(every), ahead=place[0] < place[1])
        sums = found.group_by("start").agg(
            pl.col("sentences", "documents").cast(pl.Int64).sum(),
            before=pl.col("sentences").cast(pl.Int64).filter("ahead").sum(),
        )
        whole = starts.to_frame().join(sums, on="start", how="left").sort("start")
        rows.append(whole.with_columns(first=pl.lit(one), second=pl.lit(other), order=pl.lit(len(rows))))
    table = pl.concat(rows).with_columns(pl.col("sentences", "documents", "before").fill_null(0))
    table = table.with_columns(share=pl.when(pl.col("sentences") > 0).then(pl.col("before") / pl.col("sentences")))
    share, n = table["share"].to_numpy(), table["documents"].to_numpy()
    low, high = wilson(share * n, n, float(ndtri((1 + level) / 2)))
    table = table.with_columns(pl.Series("low", low).fill_nan(None), pl.Series("high", high).fill_nan(None))
    parameters = dict(members=names, every=every, start=start, end=end, kinds=kinds, duplicates=duplicates, level=level)
    return ListOrder(table.sort("start", "order").select(COLUMNS), parameters)
