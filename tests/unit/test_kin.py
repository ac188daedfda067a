"""Which pairs a month works out as one, and the arithmetic on groups that it does so with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.campaign_cost import everything
from benchmarks.ensemble import ladder
from sim.common.axes import ragged
from sim.common.months import first_day
from sim.law.kin import kin_of, stances_of
from sim.law.pairs import Pairs
from sim.processes.kernel import EVERY_SERIES
from sim.processes.model import simulate
from sim.processes.statutes import StatuteBook
from sim.runs.chunks import dealt
from sim.runs.question import Question
from sim.runs.variants import SCENARIO
from sim.world.assembly import assemble

PROVISION, PARTNER = np.array([0, 0, 1, 2, 3]), np.array([0, 0, 0, 1, 0])


def pairs(**columns):
    """Five pairs on two lanes: an order on two cells, another one, its notice by another partner, a third order."""
    given = {name: np.zeros((5, 1)) for name in ("exempt", "own_notice", "own", "shuts", "strands", "stock")}
    given["enforceability"] = np.array([[0.8, 0.9]] * 4 + [[0.8, 0.7]])
    return Pairs(**(given | {name: np.array(values) for name, values in columns.items()}))


def test_a_partner_carries_out_alike_what_is_equally_enforceable_with_equal_notices():
    assert stances_of(PROVISION, PARTNER, pairs()).tolist() == [0, 0, 0, 1, 2]
    notice = pairs(own_notice=[[0.0, 0.0], [0.0, 0.0], [0.3, 0.3], [0.0, 0.0], [0.0, 0.0]])
    assert stances_of(PROVISION, PARTNER, notice).tolist() == [0, 0, 1, 2, 3]


@pytest.mark.parametrize(
    ("columns", "apart", "kin"),
    [
        ({}, [], [0, 0, 0, 1, 2]),
        ({"exempt": [[0.0], [0.5], [0.0], [0.0], [0.0]]}, [], [0, 1, 0, 2, 3]),
        ({"own": [[0.0], [0.0], [1.0], [0.0], [0.0]]}, [], [0, 0, 1, 2, 3]),
        ({"shuts": [[0.0], [0.0], [1.0], [0.0], [0.0]]}, [], [0, 0, 1, 2, 3]),
        ({}, [np.array([2, 3])], [0, 0, 1, 2, 3]),  # the second order and its notice are under a cap
        ({}, [np.array([0]), np.array([1])], [0, 1, 2, 3, 4]),
    ],
)
def test_pairs_are_kin_to_which_the_same_happens(columns, apart, kin):
    law = pairs(**columns)
    assert kin_of(stances_of(PROVISION, PARTNER, law), law, apart).tolist() == kin


@pytest.mark.parametrize("kind", ["dial", "campaign"])
def test_every_pair_by_itself_gives_the_same_bits(kind):
    """No two pairs kin, against as many kin as there are: every series of every cell."""
    scenario = ladder() if kind == "dial" else everything(ladder())
    world = assemble(dealt(Question(replace(scenario, months=30), (SCENARIO,), 256), [0], [SCENARIO]))
    alone = replace(world, law=replace(world.law, kin=np.arange(len(world.law.kin))))
    found = {"kin": [], "alone": []}

    def take(name, month):
        standing = month.bite.standing
        found[name].append((len(standing.pairs), [getattr(month.flows, series) for series in sorted(EVERY_SERIES)]))

    for name, one in (("kin", world), ("alone", alone)):
        simulate(one, lambda month, name=name: take(name, month), EVERY_SERIES)
    assert found["kin"][-1][0] < 0.85 * found["alone"][-1][0]
    for (_, one), (_, other) in zip(found["kin"], found["alone"], strict=True):
        assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


def test_members_are_scaled_by_their_groups_factor_in_place():
    groups = ragged({"a": [1, 2, 3], "b": [4]})
    values = np.array([[1.0, 2.0], [4.0, 5.0], [6.0, 7.0], [8.0, 9.0]])  # a1, b4, a2, a3
    groups.scale(values, np.array([[2.0, 2.0], [0.5, 1.0]]))
    assert values.tolist() == [[2, 4], [2, 5], [12, 14], [16, 18]]


def test_some_members_are_scaled_by_the_factor_of_their_group_in_the_whole():
    """Of groups a, b and c some of b's and c's members are meant; factors come for all groups."""
    whole = ragged({"a": [1], "b": [2, 3], "c": [4, 5]})
    part = whole.part(np.array([name in "bc" and number != 2 for name, number in whole.members]))
    values = np.ones((3, 1))
    part.scale(values, np.array([[10.0 * (1 + "abc".index(name))] for name in whole.groups]))
    named = [whole.members[m] for m in part.members]
    assert {member: float(value) for (_, member), value in zip(named, values[:, 0], strict=True)} == {
        3: 20,
        4: 30,
        5: 30,
    }


def test_the_largest_of_values_that_several_members_share():
    groups = ragged({"a": [1, 2], "b": [3]})  # a1, b3, a2
    values = np.array([[3.0, 1.0], [2.0, 5.0]])
    assert groups.max_of(values, np.array([0, 1, 1])).tolist() == [[3, 5], [2, 5]]
    assert ragged({}).max_of(values, np.zeros(0, dtype=np.intp)).shape == (0, 2)


def test_what_is_suspended_stands_alone():
    """Else its kin, of other provisions, would be let go with it."""
    world = assemble(dealt(Question(ladder(), (SCENARIO,), 256), [0], [SCENARIO]))
    book, month = StatuteBook(world), world.start + 30
    book.enter(np.arange(len(world.layout.pair_cell)))
    before = book.standing(month)
    names = np.array([world.layout.provisions[n].id for n in world.layout.pair_provision])
    behind = [np.flatnonzero(before.places == place) for place in range(before.traded, len(before.pairs))]
    shared = next(pairs for pairs in behind if len({*names[pairs]}) > 1)
    book.suspend(names[shared[0]], np.arange(256), first_day(month), 0.5)
    after = book.standing(month)
    mine = [int(after.places[pair]) for pair in shared if names[pair] == names[shared[0]]]
    others = [int(after.places[pair]) for pair in shared if names[pair] != names[shared[0]]]
    assert not {*mine} & {*others}
    force = book.relieved(np.ones((len(after.pairs), 256)), after, month)
    assert (force[mine] < 1).all()
    assert (force[others] == 1).all()
