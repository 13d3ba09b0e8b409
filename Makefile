# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
# Test processes side by side; each takes up to a gigabyte.
JOBS ?= 2
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q -c constraints.txt

.PHONY: demo test check docs clean python
.DELETE_ON_ERROR:

demo: $(VENV)/.product ## make the demonstration study, build it, and say where to look
	$(BIN)/handrail demo demo
	@printf '%s\n' 'To make handrail known in this terminal: . .venv/bin/activate (Windows: .venv\Scripts\activate)'

test: check ## everything that must hold, then how many tests were skipped and why
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

check: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.tests ## the manual, in docs/_build/html
	$(BIN)/python -m sphinx -q -W -b html docs docs/_build/html

clean:
	rm -rf $(VENV) demo docs/_build

# Debian ships Python without venv: say which packages help before anything fails half-way.
python:
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Handrail needs Python 3.11 or newer with venv. On Debian: apt install git make python3-venv"; \
	  echo "Another Python: make PYTHON=/path/to/python3 demo"; exit 1; }

$(VENV)/.product: pyproject.toml constraints.txt | python
	$(PYTHON) -m venv $(VENV)
	$(PIP) -e .
	@touch $@

$(VENV)/.tests: $(VENV)/.product
	$(PIP) -e '.[test]'
	@touch $@
