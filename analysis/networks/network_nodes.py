"""The nodes of a network: degree, communities, layout (long, since together they are one table of nodes)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    import networkx as nx

SEED_BASE = 1  # seeds counted from 1 in 0.1.0; kept so that results stay the same
AGREE = 0.5  # pairs that fall together in a smaller share of the runs are taken as apart
PLACED_EXACTLY = 300  # nodes up to which Kamada and Kawai's placement, which takes their number cubed, comes first


class Network:
    """Terms and the edges among them, with what a figure needs; a `Cooccurrence` is one.

    Parameters
    ----------
    nodes : DataFrame(term, …)
    edges : DataFrame(a, b, log_dice, …)
    """

    def __init__(self, nodes: pl.DataFrame, edges: pl.DataFrame):
        self.nodes, self._edges = nodes, edges

    def edges(self) -> pl.DataFrame:
        """The edges, with a, b and log_dice."""
        return self._edges

    @cached_property
    def _graph(self) -> nx.Graph:
        return weighted_graph(self.edges().select("a", "b", "log_dice"))

    @cached_property
    def _found(self) -> dict[Any, pl.DataFrame]:
        return {}

    def communities(self, *, draws: int = 50, resolution: float = 1.0, seed: int = 0) -> pl.DataFrame:
        """Groups of terms with more and stronger edges among them than to others.

        Louvain's method maximises modularity (Blondel et al. 2008) from ``draws`` seeds; the table of how often two
        terms fall together is itself divided in the same way, until the runs agree (Lancichinetti & Fortunato 2012).

        Parameters
        ----------
        draws : int
            How often the method is run, each time from another seed.
        resolution : float
            Above 1 for smaller communities.
        seed : int
            Of the first run.

        Returns
        -------
        DataFrame(term, community, stability)
            Terms with an edge, sorted. Communities are numbered from 0, the largest first (ties: first term).
            Stability is the share of the runs in which the term lay in the run's community that overlaps most with
            its final one.

        Examples
        --------
        >>> edges = pl.DataFrame({"a": ["六保"], "b": ["六稳"], "log_dice": [14.0]})
        >>> network = Network(pl.DataFrame({"term": ["六保", "六稳"]}), edges)
        >>> network.communities().rows()
        [('六保', 0, 1.0), ('六稳', 0, 1.0)]
        """
        key = (draws, resolution, seed)
        if key not in self._found:
            self._found[key] = consensus(self._graph, draws=draws, resolution=resolution, seed=seed)
        return self._found[key]

    def layout(self, *, seed: int = 0) -> pl.DataFrame:
        """A place in the unit square for each term with an edge, by springs that pull the ends of edges together.

        Parameters
        ----------
        seed : int

        Returns
        -------
        DataFrame(term, x, y)
            Sorted by term.

        Examples
        --------
        >>> edges = pl.DataFrame({"a": ["六保"], "b": ["六稳"], "log_dice": [14.0]})
        >>> network = Network(pl.DataFrame({"term": ["六保", "六稳"]}), edges)
        >>> network.layout().rows()
        [('六保', 1.0, 0.0), ('六稳', 0.0, 1.0)]
        """
        if seed not in self._found:
            self._found[seed] = layout(self._graph, seed=seed)
        return self._found[seed]

    def network_nodes(self) -> pl.DataFrame:
        """All that a figure says of the terms with an edge, sorted by term.

        Returns
        -------
        DataFrame(term, kind, contexts, documents, months, degree, strength, community, stability, x, y)
            Degree counts a term's edges, strength sums their logDice.

        Examples
        --------
        >>> edges = pl.DataFrame({"a": ["六保"], "b": ["六稳"], "log_dice": [14.0]})
        >>> network = Network(pl.DataFrame({"term": ["六保", "六稳"]}), edges)
        >>> network.network_nodes().rows()
        [('六保', 1, 14.0, 0, 1.0, 1.0, 0.0), ('六稳', 1, 14.0, 0, 1.0, 0.0, 1.0)]
        """
        nodes = connected_nodes(self.nodes, self.edges())
        return nodes.join(self.communities(), on="term").join(self.layout(), on="term").sort("term")


def weighted_graph(edges: pl.DataFrame) -> nx.Graph:
    """A graph of (a, b, weight) rows whose nodes and edges are sorted: communities and layouts depend on their order."""
    import networkx as nx

    edges = edges.sort("a", "b")
    graph = nx.Graph()
    graph.add_nodes_from(pl.concat([edges["a"], edges["b"]]).unique().sort().to_list())
    graph.add_weighted_edges_from(edges.rows())
    return graph


def connected_nodes(nodes: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``nodes`` that have an edge, with degree and strength (the sum of logDice), sorted by term."""
    ends = pl.concat([edges.select(term=end, w="log_dice") for end in ("a", "b")])
    # sorted before they are summed, or the last digits would depend on the order of rows
    own = ends.group_by("term").agg(degree=pl.len(), strength=pl.col("w").sort().sum())
    return nodes.join(own, on="term").sort("term")


def consensus(graph: nx.Graph, *, draws: int = 50, resolution: float = 1.0, seed: int = 0) -> pl.DataFrame:
    """Communities that many runs of Louvain agree on; see `Network.communities`. Nodes and edges are sorted."""
    import networkx as nx

    names = sorted(graph)
    schema = {"term": pl.String, "community": pl.Int64, "stability": pl.Float64}
    if not names:
        return pl.DataFrame(schema=schema)
    at = {name: i for i, name in enumerate(names)}

    def partitions(g: nx.Graph) -> np.ndarray:
        out = np.empty((draws, len(names)), dtype=np.int64)
        for run in range(draws):
            found = nx.community.louvain_communities(g, resolution=resolution, seed=SEED_BASE + seed + run)
            for number, members in enumerate(found):
                out[run, [at[m] for m in members]] = number
        return out

    first = labels = partitions(graph)
    for _ in range(20):  # it settles after one to three rounds
        if len({tuple(_numbered(run, names)) for run in labels}) == 1:
            break
        together = (labels[:, :, None] == labels[:, None, :]).mean(0)
        agreed = nx.Graph()
        agreed.add_nodes_from(names)
        i, j = np.nonzero(np.triu(together >= AGREE, 1))
        agreed.add_weighted_edges_from((names[x], names[y], float(together[x, y])) for x, y in zip(i, j, strict=True))
        labels = partitions(agreed)
    final = _numbered(labels[0], names)
    return pl.DataFrame({"term": names, "community": final, "stability": _stability(final, first)}, schema=schema)


def _numbered(labels: np.ndarray, names: list[str]) -> np.ndarray:
    """Communities from 0, the largest first, ties by their first term."""
    groups = sorted((-int((labels == k).sum()), names[int(np.argmax(labels == k))], k) for k in np.unique(labels))
    place = {k: number for number, (_, _, k) in enumerate(groups)}
    return np.array([place[k] for k in labels], dtype=np.int64)


def _stability(final: np.ndarray, runs: np.ndarray) -> np.ndarray:
    """The share of the runs whose community with the largest overlap with a term's final one holds the term."""
    share = np.zeros(len(final))
    for run in runs:
        overlap = np.zeros((final.max() + 1, run.max() + 1), dtype=np.int64)
        np.add.at(overlap, (final, run), 1)
        share += run == overlap.argmax(1)[final]
    return share / len(runs)


def layout(graph: nx.Graph, *, weight: str = "weight", seed: int = 0, iterations: int = 200) -> pl.DataFrame:
    """Places for the nodes of a graph: each component by springs, the components side by side, largest first.

    Springs pull the ends of an edge together in proportion to its weight (Fruchterman & Reingold 1991), beginning
    where distances in the graph put the nodes (Kamada & Kawai 1989).

    Parameters
    ----------
    graph : networkx.Graph
        With sorted nodes and edges.
    weight : str
        Edge attribute that pulls ends together; scaled so that the mean is 1.
    seed : int
        Of the springs.
    iterations : int
        Steps of the springs in a component of more than 300 nodes; 30 steps in a smaller one.

    Returns
    -------
    DataFrame(term, x, y)
        Sorted by term, in the unit square, to 4 decimals (the last bits of a layout are not reproducible).

    Examples
    --------
    >>> import networkx as nx
    >>> layout(nx.Graph([("六保", "六稳")])).rows()
    [('六保', 1.0, 0.0), ('六稳', 0.0, 1.0)]
    """
    import networkx as nx

    schema = {"term": pl.String, "x": pl.Float64, "y": pl.Float64}
    if not len(graph):
        return pl.DataFrame(schema=schema)
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part[0]))
    boxes = [_component(graph, part, weight, SEED_BASE + seed, iterations) for part in parts]
    names, spots = _shelves(parts, boxes)
    spots -= spots.min(0)
    extent = spots.max()
    spots = spots / extent if extent else spots + 0.5
    places = {"term": names, "x": spots[:, 0].round(4), "y": spots[:, 1].round(4)}
    return pl.DataFrame(places, schema=schema).sort("term")


def _component(graph, part, weight, seed, iterations) -> np.ndarray:
    """One component in the square from 0.05 to 0.95."""
    import networkx as nx

    if len(part) == 1:
        return np.array([[0.5, 0.5]])
    one = nx.Graph()
    one.add_nodes_from(part)
    inside = set(part)
    edges = sorted((*sorted((a, b)), float(w)) for a, b, w in graph.edges(data=weight, default=1.0) if a in inside)
    mean = float(np.mean([w for *_, w in edges])) or 1.0
    one.add_weighted_edges_from((a, b, w / mean) for a, b, w in edges)
    angle = 2 * np.pi * np.arange(len(part)) / len(part)
    circle = {name: (np.cos(t), np.sin(t)) for name, t in zip(part, angle, strict=True)}
    small = len(part) <= PLACED_EXACTLY
    found = nx.kamada_kawai_layout(one, pos=circle, weight=None) if small else circle
    steps, distance = 30 if small else iterations, 1.2 / np.sqrt(len(part))
    found = nx.spring_layout(one, pos=found, seed=seed, iterations=steps, k=distance, weight="weight")
    spots = np.array([found[name] for name in part])
    spots -= spots.min(0)
    extent = spots.max(0)
    extent[extent == 0] = 1.0
    return 0.05 + 0.9 * spots / extent


def _shelves(parts: list[list[str]], boxes: list[np.ndarray]) -> tuple[list[str], np.ndarray]:
    """Squares from left to right in rows, so that all together fill about a square; names and places."""
    sides = [np.sqrt(len(part)) for part in parts]  # in proportion to the root, so that all are equally dense
    width = max(sides[0], np.sqrt(sum(side**2 for side in sides)))
    names, spots = [], []
    x = y = height = 0.0
    for part, place, side in zip(parts, boxes, sides):
        if x and x + side > width * 1.001:
            x, y, height = 0.0, y - height, 0.0
        if not x:
            height = side
        names += part
        spots.append(np.array([x, y - side]) + place * side)
        x += side
    return names, np.vstack(spots)
