"""Corpora whose documents differ in length: their rates per document are not to be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

APART = 1.5  # the longer documents over the shorter ones: a difference of more than a half


def length_warning(timelines: Mapping[str, Any]) -> str | None:
    """What is to be said where documents of two corpora differ in length by more than a half, and rates are per document.

    Parameters
    ----------
    timelines : mapping of str to Timeline

    Returns
    -------
    str or None
        The advice; None where the lengths are alike or the rates are per character.

    Examples
    --------
    >>> from analysis import Course, simulate_counts, timeline
    >>> length_warning({"news": timeline(simulate_counts([Course("六保")], years=1))}) is None
    True
    """
    lengths = {}
    for name, line in timelines.items():
        if line.parameters.get("unit") != "documents":
            return None
        documents, characters = int(line.counts.documents.sum()), int(line.counts.characters.sum())
        if documents and characters:
            lengths[str(name)] = characters / documents
    if len(lengths) < 2:
        return None
    (short, least), *_, (long, most) = sorted(lengths.items(), key=lambda one: (one[1], one[0]))
    if most <= APART * least:
        return None
    return (
        f"documents of {long} have {most:,.0f} characters on average, those of {short} {least:,.0f}: a longer document holds more "
        'terms. Compare mentions per million characters: unit="characters".'
    )
