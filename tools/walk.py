"""How many functions and files of the package run on the two ways that a reader walks first.

    python -m tools.walk

From one page to one figure (read, clean, count, rate, draw, save), and from features to a drawn network.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import matplotlib

from analysis import Corpus, Features, Lexicon, build_features, cooccurrence, plot_network, plot_timeline, save_figure
from analysis import timeline as rates
from analysis.core.paths import PACKAGE, data_folder


def visited(work: Callable[[], object]) -> set[tuple[str, str]]:
    """File and name of every function of the package that runs, in any thread; comprehensions and modules apart."""
    found: set[tuple[str, str]] = set()

    def seen(frame, event, _):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(str(PACKAGE)) and not code.co_name.startswith("<"):
            found.add((code.co_filename, code.co_qualname if hasattr(code, "co_qualname") else code.co_name))

    threading.setprofile(seen)
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return found


def page_to_figure() -> None:
    """Read one page, count it, draw its timeline and save it."""
    out = Path(mkdtemp())
    corpus = Corpus.read(next((data_folder() / "texts" / "pages").glob("*.txt")))
    features = build_features(corpus, Lexicon.read(), out / "features")
    save_figure(plot_timeline(rates(features, "四下基层")), out / "figure")


def features_to_network() -> None:
    """Count, test, thin and draw the network of a year of the evening news."""
    features = Features.open(data_folder() / "broadcast")
    plot_network(cooccurrence(features, start="2018", end="2019").test().backbone())


def main() -> int:
    """Print both counts."""
    matplotlib.use("agg")
    for work in (page_to_figure, features_to_network):
        work()  # once before: what is compiled or cached once is no part of the way
        found = visited(work)
        files = {file for file, _ in found}
        print(f"{work.__name__}: {len(found)} functions in {len(files)} files")
        if "--files" in sys.argv:
            print("  " + " ".join(sorted(str(Path(file).relative_to(PACKAGE)) for file in files)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
