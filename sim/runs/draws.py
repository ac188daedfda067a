"""All draws of a question, chunk by chunk over any number of workers; the bits do not depend on who computes them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from sim.common.errors import RunFailed
from sim.luck.keyed import BLOCK
from sim.runs.chunks import Chunk, FailedDraw, run_chunk
from sim.runs.collect import Totals
from sim.runs.pool import WorkersLost, in_order, undisturbed
from sim.runs.question import Question
from sim.runs.reduce import EXACT_UP_TO
from sim.runs.variants import Variant

if TYPE_CHECKING:
    from sim.runs.results import Results

CHUNK = 1024
"""Lanes of a chunk: enough that SimPy's and Python's own cost vanish, few enough for a process's memory."""

Watch = Callable[[str, int, int], None]
"""Told a scenario's name, its draws done and its draws in all."""


class Taker(Protocol):
    """Takes the totals of one variant, chunk after chunk, in the order of its draws."""

    def add(self, totals: Totals, first: int) -> None:
        """Take the totals of a chunk whose first draw is `first`, cut to the draws asked for."""


Takers = Mapping[Variant, Sequence[Taker]]


@dataclass
class Outcome:
    """How far a question came: the draws all variants have, and those of each that failed, NaN in their totals."""

    draws: int
    failed: dict[Variant, list[FailedDraw]] = field(default_factory=dict)
    stopped: bool = False
    """Whether Ctrl-C ended it, be it after the last draw."""


class DrawsLost(RunFailed):
    """Worker processes died over and over; the draws done before are an ensemble of their own.

    `results` are those of the draws done, for who wants to keep them.
    """

    def __init__(self, text: str, outcome: Outcome):
        super().__init__(text)
        self.outcome = outcome
        self.results: Results | None = None


def run_draws(
    question: Question,
    takers: Takers,
    workers: int = 1,
    watch: Watch | None = None,
    chunk: int = 0,
    tops: Sequence[float] = (),
    fewer: bool = False,
) -> Outcome:
    """Run every draw of a question and hand each variant's totals to its takers, in the order of the draws.

    The same bits for any chunk (lanes, a multiple of 256) and any number of workers. Where `fewer` will do, Ctrl-C ends
    with the draws that were done, if so many draws are an ensemble of their own; else it is passed on. Raises RunFailed
    when a variant has no sound draw, WorkersLost when a chunk ends every worker that takes it, and DrawsLost where
    draws done before it can be kept.
    """
    outcome = Outcome(0, {variant: [] for variant in question.variants})
    try:
        with closing(_in_order(question, pieces_of(question, chunk), workers, tops)) as chunks:
            for done in chunks:
                with undisturbed():
                    _hand_over(done, takers, outcome)
                if watch:
                    watch(question.scenario.name, outcome.draws, question.draws)
                del done  # its memory is the next chunk's
    except KeyboardInterrupt:
        if not (fewer and _whole(outcome.draws, question)):
            raise
        outcome.stopped = True
    except WorkersLost as lost:
        if not _whole(outcome.draws, question):
            raise
        _refuse_nothing(outcome, question)
        raise DrawsLost(str(lost), outcome) from None
    _refuse_nothing(outcome, question)
    return outcome


def pieces_of(question: Question, chunk: int = 0) -> list[list[int]]:
    """The blocks of 256 draws of each chunk; in none of them do some draws have variants that others lack."""
    chunk = chunk or CHUNK
    if chunk % BLOCK:
        raise ValueError(f"a chunk is a multiple of {BLOCK} lanes")
    simulated = [v for v in question.variants if v not in question.without_law]
    ends = sorted({-(-question.draws_of(variant) // BLOCK) for variant in simulated})
    found = []
    for begin, end in pairwise((0, *ends)):
        variants = [variant for variant in simulated if question.draws_of(variant) > begin * BLOCK]
        size = max(1, chunk // BLOCK // len(variants))
        found += [list(range(block, min(end, block + size))) for block in range(begin, end, size)]
    return found


def _hand_over(done: Chunk, takers: Takers, outcome: Outcome) -> None:
    for variant, totals in done.totals.items():
        outcome.failed[variant].extend(done.failed[variant])
        for taker in takers.get(variant, ()):
            taker.add(totals, outcome.draws)
    outcome.draws += done.draws


def _whole(done: int, question: Question) -> bool:
    """Whether the draws done are what an ensemble of so many draws would be: keyed, and with quantiles of one kind."""
    alike = (done > EXACT_UP_TO) == (question.draws > EXACT_UP_TO)
    return done > 1 and alike and question.scenario.sampler == "keyed"


def _refuse_nothing(outcome: Outcome, question: Question) -> None:
    for variant, failures in outcome.failed.items():
        if failures and len(failures) == min(outcome.draws, question.draws_of(variant)):
            first = failures[0]
            dealt = ", ".join(f"{name} = {value:.6g}" for name, value in first.values.items())
            raise RunFailed(f"every draw failed; draw {first.draw}: {first.reason}; {dealt}")


def _in_order(
    question: Question, pieces: Sequence[list[int]], workers: int, tops: Sequence[float]
) -> Generator[Chunk, None, None]:
    """The chunks of all pieces, in the pieces' order, whoever computes them."""
    if workers <= 1 or len(pieces) == 1:
        yield from (run_chunk(question, piece, tops) for piece in pieces)
        return
    given = ((question, piece, tops) for piece in pieces)
    yield from in_order(run_chunk, given, min(workers, len(pieces)))
