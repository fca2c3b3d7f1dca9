"""The gallery: every plot function is on the page, all its code runs, and its pictures are small and the same twice."""

import re
import struct

import numpy as np
import pytest
from PIL import Image

import analysis
from tools import gallery

TEXT = (gallery.GALLERY / "README.md").read_text("utf-8")
PAGE = gallery.sections(TEXT)
LISTED = (gallery.STUDY / "analysis" / "__init__.pyi").read_text("utf-8")
FUNCTIONS = sorted(set(re.findall(r" as (plot_\w+)", LISTED)))
SHOWN = [section for section in PAGE if section.picture]
TASKS = [section for section in PAGE if re.match(r"\d+\. ", section.title)]


def statements(block):
    return [node for node in compile(block, "block", "exec", 0x400).body if type(node).__name__ != "ImportFrom"]


def test_the_page_has_every_plot_function_once_and_no_other():
    assert len(FUNCTIONS) > 15 and sorted(section.function for section in SHOWN) == FUNCTIONS
    assert all(hasattr(analysis, name) for name in FUNCTIONS)
    assert all(f"{section.function}(" in section.blocks[0] for section in SHOWN)


def test_every_picture_of_the_folder_is_shown_and_small():
    files = {path.name: path for path in gallery.GALLERY.glob("*.png")}
    assert sorted(files) == sorted(section.picture for section in SHOWN) and len(files) == TEXT.count(".png)")
    assert [name for name, path in files.items() if path.stat().st_size > 60 * 1024] == []
    for path in files.values():
        mark, width = path.read_bytes()[:8], struct.unpack(">I", path.read_bytes()[16:20])[0]
        assert mark == b"\x89PNG\r\n\x1a\n" and 400 < width <= 1100


def test_code_is_short():
    assert len(TASKS) == 14
    for section in SHOWN:
        first, variations = section.blocks
        assert len(statements(first)) <= 3 and 2 <= len(statements(variations)) <= 3, section.title
        assert "How to read it." in TEXT.split(f"## {section.title}")[1].split("\n## ")[0]
    for task in TASKS:
        (block,) = task.blocks
        assert len(block.splitlines()) <= 3, task.title


def test_all_the_code_that_the_page_shows_is_run_and_works(tmp_path):
    assert sum(len(section.blocks) for section in PAGE) == TEXT.count("```python") == TEXT.count("```") // 2
    printed, drawn = {}, {}
    for section, picture, said in gallery.run(PAGE, tmp_path):
        printed[section.title] = said
        drawn[section.function] = picture is not None
    assert [name for name in FUNCTIONS if not drawn[name]] == []
    of_task = {int(title.split(".")[0]): said for title, said in printed.items() if title[0].isdigit()}
    assert r"\begin{tabular}{llrrrr}" in of_task[5]
    assert len(of_task[10].split("\n\n")) == 2 and "2013–2023" in of_task[10] and "折线图" in of_task[10]
    assert of_task[14].startswith("cannot be said: 1 hits where ")
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    expected = {"neighbours-2018.xlsx", "neighbours-2021.xlsx", "press.gexf"}
    expected |= {f"results/figures/{name}" for name in ("two-slogans.pdf", "two-slogans.csv", "slide.png")}
    assert expected <= written
    assert not any(name.startswith("data/") for name in written)


def test_headings_inside_code_are_none_and_parts_begin_their_sections(tmp_path):
    text = "# A\n```python\n# no heading\nx = 1\n```\n## B\n```python\nax = x + 1\n```\n```python\nax = 5\n```\n# C\n"
    page = gallery.sections(text)
    assert [(section.title, section.begins_part, len(section.blocks)) for section in page] == [
        ("A", True, 1), ("B", False, 2), ("C", True, 0)
    ]  # fmt: skip
    assert [drawn for _, drawn, _ in gallery.run(page, tmp_path)] == [None, 2, None]


def test_code_that_fails_is_named(tmp_path):
    page = gallery.sections("# A\n## B\n```python\n1 / 0\n```\n")
    with pytest.raises(ZeroDivisionError) as failed:
        list(gallery.run(page, tmp_path))
    assert failed.tb is not None and failed.traceback[-1].frame.code.raw.co_filename == "B, block 1"


def test_few_colours_keep_every_hue(tmp_path):
    from matplotlib import pyplot as plt

    hues = ["#E69F00", "#D55E00", "#C44E00", "#0072B2", "#0060A0"]
    pale = ["#D5E8F2", "#FAE4D5", "#D5EFE6"]
    figure, (ax, bands) = plt.subplots(2, figsize=(3, 3))
    ax.imshow(np.linspace(0, 1, 300).reshape(1, -1), aspect="auto", cmap="gray")  # many greys, against few dots
    ax.scatter(range(20, 300, 60), [0] * 5, c=hues, s=40)
    bands.bar(range(3), [1] * 3, color=pale)
    gallery.write_picture(ax, tmp_path / "dots.png")
    plt.close(figure)
    seen = np.asarray(Image.open(tmp_path / "dots.png").convert("RGB")).reshape(-1, 3).astype(int)
    for hue in hues + pale:
        wanted = np.array([int(hue[k : k + 2], 16) for k in (1, 3, 5)])
        assert np.abs(seen - wanted).max(axis=1).min() <= 8, hue


def test_a_picture_is_the_same_bytes_twice_and_beside_its_page(tmp_path, monkeypatch):
    page = "# A\n## B\n![plot_timeline: x](b.png)\n```python\n" + SHOWN[0].blocks[0] + "```\n"
    (tmp_path / "README.md").write_text(page, "utf-8")
    monkeypatch.setattr(gallery, "GALLERY", tmp_path)
    assert gallery.draw_gallery() == [tmp_path / "b.png"]
    first = (tmp_path / "b.png").read_bytes()
    gallery.draw_gallery()
    assert (tmp_path / "b.png").read_bytes() == first and len(first) < 60 * 1024
