"""The plain side of the benchmarks: one draw at a time through the scalar reference, with its own luck and output."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from io import StringIO

from sim.domain.scenario import Scenario
from sim.luck.sampling import drawn_quantities
from tests.worlds import plain_from, run_scalar


def deal(scenario: Scenario, draw: int) -> dict[str, float]:
    """One draw of every range, number by number."""
    luck = random.Random(draw)
    return {q.name: luck.triangular(q.low, q.high, q.value) for q in drawn_quantities(scenario)}


def world_of(scenario: Scenario, values: dict[str, float]) -> dict:
    """The plain world of a draw; discounts in order."""
    numbers = dict(scenario.numbers)
    for name, value in values.items():
        numbers[name] = replace(numbers[name], value=value)
    world = plain_from(replace(scenario, numbers=numbers))
    for stream in world["streams"].values():
        ordered = sorted(stream[f"delta_{kind}"] for kind in "ods")
        stream |= {f"delta_{kind}": value for kind, value in zip("ods", ordered, strict=True)}
    return world


def yearly(out: dict) -> list[list]:
    """Receipts and recorded trade of every stream by year: what a draw leaves."""
    rows = []
    for name in ("receipts", "recorded"):
        for stream, months in out["stream"][name].items():
            years: dict[str, float] = {}
            for month, value in months.items():
                years[month[:4]] = years.get(month[:4], 0.0) + value
            rows += [[name, stream, year, value] for year, value in years.items()]
    return rows


def run_one(world: dict, into: StringIO) -> float:
    """A draw through the scalar reference, its totals written; returns all receipts."""
    out = run_scalar(world)
    csv.writer(into).writerows(yearly(out))
    return sum(out["total"]["receipts"].values())
