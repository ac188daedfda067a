"""What can be turned to reach a target: the campaign's dial, a partner's, or any number of a scenario."""

from __future__ import annotations

from dataclasses import dataclass

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem, some_of
from sim.domain.parameters import INFINITE, PARAMETERS
from sim.domain.quantity import parameter_of
from sim.domain.scenario import Scenario
from sim.reading.scenario.idle import number_in_vain
from sim.reading.sense import misspelt_path, name_hint
from sim.runs.levers import HIGHEST, LOWEST
from sim.runs.own import Own

BY = "--by"
FORMS = (
    "campaign.dial, partners.NAME.dial, or the path of a number such as behaviour.theta or partners.china.resistance"
)


@dataclass(frozen=True)
class Lever:
    """What is turned, between which values; `key` is a number's name, `partners` are those whose dials it is."""

    path: str
    low: float
    high: float
    key: str = ""
    partners: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """'dial' or 'value'."""
        return "value" if self.key else "dial"

    @property
    def unit(self) -> str:
        """In which unit it is turned: the model's own."""
        if not self.key:
            return "dial points"
        parameter = PARAMETERS.get(parameter_of(self.key))
        return parameter.measures if parameter else "USD million a year, or heads"

    def at(self, values: Array) -> Own:
        """The draws of a case, each with a value of its own."""
        return Own({self.key: values}) if self.key else Own(dials=dict.fromkeys(self.partners, values))


def lever_of(path: str, scenario: Scenario, between: tuple[float, float] | None = None) -> Lever:
    """The lever of a path. Raises BadInput for a path that names no dial and no number, or moves nothing."""
    parts = tuple(part.strip() for part in path.split("."))
    if parts == ("campaign", "dial"):
        partners = tuple(p.id for p in scenario.partners if not scenario.will_of(p.id).dial)
        if not partners:
            message, hint = "moves nobody: every partner has a dial of its own", f"{BY} partners.NAME.dial"
            raise BadInput(Problem(message, key=BY, given=path, hint=hint))
        return _dial(path, partners, between)
    if len(parts) == 3 and parts[0] == "partners":
        _check_partner(parts[1], scenario)
        if parts[2] == "dial":
            return _dial(path, (parts[1],), between)
    return _number(path, parts, scenario, between)


def _dial(path: str, partners: tuple[str, ...], between: tuple[float, float] | None) -> Lever:
    low, high = between or (LOWEST, HIGHEST)
    _check_range(low, high, LOWEST, HIGHEST)
    return Lever(path, low, high, partners=partners)


def _check_partner(name: str, scenario: Scenario) -> None:
    names = [partner.id for partner in scenario.partners]
    if name not in names:
        message, allowed = "is not in this scenario", some_of(names, 40)
        raise BadInput(Problem(message, key=BY, given=name, allowed=allowed, hint=name_hint("partner", name, names)))


def _number(path: str, parts: tuple[str, ...], scenario: Scenario, between: tuple[float, float] | None) -> Lever:
    key = _key(parts)
    if parts[:2] == ("campaign", "dial_curve"):
        message = "is a choice of the scenario, not a number that runs can have side by side"
        raise BadInput(Problem(message, key=BY, given=path, allowed=FORMS, hint=f"dial sweep: axes: {{{path}: […]}}"))
    if key not in scenario.numbers:
        same = sorted(name for name in scenario.numbers if key and parameter_of(name) == parameter_of(key))
        hint = f"--set {path}=... gives it one" if same else _meant(path, scenario)
        allowed = some_of([_path_of(name) for name in same], 12) or FORMS
        raise BadInput(Problem("names no number of this scenario", key=BY, given=path, allowed=allowed, hint=hint))
    if why := number_in_vain(key, scenario, {act.id for act in scenario.measures}):
        raise BadInput(Problem(f"moves nothing: {why}", key=BY, given=path, allowed=FORMS))
    quantity, parameter = scenario.numbers[key], PARAMETERS.get(parameter_of(key))
    least, most = (parameter.low, parameter.high) if parameter else (0.0, INFINITE)
    low, high = between or (quantity.low, quantity.high)
    if not low < high and not between:
        given = f"{key} = {quantity.value:g}"
        raise BadInput(Problem("the number has no range", key=BY, given=given, hint="--between LOW HIGH gives one"))
    _check_range(low, high, least, most)
    return Lever(path, low, high, key)


def _key(parts: tuple[str, ...]) -> str:
    """The name of a number: behaviour.theta.coal -> theta.coal, baseline.amounts.coal.china -> baseline.coal.china."""
    head, *rest = parts
    if head == "behaviour" and rest:
        return ".".join(rest)
    if head == "partners" and len(rest) == 2:
        return f"{rest[1]}.{rest[0]}"
    if head == "baseline" and len(rest) == 3 and rest[0] == "amounts":
        return f"baseline.{rest[1]}.{rest[2]}"
    return ""


def _meant(path: str, scenario: Scenario) -> str:
    """What a path that names nothing most likely means: one whose beginning or end is left out, or is misspelt."""
    dials = [f"partners.{partner.id}.dial" for partner in scenario.partners]
    known = ["campaign.dial", *dials, *map(_path_of, scenario.numbers)]
    whole = (f"{path}.dial", f"campaign.{path}", f"behaviour.{path}", f"partners.{path}.dial")
    if found := next((one for one in whole if one in known), ""):
        return f"did you mean '{found}'?"
    return misspelt_path(path, known)


def _path_of(name: str) -> str:
    """The path under which a number is given: baseline.amounts.coal.china of baseline.coal.china."""
    head, _, rest = name.partition(".")
    return f"baseline.amounts.{rest}" if head == "baseline" else f"behaviour.{name}"


def _check_range(low: float, high: float, least: float, most: float) -> None:
    if not least <= low < high <= most:
        given, allowed = f"{low:g} {high:g}", f"a lower and a higher value from {least:g} to {most:g}"
        raise BadInput(Problem("is no range here", key="--between", given=given, allowed=allowed))
