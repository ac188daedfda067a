"""The reference data: law, partners, baseline and behaviour, four inputs an analyst can argue about one at a time."""

from sim.reading.places import find_scenario, shipped
from sim.reading.reference.reference import CLASSES, LINK, Baseline, Reference, reference_in

__all__ = ["CLASSES", "LINK", "Baseline", "Reference", "find_scenario", "reference_in", "shipped"]
