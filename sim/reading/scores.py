"""By how much each reading missed what customs recorded, as published: for the scenarios that share its numbers."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.domain.curve import POWER
from sim.domain.scenario import Scenario
from sim.reading.reference import shipped

FILE = "scores.csv"
"""Under the shipped scenarios: copied from docs/validation.md, never worked out here."""
STEERS = ("behaviour", "baseline", "prices", "volumes", "shocks", "observed_until", "substitution_from")
"""What makes a scenario's numbers its own, so that a score of others does not speak for it."""


@dataclass(frozen=True)
class KnownScores:
    """Mean absolute errors by reading, USD million a month, and what they were scored against; empty where unknown."""

    against: str = ""
    missed_by: Mapping[str, float] = field(default_factory=dict)


def known_scores(scenario: Scenario) -> KnownScores:
    """The published scores that speak for a scenario: same baseline, behaviour, dials and curve, goods at ports or not.

    None do where a file or --set changed a number of these, nor where the published table is missing.
    """
    path = shipped() / FILE
    if not path.is_file() or any(_is_own(one.path) for one in scenario.overrides):
        return KnownScores()
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if _speaks_for(row, scenario)]
    return KnownScores(rows[0]["against"] if rows else "", {row["reading"]: float(row["missed_by"]) for row in rows})


def _is_own(path: str) -> bool:
    """Whether a changed value makes the numbers others than those scored; goods at ports have rows of their own."""
    return path.split(".")[0] in STEERS and not path.startswith("behaviour.port_months")


def _speaks_for(row: Mapping[str, str], scenario: Scenario) -> bool:
    """Whether a row was scored with a scenario's numbers; the dial counts for the readings that follow it."""
    ports = any(q.value > 0 for name, q in scenario.numbers.items() if name.startswith("port_months."))
    levels = {step.level for path in (scenario.campaign, *(will.dial for will in scenario.wills)) for step in path}
    alike = (row["baseline"], row["behaviour"]) == (scenario.baseline, scenario.behaviour)
    bent = scenario.dial_curve != POWER
    return alike and not bent and (row["ports"] == "yes") == ports and levels == {float(row["dial"])}
