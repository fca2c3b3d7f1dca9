"""The result of counting pairs: a table, its test, its backbone, its graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.errors import StudyError
from .association import MEASURES, association
from .backbones import disparity, noise_corrected
from .communities import consensus
from .contexts import Incidence
from .graph_tables import connected_nodes, graph, weighted_graph
from .node_layout import layout
from .significance import tested
from .term_choice import named

if TYPE_CHECKING:
    import networkx as nx

FLOOR = {"contexts": 5, "documents": 3, "months": 2}  # a pair below these is an anecdote, whatever its p
COUNTS = ("a", "b", "f_a", "f_b", "f_ab")
TESTED = ("expected", "p", "q")


@dataclass(frozen=True, repr=False, eq=False)
class Cooccurrence:
    """Pairs of terms that stand together; made by `cooccurrence`.

    Attributes
    ----------
    nodes : DataFrame(term, kind, contexts, documents, months)
        One row for each term that occurs, sorted by term.
    n_contexts, n_documents : int
        Contexts and documents counted, also those without a term.
    incidence : Incidence
        Terms by contexts, and the pairs by number.
    chosen : DataFrame or None
        The pairs with their counts where they are not simply all of the incidence: after `test`, of an ego
        network.
    tests : int or None
        How many pairs were tested; None before `test`.
    parameters : dict
    """

    nodes: pl.DataFrame
    n_contexts: int
    n_documents: int
    incidence: Incidence
    chosen: pl.DataFrame | None = None
    tests: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        p = self.parameters
        period = f"{p.get('start') or 'the first day'} to {p.get('end') or 'the last'}"
        tested = "not tested" if self.tests is None else f"{self.tests} pairs tested, {self.edges().height} edges"
        return (
            f"<Cooccurrence: {self.nodes.height} terms, {self._height()} pairs seen in {self.n_contexts} "
            f"contexts ({p.get('context')}) of {self.n_documents} documents, {period}; {tested}>"
        )

    def _height(self) -> int:
        return (self.incidence.pairs if self.chosen is None else self.chosen).height

    def _named(self, table: pl.DataFrame) -> pl.DataFrame:
        return named(self.incidence, self.parameters["relations"], table)

    @cached_property
    def counts(self) -> pl.DataFrame:
        """Every pair seen together, without the measures, sorted by a, b."""
        return self._named(self.incidence.pairs) if self.chosen is None else self.chosen

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """Every pair seen together, with its measures; see `to_frame`."""
        return self._measured(self.counts)

    def _measured(self, counts: pl.DataFrame) -> pl.DataFrame:
        """Some of the pairs with their measures: a network asks for few of very many pairs."""
        first = (*COUNTS, *MEASURES, *(TESTED if self.tests is not None else ()))
        table = association(counts, self.n_contexts)
        return table.select(*first, *(name for name in table.columns if name not in first))

    def to_frame(self) -> pl.DataFrame:
        """Every pair seen together, sorted by a, b.

        Columns: a · b · f_a · f_b · f_ab · log_dice · npmi · mi3 · g2 · delta_p_ab · delta_p_ba, after
        `test` also expected · p · q (null for a pair that could not reach the floor), then documents ·
        months in which they meet · one_surface (contexts set aside because one surface named both) ·
        relation ("part" for a slogan and a member of its expansion, "siblings" for two members of one
        expansion), after `backbone` also score · score_sd.
        """
        return self.pairs

    def edges(self) -> pl.DataFrame:
        """The pairs that count as edges: those above the floors; after `test`, those with q at or below its
        level as well; after `backbone`, those that it keeps as well. Sorted by a, b; may be empty."""
        return self._edges

    @cached_property
    def _edges(self) -> pl.DataFrame:
        floor = self.parameters["floor"]
        keep = (
            (pl.col("f_ab") >= floor["contexts"])
            & (pl.col("documents") >= floor["documents"])
            & (pl.col("months") >= floor["months"])
        )
        if self.tests is not None:
            keep &= pl.col("q").fill_null(1.0) <= self.parameters["q"]
        if "backbone" in self.parameters:
            keep &= pl.col("kept")
        if self.chosen is None:  # to count, name and measure all pairs would take longer
            table = self._named(self.incidence.counts.table(floor["contexts"]).filter(keep))
        else:
            table = self.chosen.filter(keep)
        found = self._measured(table)
        return found if self.parameters["related"] else found.filter(pl.col("relation").is_null())

    @cached_property
    def _cache(self) -> dict[Any, pl.DataFrame]:
        return {}

    @cached_property
    def _graph(self) -> nx.Graph:
        return weighted_graph(self.edges().select("a", "b", "log_dice"))

    def communities(self, *, draws: int = 50, resolution: float = 1.0, seed: int = 0) -> pl.DataFrame:
        """Groups of terms with more and stronger edges among them than to others (`communities.consensus`).

        Parameters
        ----------
        draws : int
            How often the method is run; the communities are those that most runs agree on.
        resolution : float
            Above 1 for smaller communities.
        seed : int

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
        """A place in the unit square for each term with an edge (`node_layout.layout`).

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

    def test(
        self, q: float = 0.05, *, null: str = "richness", clusters: bool = True, swaps: int = 999, seed: int = 1
    ) -> Cooccurrence:
        """Test every pair against a null model, with Benjamini and Hochberg's correction.

        The tests are all pairs of terms that could reach the floors by their own counts, seen together or
        not: to test only the pairs that did reach them would choose the tests by their result.

        Parameters
        ----------
        q : float
            Share of false edges to accept among the edges.
        null : {"richness", "swap", "independence"}
            What chance is: any table with the same margins, of contexts and of terms (`nulls.richness_expected`),
            which a pair must exceed by a tenth; tables with these margins drawn one by one
            (`nulls.swap_expected`, for small data); or, for comparison only, independence in a corpus whose
            contexts are all alike.
        clusters : bool
            Divide count and expectation by the pair's dispersion over days (`nulls.pair_dispersion`), since
            several meetings in one document or on one day are not so many events. The swap null has no such
            correction.
        swaps, seed : int
            Of the swap null.

        Returns
        -------
        Cooccurrence
            A new one, with expected · p · q · phi, and ``tests`` set.
        """
        if not 0 < q < 1:
            raise StudyError(f"q={q!r} is a share of false edges; give a number between 0 and 1, such as 0.05.")
        found = self.counts.drop("expected", "p", "q", "phi", "kept", "score", "score_sd", strict=False)
        able = self._able()
        pairs, tests = tested(
            self.incidence,
            self.n_contexts,
            self.parameters,
            found,
            able,
            null=null,
            clusters=clusters,
            swaps=swaps,
            seed=seed,
        )
        kept = {k: v for k, v in self.parameters.items() if k != "backbone"}
        return replace(
            self,
            chosen=pairs,
            tests=tests,
            parameters=kept | {"q": q, "null": null, "clusters": clusters and null != "swap"},
        )

    def _able(self) -> list[str]:
        """Terms that occur often enough for a pair of them to reach the floors."""
        floor = self.parameters["floor"]
        return self.nodes.filter(
            pl.col("contexts") >= floor["contexts"],
            pl.col("documents") >= floor["documents"],
            pl.col("months") >= floor["months"],
        )["term"].to_list()

    def backbone(self, delta: float = 1.64, *, method: str = "noise-corrected", alpha: float = 0.05) -> Cooccurrence:
        """Keep the edges that stand out of the noise of both ends; for display, after the test.

        Parameters
        ----------
        delta : float
            Standard deviations that a noise-corrected score must lie above zero: 1.28, 1.64 and 2.32 are
            one-sided 10, 5 and 1 %.
        method : {"noise-corrected", "disparity"}
        alpha : float
            For the disparity filter: the largest share of a node's weight pattern due to chance.

        Returns
        -------
        Cooccurrence
            A new one; it may hold no edge, and is then left so.
        """
        done = self if self.tests is not None else self.test()
        pairs = done.counts.drop("kept", "score", "score_sd", strict=False)
        if method == "noise-corrected":
            pairs = noise_corrected(pairs, weight="f_ab").with_columns(
                kept=pl.col("score") - delta * pl.col("score_sd") > 0
            )
            settings = {"method": method, "delta": delta}
        elif method == "disparity":
            pairs = disparity(pairs, weight="f_ab").with_columns(kept=pl.col("score") < alpha)
            settings = {"method": method, "alpha": alpha}
        else:
            raise StudyError(f"no backbone {method!r}; there are: noise-corrected, disparity.")
        return replace(done, chosen=pairs, parameters={**done.parameters, "backbone": settings})

    def to_networkx(self, *, isolates: bool = False, attributes: Sequence[str] | None = None) -> nx.Graph:
        """A graph of the edges, built from sorted nodes and edges.

        Nodes carry kind · contexts · documents; edges carry the measures and, after the test, p and q, or
        those ``attributes`` only; ``weight`` is logDice. Terms without an edge are left out unless
        ``isolates``.
        """
        return graph(self.nodes, self.edges(), isolates=isolates, attributes=attributes)
