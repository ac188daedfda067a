"""What a question is about: receipts of some streams that acts deny, added to prior law or against no sanctions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem, echo, nearest, some_of
from sim.domain.scenario import Scenario
from sim.domain.trade import SUMMED_GROUPS
from sim.reading.sense import name_hint
from sim.runs.variants import groups_alone, streams_named, streams_where, tested, without_tested

ADDED, DENIED, SHARE = "added", "denied", "share"
MEASURES = (ADDED, DENIED, SHARE)
WORDS = {ADDED: "added to prior law", DENIED: "against no sanctions", SHARE: "of what no sanctions would leave"}


@dataclass(frozen=True)
class Outcome:
    """What acts deny of a group or stream: `added` by those under test to prior law, `denied` by all of the bundle
    against no sanctions, or the `share` of what would be earned without sanctions.
    """

    series: str
    measure: str
    streams: tuple[str, ...]

    @property
    def words(self) -> str:
        """'added to prior law'."""
        return WORDS[self.measure]

    @property
    def unit(self) -> str:
        """The unit of its amounts."""
        return "share" if self.measure == SHARE else "USD million a year"

    def cases(self, scenario: Scenario) -> tuple[Scenario, ...]:
        """What must be run for it: the scenario, and what it is held against."""
        return scenario, without_tested(scenario) if self.measure == ADDED else no_acts(scenario)

    def of(self, earned: Array, beside: Array) -> Array:
        """What is denied, from what its two cases earn."""
        if self.measure != SHARE:
            return beside - earned
        return 1.0 - earned / beside


def no_acts(scenario: Scenario) -> Scenario:
    """The scenario without any act at all, nor any that events would bring in."""
    return without_tested(replace(scenario, under_test=scenario.acts))


def outcome_of(text: str, scenario: Scenario, key: str = "--of") -> Outcome:
    """'goods.added', 'coal.denied'; 'share' is of what is usually asked.

    Raises BadInput for a group, stream or measure that there is not.
    """
    series, streams, measure = series_in(text, MEASURES, scenario, key)
    return Outcome(series, measure, tuple(sorted(streams)))


def series_in(
    text: str, measures: Sequence[str], scenario: Scenario, key: str = "--of", usual: str = ""
) -> tuple[str, list[str], str]:
    """The series, its streams and the measure of 'coal.added'; 'added' alone is of what is usually asked, and 'coal'
    alone is measured as is `usual`.

    Raises BadInput for a group, stream or measure that there is not.
    """
    alone = text in measures
    series, _, measure = (f"{usual_series(scenario)}.{text}" if alone else text).partition(".")
    groups = [g for g in SUMMED_GROUPS if any(s.group == g for s in scenario.streams)]
    known = [*groups, *(stream.id for stream in scenario.streams)]
    if series not in known:
        hint, allowed = name_hint("stream", series, known), some_of(known, 40)
        raise BadInput(
            Problem("is no group or stream of this scenario", key=key, given=echo(series), allowed=allowed, hint=hint)
        )
    measure = measure or usual
    if measure not in measures:
        each = [f"{series}.{one}" for one in measures]
        found = next((one for one in measures if nearest(measure, [one])), "")
        hint = f"did you mean '{series}.{found}'?" if found else f"{key} {each[0]}"
        raise BadInput(Problem("is no measure of a series", key=key, given=text, allowed=", ".join(each), hint=hint))
    return series, streams_where(scenario, series.__eq__) if series in groups else [series], measure


def usual_series(scenario: Scenario) -> str:
    """What acts are asked about where nobody says: goods, unless those under test name other streams only.

    Then labour, or services, or the largest of the illicit series that they name, which have no total.
    """
    named = streams_named(scenario)
    groups = {stream.group for stream in scenario.streams if stream.id in named}
    alone, numbers = [name.partition(".")[2] for name in groups_alone(scenario)], scenario.numbers.items()
    if not groups or groups & set(SUMMED_GROUPS):
        return next((group for group in SUMMED_GROUPS if group in groups), "goods")
    return max(alone, key=lambda stream: sum(n.value for name, n in numbers if name.startswith(f"baseline.{stream}.")))


def usual_outcomes(scenario: Scenario) -> tuple[Outcome, ...]:
    """What is asked where nobody says: added to prior law, where there is any, and against no sanctions."""
    prior = set(scenario.bundle) - set(tested(scenario))
    names = (ADDED, DENIED) if prior else (DENIED,)
    return tuple(outcome_of(f"{usual_series(scenario)}.{name}", scenario) for name in names)


def check_asked(scenario: Scenario) -> None:
    """Raise BadInput for a scenario that has no act to be asked about."""
    if not scenario.bundle:
        hint = "give it a bundle, such as --set 'bundle=[unscr_2371]'"
        raise BadInput(Problem("no act is in force here, so nothing is denied", scenario.name, key="bundle", hint=hint))


def named(outcomes: Sequence[Outcome]) -> str:
    """'goods.added, goods.denied'."""
    return ", ".join(f"{one.series}.{one.measure}" for one in outcomes)
