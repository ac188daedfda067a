"""Files of other programs, known by what stands at their top, so that they are called what they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable

MAPPINGS: tuple[tuple[str, frozenset[str], int], ...] = (
    ("is a model of Calliope, not a scenario", frozenset({"techs", "nodes", "locations", "model", "tech_groups"}), 2),
    ("is a configuration of PyPSA-Eur, not a scenario", frozenset({"snapshots", "electricity", "enable", "atlite"}), 2),
)
"""What a file is, the keys it may have at its top, and how many of them show it."""

IAMC = frozenset({"model", "scenario", "region", "variable", "unit"})


def foreign_mapping(keys: Collection[str]) -> str:
    """What a mapping with these keys at its top is, if it is of another program; '' where it may be a scenario."""
    found = (what for what, theirs, enough in MAPPINGS if len(theirs.intersection(keys)) >= enough)
    return "" if {"title", "based_on"} & set(keys) else next(found, "")


def foreign_table(head: Iterable[str]) -> str:
    """What a table with these column names is, if it is of another program and nothing that is imported."""
    names = {name.strip().lower() for name in head}
    return "is a table of results in the form of the IAMC, not a scenario" if names >= IAMC else ""
