"""From a scenario file to a Scenario: names looked up, numbers overridden, everything checked, all problems at once."""

from sim.reading.scenario.idle import luck_warning
from sim.reading.scenario.reading import Base, base_in, own_observations, read_scenario
from sim.reading.scenario.resolving import Reading

__all__ = ["Base", "Reading", "base_in", "luck_warning", "own_observations", "read_scenario"]
