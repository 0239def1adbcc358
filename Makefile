# The Ceasefire Monitor: `make run`, `make test`, `make demo`. `make help` lists everything.
#
# PYTHON=/path/to/python3.12 make run     picks the interpreter (3.11 or newer)
# make run ARGS="--settings desk.yaml"    hands arguments on
# uv is used when it is on the PATH, else venv and pip.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=

BIN := $(VENV)/bin
APP := $(BIN)/ceasefire-monitor
RUN_READY := $(VENV)/.ready-run
TEST_READY := $(VENV)/.ready-test

.DEFAULT_GOAL := help
.PHONY: help run test fuzz demo check clean

help: ## Say what can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN_READY) ## Install, migrate the database and run the monitor until Ctrl-C
	@exec $(APP) $(ARGS) run

test: $(TEST_READY) ## Install what the tests need and run all of them (ARGS="-k feeds" for some)
	@exec $(BIN)/python -m pytest $(ARGS)

fuzz: $(TEST_READY) ## Random bytes against the promises, guided by what they reach (ARGS="--seconds 600 feed")
	@export PIP_ONLY_BINARY=atheris UV_NO_BUILD_PACKAGE=atheris; \
	$(BIN)/python -c 'import atheris' 2>/dev/null || { $(call install,.[fuzz]); } || \
	echo "There is no atheris for this Python and machine." >&2
	@exec $(BIN)/python -m tests.fuzz $(ARGS)

demo: $(RUN_READY) ## A day of invented news at fast-forward, without any network
	@exec $(APP) $(ARGS) demo

check: $(TEST_READY) ## Style, types, import directions and the rules' own examples
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(APP) rules check

clean: ## Remove the virtual environment and caches (never a database)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp says what is installed; it is made again when the project's needs change, or the interpreter is gone.
$(RUN_READY): pyproject.toml constraints.txt | $(BIN)/python
	@$(call install,.[postgres])
	@touch $@

$(TEST_READY): pyproject.toml constraints.txt | $(BIN)/python
	@$(call install,.[dev$(comma)postgres])
	@touch $(RUN_READY) $@

$(BIN)/python:
	@$(call find_python) \
	if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --allow-existing --python "$$python" $(VENV); \
	elif "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
	  "$$python" -m venv $(VENV); \
	else \
	  echo "$$python cannot make virtual environments: its venv module is missing." >&2; \
	  echo "On Debian and Ubuntu: apt install python3-venv. Or install uv; it is used when it is on the PATH." >&2; \
	  exit 1; \
	fi

comma := ,

# python3 if it is new enough, else the newest python3.N on the PATH; only PYTHON where somebody named it.
PYTHONS := $(PYTHON) $(if $(filter file,$(origin PYTHON)),python3.14 python3.13 python3.12 python3.11)

define find_python
for python in $(PYTHONS); do \
  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi; \
  python=; \
done; \
if [ -z "$$python" ]; then \
  found=$$("$(PYTHON)" --version 2>/dev/null) || found="no $(PYTHON)"; \
  echo "Python 3.11 or newer is needed; there is $$found." >&2; \
  echo "Install it, or name it: make PYTHON=/path/to/python3.12 …" >&2; \
  exit 1; \
fi;
endef

define install
echo "Installing what is needed into $(VENV) (up to a minute, once) …" >&2; \
if command -v uv >/dev/null 2>&1; then \
  uv pip install --quiet --compile-bytecode --python $(BIN)/python -c constraints.txt -e '$(1)'; \
else \
  $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '$(1)'; \
fi
endef
