"""Words for what is turned: axes and rows of figures name a dial or number of the model in words, never by its path."""

from __future__ import annotations

from sim.domain.parameters import PARAMETERS

ALL_DIALS = "campaign.dial"


def path_words(path: str, unit: str = "", others: bool = False) -> str:
    """The words for a path of a scenario, with its unit; the path itself where it has none."""
    parts = path.split(".")
    if path == ALL_DIALS:
        return f"Dial of all {'other ' if others else ''}partners, 0 to 10"
    if parts[0] == "partners" and parts[-1] == "dial":
        return f"{_name(parts[1])}'s own dial, 0 to 10"
    if parts[0] == "behaviour" and parts[1] in PARAMETERS:
        scope = f", {_name(parts[2]).lower()}" if len(parts) > 2 else ""
        return f"{PARAMETERS[parts[1]].label}{scope}{f' [{unit}]' if unit else ''}"
    words = path.replace(".", ", ").replace("_", " ")
    return f"{words[0].upper()}{words[1:]}{f' [{unit}]' if unit else ''}"


def _name(identifier: str) -> str:
    """The id of a partner or stream as a name."""
    return identifier.replace("_", " ").title()
