"""Documents in any order, and among others that are not asked for, give the same network."""

import random

import pytest

from analysis import cooccurrence
from tests.support.toy import toy

KINDS = {"w": "word", "v": "word"}


def documents():
    """Two kinds by turns; each story holds a slogan and a word together, each digest other words."""
    for k in range(40):
        day = f"{2015 + k // 20}-{1 + k % 10:02d}-{1 + k % 7:02d}"
        if k % 2:
            yield day, [[["a", "w"], ["v"]], [["b", "w", "v"]]], {"kind": "story"}
        else:
            yield day, [[["b", "v"], ["a", "v"]]], {"kind": "digest"}


def pairs(docs, **asked):
    network = cooccurrence(toy(docs, kinds=KINDS), terms="all", min_contexts=1, min_documents=1, **asked)
    return network.to_frame().select("a", "b", "f_ab", "documents", "months").rows(), network.nodes.rows()


@pytest.mark.parametrize("context", ["sentence", "paragraph", "document", "window"])
def test_documents_in_another_order_give_the_same_pairs(context):
    docs = list(documents())
    mixed = random.Random(1).sample(docs, len(docs))
    assert [day for day, *_ in mixed] != sorted(day for day, *_ in mixed)
    assert pairs(mixed, context=context) == pairs(docs, context=context)


def test_documents_that_are_not_asked_for_change_nothing():
    docs = list(documents())
    stories = [doc for doc in docs if doc[2]["kind"] == "story"]
    found = pairs(docs, kinds=["story"])
    assert found == pairs(stories)
    # each of the 20 stories has the sentences "a w", "v" and "b w v", and no sentence with both slogans
    assert {(a, b): f for a, b, f, *_ in found[0] if f} == {
        ("a", "w"): 20,
        ("b", "w"): 20,
        ("b", "v"): 20,
        ("v", "w"): 20,
    }
