"""Cases on common luck: the same bits as a question's variants, whoever computes them and whatever stands beside."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.players import game_of
from sim.cli.library import read
from sim.common.errors import RunFailed
from sim.domain.quantity import parameter_of
from sim.luck.deal import Dice
from sim.reading.places import shipped
from sim.runs import cases
from sim.runs.bundles import with_bundle
from sim.runs.cases import Cases, run_cases
from sim.runs.levers import held, with_dials
from sim.runs.own import Own
from sim.runs.question import Question
from sim.runs.run import run
from sim.runs.variants import LAW_ONLY, SCENARIO, asked, with_numbers
from sim.runs.windows import Window, windows_of


@pytest.fixture(scope="module")
def scenario():
    return read("unscr_2371.yaml", "horizon.start=2017-06", "horizon.end=2018-12")


def test_cases_are_what_variants_come_to(scenario):
    """Cases are run up to the last month that is looked at, variants up to the end of the horizon."""
    windows = (Window("spring of 2018", (9, 10, 11)), Window("autumn of 2017", (3, 4, 5)))
    variants = (SCENARIO, SCENARIO.prior, LAW_ONLY)
    found = run_cases(Cases(tuple(asked(scenario, v) for v in variants), windows, 40))
    answered = run(Question(scenario, variants, 40, windows))
    for n, variant in enumerate(variants):
        for w in range(len(windows)):
            whole = answered.of("windows.receipts", variant)[answered.axes["group"].index("goods"), w]
            np.testing.assert_array_equal(found.summed(answered.group("goods"))[n, w], 4 * whole)


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


@pytest.mark.slow
def test_draws_picked_out_are_what_they_are_among_all(scenario):
    """Some draws of two blocks, each draw with a dial of its own; the same as that dial for all draws."""
    windows, levels = tuple(windows_of(scenario)), np.linspace(0.0, 10.0, 300)
    own = (Own(dials={"china": levels}), Own())
    every = run_cases(Cases((scenario, scenario), windows, 300, own)).by_stream
    picked = (3, 4, 250, 256, 299)
    found = run_cases(Cases((scenario, scenario), windows, 300, own, picked)).by_stream
    np.testing.assert_array_equal(found, every[..., picked])
    same = run_cases(Cases((with_dials(scenario, {"china": held(levels[256])}),), windows, 300, only=(256,)))
    np.testing.assert_array_equal(same.by_stream[0, ..., 0], every[0, ..., 256])


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


# -- what a case has of its own ---------------------------------------------------------------------------------------


def test_numbers_and_dials_of_its_own_are_those_of_a_scenario_that_has_them(scenario):
    """To the last bit: a number that is given is not drawn, and all other luck stays."""
    windows = tuple(windows_of(scenario))
    given = {n: np.full(40, 0.25) for n in scenario.numbers if parameter_of(n) == "theta"}
    given |= {n: np.full(40, 0.9) for n in scenario.numbers if parameter_of(n) == "delta_s"}
    fixed = with_numbers(with_numbers(scenario, ("theta",), 0.25), ("delta_s",), 0.9)
    dials = with_dials(scenario, {"china": held(8.0)})
    plain = run_cases(Cases((fixed, dials), windows, 40)).by_stream
    own = (Own(given), Own(dials={"china": np.full(40, 8.0)}))
    with_own = run_cases(Cases((scenario, scenario), windows, 40, own)).by_stream
    np.testing.assert_array_equal(plain, with_own)


def test_still_draws_are_central_runs_beside_what_they_are_given(scenario):
    windows = tuple(windows_of(scenario))
    low = scenario.numbers["theta"].low
    still = Own({"theta": np.array([low, scenario.numbers["theta"].value])}, still=True)
    just_that = replace(scenario, numbers=scenario.numbers | {"theta": replace(scenario.numbers["theta"], value=low)})
    found = run_cases(Cases((scenario,), windows, 2, (still,))).by_stream[0]
    central = run_cases(Cases((just_that, scenario), windows)).by_stream
    np.testing.assert_allclose(found, np.moveaxis(central[..., 0], 0, -1), rtol=1e-12, atol=1e-9)


def test_a_benchmark_keeps_the_numbers_it_sets(scenario):
    windows = tuple(windows_of(scenario))
    law_only = asked(scenario, LAW_ONLY)
    found = run_cases(Cases((law_only, law_only), windows, 8, (Own({"theta": np.full(8, 0.9)}), Own()))).by_stream
    np.testing.assert_array_equal(found[0], found[1])


def test_what_is_redrawn_takes_other_luck_and_nothing_else_does(scenario):
    """Numbers by name, and what is drawn by month by its kind."""
    plain, other = (Dice(7, redrawn=names).of(0) for names in (frozenset[str](), frozenset({"theta", "noise"})))
    assert (plain("theta") != other("theta")).all()
    assert (plain("noise.2017-01") != other("noise.2017-01")).all()
    for name in ("theta.coal", "noise_sd", "price innovation.coal.2017-01"):
        np.testing.assert_array_equal(plain(name), other(name))
    windows = tuple(windows_of(scenario))
    again = run_cases(Cases((scenario, scenario), windows, 8, (Own(), Own(redrawn=frozenset({"theta"}))))).by_stream
    assert (again[0] != again[1]).any()


@pytest.mark.slow
def test_what_happens_by_chance_in_a_campaign_happens_in_cases_too():
    scenario = read(str(shipped() / "campaign" / "off_ramp.yaml"))
    windows = tuple(windows_of(scenario))
    found = run_cases(Cases((scenario, scenario), windows, 16))
    drawn = run(Question(scenario, (SCENARIO,), 16, windows))
    for case in (0, 1):
        np.testing.assert_array_equal(found.summed(drawn.group("goods"))[case, 0], drawn.drawn(SCENARIO, 0))
