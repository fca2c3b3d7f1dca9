"""The study as one run: count the demonstration texts, execute the notebooks, gather the claims."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from analysis.core.errors import StudyError
from analysis.core.paths import STUDY, data_folder, results_folder
from analysis.corpus.corpus import Corpus
from analysis.counts.build import build_features
from analysis.counts.features import Features
from analysis.figures.save import save_figure
from analysis.figures.timeline_figures import plot_timeline
from analysis.lexicon.lexicon import Lexicon
from analysis.study.claims import collect_ledger
from analysis.timelines.rates import timeline

# What a saved notebook says of its kernel: the same on every machine, whatever minor version ran it.
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
FRONT_PAGE = ["六保", "科学发展观", "中国式现代化"]  # comes and goes, fades, takes over
TIMEOUT = 900  # seconds a cell; the slowest takes a few, so a longer one hangs


def notebooks() -> list[Path]:
    """The notebooks of the study, in reading order."""
    found = sorted((STUDY / "notebooks").glob("[0-9][0-9]-*.ipynb"))
    if not found:
        raise StudyError(
            f"no notebook in {STUDY / 'notebooks'}.\n  The study runs from a clone of the repository, not from an installed wheel."
        )
    return found


def execute(path: Path, *, ledger: Path) -> object:
    """The notebook at ``path`` with fresh outputs; its claims go to ``ledger``.

    Raises `StudyError` with the cell and its error where a cell, or a claim, fails.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=TIMEOUT, kernel_name="python3", record_timing=False, extra_arguments=["--log-level=ERROR"]
    )
    environment = {**os.environ, "TIFA_LEDGER": str(ledger), "TIFA_NOTEBOOK": path.stem}
    try:
        client.execute(env=environment, cwd=str(path.parent))
    except CellExecutionError as error:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", str(error))  # colours are for a terminal, this may be a log
        raise StudyError(f"{path.name} stopped at a cell:\n{plain}") from None
    notebook.metadata = nbformat.from_dict(METADATA)
    return notebook


def run(*, save: bool = False, tell: Callable[[str], None] = print) -> Path:
    """Run the study and return the ledger of claims, ``results/claims.csv``.

    Parameters
    ----------
    save : bool
        Write the executed notebooks over the committed ones instead of into ``results/notebooks``.
    tell : callable
        Takes each line of what is going on.
    """
    import nbformat

    results = results_folder()
    tell("reading and counting the demonstration texts …")
    corpus = Corpus.read(data_folder() / "texts" / "pages")
    tell(f"  {corpus!r}")
    features = build_features(corpus, Lexicon.read(), results / "features")
    tell(f"  {features!r}")

    paths = notebooks()
    ledger = results / "ledger"
    shutil.rmtree(ledger, ignore_errors=True)
    ledger.mkdir(parents=True)
    out = STUDY / "notebooks" if save else results / "notebooks"
    out.mkdir(exist_ok=True)
    # The kernels are processes of their own; a thread only waits for its one.
    with ThreadPoolExecutor(max_workers=min(len(paths), os.cpu_count() or 1)) as pool:
        waiting = {path: pool.submit(execute, path, ledger=ledger) for path in paths}
        failed = []
        for path, result in waiting.items():
            tell(f"executing {path.name} …")
            try:
                nbformat.write(result.result(), out / path.name)
            except StudyError as problem:  # the other notebooks still have something to say
                failed.append(str(problem))
    claims = collect_ledger(ledger, results / "claims.csv")
    tell(f"{claims.height} claims, {claims['holds'].sum()} hold: {results / 'claims.csv'}")
    if failed:
        raise StudyError("\n\n".join(failed))
    return results / "claims.csv"


def draw_figures(*, tell: Callable[[str], None] = print) -> Path:
    """Draw the README's figure again from the shipped counts, into ``docs/figures``; return its folder."""
    import matplotlib

    matplotlib.use("agg")  # a drawing to a file needs no screen
    news = Features.open(data_folder() / "broadcast")
    lines = timeline(news, FRONT_PAGE, start="2013")
    out = STUDY / "docs" / "figures"
    saved = save_figure(
        plot_timeline(lines, labels="both", width="page"), out / "three-slogans", formats=("svg", "png")
    )
    tell(repr(saved))
    return out
