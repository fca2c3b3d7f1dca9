"""Of which corpus a result speaks: name, documents, dates and a digest, the same for every statistic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from .. import __version__
from ..core.paths import data_folder

COLUMNS = ("doc_id", "date", "n_chars")
SHIPPED = "CC BY 4.0"  # LICENSE-DATA: of the counts that ship; of others only their makers know
_NO_NAME = ("features",)  # what `new` and the notebook to copy call the folder in that of a study
DIGITS = 16  # of the digest: two corpora that anyone compares never share them by chance


class Statement(dict):
    """A statement that knows what it is of, as long as it lives in this process: `evidence` asks there for the documents.

    It prints, compares, and is pickled or copied, as the plain dict that it is; ``origin`` stays behind.

    >>> Statement({"name": "news"}, origin="features") == {"name": "news"}
    True
    """

    __slots__ = ("origin",)

    def __init__(self, said: Any = (), *, origin: Any = None):
        super().__init__(said)
        self.origin = origin

    def __reduce__(self) -> tuple:
        return dict, (dict(self),)


def corpus_statement(features: Any) -> dict[str, Any]:
    """What a caption or the head of a file says of a corpus.

    Parameters
    ----------
    features : Features, Corpus or DayCounts

    Returns
    -------
    dict
        ``name`` (``manifest["name"]``, else that of the folder; None in memory), ``documents``, ``start`` and ``end`` (ISO
        dates of the first and the last document; None where none has a date), ``digest`` (of id, date and length of each
        document: the private and the published edition of a corpus share it) and ``version`` of Tifa Study.
        Joined features have ``parts`` (such a statement of each, as it was joined) and ``seams`` (the first date of
        each part but the earliest) besides; those of chosen documents ``filter``, in words; counts that ship with the
        study, or whose ``manifest`` states one, ``licence``.

    Examples
    --------
    >>> from analysis import Features, data_folder
    >>> said = corpus_statement(Features.open(data_folder() / "broadcast"))
    >>> [said[key] for key in ("name", "documents", "start", "end")]
    ['broadcast', 61920, '2012-07-02', '2023-12-31']
    """
    documents, manifest = features.documents, getattr(features, "manifest", None)
    if manifest is None:
        said = _statement(documents, None) if isinstance(documents, pl.DataFrame) else _statement_of_counts(features)
        return Statement(said)
    if features._statement is None:  # made once: it reads the ids of all documents
        said = _statement(documents.select(*COLUMNS).collect(), _name(features))
        more = {key: manifest[key] for key in ("parts", "seams", "filter", "licence") if manifest.get(key)}
        features._statement = said | _licence(features, more.get("parts", ())) | more
    return Statement(features._statement, origin=features)


def _name(features: Any) -> str | None:
    """The name that the corpus was given, or that of its folder."""
    named = features.manifest.get("name")
    if named or features.folder is None:
        return named
    path = PurePosixPath(features.folder.url.replace("\\", "/"))
    return (path.parent.name if path.name in _NO_NAME else "") or path.name or None


def _licence(features: Any, parts: Sequence[dict[str, Any]] = ()) -> dict[str, str]:
    """The licence of counts that ship, or that all parts share; nothing where nobody stated one."""
    if parts:
        shared = {part.get("licence") for part in parts}
        return {"licence": licence} if len(shared) == 1 and (licence := shared.pop()) else {}
    ships = features.folder is not None and Path(features.folder.url).parent == data_folder()
    return {"licence": SHIPPED} if ships else {}


def _statement_of_counts(counts: Any) -> dict[str, Any]:
    """Of counts by day, in which a day stands for its documents."""
    columns = {"doc_id": counts.days.cast(pl.String), "date": counts.days, "n_chars": counts.characters}
    days = pl.DataFrame(columns).with_columns(pl.col("n_chars") + pl.Series(counts.documents))
    return _statement(days, None) | {"documents": int(counts.documents.sum())}


def _statement(documents: pl.DataFrame, name: str | None) -> dict[str, Any]:
    days = documents["date"].drop_nulls()
    cells = [pl.col(column).cast(pl.String).fill_null("") for column in COLUMNS]
    lines = documents.sort("doc_id").select(pl.concat_str(cells, separator="\t")).to_series()
    first, last = (str(day) if len(days) else None for day in (days.min(), days.max()))
    return dict(
        name=name, documents=documents.height, start=first, end=last, digest=_digest(lines), version=__version__
    )


def _digest(lines: Iterable[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()[:DIGITS]


def together(statements: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One statement for several corpora side by side: their sum, with each of them in ``parts``.

    >>> one = {"name": "news", "documents": 3, "start": "2014-01-01", "end": "2014-12-31", "digest": "a", "version": "1"}
    >>> both = together([one, one | {"name": "press", "end": "2015-12-31", "digest": "b"}])
    >>> both["name"], both["documents"], both["end"], [part["name"] for part in both["parts"]]
    ('news, press', 6, '2015-12-31', ['news', 'press'])
    """
    if len({one["digest"] for one in statements}) == 1:  # features and the texts that they were counted from
        origin = next((known for one in statements if (known := getattr(one, "origin", None)) is not None), None)
        return Statement(next((one for one in statements if one["name"]), statements[0]), origin=origin)
    starts, ends = ([one[key] for one in statements if one[key]] for key in ("start", "end"))
    return dict(
        name=", ".join(one["name"] for one in statements if one["name"]) or None,
        documents=sum(one["documents"] for one in statements),
        start=min(starts, default=None),
        end=max(ends, default=None),
        digest=_digest(one["digest"] for one in statements),
        version=statements[0]["version"],
        parts=[dict(one) for one in statements],
        **_licence(None, statements),
    )
