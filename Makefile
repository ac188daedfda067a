# One obvious way in: `make run` runs the main job, `make test` passes the tests.
# Needs Python 3.11 or newer and make, nothing else.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export MPLBACKEND := Agg

.PHONY: run test test-slow lint check bench clean setup

run: $(STAMP)
	$(BIN)/dial run scenarios/unscr_2371.yaml --draws 512

test: $(STAMP) lint
	$(BIN)/python -m pytest -n 2 -q

test-slow: $(STAMP)
	$(BIN)/python -m pytest -n 2 -q -m slow

lint: $(STAMP)
	$(BIN)/ruff check sim tests benchmarks
	$(BIN)/mypy

check: $(STAMP)
	$(BIN)/dial check scenarios/*.yaml

setup: $(STAMP)

# The benchmarks, with the two public runners they are measured against, in an environment of their own.
bench: .venv-bench/.ready
	.venv-bench/bin/python -m benchmarks.startup
	.venv-bench/bin/python -m benchmarks.central_run
	.venv-bench/bin/python -m benchmarks.calendar_cost
	.venv-bench/bin/python -m benchmarks.ensemble --peers
	.venv-bench/bin/python -m benchmarks.scaling
	.venv-bench/bin/python -m benchmarks.scaling --memory
	.venv-bench/bin/python -m benchmarks.scaling --workers
	.venv-bench/bin/python -m benchmarks.variance
	.venv-bench/bin/python -m benchmarks.sweeps
	.venv-bench/bin/python -m benchmarks.sweeps --workers
	.venv-bench/bin/python -m benchmarks.sweeps --scale
	.venv-bench/bin/python -m benchmarks.sweeps --peers

.venv-bench/.ready: pyproject.toml benchmarks/requirements.lock
	rm -rf .venv-bench
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r benchmarks/requirements.lock
	.venv-bench/bin/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	touch $@

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	$(BIN)/python -m pip check
	touch $@

clean:
	rm -rf $(VENV) .venv-bench build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
