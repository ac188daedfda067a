"""What is changed inside a forked command before it starts: where it fails, what it computes, what time it is.

Everything here is handed to the child by name, so that nothing of pytest is imported there.
"""

from __future__ import annotations

import builtins
import ctypes
import errno
import io
import json
import os
import random
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial, wraps
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from sim.common.errors import StorageTrouble
from sim.sweeps import merge, plan, run, shards, workers
from sim.sweeps.pieces import Computed, Piece, Span
from sim.sweeps.shards import shard_bytes

REAL = {name: getattr(os, name) for name in ("open", "write", "fsync", "replace", "mkdir", "unlink")}
BY_PATH = ("open", "replace", "mkdir", "unlink")
BY_DESCRIPTOR = ("write", "fsync", "ftruncate", "pwrite")


# -- how it is cut and computed ---------------------------------------------------------------------------------------


def cut(least: int) -> None:
    """Cut plans in about so many shards, however few their lanes."""
    plan.BLOCK = 1
    plan.NARROWEST, plan.FEWEST_SHARDS = 1, least


def value_of(run: int, draw: int, output: int) -> float:
    """What a made-up row holds: a number of its own."""
    return 1000.0 * run + draw + output / 8


def made_up(piece: Piece) -> Computed:
    """Rows that say which ones they are, in no time."""
    span, outputs = piece.span, range(len(piece.outputs))
    runs, draws = range(span.first_run, span.stop_run), range(span.first_draw, span.stop_draw)
    return Computed(span, np.array([[value_of(r, d, k) for r in runs for d in draws] for k in outputs]))


def quick() -> None:
    """Make rows up in place of computing them."""
    shards.compute = made_up


def noted(log: str) -> None:
    """Note every piece that is begun."""
    before = shards.compute

    def computing(piece: Piece) -> Computed:
        note(log, piece.span)
        return before(piece)

    shards.compute = computing


def note(log: str, span: Span) -> None:
    """Add a span to a log, in one piece whoever else writes."""
    file = REAL["open"](log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    REAL["write"](file, f"{span.first_run} {span.stop_run} {span.first_draw} {span.stop_draw}\n".encode())
    os.close(file)


def how(**given: Any) -> None:
    """Run sweeps with other work, or in another order."""
    real = run.How

    def other(*usual: Any, **named: Any) -> Any:
        return replace(real(*usual, **named), **given)

    run.How = other  # type: ignore[assignment,misc]


def started_by(start: str) -> None:
    """Begin workers another way."""
    workers.processes = partial(workers.processes, start=start)


def always_workers() -> None:
    """One worker is a process too."""
    how(elsewhere=partial(workers.processes, 1))


def only_workers() -> None:
    """Nothing is computed in this process itself: a forked worker has another id."""
    here, before = os.getpid(), shards.compute

    def elsewhere(piece: Piece) -> Computed:
        assert os.getpid() != here, "computed where nobody should"
        return before(piece)

    shards.compute = elsewhere


def shuffled(seed: int, spans: list[Span]) -> list[Span]:
    """Spans in another order."""
    return random.Random(seed).sample(spans, len(spans))


# -- trouble with files -----------------------------------------------------------------------------------------------

Reached = Callable[[int, str, str, Callable[[], Any]], "str | None"]
"""Told of each file operation before it is done: its number, its name, its path, and how to do half of it.

It may name another file to open in place of the one meant.
"""


def watched(reached: Reached) -> None:
    """Tell of each operation on a file below `results` that changes it, or syncs it."""
    results = os.path.abspath("results")
    number = 0

    def tell(name: str, path: str, half: Callable[[], Any] = lambda: None) -> str | None:
        nonlocal number
        if not os.path.abspath(path).startswith(results):
            return None
        number += 1
        return reached(number, name, path, half)

    def by_path(name: str) -> None:
        real = getattr(os, name)

        @wraps(real)
        def operation(path: Any, *rest: Any, **named: Any) -> Any:
            if "dir_fd" not in named and not isinstance(path, int):
                tell(name, os.fspath(path))
            return real(path, *rest, **named)

        setattr(os, name, operation)

    def by_descriptor(name: str) -> None:
        real = getattr(os, name)

        @wraps(real)
        def operation(file: int, *rest: Any) -> Any:
            def half() -> None:
                if name == "write":
                    real(file, rest[0][: len(rest[0]) // 2])

            with suppress(FileNotFoundError):
                tell(name, os.readlink(f"/proc/self/fd/{file}"), half)
            return real(file, *rest)

        setattr(os, name, operation)

    for name in BY_PATH:
        by_path(name)
    for name in BY_DESCRIPTOR:
        by_descriptor(name)
    real_open = builtins.open

    @wraps(real_open)
    def opened(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if not isinstance(file, int) and set(mode) & set("wax+"):
            file = tell("builtins.open", os.fspath(file)) or file
        return real_open(file, mode, *rest, **named)

    builtins.open = io.open = opened  # type: ignore[assignment]


def listed(log: str) -> None:
    """Write down all operations."""
    found: list[tuple[str, str]] = []

    def reached(_: int, name: str, path: str, half: Callable[[], Any]) -> None:
        found.append((name, os.path.relpath(path)))
        file = REAL["open"](log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        REAL["write"](file, json.dumps(found).encode())
        os.close(file)

    watched(reached)


def killed_at(number: int, where: str = "") -> None:
    """Die at an operation, counted among those on paths that have `where` in them: of a write, half is done."""
    left = count(1)

    def reached(_: int, name: str, path: str, half: Callable[[], Any]) -> None:
        if where in path and next(left) == number:
            half()
            os.kill(os.getpid(), signal.SIGKILL)

    watched(reached)


def signalled_at(number: int, which: int) -> None:
    """Be asked to stop at an operation."""

    def reached(n: int, name: str, path: str, half: Callable[[], Any]) -> None:
        if n == number:
            os.kill(os.getpid(), which)

    watched(reached)


def failing_at(number: int, error: int) -> None:
    """Fail at an operation, and only there; of a write, half is done."""

    def reached(n: int, name: str, path: str, half: Callable[[], Any]) -> None:
        if n == number:
            half()
            raise OSError(error, os.strerror(error), *([] if name in BY_DESCRIPTOR else [path]))

    watched(reached)


def full_from(number: int) -> None:
    """A disk that is full from an operation on, also for libraries that write without asking Python."""

    def reached(n: int, name: str, path: str, half: Callable[[], Any]) -> str | None:
        if n < number or name in ("unlink", "mkdir"):
            return None
        if name == "builtins.open":
            return "/dev/full"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), *([] if name in BY_DESCRIPTOR else [path]))

    watched(reached)


def without_root() -> None:
    """Obey permissions, whoever runs the tests."""
    if os.geteuid() == 0:
        os.seteuid(65534)


# -- trouble with workers ---------------------------------------------------------------------------------------------


def noted_work(log: str, piece: Piece, identity: str, source: str) -> bytes:
    """Work that notes what it begins, in whatever process."""
    note(log, piece.span)
    return shard_bytes(piece, identity, source)


def deadly(log: str, kind: str, bad: tuple[int, ...], piece: Piece, identity: str, source: str) -> bytes:
    """Work that ends its worker, or fails, wherever one of some runs is in it; other rows are made up."""
    note(log, piece.span)
    if set(bad) & set(range(piece.span.first_run, piece.span.stop_run)):
        if kind == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if kind == "segfault":
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            ctypes.string_at(0)
        raise MemoryError
    shards.compute = made_up
    return shard_bytes(piece, identity, source)


def slow_to_say(log: str, seconds: float, piece: Piece, identity: str, source: str) -> bytes:
    """Work that notes when it is begun, takes a while, and notes that it is done."""
    note(f"{log}.begun", piece.span)
    time.sleep(seconds)
    shards.compute = made_up
    data = shard_bytes(piece, identity, source)
    note(f"{log}.done", piece.span)
    return data


def held(log: str, gate: str, piece: Piece, identity: str, source: str) -> bytes:
    """Work that goes on once a file is there, however long that takes."""
    note(f"{log}.begun", piece.span)
    until = time.monotonic() + 60
    while not os.path.exists(gate) and time.monotonic() < until:
        time.sleep(0.002)
    shards.compute = made_up
    return shard_bytes(piece, identity, source)


def slow_sync(seconds: float) -> None:
    """A disk that takes its time."""

    def sync(file: int) -> None:
        time.sleep(seconds)
        REAL["fsync"](file)

    os.fsync = sync


# -- another world ----------------------------------------------------------------------------------------------------


def attributes(module: str, **given: Any) -> None:
    """Give other values to attributes of a module."""
    for name, value in given.items():
        setattr(sys.modules[module], name, value)


def shipped_from(folder: Path) -> None:
    """Read shipped files from a copy of them."""
    for name, module in list(sys.modules.items()):
        if name.startswith("sim.") and hasattr(module, "shipped"):
            module.shipped = lambda: folder  # type: ignore[attr-defined]


# -- other commands at the same time ----------------------------------------------------------------------------------


def meet(folder: str, others: int) -> None:
    """Wait until so many have come, and go on together."""
    Path(folder).mkdir(exist_ok=True)
    (Path(folder) / os.urandom(8).hex()).touch()
    until = time.monotonic() + 30
    while len(os.listdir(folder)) < others and time.monotonic() < until:
        time.sleep(0.0005)


def timed_locks(log: str) -> None:
    """Note how long it takes to be refused a lock."""
    for module, name in ((run, "alone_in"), (run, "part_of"), (merge, "alone_in")):
        setattr(module, name, _timed(getattr(module, name), log))


def _timed(lock: Any, log: str) -> Any:
    @contextmanager
    def timed(*given: Any) -> Any:
        since = time.monotonic()
        try:
            context = lock(*given)
            context.__enter__()
        except StorageTrouble:
            with open(log, "a") as file:
                file.write(f"{time.monotonic() - since}\n")
            raise
        error: Any = (None, None, None)
        try:
            yield
        except BaseException:
            error = sys.exc_info()
            raise
        finally:
            context.__exit__(*error)

    return timed


def paused(module: str, name: str, folder: str, others: int) -> None:
    """Meet others where a function is about to be called."""
    real = getattr(sys.modules[module], name)

    def after_meeting(*given: Any, **named: Any) -> Any:
        meet(folder, others)
        return real(*given, **named)

    setattr(sys.modules[module], name, after_meeting)


def late(module: str, name: str, seconds: float) -> None:
    """Be slow to call a function."""
    real = getattr(sys.modules[module], name)

    def after_a_while(*given: Any, **named: Any) -> Any:
        time.sleep(seconds)
        return real(*given, **named)

    setattr(sys.modules[module], name, after_a_while)


def another_thread() -> None:
    """A thread that signals may come to, as libraries have them."""
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()


def leaping_clock(year: int) -> None:
    """A clock that stands in another century, and leaps by a day, back and forth, whenever it is read."""
    start = datetime(year, 1, 1, tzinfo=UTC).timestamp()
    leaps = count()

    def now() -> float:
        return start + 86_400.0 * (-1) ** next(leaps)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.fromtimestamp(now(), tz)

    time.time = now
    for name, module in list(sys.modules.items()):
        if name.startswith("sim.") and getattr(module, "datetime", None) is datetime:
            module.datetime = Clock  # type: ignore[attr-defined]


def stopped_while_slow(number: int, which: int, times: int, seconds: float, done: str, seen: str) -> None:
    """A disk that takes its time at an operation; then a signal comes, and what is done by then is noted."""

    def reached(n: int, name: str, path: str, half: Callable[[], Any]) -> None:
        if n == number:
            time.sleep(seconds)
            Path(seen).write_bytes(Path(done).read_bytes())
            for _ in range(times):
                os.kill(os.getpid(), which)
                time.sleep(0.05)

    watched(reached)
