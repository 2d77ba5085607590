# `make check` is the whole gate, and CI runs that same word.
PYTHON ?= python

.PHONY: check lint types contract test docs hard release licences fit schema

check: lint types contract test

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

contract:
	lint-imports

# two processes; WORKERS= for one, or -n 8
WORKERS ?= -n 2 --dist worksteal

# tests, docstring examples, every example of the documents and their site, in one run: its last line is pytest's own
# (a conftest.py is loaded anyway; collected for docstrings, two of one name would collide)
test:
	$(PYTHON) -m pytest $(WORKERS) tests src --doctest-modules --ignore-glob='*/conftest.py'

# the site of the documents, every link checked: out/site/index.html
docs:
	$(PYTHON) -m manual build

# the whole test plan at full size, some two hours; ROW=R1 for one row, `python -m proof --help` lists them
ROW ?= all
hard:
	$(PYTHON) -m proof $(ROW)

# sdist and wheel, each installed in a fresh place and tried; what is installed, and under which licences
release:
	PYTHON=$(PYTHON) scripts/release

licences:
	$(PYTHON) scripts/licences

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
