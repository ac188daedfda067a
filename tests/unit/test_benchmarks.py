"""The benchmarks can be started: what they import is there. A room that moves would else break them unseen."""

import importlib
import pkgutil

import pytest

import benchmarks

NAMES = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__))


def test_there_are_benchmarks():
    assert {"central_run", "ensemble", "per_draw", "scaling", "startup", "sweeps", "variance"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_can_be_imported(name):
    """And says what it measures."""
    assert importlib.import_module(f"benchmarks.{name}").__doc__


def test_what_the_benchmark_of_sweeps_imports_late_is_there():
    """The peers' experiment and the sweep's own run, which it imports only when asked."""
    from benchmarks.sweeps import peer_run

    assert peer_run()(5.5, 0.8)["receipts"] > 0
