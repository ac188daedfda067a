# One obvious way in: `make run` runs the main job, `make test` passes the tests.
# Needs Python 3.11 or newer and make, nothing else.

PYTHON ?= python3
# Each Python that is asked for by name has an environment of its own: .venv-3.12 for `make PYTHON=python3.12 test`.
VENV   := .venv
ifneq ($(PYTHON),python3)
VENV   := .venv-$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
endif
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export MPLBACKEND := Agg
# As `dial` itself loads NumPy: idle threads of linear algebra spin.
export OPENBLAS_NUM_THREADS ?= 1
# Tests start the command some hundred times, each of which would else compile the program anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run page test normal-ring test-slow attack mutants quick lint check bench docs dist clean setup

run: $(STAMP)
	$(BIN)/dial run scenarios/unscr_2371.yaml --draws 512

# The page with the dial on it, from its shipped sweeps: some four minutes on two cores, and it goes on where it was stopped.
page: $(STAMP)
	$(BIN)/dial sweep page --no-figures
	$(BIN)/dial sweep page_between --no-figures
	$(BIN)/dial report results/page results/page_between -o results/report.html

# mypy has one core: the tests begin beside it.
test: $(STAMP)
	@$(MAKE) --no-print-directory -j 2 lint normal-ring

normal-ring: $(STAMP)
	$(BIN)/python -m pytest -n 3 --dist worksteal -q

# The quick ring: fast tests of floors, reading, engine, plots and sweeps. Meant to stay, with setting up and lint, under
# a minute on two cores.
QUICK := $(addprefix tests/,architecture/test_floors.py architecture/test_pythons.py cases/test_worked_cases.py \
  unit/test_binding.py unit/test_flows.py unit/test_merging.py unit/test_startup.py \
  sweep/test_bad_sweeps.py sweep/test_figures.py)

quick: $(STAMP) lint
	$(BIN)/python -m pytest -n 2 --dist worksteal -q $(QUICK)

test-slow: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m slow

# Every attack of docs/reliability.md in full; some 20 minutes on one core.
attack: $(STAMP)
	$(BIN)/python -m tests.attack

# Small faults planted one at a time, 300 in each of six rooms, and the share that the tests see; some two hours on one core.
mutants: $(STAMP)
	$(BIN)/python -m tests.mutate

lint: $(STAMP)
	$(BIN)/ruff check sim tests benchmarks docs
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
	.venv-bench/bin/python -m benchmarks.opponents
	.venv-bench/bin/python -m benchmarks.per_draw
	.venv-bench/bin/python -m benchmarks.questions
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

# The documents as pages that link each other, with the names of `import sim`, in docs/_build; every warning is an error.
docs: .venv-docs/.ready
	.venv-docs/bin/python -m sphinx -W --keep-going -q -b html -c docs/site -d docs/_build/.doctrees . docs/_build
	@echo docs/_build/index.html

# The wheel and the source distribution, in dist; how a release is cut: CONTRIBUTING.md.
dist: $(STAMP)
	$(BIN)/python -m hatchling build -c -d dist

.venv-docs/.ready: pyproject.toml docs/requirements.lock
	rm -rf .venv-docs
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r docs/requirements.lock
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
	rm -rf .venv .venv-* build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis
