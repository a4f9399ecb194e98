# `make` sets up .venv, validates the package and renders the report; `make test` runs the tests; `make help` lists the rest.
# Nothing is asked of the machine but make, Python 3.11 or newer and a package index (pip's own configuration says which).
# Every path is relative, so the checkout may lie anywhere, also below a folder with spaces in its name.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh
export PATH := $(CURDIR)/.venv/bin:$(PATH)

PYTHON ?=
ARGS ?=
QUARTO_SECONDS ?= 120

done := .venv/.made
python := .venv/bin/python
roundups := .venv/bin/roundups
pip := $(python) -m pip --disable-pip-version-check --no-input -q
# run $(2) with its output in .venv/$(1).log; show the log's end only if it fails
logged = { $(2); } >.venv/$(1).log 2>&1 || { tail -n 20 .venv/$(1).log; echo 'make: that failed; the whole log is .venv/$(1).log' >&2; exit 1; }

.PHONY: all test validate render seal lock quarto clean help FORCE
all: $(done)/rendered ## set up, validate, render
	@echo "The report: $$([ -f analysis/_site/index.html ] && echo analysis/_site || echo reports)/index.html"

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' Makefile

# Set-up -------------------------------------------------------------------------------------------------------------

# A .venv that was moved, or whose Python is gone, is made again: its scripts and its link to analysis/ hold full paths.
stale := $(shell [ -x $(python) ] && [ "$$(cat $(done)/home 2>/dev/null)" = "$$(pwd -P)" ] || echo yes)
ifeq ($(stale),yes)
$(done)/environment: FORCE
endif

$(done)/environment:
	@found=; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",python3 python3.14 python3.13 python3.12 python3.11 python); do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$candidate; break; fi; \
	done; \
	[ -n "$$found" ] || { echo 'make: $(if $(PYTHON),PYTHON=$(PYTHON) is not Python 3.11 or newer,no Python 3.11 or newer was found; install one or name it: make PYTHON=/path/to/python3)' >&2; exit 1; }; \
	"$$found" -c 'import ensurepip, venv' >/dev/null 2>&1 || { echo "make: this Python cannot make a virtual environment (no ensurepip); on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
	echo "[1/5] Python environment in .venv ($$("$$found" --version))"; \
	rm -rf .venv && "$$found" -m venv .venv && mkdir $(done) && pwd -P >$(done)/home
	@touch $@

# pip and setuptools first, from their own lines of the lock file: what is built then (docopt) is built with locked tools
# too. Bytecode is compiled on all cores and without the libraries' own tests:
# a third of the time that pip takes for it.
install_libraries = sed -nE '/^(pip|setuptools)==/,/[^\]$$/p' requirements.lock >.venv/installer.lock \
	&& $(pip) install --progress-bar off --require-hashes --no-deps -r .venv/installer.lock \
	&& $(pip) install --progress-bar off --require-hashes --no-deps --no-build-isolation --no-compile -r requirements.lock \
	&& $(pip) install --progress-bar off --no-deps --no-build-isolation --no-compile --editable . \
	&& { $(python) -m compileall -q -j 0 -x '[/\\]tests?[/\\]' .venv/lib analysis/roundups || true; }

$(done)/libraries: requirements.lock pyproject.toml $(done)/environment
	@echo '[2/5] Libraries, locked with hashes (about a minute)'
	@$(call logged,libraries,$(install_libraries))
	@touch $@

# quarto-cli fetches its program from GitHub while pip builds it. Its declared dependency is all of JupyterLab; the
# parts of Jupyter that Quarto calls are in requirements.lock, hence --no-deps.
$(done)/quarto: requirements-quarto.lock $(done)/environment | $(done)/libraries
	@if $(quarto_is_new_enough); then echo "[3/5] Quarto $$(quarto --version) is here"; else \
	  limit=; if command -v timeout >/dev/null 2>&1; then limit='timeout -k 5 $(QUARTO_SECONDS)'; fi; \
	  $$limit $(pip) install --progress-bar off --require-hashes --no-deps --no-build-isolation -r requirements-quarto.lock >.venv/quarto.log 2>&1 </dev/null; \
	  if $(quarto_is_new_enough); then echo "[3/5] Quarto $$(quarto --version) was installed"; \
	  else echo '[3/5] Quarto could not be installed (.venv/quarto.log says why): the embedded engine renders; "make quarto" tries again'; fi; \
	fi
	@touch $@

quarto_is_new_enough = quarto --version 2>/dev/null | grep -qE '^(1\.(9|[1-9][0-9])|[2-9]|[1-9][0-9])\.'

quarto: ## try again to install the Quarto program
	@rm -f $(done)/quarto
	@$(MAKE) --no-print-directory $(done)/quarto

# Validate and render ------------------------------------------------------------------------------------------------
# A folder stands in a list for the files that were added to it or deleted from it.

tables := datapackage.json data $(wildcard data/*.csv) data/schemas $(wildcard data/schemas/*.json)
facts := $(wildcard *.md *.cff)
code := $(shell find analysis/roundups -name __pycache__ -prune -o -type f -print)
documents := $(shell find analysis -path 'analysis/?*/__pycache__' -prune -o -path analysis/roundups -prune -o -path analysis/figures -prune -o -path analysis/downloads -prune -o -path analysis/_site -prune -o -name '.?*' -prune -o -type f -print)
pages := reports $(shell [ -d reports ] && find reports -print)

$(done)/valid: $(tables) $(facts) $(code) $(done)/libraries
	@echo '[4/5] Validating the package'
	@$(roundups) validate
	@touch $@

$(done)/rendered: $(done)/quarto $(done)/valid $(tables) $(code) $(documents) $(pages)
	@echo '[5/5] Rendering the report'
	@$(roundups) render
	@touch $@

# reports/ is made by the rule above; this only lets it be missing.
reports:
	@mkdir -p reports

validate: $(done)/valid ## check the descriptor, the tables and every gate

render: $(done)/rendered ## the report, where something it reads has changed

# For maintainers ----------------------------------------------------------------------------------------------------

test: $(done)/libraries ## all tests; ARGS='-k words' goes to pytest
	@$(python) -m pytest -n auto $(ARGS)

seal: $(done)/libraries ## rewrite what is generated: bytes, hashes, data dictionary
	@$(roundups) seal

# Keeps the versions that still fit; `make lock UPGRADE=1` takes the newest. No index is written into the files.
lock: $(done)/environment ## resolve pyproject.toml into the two lock files again
	@command -v uv >/dev/null 2>&1 || $(pip) install uv
	@uv pip compile -q $(lock_options) --extra test --group build pyproject.toml -o requirements.lock
	@printf 'quarto-cli>=1.9\n' | uv pip compile -q $(lock_options) --no-deps - -o requirements-quarto.lock
	@echo 'requirements.lock and requirements-quarto.lock are up to date'

lock_options = --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

clean: ## remove .venv and everything made that git ignores
	@rm -rf .venv analysis/figures analysis/downloads analysis/.cache analysis/.quarto analysis/_site build dist .pytest_cache .hypothesis
	@find analysis tests -name __pycache__ -type d -prune -exec rm -rf {} +
