"""What streams and partners of one's own take over: the numbers that nobody has given for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sim.common.errors import Problem, some_of
from sim.domain.parameters import PARAMETERS, ScopeKind
from sim.domain.quantity import Quantity, key_of
from sim.domain.scenario import Scenario, provisions_in_force
from sim.reading.reference import Reference
from sim.reading.yaml.document import Document


def take_problems(scenario: Scenario, document: Document) -> Iterator[Problem]:
    """Heads of which nobody says what the state takes of each."""
    numbers = scenario.numbers
    for stream in (s for s in scenario.streams if s.headcount and not numbers.keys() & {"take", f"take.{s.id}"}):
        hosts = [p.id for p in scenario.partners if f"baseline.{stream.id}.{p.id}" in numbers]
        without = [host for host in hosts if f"take_host.{host}" not in numbers]
        if without:
            message = f"{stream.id} are counted in heads, and nobody says what is taken of each"
            hint = f"behaviour: {{take: {{{stream.id}: 5400 USD/head/yr}}}}"
            yield document.problem(("behaviour",), message, given=some_of(without, 6), hint=hint)


def inherited(scenario: Scenario, reference: Reference) -> Iterator[str]:
    """A line for each stream and partner that only one's own tables have: which numbers serve for it, and what binds
    it."""
    streams, partners = reference.own_names
    traded = {stream.id for stream in scenario.streams}
    for stream in (reference.streams[name] for name in streams):
        if stream.id not in traded:
            yield f"{stream.id}, a stream of your own, has no amount in this baseline, so that nobody trades it"
            continue
        acts = sorted({p.measure for p in provisions_in_force(scenario) if stream.id in p.streams})
        bound = f"; restricted by {some_of(acts, 3)}" if acts else "; no act in force names it" if scenario.acts else ""
        yield f"{stream.id}, a stream of your own, {_served(scenario, 'stream', stream.id, stream.group)}{bound}"
    for partner in (reference.partners[name] for name in partners):
        trades = any(name.startswith("baseline.") and name.endswith(f".{partner.id}") for name in scenario.numbers)
        idle = "" if trades or partner.may_buy else "; it buys nothing here"
        told = _told(scenario.numbers, partner.id, partner.group)
        yield (
            f"{partner.id}, a partner of your own, "
            f"{_served(scenario, 'partner', partner.id, partner.group)}: {told}{idle}"
        )


def _served(scenario: Scenario, scope: ScopeKind, name: str, group: str) -> str:
    """'has theta of its own; 3 numbers of goods and 20 general ones serve'."""
    found = list(_keys(scenario.numbers, scope, name, group))
    own = [key.partition(".")[0] for key in found if key.endswith(f".{name}")]
    of_group = sum(key.endswith(f".{group}") for key in found) if group else 0
    general = len(found) - len(own) - of_group
    has = f"has {some_of(own, 6)} of its own" if own else "has no number of its own"
    rest = [f"{of_group} of {group}"] if of_group else []
    return f"{has}; {' and '.join([*rest, f'{general} general ones'])} serve"


def _told(numbers: Mapping[str, Quantity], name: str, group: str) -> str:
    """The numbers behind a partner's dial and dates, as they serve for it."""
    shown = ("resistance", "exposure", "lag_days", "tau_impl", "own_notice")
    keys = [key_of(numbers, one, name, group) for one in shown if one in numbers]
    return ", ".join(f"{key.partition('.')[0]} {numbers[key].value:g}" for key in keys)


def _keys(numbers: Mapping[str, Quantity], scope: ScopeKind, name: str, group: str) -> Iterable[str]:
    """The number that serves for a stream or partner, of each parameter that may be given for one."""
    for parameter in PARAMETERS.values():
        given = {parameter.name, f"{parameter.name}.{name}", f"{parameter.name}.{group}"}
        if parameter.scope == scope and numbers.keys() & given:
            yield key_of(numbers, parameter.name, name, group)
