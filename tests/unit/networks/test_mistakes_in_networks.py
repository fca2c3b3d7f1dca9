"""What a user is told who asks a network for something that it does not have: what was wrong, and what there is."""

import networkx as nx
import pytest

from analysis import StudyError, cooccurrence, edge_changes, network_series, threshold_panel
from analysis.networks import contexts
from tests.support.toy import toy

DOCS = [(f"{year}-{month:02d}-01", [[["a", "b"], ["c"]]]) for year in (2015, 2017) for month in (1, 2, 3)]


@pytest.fixture(scope="module")
def counted():
    return cooccurrence(toy(DOCS), min_contexts=1, min_documents=1, min_months=1)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (dict(context="sentense"), r"no context 'sentense'; there are: sentence, .*\n  Did you mean: sentence\?"),
        (dict(context="paragraph"), r"hold no paragraphs .* use context='sentence' or 'document'"),
        (dict(context="window"), r"a window needs the order of words.* use context='sentence'"),
        (dict(strata=["decade"]), r"no stratum 'decade'; there are: year, quarter, month, source, kind\."),
        (dict(strata=["yaer"]), r"no stratum 'yaer'.*\n  Did you mean: year, quarter\?"),
        (dict(terms="all", most=1), r"most=1; a network needs at least two terms"),
    ],
)
def test_a_question_that_these_features_cannot_answer(asked, told):
    with pytest.raises(StudyError, match=told):
        cooccurrence(toy(DOCS, sequences=False, paragraphs=False), **asked)


@pytest.mark.parametrize("window", [0, -2, 2.5, "5"])
def test_a_window_is_a_whole_number_of_words(window):
    with pytest.raises(StudyError, match=r"window=.*whole number of words, 1 or more"):
        cooccurrence(toy(DOCS), context="window", window=window)


def test_more_terms_than_pairs_can_be_counted_for(monkeypatch):
    monkeypatch.setattr(contexts, "MAX_TERMS", 2)
    with pytest.raises(StudyError, match=r"^3 terms make 3 pairs; ask for at most 2 terms"):
        cooccurrence(toy(DOCS))


@pytest.mark.parametrize("q", [0, 1, 5, -0.1])
def test_a_false_discovery_rate_lies_between_0_and_1(counted, q):
    with pytest.raises(StudyError, match=rf"q={q!r} is a share of false edges; give a number between 0 and 1"):
        counted.test(q)


def test_a_null_model_a_backbone_and_a_column_that_do_not_exist(counted):
    with pytest.raises(StudyError, match=r"no null model 'swop'; there are: .*\n  Did you mean: swap\?"):
        counted.test(null="swop")
    with pytest.raises(StudyError, match=r"no backbone 'disparty'; .*\n  Did you mean: disparity\?"):
        counted.backbone(method="disparty")
    with pytest.raises(StudyError, match=r"the pairs have no column 'log_dise'; .*\n  Did you mean: log_dice\?"):
        counted.to_networkx(attributes=["f_ab", "log_dise"])


def test_a_panel_without_thresholds_and_a_change_without_a_level(counted):
    with pytest.raises(StudyError, match=r"deltas is empty; give at least one threshold"):
        threshold_panel(counted.test(0.99), [])
    tested = counted.test(0.99)
    for level in (0, 1, 95):
        with pytest.raises(
            StudyError, match=rf"level={level} is no level of an interval; give a number between 0 and 1"
        ):
            edge_changes(tested, tested, level=level)
    with pytest.raises(StudyError, match=r"the network after has not been tested"):
        edge_changes(tested, counted)


def test_a_series_names_its_periods_and_its_settings():
    floors = dict(delta=None, q=0.99, min_contexts=1, min_documents=1, min_months=1)
    series = network_series(toy(DOCS), **floors)
    with pytest.raises(StudyError, match=r"no period starts on 2015-02-01; they start on 2015-01-01, "):
        series.at("2015-02")
    with pytest.raises(StudyError, match=r"no setting 'contexts'; .*\n  Did you mean: context, min_contexts\?"):
        network_series(toy(DOCS), contexts="sentence")
    with pytest.raises(StudyError, match=r"no document is left to count from 2020-01-01"):
        network_series(toy(DOCS), start="2020", **floors)


def test_only_the_columns_asked_for_and_terms_alone_if_wanted(counted):
    alone, bare = counted.to_networkx(isolates=True), counted.to_networkx(attributes=[])
    assert sorted(alone) == ["a", "b", "c"] and sorted(bare) == ["a", "b"]
    assert dict(bare.edges["a", "b"]) == {"weight": 14.0}  # logDice of terms that are never apart
    assert nx.number_of_edges(alone) == 1 and alone.edges["a", "b"]["f_ab"] == 6
