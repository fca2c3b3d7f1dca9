"""The months of a series that have documents, where they lie, and how many documents each has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Calendar:
    """The slices of a series: only those that exist, which of a quarterly are its issues.

    Attributes
    ----------
    months : int64 array, shape (M,)
        Months since the start of year 0, rising: ``12 year + month − 1``.
    documents : float array, shape (M,)
        Documents in each, above 0.

    Examples
    --------
    >>> quarterly = Calendar.of_dates(np.array(["2013-01-01", "2013-04-01"], "datetime64[D]"), [50, 60])
    >>> quarterly.months.tolist(), quarterly.month_of_year.tolist(), quarterly.span
    ([24156, 24159], [0, 3], 4)
    """

    months: np.ndarray
    documents: np.ndarray

    def __post_init__(self) -> None:
        object.__setattr__(self, "months", np.asarray(self.months, np.int64))
        object.__setattr__(self, "documents", np.asarray(self.documents, float))
        if self.months.shape != self.documents.shape or (np.diff(self.months) <= 0).any():
            raise ValueError("a calendar has one number of documents for each month, and its months rise")
        if (self.documents <= 0).any():
            raise ValueError("a calendar holds only slices that have documents")

    @classmethod
    def of_dates(cls, starts: Any, documents: Any) -> Calendar:
        """The calendar of slices that begin on these days (anything that numpy reads as dates), in order.

        Slices without documents are left out.
        """
        months = np.asarray(starts, "datetime64[M]").astype(np.int64) + 1970 * 12
        documents = np.asarray(documents, float)
        return cls(months[documents > 0], documents[documents > 0])

    def __len__(self) -> int:
        return len(self.months)

    @property
    def month_of_year(self) -> np.ndarray:
        """0 for January to 11 for December; shape (M,)."""
        return self.months % 12

    @property
    def span(self) -> int:
        """Months from the first slice to the last, both counted."""
        return int(self.months[-1] - self.months[0]) + 1 if len(self) else 0

    @property
    def key(self) -> dict[str, np.ndarray]:
        """What fixes this calendar, for the key of a bank."""
        return {"months": self.months, "documents": self.documents}
