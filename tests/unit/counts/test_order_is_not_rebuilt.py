"""Who knows the texts tries to put the sentences of a document back into their order, from what an edition holds of them.

The attacker pairs two sentences of one document that he recognises by their slogans, and bets on which came first: by the number that
the edition gives them, or by the monthly table of lists (slogans that are usually named first are expected in earlier sentences).
"""

from itertools import combinations
from math import sqrt

import numpy as np
import polars as pl
import pytest

from analysis import Corpus, Lexicon, build_features

SLOGANS = ["六稳", "六保", "共同富裕", "乡村振兴", "中国梦", "枫桥经验"]
DOCUMENTS, SENTENCES = 120, 6


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    """Made texts of six sentences with one or two slogans each, no two sentences of a text alike, in any order."""
    random = np.random.default_rng(7)
    pairs = [list(pair) for pair in combinations(SLOGANS, 2)] + [[one] for one in SLOGANS]
    order, texts = {}, []
    for k in range(DOCUMENTS):
        chosen = [pairs[at] for at in random.choice(len(pairs), SENTENCES, replace=False)]
        order[f"d{k:03}"] = [frozenset(names) for names in chosen]
        said = "".join("、".join(random.permutation(names)) + "要落实。" for names in chosen)
        texts.append({"doc_id": f"d{k:03}", "date": f"2020-{k % 12 + 1:02}-{k % 28 + 1:02}", "text": said})
    folder = tmp_path_factory.mktemp("order")
    private = build_features(
        Corpus.from_frame(pl.DataFrame(texts), mark_duplicates=False), Lexicon.read(), folder / "own"
    )
    return private, private.publish(folder / "given", min_documents=1), order


def numbers(features) -> dict[str, dict[frozenset, int]]:
    """The number that an edition gives each sentence, by document and the slogans in it."""
    rows = features.mentions.filter(pl.col("sentence") > 0).group_by("doc_id", "sentence").agg(pl.col("term").unique())
    out: dict[str, dict[frozenset, int]] = {}
    for doc_id, sentence, terms in rows.collect().rows():
        out.setdefault(doc_id, {})[frozenset(terms)] = sentence
    return out


def by_number(features, order) -> tuple[int, int]:
    """Bets won, and made, on which of two sentences of the lead (or of the body) comes first: that of the smaller number."""
    won = made = 0
    for doc_id, given in numbers(features).items():
        true = order[doc_id]
        for part in (true[:3], true[3:]):  # lead and body are told apart on purpose
            for one, other in combinations(part, 2):  # the first really comes first
                made += 1
                won += given[one] < given[other]
    return won, made


def by_lists(features, order) -> tuple[int, int]:
    """The same by the table of lists: the sentence whose slogans are named first in the lists of its month."""
    names = dict(features.vocabulary.select("term_id", "term").collect().rows())
    before: dict[tuple, int] = {}
    months = dict(features.documents.select("doc_id", pl.col("date").dt.truncate("1mo")).collect().rows())
    for month, terms, many in features.tables["litany"].select("date", "terms", "sentences").collect().rows():
        for a, b in combinations(terms, 2):
            before[month, names[a], names[b]] = before.get((month, names[a], names[b]), 0) + many
    won = made = 0
    for doc_id, true in order.items():
        for one, other in combinations(true, 2):
            pairs = [(a, b) for a in one - other for b in other - one]
            heard = [before.get((months[doc_id], *p), 0) - before.get((months[doc_id], *p[::-1]), 0) for p in pairs]
            if sum(heard):
                made += 1
                won += sum(heard) > 0
    return won, made


def beyond_chance(won: int, made: int) -> float:
    """Standard errors above one half; pairs of one document share sentences, so that the true error is larger."""
    return (won - made / 2) / sqrt(made / 4)


def test_numbers_and_lists_of_a_published_edition_do_no_better_than_chance(editions):
    _, published, order = editions
    assert set(published.mentions.select(pl.col("start").is_null().all()).collect().row(0)) == {True}
    for attack in (by_number, by_lists):
        won, made = attack(published, order)
        assert made > 300 and abs(beyond_chance(won, made)) < 4, (attack.__name__, won, made)


def test_the_same_attack_succeeds_on_the_private_edition(editions):
    private, _, order = editions
    won, made = by_number(private, order)
    assert won == made == DOCUMENTS * 6


def test_numbers_follow_from_contents_alone(editions):
    """The same sentences in another order are published under the same numbers: there is nothing left to bring back."""
    _, _, order = editions
    texts = [
        {
            "doc_id": doc_id,
            "date": "2020-01-02",
            "text": "".join("、".join(sorted(names)) + "要落实。" for names in said),
        }
        for doc_id, true in list(order.items())[:20]
        for said in (true[:3],)
    ]
    turned = [row | {"text": "".join(f"{one}。" for one in reversed(row["text"].split("。")[:-1]))} for row in texts]
    made, own = [], []
    for k, rows in enumerate((texts, turned)):
        corpus = Corpus.from_frame(pl.DataFrame(rows), mark_duplicates=False)
        private = build_features(corpus, Lexicon.read(), f"memory://turned-{k}")
        own.append(numbers(private))
        made.append(numbers(private.publish(f"memory://given-{k}", min_documents=1)))
    assert made[0] == made[1] and own[0] != own[1]
