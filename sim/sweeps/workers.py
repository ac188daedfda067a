"""Who computes pieces: this process, worker processes, or a Dask cluster. All give back bytes; the caller writes.

A piece that kills its worker is halved until the point that does it is found; no other point is lost with it.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from sim.common.errors import BadInput, Problem, RunFailed
from sim.runs.pool import GIGABYTE, Start, WorkerDied, children_of_the_program, undisturbed, worker_pool
from sim.sweeps.pieces import Piece, Span

KILLS_BEFORE_HALVING = 2
KILLS_OF_A_POINT = 3
"""How often one point may end its worker before it is given up."""

Work = Callable[[Piece, str, str], bytes]
"""Computes and encodes a piece: of the sweep with this identity, by this source."""


Heard = Callable[[], AbstractContextManager[None]]
"""Where Ctrl-C is heard."""


class ClusterGone(RunFailed):
    """The scheduler of a Dask cluster does not answer any more; what it was given will not come."""


class Submit(Protocol):
    """Has something done elsewhere."""

    def __call__(self, do: Any, /, *given: Any) -> Future[bytes]: ...


@dataclass(frozen=True)
class Job:
    """A piece to compute, and how often it has ended its worker."""

    piece: Piece
    kills: int = 0


@dataclass(frozen=True)
class Failed:
    """Runs that could not be computed, and why."""

    span: Span
    reason: str


Outcome = tuple[Span, bytes] | Failed


def serial(pieces: Iterable[Piece], work: Work, given: Sequence[str]) -> Generator[Outcome, None, None]:
    """Compute pieces here, one after the other. Ctrl-C is heard while one is computed, not while it is taken."""
    with undisturbed() as heard:
        for piece in pieces:
            yield from _here(piece, work, given, heard)


def _here(piece: Piece, work: Work, given: Sequence[str], heard: Heard) -> Iterator[Outcome]:
    try:
        with heard():
            data = work(piece, *given)
        yield piece.span, data
    except (RunFailed, MemoryError) as error:
        for part in _smaller(piece):
            yield from _here(part, work, given, heard)
        if piece.span.runs == 1:
            yield Failed(piece.span, str(error) or "out of memory")


def _smaller(piece: Piece) -> Sequence[Piece]:
    return piece.halves() if piece.span.runs > 1 else ()


@contextmanager
def processes(workers: int, start: Start = "spawn") -> Iterator[tuple[Submit, int]]:
    """Worker processes of this machine: how to have something done, and how many at a time."""
    with worker_pool(workers, start) as pool:
        yield pool.submit, workers


@contextmanager
def dask(address: str, workers: int) -> Iterator[tuple[Submit, int]]:
    """A Dask cluster at an address, or a local one of that many processes. Raises BadInput where there is none."""
    with (
        children_of_the_program(),
        _cheaply(),
        _cluster(address, workers) as cluster,
    ):  # a lost worker is begun again at any time
        yield cluster


@contextmanager
def _cheaply() -> Iterator[None]:
    """Workers of a local cluster look at nobody's stack a hundred times a second, and keep the memory of freed arrays.

    Dask has a task done by a thread that is not the first. Its arrays would come from a heap of its own, which the C
    library gives back whenever it is empty: a quarter more CPU in all.
    """
    try:
        config: Any = import_module("dask.config")
    except ImportError:
        yield
        return
    kept = {"MALLOC_ARENA_MAX": 1, "MALLOC_TRIM_THRESHOLD_": GIGABYTE, "MALLOC_MMAP_THRESHOLD_": GIGABYTE}
    with config.set({"distributed.worker.profile.enabled": False, "distributed.nanny.pre-spawn-environ": kept}):
        yield


@contextmanager
def _cluster(address: str, workers: int) -> Iterator[tuple[Submit, int]]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        hint = "install the extra: pip install 'dprk-dial[dask]'"
        raise BadInput(Problem("needs dask.distributed", key="--dask", hint=hint)) from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # a lost scheduler is told once, in our words
    try:
        if address == "local":
            cluster = distributed.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
            client = distributed.Client(cluster)
        else:
            cluster, client = None, distributed.Client(address, timeout=10)
    except (OSError, ValueError, TypeError) as error:
        message, allowed = "cannot be reached", "local, or an address such as tcp://host:8786"
        given = f"{address}: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
        raise BadInput(Problem(message, key="--dask", given=given, allowed=allowed)) from None
    try:
        there = sum(client.ncores().values())
        if not there:
            raise RunFailed(f"the Dask cluster at {address} has no workers")
        yield _submitting(client.get_executor(pure=False).submit), there
    finally:
        with suppress(OSError, RuntimeError):  # of a scheduler that is gone
            client.close()
        if cluster is not None:
            cluster.close()


def _submitting(submit: Submit) -> Submit:
    """The same, which says ClusterGone where the client has lost its scheduler."""

    def safe(do: Any, /, *given: Any) -> Future[bytes]:
        try:
            return submit(do, *given)
        except (OSError, RuntimeError) as error:
            raise ClusterGone("the Dask scheduler is gone") from error

    return safe


def in_parallel(
    pieces: Iterable[Piece], work: Work, given: Sequence[str], submit: Submit, workers: int
) -> Generator[Outcome, None, None]:
    """Have pieces computed elsewhere, a few at a time, and give back what is done as it comes.

    Ctrl-C is heard while nothing has come; then all that is done is given back before it goes on its way. So it is
    where the cluster is lost. Raises ClusterGone.
    """
    waiting = (Job(piece) for piece in pieces)
    again: deque[Job] = deque()
    going: dict[Future[bytes], Job] = {}

    def fill() -> None:
        while len(going) <= workers:
            job = again.popleft() if again else next(waiting, None)
            if job is None:
                return
            going[submit(work, job.piece, *given)] = job

    with undisturbed() as heard:
        fill()
        while going:
            try:
                with heard():
                    done = wait(going, return_when=FIRST_COMPLETED).done
            except KeyboardInterrupt:
                yield from _finished(going)
                raise
            if any(future.cancelled() for future in done):  # nobody here does that
                yield from _finished(going)
                raise ClusterGone("the Dask scheduler is gone")
            ended = [(future, going.pop(future)) for future in done]
            try:
                fill()
            except ClusterGone:
                yield from _finished(dict(ended) | going)
                raise
            for future, job in ended:
                error = future.exception()
                if error is None:
                    yield job.piece.span, future.result()
                else:
                    jobs, failed = _after(job, error)
                    again.extend(jobs)
                    yield from failed
            fill()


def _finished(going: Mapping[Future[bytes], Job]) -> Iterator[Outcome]:
    """What was done when the user said stop."""
    for future, job in going.items():
        if future.done() and not future.cancelled() and future.exception() is None:
            yield job.piece.span, future.result()


def _after(job: Job, error: BaseException) -> tuple[list[Job], list[Failed]]:
    """What becomes of a piece that could not be computed: tried again, halved, or given up."""
    died = _is_death(error)
    if not died and not isinstance(error, RunFailed | MemoryError):
        raise error
    kills = job.kills + 1 if died else KILLS_OF_A_POINT
    if job.piece.span.runs > 1:
        if kills < KILLS_BEFORE_HALVING:
            return [Job(job.piece, kills)], []
        return [Job(part) for part in job.piece.halves()], []
    if kills < KILLS_OF_A_POINT:
        return [Job(job.piece, kills)], []
    reason = f"it ended its worker {kills} times ({error})" if died else str(error) or "out of memory"
    return [], [Failed(job.piece.span, reason)]


def _is_death(error: BaseException) -> bool:
    """Whether a worker was lost, here or in a Dask cluster."""
    return isinstance(error, WorkerDied) or type(error).__name__ in ("KilledWorker", "CommClosedError")
