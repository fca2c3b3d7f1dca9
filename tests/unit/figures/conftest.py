"""What the tests of figures share: timelines and networks to draw, and ways to ask a figure what it shows."""

from datetime import date

import matplotlib
import networkx as nx
import polars as pl
import pytest

matplotlib.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.text import Text


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@pytest.fixture
def rates():
    """A maker of timelines' frames: hits in each slice (None: no documents), per 1,000, with simple intervals."""

    def frame(series: dict[str, list], *, first=2013, every="1y", documents=1000) -> pl.DataFrame:
        starts = pl.date_range(date(first, 1, 1), date(first + 40, 1, 1), interval=every, eager=True)
        rows = []
        for term, hits in series.items():
            for start, h in zip(starts, hits, strict=False):
                n = 0 if h is None else documents[start.year - first] if isinstance(documents, list) else documents
                rate = None if h is None else 1000 * h / n
                low, high = (None, None) if h is None else (0.5 * rate, 3000 / n if h == 0 else 2 * rate)
                rows.append((term, start, n, h or 0, rate, low, high))
        numbers = dict.fromkeys(("rate", "low", "high"), pl.Float64)
        schema = {"term": pl.String, "start": pl.Date, "documents": pl.Int64, "hits": pl.Int64, **numbers}
        return pl.DataFrame(rows, orient="row", schema=schema)

    return frame


@pytest.fixture
def lines():
    """The lines of an Axes that have a label."""
    return lambda ax, label: [line for line in ax.lines if line.get_label() == label]


@pytest.fixture
def words():
    """Every visible text of a figure."""
    return lambda figure: [text.get_text() for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


@pytest.fixture
def network():
    """A maker of a graph of five terms in two communities, with places, one of them unsure."""

    def graph() -> nx.Graph:
        out = nx.Graph()
        spots = {"六稳": (0, 0), "六保": (0.02, 0), "共同富裕": (1, 1), "乡村振兴": (1, 0), "中国梦": (0.5, 0.5)}
        for k, (term, (x, y)) in enumerate(spots.items()):
            stability = 0.5 if term == "中国梦" else 1.0
            out.add_node(term, contexts=10 * (k + 1), community=int(k > 1), stability=stability, x=x, y=y)
        pairs = [("六稳", "六保", 12.0), ("共同富裕", "乡村振兴", 8.0), ("中国梦", "乡村振兴", 4.0)]
        out.add_weighted_edges_from(pairs)
        return out

    return graph


@pytest.fixture
def together():
    """A maker of features in which the pairs given for a year stand together, and each term by itself as well."""
    from tests.support.toy import toy

    def features(pairs_of: dict[int, list[tuple[str, str]]]):
        terms = sorted({term for pairs in pairs_of.values() for pair in pairs for term in pair})
        days = [(year, month, day) for year in pairs_of for month in range(1, 13) for day in (1, 2, 3)]
        sentences = {year: [*map(list, pairs), *([term] for term in terms), ["_"]] for year, pairs in pairs_of.items()}
        return toy([(f"{year}-{month:02d}-{day:02d}", [sentences[year]]) for year, month, day in days])

    return features
