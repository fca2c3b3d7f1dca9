"""Which claims of the study still hold on broken evidence? They say less than they seem to.

python -m tools.attack_claims            # runs the notebooks, then reads the ledger
python -m tools.attack_claims results/claims.csv
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from analysis.core.csv_tables import read_csv
from tools.run_study import run


def main(ledger: str | Path | None = None) -> int:
    """Print every claim that passed where it should not, with the reason beside it if there is one.

    Exit status 1 if one has no reason; 0 else.
    """
    claims = read_csv(ledger or run()).with_columns(pl.col("survived", "survives", "attacked").fill_null(""))
    unexplained = claims.filter(pl.col("survived") != "", pl.col("survives") == "")
    for heading, rows in (
        ("holds on broken evidence, with a reason", claims.filter(pl.col("survived") != "", pl.col("survives") != "")),
        ("holds on broken evidence, WITHOUT a reason", unexplained),
    ):
        print(f"\n{heading}: {rows.height} of {claims.height} claims")
        for row in rows.rows(named=True):
            print(f"  {row['notebook']} {row['number']}: {row['claim']}\n      {row['survived']}")
            print(f"      {row['survives']}" if row["survives"] else "      no reason is given", f"({row['attacked']})")
    return int(unexplained.height > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
