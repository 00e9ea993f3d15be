# One command each. On a fresh machine with Python 3.11+ and Node 20:  make run

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
UP ?= --demo
UV ?= uv
CI_PIP := --disable-pip-version-check --no-input --quiet --require-virtualenv

.PHONY: help run test test-slow check fix bench web lock clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.run web ## everything, with demo data; the address is printed
	$(BIN)/tombolo up $(UP)

test: $(VENV)/.dev web check ## every check and every test but the slow ones
	tools/need_browser.sh
	$(BIN)/python -m pytest -n 2 -m "not slow"
	$(if $(wildcard web/package.json),cd web && npx vitest run)

test-slow: $(VENV)/.dev web ## laws and soaks
	tools/need_browser.sh
	$(BIN)/python -m pytest -n 2 -m slow

check: $(VENV)/.dev ## style, types, floors, dead code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(if $(wildcard web/package.json),cd web && npm run --if-present check)

fix: $(VENV)/.dev ## what a tool can put right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(if $(wildcard web/package.json),cd web && npm run --if-present fix)

bench: $(VENV)/.dev ## one table for each question in bench/
	for each in list save import_sheet follow ledger writers approve inbox crowd import_rules; do $(BIN)/python -m bench.$$each; done

web: src/tombolo/web/static/.built ## the browser's bundle

lock: ## new lock files, from pyproject.toml (needs uv)
	for each in run dev; do \
	  extra=$$([ $$each = dev ] && echo "--extra dev" || true); \
	  $(UV) pip compile pyproject.toml $$extra --python-version 3.11 --universal --upgrade \
	    --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet \
	    --output-file requirements/$$each.lock; \
	done

clean: ## what was built; never the data
	rm -rf $(VENV) web/node_modules web/dist src/tombolo/web/static build dist

# Stamps: each step runs again only when what it was made from has changed.

$(VENV)/.made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.lock pyproject.toml
	$(BIN)/python -m pip install $(CI_PIP) --require-hashes -r requirements/run.lock
	$(MAKE) --no-print-directory $(VENV)/.package
	touch $@

$(VENV)/.dev: $(VENV)/.made requirements/dev.lock pyproject.toml
	$(BIN)/python -m pip install $(CI_PIP) --require-hashes -r requirements/dev.lock
	$(MAKE) --no-print-directory $(VENV)/.package
	touch $@

# A pointer to src/ and the command, which is all an editable install would do, without fetching a
# build tool that no lock file names.
$(VENV)/.package: tools/link_package.py pyproject.toml
	$(BIN)/python tools/link_package.py
	touch $@

web/node_modules/.installed: $(wildcard web/package-lock.json)
	$(if $(wildcard web/package.json),cd web && npm ci --no-audit --no-fund --loglevel=error)
	mkdir -p $(@D) && touch $@

ifneq ($(wildcard web/package.json),)
src/tombolo/web/static/.built: web/node_modules/.installed $(WEB_SOURCES)
	cd web && npm run build
	mkdir -p src/tombolo/web/static
	[ ! -d web/dist ] || { rm -rf src/tombolo/web/static && cp -r web/dist src/tombolo/web/static; }
	touch $@
else
src/tombolo/web/static/.built:
	mkdir -p $(@D) && touch $@
endif
