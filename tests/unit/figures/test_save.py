"""Files of figures: their tables, the same bytes in every run, text that can be searched."""

import os
import subprocess
import sys

import matplotlib.pyplot as plt
import polars as pl
import pytest

from analysis import StudyError, plot_network, plot_timeline, read_csv, save_figure
from analysis.figures.fonts import FAMILY
from tests.support.places import ROOT

GLOSSES = {"六稳": "six stabilities", "六保": "six guarantees", "四下基层": "four downs to the grassroots"}


def test_saving_writes_the_figure_and_its_table(tmp_path, monkeypatch, rates):
    monkeypatch.setenv("TIFA_RESULTS", str(tmp_path / "results"))
    ax = plot_timeline(rates({"六稳": [1, 2]}))
    saved = save_figure(ax, tmp_path / "paper" / "fig-1.2")
    assert [path.name for path in saved] == ["fig-1.2.pdf", "fig-1.2.svg", "fig-1.2.png", "fig-1.2.csv", "fig-1.2.txt"]
    assert (
        repr(saved) == "saved fig-1.2.pdf, fig-1.2.svg, fig-1.2.png, fig-1.2.csv, fig-1.2.txt"
    )  # no path of this machine
    assert saved[3].read_bytes().startswith("\ufeff# 六稳".encode())
    assert "\nterm,start," in saved[3].read_text("utf-8-sig")
    assert save_figure(ax, "bare", formats=["svg"])[0] == tmp_path / "results" / "figures" / "bare.svg"
    own = save_figure(ax.figure, tmp_path / "own", formats=["png"], data=pl.DataFrame({"x": [1]}))
    assert own[1].read_text("utf-8-sig") == "x\n1\n"
    with pytest.raises(StudyError, match="Did you mean: svg"):
        save_figure(ax, "x", formats=["svgs"])
    with pytest.raises(StudyError, match="takes what plot_"):
        save_figure("figure", "x")
    (tmp_path / "file").touch()
    with pytest.raises(StudyError, match="in the way"):
        save_figure(ax, tmp_path / "file" / "x")


def test_a_network_is_saved_with_its_nodes(tmp_path, network):
    saved = save_figure(plot_network(network()), tmp_path / "net", formats=["svg"])
    assert [path.name for path in saved] == ["net.svg", "net.csv", "net-nodes.csv", "net.txt"]
    assert read_csv(saved[1]).columns == ["a", "b", "weight"]
    nodes = read_csv(saved[2])
    assert nodes["term"].to_list() == sorted(network()) and {"x", "y", "community", "stability"} <= set(nodes.columns)
    assert nodes["community"].to_list() == [network().nodes[term]["community"] for term in nodes["term"]]


def test_every_table_of_a_figure_of_several_drawings_is_saved(tmp_path, rates, network):
    figure, (left, right) = plt.subplots(1, 2)
    plot_network(network(), ax=right)
    plot_timeline(rates({"六稳": [1, 2]}), ax=left)
    plot_timeline(rates({"六保": [3]}), ax=left)  # drawn again: the table is the last one's
    saved = save_figure(figure, tmp_path / "two", formats=[])
    assert [path.name for path in saved] == ["two.csv", "two-2.csv", "two-2-nodes.csv", "two.txt"]
    assert read_csv(saved[0])["term"].to_list() == ["六保"]


SCRIPT = """
import sys, datetime
import matplotlib; matplotlib.use("Agg")
import networkx as nx, polars as pl
from analysis import plot_network, plot_timeline, save_figure
from analysis import write_network
days = [datetime.date(y, 1, 1) for y in (2019, 2020, 2021)]
frame = pl.DataFrame({"term": ["六稳"] * 3, "start": days, "documents": [90] * 3, "hits": [0, 2, 4],
                      "rate": [0.0, 2, 4], "low": [0.0, 1, 2], "high": [1.0, 3, 6]})
save_figure(plot_timeline(frame), sys.argv[1] + "/timeline", formats=["pdf", "png"])
# a set of pairs: the hash seed decides in which order nodes and edges come
pairs = {("六稳", "六保"), ("六保", "中国梦"), ("中国梦", "六稳"), ("国之大者", "乡村振兴")}
graph = nx.Graph(pairs)
nx.set_node_attributes(graph, {n: {"contexts": len(n)} for n in set(graph)})
save_figure(plot_network(graph), sys.argv[1] + "/network", formats=["svg"])
for ending in ("graphml", "gexf", "json"):
    write_network(graph, f"{sys.argv[1]}/net.{ending}")
"""


def test_figures_and_networks_are_the_same_bytes_under_any_hash_seed(tmp_path):
    """Another process, whose hashes differ and where nothing was drawn before, writes what this one writes."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir(), there.mkdir()
    seed = "1" if os.environ.get("PYTHONHASHSEED") == "4242" else "4242"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    other = subprocess.Popen([sys.executable, "-W", "error", "-c", SCRIPT, str(there)], cwd=ROOT, env=environment)
    exec(SCRIPT.replace("sys.argv[1]", repr(str(here))), {})
    assert other.wait(timeout=300) == 0
    written = [{path.name: path.read_bytes() for path in sorted(folder.iterdir())} for folder in (here, there)]
    assert len(written[0]) == 11 and [n for n in written[0] if written[0][n] != written[1].get(n)] == []
    assert written[0].keys() == written[1].keys()


def test_a_pdf_holds_truetype_outlines_and_leaves_the_face_as_it_was(tmp_path, rates):
    import re
    import zlib

    from matplotlib.font_manager import FontProperties, findfont

    before = findfont(FontProperties(family=FAMILY))
    (path,) = save_figure(plot_timeline(rates({"六稳": [1, 2]})), tmp_path / "x", formats=["pdf"], data=None)[:1]
    streams = [
        zlib.decompress(s) for s in re.findall(rb"stream\r?\n(.*?)endstream", path.read_bytes(), re.S) if s[:1] == b"x"
    ]
    assert not any(s[:4] == b"OTTO" for s in streams) and any(s[:4] == b"\0\1\0\0" for s in streams)
    assert findfont(FontProperties(family=FAMILY)) == before


def test_truetype_outlines_are_as_wide_as_the_faces_own(tmp_path):
    from fontTools.ttLib import TTFont

    from analysis.figures.fonts import font_path, truetype_font

    small = TTFont(truetype_font(set("四下基层 per 1,000−"), tmp_path / "a.ttf"))
    whole = TTFont(font_path(), lazy=True)
    for character in map(ord, "四下基层per1,0−"):
        new, old = small.getBestCmap()[character], whole.getBestCmap()[character]
        assert small["hmtx"][new][0] == whole["hmtx"][old][0]
        assert small["glyf"][new].numberOfContours > 0
    assert (
        truetype_font(set("四下基层 per 1,000−"), tmp_path / "b.ttf").read_bytes() == (tmp_path / "a.ttf").read_bytes()
    )


def test_saving_again_or_in_another_format_changes_nothing(tmp_path, rates):
    ax = plot_timeline(rates({"六稳": [1, 5], "六保": [2, 5.1]}), labels="both", glosses=GLOSSES)
    first = save_figure(ax, tmp_path / "a", formats=["svg"])[0].read_bytes()
    save_figure(ax, tmp_path / "b", formats=["pdf", "png"])
    assert save_figure(ax, tmp_path / "c", formats=["svg"])[0].read_bytes() == first
    assert ax.get_in_layout() and ax.figure.get_layout_engine() is not None
