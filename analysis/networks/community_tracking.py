"""Communities followed from period to period: which goes on, which is born, splits, merges or dies."""

from __future__ import annotations

HALF = 0.5  # of its terms, that a community must share with another to be split from it or merged into it


def _event(period: int, event: str, community: int, other: int | None = None, shared: int = 0) -> dict:
    return {"period": period, "event": event, "community": community, "other": other, "shared": shared}


def follow(periods: list[dict[str, int]]) -> tuple[list[dict[str, int]], list[dict]]:
    """Give communities an identity that lasts from period to period, by maximum overlap.

    The largest overlap chooses first, and each earlier community has one heir. A community with no heir is merged
    into another that takes more than half of its remaining terms; one with no forebear is split from another that
    gave more than half of its old terms.

    The periods are {term: community}, in order of time; an empty one is passed over. Returns {term: identity} of
    each, and events {period, event, community, other, shared}: birth, continuation, split (``community`` left
    ``other``), merge (``other`` went into ``community``), death. ``shared`` counts the terms in common.

    >>> ids, events = follow([{"a": 0, "b": 0}, {"a": 1, "b": 1, "c": 0, "d": 0}])
    >>> ids[1]
    {'a': 0, 'b': 0, 'c': 1, 'd': 1}
    >>> [(e["event"], e["community"]) for e in events]
    [('birth', 0), ('birth', 1), ('continuation', 0)]
    """
    identities: list[dict[str, int]] = []
    events: list[dict] = []
    before: dict[int, set[str]] = {}  # identity to terms, in the last period that was not empty
    unused = 0
    for period, found in enumerate(periods):
        now: dict[int, set[str]] = {}
        for term in sorted(found):
            now.setdefault(found[term], set()).add(term)
        overlaps = sorted((-len(old & new), i, j) for i, old in before.items() for j, new in now.items() if old & new)
        heir: dict[int, int] = {}  # number in this period to identity
        for _, i, j in overlaps:
            if j not in heir and i not in heir.values():
                heir[j] = i
        identity = dict(heir)
        for j in sorted(now):
            if j in heir:
                events.append(_event(period, "continuation", heir[j], shared=len(before[heir[j]] & now[j])))
                continue
            identity[j], unused = unused, unused + 1
            old = now[j] & set().union(*before.values())
            source = max(before, key=lambda i: (len(before[i] & now[j]), -i), default=-1)
            shared = len(before.get(source, set()) & now[j])
            if old and shared > HALF * len(old) and len(old) > HALF * len(now[j]):
                events.append(_event(period, "split", identity[j], source, shared))
            else:
                events.append(_event(period, "birth", identity[j]))
        for i in sorted(set(before) - set(heir.values())) if now else ():
            left = before[i] & set(found)
            target = max(now, key=lambda j: (len(left & now[j]), -j))
            shared = len(left & now[target])
            if left and shared > HALF * len(left) and len(left) > HALF * len(before[i]):
                events.append(_event(period, "merge", identity[target], i, shared))
            else:
                events.append(_event(period, "death", i))
        identities.append({term: identity[found[term]] for term in sorted(found)})
        if now:
            before = {identity[j]: members for j, members in now.items()}
    return identities, events
