# The front door. `make demo` and `make test` do everything on a fresh machine with Python 3.11.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := $(BIN)/python -m spiders.newsroom
POLSTAB := $(BIN)/polstab

.PHONY: help setup demo test lint format bench torture notebook lock clean

help:  ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup: $(VENV)/.ready  ## the environment, from the hash-locked requirements

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "polstab needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup  ## the whole way on the demo newsroom: crawl on two days, build, check, release
	@$(DEMO) --clock 2023-07-29T12:00:00Z -- $(POLSTAB) run demo
	@$(DEMO) --clock 2023-07-31T12:00:00Z -- $(POLSTAB) run demo
	@echo 'To look at it in a browser: $(POLSTAB) serve'

test: setup  ## all tests
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: setup  ## format, lint, types, imports between rooms
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup  ## let ruff format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup  ## benchmarks: the coder's speed beside a keyword pass
	@$(BIN)/python benchmarks/coder_speed.py

torture: setup  ## kill crawls and releases at random moments, hold what is left to account
	@$(BIN)/python -m benchmarks.torture_crawl
	@$(BIN)/python -m benchmarks.torture_release

notebook: setup  ## open the notebook
	$(BIN)/marimo edit notebooks/first_look.py

lock: setup  ## refresh requirements.lock from pyproject.toml
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --all-extras pyproject.toml -o requirements.lock

clean:  ## remove what can be made again (not the environment)
	rm -rf data datasets/*/releases
