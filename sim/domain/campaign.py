"""What a campaign may do beside turning the dial: pushes, designations, provocations, a ladder, talks, coalitions.

Nouns only, as a scenario gives them. Their numbers with ranges (points, half-lives, shares seen, thresholds) stand
among the scenario's numbers, scoped by the id of what they belong to; dates, delays, rates and probabilities are
choices of the scenario and stand here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Weights = Literal["trade", "equal"]


@dataclass(frozen=True, slots=True)
class Push:
    """Pressure on named partners on a day: a visit, a demarche, or a designation of their firms (`by_exposure`).

    Numbers `push_points` and, where it fades, `push_half_life`, scoped by its id.
    """

    id: str
    day: date
    partners: tuple[str, ...]
    by_exposure: bool = False
    fades: bool = False
    what: str = ""


@dataclass(frozen=True, slots=True)
class Designations:
    """Random rounds of designations, driven by what outsiders see of last month's trade, in [start, end).

    `rate` is rounds per USD million seen, `most` the highest chance a month. `seen` are the days from which a share of
    the trade that is not declared is seen (number `seen`, scoped by the day). No partner named: all of them; no stream
    named: goods. Numbers `round_points` and `round_half_life`.
    """

    rate: float
    most: float
    seen: tuple[date, ...]
    start: date | None = None
    end: date | None = None
    partners: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provocations:
    """A class of events such as nuclear tests, in whole months inside [start, end).

    `rate` a year; `adoption` is the chance that an event is answered by an act, `lags` the days that observed answers
    took, each as likely as the others.
    """

    kind: str
    rate: float
    adoption: float
    lags: tuple[int, ...]
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """A provocation on a day; answered so many days later, or (None) not at all."""

    day: date
    kind: str
    lag_days: int | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """Acts that answer provocations, one after the other, to events from a day on.

    `silent` are rungs that keep their slot and adopt nothing: those that a question leaves out.
    """

    start: date
    rungs: tuple[str, ...]
    silent: tuple[str, ...] = ()

    @property
    def adopting(self) -> tuple[str, ...]:
        """The rungs that are adopted when their turn comes."""
        return tuple(rung for rung in self.rungs if rung not in self.silent)


@dataclass(frozen=True, slots=True)
class Veto:
    """Days, [start, end), on which no answer is adopted."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Relief:
    """A paragraph suspended in steps after the start of talks: (days after it, share), shares that never fall."""

    provision: str
    steps: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """Talks: from a day, or from the first month in which the quiet had lasted `quiet_months` (until a last day).

    They end at the first event of the classes that break them, or on `end`. `pauses`: they void answers meanwhile.
    `snapback`: relief ends `snapback_days` after the break.
    """

    id: str
    start: date
    end: date | None = None
    quiet_months: int | None = None
    until: date | None = None
    broken_by: tuple[str, ...] = ()
    pauses: bool = False
    relief: tuple[Relief, ...] = ()
    snapback: bool = True
    snapback_days: int = 0


@dataclass(frozen=True, slots=True)
class Coalition:
    """Partners that move together or not at all, at most once: on a day, or at random once enough of them would.

    Numbers `coalition_threshold` (on the members' weighted mean propensity) and `coalition_points`, scoped by its id.
    `acts` are the members' own, dated by the day on which it moves.
    """

    id: str
    members: tuple[str, ...]
    weights: Weights = "trade"
    probability: float = 0.0
    start: date | None = None
    day: date | None = None
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mechanisms:
    """All that a campaign has beside its dial; nothing of it is on unless a scenario says so."""

    press: tuple[Push, ...] = ()
    designations: Designations | None = None
    provocations: tuple[Provocations, ...] = ()
    dated: tuple[DatedEvent, ...] = ()
    ladder: Ladder | None = None
    veto: Veto | None = None
    talks: tuple[Talk, ...] = ()
    coalitions: tuple[Coalition, ...] = ()

    @property
    def acts(self) -> tuple[str, ...]:
        """Acts whose dates a lane's events decide: rungs that adopt, and what coalitions do."""
        rungs = self.ladder.adopting if self.ladder else ()
        return (*rungs, *(act for coalition in self.coalitions for act in coalition.acts))

    def without(self, acts: Collection[str]) -> Mechanisms:
        """The same where these acts never come: a rung keeps its slot, so that later ones keep their days."""
        ladder = self.ladder
        if ladder:
            ladder = replace(ladder, silent=tuple(rung for rung in ladder.rungs if rung in {*acts, *ladder.silent}))
        coalitions = (replace(c, acts=tuple(act for act in c.acts if act not in acts)) for c in self.coalitions)
        return replace(self, ladder=ladder, coalitions=tuple(coalitions))


NO_MECHANISMS = Mechanisms()
