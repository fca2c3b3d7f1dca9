"""``study --planned``: the claims of the plan, judged on the counts of the years they are about."""

from __future__ import annotations

import analysis  # public names only: each is loaded by the command that uses it

from ..core.paths import results_folder
from .terminal import message, show


def judge_plan(folder: str) -> None:
    """Show which claims are confirmed, failed or not testable, and write ``planned-claims.csv`` to the results."""
    judged = analysis.planned_claims(analysis.Features.open(folder))
    out = analysis.write_csv(judged.frame, results_folder() / "planned-claims.csv")
    show(judged.frame, None, first=("verdict", "sentence", "found", "reason"))
    told = dict(judged.frame["verdict"].value_counts().rows())
    said = ", ".join(f"{told.get(one, 0)} {one}" for one in ("confirmed", "failed", "not testable"))
    message(f"{judged.frame.height} planned claims (plan {judged.parameters['plan']}): {said}; {out}")
