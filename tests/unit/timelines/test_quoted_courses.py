"""Quotation marks of new terms: the counts that docs/methods/modification.md states, from the shipped broadcasts."""

import polars as pl

from analysis import Features, data_folder, first_uses, timeline
from tests.support.places import ROOT


def test_neither_rise_nor_fall_is_a_law():
    broadcast = Features.open(data_folder() / "broadcast")
    uses = first_uses(broadcast).frame.filter(~pl.col("censored"), pl.col("documents") >= 30)
    line = timeline(broadcast, uses["term"].to_list()).frame.filter(pl.col("mentions") >= 10)
    years = line.sort("term", "start").group_by("term", maintain_order=True)
    ends = years.agg(pl.len(), first=pl.col("quoted_share").first(), last=pl.col("quoted_share").last())
    ends = ends.filter(pl.col("len") > 1)
    counts = uses.height, ends.height, ends.filter(pl.col("last") > pl.col("first")).height
    counts = *counts, ends.filter(pl.col("last") < pl.col("first")).height
    assert counts == (111, 97, 21, 34)
    page = (ROOT / "docs" / "methods" / "modification.md").read_text(encoding="utf-8")
    assert "of {} new terms, {} have ten mentions in two years; {} rise and {} fall".format(*counts) in " ".join(
        page.split()
    )
