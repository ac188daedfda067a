"""Resolved scenarios: self-contained JSON that a run writes, and that gives the same bits when it is run again."""

from sim.reading.resolved.files import dump_resolved, is_resolved, load_resolved, parse_resolved
from sim.reading.resolved.problems import is_folder_name

__all__ = ["dump_resolved", "is_folder_name", "is_resolved", "load_resolved", "parse_resolved"]
