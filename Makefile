# Two commands: `make run` and `make test`. Everything else is a part of them or for those who build it.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -q
# Whole paths, real desktops and measurements: everything else is a unit test.
WIDE := tests/flows tests/faults tests/desktop tests/pictures tests/bench
# Debian keeps nft and others where an ordinary user's PATH does not look.
export PATH := $(PATH):/usr/sbin:/sbin
# Tests start hundreds of Python processes; each would compile the program anew.
unexport PYTHONDONTWRITEBYTECODE
# Tests wait half of their time, so there are more of them at once than cores; those of one file stay together,
# for they share what they start. What measures time is marked "alone" and runs afterwards, by itself.
SIDE_BY_SIDE := -m "not alone" --dist loadfile --no-loadscope-reorder
ALONE := -m alone
# A net for a machine that somebody else keeps busy: what failed is run once more, and that counts.
AGAIN := --last-failed --last-failed-no-failures none
BOOTSTRAP := $(PYTHON) packaging/bootstrap.py

# Run tests; if some fail, those once more. By ARGS somebody may have chosen tests of which this half has none.
twice = $(PYTEST) $(1) $(ARGS) || $(if $(ARGS),[ $$? -eq 5 ] || )$(PYTEST) $(1) -n 0 $(AGAIN) $(ARGS)

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
	@$(MAKE) --no-print-directory -j -O lint types contracts
	@$(MAKE) --no-print-directory unit wide

check: ## lint, types, import contracts and unit tests
	@$(BOOTSTRAP) test
	@$(MAKE) --no-print-directory -j -O lint types contracts
	@$(MAKE) --no-print-directory unit

lint: ## ruff: all rules, and the form
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: ## mypy, strict
	$(BIN)/mypy

contracts: ## who may import whom
	$(BIN)/lint-imports --no-logo

unit: ## unit tests only
	$(call twice,tests $(addprefix --ignore=,$(WIDE)) $(SIDE_BY_SIDE) -n 4 --durations=10)
	$(call twice,tests $(addprefix --ignore=,$(WIDE)) $(ALONE))

wide: ## whole paths, faults and real desktops
	$(call twice,$(filter-out tests/bench,$(WIDE)) $(SIDE_BY_SIDE) -n 2 --durations=10)
	$(call twice,$(filter-out tests/bench,$(WIDE)) $(ALONE) --durations=10)

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
