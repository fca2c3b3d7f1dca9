"""The gallery: ``docs/gallery/README.md`` is the source of its own pictures.

``python -m tools.gallery`` runs every block of code of the page and draws the pictures that it shows. What a reader copies
is what was run, since there is no second copy.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from analysis import data_folder, save_figure
from analysis.core.paths import STUDY

GALLERY = STUDY / "docs" / "gallery"
HEADING = re.compile(r"^(#{1,2}) (.+)$", re.M)
CODE = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
PICTURE = re.compile(r"^!\[(\w+): [^]]+\]\(([\w-]+\.png)\)$", re.M)
COLOURS = 256  # with fewer, pale bands lose their hue


@dataclass(frozen=True)
class Section:
    """One heading of the page with what stands under it, in order."""

    title: str
    begins_part: bool  # its code is the beginning of that of the sections after it
    blocks: tuple[str, ...]
    function: str = ""
    picture: str = ""


def sections(text: str) -> list[Section]:
    """The sections of a page; headings inside code are none."""
    blank = CODE.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)
    headings = list(HEADING.finditer(blank))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    found = []
    for heading, end in zip(headings, ends, strict=True):
        body = text[heading.end() : end]
        shown = PICTURE.search(body)
        named = {"function": shown[1], "picture": shown[2]} if shown else {}
        found.append(Section(heading[2], heading[1] == "#", tuple(CODE.findall(body)), **named))
    return found


def run(page: list[Section], folder: Path) -> Iterator[tuple[Section, Any, str]]:
    """Run each section by itself: the section, what its first block left in ``ax`` or ``axes``, and what was printed.

    The code runs in ``folder``, which has a link to the data, and writes its files there and nowhere else.
    """
    import matplotlib.pyplot as plt

    (folder / "data").symlink_to(data_folder(), target_is_directory=True)
    begun: dict[str, Any] = {}
    for section in page:
        names = {} if section.begins_part else dict(begun)
        drawn, printed = None, io.StringIO()
        with patch.dict(os.environ, TIFA_RESULTS=str(folder / "results")), chdir(folder), redirect_stdout(printed):
            for k, block in enumerate(section.blocks):
                exec(compile(block, f"{section.title}, block {k + 1}", "exec"), names)
                drawn = names.get("ax", names.get("axes")) if k == 0 else drawn
        begun = names if section.begins_part else begun
        yield section, drawn, printed.getvalue()
        plt.close("all")


def write_picture(drawn: Any, path: Path) -> None:
    """Write a figure as a small PNG: 150 dots an inch, few colours, the same bytes in every run."""
    from PIL import Image

    with TemporaryDirectory() as folder:
        save_figure(drawn, Path(folder) / "picture", formats=["png"])
        with Image.open(Path(folder) / "picture.png") as large:
            half = large.convert("RGB").resize((large.width // 2, large.height // 2), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    # the method that keeps rare colours: the usual one joins the hues of two communities that have few nodes
    few = half.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    path.write_bytes(out.getvalue())


def draw_gallery() -> list[Path]:
    """Run the page and draw all its pictures, beside it; return them."""
    import matplotlib

    matplotlib.use("agg")  # a drawing to a file needs no screen
    written = []
    with TemporaryDirectory() as folder:
        for section, drawn, _ in run(sections((GALLERY / "README.md").read_text("utf-8")), Path(folder)):
            if section.picture:
                write_picture(drawn, GALLERY / section.picture)
                written.append(GALLERY / section.picture)
    return written


if __name__ == "__main__":
    print(f"{len(draw_gallery())} pictures in {GALLERY}")
