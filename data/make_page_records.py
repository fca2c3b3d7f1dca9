"""Write pages.csv: the bibliographic record of each commentary page, as the cleaning reads it off the page.

Usage: python data/make_page_records.py FOLDER_OF_PAGES
"""

import sys
from pathlib import Path

import polars as pl

from analysis import clean


def record(path: Path) -> dict[str, str | int | None]:
    """Title, authors, source, editor and date of one page, with the evidence for the date; no text."""
    raw = path.read_bytes()
    page = clean(raw)
    date = page.date
    return {
        "doc_id": path.stem,
        "title": page.title,
        "authors": "、".join(author.name for author in page.authors) or None,
        "source": page.source,
        "editor": page.editor,
        "date": date.value,
        "precision": date.precision,
        "basis": date.basis,
        "not_before": date.not_before and str(date.not_before),
        "not_after": date.not_after and str(date.not_after),
        "evidence": " | ".join(item.replace("\xa0", " ") for item in date.evidence),
        "characters": len(page.text),
        "repairs": page.repairs.height,
        "dropped_lines": page.dropped.height,
    }


pages = sorted(Path(sys.argv[1]).glob("*.txt"))
if not pages:  # a record of nothing would take the place of the one that is there
    sys.exit(f"no .txt in {sys.argv[1]}.\n{__doc__}")
out = Path(__file__).parent / "pages.csv"
pl.DataFrame([record(path) for path in pages], infer_schema_length=None).write_csv(out, line_terminator="\n")
print(f"{len(pages)} records in {out.name}")
