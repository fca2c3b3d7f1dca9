"""The study as a run: its notebooks are found in order, and a cell that fails is named."""

import nbformat
import pytest

from analysis import StudyError
from tools.run_study import METADATA, execute, notebooks


def notebook(path, code):
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)]), path)
    return path


def test_the_notebooks_are_in_reading_order():
    numbers = [path.name[:2] for path in notebooks()]
    assert numbers == sorted(numbers) and len(numbers) >= 6


def test_a_notebook_is_executed_where_it_lies_and_its_claims_have_their_ledger(tmp_path):
    code = "import os; print(os.getcwd(), os.environ['TIFA_LEDGER'], os.environ['TIFA_NOTEBOOK'])"
    done = execute(notebook(tmp_path / "01-a.ipynb", code), ledger=tmp_path / "ledger")
    assert done.cells[0].outputs[0].text.split() == [str(tmp_path), str(tmp_path / "ledger"), "01-a"]
    assert done.metadata == METADATA


def test_a_cell_that_fails_is_named_with_its_error(tmp_path):
    with pytest.raises(StudyError, match=r"01-a.ipynb stopped at a cell:(.|\n)*ZeroDivisionError"):
        execute(notebook(tmp_path / "01-a.ipynb", "1 / 0"), ledger=tmp_path)
