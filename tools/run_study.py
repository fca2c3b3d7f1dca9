"""The study as one run: count the demonstration texts, execute the notebooks, gather the claims.

``python -m tools.run_study`` does what ``python -m analysis study`` does; the latter calls `run` and `draw_figures`.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis import Corpus, Features, Lexicon, StudyError, build_features, plot_timeline, save_figure, timeline
from analysis.core.draft_sets import whole_files
from analysis.core.paths import STUDY, data_folder, results_folder
from analysis.study.claims_ledger import collect_ledger

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
        Write the executed notebooks over the committed ones instead of into ``results/notebooks``: all of them, or
        none where a cell fails.
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
    out = STUDY / "notebooks" if save else results / "notebooks"
    texts, failed = {}, []
    with TemporaryDirectory(prefix="tifa-") as ledger:
        # The kernels are processes of their own; a thread only waits for its one.
        with ThreadPoolExecutor(max_workers=min(len(paths), os.cpu_count() or 1)) as pool:
            waiting = {path: pool.submit(execute, path, ledger=Path(ledger)) for path in paths}
            for path, result in waiting.items():
                tell(f"executing {path.name} …")
                try:
                    texts[path.name] = nbformat.writes(result.result()).rstrip("\n") + "\n"
                except StudyError as problem:  # the other notebooks still have something to say
                    failed.append(str(problem))
        claims = collect_ledger(ledger, results / "claims.csv")
    if not (failed and save):  # the committed notebooks are of one run
        with whole_files(out, "notebooks") as drafts:
            for name, text in texts.items():
                (drafts / name).write_bytes(text.encode())
    tell(f"{claims.height} claims, {claims['holds'].sum()} hold: {results / 'claims.csv'}")
    if failed:
        raise StudyError("\n\n".join(failed) + "\n\nno notebook was saved." * save)
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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Run the whole study into results/.")
    parser.add_argument("--save", action="store_true", help="save the executed notebooks in place")
    parser.add_argument("--figures", action="store_true", help="only draw the figure of the README again")
    chosen = parser.parse_args()
    print(draw_figures() if chosen.figures else run(save=chosen.save))
