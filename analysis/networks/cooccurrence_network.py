"""The network of counted pairs: its measures, its test, its backbone, its edges, and what is known of its nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..core.renamed_arguments import renamed_arguments
from ..core.results import Result
from .incidence import Incidence
from .network_nodes import connected_nodes, consensus, layout, weighted_graph
from .networkx_graph import networkx_graph
from .pair_measures import MEASURES, association, disparity, named_pairs, noise_corrected
from .significance import check_null, tested_pairs

if TYPE_CHECKING:
    import networkx as nx

FIRST_COLUMNS = ("a", "b", "f_a", "f_b", "f_ab", *MEASURES)
TESTED_COLUMNS = ("expected", "p", "q")
BACKBONES = ("noise-corrected", "disparity")


@dataclass(frozen=True, repr=False, eq=False)
class Cooccurrence(Result):
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
    >>> from tempfile import mkdtemp
    >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
    >>> texts = {"id": ["a", "b"], "date": ["2020-04-17", "2020-05-22"], "text": ["六稳和六保要抓好。"] * 2}
    >>> features = build_features(Corpus.from_frame(pl.DataFrame(texts)), Lexicon.read(), mkdtemp())
    >>> found = cooccurrence(features, duplicates=True, min_contexts=2, min_documents=2)
    >>> found
    <Cooccurrence: 2 terms, 1 pairs seen in 2 contexts (sentence) of 2 documents, the first day to the last; not tested>
    >>> found.nodes.rows()
    [('六保', 'slogan', 2, 2, 2), ('六稳', 'slogan', 2, 2, 2)]
    >>> found.network_nodes().select("term", "degree", "strength", "community").rows()
    [('六保', 1, 14.0, 0), ('六稳', 1, 14.0, 0)]
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
        period = f"{p.get('start') or 'the first day'} to {p.get('end') or 'the last'}"
        tested = "not tested" if self.tests is None else f"{self.tests} pairs tested, {self.edges().height} edges"
        seen = (self.incidence.pairs if self.chosen is None else self.chosen).height
        return (
            f"{self.nodes.height} terms, {seen} pairs seen in {self.n_contexts} contexts ({p.get('context')}) "
            f"of {self.n_documents} documents, {period}; {tested}"
        )

    @property
    def n_contexts(self) -> int:
        """Contexts counted, also those without a term."""
        return self.incidence.n_contexts

    @cached_property
    def counts(self) -> pl.DataFrame:
        """Every pair seen together, without the measures, sorted by a, b."""
        return self._named(self.incidence.pairs) if self.chosen is None else self.chosen

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

    def _named(self, pairs: pl.DataFrame) -> pl.DataFrame:
        return named_pairs(self.incidence, self.relations, pairs)

    def _measured(self, counts: pl.DataFrame) -> pl.DataFrame:
        """Some of the pairs with their measures: a network asks for few of very many pairs."""
        first = FIRST_COLUMNS + (TESTED_COLUMNS if self.tests is not None else ())
        return association(counts, self.n_contexts).select(*first, pl.exclude(first))

    def edges(self) -> pl.DataFrame:
        """The pairs that count as edges, sorted by a, b; may be empty.

        Those above the floors; after `test`, those with q at or below its level as well; after `backbone`, those
        that it keeps as well.

        Returns
        -------
        DataFrame
            The columns of `to_frame`.
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
            table = self._named(self.incidence.pairs_seen(self.parameters["min_contexts"]).filter(keep))
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
            (`significance.richness_expected`), which a pair must exceed by a tenth; tables with these margins
            drawn one by one (`curveball.swap_expected`, for small data); or, for comparison only, independence in a
            corpus whose contexts are all alike.
        clusters : bool
            Divide count and expectation by the pair's dispersion over days (`significance.pair_dispersion`), since
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
        """
        if not 0 < q < 1:
            raise StudyError(f"q={q!r} is a share of false edges; give a number between 0 and 1, such as 0.05.")
        check_null(null, self.parameters["context"])
        counts = self.counts.drop("expected", "p", "q", "phi", "kept", "score", "score_sd", strict=False)
        able = self.nodes.filter(self._above_floors("contexts"))["term"].to_list()
        excluded = () if self.parameters["related"] else self.relations
        clusters = clusters and null != "swap"
        settings: dict[str, Any] = {"null": null, "clusters": clusters, "draws": draws, "seed": seed}
        pairs, tests = tested_pairs(self.incidence, counts, able, excluded, **settings)
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
        """
        if method not in BACKBONES:
            raise StudyError(
                f"no backbone {method!r}; there are: {', '.join(BACKBONES)}." + did_you_mean(str(method), BACKBONES)
            )
        tested = self if self.tests is not None else self.test()
        pairs = tested.counts.drop("kept", "score", "score_sd", strict=False)
        if method == "noise-corrected":
            kept = pl.col("score") - delta * pl.col("score_sd") > 0
            pairs, settings = noise_corrected(pairs), {"method": method, "delta": delta}
        else:
            kept = pl.col("score") < alpha
            pairs, settings = disparity(pairs), {"method": method, "alpha": alpha}
        parameters = {**tested.parameters, "backbone": settings}
        return replace(tested, chosen=pairs.with_columns(kept=kept), parameters=parameters)

    @cached_property
    def _cache(self) -> dict[Any, pl.DataFrame]:
        return {}

    @cached_property
    def _graph(self) -> nx.Graph:
        return weighted_graph(self.edges().select("a", "b", "log_dice"))

    def communities(self, *, draws: int = 50, resolution: float = 1.0, seed: int = 0) -> pl.DataFrame:
        """Groups of terms with more and stronger edges among them than to others (`network_nodes.consensus`).

        Parameters
        ----------
        draws : int
            How often the method is run; the communities are those that most runs agree on.
        resolution : float
            Above 1 for smaller communities.
        seed : int
            Of the first run.

        Returns
        -------
        DataFrame(term, community, stability)
            Terms with an edge, sorted; communities numbered from 0, the largest first. Stability is the share of
            the runs that put the term there.
        """
        key = ("communities", draws, resolution, seed)
        if key not in self._cache:
            self._cache[key] = consensus(self._graph, draws=draws, resolution=resolution, seed=seed)
        return self._cache[key]

    def layout(self, *, seed: int = 0) -> pl.DataFrame:
        """A place in the unit square for each term with an edge (`network_nodes.layout`).

        Returns
        -------
        DataFrame(term, x, y)
            Sorted by term.
        """
        key = ("layout", seed)
        if key not in self._cache:
            self._cache[key] = layout(self._graph, seed=seed)
        return self._cache[key]

    def network_nodes(self) -> pl.DataFrame:
        """All that a figure says of the terms with an edge, sorted by term.

        Returns
        -------
        DataFrame(term, kind, contexts, documents, months, degree, strength, community, stability, x, y)
            Degree counts a term's edges, strength sums their logDice.
        """
        nodes = connected_nodes(self.nodes, self.edges())
        return nodes.join(self.communities(), on="term").join(self.layout(), on="term").sort("term")

    def to_networkx(self, *, isolates: bool = False, attributes: Sequence[str] | None = None) -> nx.Graph:
        """A graph of the edges, built from sorted nodes and edges.

        Nodes carry kind · contexts · documents · months; edges carry the measures and, after the test, p and q, or
        those ``attributes`` only; ``weight`` is logDice. Terms without an edge are left out unless
        ``isolates``.
        """
        return networkx_graph(self.nodes, self.edges(), isolates=isolates, attributes=attributes)
