"""What some blocks have and others do not: observed compliance, banks cut off, streams that feed others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from sim.common.axes import Array
from sim.common.months import NEVER, coordinate
from sim.domain.law import Measure
from sim.domain.scenario import Observed, Substitution
from sim.world.arrays import Cutoff, Feed, Sighting
from sim.world.block import Block
from sim.world.layout import Index, Layout
from sim.world.stack import by_block


def sightings_of(blocks: Sequence[Block], layout: Layout) -> tuple[Sighting, ...]:
    """Every observed compliance of a cell, and the lanes that have it."""
    every = {o for block in blocks for o in block.scenario.observed if (o.stream, o.partner) in layout.cell_of}
    ordered = sorted(every, key=lambda o: (o.stream, o.partner, o.start, o.end))
    return tuple(_sighting(blocks, layout, seen) for seen in ordered)


def _sighting(blocks: Sequence[Block], layout: Layout, seen: Observed) -> Sighting:
    return Sighting(
        cell=layout.cell_of[seen.stream, seen.partner],
        opens=coordinate(seen.start),
        closes=coordinate(seen.end),
        compliance=np.array([seen.compliance]),
        customs=seen.kind == "customs",
        on=by_block(blocks, lambda block: np.array([float(seen in block.scenario.observed)])),
    )


def cutoffs_of(blocks: Sequence[Block], layout: Layout) -> tuple[Cutoff, ...]:
    """Every act that cuts banks off, in name order, and the share it takes on each lane."""
    acts = {m.id: m for b in blocks for m in b.scenario.measures if m.instrument == "payment" and _on(b, m)}
    return tuple(_cutoff(blocks, layout, acts[name]) for name in sorted(acts))


def _on(block: Block, act: Measure) -> bool:
    return act.id in block.scenario.bundle


def _cutoff(blocks: Sequence[Block], layout: Layout, act: Measure) -> Cutoff:
    streams = [layout.stream_number(s) for s in act.streams if s in layout.cells.groups]
    return Cutoff(
        measure=act.id,
        streams=np.array(streams, dtype=np.intp),
        share=by_block(blocks, lambda b: _share_cut(b, act)),
        opens=coordinate(act.effective or act.adopted),
        closes=NEVER if act.lifted is None else coordinate(act.lifted),
    )


def _share_cut(block: Block, act: Measure) -> Array:
    """What an act takes of receipts, by lane: nothing where it is not in force."""
    return block.number("payment_share", act.id) * block.holds(act.id) if _on(block, act) else np.zeros(1)


def feeds_of(blocks: Sequence[Block], layout: Layout) -> tuple[Feed, ...]:
    """Every link between streams, in name order, with its share (0 where a block has no such link) and pace."""
    every = {link for block in blocks for link in block.scenario.substitutions}
    links = sorted(every, key=lambda link: (link.scope, link.start or date.min))
    return tuple(_feed(blocks, layout, link) for link in links)


def _traded_of(layout: Layout, stream: int) -> Index:
    """Where a stream's cells stand among those on which something is traded, in the order of partners."""
    rows = np.flatnonzero(layout.traded.group_of == stream)
    return rows[np.argsort(layout.cell_partner[layout.traded.members[rows]])].astype(np.intp)


def _feed(blocks: Sequence[Block], layout: Layout, link: Substitution) -> Feed:
    def number(block: Block, name: str, otherwise: float) -> Array:
        there = link in block.scenario.substitutions
        return block.number(name, link.scope) if there else np.array([otherwise])

    target = layout.stream_number(link.target)
    return Feed(
        source=layout.stream_number(link.source),
        target=target,
        rows=_traded_of(layout, target),
        share=by_block(blocks, lambda block: number(block, "substitution_share", 0.0)),
        tau=by_block(blocks, lambda block: number(block, "substitution_tau", 1.0)),
        start=coordinate(link.start or blocks[0].scenario.evasion_from),
    )
