"""Pairs of terms, counted by hand and by a slow road, and the test of them."""

import math
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from analysis.core.errors import StudyError
from analysis.counts.features import Features
from analysis.networks.cooccurrences import cooccurrence
from analysis.networks.incidence import term_frequency
from analysis.networks.pair_statistics import association
from tests.support.all_sets import expected_of_all_sets
from tests.support.toy import toy

THREE = [
    ("2015-01-01", [[["a", "b"], ["a", "c"]], [["b", "a", "a"], ["_"]]]),
    ("2015-02-01", [[["a", "b", "c"]]]),
    ("2016-01-01", [[["c"], ["b"]], [["a"]]]),
]


def test_sentences_counted_by_hand():
    found = cooccurrence(toy(THREE))
    assert found.n_contexts == 8 and found.n_documents == 3
    assert found.to_frame().select("a", "b", "f_a", "f_b", "f_ab", "documents", "months").rows() == [
        ("a", "b", 5, 4, 3, 2, 2),
        ("a", "c", 5, 3, 2, 2, 2),
        ("b", "c", 4, 3, 1, 1, 1),
    ]
    assert found.to_frame().columns[:11] == [
        "a",
        "b",
        "f_a",
        "f_b",
        "f_ab",
        "log_dice",
        "npmi",
        "mi3",
        "g2",
        "delta_p_ab",
        "delta_p_ba",
    ]
    assert found.test().to_frame().columns[11:14] == ["expected", "p", "q"]
    assert found.nodes.rows() == [("a", "slogan", 5, 3, 3), ("b", "slogan", 4, 3, 3), ("c", "slogan", 3, 3, 3)]


@pytest.mark.parametrize(
    "context, contexts, counts",
    [
        ("paragraph", 5, {("a", "b"): 3, ("a", "c"): 2, ("b", "c"): 3}),
        ("document", 3, {("a", "b"): 3, ("a", "c"): 3, ("b", "c"): 3}),
    ],
)
def test_wider_contexts(context, contexts, counts):
    found = cooccurrence(toy(THREE), context=context)
    assert found.n_contexts == contexts
    assert {(a, b): n for a, b, n in found.to_frame().select("a", "b", "f_ab").rows()} == counts


def test_a_window_never_crosses_a_sentence_and_counts_a_pair_once():
    # quanteda's documented example of a window: the letters A D A C E A D F E B A C E D, two to either side
    letters = ["A", "D", "A", "C", "E", "A", "D", "F", "E", "B", "A", "C", "E", "D"]
    found = cooccurrence(
        toy([("2015-01-01", [[letters, ["A", "_", "_", "B"], ["B"], ["A"]]])]), context="window", window=2
    )
    pairs = {(a, b): n for a, b, n in found.to_frame().select("a", "b", "f_ab").rows()}
    brute = {tuple(sorted((x, y))) for i, x in enumerate(letters) for y in letters[i + 1 : i + 3] if x != y}
    assert pairs == dict.fromkeys(brute, 1)
    wider = cooccurrence(toy([("2015-01-01", [[["A", "_", "_", "B"]]])]), context="window", window=3)
    assert wider.to_frame().select("a", "b", "f_ab").rows() == [("A", "B", 1)]


def test_document_counts_equal_quantedas_boolean_example():
    # fcm(c("a a a b b c", "a a c e", "a c e f g"), context = "document", count = "boolean"): documents that
    # hold both
    texts = ["a a a b b c", "a a c e", "a c e f g"]
    found = cooccurrence(toy([(f"2015-01-0{i + 1}", [[t.split()]]) for i, t in enumerate(texts)]), context="document")
    pairs = {(a, b): n for a, b, n in found.to_frame().select("a", "b", "f_ab").rows()}
    assert pairs["a", "c"] == 3 and pairs["a", "e"] == 2 and pairs["b", "c"] == 1 and pairs["c", "e"] == 2
    assert ("b", "e") not in pairs


@pytest.mark.parametrize("few", [2_000_000, 0])
def test_one_surface_that_names_two_terms_is_no_meeting(few, monkeypatch):
    for name in ("GROUPED", "GROUPED_FIRST"):
        monkeypatch.setattr(f"analysis.networks.incidence.{name}", few)
    found = cooccurrence(toy([("2015-01-01", [[["xy=x+y"], ["xy=x+y", "x"], ["x", "y"], ["xy=x+y", "z"]]])]))
    rows = {(a, b): (n, aside) for a, b, n, aside in found.to_frame().select("a", "b", "f_ab", "one_surface").rows()}
    assert rows == {("x", "y"): (2, 2), ("x", "z"): (1, 0), ("y", "z"): (1, 0)}
    assert found.nodes.filter(pl.col("term") == "x")["contexts"].item() == 4


def test_members_of_an_expansion_are_marked_and_can_be_left_out():
    manifest = {"lexicon": {"terms": ["four"], "expansions": {"four": [{"version": 1, "members": ["one", "two"]}]}}}
    docs = [(f"2015-{m:02d}-01", [[["four", "one", "two"], ["one", "else"], ["four", "else"]]]) for m in range(1, 9)]
    made = toy(docs, kinds={"one": "member", "two": "member"}, manifest=manifest)
    assert cooccurrence(made).nodes["term"].to_list() == ["else", "four"]
    names = ["four", "one", "two", "else"]
    found = cooccurrence(made, terms=names).test(0.99)
    assert dict(
        zip(map(tuple, found.to_frame().select("a", "b").rows()), found.to_frame()["relation"], strict=True)
    ) == {
        ("else", "four"): None,
        ("else", "one"): None,
        ("four", "one"): "part",
        ("four", "two"): "part",
        ("one", "two"): "siblings",
    }
    apart = cooccurrence(made, terms=names, related=False).test(0.99)
    assert (found.tests, apart.tests) == (6, 3)
    assert apart.to_frame().filter(pl.col("relation").is_not_null())["p"].null_count() == 3


def test_words_come_from_sentences_and_agree_with_a_slow_count(random_corpus):
    made, contexts = random_corpus
    found = cooccurrence(made, terms="all", most=8)
    kept = {
        t
        for t, _ in sorted(
            ((t, -sum(t in c for c in docs)) for t, docs in _by_document(contexts).items()),
            key=lambda item: (item[1], item[0]),
        )[:8]
    }
    slow = {}
    for _, _, words in contexts:
        for pair in combinations(sorted(set(words) & kept), 2):
            slow[pair] = slow.get(pair, 0) + 1
    assert {(a, b): n for a, b, n in found.to_frame().select("a", "b", "f_ab").rows()} == slow


def _by_document(contexts):
    docs = {}
    for doc, _, words in contexts:
        docs.setdefault(doc, set()).update(words)
    return {t: [d for d in docs.values() if t in d] for t in sorted(set().union(*docs.values()))}


@pytest.fixture(scope="module")
def random_corpus():
    rng = np.random.default_rng(3)
    names = [f"t{i:02d}" for i in range(12)]
    docs, contexts = [], []
    for number in range(80):
        day = f"{2015 + number % 2}-{1 + number % 12:02d}-{1 + number % 5:02d}"
        sentences = [
            list(rng.choice(names, rng.integers(1, 6), replace=False, p=np.arange(12, 0, -1) / 78)) for _ in range(4)
        ]
        docs.append((day, [sentences], {"source": "s" if number % 3 else "r"}))
        contexts += [(number, (day[:4], "s" if number % 3 else "r", day), s) for s in sentences]
    return toy(docs, kinds=dict.fromkeys(names[::2], "word")), contexts


def test_expectation_phi_p_and_q_equal_the_slow_road(random_corpus):
    made, contexts = random_corpus
    terms = [f"t{i:02d}" for i in range(12)]
    found = cooccurrence(made, terms=terms).test()
    strata = {}
    for _, (year, source, _), words in contexts:
        strata.setdefault((year, source), []).append(set(words))
    days = {day for _, (_, _, day), _ in contexts}
    chances = [expected_of_all_sets(sets, terms) for sets in strata.values()]
    table = found.to_frame()
    rows = {}
    for a, b, expected in table.select("a", "b", "expected").rows():
        assert expected == pytest.approx(sum(one[a, b] for one in chances), rel=4e-3)
        met = [day for _, (_, _, day), words in contexts if a in words and b in words]
        per_day = [met.count(day) for day in days]
        phi = max(1.0, sum(n * n for n in per_day) / max(len(met), 1) - len(met) / len(days)) if met else 1.0
        p = stats.gamma.cdf(1.1 * expected / phi, len(met) / phi) if met else 1.0
        rows[a, b] = (expected, phi, p)
    assert found.tests == 66
    rows |= {pair: (0.0, 1.0, 1.0) for pair in combinations(terms, 2) if pair not in rows}  # never met
    q = dict(zip(rows, multipletests([p for *_, p in rows.values()], method="fdr_bh")[1], strict=True))
    for a, b, e, phi, p, got in table.select("a", "b", "expected", "phi", "p", "q").rows():
        assert (e, phi, p) == pytest.approx(rows[a, b], rel=1e-9)
        assert got == pytest.approx(q[a, b], rel=1e-9)
    # the expectations of all pairs of a stratum add up to the pairs seen
    unseen = sum(one[pair] for one in chances for pair in rows if rows[pair][0] == 0)
    assert sum(table["expected"]) + unseen == pytest.approx(sum(table["f_ab"]), rel=1e-4)


def test_mentions_of_a_sentence_that_is_not_listed_share_a_paragraph():
    made = toy([("2015-01-01", [[["甲", "乙"], ["甲", "丙"]], [["乙", "丙"]]])])
    listed = made.sentences.filter(pl.col("sentence") != 3)
    made = Features.from_frames(made.documents, made.mentions, listed, made.vocabulary, manifest=made.manifest)
    found = cooccurrence(made, context="paragraph").to_frame().select("a", "b", "f_ab").rows()
    assert found == [("丙", "乙", 2), ("丙", "甲", 1), ("乙", "甲", 1)]


def test_more_documents_than_a_question_can_hold_are_told(monkeypatch):
    monkeypatch.setattr("analysis.networks.contexts.DOCUMENT_BITS", 1)
    made = toy([(f"2015-01-0{day}", [[["甲", "乙"]]]) for day in (1, 2, 3)])
    with pytest.raises(StudyError, match="fewer years"):
        cooccurrence(made)


def test_few_and_many_pairs_are_counted_alike(random_corpus, monkeypatch):
    made, _ = random_corpus
    names = [f"t{i:02d}" for i in range(12)]
    few = cooccurrence(made, terms=names)
    for name in ("GROUPED", "GROUPED_FIRST"):
        monkeypatch.setattr(f"analysis.networks.incidence.{name}", 0)
    many = cooccurrence(made, terms=names)
    assert many.test().to_frame().equals(few.test().to_frame()) and repr(many) == repr(few)
    assert many.edges().equals(few.edges()) and 0 < many.edges().height < many.to_frame().height


def test_whole_phi_is_the_poisson_tail():
    from analysis.networks.pair_statistics import poisson_tail

    assert poisson_tail(np.arange(6), np.full(6, 2.5)) == pytest.approx(
        stats.poisson.sf(np.arange(6) - 1, 2.5), rel=1e-12
    )


def test_measures_equal_their_formulas():
    n, a, b, ab = 1000, 40, 30, 12
    row = association(pl.DataFrame({"f_a": [a, a], "f_b": [b, b], "f_ab": [ab, 0]}), n).to_dicts()
    table = np.array([[ab, a - ab], [b - ab, n - a - b + ab]])
    g2 = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert row[0]["log_dice"] == pytest.approx(14 + math.log2(2 * ab / (a + b)))
    assert row[0]["npmi"] == pytest.approx(math.log2(ab * n / (a * b)) / -math.log2(ab / n))
    assert row[0]["mi3"] == pytest.approx(math.log2(ab**3 * n / (a * b)))
    assert row[0]["g2"] == pytest.approx(g2)
    assert row[0]["delta_p_ab"] == pytest.approx(ab / a - (b - ab) / (n - a))
    assert row[0]["delta_p_ba"] == pytest.approx(ab / b - (a - ab) / (n - b))
    assert row[1]["log_dice"] is None and row[1]["g2"] < 0


def test_log_dice_holds_no_corpus_size():
    counts = pl.DataFrame({"f_a": [40], "f_b": [30], "f_ab": [12]})
    assert association(counts, 100)["log_dice"].item() == association(counts, 10**6)["log_dice"].item()


def test_edges_need_the_floors():
    docs = [(f"2015-{1 + i % 3:02d}-01", [[["a", "b"]] * 2 + [["c"]] * 20]) for i in range(3)]
    assert cooccurrence(toy(docs)).edges().height == 1
    assert cooccurrence(toy(docs), min_contexts=7).edges().is_empty()
    assert cooccurrence(toy(docs), min_documents=4).edges().is_empty()
    assert cooccurrence(toy(docs), min_months=4).edges().is_empty()


def test_duplicates_kinds_and_dates_choose_documents():
    made = toy(
        [
            ("2015-01-01", [[["a", "b"]]]),
            ("2015-01-02", [[["a", "b"]]], {"duplicate_of": "d000"}),
            ("2016-01-01", [[["a", "b"]]], {"kind": "digest"}),
        ]
    )
    count = lambda **k: cooccurrence(made, **k).to_frame()["f_ab"].to_list()  # noqa: E731
    assert (count(), count(duplicates=True), count(kinds=["story"]), count(end="2016")) == ([2], [3], [1], [1])


def test_mistakes_are_told():
    made = toy(THREE, sequences=False, paragraphs=False)
    for bad in (
        dict(context="sentense"),
        dict(context="window"),
        dict(context="paragraph"),
        dict(terms=["zz"]),
        dict(strata=["decade"]),
        dict(terms="all", most=1),
    ):
        with pytest.raises(StudyError):
            cooccurrence(made, **bad)
    with pytest.raises(StudyError, match="order of words"):
        cooccurrence(made, context="window")
    with pytest.raises(StudyError):
        cooccurrence(made).test(null="swop")
    with pytest.raises(StudyError):
        cooccurrence(made).test(5)


def test_an_empty_selection_is_an_empty_result():
    found = cooccurrence(toy(THREE), start="2020").test().backbone()
    assert found.to_frame().is_empty() and found.n_contexts == 0 and found.tests == 0
    assert "0 edges" in repr(found) and len(found.to_networkx()) == 0


def test_the_original_is_not_changed_by_the_test():
    found = cooccurrence(toy(THREE))
    found.test()
    assert "p" not in found.to_frame().columns and found.tests is None


def test_documents_and_months_of_terms_where_a_month_has_many():
    random = np.random.default_rng(7)
    months = np.repeat([0, 1, 2], [1, 700, 256])  # documents of each month; a byte counts to 255
    cells = sorted(
        {(int(d), int(t)) for d, t in zip(random.integers(0, 957, 4_000), random.integers(0, 5, 4_000))}
        | {(d, 6) for d in range(957)}
    )
    document, term = (np.array(column) for column in zip(*cells))
    found = term_frequency(term.astype(np.uint16), document.astype(np.uint32), months, 8)
    expected = [
        (len(own), len(own), len({months[d] for d in own}))
        for t in range(8)
        for own in [[d for d, one in cells if one == t]]
    ]
    assert found.rows() == expected
    assert found.row(6) == (957, 957, 3) and found.row(7) == (0, 0, 0)
