"""What draws add month by month: how prices wander, how trade as a whole does, and deliveries that come in lumps.

Luck is keyed by calendar month, so that another horizon changes nothing in the months it shares.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.common.axes import Array
from sim.common.months import label
from sim.domain.scenario import Scenario, drawn_months
from sim.domain.trade import Stream
from sim.luck.sampling import Luck, normal_quantile, number_drawn

KINDS = ("noise", "price innovation", "deliveries")
"""What is drawn by month; the luck of each is named by its kind first."""


def price_paths(scenario: Scenario, values: dict[str, Array], luck: Luck) -> dict[str, Array]:
    """What draws multiply the price of a stream by, after its last observed month: (drawn month, lane).

    An AR(1) in logs, mean-corrected: its expected factor is 1 in every month. None at base-year prices.
    """
    risky = [s for s in scenario.streams if scenario.prices == "observed" and _given(scenario, "price_sd", s)]
    return {stream.id: _ar1(scenario, stream, values, luck) for stream in risky}


def quantity_paths(scenario: Scenario, values: dict[str, Array], luck: Luck) -> dict[str, Array]:
    """What draws multiply the quantity of a stream by, (drawn month, lane): one monthly factor for all goods, and
    Poisson(n/12)/(n/12) for lumpy streams. Streams with nothing of their own share one array.
    """
    noise = _noise(scenario, values, luck)
    found = {} if noise is None else {stream.id: noise for stream in scenario.streams if stream.group == "goods"}
    for stream in scenario.streams:
        if _given(scenario, "lumpy_n", stream):
            lumps = _deliveries(scenario, stream, values, luck)
            found[stream.id] = found[stream.id] * lumps if stream.id in found else lumps
    return found


def names_of_luck(scenario: Scenario) -> frozenset[str]:
    """The names of all luck that is dealt by month: of noise, of prices and deliveries."""
    drawn = drawn_months(scenario)
    months = [label(month) for month in range(min(12 * scenario.base_year, drawn.start), drawn.stop)]
    kinds = ["noise", *(f"{kind}.{s.id}" for s in scenario.streams for kind in ("price innovation", "deliveries"))]
    return frozenset(f"{kind}.{month}" for kind in kinds for month in months)


def _noise(scenario: Scenario, values: dict[str, Array], luck: Luck) -> Array | None:
    """One factor for all goods of a month, exp(x - s^2/2): x an AR(1) in logs of stationary standard deviation s.

    It begins, stationary, in January of the base year (or with the first month drawn, if that is earlier), so that a
    month does not change with the horizon.
    """
    sd = scenario.numbers.get("noise_sd")
    if sd is None or max(sd.value, sd.high) == 0:
        return None
    spread, persistence = (number_drawn(scenario, values, name) for name in ("noise_sd", "noise_ar1"))
    months = drawn_months(scenario)
    fresh = np.sqrt(1.0 - persistence**2)
    state, rows = np.zeros(1), dict[int, Array]()
    for n, month in enumerate(range(min(12 * scenario.base_year, months.start), months.stop)):
        shock = normal_quantile(luck(f"noise.{label(month)}"))
        state = shock if n == 0 else persistence * state + fresh * shock
        if month in months:
            rows[month] = np.exp(spread * state - spread**2 / 2)
    return _by_month(scenario, rows)


def _given(scenario: Scenario, name: str, stream: Stream) -> bool:
    """Whether a number is given for a stream, its group or all streams, and is not simply 0."""
    keys = (f"{name}.{stream.id}", f"{name}.{stream.group}", name)
    key = next((key for key in keys if key in scenario.numbers), "")
    return key != "" and max(scenario.numbers[key].value, scenario.numbers[key].high) > 0


def _ar1(scenario: Scenario, stream: Stream, values: dict[str, Array], luck: Luck) -> Array:
    persistence, sd = (number_drawn(scenario, values, n, stream.id, stream.group) for n in ("price_ar1", "price_sd"))
    observed = [month for path in scenario.price_paths if path.stream == stream.id for month, _ in path.steps]
    first = max(observed, default=scenario.start - 1) + 1
    deviation, variance = np.zeros(1), np.zeros(1)
    rows: dict[int, Array] = {}
    for month in range(first, drawn_months(scenario).stop):
        shock = normal_quantile(luck(f"price innovation.{stream.id}.{label(month)}"))
        deviation = persistence * deviation + sd * shock
        variance = persistence**2 * variance + sd**2
        rows[month] = np.exp(deviation - variance / 2)
    return _by_month(scenario, rows)


def _deliveries(scenario: Scenario, stream: Stream, values: dict[str, Array], luck: Luck) -> Array:
    mean = number_drawn(scenario, values, "lumpy_n", stream.id, stream.group) / 12
    months = drawn_months(scenario)
    rows = {month: _poisson(mean, luck(f"deliveries.{stream.id}.{label(month)}")) / mean for month in months}
    return _by_month(scenario, rows)


def _by_month(scenario: Scenario, rows: Mapping[int, Array]) -> Array:
    lanes = max((len(row) for row in rows.values()), default=1)
    one = np.ones(lanes)
    return np.array([np.broadcast_to(rows.get(month, one), (lanes,)) for month in drawn_months(scenario)])


def _poisson(mean: Array, u: Array) -> Array:
    """Poisson counts at probabilities u, by adding up probabilities; means are a few a month."""
    count = np.zeros(u.shape)
    term = np.exp(-mean) * np.ones(u.shape)
    total = np.array(term)
    k = 0
    while np.any(u > total) and k < 10_000:
        k += 1
        count = np.where(u > total, k, count)
        term = term * mean / k
        total = total + term
    return count
