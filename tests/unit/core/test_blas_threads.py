"""How many threads a machine gives to linear algebra does not show in a number."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from threadpoolctl import threadpool_info

from analysis.core.blas_threads import one_blas_thread

# 138 months: a matrix of that size is divided between threads
EACH = """
import hashlib, json
import numpy as np
from analysis import Course, change_points, simulate_counts, verdicts
from analysis.statistics.calendars import Calendar
from analysis.statistics.level_tests import level_test

def digest(values):
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()

calendar = Calendar(24_156 + np.arange(138), np.random.default_rng(0).integers(300, 500, 138))
found = {}
for question in ("rise", "burst"):
    bank = level_test(question, calendar, bank=1_000).bank
    found |= {f"{question} {name}": digest(values) for name, values in bank.items()}
counts = simulate_counts([Course("六保", rate=4, changes=(("2016-03", 3.0),)), Course("六稳", rate=2)], years=8)
for made in (change_points, verdicts):
    found[made.__name__] = made(counts, ["六保", "六稳"], bank=1_000).frame.write_json()
print(json.dumps(found))
"""


def threads():
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_numbers_do_not_depend_on_how_many_threads_there_are(tmp_path):
    def run(count):
        environment = os.environ | {"OPENBLAS_NUM_THREADS": count, "TIFA_CACHE": str(tmp_path / count)}
        done = subprocess.run([sys.executable, "-c", EACH], env=environment, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    one, four = run("1"), run("4")
    assert one == four and len(one) == 11


def test_threads_come_back_once_the_last_is_done():
    before = threads()
    with one_blas_thread():
        with one_blas_thread():
            assert threads() <= {1}
        assert threads() <= {1}
    assert threads() == before


def test_one_that_ends_does_not_wake_the_threads_of_another():
    with one_blas_thread(), ThreadPoolExecutor(4) as pool:
        for _ in pool.map(_once, range(20)):
            assert threads() <= {1}


def _once(_):
    with one_blas_thread():
        pass
