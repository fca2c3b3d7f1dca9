"""Small networks for the tests of what is written: one with all attributes, two years of one, and labels that break files."""

from __future__ import annotations

import networkx as nx

from analysis import network_series
from analysis.networks.networks_over_time import NetworkSeries

from .toy import toy

HOSTILE = [
    "=1+1", "+1", "-1", "@x", 'say "hi"', "it's", "back\\slash", "<b>&amp;</b>", "]]>", "甲\n乙", "丁\t戊", "𠮷野家", "a,b;c",
    "$a_b$", "{x}", "%c", "*Vertices 9", " two  blanks ", "'=x", "1 2 3",
]  # fmt: skip


def full_graph() -> nx.Graph:
    """Five terms in two groups; attributes of every type, one missing, one that no format knows."""
    out = nx.Graph()
    for k, term in enumerate(["六稳", "六保", "共同富裕", "乡村振兴", "枫桥经验"]):
        own = dict(
            kind="slogan", contexts=10 * (k + 1), documents=5, community=int(k > 2), stability=1.0, pid=7, odd=[1, 2]
        )
        out.add_node(term, x=k / 4, y=(k % 2) / 1.0, **own)
    out.add_edge("六稳", "六保", weight=9.5, f_ab=7, log_dice=9.5, q=0.01, relation=None)
    out.add_edge("共同富裕", "六保", weight=8, f_ab=6, log_dice=8, npmi=0.5)
    out.add_edge("枫桥经验", "乡村振兴", weight=7.25, f_ab=5, log_dice=7.25)
    return out


def hostile_graph(labels=HOSTILE) -> nx.Graph:
    """A ring of labels, with places so that no layout is computed."""
    out = nx.cycle_graph(len(labels))
    nx.set_node_attributes(out, {k: dict(x=k / len(labels), y=0.5, community=0, stability=1.0) for k in out})
    return nx.relabel_nodes(out, dict(enumerate(labels)))


def two_years(**settings) -> NetworkSeries:
    """Of 2020, 甲 with 乙; of 2021, also 乙 with 丙; of 2022, 乙 with 丙 alone."""
    days = {
        "2020-03-01": ["甲 乙"], "2020-06-01": ["甲 乙"], "2021-03-01": ["甲 乙", "乙 丙"], "2021-06-01": ["甲 乙", "乙 丙"],
        "2022-03-01": ["乙 丙"], "2022-06-01": ["乙 丙"],
    }  # fmt: skip
    features = toy([(day, [[sentence.split() for sentence in said]]) for day, said in days.items()])
    floors = dict(min_contexts=2, min_documents=1, min_months=1, delta=None, q=0.99)
    return network_series(features, **floors | settings)
