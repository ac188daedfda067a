"""Whose share of an answer is asked: acts, paragraphs or issuers, and those that can have none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sim.domain.law import Measure
from sim.domain.scenario import Scenario, presses_nobody
from sim.runs.bundles import Acts, in_paragraphs
from sim.runs.variants import tested

By = Literal["measure", "provision", "issuer"]
PLAYERS: dict[str, By] = {"measure": "measure", "provision": "provision", "issuer": "issuer"}
"""By name, as they are asked for."""


@dataclass(frozen=True)
class Player:
    """Acts that come and go together, by name; `adopted` is the day of the first of them."""

    id: str
    label: str
    acts: Acts
    adopted: date


@dataclass(frozen=True)
class Game:
    """A scenario and whose shares are asked, in name order; acts that are no player stay in force throughout.

    `without_strength`: acts of pressure that press nobody here, which are no players.
    """

    scenario: Scenario
    players: tuple[Player, ...]
    without_strength: tuple[str, ...]

    @property
    def groups(self) -> tuple[Acts, ...]:
        """The acts of each player."""
        return tuple(player.acts for player in self.players)

    @property
    def everybody(self) -> int:
        """The number of the bundle that holds all players."""
        return (1 << len(self.players)) - 1

    @property
    def by_adoption(self) -> list[int]:
        """The players' positions in the order of adoption; of one day in name order."""
        return sorted(range(len(self.players)), key=lambda n: (self.players[n].adopted, self.players[n].id))


def game_of(scenario: Scenario, by: By, acts: Sequence[str] = ()) -> Game:
    """The players of a scenario: of the acts named, else of those under test, else of the bundle."""
    asked = set(acts or tested(scenario))
    inside = [m for m in scenario.measures if m.id in asked and m.id in scenario.bundle and not m.is_notice]
    idle = tuple(sorted(m.id for m in inside if presses_nobody(scenario, m)))
    playing = [m for m in inside if m.id not in idle]
    if by == "provision":
        scenario = in_paragraphs(scenario, [m.id for m in playing])
        wanted = {p.id for m in playing for p in m.provisions} | {m.id for m in playing if not m.provisions}
        playing = [m for m in scenario.measures if m.id in wanted and m.id in scenario.bundle]
    together: dict[str, list[Measure]] = {}
    for act in playing:
        together.setdefault(act.issuer if by == "issuer" else act.id, []).append(act)
    players = (_player(name, members, by) for name, members in sorted(together.items()))
    return Game(scenario, tuple(players), idle)


def _player(name: str, acts: Sequence[Measure], by: By) -> Player:
    first = min(act.adopted for act in acts)
    label = f"{name} ({len(acts)} acts)" if by == "issuer" and len(acts) > 1 else name
    return Player(name, label, tuple(sorted(act.id for act in acts)), first)
