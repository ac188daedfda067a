"""Answers between the points of a grid of dials, and how far they are from computed ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.answers_by_dial import Answers, Choice, key_of
from sim.common.axes import Array
from sim.common.errors import BadInput, Problem

FULL = 10.0
"""The end of the dial."""
FEWEST = 3
"""Values of a dial of which every other one can be left out."""


def weights(values: Sequence[float], dial: float, gamma: float) -> list[tuple[int, float]]:
    """The grid values around a dial and their weights, which are even in (dial/10)^gamma, the share carried out.

    What a dial denies is nearly a straight line in that, and far from one in the dial itself. The page does the same.
    """
    above = next((n for n, value in enumerate(values) if value >= dial), len(values) - 1)
    if above == 0 or values[above] <= dial:
        return [(above, 1.0)]
    low, at, high = ((value / FULL) ** gamma for value in (values[above - 1], dial, values[above]))
    share = (at - low) / (high - low) if high > low else 0.0
    return [(above - 1, 1.0 - share), (above, share)]


def interpolated(answers: Answers, key: str, choice: Choice, others: float, own: float) -> Array:
    """A series at two dials, on the grid or between its points: (period,)."""
    table = answers.series[key][:, choice[0], choice[1]]
    total = np.zeros(len(table))
    for i, of_others in weights(answers.others, others, answers.gamma):
        for j, of_own in weights(answers.own, own, answers.gamma):
            total += of_others * of_own * table[:, i, j]
    return total


@dataclass(frozen=True)
class Miss:
    """The largest distance of an interpolated answer from a computed one, USD million, and where it is.

    `of` is the computed answer there, `points` how many were compared. `coarse`: what was compared are the points of
    the grid itself, each from a grid twice as coarse, so that the page is nearer than that.
    """

    by: float
    of: float
    bundle: str
    reading: str
    others: float
    own: float
    points: int
    coarse: bool


def worst_misses(answers: Answers, between: Answers | None) -> tuple[Miss, ...]:
    """The largest miss of each reading at points computed for it, or else at every other point of the grid.

    None where the grid has too few points.

    Raises BadInput where the points computed for it are of other bundles, readings or years.
    """
    if between is not None:
        _check_alike(answers, between)
        return _worst(_misses(answers, between, False))
    if not answers.dialled or min(len(values) for values in (answers.others, answers.own) if len(values) > 1) < FEWEST:
        return ()
    return _worst(_misses(_every_other(answers), answers, True))


def _worst(misses: Iterable[Miss]) -> tuple[Miss, ...]:
    """The largest miss of each reading, in their order."""
    found: dict[str, Miss] = {}
    for miss in misses:
        found[miss.reading] = max(miss, found.get(miss.reading, miss), key=lambda one: one.by)
    return tuple(found.values())


def _check_alike(answers: Answers, between: Answers) -> None:
    for what in ("bundles", "readings", "years", "answer", "buyer"):
        one, other = getattr(answers, what), getattr(between, what)
        if one != other:
            message = "holds no points between those of the first sweep: its bundles, readings, years or axes differ"
            given, allowed = f"{what}: {other}", f"{what}: {one}"
            raise BadInput(Problem(message, between.made.name, given=given, allowed=allowed))


def _every_other(answers: Answers) -> Answers:
    key = key_of("year", answers.answer)
    others, own = (slice(None, None, 2 if len(values) > 1 else 1) for values in (answers.others, answers.own))
    series = {key: answers.series[key][:, :, :, others, own]}
    return replace(answers, others=answers.others[others], own=answers.own[own], series=series)


def _misses(answers: Answers, computed: Answers, coarse: bool) -> Iterator[Miss]:
    """The miss of each bundle and reading at its worst point."""
    key = key_of("year", answers.answer)
    points = len(computed.others) * len(computed.own) * len(answers.bundles) * len(answers.readings)
    for b, bundle in enumerate(answers.bundles):
        for r, reading in enumerate(answers.readings):
            there = computed.series[key][computed.year, b, r]
            here = np.array(
                [
                    [interpolated(answers, key, (b, r), others, own)[answers.year] for own in computed.own]
                    for others in computed.others
                ]
            )
            i, j = np.unravel_index(np.nanargmax(np.abs(here - there)), there.shape)
            at = (computed.others[i], computed.own[j])
            by = abs(float(here[i, j] - there[i, j]))
            yield Miss(by, float(there[i, j]), bundle, reading, *at, points, coarse)
