# Two commands: `make run` and `make test`. Everything else is a part of them or for those who build it.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -q
# Whole paths, real desktops and measurements: everything else is a unit test.
WIDE := tests/flows tests/faults tests/desktop tests/pictures tests/bench
# Debian keeps nft and others where an ordinary user's PATH does not look.
export PATH := $(PATH):/usr/sbin:/sbin
# Unit tests wait most of their time; those of one file stay together, for they share what they start.
SIDE_BY_SIDE := -n 2 --dist loadfile
# Many measure time, which a busy machine falsifies: what failed is run once more, alone, and that counts.
ALONE := --last-failed --last-failed-no-failures none
BOOTSTRAP := $(PYTHON) packaging/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint types contracts unit wide soak bench lock clean

help: ## tell what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

setup: ## system packages, .venv and Python packages for running (make setup PROFILE=test for testing)
	@$(BOOTSTRAP) $(or $(PROFILE),run)

run: ## the wall on the built-in demo casino; options by ARGS="--inventory my.yaml"
	@$(BOOTSTRAP) run
	@exec $(BIN)/nocwall run $(ARGS)

test: ## everything: lint, types, import contracts, unit tests, whole paths on real desktops
	@$(BOOTSTRAP) test
	@$(MAKE) --no-print-directory lint types contracts
	@$(MAKE) --no-print-directory unit wide

check: ## lint, types, import contracts and unit tests
	@$(BOOTSTRAP) test
	@$(MAKE) --no-print-directory lint types contracts unit

lint: ## ruff: all rules, and the form
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: ## mypy, strict
	$(BIN)/mypy

contracts: ## who may import whom
	$(BIN)/lint-imports --no-logo

unit: ## unit tests only
	$(PYTEST) tests $(addprefix --ignore=,$(WIDE)) $(SIDE_BY_SIDE) --durations=10 $(ARGS) || \
	$(PYTEST) tests $(addprefix --ignore=,$(WIDE)) $(ALONE) $(ARGS)

wide: ## whole paths, faults and real desktops, one after the other: they measure
	$(PYTEST) $(filter-out tests/bench,$(WIDE)) --durations=10 $(ARGS) || \
	$(PYTEST) $(filter-out tests/bench,$(WIDE)) $(ALONE) $(ARGS)

soak: ## random histories, then the program under faults and kill -9 (make soak HISTORIES=10000 KILLS=100 MINUTES=30 SEED=1); not in CI
	@$(BOOTSTRAP) test
	$(BIN)/python -m tests.histories --count $(or $(HISTORIES),10000) $(if $(SEED),--seed $(SEED))
	$(BIN)/python -m tests.faults.kills --kills $(or $(KILLS),100) $(if $(SEED),--seed $(SEED))
	$(BIN)/python -m tests.bench.soak --minutes $(or $(MINUTES),30) $(if $(SEED),--seed $(SEED)) $(ARGS)
	$(BIN)/python -m tests.bench.soak_wall --minutes $(or $(WALL),24) $(if $(SEED),--seed $(SEED))

bench: ## the figures, against their peers (make bench BENCH=probing SECONDS=20); not in CI
	@$(BOOTSTRAP) bench
	$(BIN)/python -m tests.bench $(BENCH) --seconds $(or $(SECONDS),20) $(ARGS)

lock: ## pin the Python packages (needs uv; make lock ARGS=--upgrade takes the newest)
	@$(PYTHON) packaging/lock.py $(ARGS)

clean: ## remove .venv, build results and caches
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
