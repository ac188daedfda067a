"""From ranges to draws: the distribution of each quantity, and the draws of a block.

gamma, the dial path and the notices are choices of a scenario; they are never drawn. Cells of the baseline are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem
from sim.domain.consistency import DISCOUNTS
from sim.domain.parameters import CAMPAIGN_PARAMETERS, PARAMETERS, SCENARIO_CHOICES
from sim.domain.quantity import Quantity, key_of, parameter_of
from sim.domain.scenario import Scenario

NOT_DRAWN = (*SCENARIO_CHOICES, "unit_value")

Luck = Callable[[str], Array]
"""Uniform numbers of a block by the name of what is decided."""


def is_drawn(quantity: Quantity) -> bool:
    """Whether an ensemble carries its range."""
    choice = quantity.name.partition(".")[0] in NOT_DRAWN
    return quantity.low < quantity.high and quantity.distribution != "fixed" and not choice


def drawn_quantities(scenario: Scenario) -> list[Quantity]:
    """The quantities whose range an ensemble carries, in name order."""
    return [quantity for _, quantity in sorted(scenario.numbers.items()) if is_drawn(quantity)]


def check_ranges(scenario: Scenario) -> None:
    """Raise BadInput for numbers that no draw could be made of."""
    if found := list(range_problems(scenario.numbers.values())):
        raise BadInput(found)


def range_problems(quantities: Iterable[Quantity]) -> Iterator[Problem]:
    """The numbers that no draw could be made of."""
    for quantity in quantities:
        given = f"low {quantity.low:g}, value {quantity.value:g}, high {quantity.high:g}"
        if is_drawn(quantity) and quantity.distribution == "lognormal" and quantity.low <= 0:
            message, hint = "a lognormal number has no 5 % point at or below 0", "give a low above 0, or triangular"
            yield Problem(message, quantity.origin, key=quantity.name, given=given, hint=hint)
        if quantity.name.partition(".")[0] == "lumpy_n" and quantity.low <= 0:
            message, hint = "a lumpy stream needs deliveries in every draw", "give a low above 0"
            yield Problem(message, quantity.origin, key=quantity.name, given=given, hint=hint)


def quantile(quantity: Quantity, u: Array) -> Array:
    """The value of a quantity at probabilities u, (draw,).

    triangular: between low and high, most likely at value. uniform: between low and high. lognormal: median value,
    low and high its 5 and 95 % points (the wider side of the two in logs). discrete: low, value or high alike.
    """
    low, mode, high = quantity.low, quantity.value, quantity.high
    if quantity.distribution == "uniform":
        return low + (high - low) * u
    if quantity.distribution == "lognormal":
        spread = max(np.log(high / mode), np.log(mode / low)) / float(normal_quantile(0.95))
        return np.asarray(mode * np.exp(spread * normal_quantile(u)))
    if quantity.distribution == "discrete":
        return np.choose(np.minimum((3 * u).astype(np.intp), 2), (low, mode, high)).astype(np.float64)
    width, left = high - low, mode - low
    rising = low + np.sqrt(u * width * left)
    falling = high - np.sqrt((1.0 - u) * width * (high - mode))
    return np.clip(np.where(u * width < left, rising, falling), low, high)


def normal_quantile(u: Array | float) -> Array:
    """The value of a standard normal number at probabilities u. `u` (draw,), between 0 and 1."""
    from scipy.special import ndtri  # some 0.4 s, which a central run need not wait for

    return np.asarray(ndtri(u))


def draw(scenario: Scenario, luck: Luck, given: Mapping[str, Array] | None = None) -> dict[str, Array]:
    """Values of all drawn quantities, one a lane, and of those that must give way to them.

    Numbers that are `given`, (lane,) each, are not drawn.
    """
    given = given or {}
    drawn = [quantity for quantity in drawn_quantities(scenario) if quantity.name not in given]
    return fitted(scenario, {q.name: _within_limits(q.name, quantile(q, luck(q.name))) for q in drawn} | dict(given))


def fitted(scenario: Scenario, values: dict[str, Array]) -> dict[str, Array]:
    """Values, (lane,) each, and what must give way to them: discounts keep their order in every lane, and no more is
    substituted than smuggling it would earn.
    """
    values = values | _ordered_discounts(scenario, values)
    return values | _affordable_shares(scenario, values)


def _within_limits(name: str, values: Array) -> Array:
    """The limits of a parameter, which the tail of a lognormal would leave; a cell of the baseline is 0 or more."""
    parameter = PARAMETERS.get(parameter_of(name)) or CAMPAIGN_PARAMETERS.get(parameter_of(name))
    return np.clip(values, parameter.low, parameter.high) if parameter else np.maximum(values, 0.0)


def _ordered_discounts(scenario: Scenario, values: dict[str, Array]) -> dict[str, Array]:
    """The discounts in order wherever they are given: for all streams, then for a group, then for a stream.

    What a scope gives is sorted lane by lane, and stays on its side of what the scope takes from a wider one.
    """
    numbers = scenario.numbers
    groups = {stream.id: stream.group for stream in scenario.streams}
    scopes = {name.partition(".")[2] for name in numbers if name.partition(".")[0] in DISCOUNTS}
    found: dict[str, Array] = {}
    for scope in sorted(scopes, key=lambda scope: (scope != "", scope in groups, scope)):
        keys = [key_of(numbers, name, scope, groups.get(scope, "")) for name in DISCOUNTS]
        if any(key in values for key in keys):
            rows = [found.get(key, value_drawn(scenario, values, key)) for key in keys]
            own = [name if name == key else "" for name, key in zip(_scoped(scope), keys, strict=True)]
            found |= _in_order(np.array(np.broadcast_arrays(*rows)), own)
    return found


def _scoped(scope: str) -> list[str]:
    return [f"{name}.{scope}" if scope else name for name in DISCOUNTS]


def _in_order(rows: Array, own: list[str]) -> dict[str, Array]:
    """The scope's own rows, clipped between those of a wider scope around them (named ''), then sorted."""
    mine = [n for n, name in enumerate(own) if name]
    for n in mine:
        below = [rows[m] for m in range(n) if m not in mine]
        above = [rows[m] for m in range(n + 1, len(rows)) if m not in mine]
        rows[n] = np.minimum.reduce([np.maximum.reduce([rows[n], *below]), *above])
    return dict(zip(filter(None, own), np.sort(rows[mine], axis=0), strict=True))


def _affordable_shares(scenario: Scenario, values: dict[str, Array]) -> dict[str, Array]:
    """Substitution shares, scaled down in lanes where a source's add to more than (1 - delta_s)(1 - psi)."""
    groups = {stream.id: stream.group for stream in scenario.streams}
    found: dict[str, Array] = {}
    for source in sorted({link.source for link in scenario.substitutions}):
        links = [link for link in scenario.substitutions if link.source == source]
        scopes = [link.scope for link in links]
        shares = {key: value_drawn(scenario, values, key) for key in _share_keys(scenario, scopes)}
        lost = [number_drawn(scenario, values, name, source, groups[source]) for name in ("delta_s", "psi")]
        total = sum((number_drawn(scenario, values, "substitution_share", x.scope) for x in links), np.zeros(1))
        most = (1.0 - lost[0]) * (1.0 - lost[1])
        scale = np.minimum(1.0, most / np.where(total > 0, total, 1.0))
        found |= {key: share * scale for key, share in shares.items() if len(total * scale) > 1}
    return found


def _share_keys(scenario: Scenario, scopes: Iterable[str]) -> list[str]:
    return sorted({key_of(scenario.numbers, "substitution_share", scope) for scope in scopes})


def number_drawn(scenario: Scenario, values: dict[str, Array], name: str, *scopes: str) -> Array:
    """The most specific number of that name by lane: drawn, or the scenario's own (length 1).

    `values` (lane,) by name.
    """
    return value_drawn(scenario, values, key_of(scenario.numbers, name, *scopes))


def value_drawn(scenario: Scenario, values: dict[str, Array], key: str) -> Array:
    """One number by lane: drawn, or the scenario's own (length 1). `values` (lane,) by name."""
    return values.get(key, np.array([scenario.numbers[key].value]))
