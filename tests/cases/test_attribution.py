"""Shapley shares by hand, and their laws: they add up, idle acts have none, equal acts the same, order is nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis import attribution
from sim.analysis.attribution import plan_beside, plan_of
from sim.analysis.attribution_said import attribution_answer
from sim.analysis.players import game_of
from sim.analysis.shapley import alone, bundles_on_the_way, exact, in_order, left_out, sample_orders, sampled
from sim.cli.main import main
from sim.report.answer_folder import answer_text
from sim.report.attributing import attribute
from sim.runs.variants import BY_DIAL, DIAL_ONLY, asked
from sim.runs.windows import windows_of
from tests.worlds import scenario_from

BAN = {"kind": "ban", "streams": ["coal"], "adopted": "2015-01-01", "effective": "2015-01-01"}
LEAKLESS = {"B": 120.0, "shares": {"china": 0.75, "india": 0.25}}
WORLD = {
    "start": "2016-01",
    "months": 24,
    "base_year": 2016,
    "gamma": 1.0,
    "partners": {"china": {}, "india": {}},
    "streams": {"coal": LEAKLESS},
    "campaign": [["2015-01-01", 10]],
}


def world(*acts: dict, **more) -> dict:
    return WORLD | {"provisions": [BAN | act for act in acts]} | more


def shares_of(plain: dict, by="measure", draws: int | None = 1, **changes):
    scenario = replace(scenario_from(plain), **changes)
    return attribute(game_of(scenario, by), windows_of(scenario), ["coal"], draws)


def first_year(found) -> dict[str, float]:
    return {p.id: float(found.best.values[n, 0, 0, 0]) for n, p in enumerate(found.game.players)}


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_two_acts_by_hand():
    """A ban on China alone takes 90 of 120; one on everybody 120. Shares: (90 + 0)/2 and (120 + 30)/2."""
    found = shares_of(world({"id": "china_ban", "partners": ["china"]}, {"id": "ban"}))
    assert first_year(found) == pytest.approx({"china_ban": 45.0, "ban": 75.0})
    n = {p.id: k for k, p in enumerate(found.game.players)}
    assert found.best.alone[n["ban"], 0, 0, 0] == pytest.approx(120.0)
    assert found.best.left_out[n["china_ban"], 0, 0, 0] == pytest.approx(0.0)
    assert found.best.whole[0, 0, 0] == pytest.approx(120.0)
    text = answer_text(attribution_answer(found, "goods receipts", "measure", ()))
    assert "alone they add up to 210, left out to 30, together they take 120: acts stand on the same trade" in text


def test_a_ban_and_a_cap_of_two_partners_by_hand():
    """A ban on China takes 90 of 120; a cap of 60 a year for both, pro rata of the baseline, half of everything.
    Together they take all of China's 90 and half of India's 30. Shares: (90 + 45)/2 and (60 + 15)/2."""
    cap = {"id": "cap", "kind": "cap", "mode": "pro_rata", "cap_value": 60.0}
    found = shares_of(world({"id": "china_ban", "partners": ["china"]}, cap))
    assert first_year(found) == pytest.approx({"china_ban": 67.5, "cap": 37.5})
    n = {p.id: k for k, p in enumerate(found.game.players)}
    assert found.best.alone[:, 0, 0, 0][[n["china_ban"], n["cap"]]] == pytest.approx([90.0, 60.0])
    assert found.best.left_out[:, 0, 0, 0][[n["china_ban"], n["cap"]]] == pytest.approx([45.0, 15.0])
    assert found.best.whole[0, 0, 0] == pytest.approx(105.0)


def test_acts_that_need_each_other_by_hand():
    """India buys all that China refuses (theta 1, room for it), and the other way: either ban alone takes nothing."""
    leaky = LEAKLESS | {"theta": 1.0, "phi": 10.0, "alpha": 10.0}
    acts = {"id": "china_ban", "partners": ["china"]}, {"id": "india_ban", "partners": ["india"]}
    plain = world(*acts, streams={"coal": leaky}, partners={"china": {"may_buy": True}, "india": {"may_buy": True}})
    found = shares_of(plain)
    assert first_year(found) == pytest.approx({"china_ban": 60.0, "india_ban": 60.0})
    assert found.best.alone[:, 0, 0, 0] == pytest.approx([0.0, 0.0])
    assert "acts need each other, most of all on coal" in answer_text(attribution_answer(found, "x", "measure", ()))


def test_a_notice_belongs_to_the_act_it_transposes():
    notice = {"id": "gazetted", "transposes": "ban", "partners": ["china"], "effective": "2016-01-01"}
    found = shares_of(world({"id": "ban"}, notice))
    assert list(first_year(found)) == ["ban"]


def test_paragraphs_share_what_their_act_takes():
    """The same law, whole or taken apart, and numbers of the act hold for its paragraphs."""
    scenario = scenario_from(world({"id": "china_ban", "partners": ["china"]}, {"id": "ban"}))
    paragraphs = tuple(replace(p, id=f"act.{p.id}", measure="act") for m in scenario.measures for p in m.provisions)
    half = replace(scenario.numbers["q"], value=0.5, low=0.5, high=0.5)
    numbers = scenario.numbers | {"q.act": half}
    act = replace(scenario.measures[0], id="act", provisions=paragraphs)
    scenario = replace(scenario, measures=(act,), bundle=("act",), under_test=(), numbers=numbers)
    found = attribute(game_of(scenario, "provision"), windows_of(scenario), ["coal"], 1)
    whole = attribute(game_of(scenario, "measure"), windows_of(scenario), ["coal"], 1)
    assert first_year(found) == pytest.approx({"act.china_ban": 22.5, "act.ban": 37.5})
    np.testing.assert_array_equal(whole.best.whole, found.best.whole)


def test_other_readings_stand_beside_in_the_first_of_the_same_draws(monkeypatch):
    """China gazettes the ban: all of its 90 by own notices, half of it by the dial of 5; India half of its 30."""
    notice = {"id": "gazetted", "transposes": "ban", "partners": ["china"], "effective": "2015-01-01"}
    partners = {"china": {"own_notice": 1.0}, "india": {}}
    plain = world({"id": "ban"}, {"id": "d", "q": 0.0}, notice, campaign=[["2015-01-01", 5]], partners=partners)
    central = shares_of(plain)
    assert set(central.beside) == {BY_DIAL, DIAL_ONLY}
    assert first_year(central) == pytest.approx({"ban": 105.0, "d": 0.0})
    assert first_year(central.beside[DIAL_ONLY]) == pytest.approx({"ban": 60.0, "d": 0.0})
    monkeypatch.setattr(attribution, "BESIDE_DRAWS", 4)
    wide = replace(scenario_from(plain).numbers["q"], low=0.2, high=1.0, distribution="uniform")
    numbers = scenario_from(plain).numbers | {"q": wide}
    found = shares_of(plain, draws=16, numbers=numbers)
    assert np.ptp(found.best.whole[0, 0]) > 1
    for reading, beside in found.beside.items():
        other = asked(found.game.scenario, reading)
        alone_ = attribute(replace(found.game, scenario=other), found.windows, found.streams, 16)
        np.testing.assert_array_equal(beside.best.values, alone_.best.values[..., :4])
        np.testing.assert_allclose(beside.best.values.sum(axis=0), beside.best.whole, atol=1e-9)
    text = answer_text(attribution_answer(found, "goods receipts", "measure", ()))
    assert "medians (90 %) of the first 4 of these draws" in text
    own, _, others = text.partition("Shapley values in the other readings")
    assert "\n  d " not in own, "who takes nothing has no row"
    assert "\n  d " in others, "a notice of it by dial is carried out whatever the act's own strength"


# -- laws --------------------------------------------------------------------------------------------------------------


def test_order_of_the_file_and_idle_acts_change_no_bit():
    acts = [{"id": "a", "partners": ["china"]}, {"id": "b"}, {"id": "c", "partners": ["india"]}, {"id": "d", "q": 0.0}]
    first = shares_of(world(*acts))
    for order in list(permutations(acts))[9::7]:
        np.testing.assert_array_equal(shares_of(world(*order)).best.values, first.best.values)
    assert first_year(first)["d"] == 0.0
    assert first.without_effect == ["d"]
    np.testing.assert_allclose(first.best.values.sum(axis=0), first.best.whole, atol=1e-9)


def test_identical_acts_get_the_same_draw_by_draw():
    plain = world({"id": "a"}, {"id": "b"}, {"id": "c", "partners": ["china"]}, campaign=[["2015-01-01", 6]])
    scenario = scenario_from(plain)
    wide = replace(scenario.numbers["q"], low=0.2, high=1.0, distribution="uniform")
    found = shares_of(plain, draws=16, numbers=scenario.numbers | {"q": wide})
    values = found.best.values
    assert found.plan.exact
    assert np.ptp(found.best.whole[0, 0]) > 1
    np.testing.assert_allclose(values[0], values[1], atol=1e-9)
    np.testing.assert_allclose(values.sum(axis=0), found.best.whole, atol=1e-9)


@given(st.integers(1, 6), st.data())
@settings(max_examples=40, deadline=None)
def test_laws_of_any_game(players, data):
    """On random worths: shares are the mean over all orders, they add up, and an idle player gets exactly 0."""
    luck = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    idle = data.draw(st.integers(0, players - 1))
    table = luck.normal(size=(1 << players, 3)) * 100
    table[0] = 0
    worths = {b: table[b & ~(1 << idle)] for b in range(1 << players)}
    found = exact(worths, players)
    orders = [in_order(worths, order) for order in permutations(range(players))]
    np.testing.assert_allclose(found.values, np.mean(orders, axis=0), atol=1e-9)
    np.testing.assert_allclose(found.values.sum(axis=0), worths[(1 << players) - 1], atol=1e-9)
    assert (found.values[idle] == 0).all()
    assert (alone(worths, players)[idle] == 0).all()
    assert (left_out(worths, players)[idle] == 0).all()


def test_sampled_orders_add_up_and_their_errors_are_honest():
    luck = np.random.default_rng(7)
    players = 8
    worths = {b: (luck.normal(size=4) * 10 + 50 * b.bit_count()) * (b > 0) for b in range(1 << players)}
    true = exact(worths, players)
    orders = sample_orders(luck.random((players, 256)), 200)
    visited = {bundle for order in orders for bundle in bundles_on_the_way(order)}
    assert len(visited) <= 200
    assert orders[1] == orders[0][::-1]
    found = sampled(worths, orders)
    np.testing.assert_allclose(found.values.sum(axis=0), worths[(1 << players) - 1], atol=1e-9)
    far = np.abs(found.values - true.values) / found.errors
    assert 0.5 < np.sqrt((far**2).mean()) < 1.7


def test_plans_keep_to_the_limits():
    assert plan_of(12, 1).exact
    assert not plan_of(13, 1).exact
    assert plan_of(7, 512).exact
    assert not plan_of(8, 512).exact
    assert [plan_of(n, None).draws for n in (5, 6, 7, 8, 9, 10)] == [512, 256, 128, 64, 64, 128]
    assert not plan_of(10, None).exact
    assert [plan_beside(n, 512).exact for n in (7, 8)] == [True, False]
    assert [plan_beside(n, 512, exact=True).exact for n in (8, 10, 11)] == [True, True, False]
    assert (plan_beside(6, 16).draws, plan_beside(6, 512).draws, plan_beside(8, 512).bundles) == (16, 64, 128)


# -- the command -------------------------------------------------------------------------------------------------------


def test_acts_of_no_strength_are_no_players():
    from sim.cli.library import read

    game = game_of(read("ladder.yaml"), "measure")
    assert game.without_strength == ("us_311", "us_caatsa", "us_dandong", "us_eo_13722", "us_nkspea")
    assert "us_eo_13810" in [player.id for player in game.players]
    issuers = game_of(read("ladder.yaml"), "issuer")
    assert [player.id for player in issuers.players] == ["south_korea", "un", "us"]


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        (["--acts", "unscr_2371,unscr_9999"], ["--acts: is no act of this bundle", "unscr_9999", "allowed"]),
        (["--acts", "china"], ["--acts: is no act of this bundle", "fix: name one of these acts"]),
        (["--acts", "cn_2017_40"], ["--acts: is no act", "belongs to the acts it transposes: --acts unscr_2371"]),
        (["--of", "goods.whole"], ["allowed: goods.added, goods.denied"]),
        (
            ["--of", "coal.denied", "--acts", "unscr_2371"],
            ["against no sanctions every act", "--of coal.added"],
        ),
        (["--of", "goods.aded"], ["did you mean 'goods.added'?"]),
        (["--acts", ""], ["--acts: has an empty name", "fix"]),
        (["--acts", "unscr_2371,unscr_2371"], ["--acts: is named twice", "unscr_2371"]),
        (["--of", "coals"], ["--of: is no group or stream", "did you mean 'coal'?"]),
        (
            ["--of", "goods.gone"],
            ["--of: is no measure of a series", "goods.added, goods.denied", "fix: --of goods.added"],
        ),
        (["--of", "goods.deniedd"], ["--of: is no measure of a series", "did you mean 'goods.denied'?"]),
        (
            ["--exact", "--by", "provision", "--draws", "4096"],
            ["--exact: cannot be exact", "131,072 lanes", "--draws 2048"],
        ),
        (["--draws", "0"], ["--draws: is out of range", "1 to 65,536"]),
    ],
)
def test_bad_input_is_told_with_place_cause_and_fix(given_, said, capsys):
    assert main(["attribute", "unscr_2371.yaml", *given_]) == 2
    error = capsys.readouterr().err
    assert all(text in error for text in said), error


def test_nothing_to_share_is_said(capsys):
    assert main(["attribute", "baseline_2016.yaml"]) == 2
    assert "bundle: no act here can have a share" in capsys.readouterr().err
    assert main(["attribute", "ladder.yaml", "--acts", "us_caatsa"]) == 2
    assert "--acts: no act here can have a share\n    given: us_caatsa: of strength 0" in capsys.readouterr().err


def test_acts_that_events_bring_in_have_no_share_and_are_told_as_those(capsys):
    """No bundle has or lacks them: they come on days of each draw's own, or never."""
    ladder = "campaign/random_ladder.yaml"
    assert main(["attribute", ladder]) == 2
    error = capsys.readouterr().err
    assert "under_test: events decide when these acts come" in error
    assert "fix: ask others: --acts kr_2016_kaesong,unscr_1718" in error
    assert main(["attribute", ladder, "--of", "goods.denied"]) == 2
    assert "--of: events bring in acts that can have no share" in capsys.readouterr().err
    assert main(["lift", ladder, "--what", "unscr_2371.coal", "--from", "2018-03"]) == 2
    assert "fix: events bring it in" in capsys.readouterr().err
    asked_alone = ["attribute", ladder, "--acts", "unscr_2321", "--draws", "1", "--set", "horizon.end=2018-12"]
    assert main(asked_alone) == 0
    told = "brought in by events in every bundle, and no players: unscr_2371, unscr_2375, unscr_2397"
    assert told in capsys.readouterr().out


def test_a_player_who_takes_hardly_anything_stands_in_the_table_and_has_no_part_of_nothing():
    """A ban of a trade of 0.06 million takes that."""
    small = world({"id": "ban"}, streams={"coal": {"B": 0.06, "shares": {"china": 1.0}}})
    text = answer_text(attribution_answer(shares_of(small), "coal receipts", "measure", ()))
    assert "hardly anything, below 0.5 million USD, is taken in 2016" in text
    rows = [line.split() for line in text.splitlines() if line.startswith(("  ban", "  sum", "* all"))]
    assert [row[:3] for row in rows[:2]] == [["ban", "0", "-"], ["sum", "0", "-"]]
    assert "100%" not in text
