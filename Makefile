# taizhang. Every target sets itself up: it needs Python 3.11, 3.12 or 3.13 and make, nothing else.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

# The first Python on this machine that the lock was made for; `make PYTHON=/path/to/python3.12 run` names another.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo "$$p"; break; }; done)
# Scripts in .venv name the folder that they were made in: a folder that was moved is set up anew.
MOVED := $(shell test "$$(cat .venv/place 2>/dev/null)" = "$$(pwd -P)" || echo set-up-again)
BIN := .venv/bin
STORE ?= demo/store

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 14

run: .venv/run ## a whole night against the bundled sample portal, in under a minute
	@$(BIN)/taizhang demo --store $(STORE)

test: .venv/dev ## all tests; those that need ../shared are skipped where it is absent
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

prove: .venv/dev ## the long proofs: crashes, floods, many portals
	$(BIN)/python -m pytest -n auto --dist loadfile -m prove $(ARGS)
	$(BIN)/python -m benchmarks.foreign

fresh: .venv/dev ## make run in a fresh clone without uv, and the wheel in an empty environment: minutes
	$(BIN)/python -m pytest -m fresh tests/set_up $(ARGS)

lint: .venv/dev ## ruff, mypy --strict and the one-way imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev ## speed and quality beside public tools
	$(BIN)/python -m benchmarks $(ARGS)

scores: .venv/dev ## score the readings against the gold files in ../shared
	$(BIN)/python -m benchmarks.scores $(ARGS)

clean: ## remove what the targets made here, except stores
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache site build *.egg-info

.PHONY: set-up-again help run test prove fresh lint bench scores clean

# A stamp a lock file: the packages are installed again only when their lock file has changed, or the folder was moved.
.venv/run: requirements/run.txt requirements/set_up.py pyproject.toml $(MOVED)
	$(call set_up,requirements/run.txt)
	@touch $@

.venv/dev: requirements/dev.txt requirements/set_up.py pyproject.toml $(MOVED)
	$(call set_up,requirements/dev.txt)
	@touch $@

define set_up
@test -n "$(PYTHON)" || { echo "No Python 3.11 to 3.13 found. Install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
@"$(PYTHON)" requirements/set_up.py $(1)
endef
