"""What a network figure says of its result: counts, context, test, backbone, measure, period; never a default."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ..core.dates import as_date
from ..networks.cooccurrence_network import Cooccurrence
from ..networks.networks_over_time import NetworkSeries
from .result_words import period_words
from .wording import Words


def settings_said(result: Any, words: Words, *, period: bool = True, backbone: bool = True) -> str:
    """How a network was made, in words: context, period and floors, test, backbone; without the period or backbone if not wanted."""
    one = result.networks[0] if isinstance(result, NetworkSeries) and result.networks else result
    if not isinstance(one, Cooccurrence):
        return words("own graph")
    p: Mapping[str, Any] = {**one.parameters, **({} if one is result else period_of(result.parameters))}
    made = words(p["context"], window=p.get("window"))
    if period:
        days = _days(p, words)
        made += words("period", days=days) if days else words("all days")
    made += words("floors", **{name: p[name] for name in ("min_contexts", "min_documents", "min_months")})
    parts = [made]
    if one.tests is None:
        parts.append(words("untested"))
    else:
        tests = sum(each.tests or 0 for each in result.networks) if isinstance(result, NetworkSeries) else one.tests
        parts.append(words("tested", null=words(p["null"]), q=p["q"], tests=tests))
    if backbone:
        own = p.get("backbone")
        parts.append(words(own["method"], **own) if own else words("no backbone"))
    return words.sentences(*parts)


def _days(parameters: Mapping[str, Any], words: Words) -> str:
    """The period asked for, as years, months or days, its last one included; an open end is that of the corpus."""
    corpus = parameters.get("corpus") or {}
    last = as_date(corpus.get("end") or None, name="end")
    first = as_date(parameters.get("start") or corpus.get("start") or None, name="start")
    end = as_date(parameters.get("end") or None, name="end") or (last and last + timedelta(days=1))
    return period_words(first, end, words)


def period_of(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Start and end of a series, in place of those of its first period."""
    return {name: parameters.get(name) for name in ("start", "end")}
