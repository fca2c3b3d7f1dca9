"""Every result says of which corpus it is and how it was made, in words that JSON can hold."""

import inspect
import json
from datetime import date
from hashlib import sha256

import polars as pl
import pytest

import analysis
from analysis import Corpus, Features, Lexicon, build_features, timeline
from analysis.core.plain_values import plain
from analysis.core.results import Result
from analysis.counts.corpus_statement import corpus_statement
from tests.support.toy import toy

DAYS = [f"{year}-{month:02d}-{day:02d}" for year in (2019, 2020, 2021) for month in range(1, 13) for day in (1, 15)]
SENTENCE = ["六稳", "六保", "干部"]
FEATURES = toy(
    [(day, [[SENTENCE, ["六保"] if at % 2 else ["_"]]]) for at, day in enumerate(DAYS)],
    kinds={"干部": "word"},
    manifest={"name": "toy", "lexicon": {"terms": ["六保", "六稳"]}},
)
PAGES = pl.DataFrame({"id": ["a", "b"], "date": ["2019-08-01", "2020-05-22"], "text": ["六稳和六保。", "六保要落实。"]})
CORPUS = Corpus.from_frame(PAGES)
KEYS = ["name", "documents", "start", "end", "digest", "version"]
SPAN = {"start", "end"}
TESTS = {"every", "unit", "method", "q", "terms"} | SPAN


def network(**settings):
    return analysis.cooccurrence(FEATURES, **settings)


RESULTS = {
    "timeline": (lambda: timeline(FEATURES), {"unit", "level", "interval", "every", "terms", "per"} | SPAN),
    "bootstrap": (lambda: timeline(FEATURES).bootstrap(100), {"unit", "level", "interval", "draws", "seed"} | SPAN),
    "heat": (lambda: analysis.heat(timeline(FEATURES)), {"unit", "level", "every", "limits"} | SPAN),
    "side_by_side": (lambda: analysis.side_by_side({"a": FEATURES, "b": FEATURES}), {"unit", "level", "every"} | SPAN),
    "trends": (lambda: analysis.trends(FEATURES), TESTS | {"level", "interval"}),
    "change_points": (lambda: analysis.change_points(FEATURES), TESTS | {"level"}),
    "bursts": (lambda: analysis.bursts(FEATURES), TESTS | {"level"}),
    "entries": (lambda: analysis.entries(FEATURES), TESTS | {"least"}),
    "fadings": (lambda: analysis.fadings(FEATURES), TESTS | {"least"}),
    "verdicts": (lambda: analysis.verdicts(FEATURES), TESTS),
    "first_uses": (lambda: analysis.first_uses(FEATURES), {"terms", "run_in", "unit"} | SPAN),
    "controls": (lambda: analysis.controls(FEATURES, ["六保"], n=1), {"terms", "n", "every"} | SPAN),
    "cooccurrence": (network, {"context", "min_contexts", "terms"} | SPAN),
    "tested": (lambda: network().test(), {"context", "min_contexts", "q"} | SPAN),
    "backbone": (lambda: network().test().backbone(), {"context", "q", "backbone"} | SPAN),
    "ego": (lambda: analysis.ego(network(), "六保"), {"ego", "context"} | SPAN),
    "network_series": (lambda: analysis.network_series(FEATURES), {"every", "delta", "q", "context"} | SPAN),
    "neighbours": (lambda: analysis.neighbours(analysis.network_series(FEATURES), "六保"), {"term"}),
    "threshold_panel": (lambda: analysis.threshold_panel(network().test()), {"deltas", "q"} | SPAN),
    "edge_changes": (
        lambda: analysis.edge_changes(network(end="2020").test(), network(start="2020").test()),
        {"before", "after", "level", "interval"},
    ),
    "drift": (lambda: analysis.drift(FEATURES, "六保", draws=99), {"every", "unit", "q", "term"} | SPAN),
    "movers": (lambda: analysis.movers(FEATURES, "六保", ("2019", "2020"), ("2020", "2021")), {"term"}),
    "dispersion": (lambda: analysis.dispersion(FEATURES), {"every", "terms"} | SPAN),
    "novelty": (lambda: analysis.novelty(FEATURES), {"every", "window"} | SPAN),
    "discover": (lambda: analysis.discover(build(CORPUS), CORPUS, least=1), {"every", "least"} | SPAN),
    "list_order": (lambda: analysis.list_order(FEATURES, ["六保", "六稳"]), {"members", "every", "level"} | SPAN),
    "litany": (lambda: analysis.litany(FEATURES, ["六保", "六稳"]), {"members", "every", "level", "label"} | SPAN),
    "lead_lag": (
        lambda: analysis.lead_lag(FEATURES, "六保", None, None, other=FEATURES),
        {"terms", "first", "second", "days", "run_in", "same", "level", "unit"} | SPAN,
    ),
    "community_flows": (lambda: analysis.community_flows(analysis.network_series(FEATURES)), {"every"} | SPAN),
    "carriers": (lambda: analysis.carriers(FEATURES, by="kind"), {"by", "level", "every", "terms"} | SPAN),
    "evidence": (lambda: analysis.evidence(timeline(FEATURES), term="六保"), {"term", "number"} | SPAN),
    "prominence": (lambda: analysis.prominence(FEATURES), {"where", "every", "level", "terms"} | SPAN),
    "silence": (
        lambda: analysis.silence(FEATURES, "六保", "2021-06-01", "2021-08-01"),
        {"term", "unit", "level", "method", "seed"} | SPAN,
    ),
    "biography": (
        lambda: analysis.biography(FEATURES, "六保", members=["六稳"]),
        {"term", "members", "collocates"} | SPAN,
    ),
    "compare_genres": (lambda: compare_two_genres(), {"first", "second", "unit", "every", "q", "documents_1"} | SPAN),
    "shared_collocates": (
        lambda: analysis.shared_collocates(FEATURES, {"六保": ("2019", "2020"), "六稳": ("2020", "2021")}),
        {"terms", "periods", "least", "draws", "context"},
    ),
    "concordance": (lambda: analysis.concordance(CORPUS, "六保"), {"term", "width"}),
    "power": (lambda: analysis.power(FEATURES, "六保", corpora=1, bank=40), {"term", "every", "alpha"}),
    "multiverse": (
        lambda: analysis.multiverse("it rose", analysis.rate_rose(FEATURES, "六保", "2019", "2020"), {"level": (0.9,)}),
        {"claim", "grid", "fixed"},
    ),
}


def compare_two_genres():
    genre = pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit("report")).otherwise(pl.lit("commentary"))
    documents = FEATURES.documents.collect().with_columns(genre=genre)
    tables = (FEATURES.mentions.collect(), FEATURES.sentences.collect(), FEATURES.vocabulary.collect())
    both = Features.from_frames(documents, *tables, manifest=FEATURES.manifest)
    return analysis.compare_genres(both)


def build(corpus) -> Features:
    from tempfile import mkdtemp

    return build_features(corpus, Lexicon.read(), mkdtemp())


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_holds_its_corpus_and_what_a_caption_needs(name):
    make, keys = RESULTS[name]
    parameters = make().parameters
    corpus = parameters["corpus"]
    assert [key for key in corpus if key in KEYS] == KEYS and isinstance(corpus, dict)
    assert keys <= set(parameters), sorted(keys - set(parameters))
    assert json.loads(json.dumps(parameters, allow_nan=False))["corpus"] == corpus
    if name not in ("discover", "concordance", "side_by_side"):
        assert corpus["name"] == "toy" and corpus["documents"] == len(DAYS)
        assert (corpus["start"], corpus["end"]) == ("2019-01-01", "2021-12-15")


def test_every_public_statistic_is_among_them():
    """What takes features or a result first and gives a result."""
    given = {"features", "series", "result", "before", "corpus", "effect"}
    public = {
        name
        for name in analysis.__all__
        if inspect.isfunction(thing := getattr(analysis, name))
        and next(iter(inspect.signature(thing).parameters), "") in given
        and not name.startswith(("plot_", "write_", "save_", "build_"))
    }
    others = {
        "layout",
        "pair_attracts",
        "rate_rose",
        "collocates_moved",
        "citation",
        "suitable_settings",
        "planned_claims",
        "reading_notes",
    }  # tables, questions, a text
    assert public - others == public & set(RESULTS)


def test_networks_of_a_series_know_their_corpus_and_their_period():
    series = analysis.network_series(FEATURES)
    for first, one in zip(series.starts, series.networks, strict=True):
        assert one.parameters["corpus"] == series.parameters["corpus"] and one.parameters["start"] == str(first)


def test_the_digest_is_that_of_id_date_and_length_in_the_order_of_ids():
    lines = "\n".join(f"d{at:03d}\t{day}\t100" for at, day in enumerate(DAYS))
    assert corpus_statement(FEATURES)["digest"] == sha256(lines.encode()).hexdigest()[:16]
    assert corpus_statement(FEATURES.between("2020"))["digest"] != corpus_statement(FEATURES)["digest"]


def test_texts_their_features_and_the_published_edition_share_a_digest(tmp_path):
    private = build_features(CORPUS, Lexicon.read(), tmp_path / "mine")
    public = private.publish(tmp_path / "given", min_documents=1)
    said = [corpus_statement(one) for one in (CORPUS, private, public)]
    assert len({one["digest"] for one in said}) == 1
    assert [one["name"] for one in said] == [None, "mine", "given"]


def test_counts_that_ship_state_their_licence_and_others_none_that_nobody_stated(tmp_path):
    press = analysis.Features.open(analysis.data_folder() / "press")
    for one in (press, press.between("2019"), Features.join([press.between("2018", "2019"), press.between("2019")])):
        assert corpus_statement(one)["licence"] == "CC BY 4.0"
    own = build_features(CORPUS, Lexicon.read(), tmp_path / "mine")
    assert "licence" not in corpus_statement(own)
    both = analysis.side_by_side({"press": press, "own": own}).parameters["corpus"]
    assert "licence" not in both and both["parts"][0]["licence"] == "CC BY 4.0"


def test_features_in_the_folder_of_a_study_have_its_name(tmp_path):
    own = build_features(CORPUS, Lexicon.read(), tmp_path / "villages" / "features")
    assert corpus_statement(own)["name"] == "villages"


def test_joined_features_say_their_parts_and_seams():
    parts = [FEATURES.between("2019", "2020"), FEATURES.between("2020")]
    said = timeline(Features.join(parts)).parameters["corpus"]
    assert said["seams"] == ["2020-01-01"] and said["parts"] == [corpus_statement(one) for one in parts]
    assert said["documents"] == 72 == sum(part["documents"] for part in said["parts"])
    assert timeline(parts).parameters["corpus"] == said
    assert timeline(parts).parameters["seams"] == ("2020-01-01",)


def test_corpora_side_by_side_are_named_as_they_were_given():
    said = analysis.side_by_side({"old": FEATURES, "new": FEATURES.between("2020")}).parameters["corpus"]
    assert said["name"] == "old, new" and [part["name"] for part in said["parts"]] == ["old", "new"]
    assert said["documents"] == 72 + 48


def test_documents_without_a_date_have_no_span_and_counts_by_day_no_name():
    undated = Corpus.from_frame(pl.DataFrame({"text": ["干部到村里去。"]}))
    assert (corpus_statement(undated)["start"], corpus_statement(undated)["documents"]) == (None, 1)
    counts = analysis.simulate_counts([analysis.Course("六保")], years=1)
    said = timeline(counts).parameters["corpus"]
    assert said["name"] is None and said["documents"] == int(counts.documents.sum()) and said["end"] > said["start"]


def test_values_become_plain():
    import numpy as np

    given = {1: np.int64(3), "day": date(2020, 1, 2), "set": {"b", "a"}, "rows": pl.DataFrame({"n": [1.5]})}
    assert plain(given) == {"1": 3, "day": "2020-01-02", "set": ("a", "b"), "rows": [{"n": 1.5}]}
    assert plain(pl.Series([1, None])) == [1, None] and plain(np.array([[True]])) == [[True]]
    assert plain(object).startswith("<class") and type(plain(np.float64(2))) is float
    named = type("Named", (str,), {})("x")
    assert type(plain(named)) is str and plain(range(2)) == "range(0, 2)"


def test_what_is_no_result_passes_through():
    assert analysis.power(years=2, corpora=1, bank=40).parameters.get("corpus") is None
    assert not isinstance(corpus_statement(FEATURES), Result)
