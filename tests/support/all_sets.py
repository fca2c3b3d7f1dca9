"""The slow road to the richness null: every set of terms there is, each with its chance."""

import numpy as np


def expected_of_all_sets(sets, terms):
    """Expected meetings of each two terms, by a list of all sets of each size.

    A context of r terms is one of all sets of r terms, with a chance in proportion to the product of its
    terms' weights; the weights are scaled until each term is expected in as many contexts as it stands in.
    """
    terms = [term for term in terms if any(term in one for one in sets)]
    held = (np.arange(2 ** len(terms))[:, None] >> np.arange(len(terms))) % 2
    size = held.sum(1)
    contexts = np.bincount([len(one) for one in sets], minlength=len(terms) + 1)
    f = np.array([sum(term in one for one in sets) for term in terms], float)
    log_weight = np.log(f)
    for _ in range(5_000):
        chance = np.exp(held @ log_weight)
        chance *= (contexts / np.bincount(size, chance))[size]
        expected = chance @ held
        log_weight += np.log(f / expected)
        if np.abs(expected / f - 1).max() < 1e-12:
            break
    else:
        raise AssertionError("the weights did not settle")
    met = (held * chance[:, None]).T @ held
    return {(a, b): met[i, j] for i, a in enumerate(terms) for j, b in enumerate(terms) if i < j}
