"""The account of a reading: what came in, and what became of it. Every equation holds exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import polars as pl

from ..core.results import Result

FATES = pl.Schema({"file": pl.String, "fate": pl.String, "characters": pl.UInt64})  # of each record that came in
DOCUMENT, REJECTED, MERGED = "document", "rejected", "merged"
QUANTITIES = {
    "files_found": "files that the paths hold, hidden ones left out; a member of an archive is a file",
    "files_read": "files that gave a document, or told about other files (metadata)",
    "files_rejected": "files that gave none",
    "records_in": "pages and rows of tables",
    "documents": "records in the corpus",
    "records_rejected": "records that stand in `rejected`",
    "records_merged": "records that are the same as one in the corpus: same doc_id, title and text",
    "characters_in": "characters of titles and texts as read, markup of web pages included",
    "characters_kept": "characters of titles and texts in the corpus",
    "characters_dropped": "characters of the lines in `dropped`",
    "characters_rejected": "characters of records that were rejected or merged",
    "characters_changed": "what repairs, markup and blanks took away, less what they added",
    "dates_stated": "documents dated by their metadata or page",
    "dates_in_name": "documents dated by the name of their file or folder",
    "dates_inferred": "documents with bounds that were inferred from their text",
    "dates_none": "documents of which no date is known",
    "near_duplicates": "documents that are near-duplicates of an earlier one",
    "remarks": "remarks on documents",
    "review": "places that a person should look at",
}


@dataclass(frozen=True, repr=False, eq=False)
class Account(Result):
    """What came in and what became of it: files, records, characters, dates.

    ``files_found = files_read + files_rejected``; ``records_in = documents + records_rejected + records_merged``;
    ``characters_in = characters_kept + characters_dropped + characters_rejected + characters_changed``;
    ``documents = dates_stated + dates_in_name + dates_inferred + dates_none``.

    Parameters
    ----------
    frame : polars.DataFrame
        ``quantity count meaning``, one row a quantity.
    parameters : mapping
        How the corpus was read.

    Examples
    --------
    >>> from analysis import Corpus
    >>> corpus = Corpus.from_frame(pl.DataFrame({"date": ["2014-08-01", None], "text": ["干部下乡。", ""]}))
    >>> print("\\n".join(corpus.account.lines()))
    files: 1 found = 1 read + 0 rejected
    records: 2 in = 1 document + 1 rejected + 0 merged
    characters: 5 in = 5 kept + 0 in dropped lines + 0 in rejected records + 0 changed
    dates: 1 stated, 0 in the name, 0 inferred, 0 none
    near-duplicates: 0 of 1 document
    remarks: 0; places for review: 0
    """

    frame: pl.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The account in six lines of text.

        Returns
        -------
        list of str
            Files, records, characters, dates, near-duplicates, remarks.

        Examples
        --------
        >>> from analysis import Corpus
        >>> Corpus.from_frame(pl.DataFrame({"text": ["干部下乡。"]})).account.lines()[1]
        'records: 1 in = 1 document + 0 rejected + 0 merged'
        """
        n = {name: f"{count:,}" for name, count in self.frame.select("quantity", "count").iter_rows()}
        documents = f"{n['documents']} document" + "s" * (n["documents"] != "1")
        return [
            f"files: {n['files_found']} found = {n['files_read']} read + {n['files_rejected']} rejected",
            f"records: {n['records_in']} in = {documents} + {n['records_rejected']} rejected + {n['records_merged']} merged",
            f"characters: {n['characters_in']} in = {n['characters_kept']} kept + {n['characters_dropped']} in dropped lines"
            f" + {n['characters_rejected']} in rejected records + {n['characters_changed']} changed",
            f"dates: {n['dates_stated']} stated, {n['dates_in_name']} in the name, {n['dates_inferred']} inferred, "
            f"{n['dates_none']} none",
            f"near-duplicates: {n['near_duplicates']} of {documents}",
            f"remarks: {n['remarks']}; places for review: {n['review']}",
        ]

    def __getitem__(self, quantity: str) -> int:
        """The count of a quantity."""
        return self.frame.row(by_predicate=pl.col("quantity") == quantity, named=True)["count"]

    def _summary(self) -> str:
        return "; ".join(self.lines()[:2])


def account_of(
    fates: pl.DataFrame, tables: Mapping[str, pl.DataFrame], *, files: Iterable[str] = (), about: Iterable[str] = (),
    parameters: Mapping[str, Any] | None = None,
) -> Account:  # fmt: skip
    """The account of a reading from the fate of each record (`FATES`) and the tables of its corpus.

    ``files`` are the names of all files found, ``about`` those of metadata among them. A record of a sheet lies in
    the file of its workbook.
    """
    documents, dropped = tables["documents"], tables["dropped"]
    given, found = set(fates["file"].drop_nulls()), set(fates.filter(pl.col("fate") != REJECTED)["file"].drop_nulls())
    about = set(about)
    names = set(files) or given
    read = (about | found | set(chain.from_iterable(map(files_around, found - names)))) & names
    by_fate = dict(fates.group_by("fate").len().iter_rows())
    characters = dict(fates.group_by("fate").agg(pl.col("characters").sum()).iter_rows())
    basis = dict(documents.group_by("date_basis").len().iter_rows()) if "date_basis" in documents.columns else {}
    kept = int(documents["n_chars"].sum())
    lost = int(dropped["raw"].str.len_chars().sum()) if "raw" in dropped.columns else 0
    out = int(characters.get(REJECTED, 0) + characters.get(MERGED, 0))
    in_all = int(sum(characters.values()))
    stated = basis.get("metadata", 0) + basis.get("page", 0)
    none = documents.height - stated - basis.get("filename", 0) - basis.get("inferred", 0)
    counts = (
        len(names), len(read), len(names) - len(read),
        fates.height, documents.height, by_fate.get(REJECTED, 0), by_fate.get(MERGED, 0),
        in_all, kept, lost, out, in_all - kept - lost - out,
        stated, basis.get("filename", 0), basis.get("inferred", 0), none,
        documents["duplicate_of"].count(), tables["remarks"].height, tables["review"].height,
    )  # fmt: skip
    frame = pl.DataFrame({"quantity": list(QUANTITIES), "count": counts, "meaning": list(QUANTITIES.values())})
    return Account(frame, parameters or {})


def files_around(name: str) -> Iterator[str]:
    """The files that a record's file may be a sheet of: every part of its name that ends before a /.

    >>> list(files_around("2014/a.xlsx/Blatt 1"))
    ['2014', '2014/a.xlsx']
    """
    return (name[:at] for at, mark in enumerate(name) if mark == "/")
