"""What a file states is what made the result, in one place for all formats."""

import matplotlib.pyplot as plt
import networkx as nx
import pytest

from analysis import (
    Corpus,
    Features,
    StudyError,
    __version__,
    caption,
    cooccurrence,
    data_folder,
    plot_timeline,
    timeline,
)
from analysis.export.statement import LICENCE, NOT_STATED, lines_of, one_line, save_with_note, statement
from tests.support.networks import two_years
from tests.support.toy import toy


@pytest.fixture
def features():
    days = [("2020-04-01", [[["甲", "乙"]]]), ("2020-06-01", [[["甲", "乙"]]])]
    return toy(days, manifest={"name": "village papers"})


def test_a_network_that_was_tested_and_thinned(features):
    floors = dict(min_contexts=1, min_documents=1, min_months=1)
    network = cooccurrence(features, start="2020-04", end="2020-07", **floors)
    stated = statement(network)
    assert stated["corpus"].startswith("village papers, 2 documents, 2020-04-01 to 2020-06-01, digest ")
    assert (stated["period"], stated["context"]) == ("2020-04-01 to 2020-06-30", "sentence")
    assert stated["threshold"] == "at least 1 contexts, 1 documents, 1 months; not tested; no backbone"
    assert (stated["licence"], stated["version"]) == (LICENCE, f"Tifa Study {__version__}")
    tested = statement(network.test(0.2).backbone(1.28))["threshold"]
    assert tested.endswith("q at most 0.2 of 1 pairs tested, null model richness; backbone noise-corrected, delta 1.28")
    disparity = statement(network.test().backbone(method="disparity", alpha=0.1))["threshold"]
    assert disparity.endswith("backbone disparity, alpha 0.1")


def test_counts_that_ship_state_their_licence_in_files_and_captions():
    press = Features.open(data_folder() / "press").between("2019", "2020")
    result = timeline(press, ["六保"])
    assert statement(result)["licence"] == "CC BY 4.0"
    ax = plot_timeline(result)
    assert "Licence: CC BY 4.0." in caption(ax) and "许可协议：CC BY 4.0。" in caption(ax, "zh")
    plt.close(ax.figure)


def test_a_series_and_a_period_of_it():
    series = two_years(delta=1.28)
    assert statement(series)["period"] == "2020-03-01 to 2022-06-01, every 1y"
    assert f"of {sum(one.tests for one in series.networks)} pairs tested" in statement(series)["threshold"]
    assert statement(series, start="2021")["period"] == "2021-01-01 to 2021-12-31"
    assert statement(series)["threshold"].endswith("delta 1.28")


def test_a_graph_of_ones_own_says_that_nothing_is_known():
    stated = statement(nx.Graph())
    assert [stated[name] for name in ("corpus", "period", "context", "threshold")] == [NOT_STATED] * 4


def test_what_results_of_other_versions_state():
    def of(**parameters):
        return statement(type("R", (), {"parameters": parameters})())

    assert of(corpus="letters")["corpus"] == "letters"
    stated = of(
        corpus={"name": "letters", "version": "0.0.1", "licence": "CC0", "filter": "kind is story", "end": "2020"}
    )
    assert stated["corpus"] == "letters, … to 2020, of these kind is story" and stated["licence"] == "CC0"
    assert stated["version"] == f"Tifa Study {__version__}, counts by 0.0.1"
    assert of(delta=1.64)["threshold"] == "backbone noise-corrected, delta 1.64"
    assert of(start=None, end=None)["period"] == "the first document to the last document"


def test_features_and_a_corpus_state_themselves(features):
    import polars as pl

    assert statement(features)["corpus"].startswith("village papers, 2 documents")
    corpus = Corpus.from_frame(pl.DataFrame({"date": ["2020-01-01"], "text": ["甲。"]}))
    assert statement(corpus)["corpus"].startswith("1 documents, 2020-01-01 to 2020-01-01")


def test_a_line_stays_a_line():
    assert one_line("a\r\n\x00b\u2028c\t d") == "a \ufffdb c d"
    assert lines_of({"corpus": "x\n% y"}) == ["corpus: x % y"]


def test_the_note_of_somebody_else_is_left(tmp_path):
    save_with_note(tmp_path / "a", {".csv": b"1"}, {"corpus": "x"})
    save_with_note(tmp_path / "a", {".csv": b"2"}, {"corpus": "y"}, "more")
    assert (tmp_path / "a.csv").read_bytes() == b"2"
    assert (tmp_path / "a-about.txt").read_text("utf-8") == "Written by Tifa Study.\n\ncorpus: y\nmore\n"
    (tmp_path / "b-about.txt").write_text("mine")
    with pytest.raises(StudyError, match=r"(?s)b-about\.txt is no file of an earlier export.*another name"):
        save_with_note(tmp_path / "b", {".csv": b"1"}, {})
    assert not (tmp_path / "b.csv").exists()
