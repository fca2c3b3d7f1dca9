"""What a table must hold, and what the error says where it does not."""

import polars as pl
import pytest

from analysis import StudyError
from analysis.core import schema
from analysis.core.errors import did_you_mean


def test_more_columns_are_welcome_in_any_order():
    frame = schema.empty(schema.TEXTS).with_columns(extra=pl.lit(1)).select("extra", "text", "doc_id")
    schema.check(frame, schema.TEXTS, name="texts")
    schema.check(frame.lazy(), schema.TEXTS, name="texts")


def test_a_missing_column_is_named_with_the_nearest_one():
    with pytest.raises(StudyError, match="(?s)the texts table lacks the column 'text'; it has: doc_id, txt.*mean: txt"):
        schema.check(pl.DataFrame({"doc_id": ["a"], "txt": ["b"]}), schema.TEXTS, name="texts")
    with pytest.raises(StudyError, match="it has: none"):
        schema.check(pl.DataFrame(), schema.TEXTS, name="texts")


def test_a_wrong_type_is_named():
    with pytest.raises(StudyError, match="column 'text' of the texts table holds Int64, where String is needed"):
        schema.check(pl.DataFrame({"doc_id": ["a"], "text": [1]}), schema.TEXTS, name="texts")


def test_a_mistake_of_a_person_is_a_value_error_and_names_at_most_three_words():
    assert issubclass(StudyError, ValueError)
    assert did_you_mean("六稳", ["六保", "六稳", "六稳工作", "六稳六保", "六必"]).count(",") == 2
    assert did_you_mean("六稳", []) == ""
