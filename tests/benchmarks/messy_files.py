"""From 500 messy files of ten formats to the first figure: the two commands that a scholar types, timed.

    python -m tests.benchmarks.messy_files [--files 500]

The texts are written for this and say nothing; the files are in several encodings, some damaged, some empty.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.file_makers import open_text, packed, pdf, word, workbook

SENTENCES = (
    "干部到村里去，坚持四下基层，问题在田边解决。", "群众说这样好，大家一起把路修好了。", "六保任务一项一项落实，账本记得清楚。",
    "学校门口的斑马线画好了，孩子们放学不再绕路。", "会后又走访了十几户人家，听取意见，改进工作。",
)  # fmt: skip


def text_of(number: int) -> str:
    """A short commentary that differs from all others."""
    lines = [SENTENCES[(number + k) % len(SENTENCES)] + f"第{number}件事记在本子上。" for k in range(4)]
    return f"第{number}个故事\n\n" + "\n".join(lines) + "\n"


def file_of(number: int) -> tuple[str, bytes]:
    """The name and the bytes of one file, its format by its number."""
    text, day = text_of(number), f"20{13 + number % 11}-0{1 + number % 9}-1{number % 9}"
    paragraphs = text.strip().splitlines()
    name = f"{day}_{number:03}"
    html = f"<html><head><title>第{number}个故事</title></head><body><h1>第{number}个故事</h1>" + "".join(
        f"<p>{line}</p>" for line in paragraphs[2:]
    )
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in paragraphs)
    odt = "".join(f"<text:p>{line}</text:p>" for line in paragraphs)
    row = {"id": str(number), "date": day, "title": f"第{number}个故事", "text": text}
    kinds = (
        (".txt", text.encode()),
        (".txt", text.encode("gb18030")),
        (".html", html.encode("gb18030").replace(b"<head>", b'<head><meta charset="gb2312">')),
        (".docx", word(body)),
        (".odt", open_text(odt)),
        (".pdf", pdf([paragraphs])),
        (".xlsx", workbook({"Sheet1": [list(row), list(row.values())]})),
        (
            ".csv",
            ("id;date;title;text\n" + ";".join(v.replace("\n", " ") for v in row.values()) + "\n").encode("gb18030"),
        ),
        (".json", json.dumps([row], ensure_ascii=False).encode()),
        (".zip", packed({f"{name}.txt": text.encode("utf-16")})),
        (".ris", f"TY  - NEWS\nTI  - 第{number}个故事\nPY  - {day[:4]}\nAB  - {paragraphs[2]}\nER  - \n".encode()),
        (".txt", b"" if number % 2 else "锟斤拷".encode() * 200),
    )
    ending, content = kinds[number % len(kinds)]
    return name + ending, content


def main() -> int:
    """Write the files, run both commands, print their times and what they said."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--files", type=int, default=500)
    asked = parser.parse_args()
    with TemporaryDirectory() as place:
        folder = Path(place) / "texts"
        folder.mkdir()
        for number in range(asked.files):
            name, content = file_of(number)
            (folder / name).write_bytes(content)
        total = 0.0
        for command in (
            ["build", str(folder), f"{place}/counts"],
            ["timeline", f"{place}/counts", "--term", "四下基层", "--figure", f"{place}/figure"],
        ):
            begin = time.perf_counter()
            done = subprocess.run([sys.executable, "-m", "analysis", *command], capture_output=True, text=True)
            total += time.perf_counter() - begin
            print(f"{command[0]}: {time.perf_counter() - begin:.1f} s, exit status {done.returncode}")
            print("  " + "\n  ".join(done.stderr.strip().splitlines()[:8]))
        print(
            f"{asked.files} files to the first figure: {total:.1f} s, figure {'there' if Path(f'{place}/figure.pdf').is_file() else 'missing'}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
