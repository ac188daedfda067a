"""The numbers of the model are those of its specification: nobody moves one, or adds a scope, without being seen.

`frozen_numbers.csv` holds every number of both sets of behaviour; `SECTION_8` holds what the specification's table of
defaults says, in its own words and units. The two are compared both ways: a number that the specification gives must be
in the set, and a number of the set that the specification does not give must be on the short list of definitions.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sim.common.units import UNITS
from sim.domain.quantity import Quantity, key_of
from sim.reading.reference import Reference, shipped

FROZEN = Path(__file__).parent / "frozen_numbers.csv"
REFERENCE = Reference(shipped() / "reference")
BULK = [
    "iron_ore", "iron_steel", "lead", "zinc_copper", "precious_rare_metals", "other_minerals", "magnesite",
    "seafood", "textiles", "food_agriculture", "machinery_electrical", "wood", "vessels", "wigs", "other_goods",
]  # fmt: skip

Row = tuple[str, str, float, float, float, str]

SECTION_8: dict[str, tuple[float, float, float] | tuple[float]] = {
    "gamma": (2.5,),
    "resistance.china": (1.1,), "resistance.russia": (1.2,), "resistance.india": (0.8,), "resistance.africa": (1.3,),
    "resistance": (1,),
    "own_notice": (0.99, 0.9, 1), "q.ban": (1,), "q.cap": (1,),
    "q.freeze": (0.6, 0.2, 1), "q.no_new_permits": (0.6, 0.2, 1), "q.repatriate": (0.6, 0.2, 1),
    "tau_impl.china": (0.7, 0.3, 2), "tau_impl": (5, 2, 12),
    "lag_days.china": (23, 9, 34), "lag_days.india": (111, 92, 142), "lag_days.eu": (89, 30, 120),
    "lag_days.russia": (271, 225, 302), "lag_days": (60,),
    "tau_up": (3, 1, 6), "tau_down": (12, 6, 24),
    "exposure.china": (0.5,), "exposure.india": (0.7,), "exposure.russia": (0.3,), "exposure.gulf": (0.8,),
    "exposure.asean": (0.8,), "exposure.east_asia": (0.9,), "exposure.africa": (0.4,), "exposure": (0.5,),
    "theta": (0.8333, 0.25, 1), "theta.labour": (0, 0, 0), "alpha": (0.5, 0.1, 1), "phi": (0.01, 0, 0.05),
    "delta_o": (0.15, 0, 0.3), "delta_d": (0.2, 0.05, 0.35), "delta_s": (0.5, 0.2, 0.7),
    "kappa.coal": (0.15, 0, 0.4), **{f"kappa.{stream}": (0.05, 0, 0.15) for stream in BULK}, "kappa.labour": (0, 0, 0),
    "tau_k": (18, 6, 36), "k0": (0.2,), "eps": (0.5, 0, 1), "psi": (0.03, 0, 0.1),
    "peer": (0, -0.3, 0.4), "sigma": (0,), "sigma.us_eo_13810": (1, 0, 3),
    "rho_d": (0.7, 0.3, 1), "rho_o": (0.05, 0, 0.3),
    "t_g": (2, 1, 6), "noise_sd": (0.16, 0.1, 0.25), "noise_ar1": (0.5, 0, 0.8),
    "substitution_share.textiles>wigs": (0.05, 0, 0.15), "substitution_tau.textiles>wigs": (36,),
    "growth": (0.1, 0, 0.2), "growth.coal": (0, 0, 0), "growth.zinc_copper": (0, 0, 0),
    "growth.precious_rare_metals": (0, 0, 0), "growth.other_goods": (0, -0.1, 0.1), "growth.labour": (0, 0, 0),
    "growth.services": (0, 0, 0), "growth.illicit": (0, 0, 0),
    **{f"retained.{stream}": (0.9, 0.7, 1) for stream in
       ("coal", "iron_ore", "lead", "zinc_copper", "precious_rare_metals", "other_minerals", "magnesite", "seafood")},
    "retained.textiles": (0.35, 0.2, 0.5), "retained.wigs": (0.35, 0.2, 0.5), "retained": (0.7, 0.4, 1),
    "switch_open": (5, 3, 7), "switch_close": (2, 0, 4), "switch_delay": (1, 0, 3),
    "port_loss": (0, 0, 0.2), "rush": (1.3, 1, 1.6), "port_months": (0,), "hurry": (0,),
}  # fmt: skip
"""(value, low, high) where the specification gives a range, (value,) where it gives none; units as written there."""

NOT_IN_SECTION_8 = [
    "ferro_alloys.iron_steel", "kappa", "kappa.electricity", "kappa.illicit", "kappa.services", "theta.illicit",
    "theta.services", "lumpy_n.arms", "outside_hs25.other_minerals", "payment_share", "permit_life", "price_ar1",
    "price_ar1.coal", "price_sd", "price_sd.coal", "retained.cyber", "retained.electricity", "retained.labour",
    "return_half_life", "self_certified", "take.workers",
]  # fmt: skip
"""Numbers of the tables that the specification leaves to them: definitions, switches, and the price process."""

CURRENT: dict[str, tuple[float, float, float]] = {
    "lag_days.china": (11, 9, 14), "lag_days.india": (57, 37, 75), "lag_days.eu": (40, 29, 66),
    "lag_days.russia": (288, 225, 318), "delta_s": (0.5, 0.3, 0.65), "phi": (0.002, 0, 0.01),
    "kappa.coal": (0.22, 0.17, 0.25), "q_host.china": (0.1, 0, 0.5), "q_host": (0.23, 0.1, 0.5),
    "substitution_share.textiles>wigs": (0.25, 0.22, 0.26), "retained.wigs": (0.2, 0, 0.5),
    "take_host.china": (3270, 2500, 4000),
    "ferro_alloys.iron_steel": (0.57, 0.26, 1),
}  # fmt: skip


def told(quantity: Quantity) -> tuple[float, float, float]:
    """Value, low and high in the unit of its table."""
    factor = UNITS[quantity.unit][1]
    value, low, high = (float(f"{x / factor:.12g}") for x in (quantity.value, quantity.low, quantity.high))
    return value, low, high


def rows_of(name: str) -> list[Row]:
    """Every number of a set as (parameter, scope, value, low, high, distribution)."""
    found = REFERENCE.numbers(name)
    return [(*_parts(key), *told(q), q.distribution) for key, q in sorted(found.items())]


def _parts(key: str) -> tuple[str, str]:
    parameter, _, scope = key.partition(".")
    return parameter, scope


def frozen(name: str) -> list[Row]:
    """The committed rows of a set."""
    with FROZEN.open(encoding="utf-8", newline="") as file:
        read = [row for row in csv.DictReader(file) if row["set"] == name]
    return [
        (r["parameter"], r["scope"], float(r["value"]), float(r["low"]), float(r["high"]), r["distribution"])
        for r in read
    ]


@pytest.mark.parametrize("name", ["ex_ante_2017", "current"])
def test_no_number_moves_and_no_scope_is_added_unseen(name: str) -> None:
    assert rows_of(name) == frozen(name)


def test_every_number_of_section_8_is_in_the_set() -> None:
    numbers = REFERENCE.numbers("ex_ante_2017")
    for key, expected in SECTION_8.items():
        given = told(numbers[key])
        assert given[: len(expected)] == expected, key


def test_no_number_of_the_set_is_missing_from_section_8() -> None:
    assert set(REFERENCE.numbers("ex_ante_2017")) == {*SECTION_8, *NOT_IN_SECTION_8}


def test_what_became_known_later_is_in_current() -> None:
    numbers = REFERENCE.numbers("current")
    for key, expected in CURRENT.items():
        assert told(numbers[key]) == expected, key
        ex_ante = REFERENCE.numbers("ex_ante_2017")
        if not key.startswith(("q_host", "take_host")):
            assert key_of(ex_ante, *_parts(key))
            assert told(ex_ante[key]) != expected
