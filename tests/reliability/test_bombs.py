"""Small files that hold much: each ends in time, within its memory, in rows, a reason or a `StudyError`.

The quick suite reads the ones that once took minutes or gigabytes; ``python -m tests.reliability.test_bombs`` all of them.
"""

import sys
import tempfile
from pathlib import Path

import pytest

from analysis.core.errors import StudyError
from analysis.corpus.corpus import Corpus
from tests.reliability.bombs import BOMBS
from tests.reliability.measured import Outcome, measured

MEMORY = 2 * 2**30
SECONDS_PER_MB = 10
# Told at once, in this process: what each must say.
TOLD = {
    "parquet_of_a_hundred_million_rows": "packed more than 300 times",
    "parquet_of_many_row_groups": "packed more than 300 times",
    "parquet_of_long_cells": "packed more than 300 times",
    "parquet_of_many_columns": "packed more than 300 times",
    "parquet_that_tells_too_many_rows": "packed more than 300 times",
    "json_nested_three_thousand_deep": "nested too deep",
    "json_nested_a_million_deep": "nested too deep",
    "json_with_a_huge_number": "too many digits",
    "json_records_of_different_names": "too large",
    "json_lines_of_different_names": "too large",
    "json_columns_of_different_names_one_record": "too large",
    "csv_of_a_long_header": "too large",
    "csv_of_many_columns": "too large",
    "word_with_entities": "declares entities",
    "word_with_entities_in_utf16": "declares entities",
    "workbook_with_a_cell_in_the_last_corner": "cells in a sheet",
    "workbook_with_a_cell_far_below": "cells in a sheet",
    "workbook_with_an_impossible_cell": "cells in a sheet",
    "open_sheet_that_repeats": "cells in a sheet",
    "pipe_asked_for": "a named pipe",
    "device_asked_for": "a device",
    "mhtml_nested_deep": "",
    "mhtml_of_one_folded_header": "lines that are empty",
    "blank_lines": "lines that are empty",
    "many_short_lines": "lines that are empty",
}


@pytest.mark.parametrize("name", TOLD)
def test_a_bomb_is_refused_with_its_reason(name, tmp_path):
    with pytest.raises(StudyError) as caught:
        Corpus.read(BOMBS[name](tmp_path))
    assert TOLD[name] in str(caught.value)


@pytest.mark.parametrize(
    "name", ["pipe_named_as_a_table", "link_to_a_device", "socket_named_as_a_page", "links_in_a_circle"]
)
def test_what_is_no_file_is_told_and_the_rest_is_read(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    corpus = Corpus.read(BOMBS[name](tmp_path))
    assert corpus.documents["doc_id"].to_list() == ["b"] and corpus.rejected.height == (2 if "circle" in name else 1)
    assert corpus.rejected["reason"].str.len_chars().min() > 10
    n = corpus.account
    assert n["files_found"] == n["files_read"] + n["files_rejected"] == 1 + corpus.rejected.height


@pytest.mark.parametrize(
    "name",
    [
        "nested_divisions",
        "nested_inline_marks",
        "a_hundred_thousand_attributes",
        "csv_of_stray_marks",
        "pdf_that_tells_a_thousand_million_pages",
    ],
)
def test_what_once_took_the_square_of_its_length_is_read(name, tmp_path):
    assert len(Corpus.read(BOMBS[name](tmp_path))) >= 1


def within(outcome: Outcome, size: int) -> bool:
    """Whether a reading kept its bounds; a file below a megabyte counts as one."""
    return outcome.fine and outcome.bytes <= MEMORY and outcome.seconds <= SECONDS_PER_MB * max(1, size / 1e6)


def main() -> None:
    bad = 0
    for name in sys.argv[1:] or BOMBS:
        with tempfile.TemporaryDirectory(prefix="bomb-") as folder:
            path = BOMBS[name](Path(folder))
            size = path.stat().st_size if path.is_file() else 0
            outcome = measured(path)
            fine = within(outcome, size)
            bad += not fine
            print(
                f"{'ok ' if fine else 'BAD'} {name:46s} {size / 1e3:9.1f} KB {outcome.kind:10s} {outcome.seconds:6.1f} s "
                f"{outcome.bytes / 2**20:6.0f} MB  {outcome.told[:80]!r}", flush=True,
            )  # fmt: skip
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
