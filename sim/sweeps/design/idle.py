"""Numbers that a sweep gives though nothing depends on them: points that differ in nothing else are equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from sim.common.errors import some_of
from sim.domain.parameters import PARAMETERS
from sim.domain.quantity import parameter_of
from sim.domain.scenario import Scenario
from sim.reading.scenario.idle import MOST_TOLD, number_in_vain


def given_in_vain(
    named: Sequence[Iterable[str]], settings: Sequence[Scenario], shipped_acts: Collection[str]
) -> Iterator[str]:
    """One line on numbers that nothing depends on at any point that gives them, one on those of some points alone.

    `named`: the numbers given for the points of each setting, by name.
    """
    given: Counter[str] = Counter()
    idle: dict[str, list[str]] = {}
    for names, scenario in zip(named, settings, strict=True):
        acts = {*shipped_acts, *(act.id for act in scenario.measures)}
        for name in sorted({name for name in names if parameter_of(name) in PARAMETERS}):
            given[name] += 1
            if why := number_in_vain(name, scenario, acts):
                idle.setdefault(name, []).append(why)
    for where in ("", "at some points "):
        found = [
            f"behaviour.{name} ({reason})"
            for name, why in idle.items()
            if (len(why) == given[name]) == (where == "")
            for reason in dict.fromkeys(why)
        ]
        if found:
            yield f"given, but {where}nothing depends on it: {some_of(found, MOST_TOLD)}"
