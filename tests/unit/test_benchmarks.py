"""The benchmarks can be started: what they import is there. A room that moves would else break them unseen."""

import importlib
import pkgutil

import pytest

import benchmarks
from benchmarks.campaign_cost import everything
from benchmarks.ensemble import ladder
from benchmarks.opponents import CLOSE, largest_difference
from benchmarks.plain_numpy import refuse_what_is_left_out
from sim.domain.benchmarks import in_plain_numbers
from sim.world.assembly import Block, assemble

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


def test_the_opponent_in_plain_numpy_earns_what_the_engine_earns():
    """Identity: receipts and recorded trade of every month and stream of goods, the ladder at its central values."""
    assert largest_difference(assemble([Block(in_plain_numbers(ladder()))])) < CLOSE


def test_the_opponent_in_plain_numpy_refuses_what_it_leaves_out():
    """A campaign by chance: it would else pass for the same model and be the faster for it."""
    world = assemble([Block(in_plain_numbers(everything(ladder())))])
    with pytest.raises(ValueError, match="no such mechanism"):
        refuse_what_is_left_out(world)
