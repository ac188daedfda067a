"""Which act does what, whatever the order: shares of what all acts take together, and what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.players import Game
from sim.analysis.shapley import Order, sample_orders
from sim.common.axes import Array
from sim.luck.keyed import uniforms
from sim.runs.windows import Window

MOST_LANES = 65_536
"""Bundles times draws up to which every bundle is run: 7 players with 512 draws."""
USUAL_LANES = 16_384
"""The same of a question that names no draws; twice as many where no fewer draws would do."""
MOST_PLAYERS = 12
"""Players of whom every bundle is run in a central run."""
DRAWS = (512, 256, 128, 64)
"""Draws of a question that names none: as many of them as let every bundle be run."""
DRAWS_OF_ORDERS = 128
"""The same where orders are sampled."""
ALL = "all"
"""The series that holds all streams asked for together."""


@dataclass(frozen=True)
class SharesPlan:
    """How many draws, and whether every bundle is run; if not, orders are sampled that visit `bundles` at most."""

    draws: int
    exact: bool

    @property
    def bundles(self) -> int:
        """The most bundles that sampled orders visit."""
        return max(2, USUAL_LANES // max(self.draws, 8))


def plan_of(players: int, draws: int | None) -> SharesPlan:
    """The plan for so many players: exact wherever bundles times draws stay within the limits."""
    if draws is not None:
        return SharesPlan(draws, lanes_of(players, draws) <= MOST_LANES and (draws > 1 or players <= MOST_PLAYERS))
    fits = [n for n in DRAWS if lanes_of(players, n) <= USUAL_LANES]
    fits = fits or [n for n in DRAWS if lanes_of(players, n) <= 2 * USUAL_LANES]
    return SharesPlan(fits[0], True) if fits else SharesPlan(DRAWS_OF_ORDERS, False)


def lanes_of(players: int, draws: int) -> int:
    """Lanes of all bundles of so many players."""
    return draws << players


def orders_of(game: Game, players: Sequence[int], most_bundles: int) -> list[Order]:
    """Orders in which some players come, each followed by its reverse: places in `players`, as the seed deals them."""
    luck = [uniforms(game.scenario.seed, f"order of {game.players[n].id}", 0) for n in players]
    return sample_orders(np.array(luck), most_bundles)


@dataclass(frozen=True)
class Taken:
    """What players take, USD million a year: (player, window, series, draw); `whole`, of all together, has no player.

    `values` are Shapley shares and `errors` their standard errors of sampling; `alone`: with no other player there;
    `left_out`: what comes back when only this one goes; `adopted`: what each adds in the order of adoption.
    """

    values: Array
    errors: Array
    alone: Array
    left_out: Array
    adopted: Array
    whole: Array


@dataclass(frozen=True)
class Attribution:
    """Shares of what players take together of the receipts of `streams`, in name order after the series `all`.

    `central` and `dial_only` are central runs of the scenario and of its other reading; `drawn` is of the draws.
    """

    game: Game
    windows: tuple[Window, ...]
    streams: tuple[str, ...]
    plan: SharesPlan
    central: Taken
    drawn: Taken | None = None
    dial_only: Taken | None = None
    lanes: int = 0

    @property
    def series(self) -> tuple[str, ...]:
        """Names along the series axis."""
        return (ALL, *self.streams)

    @property
    def best(self) -> Taken:
        """The draws where there are any, else the central run."""
        return self.drawn or self.central

    @property
    def without_effect(self) -> list[str]:
        """Players whose share is exactly 0 in every series, window and draw."""
        moved = np.nan_to_num(self.best.values) != 0
        return [player.id for n, player in enumerate(self.game.players) if not moved[n].any()]
