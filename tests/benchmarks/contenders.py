"""The same question put to several programs, each in a process of its own.

    python -m tests.benchmarks.contenders NAME TEXTS.jsonl OUT

The program first runs over a few lines, so that libraries, compiled code and dictionaries are loaded, and then over
all; both are timed. JSON lines go in; out come, for every year, the documents that hold each slogan, with Wilson's interval, and a
network of the slogans and the 2,000 words of most documents, whose edges are pairs in at least 5 sentences, and
in one sentence for every 4,000 documents of the corpus.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import combinations, islice
from math import sqrt
from pathlib import Path

WORDS = 2_000
QUOTES = "“”‘’「」『』《》"
NUMERALS = "零〇一二三四五六七八九十百千万两0-9０-９"


def edge(documents: int) -> int:
    """In how many sentences a pair must stand to be drawn: more in a larger corpus, or no one could look at it."""
    return max(5, documents // 4_000)


def usual(path: str, tokens: str = "jieba", pairs: str = "Counter"):
    """What a careful student writes: regular expression, jieba, Counter, networkx."""
    import re

    import networkx as nx

    from analysis.lexicon.lexicon import Lexicon

    names = defaultdict(list)
    for surface, term, _ in Lexicon.read().patterns().iter_rows():
        names[surface] += [term] if term else []
    between = f"[{QUOTES}]*"
    firsts = "".join(sorted({surface[0] for surface in names}))  # one look spares most places all alternatives
    slogans = re.compile(
        f"(?=[{firsts}])(?:"
        + "|".join(
            f"(?<![{NUMERALS}])" * bool(names[surface] and re.match(f"[{NUMERALS}]", surface))
            + between.join(map(re.escape, surface))
            for surface in sorted(names, key=lambda surface: (-len(surface), surface))
        )
        + ")"
    )
    sentence = re.compile(
        r"[^。！？；…\n\s][^。！？；…\n]*(?:[。！？；…][。！？；…”’」』》〉）】]*)?|[。！？；…]+[”’」』》〉）】]*"
    )
    han = re.compile("[\u4e00-\u9fd5]")
    drop = str.maketrans("", "", QUOTES)
    if tokens == "jieba":
        import jieba

        def cut(text):
            return jieba.cut(text, HMM=False)
    else:
        import rjieba

        def cut(text):
            return rjieba.cut(text, False)

    found, documents, held, per_word = defaultdict(Counter), Counter(), defaultdict(list), Counter()
    with open(path, encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            year, terms, words = int(row["date"][:4]), set(), set()
            documents[year] += 1
            for part in [row["title"], *sentence.findall(row["text"])]:
                here, done = set(), 0
                for match in slogans.finditer(part):
                    own = names[match.group().translate(drop)]
                    if not own:
                        continue  # an exclusion: ordinary text
                    here.update(w for w in cut(part[done : match.start()]) if len(w) > 1 and han.search(w))
                    done = match.end()
                    here.update("#" + term for term in own)
                here.update(w for w in cut(part[done:]) if len(w) > 1 and han.search(w))
                if here:
                    held[year].append(here)
                    words |= here
            terms = {word[1:] for word in words if word[0] == "#"}
            found[year].update(terms)
            per_word.update(word for word in words if word[0] != "#")

    timeline = [
        (year, term, hits, *wilson(hits, documents[year])) for year in found for term, hits in found[year].items()
    ]
    top = sorted(per_word, key=lambda word: (-per_word[word], word))[:WORDS]
    kept = set(top) | {"#" + term for year in found for term in found[year]}
    graphs = {}
    for year in sorted(held):
        graph = graphs[year] = nx.Graph()
        graph.add_weighted_edges_from(COUNTED[pairs](held[year], kept, edge(documents.total())))
    return timeline, edges_of(graphs, "weight")


def edges_of(graphs: dict, weight: str):
    """year, a, b, n of every edge; read when asked for, which is not timed."""
    return ((year, *edge) for year, graph in graphs.items() for edge in graph.edges(data=weight))


def wilson(hits: int, n: int, z: float = 1.959963984540054) -> tuple[float, float]:
    share, middle = hits / n, (hits + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * sqrt(n * share * (1 - share) + z * z / 4)
    return middle - half, middle + half


def by_counter(sentences, kept, least):
    pairs = Counter()
    for words in sentences:
        pairs.update(combinations(sorted(words & kept), 2))
    return [(a, b, n) for (a, b), n in pairs.items() if n >= least]


def by_vectorizer(sentences, kept, least):
    from sklearn.feature_extraction.text import CountVectorizer

    model = CountVectorizer(analyzer=list, vocabulary=sorted(kept), binary=True, dtype="int32")
    return _squared(model.transform(sentences), sorted(kept), least)


def by_scipy(sentences, kept, least):
    from scipy.sparse import csr_array

    order = sorted(kept)
    place = {word: at for at, word in enumerate(order)}
    ids, ends = [], [0]
    for words in sentences:
        ids += [place[word] for word in words if word in place]
        ends.append(len(ids))
    return _squared(csr_array(([1] * len(ids), ids, ends), shape=(len(sentences), len(order))), order, least)


def _squared(matrix, order, least):
    from scipy.sparse import triu

    pairs = triu(matrix.T @ matrix, k=1).tocoo()
    keep = pairs.data >= least
    return [
        (order[a], order[b], int(n))
        for a, b, n in zip(pairs.row[keep].tolist(), pairs.col[keep].tolist(), pairs.data[keep].tolist())
    ]


COUNTED = {"Counter": by_counter, "vectorizer": by_vectorizer, "scipy": by_scipy}


def study(path: str, out: str, graphs: bool = True):
    """This project, by its public words; without ``graphs`` the pairs stay tables."""
    import polars as pl

    from analysis import Lexicon, build_features, timeline

    clock = time.perf_counter()
    features = build_features(path, Lexicon.read(), out)
    stages = {"count": time.perf_counter() - clock}
    clock = time.perf_counter()
    rates = timeline(features, duplicates=True)
    stages["timelines"] = time.perf_counter() - clock
    clock = time.perf_counter()
    networks = study_networks(features, graphs)
    stages["networks"] = time.perf_counter() - clock
    rows = rates.to_frame().filter(pl.col("hits") > 0)
    edges = (
        edges_of(networks, "f_ab")
        if graphs
        else ((year, *edge) for year, table in networks.items() for edge in table.select("a", "b", "f_ab").iter_rows())
    )
    return rows.select(pl.col("start").dt.year(), "term", "hits", "low", "high").rows(), edges, stages


def study_networks(features, graphs: bool = True) -> dict:
    """A network of each year: slogans, and the words of most documents."""
    import polars as pl

    from analysis import cooccurrence

    vocabulary = features.vocabulary.collect()
    words = vocabulary.filter(kind="word").sort("documents", "term", descending=[True, False])["term"].head(WORDS)
    terms = [*vocabulary.filter(pl.col("kind") != "word")["term"], *words]
    dates = features.documents.select(pl.col("date").dt.year()).collect()["date"]
    least, years = edge(len(dates)), dates.unique().sort().to_list()

    def network(year: int):
        pairs = cooccurrence(
            features.between(str(year), str(year + 1)),
            terms=terms,
            duplicates=True,
            min_contexts=least,
            min_documents=1,
            min_months=1,
        )
        return pairs.to_networkx(attributes=["f_ab"]) if graphs else pairs.edges()

    with ThreadPoolExecutor(2) as pool:  # as many as the machine it is compared on has processors
        return dict(zip(years, pool.map(network, years)))


RUNS = {
    "this project": study,
    "this project, no graphs": lambda path, out: study(path, out, graphs=False),
    "jieba, Counter, networkx": lambda path, out: usual(path),
    "jieba, CountVectorizer": lambda path, out: usual(path, pairs="vectorizer"),
    "rjieba, scipy": lambda path, out: usual(path, tokens="rjieba", pairs="scipy"),
}
# the package that a program cannot do without, by the names that pip and Python give it; others come with this project
NEEDS = {"jieba, CountVectorizer": ("scikit-learn", "sklearn"), "rjieba, scipy": ("rjieba", "rjieba")}


def missing() -> dict[str, str]:
    """The programs that cannot run here, and what they lack."""
    return {name: package for name, (package, module) in NEEDS.items() if find_spec(module) is None}


def labels_of() -> tuple[set[str], set[str]]:
    """Labels of terms, and those with the members of expansions."""
    from analysis.lexicon.lexicon import Lexicon

    lexicon = Lexicon.read()
    return set(lexicon.labels), {*lexicon.labels, *lexicon.members}


def some_lines(path: str, folder: Path, n: int = 20) -> Path:
    """The first lines of a file, in a file of their own: a run over them loads what a program needs."""
    few = folder / "first.jsonl"
    with open(path, "rb") as file:
        few.write_bytes(b"".join(islice(file, n)))
    return few


def keep(folder: Path, hits, edges) -> None:
    """Write what a program found, as tables that can be compared: (year, term, hits, …) and (year, a, b, n)."""
    import polars as pl

    # Two labels that one surface names (六稳六保) do not count as a pair in this project: compare the other pairs.
    slogans, labels = labels_of()
    named = ((year, a.lstrip("#"), b.lstrip("#"), n) for year, a, b, n in edges)
    pairs = [(year, *sorted((a, b)), n) for year, a, b, n in named if not {a, b} <= labels]
    held = [row[:3] for row in hits if row[1] in slogans]
    for name, columns, rows in (("hits", ["year", "term", "hits"], held), ("edges", ["year", "a", "b", "n"], pairs)):
        frame = pl.DataFrame(rows, schema=columns, orient="row")
        frame.sort(columns[:-1]).write_parquet(folder / f"{name}.parquet")


def main(name: str, path: str, out: str) -> None:
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    few, clock = some_lines(path, folder), time.perf_counter()
    RUNS[name](str(few), str(folder / "first"))
    loading = time.perf_counter() - clock
    clock, processor = time.perf_counter(), time.process_time()
    table, edges, *more = RUNS[name](path, str(folder / "features"))
    seconds, processor = time.perf_counter() - clock, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # before what follows, which is for checking only
    keep(folder, table, edges)
    measured = {
        "name": name,
        "loading": loading,
        "seconds": seconds,
        "processor": processor,
        "peak_mb": peak,
        "stages": more[0] if more else {},
    }
    (folder / "measured.json").write_text(json.dumps(measured), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
