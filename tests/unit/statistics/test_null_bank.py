"""Banks are made once, kept, checked, and ranked in as if by hand."""

import os
import stat
from multiprocessing import get_context

import numpy as np
import pytest

from analysis.statistics import null_bank
from analysis.statistics.calendars import Calendar
from analysis.statistics.null_bank import cached_bank, rank_p


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TIFA_CACHE", str(tmp_path))
    monkeypatch.setattr(null_bank, "_read", {})
    return tmp_path


def forget():
    null_bank._read.clear()


def test_a_calendar_holds_only_slices_with_documents():
    starts = np.array(["2013-01-01", "2013-02-01", "2014-01-01"], "datetime64[D]")
    calendar = Calendar.of_dates(starts, [10, 0, 5])
    assert calendar.months.tolist() == [2013 * 12, 2014 * 12] and calendar.documents.tolist() == [10, 5]
    assert calendar.month_of_year.tolist() == [0, 0] and (len(calendar), calendar.span) == (2, 13)
    assert Calendar(np.array([], int), np.array([])).span == 0
    for months, documents in (([1, 1], [1, 1]), ([1, 2], [1]), ([1, 2], [1, 0])):
        with pytest.raises(ValueError, match="calendar"):
            Calendar(np.array(months), np.array(documents))


def test_p_is_the_rank_among_the_nearest():
    random = np.random.default_rng(1)
    bank, place = random.normal(size=300), random.normal(size=(300, 2))
    values, at = random.normal(size=7), random.normal(size=(7, 2)) * 0.3
    ranks = rank_p(values, at, bank, place, 40)
    for t in range(7):
        near = np.argsort(np.hypot(*(place - at[t]).T))[:40]
        upper = np.sort(bank[near])[-2:]  # a twentieth of forty
        beyond_all = max(values[t] - upper[1], 0)
        p = (1 + (bank[near] >= values[t]).sum()) / 41 * max(np.exp(-beyond_all / (upper[1] - upper[0])), 1e-3)
        assert ranks.p[t] == pytest.approx(p)
    assert not ranks.beyond.any()
    far = rank_p(values[:1], np.array([[30.0, 0.0]]), bank, place, 40)
    assert far.beyond.tolist() == [True]


def test_a_statistic_that_differs_in_its_last_bits_has_the_same_rank():
    bank, place = np.array([0.1 + 0.2, 1.0, 2.0]), np.zeros((3, 1))
    assert (
        rank_p(np.array([0.3]), np.zeros((1, 1)), bank, place, 3).p
        == rank_p(np.array([0.1 + 0.2]), np.zeros((1, 1)), bank, place, 3).p
    )


def test_a_bank_is_made_once_and_read_again(own_cache):
    made = []

    def make():
        made.append(1)
        return {"x": np.arange(4.0)}

    for _ in range(2):
        forget()
        assert cached_bank("a", {"n": np.arange(3), "k": 1}, make)["x"].tolist() == [0, 1, 2, 3]
    assert len(made) == 1
    cached_bank("a", {"n": np.arange(3), "k": 2}, make)
    cached_bank("a", {"n": np.arange(3.0), "k": 1}, make)
    assert len(made) == 3
    assert not list((own_cache / "banks").glob("*.part"))


@pytest.mark.parametrize("harm", ["bytes", "empty", "mode"])
def test_a_bank_that_is_damaged_or_open_to_others_is_made_anew(own_cache, harm):
    made = []

    def make():
        made.append(1)
        return {"x": np.arange(4.0)}

    cached_bank("a", b"k", make)
    (path,) = (own_cache / "banks").glob("*.bank")
    if harm == "mode":
        if os.name != "posix":
            pytest.skip("modes are of posix")
        path.chmod(stat.S_IRUSR | stat.S_IWUSR | stat.S_IWOTH)
    else:
        content = bytearray(path.read_bytes())
        content[-10] ^= 1
        path.write_bytes(bytes(content) if harm == "bytes" else b"")
    forget()
    assert cached_bank("a", b"k", make)["x"].tolist() == [0, 1, 2, 3] and len(made) == 2


def test_an_error_while_making_is_that_error(own_cache):
    def make():
        raise OSError("no bank")

    with pytest.raises(OSError, match="no bank"):
        cached_bank("a", b"k", make)


def _slow_bank(log):
    def make():
        with open(log, "a") as file:
            file.write("made\n")
        return {"x": np.arange(3)}

    cached_bank("shared", b"k", make)


def test_two_processes_make_a_bank_once(own_cache):
    log = own_cache / "log"
    context = get_context("spawn")
    both = [context.Process(target=_slow_bank, args=(log,)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert log.read_text().splitlines() == ["made"]


def test_without_a_place_to_keep_it_the_bank_is_made(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.mkdir()
    (blocked / "banks").write_text("")
    monkeypatch.setenv("TIFA_CACHE", str(blocked))
    assert cached_bank("a", b"k", lambda: {"x": np.ones(2)})["x"].sum() == 2


def test_a_process_keeps_the_banks_asked_for_last(own_cache, monkeypatch):
    monkeypatch.setattr(null_bank, "MOST_BYTES", 2 * 800)
    read = []
    from_file = null_bank._from_file
    monkeypatch.setattr(
        null_bank, "_from_file", lambda name, label, make: read.append(name) or from_file(name, label, make)
    )
    for name in ("a", "b", "a", "c", "a", "b"):  # c takes the place of b, which was asked for longest ago
        null_bank.cached_bank(name, name.encode(), lambda: {"x": np.zeros(100)})
    assert read == ["a", "b", "c", "b"]
    null_bank.cached_bank("large", b"large", lambda: {"x": np.zeros(1_000)})
    assert len(null_bank._read) == 1  # one is kept, however large
