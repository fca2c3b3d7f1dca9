"""Which terms stand together more often than chance would bring them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from ._contexts import Incidence, incidence
from ._tests import tested
from .association import MEASURES, association
from .errors import StudyError
from .slices import known_terms, resolve_terms, selected_documents

if TYPE_CHECKING:
    import networkx as nx

    from .features import Features

FLOOR = {"contexts": 5, "documents": 3, "months": 2}  # a pair below these is an anecdote, whatever its p
_COUNTS = ("a", "b", "f_a", "f_b", "f_ab")
_TESTED = ("expected", "p", "q")
_MORE = ("documents", "months", "one_surface", "relation")


@dataclass(frozen=True, repr=False, eq=False)
class Cooccurrence:
    """Pairs of terms that stand together; made by `cooccurrence`.

    Attributes
    ----------
    nodes : DataFrame(term, kind, contexts, documents, months)
        One row for each term that occurs, sorted by term.
    pairs : DataFrame
        One row for each pair seen together at least once; see `to_frame`.
    n_contexts, n_documents : int
        Contexts and documents counted, also those without a term.
    tests : int or None
        How many pairs were tested; None before `test`.
    parameters : dict
    """

    nodes: pl.DataFrame
    pairs: pl.DataFrame
    n_contexts: int
    n_documents: int
    incidence: Incidence
    tests: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        p = self.parameters
        period = f"{p.get('start') or 'the first day'} to {p.get('end') or 'the last'}"
        tested = "not tested" if self.tests is None else f"{self.tests} pairs tested, {self.edges().height} edges"
        return (f"<Cooccurrence: {self.nodes.height} terms, {self.pairs.height} pairs seen in {self.n_contexts} "
                f"contexts ({p.get('context')}) of {self.n_documents} documents, {period}; {tested}>")

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
        floor = self.parameters["floor"]
        keep = ((pl.col("f_ab") >= floor["contexts"]) & (pl.col("documents") >= floor["documents"])
                & (pl.col("months") >= floor["months"]))
        if not self.parameters["related"]:
            keep &= pl.col("relation").is_null()
        if self.tests is not None:
            keep &= pl.col("q").fill_null(1.0) <= self.parameters["q"]
        if "backbone" in self.parameters:
            keep &= pl.col("kept")
        return self.pairs.filter(keep)

    def test(self, q: float = 0.05, *, null: str = "richness", clusters: bool = True, swaps: int = 999,
             seed: int = 1) -> Cooccurrence:
        """Test every pair against a null model, with Benjamini and Hochberg's correction.

        The tests are all pairs of terms that could reach the floors by their own counts, seen together or
        not: to test only the pairs that did reach them would choose the tests by their result.

        Parameters
        ----------
        q : float
            Share of false edges to accept among the edges.
        null : {"richness", "swap", "independence"}
            What chance is: contexts of the same richness (`nulls.richness_expected`); tables with the same
            margins (`nulls.swap_expected`, for small data); or, for comparison only, independence in a corpus
            whose contexts are all alike.
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
        found = self.pairs.drop("expected", "p", "q", "phi", "kept", "score", "score_sd", strict=False)
        able = self._able()
        pairs, tests = tested(self, found, able, null=null, clusters=clusters, swaps=swaps, seed=seed)
        more = [c for c in pairs.columns if c not in (*_COUNTS, *MEASURES, *_TESTED)]
        kept = {k: v for k, v in self.parameters.items() if k != "backbone"}
        return replace(self, pairs=pairs.select(*_COUNTS, *MEASURES, *_TESTED, *more), tests=tests,
                       parameters=kept | {"q": q, "null": null, "clusters": clusters and null != "swap"})

    def _able(self) -> list[str]:
        """Terms that occur often enough for a pair of them to reach the floors."""
        floor = self.parameters["floor"]
        return self.nodes.filter(pl.col("contexts") >= floor["contexts"], pl.col("documents") >= floor["documents"],
                                 pl.col("months") >= floor["months"])["term"].to_list()

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
        from .backbone import disparity, noise_corrected

        done = self if self.tests is not None else self.test()
        pairs = done.pairs.drop("kept", "score", "score_sd", strict=False)
        if method == "noise-corrected":
            pairs = noise_corrected(pairs, weight="f_ab").with_columns(
                kept=pl.col("score") - delta * pl.col("score_sd") > 0)
            settings = {"method": method, "delta": delta}
        elif method == "disparity":
            pairs = disparity(pairs, weight="f_ab").with_columns(kept=pl.col("score") < alpha)
            settings = {"method": method, "alpha": alpha}
        else:
            raise StudyError(f"no backbone {method!r}; there are: noise-corrected, disparity.")
        return replace(done, pairs=pairs, parameters={**done.parameters, "backbone": settings})

    def to_networkx(self, *, isolates: bool = False) -> nx.Graph:
        """A graph of the edges, built from sorted nodes and edges.

        Nodes carry kind · contexts · documents; edges carry the measures and, after the test, p and q;
        ``weight`` is logDice. Terms without an edge are left out unless ``isolates``.
        """
        from .network import graph

        return graph(self.nodes, self.edges(), isolates=isolates)


def cooccurrence(
    features: Features,
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    context: str = "sentence",
    terms: str | Iterable[str] | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    window: int = 5,
    most: int = 1000,
    related: bool = True,
    strata: Sequence[str] = ("year", "source"),
    min_contexts: int = FLOOR["contexts"],
    min_documents: int = FLOOR["documents"],
    min_months: int = FLOOR["months"],
) -> Cooccurrence:
    """Count the pairs of terms that stand in the same context, and how strongly they attract each other.

    Parameters
    ----------
    features : Features
    start, end : date or str, optional
        First day, and the day after the last.
    context : {"sentence", "paragraph", "document", "window"}
        A window is ``window`` words to either side and never crosses a sentence; a pair counts once a
        sentence. It needs a private edition, which knows the order of words.
    terms : str or list of str, optional
        Slogans, members of expansions, words; every slogan if None; ``"all"`` for the ``most`` terms of any
        kind that occur in most documents.
    kinds : list of str, optional
        Kinds of document, such as ``["story"]``; all if None.
    duplicates : bool
        Count near-duplicates of earlier documents as well.
    related : bool
        Also treat as edges the pairs of a slogan and a member of its expansion, and of two members of one
        expansion (marked in the column ``relation`` either way).
    strata : sequence of {"year", "quarter", "month", "source", "kind"}
        The null compares contexts of one stratum only.
    min_contexts, min_documents, min_months : int
        Floors below which a pair is not an edge.

    Returns
    -------
    Cooccurrence

    Raises
    ------
    StudyError
        An unknown term, context or stratum, or a context that these features do not hold.
    """
    documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates)
    chosen = chosen_terms(features, terms, documents, most=most)
    return counted(features, chosen, documents, context=context, window=window, related=related, strata=strata,
                   floor=dict(contexts=min_contexts, documents=min_documents, months=min_months),
                   told=dict(start=start, end=end, kinds=kinds, duplicates=duplicates))


def counted(features: Features, chosen: dict[str, str], documents: pl.DataFrame, *, context: str, window: int,
            related: bool, strata: Sequence[str], floor: dict[str, int], told: dict[str, Any]) -> Cooccurrence:
    """Co-occurrence of terms already chosen (label to kind) in documents already selected."""
    data = incidence(features, chosen, documents, context=context, window=window, strata=tuple(strata))
    names = pl.DataFrame({"at": range(len(data.terms)), "term": data.terms, "kind": data.kinds},
                         schema={"at": pl.UInt32, "term": pl.String, "kind": pl.String})
    nodes = (data.cells.group_by(at="term")
             .agg(contexts=pl.len(), documents=pl.col("document").n_unique(), months=pl.col("month").n_unique())
             .join(names, on="at").sort("term"))
    relations = _relations(features, set(data.terms))
    pairs = _named(data, nodes, relations)
    nodes = nodes.select("term", "kind", "contexts", "documents", "months")
    parameters = dict(**told, context=context, related=related, strata=tuple(strata), relations=relations,
                      floor=floor)
    if context == "window":
        parameters["window"] = window
    measured = association(pairs, data.n_contexts)
    return Cooccurrence(nodes, measured.select(*_COUNTS, *MEASURES, *_MORE), data.n_contexts, documents.height,
                        data, None, parameters)


def chosen_terms(features: Features, terms, documents: pl.DataFrame, *, most: int) -> dict[str, str]:
    """Label to kind of the terms asked for."""
    kinds = known_terms(features)
    if not (isinstance(terms, str) and terms == "all"):
        return {term: kinds[term] for term in resolve_terms(features, terms)}
    if most < 2:
        raise StudyError(f"most={most!r}; a network needs at least two terms.")
    held = features.sentences.join(documents.lazy().select("doc_id"), on="doc_id", how="semi")
    counts = (held.select("doc_id", term_id="terms").explode("term_id").drop_nulls().unique()
              .group_by("term_id").agg(documents=pl.len())
              .join(features.vocabulary.select("term_id", "term"), on="term_id").collect())
    counts = counts.sort("documents", "term", descending=[True, False]).head(most)
    return {term: kinds[term] for term in counts["term"].to_list()}


def _relations(features, terms) -> dict[tuple[str, str], str]:
    """Pairs of terms that a definition binds: (a, b) to "part" or "siblings"."""
    out: dict[tuple[str, str], str] = {}
    for slogan, versions in sorted(((features.manifest.get("lexicon") or {}).get("expansions") or {}).items()):
        for version in versions:
            members = sorted(terms.intersection(version["members"]) - {slogan})
            for at, one in enumerate(members):
                for other in members[at + 1:]:
                    out.setdefault((one, other), "siblings")
            if slogan in terms:
                out.update({tuple(sorted((slogan, member))): "part" for member in members})
    return out


def _named(data: Incidence, nodes: pl.DataFrame, relations) -> pl.DataFrame:
    """a · b · f_a · f_b · f_ab · documents · months · one_surface · relation, sorted."""
    own = nodes.select("at", "term", "contexts")
    bound = pl.DataFrame([(*pair, kind) for pair, kind in relations.items()], orient="row",
                         schema={"a": pl.String, "b": pl.String, "relation": pl.String})
    return (data.pairs.join(own.rename({"term": "label_a", "contexts": "f_a"}), left_on="a", right_on="at")
            .join(own.rename({"term": "label_b", "contexts": "f_b"}), left_on="b", right_on="at")
            .select("f_a", "f_b", "f_ab", "documents", "months", "one_surface", a="label_a", b="label_b")
            .join(bound, on=["a", "b"], how="left").sort("a", "b"))
