# taizhang. Every target sets itself up: it needs Python 3.11 or newer and make, nothing else.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

# The first Python on this machine that is new enough; `make PYTHON=/path/to/python3.12 run` names another.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
UV := $(shell command -v uv 2>/dev/null)
BIN := .venv/bin
STORE ?= demo/store

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 14

run: .venv/run ## a whole night against the bundled sample portal, in under a minute
	@$(BIN)/taizhang demo --store $(STORE)

test: .venv/dev ## all tests; those that need ../shared are skipped where it is absent
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

prove: .venv/dev ## the long proofs: crashes, floods, many portals
	$(BIN)/python -m pytest -n auto -m prove $(ARGS)

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

.PHONY: help run test prove lint bench scores clean

# A stamp a lock file: the packages are installed again only when their lock file has changed.
.venv/run: .venv/python requirements/run.txt pyproject.toml
	$(call install,requirements/run.txt)
	@touch $@

.venv/dev: .venv/python requirements/dev.txt pyproject.toml
	$(call install,requirements/dev.txt)
	@touch $@

.venv/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found. Install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
ifdef UV
	@uv venv --quiet --allow-existing --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv
else
	@$(PYTHON) -m venv .venv || { echo "$(PYTHON) cannot make environments: install its venv module (Debian: python3-venv), or uv" >&2; exit 1; }
endif
	@touch $@

# Compiled at once: where Python may not write bytecode, each process would compile Prefect again (10 s).
ifdef UV
define install
@echo "installing $(1) into .venv …" >&2
@uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(1)
@uv pip install --quiet --python $(BIN)/python --no-deps --editable .
endef
else
define install
@echo "installing $(1) into .venv …" >&2
@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
endef
endif
