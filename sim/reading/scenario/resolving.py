"""The stages in which a merged document becomes a scenario, each of them looking at what the one before made sound.

Shape and names come first. What is wrong there is taken out, so that the rest is checked as well; then acts, dates,
baseline and numbers, and last what only the whole shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sim.common.errors import MOST_PROBLEMS, BadInput, Problem
from sim.domain.scenario import Scenario
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.groups import without_groups
from sim.reading.reference import Reference
from sim.reading.scenario.acts import acts_of, lifts_of
from sim.reading.scenario.baseline import baseline_of
from sim.reading.scenario.build import Parts, build
from sim.reading.scenario.campaign import mechanisms_of
from sim.reading.scenario.campaign_problems import campaign_problems
from sim.reading.scenario.dates import date_problems, of_some_length
from sim.reading.scenario.findings import Findings
from sim.reading.scenario.idle import borrowed_caveats, idle_warning
from sim.reading.scenario.inherited import inherited
from sim.reading.scenario.names import name_problems
from sim.reading.scenario.numbers import numbers_of, strength_problems
from sim.reading.scenario.whole import whole_problems
from sim.reading.warnings import warnings_about
from sim.reading.yaml.checking import check
from sim.reading.yaml.document import Document, Path_, below
from sim.reading.yaml.overrides import overrides_in
from sim.reading.yaml.salvage import salvage


@dataclass(frozen=True)
class Reading:
    """A scenario as read, and what its author should know about it."""

    scenario: Scenario
    warnings: tuple[str, ...] = ()


def resolve(document: Document, reference: Reference, name: str, together: bool = True, alone: bool = False) -> Reading:
    """The scenario that a merged document describes, under a name. Raises BadInput with every problem found.

    `together`: whether its numbers must fit each other; else each is judged by itself, as the values of a sweep are.
    `alone`: whether one such value is laid over it, without those that belong to it, such as an end of the horizon.
    """
    written, document = document, without_groups(document, reference.known)
    found = Findings(document)
    form, early = _early_problems(document, reference)
    found.wrong = [path for problem in early if problem.path for path in _with_consequences(problem.path)]
    if early:
        form = salvage(ScenarioForm, document.content, found.wrong, _stand_ins(reference))
    if form is None:
        raise BadInput(early)
    if alone and not found.amiss("horizon"):
        form = of_some_length(form)
    acts = acts_of(form, reference, found)
    lifts = lifts_of(form, acts, found)
    found.problems += date_problems(form, reference, found)
    baseline = baseline_of(form, reference, found)
    numbers = numbers_of(form, reference, found)
    found.problems += strength_problems(form, numbers, found) if together else ()
    campaign_problems(form, {act.id: act for act in acts}, reference, found)
    late = found.of_their_own()
    parts = Parts(acts, lifts, baseline, numbers, mechanisms_of(form, reference))
    scenario = replace(build(name, form, reference, parts), overrides=overrides_in(written))
    found.wrong += [problem.path for problem in late]
    last = list(whole_problems(scenario, found, together))
    if early or late or last:
        raise BadInput([*early, *late, *last][:MOST_PROBLEMS])
    idle = (*idle_warning(document, form, scenario, reference.measures), *borrowed_caveats(document))
    idle = (*idle, *inherited(scenario, reference))
    return Reading(scenario, (*found.warnings, *idle, *warnings_about(scenario)))


def _early_problems(document: Document, reference: Reference) -> tuple[ScenarioForm | None, list[Problem]]:
    """What is wrong with the shape and the names; a place is told of once."""
    content: Mapping[str, Any] = document.content
    names = list(islice(name_problems(document, reference), MOST_PROBLEMS))
    form, shape = check(ScenarioForm, document, content)
    if "based_on" not in content:
        hint = "based_on: baseline_2016.yaml brings all that is not given"
        shape = [replace(p, hint=hint) if p.message == "is missing" and len(p.path) == 1 else p for p in shape]
    names = [p for p in names if not any(below(p.path, path) for path in document.unread)]
    told = {problem.path for problem in names}
    return form, [*names, *(problem for problem in shape if problem.path not in told)]


def _stand_ins(reference: Reference) -> dict[Path_, Any]:
    """What stands in for what a scenario cannot do without, while the rest of it is checked."""
    baseline, behaviour = next(iter(reference.baselines)), next(iter(reference.sets))
    months = {"start": "2017-01", "end": "2017-12"}
    whole: dict[str, Any] = {
        "title": "",
        "horizon": months,
        "baseline": {"use": baseline},
        "behaviour": {"use": behaviour},
        "evasion_from": "2017-01-01",
    }
    found: dict[Path_, Any] = {(name,): value for name, value in whole.items()}
    inner = {name: value for name, value in whole.items() if isinstance(value, dict)}
    return found | {(name, key): value for name, parts in inner.items() for key, value in parts.items()}


def _with_consequences(path: Path_) -> list[Path_]:
    """What cannot be judged where something is wrong: the amounts of a cap whose window is."""
    if path[0] == "measures" and "window" in path:
        provision = path[: path.index("window")]
        return [path, (*provision, "cap_value"), (*provision, "cap_quantity")]
    return [path]
