"""Which act does what, whatever the order: shares of what all acts take together, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.players import Game
from sim.analysis.shapley import Order, sample_orders
from sim.common.axes import Array
from sim.luck.keyed import uniforms
from sim.runs.variants import Variant
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
BESIDE_DRAWS, BESIDE_LANES = 64, 8_192
"""The most draws of each other reading, the first of the same luck, and bundles times draws up to which all are run."""
ALL = "all"
"""The series that holds all streams asked for together."""


@dataclass(frozen=True)
class SharesPlan:
    """How many draws, and whether every bundle is run; if not, orders are sampled that visit `bundles` at most."""

    draws: int
    exact: bool
    usual: int = USUAL_LANES
    """Bundles times draws of sampled orders."""

    @property
    def bundles(self) -> int:
        """The most bundles that sampled orders visit."""
        return max(2, self.usual // max(self.draws, 8))


def plan_of(players: int, draws: int | None) -> SharesPlan:
    """The plan for so many players: exact wherever bundles times draws stay within the limits."""
    if draws is not None:
        return SharesPlan(draws, lanes_of(players, draws) <= MOST_LANES and (draws > 1 or players <= MOST_PLAYERS))
    fits = [n for n in DRAWS if lanes_of(players, n) <= USUAL_LANES]
    fits = fits or [n for n in DRAWS if lanes_of(players, n) <= 2 * USUAL_LANES]
    return SharesPlan(fits[0], True) if fits else SharesPlan(DRAWS_OF_ORDERS, False)


def plan_beside(players: int, draws: int | None, exact: bool = False) -> SharesPlan:
    """The plan of another reading beside one of so many draws; `exact`: every bundle is run, as long as one can be."""
    fewer = min(draws or BESIDE_DRAWS, BESIDE_DRAWS)
    most = MOST_LANES if exact else BESIDE_LANES
    return SharesPlan(fewer, lanes_of(players, fewer) <= most, BESIDE_LANES)


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

    `central` is the central run and `drawn` of the draws; `beside` the same in other readings of the same law, in fewer
    draws of the same luck. `lanes` are its own, without those beside.
    """

    game: Game
    windows: tuple[Window, ...]
    streams: tuple[str, ...]
    plan: SharesPlan
    central: Taken
    drawn: Taken | None = None
    lanes: int = 0
    beside: Mapping[Variant, Attribution] = field(default_factory=dict)

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
