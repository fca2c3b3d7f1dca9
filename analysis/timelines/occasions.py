"""On which occasion a document appeared: a congress, a plenum, the Two Sessions, an anniversary, by its date alone."""

from __future__ import annotations

import polars as pl

from ..core.csv_tables import read_csv
from ..core.errors import StudyError
from ..core.paths import data_folder


def occasions_of(documents: pl.DataFrame, within: int) -> pl.DataFrame:
    """doc_id · carrier: the kinds of occasion from ``within`` days before whose first day to as many after whose last a document appeared.

    Only a date that is known to the day is on an occasion; a document may be on two.

    >>> from datetime import date
    >>> dated = pl.DataFrame({"doc_id": ["a", "b"], "date": [date(2016, 10, 28), date(2016, 10, 29)], "date_precision": "day"})
    >>> occasions_of(dated, 1).rows()  # the sixth plenum ended on the 27th
    [('a', 'plenum')]

    Raises
    ------
    StudyError
        A document of a year that the table of occasions (data/occasions.csv) does not cover.
    """
    table = pl.DataFrame(read_csv(data_folder() / "occasions.csv"))
    first, last = table["from"].to_list()[0].year, table["to"].to_list()[-1].year  # the table is sorted
    outside = documents.filter(~pl.col("date").dt.year().is_between(first, last))
    if outside.height:
        raise StudyError(
            f"the occasions of {first} to {last} are known (data/occasions.csv), and {outside.height:,} of {documents.height:,} "
            f'documents are of other years.\n  Ask for start="{first}", end="{last + 1}".'
        )
    days = table.select(
        "occasion",
        date=pl.date_ranges(pl.col("from").dt.offset_by(f"-{within}d"), pl.col("to").dt.offset_by(f"{within}d")),
    ).explode("date")
    dated = documents.filter(pl.col("date_precision") == "day").select("doc_id", "date")
    met = dated.join(days.unique(), on="date").select("doc_id", carrier="occasion")
    return met.sort("doc_id", "carrier")
