# `make run` opens the archive on this computer; `make test` checks everything. Nothing else needs to be typed first.

PORT   ?= 8000
PYTHON ?= python3
NEXT_PYTHON ?= python3.13
TESTS  ?=
POSTGRES_CASES ?= 0
VENV   := .venv
BIN    := $(VENV)/bin
HOST   := 127.0.0.1

# A stamp is named after what its lock says, so an unchanged lock costs nothing and a changed one is installed.
APP_STAMP := $(VENV)/.installed-app-$(shell cksum < requirements.txt | cut -d ' ' -f 1)
DEV_STAMP := $(VENV)/.installed-dev-$(shell cksum < requirements-dev.txt | cut -d ' ' -f 1)
NEXT_STAMP := .venv-next/.installed-$(shell cksum < requirements-next.txt | cut -d ' ' -f 1)

LOCAL      := ARCHIVE_DEBUG=1
MEASURED   := ARCHIVE_DEBUG=off ARCHIVE_HTTPS=off ARCHIVE_ALLOWED_HOSTS=localhost ARCHIVE_STATIC_ROOT=var/bench-static
SIZE       ?= 250
MANAGE     := $(LOCAL) $(BIN)/python manage.py
PIP        := $(BIN)/python -m pip --disable-pip-version-check --no-input
TYPED      := $(wildcard config archive/lib archive/formats archive/access archive/search archive/actions)
TEMPLATES  := $(if $(shell find templates -name '*.html' 2>/dev/null | head -n 1),templates)
PYTEST     := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help run setup deps test test-sqlite test-postgres test-next lint format fixtures bench bench-search bench-large soak lock clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

run: setup  ## open the archive at http://127.0.0.1:8000/ (PORT=8001 for another door)
	@$(BIN)/python -m config.free_port $(HOST) $(PORT)
	@$(MANAGE) demo_logins --address $(HOST):$(PORT)
	@exec env $(LOCAL) $(BIN)/python manage.py runserver $(HOST):$(PORT)

setup: $(APP_STAMP)  ## keys, tables and the demo collection, without starting the server
	@$(BIN)/python -m config.keys --write var/local.env
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo

deps: $(DEV_STAMP)  ## install what the archive, its tests and its checks need into .venv

test: $(DEV_STAMP)  ## the checks, then the tests on SQLite and on PostgreSQL (TESTS=tests/config for some)
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test-sqlite
	@ARCHIVE_AFTER_SQLITE=1 ARCHIVE_CASES=$(POSTGRES_CASES) $(MAKE) --no-print-directory test-postgres

test-sqlite: $(DEV_STAMP)
	@echo "== tests on SQLite"
	@env -u DATABASE_URL $(PYTEST) -n auto $(TESTS)

test-postgres: $(DEV_STAMP)
	@echo "== tests on PostgreSQL"
	@$(BIN)/python -m tests.postgres_cluster -- $(PYTEST) -n auto $(TESTS)

test-next: $(NEXT_STAMP)  ## the tests but the slow ones on the next Python and Django (NEXT_PYTHON=python3.13)
	@echo "== tests on SQLite with $$(.venv-next/bin/python --version) and Django $$(.venv-next/bin/python -m django --version)"
	@env -u DATABASE_URL .venv-next/bin/python -m pytest -n auto -m "not slow" $(TESTS)

lint: $(DEV_STAMP)  ## style, types, templates and forgotten migrations
	@echo "== checks"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@if [ -n "$(TEMPLATES)" ]; then $(BIN)/djlint --quiet --lint $(TEMPLATES) && $(BIN)/djlint --quiet --check $(TEMPLATES); fi
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/mypy $(TYPED)

format: $(DEV_STAMP)  ## put code and templates into the agreed form
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .
	@if [ -n "$(TEMPLATES)" ]; then $(BIN)/djlint --quiet --reformat $(TEMPLATES) || true; fi

fixtures: setup  ## load the vocabularies and the demo collection from fixtures/
	@$(MANAGE) loaddata vocabularies demo

bench: $(DEV_STAMP)  ## measure what has a promised speed (BENCH="--large 5000 --keep var/bench")
	@$(BIN)/python -m config.keys --write var/local.env
	@ARCHIVE_BENCH=1 $(PYTEST) -q -s -m bench
	@$(MANAGE) bench $(BENCH)
	@$(MAKE) --no-print-directory bench-search SIZE=250

bench-search: $(DEV_STAMP)  ## measure search on both databases (SIZE=250 testimonies of 80 passages)
	@$(BIN)/python -m config.keys --write var/local.env
	@$(MEASURED) $(BIN)/python manage.py bench_search --clients=8 --testimonies=$(SIZE)
	@$(BIN)/python -m tests.postgres_cluster -- env $(MEASURED) sh -ec '$(BIN)/python manage.py migrate --verbosity=0; \
		$(BIN)/python manage.py collectstatic --no-input --verbosity=0; \
		$(BIN)/python manage.py generate --testimonies=$(SIZE) --passages=80 --seed=1; $(BIN)/python manage.py bench_search --clients=8'

bench-large:  ## the same with 2 million passages, which takes most of an hour to build on each database
	@$(MAKE) --no-print-directory bench-search SIZE=25000

soak: $(DEV_STAMP)  ## the long proofs at their full count, on both databases (TESTS=tests/access for some)
	@echo "== long proofs on SQLite"
	@env -u DATABASE_URL ARCHIVE_SOAK=1 $(PYTEST) -q -s -m soak $(TESTS)
	@echo "== long proofs on PostgreSQL"
	@ARCHIVE_SOAK=1 $(BIN)/python -m tests.postgres_cluster -- $(PYTEST) -q -s -m soak $(TESTS)

lock: $(DEV_STAMP)  ## resolve requirements*.in again; UPGRADE=1 takes newer versions
	@$(COMPILE) --python-version 3.11 requirements.in -o requirements.txt
	@$(COMPILE) --python-version 3.11 -c requirements.txt requirements-dev.in -o requirements-dev.txt
	@$(COMPILE) --python-version 3.13 --override requirements-next.in requirements-dev.in -o requirements-next.txt

COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

clean:  ## remove caches and installed packages; var/, where the archive's data lives, stays
	rm -rf $(VENV) .venv-next .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Testimony Archive needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1 || echo missing)." >&2; \
		echo "Name another one like this: make run PYTHON=python3.12" >&2; exit 1; }
	@echo "Preparing $(VENV) (once) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) has no venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(APP_STAMP): | $(BIN)/python
	@echo "Installing what the archive needs (once) …"
	@$(PIP) install --quiet --require-hashes -r requirements.txt
	@rm -f $(VENV)/.installed-app-* && touch $@

$(DEV_STAMP): | $(BIN)/python
	@echo "Installing what tests and checks need (once) …"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@rm -f $(VENV)/.installed-dev-* && touch $@

$(NEXT_STAMP):
	@$(NEXT_PYTHON) -m venv --clear .venv-next
	@.venv-next/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes -r requirements-next.txt
	@touch $@
