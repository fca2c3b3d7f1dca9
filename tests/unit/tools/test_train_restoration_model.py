"""The training of the character model: counts by hand, what is left out, a model of one's own."""

import polars as pl
import pytest

from analysis import Rules, clean
from tools.train_restoration_model import count, held_out, main


def test_characters_pairs_and_triples_are_counted_within_their_lines():
    rows = count(["基层x1，"] * 9).rows()
    base, layer, latin, digit, comma, end = map(ord, "基层a0，\n")
    assert {(a, b, c): n for a, b, c, n in rows} == {
        (base, 0, 0): 9, (layer, 0, 0): 9, (latin, 0, 0): 9, (digit, 0, 0): 9, (comma, 0, 0): 9, (end, 0, 0): 10,
        (base, layer, 0): 9, (layer, latin, 0): 9, (latin, digit, 0): 9, (digit, comma, 0): 9, (comma, end, 0): 9, (end, base, 0): 9,
        (base, layer, latin): 9, (layer, latin, digit): 9, (latin, digit, comma): 9, (digit, comma, end): 9, (end, base, layer): 9,
    }  # fmt: skip  # the triple of comma, end of line and the next line stands 8 times: too few
    assert rows == sorted(rows)


def test_rare_pairs_and_triples_are_left_out():
    assert {(b > 0) + (c > 0) for _, b, c, _ in count(["基层"] * 3).rows()} == {0}


def test_one_document_in_sixteen_is_held_out():
    assert sum(held_out(f"文章{number}") for number in range(4000)) / 4000 == pytest.approx(1 / 16, abs=0.01)


def test_a_model_of_ones_own_restores_a_run(tmp_path, capsys):
    texts = [f"结合区域实际情况，第{number}号。" for number in range(400)]
    pl.DataFrame({"text": texts}).write_parquet(tmp_path / "corpus.parquet")
    assert main(["--corpus", str(tmp_path / "corpus.parquet"), "--out", str(tmp_path / "model.parquet")]) == 0
    assert "documents counted" in capsys.readouterr().out
    page = clean(
        "結合區域?qū)嶋H情況,實(shí)事實(shí)辦,實(shí)干。", rules=Rules(model=str(tmp_path / "model.parquet"))
    )
    assert page.text.startswith("结合区域实际情况，")
