"""C11: the min-cut of diverted trade against a linear programme, and where the diverted trade lands."""

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy.optimize import linprog

from sim.economics.flows import diverted, inflow_weights
from tests.rings import on

amounts = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=6)


def by_linear_programme(seeking, room):
    """The most that sellers can place when everybody may sell to everybody but himself."""
    n = len(seeking)
    pairs = [(i, j) for i in range(n) for j in range(n) if i != j]
    if not pairs:
        return 0.0
    limits = [[float(i == row) for i, _ in pairs] for row in range(n)] + [
        [float(j == row) for _, j in pairs] for row in range(n)
    ]
    result = linprog(-np.ones(len(pairs)), A_ub=limits, b_ub=[*seeking, *room], method="highs")
    assert result.status == 0
    return -result.fun


def by_min_cut(seeking, room):
    columns = np.array(seeking)[:, None], np.array(room)[:, None]
    tightest = np.max(columns[0] + columns[1], axis=0)
    return float(diverted(columns[0].sum(0), columns[1].sum(0), tightest)[0])


@on(amounts, many=150, few=40)
def test_min_cut_is_the_maximum_flow(cells):
    seeking, room = zip(*cells, strict=True)
    assert by_min_cut(seeking, room) == pytest.approx(by_linear_programme(seeking, room), rel=1e-9, abs=1e-9)


@on(amounts, many=150, few=40)
def test_nobody_is_sent_more_than_he_could_take_of_the_others(cells):
    seeking, room = (np.array(x)[:, None] for x in zip(*cells, strict=True))
    placed = by_min_cut(seeking[:, 0], room[:, 0])
    could = inflow_weights(room, seeking.sum(0) - seeking)
    landed = placed * could / could.sum() if could.sum() > 0 else 0 * could
    assert np.all(landed <= could * (1 + 1e-9) + 1e-9)


def test_a_lone_partner_diverts_nothing():
    assert by_min_cut([80.0], [500.0]) == 0
