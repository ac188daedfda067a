"""Cases on common luck: the same bits as a question's variants, whoever computes them and whatever stands beside."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.players import game_of
from sim.cli.library import read
from sim.common.errors import RunFailed
from sim.runs import cases
from sim.runs.bundles import with_bundle
from sim.runs.cases import Cases, run_cases
from sim.runs.question import Question
from sim.runs.run import run
from sim.runs.variants import LAW_ONLY, SCENARIO, asked
from sim.runs.windows import windows_of


@pytest.fixture(scope="module")
def scenario():
    return read("unscr_2371.yaml", "horizon.start=2017-06", "horizon.end=2018-12")


def test_cases_are_what_variants_come_to(scenario):
    windows = tuple(windows_of(scenario))
    variants = (SCENARIO, SCENARIO.prior, LAW_ONLY)
    found = run_cases(Cases(tuple(asked(scenario, v) for v in variants), windows, 40))
    answered = run(Question(scenario, variants, 40, windows))
    for n, variant in enumerate(variants):
        for w in range(len(windows)):
            np.testing.assert_array_equal(found.summed(answered.group("goods"))[n, w], answered.drawn(variant, w))


def test_neither_workers_nor_neighbours_change_a_bit(scenario, monkeypatch):
    windows = tuple(windows_of(scenario))
    both = (scenario, asked(scenario, SCENARIO.prior))
    one = run_cases(Cases(both * 2, windows, 40), cells=True)
    monkeypatch.setattr(cases, "TASK", 1)
    monkeypatch.setattr(cases, "WORLD", 64)  # a case a task
    two = run_cases(Cases(both, windows, 40), workers=2, cells=True)
    np.testing.assert_array_equal(one.by_stream[2:], two.by_stream)
    np.testing.assert_array_equal(one.by_cell[:2], two.by_cell)
    assert one.failed == 0


def test_cells_add_up_to_streams(scenario):
    found = run_cases(Cases((scenario,), tuple(windows_of(scenario))), cells=True)
    for k, stream in enumerate(found.streams):
        mine = [c for c, (s, _) in enumerate(found.cells) if s == stream]
        np.testing.assert_allclose(found.by_cell[:, :, mine].sum(axis=2), found.by_stream[:, :, k], atol=1e-9)


def test_a_case_that_is_never_finite_is_no_answer(scenario):
    numbers = dict(scenario.numbers)
    numbers["growth"] = replace(numbers["growth"], value=float("inf"), low=float("inf"), high=float("inf"))
    broken = replace(scenario, numbers=numbers)
    with pytest.raises(RunFailed, match="every draw failed"):
        run_cases(Cases((scenario, broken), tuple(windows_of(scenario))))


def test_bundles_as_lanes_are_what_each_is_alone(scenario):
    windows = tuple(windows_of(scenario))
    game = game_of(scenario, "provision")
    bundles = [with_bundle(game.scenario, game.groups, bundle) for bundle in (0, 5, 31)]
    together = run_cases(Cases(tuple(bundles), windows, 8))
    for n, bundle in enumerate(bundles):
        np.testing.assert_array_equal(run_cases(Cases((bundle,), windows, 8)).by_stream[0], together.by_stream[n])
    assert together.by_stream[0].sum() > together.by_stream[1].sum() > together.by_stream[2].sum()
