"""One term and its neighbours in several networks, a panel each, with what is new and what is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.errors import StudyError
from ..networks.changed_edges import edge_changes
from ..networks.cooccurrence_network import Cooccurrence
from .drawing_options import Drawing
from .drawn_results import Description
from .ego_drawing import GONE, Ego, around, draw_ego, ego_room, ego_scales, ego_signs, ringed
from .fonts import check_characters
from .labels import broken
from .network_drawing import NetworkScales, as_sheet, bare, heighten, set_name, sheet_size
from .network_figures import key_names, measure_of
from .network_key import Sign, legend_above, measured
from .network_labels import RINGS, Labelling, LabelSpace, labelled
from .network_tables import beside, known_term
from .network_words import settings_said
from .panels import drawing_grid, small_print
from .style import Look
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_several_egos(drawing: Drawing, named: Mapping[str, Any], term: str, top: int) -> Any:
    """A panel for each network; a neighbour of any has one place in all."""
    if drawing.ax is not None:
        raise StudyError("several networks make axes of their own; leave out ax=, or draw one network into each.")
    check_characters(named)
    egos = {name: Ego.of(one, term) for name, one in named.items()}
    drawn = pl.concat([ego.nodes.select("term") for ego in egos.values()])
    known_term(term, drawn, "these networks", next(iter(egos.values())).network)
    words, look = drawing.words, drawing.look
    chosen = pl.concat([ego.spokes.head(top).select("term") for ego in egos.values()]).unique()["term"]
    spokes = {name: ego.spokes.filter(pl.col("term").is_in(chosen.implode())) for name, ego in egos.items()}
    strongest = pl.concat([own.select("term", "weight") for own in spokes.values()]).group_by("term")
    strongest = strongest.agg(weight=pl.col("weight").max())
    # a neighbour's community and kind are those of the last network that has it
    about = pl.concat([ego.nodes.select("term", "kind", "community", "size") for ego in egos.values()])
    about = about.group_by("term", maintain_order=True).agg(pl.col("kind", "community").last(), pl.col("size").max())
    circle = around(strongest.join(about, on="term"))
    whole = pl.concat([circle.drop("weight"), about.filter(term=term).with_columns(x=pl.lit(0.0), y=pl.lit(0.0))])
    every = pl.concat([own.select("a", "b", "weight") for own in spokes.values()])
    scales = ego_scales(whole, every, drawing, 0.5)
    in_key = key_names(drawing, whole)
    marks = statuses({name: ego.network for name, ego in egos.items()}, spokes, term)
    rows = [own.select(pl.lit(name).alias("network"), "a", "b", "weight") for name, own in spokes.items()]
    alone = [name for name, own in spokes.items() if own.is_empty()]

    def _alone(name: str, words: Words) -> str:
        near = beside(egos[name].network, term)
        called = drawing.names([other for other, _ in near], width=10_000, break_at=10_000)
        counted = [called[other].replace("\n", " ") + words("of documents", n=n) for other, n in near]
        return words("alone beside", name=name, near=words.listed(counted)) if near else words("alone", name=name)

    seen = {one for own in marks.values() for one in own.values()} - {"kept"}

    def describe(words: Words) -> Description:
        title = words("all neighbours", term=in_key[term], all=circle.height)
        if any(ego.spokes.height > top for ego in egos.values()):
            title = words("strongest", term=in_key[term], top=top)
        said = {name: settings_said(ego.network, words, period=False) for name, ego in egos.items()}
        method = next(iter(said.values())) if len(set(said.values())) == 1 else ""
        method = method or words.sentences(*(f"{name}: {one}" for name, one in said.items()))
        signs = words.sentences(words("strength"), *(_alone(name, words) for name in alone), method)
        return Description(title, signs=signs, seen=words("egos seen"))

    columns = 1 if drawing.narrow else min(len(egos), 3)
    rows_of = -(-len(egos) // columns)
    high = 62.0 if columns < 3 else 56.0
    tables = {"": pl.concat(rows), "-nodes": circle.drop("size", "weight")}
    with drawing_grid(drawing, len(egos), columns, (high + 6) * rows_of + 14, tables, describe) as axes:
        for ax, name in zip(axes, egos, strict=True):
            bare(ax)
            head = name + words("no pair") if name in alone else name
            ax.set_title(broken(head, max(8, drawing.title_width // columns)), fontsize=look.text)
        measure = measure_of(next(iter(egos.values())).network)
        signs = ego_signs(circle, every, scales, in_key, words, measure) + _status_signs(seen, words, look)
        legend_above(axes[0].figure, signs, look)
        said, numbered, short = describe(words), list[str](), 8 if columns < 3 else 6
        labels = drawing.names(whole["term"].to_list(), width=14, break_at=short)
        while True:  # the numbers' names stand in the small print, whose lines take from the panels
            also = "; ".join(f"{k} {in_key[one]}" for k, one in enumerate(numbered, start=1))
            also = words("also", names=also) if also else ""
            small_print(axes[0].figure, words.sentences(said.title, also, said.signs), look)
            if drawing.own_height is None and drawing.ratio is None:
                heighten(axes, rows_of, high * look.scale)
            size = sheet_size(axes[0])
            panels = [_Panel.of(whole, egos[name], own, marks[name], term, scales) for name, own in spokes.items()]
            placed = [panel.labelled(axes[0], labels, size, look) for panel in panels]
            found = {panel.at["term"][row] for panel, own in zip(panels, placed, strict=True) for row in own.numbers}
            if found <= set(numbered):
                break
            numbered += sorted(found - set(numbered))
        for ax, panel, own in zip(axes, panels, placed, strict=True):
            as_sheet(ax, *size)
            panel.draw(ax, own, labels, numbered, scales, term)
    return axes


@dataclass
class _Panel:
    """One network among several: ``at`` has its neighbours and what is gone, ``pale`` all others."""

    at: pl.DataFrame
    pale: pl.DataFrame
    ego: Ego
    spokes: pl.DataFrame
    marks: Mapping[str, str]
    areas: list[float]

    @classmethod
    def of(cls, whole, ego: Ego, spokes: pl.DataFrame, marks: Mapping[str, str], term: str, scales) -> _Panel:
        gone = [one for one, own in marks.items() if own.startswith("gone")]
        shown = pl.col("term").is_in([term, *spokes["term"], *gone])
        own = ego.nodes.select("term", own="size")
        at = whole.filter(shown).join(own, on="term", how="left", maintain_order="left")
        at = at.with_columns(size=pl.coalesce("own", pl.lit(0.0))).drop("own")
        look, areas = scales.look, []
        for one, size in at.select("term", "size").rows():
            area = scales.node_area(size) if size else GONE * look.scale**2
            areas.append(ringed(area, look) if marks.get(one, "").startswith("new") else area)
        return cls(at, whole.filter(~shown), ego, spokes, marks, areas)

    def labelled(self, ax: Axes, labels: Mapping[str, str], size: tuple[float, float], look: Look) -> Labelling:
        """Move the nodes into a panel of this size, and place their names or numbers."""
        extents = measured(ax, list(labels.values()), look.note)
        x, y, across, up = ego_room((0, 0, *size), [width for width, _ in extents])
        spread = pl.col("x") * across + x, pl.col("y") * up + y
        self.at, self.pale = self.at.with_columns(*spread), self.pale.with_columns(*spread)
        radii, spots = [area**0.5 / 2 + 0.5 for area in self.areas], self.pale.select("x", "y").to_numpy()
        space = LabelSpace(self.at.select("x", "y").to_numpy(), radii, (0, 0, *size), faint=spots)
        own, terms = dict(zip(labels, extents, strict=True)), self.at["term"].to_list()
        strength = dict(self.spokes.select("term", "weight").rows())
        middle = next(k for k, one in enumerate(terms) if one not in strength and one not in self.marks)
        ranked = sorted(range(len(terms)), key=lambda k: (k != middle, -strength.get(terms[k], 0.0), terms[k]))
        number, rings = measured(ax, ["00"], look.note - 0.5)[0], [look.scale * ring for ring in (*RINGS, 32.0)]
        found = labelled(space, ranked, [own[one] for one in terms], number, rings=rings)
        if found is None:
            raise StudyError(
                f"{len(terms)} names find no place in a panel of {size[0] * 25.4 / 72:.0f} mm.\n"
                "  Draw fewer neighbours (top=), on a page (width='page'), or each network by itself."
            )
        return found

    def draw(
        self, ax: Axes, found: Labelling, labels, numbered: Sequence[str], scales: NetworkScales, term: str
    ) -> None:
        """The panel, each name in its place; the place of a number in ``numbered`` is its number."""
        look, terms = scales.look, self.at["term"].to_list()
        ax.scatter(self.pale["x"], self.pale["y"], s=5 * look.scale**2, c=look.faint, zorder=1, label="_absent")
        draw_ego(ax, self.at, self.spokes, self.ego.among(self.spokes["term"].to_list()), scales, term, self.marks)
        for row, place in {**found.names, **found.numbers}.items():
            one, spot = terms[row], self.at.select("x", "y").row(row)
            gone = self.marks.get(one, "").startswith("gone")
            style: dict[str, Any] = dict(size=look.note, color=look.grey if gone else look.ink)
            if row in found.numbers:
                style |= dict(size=look.note - 0.5, gid="number")
            set_name(
                ax, labels[one] if row in found.names else str(numbered.index(one) + 1), spot, place, look, **style
            )


def statuses(networks: Mapping[str, Any], spokes: Mapping[str, pl.DataFrame], term: str) -> dict[str, dict[str, str]]:
    """Of each network, what became of each neighbour since the one before: kept, new, gone; with "?" within chance."""
    found: dict[str, dict[str, str]] = {}
    before: str | None = None
    for name, own in spokes.items():
        now = set(own["term"])
        found[name] = {}
        if before is not None:
            earlier, firm = set(spokes[before]["term"]), _firm(networks[before], networks[name], term)
            for other in sorted(now | earlier):
                status = "kept" if other in now & earlier else "new" if other in now else "gone"
                unsure = status != "kept" and firm is not None and other not in firm
                found[name][other] = status + ("?" if unsure else "")
        before = name
    return found


def _firm(before: Any, after: Any, term: str) -> set[str] | None:
    """The neighbours gained or lost beyond chance, or with a term that came or went; None of networks not tested."""
    if not all(isinstance(one, Cooccurrence) and one.tests is not None for one in (before, after)):
        return None
    changes = edge_changes(before, after).frame
    own = changes.filter((pl.col("a") == term) | (pl.col("b") == term))
    own = own.filter(pl.col("verdict").is_in(["gained", "lost", "new term", "term gone"]))
    return {*own["a"], *own["b"]} - {term}


def _status_signs(seen: set[str], words: Words, look: Look) -> list[Sign]:
    signs, area = [Sign(words("status"))] if seen else [], 30.0 * look.scale**2
    for status in ("new", "new?", "gone", "gone?"):
        if status in seen:
            ink = look.ink if status.startswith("new") else look.grey
            face = look.grey if status.startswith("new") else look.paper
            dashes = ":" if status.endswith("?") else "-"
            signs.append(Sign(words(status), "o", area, face=face, edge=ink, dashes=dashes))
    return signs
