"""What it would take, by hand and in closed form: where each draw crosses, those that never and always reach it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.analysis.lever import Lever, lever_of
from sim.analysis.outcome import no_acts, outcome_of, usual_outcomes
from sim.analysis.solving import Sought, solve
from sim.cli.library import read
from sim.cli.main import main
from sim.common.errors import BadInput
from sim.domain.curve import LINEAR
from sim.report.solving import draw_solving, what_it_takes
from sim.report.text import headline_text
from sim.runs.question import Question
from sim.runs.run import run
from tests.cases.test_whose_dial_counts import WORLD
from tests.worlds import scenario_from

TESTED = replace(scenario_from(WORLD), under_test=("cap",))
DIAL = lever_of("campaign.dial", TESTED)
# With a dial of d the dial alone denies 9 d of big's iron, 3 d of small's and 12 d of big's coal above its cap.
# By its notice big denies 72 of its iron at any dial up to 8.
# By dial it gives notice of ban and cap from 5 on, in force from March: 0.8 (90 + 120) = 168; small's has strength 0.


@cache
def solved(target, lever=DIAL, outcomes=None, scenario=TESTED):
    found = what_it_takes(scenario, lever, outcomes or usual_outcomes(scenario), target, f"{target:g} MUSD/yr")
    return found[0], {(s.sought.outcome.measure, s.sought.reading): s for s in found[1].solutions}


@pytest.mark.parametrize(
    ("target", "measure", "reading", "dial"),
    [
        (60.0, "added", "dial only", 60 / 12),
        (60.0, "added", "own notices", 60 / 12),
        (100.0, "denied", "dial only", 100 / 24),
        (100.0, "denied", "own notices", (100 - 72) / 15),
        (60.0, "denied", "own notices", 0.0),  # the notice alone denies more
        (130.0, "added", "dial only", np.inf),  # 120 is all there is above the cap
        (54.0, "added", "notices by dial", 54 / 12),
        (100.0, "denied", "notices by dial", 100 / 24),
        (150.0, "denied", "notices by dial", 5.0),  # from 24 * 5 = 120 to 120/6 + 183 * 5/6 at once
    ],
)
def test_the_dial_is_what_it_is_by_hand(target, measure, reading, dial):
    _, found = solved(target)
    first = found[measure, reading].first
    if target == 150.0:  # a jump
        assert np.all((dial <= first) & (first <= dial + 0.15))
    else:
        assert first == pytest.approx([dial], abs=1e-6)


@pytest.mark.parametrize(
    ("target", "title"),
    [
        (60.0, "A dial of 5 denies 60 MUSD/yr (one central run): added to prior law, "),
        (130.0, "No dial from 0 to 10 denies 130 MUSD/yr in the central run: added to prior law, "),
    ],
)
def test_the_title_of_the_figure_is_the_answer(target, title):
    outcomes = usual_outcomes(TESTED)
    _, found = what_it_takes(TESTED, DIAL, outcomes, target, f"{target:g} MUSD/yr")
    assert draw_solving(found).title == title + found.solutions[0].sought.reading


def test_a_partner_alone_and_a_number_are_turned_too():
    """big alone: its 9 d + 12 d beside the 15 of small's at 5; a number: what big's notice carries out of 90."""
    _, found = solved(100.0, lever_of("partners.big.dial", TESTED))
    assert found["denied", "dial only"].first == pytest.approx([(100 - 15) / 21], abs=1e-6)
    _, found = solved(150.0, lever_of("partners.big.own_notice", TESTED, (0.0, 1.0)))
    assert found["denied", "own notices"].first == pytest.approx([(150 - 15 - 60) / 90], abs=1e-6)
    assert not found["denied", "dial only"].reached.any()


def test_a_share_is_of_what_no_sanctions_would_leave():
    _, found = solved(0.25, outcomes=(outcome_of("share", TESTED),))
    assert found["share", "dial only"].first == pytest.approx([0.25 * 360 / 24], abs=1e-6)


def test_against_no_sanctions_no_event_brings_any_in():
    """A ladder under test: without sanctions its rungs are not climbed either, and all of V is earned."""
    settings = ["horizon.start=2018-01", "horizon.end=2018-12", "draws=4"]
    scenario = read("campaign/random_ladder.yaml", *settings)
    assert scenario.awaited
    free = run(Question(no_acts(scenario), draws=4))
    whole = run(Question(replace(scenario, draws=4), draws=4))
    goods = free.axes["group"].index("goods")
    np.testing.assert_allclose(free.of("years.receipts")[goods], whole.of("years.value")[goods], rtol=1e-9)
    assert (whole.of("years.receipts")[goods] < whole.of("years.value")[goods]).all()


def test_added_and_whole_are_told_apart_in_words():
    answer, _ = solved(130.0)
    text = headline_text(answer.headline)
    rows = {row.label: row.values for row in answer.headline.blocks[0].rows}
    assert rows["added to prior law, dial only"][:3] == ("beyond 10", "-", "not the central run")
    assert rows["against no sanctions, dial only"][0] == "5.42"  # 130 / 24
    assert rows["added to prior law, in full"][2:4] == ("not the central run", "120")
    assert "A sum without one of the two has no meaning" in text


# -- curves of any form -----------------------------------------------------------------------------------------------


def solved_curve(denied, target, draws, low=0.0, high=10.0):
    """Solve for a curve given as a function of the lever's values by draw, with no model behind it."""
    return solved_curves(denied, (target,), draws, low, high)[0]


def solved_curves(denied, targets, draws, low=0.0, high=10.0):
    acts, none = scenario_from(WORLD), no_acts(scenario_from(WORLD))

    def earn(cases, streams, only):
        every = [1e4 - denied(own.dials["big"]) if s is acts else np.full(draws, 1e4) for s, own in cases]
        return np.array(every)[:, list(only) or slice(None)]

    lever = Lever("partners.big.dial", low, high, partners=("big",))
    whole = outcome_of("goods.denied", acts)
    return solve([Sought("any", acts, none, whole, target) for target in targets], lever, draws, earn)


def test_draw_by_draw_the_crossing_is_that_of_the_closed_form():
    steep = np.linspace(0.5, 3.0, 40)
    found = solved_curve(lambda x: steep * x**1.5, 20.0, 40)
    exact = (20.0 / steep) ** (2 / 3)
    reaching = exact <= 10.0
    assert found.reached.tolist() == reaching.tolist()
    assert 0 < reaching.sum() < 40
    np.testing.assert_allclose(found.first[reaching], exact[reaching], atol=2e-3)
    assert np.isinf(found.first[~reaching]).all()
    np.testing.assert_allclose(found.most, steep * 10**1.5)


def test_what_is_looked_for_beside_changes_no_bit():
    """Crossings of several targets are narrowed in one run, whichever of them are met already."""
    top, steep = np.linspace(40.0, 120.0, 24), np.linspace(0.0, 60.0, 24)

    def denied(x):
        return top - 4.0 * (x - 5.0) ** 2 + np.where(x >= 6.2, steep, 0.0) + 0.01 * x

    targets = (30.0, 64.0, 100.0)
    together = solved_curves(denied, targets, 24)
    assert max(found.times.max() for found in together) >= 2
    for found, target in zip(together, targets, strict=True):
        alone = solved_curve(denied, target, 24)
        np.testing.assert_array_equal(found.crossings, alone.crossings)
        np.testing.assert_array_equal(found.first, alone.first)


def test_a_falling_curve_is_solved_from_its_other_end():
    found = solved_curve(lambda x: 50.0 - 5.0 * x, 20.0, 3)
    assert not found.rising
    np.testing.assert_allclose(found.first, 6.0, atol=1e-6)
    assert not found.falls(0.0).any()
    assert np.isneginf(solved_curve(lambda x: 10.0 - x, 20.0, 3).first).all()


def test_a_curve_that_turns_back_gives_all_its_crossings():
    """64 of 100 - 4 (x - 5)^2 is reached from 2 to 8; the second draw only touches what it never crosses."""
    top = np.array([100.0, 60.0])
    found = solved_curve(lambda x: top - 4.0 * (x - 5.0) ** 2 + 0.01 * x, 64.0, 2)
    assert found.times.tolist() == [2, 0]
    np.testing.assert_allclose(found.crossings[:, 0], [2.0, 8.0], atol=0.01)
    assert found.falls(0.1).all()
    assert np.isinf(found.first[1])


@pytest.mark.parametrize(("step", "low", "high"), [(3.37, 0.0, 50.0), (3.05, 15.0, 21.0), (7.9, 0.0, 500.0)])
def test_a_jump_is_found_from_the_side_that_reaches_the_target(step, low, high):
    """A dial that turns notices on: to about a tenth of a grid step, never before the jump."""
    found = solved_curve(lambda x: np.where(x >= step, high, low), 20.0, 2)
    assert np.all((step <= found.first) & (found.first <= step + 0.15))


def test_a_failed_draw_is_in_no_answer():
    found = solved_curve(lambda x: np.array([np.nan, 1.0, 2.0]) * x, 5.0, 3)
    np.testing.assert_allclose(found.first, [5.0, 2.5], atol=1e-6)


# -- bad input --------------------------------------------------------------------------------------------------------

TARGET = ["--target", "100 MUSD/yr"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([*TARGET, "--by", "partners.chnia.dial"], "--by: is not in this scenario\n    given: chnia"),
        ([*TARGET, "--by", "partners.chnia.dial"], "did you mean 'china'?"),
        ([*TARGET, "--by", "campaign.notices"], "--by: names no number of this scenario\n    given: campaign.notices"),
        ([*TARGET, "--by", "behaviour.thetta"], "did you mean 'behaviour.theta'?"),
        ([*TARGET, "--by", "campaign.dail"], "did you mean 'campaign.dial'?"),
        ([*TARGET, "--by", "partners.china"], "did you mean 'partners.china.dial'?"),
        ([*TARGET, "--by", "theta"], "did you mean 'behaviour.theta'?"),
        ([*TARGET, "--of", "share"], "fix: an amount is asked with --of goods.added"),
        ([*TARGET, "--of", "nothing.added"], "--of: is no group or stream of this scenario\n    given: nothing"),
        ([*TARGET, "--by", "behaviour.theta.seafood"], "fix: --set behaviour.theta.seafood=... gives it one"),
        ([*TARGET, "--by", ""], "names no number"),
        ([*TARGET, "--between", "4", "2"], "--between: is no range here\n    given: 4 2"),
        ([*TARGET, "--of", "gods.added"], "did you mean 'goods'?"),
        ([*TARGET, "--of", "goods.aded"], "allowed: goods.added, goods.denied, goods.share"),
        ([*TARGET, "--of", "goods.aded"], "did you mean 'goods.added'?"),
        (["--target", "100"], "--target: needs a unit"),
        (["--target", "100 kt/yr"], "--target: is no money a year"),
        (["--target", "50 %", "--of", "goods.added"], "a share is asked with --of share"),
        (["--target", "120 %", "--draws", "1"], "allowed: up to 100 %"),
        (["--target", "1bn"], "did you mean '1 bnUSD/yr'?"),
        (["--target", "1.5 million USD a year"], "did you mean '1.5 MUSD/yr'?"),
        (["--target", "1.5 million euros a year"], "convert to current US dollars first"),
        (["--target", "0 MUSD/yr"], "is reached by doing nothing"),
        (["--target", "120 %", "--of", "share", "--draws", "1"], "allowed: up to 100 %"),
        (["--target", "1000 bnUSD/yr", "--draws", "1"], "is more than all that goods would earn without any act"),
        ([*TARGET, "--set", "bundle=[]", "--set", "under_test=[]"], "bundle: no act is in force here"),
        ([*TARGET, "--set", "benchmark=law_only"], "in which no dial counts"),
    ],
)
def test_bad_input_has_place_cause_and_fix(arguments, said, capsys):
    assert main(["solve", "unscr_2371.yaml", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_path_that_is_near_no_other_is_told_no_other():
    """The first part is all that behaviour.nosuch and behaviour.rush have in common."""
    with pytest.raises(BadInput, match="names no number") as told:
        lever_of("behaviour.nosuch", TESTED)
    assert "fix" not in str(told.value)


def test_a_range_that_is_no_range_is_told_by_the_parser(capsys):
    with pytest.raises(SystemExit):
        main(["solve", "unscr_2371.yaml", *TARGET, "--between", "x", "nan"])
    assert "--between: x is not a number, such as 5.5" in capsys.readouterr().err


def test_a_lever_that_moves_nobody_is_refused():
    own = replace(TESTED, wills=tuple(replace(will, dial=TESTED.campaign) for will in TESTED.wills))
    with pytest.raises(BadInput, match="moves nobody: every partner has a dial of its own"):
        lever_of("campaign.dial", own)
    with pytest.raises(BadInput, match="the number has no range"):
        lever_of("partners.big.own_notice", TESTED)


def test_a_number_on_which_nothing_depends_is_refused():
    bent = replace(TESTED, dial_curve=LINEAR)
    assert lever_of("behaviour.gamma", TESTED, (1.0, 3.0)).key == "gamma"
    with pytest.raises(BadInput, match=r"moves nothing: the exponent of a power; campaign\.dial_curve is linear"):
        lever_of("behaviour.gamma", bent, (1.0, 3.0))
    with pytest.raises(BadInput, match=r"(?s)is a choice of the scenario.*axes: \{campaign\.dial_curve\.width: "):
        lever_of("campaign.dial_curve.width", bent)
