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
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, Literal, TypeVar

Start = Literal["spawn", "fork"]
"""How a worker begins: a new interpreter, or a copy of this one."""

LOOK_FOR_PARENT = 0.5
"""Seconds between a worker's looks at whether its parent is still there."""

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, GIGABYTE = -1, -3, 1 << 30
"""Settings of the C library's allocator, from its malloc.h."""

T = TypeVar("T")


class WorkerDied(Exception):
    """A worker process ended in the midst of a task: killed, crashed, or out of memory."""


class Workers:
    """Processes that carry out tasks, each task by one of them. A worker that dies is replaced."""

    def __init__(self, workers: int, start: Start = "spawn"):
        self._context: Any = get_context(start)
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._all: list[_Worker] = []
        self._ending = False
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
        worker = self._idle.get()
        try:
            result, error = worker.do(do, given)
        except (EOFError, OSError, pickle.UnpicklingError):
            worker.process.join()
            self._all.remove(worker)
            worker.pipe.close()
            died = WorkerDied(f"exit code {worker.process.exitcode}")
            if not self._ending:
                worker = self._begin()
            raise died from None
        finally:
            self._idle.put(worker)
        if error is not None:
            raise error
        return result

    def _begin(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, os.getpid()), daemon=True)
        with deaf_children():
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._all.append(worker)
        return worker


class _Worker:
    """A worker process and the parent's end of its pipe."""

    def __init__(self, process: BaseProcess, pipe: Connection):
        self.process, self.pipe = process, pipe

    def do(self, what: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        """Send a task and wait for its answer: a result, or an error. Raises EOFError when the worker is gone."""
        self.pipe.send((what, given))
        return self.pipe.recv()


@contextmanager
def worker_pool(workers: int, start: Start = "spawn") -> Iterator[Workers]:
    """Workers that do not hear Ctrl-C; their parent does, and ends them."""
    pool = Workers(workers, start)
    try:
        yield pool
    finally:
        with undisturbed():
            pool.end()


def _work(pipe: Connection, parent: int) -> None:
    """A worker's life: take a task, answer, until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_freed_memory()
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            do, given = pipe.recv()
            answer: tuple[Any, Exception | None]
            try:
                answer = (do(*given), None)
            except Exception as error:
                answer = (None, error)
            pipe.send(answer)


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_FOR_PARENT)
    os._exit(1)


@contextmanager
def deaf_children() -> Iterator[None]:
    """Processes started here do not hear Ctrl-C or SIGTERM, not even while they import."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C and SIGTERM wait until this is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with deaf_children():
        yield


def keep_freed_memory() -> None:
    """Keep a freed array's memory for the next one, where the C library is glibc.

    Else large arrays go back to the system and come again page by page, month after month, and the workers spend their
    second core waiting for one another's pages.
    """
    with suppress(OSError, AttributeError):
        allocator = ctypes.CDLL(None)
        for setting in (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD):
            allocator.mallopt(setting, GIGABYTE)
