# Each command sets itself up: all that a new machine needs is Python 3.11 or newer.
# The stamp is written last, so an installation that was cut short is begun anew by the next call.

PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11 python
PY     := .venv/bin/python
STAMP  := .venv/complete
UV     := uv==0.13.9

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve test site build lint format lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

serve: $(STAMP) ## preview the site while you write; it follows every change
	$(PY) -m mkdocs serve

test: $(STAMP) ## run every test, those of the published derivations too
	$(PY) -m pytest -n auto

site: $(STAMP) ## build the site into site/; the old one stands till the new is whole
	$(PY) -m derive.pages.site

build: $(STAMP) ## check every derivation and write its snippet
	$(PY) -m derive build

lint: $(STAMP) ## judge format, style, types and the workflows
	$(PY) -m ruff format --check
	$(PY) -m ruff check
	$(PY) -m mypy
	.venv/bin/zizmor --quiet --offline --persona pedantic .github/workflows

format: $(STAMP) ## mend format and what else can be mended by machine
	$(PY) -m ruff format
	$(PY) -m ruff check --fix

lock: $(STAMP) ## write requirements.txt anew from pyproject.toml, with the newest versions
	$(PY) -m venv --clear .cache/lock
	.cache/lock/bin/python -m pip install --quiet $(UV)
	.cache/lock/bin/python -m uv pip compile --quiet --no-config --upgrade --all-extras \
	  --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	  --custom-compile-command "make lock" --output-file requirements.txt pyproject.toml

clean: ## remove all that make has made
	rm -rf .venv .cache site .hypothesis .mypy_cache .pytest_cache .ruff_cache

# A Python that is gone (an upgraded system, a moved folder) makes the stamp worthless.
ifeq ($(shell $(PY) -c "import pip; print('sound')" 2>/dev/null),)
.PHONY: $(STAMP)
endif

$(STAMP): requirements.txt pyproject.toml
	@for python in $(PYTHON); do \
	  "$$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	    && { echo "Setting up .venv with $$python (only once)"; exec "$$python" -m venv --clear .venv; }; \
	done; \
	echo "make: this needs Python 3.11 or newer with its venv module (tried: $(PYTHON))." >&2; \
	echo "make: install it, or name yours: make PYTHON=/path/to/python ..." >&2; \
	exit 1
	$(PY) -m pip install --quiet --require-hashes -r requirements.txt
	$(PY) -m pip install --quiet --no-deps --no-index --no-build-isolation --editable .
	@touch $(STAMP)
