"""A campaign's mechanisms as arrays, from the scenarios of the blocks of lanes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

import numpy as np

from sim.common.axes import Array, ragged
from sim.common.months import NEVER, coordinate
from sim.domain.campaign import Coalition, Designations, Mechanisms, Push
from sim.world.block import Block
from sim.world.layout import Index, Layout
from sim.world.mechanisms import Campaign, Chances, Joint, Pressed, Rounds
from sim.world.stack import by_block, side_by_side

T = TypeVar("T", Push, Coalition)


def campaign_of(blocks: Sequence[Block], layout: Layout, weights: Array) -> Campaign:
    """The mechanisms of all blocks side by side; `weights` is partners' trade, (partner, lane)."""
    chances = Chances(tuple((block.luck, block.lanes) for block in blocks))
    return Campaign(
        chances=chances,
        mechanisms=tuple((block.scenario.mechanisms, block.lanes) for block in blocks),
        press=tuple(_pressed(blocks, layout, push) for push in _every(blocks, lambda m: m.press)),
        rounds=_rounds(blocks, layout) if chances.any else None,
        coalitions=tuple(_joint(blocks, layout, weights, one) for one in _every(blocks, lambda m: m.coalitions)),
    )


def _every(blocks: Sequence[Block], of: Callable[[Mechanisms], Sequence[T]]) -> list[T]:
    """What any block has, once each, in an order of its own."""
    found = {one for block in blocks for one in of(block.scenario.mechanisms)}
    return sorted(found, key=repr)


def _pressed(blocks: Sequence[Block], layout: Layout, push: Push) -> Pressed:
    def number(block: Block, name: str, here: bool, otherwise: float) -> Array:
        there = here and push in block.scenario.mechanisms.press
        return block.number(name, push.id) if there else np.full(1, otherwise)

    return Pressed(
        push=push,
        since=coordinate(push.day),
        partners=_partners(layout, push.partners),
        points=by_block(blocks, lambda block: number(block, "push_points", True, 0.0)),
        half_life=by_block(blocks, lambda block: number(block, "push_half_life", push.fades, NEVER)),
    )


def _partners(layout: Layout, names: Sequence[str]) -> Index:
    return np.array([n for n, p in enumerate(layout.partners) if p.id in names], dtype=np.intp)


# -- rounds -----------------------------------------------------------------------------------------------------------


def _rounds(blocks: Sequence[Block], layout: Layout) -> Rounds | None:
    """The rounds of those blocks that have luck and a rule; a rate of 0 elsewhere."""
    rules = [block.scenario.mechanisms.designations if block.luck else None for block in blocks]
    if not any(rule and rule.rate > 0 for rule in rules):
        return None

    def by_rule(of: Callable[[Block, Designations], Array], otherwise: float) -> Array:
        each = [of(b, rule) if rule else np.full(1, otherwise) for b, rule in zip(blocks, rules, strict=True)]
        return side_by_side([(row, block.lanes) for row, block in zip(each, blocks, strict=True)])

    def table(of: Callable[[Designations], list[bool]], length: int) -> Array:
        each = [np.array(of(rule), dtype=float) if rule else np.zeros(length) for rule in rules]
        return side_by_side([(column[:, None], block.lanes) for column, block in zip(each, blocks, strict=True)])

    partners, cells = [p.id for p in layout.partners], layout.cells.members
    order = sorted(layout.traded.members.tolist(), key=lambda c: cells[c])
    of_partner: dict[int, list[int]] = {}
    for c in order:
        of_partner.setdefault(int(layout.cell_partner[c]), []).append(int(layout.traded.place[c]))
    days = sorted({day for rule in rules if rule for day in rule.seen} | {date.min})
    return Rounds(
        rate=by_rule(lambda _, rule: np.full(1, rule.rate), 0.0),
        most=by_rule(lambda _, rule: np.full(1, rule.most), 0.0),
        points=by_rule(lambda block, _: block.number("round_points"), 0.0),
        half_life=by_rule(lambda block, _: block.number("round_half_life"), NEVER),
        opens=by_rule(lambda _, rule: np.full(1, coordinate(rule.start) if rule.start else -NEVER), NEVER),
        closes=by_rule(lambda _, rule: np.full(1, coordinate(rule.end) if rule.end else NEVER), -NEVER),
        targets=table(lambda rule: [not rule.partners or p in rule.partners for p in partners], len(partners)),
        watched=table(lambda rule: [_watched(layout, rule, cells[c][0]) for c in layout.traded.members], len(order)),
        by_partner=ragged(of_partner),
        seen_from=tuple(-NEVER if day == date.min else coordinate(day) for day in days),
        seen=np.stack([np.broadcast_to(by_rule(_seen_on(day), 0.0), (_lanes(blocks),)) for day in days]),
    )


def _lanes(blocks: Sequence[Block]) -> int:
    return sum(block.lanes for block in blocks)


def _watched(layout: Layout, rule: Designations, stream: str) -> bool:
    return stream in rule.streams if rule.streams else layout.group_of[stream] == "goods"


def _seen_on(day: date) -> Callable[[Block, Designations], Array]:
    """The share that a block's rule has seen on a day: its last step begun by then, or the one share of all days."""

    def share(block: Block, rule: Designations) -> Array:
        if not rule.seen:
            return block.number("seen")
        begun = [step for step in rule.seen if step <= day]
        return block.number("seen", str(begun[-1])) if begun else np.zeros(1)

    return share


# -- coalitions -------------------------------------------------------------------------------------------------------


def _joint(blocks: Sequence[Block], layout: Layout, weights: Array, coalition: Coalition) -> Joint:
    partners = _partners(layout, coalition.members)

    def on(block: Block) -> bool:
        return coalition in block.scenario.mechanisms.coalitions

    def number(block: Block, name: str, otherwise: float) -> Array:
        there = on(block) and block.gives(f"{name}.{coalition.id}")
        return block.number(name, coalition.id) if there else np.full(1, otherwise)

    def chance(block: Block) -> Array:
        return np.full(1, coalition.probability if on(block) and block.luck else 0.0)

    opens = coordinate(coalition.start) if coalition.start else -NEVER
    day = coordinate(coalition.day) if coalition.day else NEVER
    return Joint(
        coalition=coalition,
        partners=partners,
        weights=weights[partners] if coalition.weights == "trade" else np.ones((len(partners), 1)),
        threshold=by_block(blocks, lambda block: number(block, "coalition_threshold", NEVER)),
        probability=by_block(blocks, chance),
        points=by_block(blocks, lambda block: number(block, "coalition_points", 0.0)),
        opens=by_block(blocks, lambda block: np.full(1, opens)),
        day=by_block(blocks, lambda block: np.full(1, day if on(block) else NEVER)),
    )
