"""The public words: they are there, keep their signatures, and importing them changes nothing."""

import inspect
import subprocess
import sys

import pytest

import analysis

SIGNATURES = {
    "clean": "raw *rules",
    "build_features": "corpus lexicon out *executor *resume",
    "timeline": "features terms *every *unit *level *duplicates",
    "first_uses": "features terms",
    "cooccurrence": "features *start *end *context *terms",
    "network_series": "features *every",
    "drift": "features term *every",
    "movers": "features term before after",
    "concordance": "corpus term *width",
    "discover": "features corpus",
    "claim": "text holds evidence",
    "plot_timeline": "result *ax *labels *width",
    "plot_network": "result *ax",
    "save_figure": "ax_or_fig name *formats *data",
}


@pytest.mark.parametrize("word", analysis.__all__)
def test_every_public_word_is_there_and_explained(word):
    thing = getattr(analysis, word)
    assert not inspect.ismodule(thing), "a room of the same name must not hide the function"
    assert word == "RULES" or (inspect.getdoc(thing) or "").strip()


@pytest.mark.parametrize("word", SIGNATURES)
def test_signatures_are_those_that_others_rely_on(word):
    parameters = inspect.signature(getattr(analysis, word)).parameters
    wanted = SIGNATURES[word].split()
    in_order = [name for name, p in parameters.items() if p.kind is not p.KEYWORD_ONLY]
    assert in_order[: sum(not name.startswith("*") for name in wanted)] == [
        name for name in wanted if not name.startswith("*")
    ]
    for name in (name[1:] for name in wanted if name.startswith("*")):
        assert parameters[name].kind is inspect.Parameter.KEYWORD_ONLY


def test_importing_the_package_loads_nothing_heavy_and_says_nothing():
    code = "import sys, analysis; print(sorted({'polars','numpy','numba','jieba','matplotlib','networkx'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_importing_a_room_leaves_the_function_of_its_name():
    code = "import analysis.timelines.rates, analysis.timelines.change_tests; from analysis import timeline, drift; print(timeline.__name__, drift.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["timeline", "drift"]
