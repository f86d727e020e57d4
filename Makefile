# Every target prepares what it needs: .venv is made when it is missing and brought up to date when a lock changed.
# The interpreter can be chosen: make serve PYTHON=python3.13

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet --quiet

# Only hashed wheels, then the project itself as a path entry, so that nothing is fetched or built beside the lock.
install = $(PIP) install --only-binary :all: --require-hashes --requirement $(1) \
	&& $(PIP) install --no-build-isolation --no-deps --no-index --editable .

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help serve test coverage check lint build lock format snapshot bench growth clean

help: ## Show the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

serve: $(VENV)/runtime ## Build the release when it is missing or outdated, then serve it
	@$(BIN)/hypomag serve

build: $(VENV)/runtime ## Build the release from the pack
	@$(BIN)/hypomag build

check: $(VENV)/runtime ## Check the pack: every finding with file and line
	@$(BIN)/hypomag check

lint: $(VENV)/dev ## Formatting, lint, types and import contracts
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo > $(VENV)/lint-imports.txt || { cat $(VENV)/lint-imports.txt; exit 1; }

test: lint check ## Everything that must hold: format, lint, types, import contracts, the pack, all tests
	@$(BIN)/pytest

# Two floors over one measurement: what people's health leans on is covered whole. A floor's table is shown when it fails.
# Measuring doubles the time of the tests, so it is a step of its own; continuous integration takes both.
STRICT := api/clinical/*,api/pack/*
floor = $(BIN)/coverage report $(1) --fail-under=$(2) > $(VENV)/coverage.txt || { cat $(VENV)/coverage.txt; exit 1; }

coverage: $(VENV)/dev ## Run all tests again, measured: 100 % of api/clinical and api/pack, at least 95 % of the rest
	@$(BIN)/coverage erase
	@$(BIN)/pytest --cov --cov-report=
	@$(call floor,--include='$(STRICT)',100)
	@$(call floor,--omit='$(STRICT)',95)
	@echo "Coverage: 100 % of api/clinical and api/pack, at least 95 % of the rest"

format: $(VENV)/dev ## Put the code in shape
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

snapshot: $(VENV)/dev ## Bring OpenAPI snapshot, examples, JSON Schemas and the README's answers up to date
	@$(BIN)/hypomag schema
	@$(BIN)/python -m tests.docs.regenerate

bench: $(VENV)/dev ## Measure against limits and peers, into bench/RESULTS.md (QUICK=1: a look); needs wrk and two cores
	@$(BIN)/python -m bench.run $(if $(QUICK),--quick)

growth: $(VENV)/dev ## Measure at 1, 10, 100 and 1,000 times the data, into bench/GROWTH.md (QUICK=1: up to 10 times)
	@$(BIN)/python -m bench.growth $(if $(QUICK),--quick)

lock: $(VENV)/dev ## Bring both locks to the newest versions that pyproject.toml allows
	@$(PIP) install 'uv>=0.13'
	@$(BIN)/uv pip compile $(COMPILE) --upgrade --group build pyproject.toml --output-file requirements.lock
	@$(BIN)/uv pip compile $(COMPILE) --upgrade --group build --group dev --constraint requirements.lock \
		pyproject.toml --output-file requirements-dev.lock

# One lock for every platform and Python that the project supports; no index address in it.
COMPILE := --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
	--custom-compile-command 'make lock'

clean: ## Remove the environment, caches and built releases
	rm -rf $(VENV) bench/.peers bench/.data var build dist htmlcov .coverage .coverage.* .hypothesis \
		.import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis
	find api bench migrations tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# Recipes end by touching their stamp: a failed installation is tried again.
$(VENV)/runtime: requirements.lock pyproject.toml | $(VENV)/pyvenv.cfg
	@echo "Installing the locked runtime packages into $(VENV) (only when the lock changes; under a minute)"
	@$(call install,requirements.lock)
	@touch $@

$(VENV)/dev: requirements-dev.lock requirements.lock pyproject.toml | $(VENV)/pyvenv.cfg
	@echo "Installing the locked development packages into $(VENV) (only when the lock changes; under a minute)"
	@$(call install,requirements-dev.lock)
	@touch $(VENV)/runtime $@

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || { \
		echo "Hypomag needs Python 3.11 or newer, and $(PYTHON) is not:" \
			"$$($(PYTHON) --version 2>&1). Say which to use, for example: make $(MAKECMDGOALS) PYTHON=python3.13" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
