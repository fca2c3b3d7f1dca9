"""Breaks on purpose: which are made, which tests are asked, and that every named one is still in the code."""

import ast

from tools.mutants import FILES, HERE, asked_tests, changes, drawn, named

SOURCE = '''"""A text of 3 words < 4."""
def f(a, *, most=200):
    return max(a, 0.5) if a >= 1 and most else a - 1
'''


def test_each_operator_makes_code_that_is_still_python():
    found = [(row, what) for row, what, _ in changes(SOURCE)]
    assert found == [
        (2, "200 to 400"),
        (2, "200 to 100"),
        (3, "max to min"),
        (3, "0.5 to 1"),
        (3, "0.5 to 0.25"),
        (3, ">= to >"),
        (3, "1 to 2"),
        (3, "1 to 0"),
        (3, "and to or"),
        (3, "- to +"),
        (3, "1 to 2"),
        (3, "1 to 0"),
    ]
    for row, what, text in changes(SOURCE):
        ast.parse(text)
        differ = [k for k, (a, b) in enumerate(zip(SOURCE.splitlines(), text.splitlines(), strict=True), 1) if a != b]
        assert differ == [row], what


def test_named_breaks_are_in_the_code_and_ask_for_tests_that_exist():
    every = named()
    assert len(every) >= 10 and len({one.name for one in every}) == len(every)
    for one in every:
        assert one.text != (HERE / one.file).read_text("utf-8")
        ast.parse(one.text)
        assert all((HERE / test).exists() for test in one.tests if test.endswith(".py")), one


def test_a_sample_is_the_same_for_a_seed_and_each_place_has_files():
    place = ["analysis/statistics/multiple_testing.py"]
    assert drawn(place, 3, 1) == drawn(place, 3, 1) != drawn(place, 3, 2)
    assert all(list(HERE.glob(place)) for place in FILES)


def test_the_asked_tests_a_file_are_those_that_name_something_of_it():
    assert asked_tests("analysis/statistics/entry_test.py")[:2] == [
        "analysis/statistics/entry_test.py",
        "tests/unit/statistics/test_entry_test.py",
    ]
