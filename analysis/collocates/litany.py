# long: one class with its methods, each with an example that runs
"""A list as it is recited: in which order its members are named, how completely, and when two of them change places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..core.results import Result, TableResult
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.statistic_calls import statistic
from ..statistics.share_intervals import share_intervals
from .listed_slogans import UNUSED, listed_slogans, member_names
from .order_flips import order_flips

ARROW = "→"
LISTS = {"month": pl.Date, "named": pl.List(pl.String), "labelled": pl.Boolean}
LISTS |= {"sentences": pl.Int64, "documents": pl.Int64}


@dataclass(frozen=True, repr=False, eq=False)
class Litany(Result):
    """The forms in which a list is recited; made by `litany`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``start · form · members · sentences · documents · share · low · high · first``, sorted by start, sentences (most
        first) and form. ``form`` is the members named, in the order of their first mention ("六稳→六保"), ``members`` how
        many; ``share`` its part of the slice's sentences that name two or more, with its interval; ``first`` the month
        in which the form stands for the first time, in any slice.
    lists : polars.DataFrame
        ``month · named · labelled · sentences · documents``: the same by month, and whether the label is named too.
    parameters : mapping
        The arguments of `litany`.

    Examples
    --------
    >>> Litany(pl.DataFrame({"form": ["六稳→六保"], "sentences": [3]}), pl.DataFrame(), {"every": "1y"})
    <Litany: 1 forms, every 1y, 3 sentences that name two or more>
    """

    frame: pl.DataFrame
    lists: pl.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def _summary(self) -> str:
        said = (
            f"every {self.parameters.get('every')}, {self.frame['sentences'].sum():,} sentences that name two or more"
        )
        return f"{self.frame['form'].n_unique()} forms, {said}"

    def completeness(self) -> TableResult:
        """In what share of the sentences that name two members or more all of them are named.

        With a ``label``, in what share of those that name it and a member. The interval is Wilson's of documents, ``n / φ`` in
        place of ``n``; ``φ`` is the dispersion of the share over months, of all slices together.

        Returns
        -------
        TableResult
            ``start · sentences · documents · all · share · low · high``, a row a slice; a share of no sentence is null.

        Examples
        --------
        >>> from analysis import Features, data_folder
        >>> press = Features.open(data_folder() / "press")
        >>> litany(press, ["六稳", "六保", "脱贫攻坚"], start="2020").completeness().select("sentences", "all").row(0)
        (109, 31)
        """
        members = self.parameters["members"]
        some = self.lists.filter("labelled") if self.parameters.get("label") else _recited(self.lists)
        marked = some.with_columns(part=pl.col("named").list.len() == len(members))
        shares = _shares(marked, self._starts(), self.parameters["every"], self.parameters["level"])
        return self._table(shares.rename({"part": "all"}))

    def deviations(self) -> TableResult:
        """Forms that name two members the other way round than most documents of the same slice.

        Where two orders are equally frequent neither deviates. In the year in which an order changes, the rarer of the old and
        the new deviates: see `flips`.

        Returns
        -------
        TableResult
            ``start · form · sentences · documents · share · breaks``, sorted as ``frame``; ``breaks`` lists the pairs.

        Examples
        --------
        >>> from analysis import Features, data_folder
        >>> press = Features.open(data_folder() / "press")
        >>> litany(press, ["六稳", "六保"], start="2020").deviations().select("form", "sentences", "breaks").row(0)
        ('六保→六稳', 4, ['六保→六稳'])
        """
        forms = self.frame.select("start", "form", "documents").with_columns(pl.col("form").str.split(ARROW))
        pairs = _pairs(forms.with_row_index("row"), "form")
        votes = pairs.group_by("start", "first", "second").agg(pl.col("documents").sum())
        other = votes.rename({"first": "second", "second": "first", "documents": "others"})
        pairs = pairs.join(votes, on=["start", "first", "second"], suffix="_all")
        pairs = pairs.join(other, on=["start", "first", "second"]).filter(pl.col("others") > pl.col("documents_all"))
        breaks = pairs.sort("row", "place", "behind").group_by("row", maintain_order=True)
        breaks = breaks.agg(breaks=pl.concat_str("first", pl.lit(ARROW), "second"))
        found = self.frame.with_row_index("row").join(breaks, on="row", maintain_order="left")
        return self._table(found.select("start", "form", "sentences", "documents", "share", "breaks"))

    def heads(self) -> TableResult:
        """Which member is named first, in what share of the sentences that name two or more.

        Returns
        -------
        TableResult
            ``start · head · sentences · documents · share``, sorted by start and the order of the members asked for.

        Examples
        --------
        >>> from analysis import Features, data_folder
        >>> press = Features.open(data_folder() / "press")
        >>> litany(press, ["六稳", "六保"], start="2020").heads().select("head", "sentences").rows()
        [('六稳', 102), ('六保', 4)]
        """
        rank = {name: k for k, name in enumerate(self.parameters["members"])}
        head = self.frame.with_columns(head=pl.col("form").str.split(ARROW).list.first())
        sums = head.group_by("start", "head").agg(pl.col("sentences", "documents", "share").sum())
        sums = sums.with_columns(rank=pl.col("head").replace_strict(rank, return_dtype=pl.Int64))
        return self._table(sums.sort("start", "rank").drop("rank"))

    def flips(self, *, q: float = 0.05, draws: int = 1999, seed: int = 0) -> TableResult:
        """Pairs of members whose order changes, and in which months.

        Of the documents of each month that name both, how many name ``first`` first? The likeliest change of this share is
        compared with that of permutations of the months, and autocorrelation allowed for; what lies before and behind a change is
        searched again (`docs/methods/order.md`).

        Parameters
        ----------
        q : float
            False discovery rate over the pairs tested (Benjamini & Hochberg 1995); of the further changes of one pair the
            probability that any is false.
        draws : int
            Permutations for each test.
        seed : int

        Returns
        -------
        TableResult
            ``first · second · documents · month · low · high · before · after · n_before · n_after · clustering · p · q · verdict
            · reason``, a row for each change in the order of the months, or one for a pair without. ``verdict`` is "flip" (the order turns
            round), "shift" (its share changes on one side of one half), "no change", or "cannot be said", with the reason. ``month`` is the
            first of the new order, ``low`` to ``high`` where it may lie; these, and ``before`` and ``after``, which reach to the changes
            before and behind, are null without a change. ``p`` is the change's, ``q`` the pair's.

        Examples
        --------
        >>> from analysis import Features, data_folder
        >>> press = Features.open(data_folder() / "press")
        >>> litany(press, ["六稳", "六保"]).flips(draws=199).select("documents", "verdict").row(0)
        (94, 'no change')
        """
        level, members = self.parameters["level"], self.parameters["members"]
        frame = order_flips(_pairs(self.lists, "named"), members, level=level, q=q, draws=draws, seed=seed)
        return self._table(frame, q=q, draws=draws, seed=seed)

    def _table(self, frame: pl.DataFrame, **more: Any) -> TableResult:
        return TableResult(frame, {**self.parameters, **more})

    def _starts(self) -> pl.Series:
        return pl.Series("start", self.parameters["slices"], dtype=pl.String).str.to_date()


@statistic()
def litany(
    features: Features,
    members: Sequence[str],
    *,
    every: str = "1y",
    label: str | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    level: float = 0.95,
) -> Litany:
    """In which order the members of a list are named in one sentence, how completely, and when the order changes.

    A *form* is the members that a sentence names, in the order of their first mention in it. Its interval is Wilson's, of
    documents, with ``n / φ`` in place of ``n``; ``φ`` (at least 1) is the dispersion of the share over months.

    Parameters
    ----------
    features : Features
        A private or a counts edition. That of counts has the order of slogans by month.
    members : sequence of str
        Two slogans or more.
    every : {"1y", "2y", "5y", "10y", "1q", "1mo"}
    label : str, optional
        A slogan that stands for the list, such as 四个全面; see `Litany.completeness`.
    start, end : date or str, optional
        First day, and the day after the last; of a counts edition first days of months.
    kinds, duplicates : as in `timeline`
    level : float
        Of the intervals.

    Returns
    -------
    Litany
        A row for each slice and form. As in `list_order`, a document with two forms is counted for each.

    Raises
    ------
    StudyError
        Fewer than two members, one that is no slogan, an edition without the order of slogans, a day inside a month.

    Examples
    --------
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = pl.DataFrame({"id": ["a", "b"], "date": ["2020-04-17", "2020-05-22"], "text": ["六稳和六保。", "六保、六稳。"]})
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://litany")
    >>> litany(features, ["六稳", "六保"]).frame.select("form", "sentences", "share", "first").row(1)
    ('六稳→六保', 1, 0.5, datetime.date(2020, 4, 1))
    """
    names = list(dict.fromkeys(member_names(features, members)))
    labels = [] if label is None else list(resolve_terms(features, [label]))
    if labels and (labels[0] in names or known_terms(features)[labels[0]] != "slogan"):
        raise StudyError(f"the label {labels[0]} is a member itself or no slogan; give another, or none.")
    asked: dict[str, Any] = dict(every=every, start=start, end=end, kinds=kinds, duplicates=duplicates)
    listed, ids, starts = listed_slogans(features, [*names, *labels], **asked)
    lists = _lists(
        listed, {ids[name]: name for name in names if ids[name] != UNUSED}, ids[labels[0]] if labels else None
    )
    parameters = dict(members=names, label=label, level=level, **asked, slices=[str(day) for day in starts])
    return Litany(_forms(_recited(lists), starts, every, level), lists, parameters)


def _lists(listed: pl.DataFrame, named: dict[int, str], label: int | None) -> pl.DataFrame:
    """Members in their order and whether the label stands with them, by month; sentences without a member left out."""
    inside = pl.col("terms").list.eval(pl.element().filter(pl.element().is_in(list(named))))
    labelled = pl.lit(False) if label is None else pl.col("terms").list.contains(label)
    found = listed.with_columns(labelled=labelled, codes=inside).filter(pl.col("codes").list.len() > 0)
    found = found.with_columns(
        named=pl.col("codes").list.eval(pl.element().replace_strict(named, return_dtype=pl.String, default=None)),
        month=pl.col("date").dt.truncate("1mo"),
    )
    sums = found.group_by("month", "named", "labelled").agg(pl.col("sentences", "documents").cast(pl.Int64).sum())
    order = pl.col("named").list.join(ARROW)
    return sums.sort("month", order, "labelled").select(*LISTS).cast(LISTS)  # pyright: ignore[reportArgumentType]


def _recited(lists: pl.DataFrame) -> pl.DataFrame:
    return lists.filter(pl.col("named").list.len() > 1)


def _forms(lists: pl.DataFrame, starts: pl.Series, every: str, level: float) -> pl.DataFrame:
    lists = lists.with_columns(form=pl.col("named").list.join(ARROW))
    first = lists.group_by("form").agg(first=pl.col("month").min(), members=pl.col("named").list.len().first())
    parts = []
    for form in first["form"].sort().to_list():
        own = _shares(lists.with_columns(part=pl.col("form") == form), starts, every, level)
        own = own.with_columns(form=pl.lit(form), sentences="part", documents="part_documents")
        parts.append(own.filter(pl.col("sentences") > 0))
    columns = ["start", "form", "members", "sentences", "documents", "share", "low", "high", "first"]
    if not parts:
        empty = _shares(lists.with_columns(part=pl.lit(True)), starts, every, level).clear()
        parts = [empty.with_columns(form=pl.lit("", pl.String))]
    frame = pl.concat(parts).join(first, on="form", how="left").with_columns(pl.col("members").cast(pl.Int64))
    return frame.select(columns).sort("start", "sentences", "form", descending=[False, True, False])


def _shares(lists: pl.DataFrame, starts: pl.Series, every: str, level: float) -> pl.DataFrame:
    """By slice: sentences, documents, those with ``part``, its share and interval; months are what dispersion is of."""
    whole = [pl.col(name).sum() for name in ("sentences", "documents")]
    part = [
        pl.col("sentences").filter("part").sum().alias("part"),
        pl.col("documents").filter("part").sum().alias("part_documents"),
    ]
    months = lists.group_by("month").agg(*whole, *part).sort("month")
    place = starts.search_sorted(months["month"].dt.truncate(every)).to_numpy().astype(np.int64)
    n = months["documents"].to_numpy().astype(float)
    share = (months["part"] / months["sentences"]).to_numpy()  # a document that repeats its list says it once
    low, high = share_intervals((share * n)[None, :], n[None, :], place, len(starts), level)
    sums = months.group_by(start=pl.col("month").dt.truncate(every)).agg(
        pl.col("sentences", "documents", "part", "part_documents").sum()
    )
    frame = starts.to_frame().join(sums, on="start", how="left").sort("start").fill_null(0)
    frame = frame.with_columns(share=pl.when(pl.col("sentences") > 0).then(pl.col("part") / pl.col("sentences")))
    ends = [pl.Series(name, values[0]).fill_nan(None) for name, values in (("low", low), ("high", high))]
    return frame.with_columns(*ends)


def _pairs(frame: pl.DataFrame, named: str) -> pl.DataFrame:
    """A row for each two members of a form, the earlier first, with their places; other columns are kept."""
    rows = frame.with_row_index("form_number").explode(named).rename({named: "first"})
    rows = rows.with_columns(place=pl.int_range(pl.len()).over("form_number"))
    later = rows.select("form_number", second="first", behind="place")
    return rows.join(later, on="form_number").filter(pl.col("place") < pl.col("behind")).drop("form_number")
