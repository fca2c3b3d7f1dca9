# Two commands do everything: `make study` and `make test`. Each works when run first.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

.PHONY: help study test check attack attack-files mutants audit versions lab notebooks figures clean
.DEFAULT_GOAL := help

help:  ## list what make can do
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

study: $(READY)  ## read the demonstration texts, run every notebook, write figures and the ledger of claims to results/
	$(BIN)/python -m analysis study

test: check  ## everything that is checked: `make check`, the tests, every notebook's outputs under two hash seeds
	PYTHONHASHSEED=0 $(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist worksteal --cov --cov-report=json:results/coverage.json
	$(BIN)/python -m tools.coverage_floor results/coverage.json
	@set -u; \
	check() { PYTHONHASHSEED=$$1 TIFA_ATTACK=strict TIFA_RESULTS=results/check-$$1 $(BIN)/python -m pytest -q -o addopts= -p no:cacheprovider --nbval --nbval-current-env $(NOTEBOOKS) > results-seed-$$1.log 2>&1; }; \
	check 1 & first=$$!; check 4242 & second=$$!; bad=0; \
	wait $$first || bad=1; wait $$second || bad=1; \
	for seed in 1 4242; do echo "notebooks under PYTHONHASHSEED=$$seed:"; cat results-seed-$$seed.log; rm -f results-seed-$$seed.log; done; \
	exit $$bad

check: $(READY)  ## style, types, layers: ruff, pyright, import-linter (the examples in docstrings run with the tests)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports

attack: $(READY)  ## the claims of the notebooks on broken evidence; lists those that still hold
	$(BIN)/python -m tools.attack_claims

attack-files: $(READY)  ## kills, full disks, damages and two builds at once, as tables (about an hour; figures in docs/reliability.md)
	@set -e; for what in "damages --number 1000" disks "kills --number 50" faults; do \
		echo "python -m tests.reliability $$what"; PYTHONHASHSEED=0 $(BIN)/python -m tests.reliability $$what; done

mutants: $(READY)  ## break the code on purpose: named breaks, then a hundred drawn ones; lists those that no test sees (hours)
	PYTHONHASHSEED=0 $(BIN)/python -m tools.mutants
	PYTHONHASHSEED=0 $(BIN)/python -m tools.mutants --sample 100 --seed 0

audit: $(READY)  ## the lock: exact versions and hashes for all, no addresses; known weaknesses where pip-audit is installed
	$(BIN)/python -m tools.audit_lock

versions:  ## the tests that need no notebook, with the locked packages, under every Python from 3.11 on that is found
	$(PYTHON) tools/try_versions.py

lab: $(READY)  ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks/00-start-here.ipynb

notebooks: $(READY)  ## execute every notebook and save its outputs in place
	$(BIN)/python -m analysis study --save

figures: $(READY)  ## draw the figure of the README and the pictures of docs/gallery again
	$(BIN)/python -m analysis study --figures
	$(BIN)/python -m tools.gallery

clean:  ## remove results and the environment
	rm -rf results $(VENV)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version). Name another: make PYTHON=python3.12 …"; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@# jieba comes as source: what builds it is pinned as well, and installed first
	@sed -n '/^setuptools==/,/[^\\]$$/p' requirements.lock > $(VENV)/setuptools.lock
	$(INSTALL) --require-hashes -r $(VENV)/setuptools.lock
	$(INSTALL) --require-hashes --no-build-isolation --no-compile -r requirements.lock
	@$(BIN)/python -W ignore -m compileall -qq -j 0 $(VENV)/lib || true  # pip would do it on one processor only
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $(READY)
