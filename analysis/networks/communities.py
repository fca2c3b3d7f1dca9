"""Groups of terms that hold together, found by many runs and followed through time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    import networkx as nx

SEED_BASE = 1  # seeds counted from 1 in 0.1.0; kept so that results stay the same


def consensus(
    graph: nx.Graph,
    *,
    draws: int = 50,
    weight: str = "weight",
    resolution: float = 1.0,
    seed: int = 0,
    agree: float = 0.5,
) -> pl.DataFrame:
    """Communities that many runs of Louvain agree on, and how stable each term's place is.

    The method maximises modularity (Blondel et al. 2008) from ``draws`` seeds; the table of how often two
    terms fall together is itself divided in the same way, until the runs agree (Lancichinetti & Fortunato
    2012).

    Parameters
    ----------
    graph : networkx.Graph
        With sorted nodes and edges, or the result depends on their order.
    draws : int
        How often Louvain is run, each time from another seed.
    resolution : float
        Above 1 for smaller communities.
    agree : float
        Pairs that fall together in a smaller share of the runs than this are taken as apart.

    Returns
    -------
    DataFrame(term, community, stability)
        Sorted by term. Communities are numbered from 0, the largest first (ties: first term). Stability is
        the share of the runs in which the term lay in the run's community that overlaps most with its final
        one.
    """
    import networkx as nx

    names = sorted(graph)
    schema = {"term": pl.String, "community": pl.Int64, "stability": pl.Float64}
    if not names:
        return pl.DataFrame(schema=schema)
    at = {name: i for i, name in enumerate(names)}

    def partitions(g, key):
        out = np.empty((draws, len(names)), dtype=np.int64)
        for run in range(draws):
            found = nx.community.louvain_communities(g, weight=key, resolution=resolution, seed=SEED_BASE + seed + run)
            for number, members in enumerate(found):
                out[run, [at[m] for m in members]] = number
        return out

    first = labels = partitions(graph, weight)
    for _ in range(20):  # it settles after one to three rounds
        if (labels == labels[0]).all() or all(_same(labels[0], other) for other in labels[1:]):
            break
        together = (labels[:, :, None] == labels[:, None, :]).mean(0)
        agreed = nx.Graph()
        agreed.add_nodes_from(names)
        i, j = np.nonzero(np.triu(together >= agree, 1))
        agreed.add_weighted_edges_from((names[x], names[y], float(together[x, y])) for x, y in zip(i, j, strict=True))
        labels = partitions(agreed, "weight")
    final = _numbered(labels[0], names)
    return pl.DataFrame({"term": names, "community": final, "stability": _stability(final, first)}, schema=schema)


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two partitions are one and the same under other numbers."""
    pairs = len(np.unique(np.stack([one, other]), axis=1).T)
    return pairs == len(np.unique(one)) == len(np.unique(other))


def _numbered(labels: np.ndarray, names: list[str]) -> np.ndarray:
    """Communities from 0, the largest first, ties by their first term."""
    groups = sorted((-int((labels == k).sum()), names[int(np.argmax(labels == k))], k) for k in np.unique(labels))
    place = {k: number for number, (_, _, k) in enumerate(groups)}
    return np.array([place[k] for k in labels], dtype=np.int64)


def _stability(final: np.ndarray, runs: np.ndarray) -> np.ndarray:
    share = np.zeros(len(final))
    for run in runs:
        overlap = np.zeros((final.max() + 1, run.max() + 1), dtype=np.int64)
        np.add.at(overlap, (final, run), 1)
        share += run == overlap.argmax(1)[final]
    return share / len(runs)


def follow(periods: list[dict[str, int]], *, half: float = 0.5) -> tuple[list[dict[str, int]], list[dict]]:
    """Give communities an identity that lasts from period to period, by maximum overlap.

    Parameters
    ----------
    periods : list of {term: community}
        In order of time; an empty period is passed over.
    half : float
        A community with no heir is merged into another that takes more than this share of its remaining
        terms; one with no forebear is split from another that gave more than this share of its old terms.

    Returns
    -------
    identities : list of {term: identity}
    events : list of {period, event, community, other, shared}
        event: birth, continuation, split (``community`` left ``other``), merge (``other`` went into
        ``community``), death.

    Examples
    --------
    >>> ids, events = follow([{"a": 0, "b": 0}, {"a": 1, "b": 1, "c": 0, "d": 0}])
    >>> ids[1]
    {'a': 0, 'b': 0, 'c': 1, 'd': 1}
    >>> [(e["event"], e["community"]) for e in events]
    [('birth', 0), ('birth', 1), ('continuation', 0)]
    """
    out: list[dict[str, int]] = []
    events: list[dict] = []
    before: dict[int, set[str]] = {}
    fresh = 0
    for period, found in enumerate(periods):
        now: dict[int, set[str]] = {}
        for term in sorted(found):
            now.setdefault(found[term], set()).add(term)
        overlaps = sorted(((-len(old & new), i, j) for i, old in before.items() for j, new in now.items() if old & new))
        heir: dict[int, int] = {}  # new number -> old identity
        for _, i, j in overlaps:  # the largest overlap chooses first; each identity has one heir
            if j not in heir and i not in heir.values():
                heir[j] = i
        identity = {}
        for j in sorted(now):
            if j in heir:
                identity[j] = heir[j]
                events.append(_event(period, "continuation", heir[j], None, len(before[heir[j]] & now[j])))
                continue
            identity[j], fresh = fresh, fresh + 1
            old = now[j].intersection(*[set().union(*before.values())]) if before else set()
            source = max(before, key=lambda i: (len(before[i] & now[j]), -i), default=None)
            shared = len(before[source] & now[j]) if source is not None else 0
            if old and shared > half * len(old) and len(old) > half * len(now[j]):
                events.append(_event(period, "split", identity[j], source, shared))
            else:
                events.append(_event(period, "birth", identity[j], None, 0))
        present = set(found)
        for i in sorted(before) if now else ():
            if i in heir.values():
                continue
            left = before[i] & present
            target = max(now, key=lambda j: (len(left & now[j]), -j))
            shared = len(left & now[target])
            if left and shared > half * len(left) and len(left) > half * len(before[i]):
                events.append(_event(period, "merge", identity[target], i, shared))
            else:
                events.append(_event(period, "death", i, None, 0))
        out.append({term: identity[found[term]] for term in sorted(found)})
        if now:
            before = {identity[j]: members for j, members in now.items()}
    return out, events


def _event(period, event, community, other, shared):
    return {"period": period, "event": event, "community": community, "other": other, "shared": shared}
