"""What was changed in a scenario, for readers: a title that was written before the change does not speak of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from sim.domain.scenario import Override, Scenario

MOST_SHOWN = 3
"""Changes that are named; more are counted."""
TABLE = "[{"
"""How a value begins that is a list of rows."""

THE_QUESTION = ("bundle", "under_test", "horizon", "known_by", "benchmark")
"""What headline, axes and marks show of a file with a title of its own anyway."""


def changed(scenario: Scenario) -> tuple[Override, ...]:
    """What was changed without a new title: by --set, and by files that keep the title of what they are based on."""
    return tuple(one for one in scenario.overrides if not one.titled)


def changed_text(overrides: Sequence[Override]) -> str:
    """'changed: campaign.dial = 10 (--set); prices = base_year (mine.yaml)', the uppermost layer first; else ''."""
    if not overrides:
        return ""
    layers = list(dict.fromkeys(one.by for one in overrides))[::-1]
    ordered = [one for layer in layers for one in overrides if one.by == layer]
    parts = []
    for by, these in groupby(ordered[:MOST_SHOWN], key=lambda one: one.by):
        parts.append(", ".join(map(_shown, these)) + f" ({by})")
    more = len(overrides) - MOST_SHOWN
    return f"changed: {'; '.join(parts)}" + (f" and {more} more" if more > 0 else "")


def _shown(one: Override) -> str:
    """'campaign.dial = 10'; what is a table of its own, such as trade that was observed, is only named."""
    return f"{one.path} given" if one.value.startswith(TABLE) else f"{one.path} = {one.value}"


def changed_in_source(scenario: Scenario) -> str:
    """What a source line says of changes: those that no title speaks of, else the few of the file that gives it."""
    if untold := changed(scenario):
        return changed_text(untold)
    titled = [one for one in scenario.overrides if one.titled and one.path.split(".")[0] not in THE_QUESTION]
    own = [one for one in titled if one.by == scenario.overrides[-1].by]
    return changed_text(own) if len(own) <= MOST_SHOWN else ""


def changed_by_side(sides: Mapping[str, Scenario]) -> str:
    """What was changed in all sides of a comparison, and in each: 'in all, changed: …; dial_10, changed: …'."""
    each = {name: changed(scenario) for name, scenario in sides.items()}
    first, *others = each.values()
    shared = [one for one in first if all(one in other for other in others)]
    texts = {"in all": changed_text(shared)}
    texts |= {name: changed_text([one for one in these if one not in shared]) for name, these in each.items()}
    return "; ".join(f"{where}, {text}" for where, text in texts.items() if text)
