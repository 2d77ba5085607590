# `make check` is the whole gate, and CI runs that same word.
PYTHON ?= python

.PHONY: check lint types contract test fit schema

check: lint types contract test

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

contract:
	lint-imports

# tests, docstring examples and the examples in the documents, in one run: its last line is pytest's own
# (a conftest.py is loaded anyway; collected for docstrings, two of one name would collide)
test:
	$(PYTHON) -m pytest tests src README.md docs --doctest-modules --doctest-glob='*.md' --ignore-glob='*/conftest.py'

# the tables that we computed ourselves, made again from primary data (DATA=folder)
DATA ?= ../shared/data/war
MARKETS ?= ../shared/data/markets
fit:
	contingent fit russia-ukraine --data $(DATA) --as-of 2024-11-18 --out src/contingent/data/baselines/russia_ukraine.toml
	contingent fit hazards --data $(DATA) --as-of 2024-11-18 --out src/contingent/data/hazards.toml
	contingent fit battles --data $(DATA) --as-of 2024-11-18 --out src/contingent/data/battles.toml
	contingent fit exposures --data $(MARKETS) --as-of 2024-06-30 --out src/contingent/data/exposures.toml

schema:
	contingent schema brief > src/contingent/data/brief.schema.json
	contingent schema scenario > src/contingent/data/scenario.schema.json
