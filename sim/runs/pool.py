"""Worker processes that leave with their parent, however it goes, and whose own death costs one task and no more.

Python's own process pool shares one pipe among its workers: when one is killed while it answers, the others and the
parent wait for ever. Here each worker has a pipe of its own and a thread of the parent that talks to it.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, Literal, TypeVar

from sim.common.errors import RunFailed
from sim.common.signals import STOPS

Start = Literal["spawn", "fork"]
"""How a worker begins: a new interpreter, or a copy of this one."""

LOOK_FOR_PARENT = 0.5
"""Seconds between a worker's looks at whether its parent is still there."""

TRIES = 3
"""How often a task is tried whose worker is killed."""

SAFE_PATH = "PYTHONSAFEPATH"
"""The environment variable that keeps the current folder off Python's path, whatever it is started with."""

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Settings of the C library's allocator, from its malloc.h."""

GIGABYTE, LARGE = 1 << 30, 4 << 20
"""Bytes: more than any array has, and what a chunk of draws is sent in, but none of the arrays in it."""

T = TypeVar("T")


class WorkerDied(Exception):
    """A worker process ended in the midst of a task: killed, crashed, or out of memory."""


class WorkersLost(RunFailed):
    """A task ended every worker process that took it."""


class Workers:
    """Processes that carry out tasks, each task by one of them. A worker that dies is replaced."""

    def __init__(self, workers: int, start: Start = "spawn"):
        self._context: Any = get_context(start)
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._all: list[_Worker] = []
        self._ending = False
        self._beginning = threading.Lock()
        for _ in range(workers):
            self._idle.put(self._begin())
        self._threads = ThreadPoolExecutor(workers)

    def submit(self, do: Callable[..., T], *given: Any) -> Future[T]:
        """Have a worker do something. The future raises what the task raised, or WorkerDied."""
        return self._threads.submit(self._do, do, given)

    def pids(self) -> list[int]:
        """The workers' process ids."""
        return [worker.process.pid or 0 for worker in self._all]

    def end(self) -> None:
        """End all workers at once, whatever they are doing."""
        self._ending = True
        for worker in list(self._all):
            worker.process.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.process.kill()  # one may have begun meanwhile
            worker.process.join()
            worker.pipe.close()

    def _do(self, do: Callable[..., T], given: tuple[Any, ...]) -> T:
        task = pickle.dumps((do, given))
        worker = self._idle.get()
        try:
            if self._ending:
                raise WorkerDied("the pool has ended")
            answer = worker.do(task)
        except (EOFError, OSError):
            died = WorkerDied(f"exit code {self._bury(worker)}")
            if not self._ending:
                worker = self._begin()
            raise died from None
        finally:
            self._idle.put(worker)
        result, error = pickle.loads(answer)
        if error is not None:
            raise error
        return result

    def _bury(self, worker: _Worker) -> int | None:
        """Take leave of a worker that does not answer; its exit code."""
        worker.process.kill()  # it may have closed its pipe and live on
        worker.process.join()
        worker.pipe.close()
        with suppress(ValueError):
            self._all.remove(worker)
        return worker.process.exitcode

    def _begin(self) -> _Worker:
        """One at a time, lest a forked worker hold the pipe of another open that has just begun."""
        with self._beginning, children_of_the_program(), deaf_children():
            ours, theirs = self._context.Pipe()
            process = self._context.Process(target=_work, args=(theirs, os.getpid()), daemon=True)
            process.start()
            theirs.close()
        worker = _Worker(process, ours)
        self._all.append(worker)
        return worker


class _Worker:
    """A worker process and the parent's end of its pipe."""

    def __init__(self, process: BaseProcess, pipe: Connection):
        self.process, self.pipe = process, pipe

    def do(self, task: bytes) -> bytes:
        """Send a task and wait for its answer. Raises EOFError or OSError when the worker is gone."""
        self.pipe.send_bytes(task)
        return self.pipe.recv_bytes()


@contextmanager
def worker_pool(workers: int, start: Start = "spawn") -> Iterator[Workers]:
    """Workers that do not hear Ctrl-C; their parent does, and ends them."""
    with undisturbed() as heard:
        pool = Workers(workers, start)
        try:
            with heard():
                yield pool
        finally:
            pool.end()


def in_order(do: Callable[..., T], tasks: Iterable[tuple[Any, ...]], workers: int) -> Generator[T, None, None]:
    """What a function makes of tasks, in their order, whoever of some new workers carries each out.

    A task whose worker is killed is tried again. Raises WorkersLost where it has ended several.
    """
    with worker_pool(workers) as pool:
        waiting: deque[tuple[tuple[Any, ...], Future[T]]] = deque()
        for task in tasks:
            waiting.append((task, pool.submit(do, *task)))
            if len(waiting) > 2 * workers:
                yield _done(pool, do, *waiting.popleft())
        while waiting:
            yield _done(pool, do, *waiting.popleft())


def _done(pool: Workers, do: Callable[..., T], task: tuple[Any, ...], going: Future[T]) -> T:
    for left in reversed(range(TRIES)):
        try:
            return going.result()
        except WorkerDied as died:
            if not left:
                text = f"a task ended its worker process {TRIES} times ({died}), perhaps for want of memory"
                raise WorkersLost(f"{text}; try fewer --workers") from None
            going = pool.submit(do, *task)
    raise AssertionError("the last try returns or raises")


def _work(pipe: Connection, parent: int) -> None:
    """A worker's life: take a task, answer, until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_freed_memory()
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            pipe.send_bytes(_answer(pipe.recv_bytes()))


def _answer(task: bytes) -> bytes:
    """A result and no error, or the other way about."""
    try:
        do, given = pickle.loads(task)
        return pickle.dumps((do(*given), None))
    except Exception as error:
        with suppress(Exception):
            return pickle.dumps((None, error))
        return pickle.dumps((None, RuntimeError(f"{type(error).__name__}: {error}")))


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_FOR_PARENT)
    os._exit(1)


@contextmanager
def deaf_children() -> Iterator[None]:
    """Processes started here do not hear Ctrl-C, SIGTERM or SIGHUP, not even while they import.

    Python starts the process that looks after what others leave behind with the first one that needs it, and lets
    signals through again when it has: so it is started before.
    """
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def children_of_the_program() -> Iterator[None]:
    """Python processes started here find modules where this one finds them, not in the current folder first.

    A spawned process is `python -c ...` until it has been sent its parent's path, and would take a user's signal.py or
    multiprocessing.py for Python's own. What the user put on PYTHONPATH stays.
    """
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(SAFE_PATH, None)
        else:
            os.environ[SAFE_PATH] = before


@contextmanager
def undisturbed() -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Ctrl-C, SIGTERM and SIGHUP wait until this is done; or are heard at once where `with` is used on what it gives.

    It is their handlers that wait. Signals that only the main thread blocks are taken by another thread, and Python
    interrupts the main thread all the same.
    """
    if threading.current_thread() is not threading.main_thread():
        yield nullcontext
        return
    came: list[int] = []
    before = [(number, handler) for number in STOPS if (handler := signal.getsignal(number)) is not None]

    def wait() -> None:
        for number, _ in before:
            signal.signal(number, lambda which, frame: came.append(which))

    def hear() -> None:
        for number, handler in before:
            signal.signal(number, handler)
        while came:
            signal.raise_signal(came.pop())

    @contextmanager
    def heard() -> Iterator[None]:
        try:
            hear()
            yield
        finally:
            wait()

    try:
        wait()
        yield heard
    finally:
        hear()


def keep_freed_memory() -> None:
    """Keep a freed array's memory for the next one, where the C library is glibc.

    Else large arrays go back to the system and come again page by page, month after month, and the workers spend their
    second core waiting for one another's pages.
    """
    _keep(GIGABYTE)


def give_back_freed_memory() -> None:
    """Give what was kept back to the system, and from now on what is large, where the C library is glibc.

    What draws were computed in would stand beside the tables and figures made of them, and what workers send would be
    kept once for every thread that takes it.
    """
    _keep(LARGE)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _keep(least: int) -> None:
    """Free memory at a heap's end, and arrays, are given back from so many bytes on."""
    with suppress(OSError, AttributeError):
        allocator = ctypes.CDLL(None)
        for setting in (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD):
            allocator.mallopt(setting, least)
