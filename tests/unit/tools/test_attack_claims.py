"""The list of claims that hold on broken evidence."""

import polars as pl

from analysis.core.csv_tables import write_csv
from analysis.study.claims_ledger import LEDGER
from tools.attack_claims import main

ROW = dict.fromkeys(LEDGER, "") | {"notebook": "02-x", "number": 1, "claim": "it rises", "holds": True, "clauses": 1}


def ledger(tmp_path, *rows):
    return write_csv(pl.DataFrame([ROW | row for row in rows], schema=LEDGER), tmp_path / "claims.csv")


def test_a_claim_that_survives_needs_a_reason(tmp_path, capsys):
    firm, weak = {"attacked": "reversed 0/1"}, {"attacked": "reversed 1/1", "survived": "reversed"}
    assert main(ledger(tmp_path, firm)) == 0
    assert main(ledger(tmp_path, firm, weak | {"survives": "a sum has no order"})) == 0
    assert "with a reason: 1 of 2" in capsys.readouterr().out
    assert main(ledger(tmp_path, firm, weak)) == 1
    assert "WITHOUT a reason: 1 of 2" in capsys.readouterr().out


def test_a_claim_that_cannot_be_asked_again_is_listed(tmp_path):
    assert main(ledger(tmp_path, {"survived": "not asked again"})) == 1
