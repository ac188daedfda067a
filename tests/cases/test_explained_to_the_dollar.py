"""Three cells explained to the dollar: each step of a chain follows from those above it, worked out here again."""

from __future__ import annotations

from math import exp, prod

import pytest

from sim.analysis.explaining import chain
from sim.analysis.lines import LETTERS
from sim.common.months import parse_month
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.report.explained import chain_text

DOLLAR = 1e-6
"""USD million."""

CELLS = [
    ("history_own_notices.yaml", "china", "coal", "2017-10"),
    ("history_own_notices.yaml", "china", "textiles", "2018-06"),
    ("ladder.yaml", "russia", "workers", "2019-06"),
]


@pytest.fixture(scope="module", params=CELLS, ids=lambda cell: f"{cell[2]} {cell[1]} {cell[3]}")
def explained(request):
    name, partner, stream, month = request.param
    scenario = read_scenario(shipped() / name).scenario
    lines = chain(scenario, partner, stream, parse_month(month))
    return scenario, lines, {line.what.strip(): line.number for line in lines}


def test_the_factors_of_v_multiply_to_it(explained):
    _, lines, n = explained
    names = [line.what for line in lines]
    before = lines[: names.index("= V")]
    assert n["= V"] == pytest.approx(
        prod(1 / x.number if x.what.startswith("/") else x.number for x in before), abs=DOLLAR
    )
    assert n["= V"] > 0


def test_growth_fades(explained):
    """(1 + g)^(T (1 - exp(-y/T))), y the years from the middle of 2016 to the middle of the month."""
    scenario, _, n = explained
    lines = explained[1]
    stream = next(line.what for line in lines if line.what.startswith("the whole of ")).removeprefix("the whole of ")
    month = {"coal": "2017-10", "textiles": "2018-06", "workers": "2019-06"}[stream]
    years = (parse_month(month) + 0.5 - (12 * 2016 + 6)) / 12
    growth, fade = (
        scenario.number("growth", stream).value if stream != "workers" else 0.0,
        scenario.number("t_g").value / 12,
    )
    assert n["x growth"] == pytest.approx((1 + growth) ** (fade * (1 - exp(-years / fade))), rel=1e-12)


def test_what_is_stopped_is_compliance_times_what_the_law_takes(explained):
    _, lines, n = explained
    acts = [line.number for line in lines if line.value.startswith("R = ")]
    assert n["= R"] == pytest.approx(max(acts), abs=DOLLAR)
    assert n["= X"] == pytest.approx(n["x c"] * n["= R"], abs=DOLLAR)
    assert n["open O"] == pytest.approx(n["= R"] - n["= X"], abs=DOLLAR)


def test_diversion_is_the_least_of_its_three_bounds(explained):
    n = explained[2]
    assert n["T = theta X"] == pytest.approx(n["theta"] * n["X of all partners"], abs=DOLLAR)
    least = max(0.0, min(n["T = theta X"], n["U"], n["T + U less the tightest"]))
    assert n["- D"] == pytest.approx(least, abs=DOLLAR)


def test_the_factors_of_k_multiply_to_it_and_bound_what_is_smuggled(explained):
    n = explained[2]
    factors = ("kappa", "x V of the stream, before shocks", "x shocks", "x 1 - eps p", "x built up")
    assert n["= K"] == pytest.approx(prod(n[name] for name in factors), abs=DOLLAR)
    assert n["- S"] == pytest.approx(min(n["= K"], n["X of all partners"] - n["- D"]), abs=DOLLAR)
    assert n["= N"] == pytest.approx(n["X of all partners"] - n["- D"] - n["- S"], abs=DOLLAR)


def test_receipts_are_the_parts_less_their_discounts(explained):
    scenario, lines, n = explained
    stream = next(line.what for line in lines if line.what.startswith("the whole of ")).removeprefix("the whole of ")
    group = next(s.group for s in scenario.streams if s.id == stream)
    delta_o, delta_d, delta_s, psi = (
        scenario.number(name, stream, group).value for name in ("delta_o", "delta_d", "delta_s", "psi")
    )
    received = (
        n["permitted"]
        + n["open O"] * (1 - delta_o * n["x c"])
        + n["y"] * (1 - delta_d)
        + n["S by origin"] * (1 - psi) * (1 - delta_s)
    )
    assert n["= receipts from this partner"] == pytest.approx(received, abs=DOLLAR)


def test_every_letter_is_said_in_words(explained):
    told = " ".join(chain_text(explained[0], "a", "b", "c", explained[1]).split())
    for letter in "VfRcXyDKSN":
        assert LETTERS[letter].split(":")[-1].strip().split()[0] in told, letter
    for said in ("what the strictest act takes", "the most that can be smuggled", "neither diverted nor smuggled"):
        assert said in told


def test_the_price_says_where_it_comes_from():
    scenario = read_scenario(shipped() / "history_own_notices.yaml").scenario
    line = next(x for x in chain(scenario, "china", "coal", parse_month("2017-10")) if x.what == "x price index")
    assert line.why.startswith("as last observed in 2017-02; 81")
    assert "USD a tonne; " in line.why
