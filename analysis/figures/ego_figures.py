# long: one figure in two forms, of one network and of several
"""One term and its neighbours: in one network, or in several side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..networks.changed_edges import edge_changes
from ..networks.cooccurrence_network import Cooccurrence
from ..networks.networks_over_time import NetworkSeries
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fonts import check_characters
from .labels import broken
from .network_drawing import EDGE, NetworkScales, as_sheet, bare, heighten, sheet_size, write_name
from .network_figures import community_signs, key_names, measure_of, size_signs, width_signs
from .network_key import Sign, legend_above, measured
from .network_labels import RINGS, Labelling, LabelSpace, labelled
from .network_places import Box
from .network_sheet import Picture, compose
from .network_tables import known_term, network_tables
from .network_words import say, settings_said
from .panels import drawing_axes, drawing_grid, small_print
from .style import Look
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS = {"slogan": "o", "member": "^", "word": "s"}  # markers, where there is more than one kind
MOST_PANELS = 6
GONE = 20.0  # square points of a node that has no contexts


@takes_drawing_options(without=["lines", "events"])
def plot_ego(
    result: Any, term: str, *, start: Any = None, top: int | None = None, **options: Unpack[DrawingOptions]
) -> Any:
    """Draw a term in the middle and its neighbours around it, the more strongly bound the nearer.

    Neighbours go round by community, then strength. Thin lines join neighbours that are themselves a pair. Where there
    is more than one kind of term (slogans and words), each has a marker of its own.

    Of several networks each has a panel, in which a neighbour has the same place, and each panel marks what is new and
    what is gone against the one before. Of networks that were tested, a neighbour that came or went although the change
    lies within chance (`edge_changes`) is marked as that.

    Parameters
    ----------
    result : Cooccurrence, NetworkSeries, or mapping of str to Cooccurrence
        The whole network, or the part of it that `ego` gives; a networkx graph works as well.
    term : str
        Which term stands in the middle.
    start : date or str, or list of them, optional
        Which period of a NetworkSeries, or which periods, to stand side by side.
    top : int, optional
        How many neighbours to draw, the strongest first: 16 if None, of several networks 10.
    **options
        See `DrawingOptions`; ``ax`` for one network only.

    Returns
    -------
    matplotlib Axes, of several networks an array of them

    Raises
    ------
    StudyError
        The term has no edge; ``result`` is no network; a series without ``start``; more than six networks.

    Examples
    --------
    >>> from analysis import Features, cooccurrence, data_folder
    >>> press = Features.open(data_folder() / "press")
    >>> four = ["六保", "六稳", "稳中求进", "三大攻坚战"]
    >>> network = cooccurrence(press, terms=four, start="2020").test()
    >>> ax = plot_ego(network, "六保")
    >>> sorted(text.get_text() for text in ax.texts if text.get_gid() != "key")
    ['六保', '六稳']
    >>> axes = plot_ego({"2019": cooccurrence(press, terms=four, start="2019", end="2020").test(), "2020": network}, "六保")
    >>> [ax.get_title(loc="left") for ax in axes]
    ['2019', '2020']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close("all")
    """
    drawing = Drawing.of(result, options)
    named = _named_networks(result, start)
    if len(named) > 1:
        return _several(drawing, named, term, 10 if top is None else top)
    return _single(drawing, next(iter(named.values())), term, 16 if top is None else top)


def _named_networks(result: Any, start: Any) -> dict[str, Any]:
    """The networks to draw, by name."""
    if isinstance(result, Mapping) and not hasattr(result, "adjacency"):
        if not result:
            raise StudyError("plot_ego was given an empty mapping; name at least one network.")
        found = {str(name): one for name, one in result.items()}
    elif isinstance(result, NetworkSeries) and isinstance(start, (list, tuple)):
        yearly = result.parameters.get("every", "1y") == "1y"
        found = {str(day)[: 4 if yearly else 7]: _Period(result, day) for day in start}
        if len(found) < 2:
            raise StudyError(f"start={start!r}; to put periods side by side, name at least two.")
    else:
        found = {"": _Period(result, start) if isinstance(result, NetworkSeries) else result}
    if len(found) > MOST_PANELS:
        raise StudyError(f"{len(found)} networks side by side cannot be read; choose up to {MOST_PANELS}.")
    return found


@dataclass(frozen=True)
class _Period:
    """One period of a series, whose communities are those followed through it."""

    series: NetworkSeries
    start: Any

    @property
    def network(self) -> Cooccurrence:
        return self.series.at(self.start)


@dataclass(frozen=True)
class _Ego:
    """A term's neighbours in one network: ``circle`` has them with their weight, ``between`` the edges among them."""

    nodes: pl.DataFrame
    spokes: pl.DataFrame
    between: pl.DataFrame
    network: Any

    @classmethod
    def of(cls, one: Any, term: str) -> _Ego:
        nodes, edges = network_tables(one.series, one.start) if isinstance(one, _Period) else network_tables(one)
        own = (pl.col("a") == term) | (pl.col("b") == term)
        other = pl.when(pl.col("a") == term).then("b").otherwise("a").alias("term")
        spokes = edges.filter(own).select(other, "a", "b", "weight").sort(["weight", "term"], descending=[True, False])
        return cls(nodes, spokes, edges.filter(~own), one.network if isinstance(one, _Period) else one)

    def among(self, terms: Sequence[str]) -> pl.DataFrame:
        """The edges among some of the neighbours."""
        return self.between.filter(pl.col("a").is_in(list(terms)), pl.col("b").is_in(list(terms)))


def around(circle: pl.DataFrame) -> pl.DataFrame:
    """The neighbours with a place (x, y) in the unit circle: by community, then strength; the stronger the nearer."""
    low, high = circle["weight"].min(), circle["weight"].max()
    share = (pl.col("weight") - low) / (high - low) if circle.height and high > low else pl.lit(0.5)  # type: ignore[operator]
    circle = circle.sort(["community", "weight", "term"], descending=[False, True, False])
    turn = math.pi / 2 - 2 * math.pi * pl.int_range(pl.len()) / max(circle.height, 1)
    radius = 1.0 - 0.45 * share
    circle = circle.with_columns(x=radius * turn.cos(), y=radius * turn.sin())
    # a circle that is empty on one side is opened up until it fills its room
    return circle.with_columns(pl.col(way) / pl.max_horizontal(pl.col(way).abs().max(), pl.lit(0.6)) for way in "xy")


def _room(box: Box, widths: Sequence[float]) -> tuple[float, float, float, float]:
    """Centre and half-axes of the ellipse of neighbours, with room for their names to either side."""
    left, bottom, right, top = box
    side = min(max(widths, default=0.0) + 8, 0.3 * (right - left))
    return (left + right) / 2, (bottom + top) / 2, (right - left) / 2 - side, (top - bottom) / 2 - 14


def _single(drawing: Drawing, one: Any, term: str, top: int) -> Axes:
    ego, words, look = _Ego.of(one, term), drawing.words, drawing.look
    known_term(term, ego.nodes, "this network")
    near = ego.spokes.head(top)
    circle = around(near.select("term", "weight").join(ego.nodes.drop("x", "y"), on="term"))
    centre = ego.nodes.filter(term=term).with_columns(x=pl.lit(0.0), y=pl.lit(0.0))
    nodes = pl.concat([centre, circle.drop("weight").select(centre.columns)])
    between, in_key = ego.among(circle["term"].to_list()), key_names(drawing, nodes)
    named = drawing.names(nodes["term"].to_list(), width=18, break_at=7 if drawing.narrow else 10)
    edges = pl.concat([near.select("a", "b", "weight"), between.select("a", "b", "weight")]).sort("a", "b")
    tables = {"": edges, "-nodes": nodes.drop("size")}
    network = ego.network

    def describe(words: Words) -> Description:
        key = "neighbours" if ego.spokes.height > near.height else "all neighbours"
        title = say(words, key, term=in_key[term], drawn=near.height, all=ego.spokes.height)
        seen = say(words, "ego seen", terms=words.listed([in_key[one] for one in near["term"].head(3)]))
        return Description(
            title,
            unit=say(words, measure_of(network)).rstrip(":："),
            signs=words.sentences(say(words, "strength"), settings_said(network, words)),
            seen=seen,
        )

    with drawing_axes(drawing, 80 if drawing.narrow else 110, tables, describe) as ax:
        bare(ax)
        said = describe(words)
        small_print(ax, words.sentences(said.title, said.signs), look)
        widths = [width for width, _ in measured(ax, list(named.values()), look.small)]

        def place(box: Box) -> tuple[np.ndarray, NetworkScales]:
            x, y, across, up = _room(box, widths)
            spots = nodes.select("x", "y").to_numpy() * (across, up) + (x, y)
            return spots.round(2), _scales(nodes, near, drawing)

        picture = Picture(
            nodes,
            edges,
            named,
            in_key,
            place=place,
            signs=lambda scales: _signs(circle, near, scales, in_key, words, measure_of(network)),
            draw=lambda ax, at, scales: _draw(ax, at, near, between, scales, term),
            radii=lambda at, scales: scales.radii(at),
            first=term,
        )
        grow = drawing.ax is None and drawing.own_height is None and drawing.ratio is None
        tables["-nodes"] = compose(ax, picture, look, grow=grow).drop("size")
    return ax


def _scales(nodes: pl.DataFrame, spokes: pl.DataFrame, drawing: Drawing, area: float = 0.7) -> NetworkScales:
    return NetworkScales.of(nodes, spokes, area, look=drawing.look, colors=drawing.colors)


def _signs(
    circle: pl.DataFrame,
    spokes: pl.DataFrame,
    scales: NetworkScales,
    in_key: Mapping[str, str],
    words: Words,
    measure: str,
) -> list[Sign]:
    """Area, width, kinds (of more than one) and communities, which have the markers where kinds do not."""
    signs = size_signs(circle, scales, words) + width_signs(spokes, scales, words, measure)
    kinds = _kinds(circle)
    communities = community_signs(circle, scales, in_key, words)
    if kinds:
        area = 26.0 * scales.look.scale**2
        signs.append(Sign(say(words, "kinds")))
        signs += [Sign(say(words, kind), KINDS[kind], area, face=scales.look.paper) for kind in kinds]
        communities = [replace(sign, marker=sign.marker and "o") for sign in communities]
    return signs + communities


def _kinds(nodes: pl.DataFrame) -> list[str]:
    """The kinds of term, if there are several."""
    kinds = [kind for kind in KINDS if kind in set(nodes["kind"])]
    return kinds if len(kinds) > 1 else []


def _draw(
    ax: Axes,
    at: pl.DataFrame,
    spokes: pl.DataFrame,
    between: pl.DataFrame,
    scales: NetworkScales,
    term: str,
    status: Mapping[str, str] | None = None,
) -> None:
    """Thin lines among the neighbours, spokes to the middle, and a node at the end of each."""
    look, spot = scales.look, {term: (x, y) for term, x, y in at.select("term", "x", "y").rows()}
    for a, b in between.select("a", "b").rows():
        ax.plot(*zip(spot[a], spot[b], strict=True), color=look.faint, lw=0.5 * look.scale, zorder=1, label="_between")
    for other, weight in spokes.select("term", "weight").rows():
        width = scales.edge_width(weight)
        ax.plot(*zip(spot[term], spot[other], strict=True), color=EDGE, lw=width, zorder=2, label="_spoke")
    kinds, status = _kinds(at.filter(pl.col("term") != term)), status or {}
    for row in at.filter(pl.col("term") != term).rows(named=True):
        own = status.get(row["term"], "kept")
        colour, marker = scales.colour(row["term"], row["community"]), scales.sign(row["community"])[1]
        marker = KINDS.get(row["kind"], "o") if kinds else marker
        area = [scales.node_area(row["size"])] if row["size"] else [GONE * look.scale**2]
        if own.startswith("gone"):
            dashes: Any = ":" if own.endswith("?") else "-"
            mark: dict[str, Any] = dict(facecolors=look.paper, edgecolors=look.grey, linestyles=dashes, linewidths=0.8)
            ax.scatter(row["x"], row["y"], s=area, marker=marker, zorder=3, label=f"_{own}", **mark)
            continue
        mark = dict(c=[colour], edgecolors=look.paper, linewidths=0.4)
        ax.scatter(row["x"], row["y"], s=area, marker=marker, zorder=3, label="_neighbour", **mark)
        if own.startswith("new"):
            ring: dict[str, Any] = dict(facecolors="none", edgecolors=look.ink, linewidths=1.0)
            dashes = ":" if own.endswith("?") else "-"
            ax.scatter(
                row["x"], row["y"], s=[_ringed(area[0], look)], zorder=4, label=f"_{own}", linestyles=dashes, **ring
            )
    middle = [60 * look.scale**2]
    ax.scatter(*([x] for x in spot[term]), s=middle, c=[look.ink], edgecolors=look.paper, zorder=5, label="_ego")


def _ringed(area: float, look: Look) -> float:
    return (area**0.5 + 5 * look.scale) ** 2


def _several(drawing: Drawing, named: Mapping[str, Any], term: str, top: int) -> Any:
    """A panel for each network; a neighbour of any has one place in all."""
    if drawing.ax is not None:
        raise StudyError("several networks make axes of their own; leave out ax=, or draw one network into each.")
    check_characters(named)
    egos = {name: _Ego.of(one, term) for name, one in named.items()}
    known_term(term, pl.concat([ego.nodes.select("term") for ego in egos.values()]), "these networks")
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
    scales = _scales(whole, every, drawing, 0.5)
    in_key = key_names(drawing, whole)
    marks = statuses({name: ego.network for name, ego in egos.items()}, spokes, term)
    rows = [own.select(pl.lit(name).alias("network"), "a", "b", "weight") for name, own in spokes.items()]
    seen = {one for own in marks.values() for one in own.values()} - {"kept"}

    def describe(words: Words) -> Description:
        title = say(words, "all neighbours", term=in_key[term], all=circle.height)
        if any(ego.spokes.height > top for ego in egos.values()):
            title = say(words, "strongest", term=in_key[term], top=top)
        said = {name: settings_said(ego.network, words, period=False) for name, ego in egos.items()}
        method = next(iter(said.values())) if len(set(said.values())) == 1 else ""
        method = method or words.sentences(*(f"{name}: {one}" for name, one in said.items()))
        signs = words.sentences(say(words, "strength"), method)
        return Description(title, signs=signs, seen=say(words, "egos seen"))

    columns = 1 if drawing.narrow else min(len(egos), 3)
    rows_of = -(-len(egos) // columns)
    high = 62.0 if columns < 3 else 56.0
    tables = {"": pl.concat(rows), "-nodes": circle.drop("size", "weight")}
    with drawing_grid(drawing, len(egos), columns, (high + 6) * rows_of + 14, tables, describe) as axes:
        for ax, name in zip(axes, egos, strict=True):
            bare(ax)
            ax.set_title(broken(name, max(8, drawing.title_width // columns)), fontsize=look.text)
        measure = measure_of(next(iter(egos.values())).network)
        signs = _signs(circle, every, scales, in_key, words, measure) + _status_signs(seen, words, look)
        legend_above(axes[0].figure, signs, look)
        said, numbered, short = describe(words), list[str](), 8 if columns < 3 else 6
        labels = drawing.names(whole["term"].to_list(), width=14, break_at=short)
        while True:  # the numbers' names stand in the small print, whose lines take from the panels
            also = "; ".join(f"{k} {in_key[one]}" for k, one in enumerate(numbered, start=1))
            also = say(words, "also", names=also) if also else ""
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
    ego: _Ego
    spokes: pl.DataFrame
    marks: Mapping[str, str]
    areas: list[float]

    @classmethod
    def of(cls, whole, ego: _Ego, spokes: pl.DataFrame, marks: Mapping[str, str], term: str, scales) -> _Panel:
        gone = [one for one, own in marks.items() if own.startswith("gone")]
        shown = pl.col("term").is_in([term, *spokes["term"], *gone])
        own = ego.nodes.select("term", own="size")
        at = whole.filter(shown).join(own, on="term", how="left", maintain_order="left")
        at = at.with_columns(size=pl.coalesce("own", pl.lit(0.0))).drop("own")
        look, areas = scales.look, []
        for one, size in at.select("term", "size").rows():
            area = scales.node_area(size) if size else GONE * look.scale**2
            areas.append(_ringed(area, look) if marks.get(one, "").startswith("new") else area)
        return cls(at, whole.filter(~shown), ego, spokes, marks, areas)

    def labelled(self, ax: Axes, labels: Mapping[str, str], size: tuple[float, float], look: Look) -> Labelling:
        """Move the nodes into a panel of this size, and place their names or numbers."""
        extents = measured(ax, list(labels.values()), look.note)
        x, y, across, up = _room((0, 0, *size), [width for width, _ in extents])
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
        _draw(ax, self.at, self.spokes, self.ego.among(self.spokes["term"].to_list()), scales, term, self.marks)
        for row, place in {**found.names, **found.numbers}.items():
            one, spot = terms[row], self.at.select("x", "y").row(row)
            gone = self.marks.get(one, "").startswith("gone")
            style: dict[str, Any] = dict(size=look.note, color=look.grey if gone else look.ink)
            if row in found.numbers:
                style |= dict(size=look.note - 0.5, gid="number")
            write_name(
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
    signs, area = [Sign(say(words, "status"))] if seen else [], 30.0 * look.scale**2
    for status in ("new", "new?", "gone", "gone?"):
        if status in seen:
            ink = look.ink if status.startswith("new") else look.grey
            face = look.grey if status.startswith("new") else look.paper
            dashes = ":" if status.endswith("?") else "-"
            signs.append(Sign(say(words, status), "o", area, face=face, edge=ink, dashes=dashes))
    return signs
