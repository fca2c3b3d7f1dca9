"""The network of counted pairs: measures, test, backbone, edges (long, since each method shows itself at work)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..core.renamed_arguments import renamed_arguments
from ..core.results import Result
from .edge_intervals import EdgeIntervals, check_draws, measured_intervals
from .incidence import Incidence
from .network_nodes import Network
from .networkx_graph import networkx_graph
from .pair_statistics import MEASURES, association, disparity, named_pairs, noise_corrected, tested_pairs

if TYPE_CHECKING:
    import networkx as nx

FIRST_COLUMNS = ("a", "b", "f_a", "f_b", "f_ab", *MEASURES)
BACKBONES = ("noise-corrected", "disparity")


@dataclass(frozen=True, repr=False, eq=False)
class Cooccurrence(Network, Result):
    """Pairs of terms that stand together; made by `cooccurrence`.

    Attributes
    ----------
    nodes : DataFrame(term, kind, contexts, documents, months)
        One row for each term that occurs, sorted by term.
    n_contexts, n_documents : int
        Contexts and documents counted, also those without a term.
    incidence : Incidence
        Terms by contexts, and the pairs by number.
    relations : mapping of (a, b) to "part" or "siblings"
        Pairs that a definition binds.
    parameters : mapping
        The arguments of `cooccurrence`, then of `test` and `backbone`, defaults included.
    chosen : DataFrame or None
        The pairs with their counts where they are not simply all of the incidence: after `test`, of an ego
        network.
    tests : int or None
        How many pairs were tested; None before `test`.

    Examples
    --------
    >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
    >>> texts = pl.DataFrame({"id": ["a"], "date": ["2020-04-17"], "text": ["六稳和六保要抓好。六稳。"]})
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
    >>> found = cooccurrence(features)
    >>> found
    <Cooccurrence: 2 terms, 1 pairs seen in 2 contexts (sentence) of 1 documents, the first day to the last; not tested>
    >>> found.nodes.rows()
    [('六保', 'slogan', 1, 1, 1), ('六稳', 'slogan', 2, 1, 1)]
    """

    nodes: pl.DataFrame
    n_documents: int
    incidence: Incidence
    relations: Mapping[tuple[str, str], str]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    chosen: pl.DataFrame | None = None
    tests: int | None = None

    def _summary(self) -> str:
        p = self.parameters
        period = self._period() or "the first day to the last"
        tested = "not tested" if self.tests is None else f"{self.tests} pairs tested, {self.edges().height} edges"
        seen = (self.incidence.pairs if self.chosen is None else self.chosen).height
        return (
            f"{self.nodes.height} terms, {seen} pairs seen in {self.n_contexts} contexts ({p.get('context')}) "
            f"of {self.n_documents} documents, {period}; {tested}"
        )

    def __repr__(self) -> str:  # the summary says the period
        return f"<Cooccurrence: {self._summary()}>"

    @property
    def n_contexts(self) -> int:
        """Contexts counted, also those without a term."""
        return self.incidence.n_contexts

    @cached_property
    def counts(self) -> pl.DataFrame:
        """Every pair seen together, without the measures, sorted by a, b."""
        return named_pairs(self.incidence, self.relations, self.incidence.pairs) if self.chosen is None else self.chosen

    @cached_property
    def frame(self) -> pl.DataFrame:  # pyright: ignore[reportIncompatibleVariableOverride]  # made when asked for
        """Every pair seen together, sorted by a, b.

        Columns: a · b · f_a · f_b · f_ab · log_dice · npmi · mi3 · g2 · delta_p_ab · delta_p_ba, after
        `test` also expected · p · q (null for a pair that could not reach the floor), then documents ·
        months in which they meet · one_surface (contexts set aside because one surface named both) ·
        relation ("part" for a slogan and a member of its expansion, "siblings" for two members of one
        expansion), after `backbone` also score · score_sd.
        """
        return self._measured(self.counts)

    def _measured(self, counts: pl.DataFrame) -> pl.DataFrame:
        """Some of the pairs with their measures: a network asks for few of very many pairs."""
        first = (*FIRST_COLUMNS, *(("expected", "p", "q") if self.tests is not None else ()))
        return association(counts, self.incidence.n_contexts).select(*first, pl.exclude(first))

    def edges(self) -> pl.DataFrame:
        """The pairs that count as edges, sorted by a, b; may be empty.

        Those above the floors; after `test`, those with q at or below its level as well; after `backbone`, those
        that it keeps as well.

        Returns
        -------
        DataFrame
            The columns of `to_frame`.

        Examples
        --------
        >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
        >>> texts = pl.DataFrame({"id": ["a"], "date": ["2020-04-17"], "text": ["六稳和六保要抓好。"]})
        >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
        >>> network = cooccurrence(features, min_contexts=1, min_documents=1, min_months=1)
        >>> network.edges().select("a", "b", "f_ab", "log_dice").rows()
        [('六保', '六稳', 1, 14.0)]
        """
        return self._edges

    @cached_property
    def _edges(self) -> pl.DataFrame:
        keep = self._above_floors("f_ab")
        if self.tests is not None:
            keep &= pl.col("q").fill_null(1.0) <= self.parameters["q"]
        if "backbone" in self.parameters:
            keep &= pl.col("kept")
        if self.chosen is None:  # to count, name and measure all pairs would take longer
            seen = self.incidence.pairs_seen(self.parameters["min_contexts"])
            table = named_pairs(self.incidence, self.relations, seen.filter(keep))
        else:
            table = self.chosen.filter(keep)
        found = self._measured(table)
        return found if self.parameters["related"] else found.filter(pl.col("relation").is_null())

    def _above_floors(self, contexts: str) -> pl.Expr:
        floors = ((contexts, "min_contexts"), ("documents", "min_documents"), ("months", "min_months"))
        return pl.all_horizontal(pl.col(column) >= self.parameters[name] for column, name in floors)

    @renamed_arguments(swaps="draws")
    def test(
        self, q: float = 0.05, *, null: str = "richness", clusters: bool = True, draws: int = 999, seed: int = 0
    ) -> Cooccurrence:
        """Test every pair against a null model, with Benjamini and Hochberg's correction.

        The tests are all pairs of terms that could reach the floors by their own counts, seen together or
        not: to test only the pairs that did reach them would choose the tests by their result.

        Parameters
        ----------
        q : float
            False discovery rate: the share of false edges to accept among the edges.
        null : {"richness", "swap", "independence"}
            What chance is: any table with the same margins, of contexts and of terms
            (`pair_statistics.richness_expected`), which a pair must exceed by a tenth; tables with these margins
            drawn one by one (`curveball.swap_expected`, for small data); or, for comparison only, independence in a
            corpus whose contexts are all alike.
        clusters : bool
            Divide count and expectation by the pair's dispersion over days (`pair_statistics.pair_dispersion`), since
            several meetings in one document or on one day are not so many events. The swap null has no such
            correction.
        draws, seed : int
            How many tables the swap null draws, and from which seed.

        Returns
        -------
        Cooccurrence
            A new one, with expected · p · q · phi, and ``tests`` set.

        Raises
        ------
        StudyError
            A q that is no share, an unknown null model, or the swap null for windows.

        Examples
        --------
        >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
        >>> texts = pl.DataFrame({"id": ["a"], "date": ["2020-04-17"], "text": ["六稳和六保要抓好。"]})
        >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
        >>> network = cooccurrence(features, min_contexts=1, min_documents=1, min_months=1)
        >>> network.test().tests, network.test().edges().height
        (1, 0)
        """
        if not 0 < q < 1:
            raise StudyError(f"q={q!r} is a share of false edges; give a number between 0 and 1, such as 0.05.")
        counts = self.counts.drop("expected", "p", "q", "phi", "kept", "score", "score_sd", strict=False)
        able = self.nodes.filter(self._above_floors("contexts"))["term"].to_list()
        excluded = () if self.parameters["related"] else self.relations
        clusters = clusters and null != "swap"
        settings: dict[str, Any] = {"null": null, "clusters": clusters, "draws": draws, "seed": seed}
        pairs, tests = tested_pairs(
            self.incidence, counts, able, excluded, context=self.parameters["context"], **settings
        )
        before = {name: value for name, value in self.parameters.items() if name != "backbone"}
        return replace(self, chosen=pairs, tests=tests, parameters=before | {"q": q} | settings)

    def backbone(self, delta: float = 1.64, *, method: str = "noise-corrected", alpha: float = 0.05) -> Cooccurrence:
        """Keep the edges that stand out of the noise of both ends; for display, after the test.

        Parameters
        ----------
        delta : float
            Standard deviations that a noise-corrected score must lie above zero: 1.28, 1.64 and 2.32 are
            one-sided 10, 5 and 1 %.
        method : {"noise-corrected", "disparity"}
            Coscia & Neffke 2017, or Serrano, Boguñá & Vespignani 2009.
        alpha : float
            For the disparity filter: the largest share of a node's weight pattern due to chance.

        Returns
        -------
        Cooccurrence
            A new one, tested if this one was not; it may hold no edge, and is then left so.

        Raises
        ------
        StudyError
            An unknown method.

        Examples
        --------
        >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
        >>> texts = pl.DataFrame({"id": ["a"], "date": ["2020-04-17"], "text": ["六稳和六保要抓好。"]})
        >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
        >>> network = cooccurrence(features, min_contexts=1, min_documents=1, min_months=1)
        >>> network.test(0.99).backbone(1.28).to_frame().select("a", "b", "score", "kept").rows()
        [('六保', '六稳', 0.3333333333333333, True)]
        """
        if method not in BACKBONES:
            raise StudyError(
                f"no backbone {method!r}; there are: {', '.join(BACKBONES)}." + did_you_mean(str(method), BACKBONES)
            )
        tested = self if self.tests is not None else self.test()
        pairs = tested.counts.drop("kept", "score", "score_sd", strict=False)
        if method == "noise-corrected":
            pairs, settings = noise_corrected(pairs), {"method": method, "delta": delta}
            kept = pl.col("score") - delta * pl.col("score_sd") > 0
        else:
            pairs, settings = disparity(pairs), {"method": method, "alpha": alpha}
            kept = pl.col("score") < alpha
        parameters = {**tested.parameters, "backbone": settings}
        return replace(tested, chosen=pairs.with_columns(kept=kept), parameters=parameters)

    def intervals(
        self,
        measures: Sequence[str] = ("log_dice", "npmi"),
        *,
        draws: int = 1_000,
        level: float = 0.95,
        seed: int = 0,
        pairs: pl.DataFrame | None = None,
    ) -> EdgeIntervals:
        """The edges with an interval for each measure, from a bootstrap of whole days within the strata.

        Documents of a day are weighted together, by exponential weights that keep the size of each stratum (year and
        source, if not told otherwise); `docs/methods/cooccurrence.md` shows the coverage. The interval is of the measure in
        what the documents were drawn from, whatever chose the edges: edges chosen because they are strong are a little weaker.

        Parameters
        ----------
        measures : sequence of {"log_dice", "npmi", "mi3", "delta_p_ab", "delta_p_ba"}
        draws : int
            At least 100.
        level : float
        seed : int
        pairs : DataFrame(a, b, …), optional
            Instead of the edges; pairs that meet.

        Returns
        -------
        EdgeIntervals

        Raises
        ------
        StudyError
            An unknown measure, fewer than 100 draws, a level that is no share; windows, whose meetings are not kept by day.

        Examples
        --------
        >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
        >>> days = [f"2020-04-{day:02}" for day in range(1, 21)]
        >>> text = ["六稳和六保要抓好。" if day % 2 else "抓好六稳。" for day in range(20)]
        >>> corpus = Corpus.from_frame(pl.DataFrame({"date": days, "text": text}), mark_duplicates=False)
        >>> network = cooccurrence(build_features(corpus, Lexicon.read(), "memory://slogans"), min_months=1)
        >>> network.intervals().select("a", "b", "days", pl.col("^log_dice.*$").round(1)).rows()
        [('六保', '六稳', 10, 13.4, 12.9, 13.7)]
        """
        check_draws(level, draws)
        if self.parameters["context"] == "window":
            raise StudyError("meetings in windows are not kept by day; use context='sentence' for intervals.")
        table = self.edges() if pairs is None else pairs.select("a", "b").join(self.counts, on=["a", "b"], how="inner")
        settings: dict[str, Any] = {"level": level, "draws": draws, "seed": seed}
        found = measured_intervals(self.incidence, table, tuple(measures), **settings)
        return EdgeIntervals(found, {**self.parameters, "measures": tuple(measures), **settings})

    def to_networkx(self, *, isolates: bool = False, attributes: Sequence[str] | None = None) -> nx.Graph:
        """A networkx graph of the edges, built from sorted nodes and edges.

        Parameters
        ----------
        isolates : bool
            Keep terms without an edge.
        attributes : sequence of str, optional
            Columns of `edges` that its edges carry; the measures, and after the test p and q, if None. ``weight`` is
            logDice.

        Returns
        -------
        networkx.Graph
            Nodes carry kind · contexts · documents · months.

        Examples
        --------
        >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
        >>> texts = pl.DataFrame({"id": ["a"], "date": ["2020-04-17"], "text": ["六稳和六保要抓好。"]})
        >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
        >>> network = cooccurrence(features, min_contexts=1, min_documents=1, min_months=1)
        >>> network.to_networkx(attributes=["f_ab"]).edges(data=True)
        EdgeDataView([('六保', '六稳', {'weight': 14.0, 'f_ab': 1})])
        """
        return networkx_graph(self.nodes, self.edges(), isolates=isolates, attributes=attributes)
