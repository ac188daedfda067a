"""A tiny sweep, commands run in children of a server, and what must be true of a folder whatever happened to them."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.forkserver import ensure_running, set_forkserver_preload
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import pyarrow.parquet as pq

from tests.sweep import inside

ROOT = Path(__file__).parents[2]
SERVER = get_context("forkserver")
BASE = "based_on: unscr_2371.yaml\ntitle: short\nbundle: [unscr_2371]\nhorizon: {start: 2017-01, end: 2017-12}\n"
TINY = """\
title: tiny
base: base.yaml
axes:
  campaign.dial: {sobol: [2, 8]}
  behaviour.theta: {sobol: range}
points: 24
draws: 3
outputs: [goods.receipts]
"""
POINTS, DRAWS, SHARDS = 24, 3, 8
ALL = Counter((run, draw) for run in range(POINTS) for draw in range(DRAWS))
SWEEP = ("sweep", "tiny.yaml", "--no-figures", "--workers", "1")
TWO_WORKERS = (*SWEEP[:-1], "2")
LONGEST = 60.0
"""Seconds after which a command counts as hanging."""

Before = Callable[[], None]
CUT = functools.partial(inside.cut, SHARDS)
FEW = functools.partial(inside.cut, 3)
QUICK: tuple[Before, ...] = (CUT, inside.quick)
"""Rows made up, for tests of what becomes of them."""

REAL: tuple[Before, ...] = (CUT,)


def make(place: Path, tiny: str = TINY, base: str = BASE) -> Path:
    """A folder with the sweep and its base scenario."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "base.yaml").write_text(base)
    (place / "tiny.yaml").write_text(tiny)
    return place


# -- commands ---------------------------------------------------------------------------------------------------------


@functools.cache
def serve() -> None:
    """Start the server that has imported everything."""
    set_forkserver_preload(["tests.sweep.preloaded"])
    with contextlib.chdir(ROOT):
        ensure_running()


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str
    pid: int

    def fine(self) -> Done:
        """The same, where it ended well."""
        assert self.code == 0, self
        return self

    def refused(self, code: int, *words: str) -> Done:
        """The same, where it ended with this exit code and these words, and no traceback."""
        assert self.code == code, self
        assert "Traceback" not in self.err, self
        for word in words:
            assert word in " ".join(self.err.split()), (word, self)
        return self


@dataclass(frozen=True)
class Running:
    """A command under way, alone in a session of its own."""

    process: Any
    said: Path

    @property
    def pid(self) -> int:
        """Its process id, and that of its session."""
        return self.process.pid

    def kill(self, which: int = signal.SIGKILL) -> None:
        """Send it a signal."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, which)

    def ended(self, within: float = LONGEST) -> Done:
        """Wait for its end."""
        self.process.join(within)
        code = self.process.exitcode
        out, err = ((self.said / name).read_text() if (self.said / name).exists() else "" for name in ("out", "err"))
        assert code is not None, f"hangs after {within} s: {out} {err}"
        return Done(code, out, err, self.pid)


@contextlib.contextmanager
def started(place: Path, *arguments: str, before: Sequence[Before] = REAL) -> Iterator[Running]:
    """A command started in a folder; killed with all its descendants in the end, where it is still there."""
    serve()
    said = Path(mkdtemp(prefix="said-", dir=place))
    process = SERVER.Process(target=_command, args=(place, arguments, tuple(before), said))
    process.start()
    try:
        yield Running(process, said)
    finally:
        end(process)
        shutil.rmtree(said)


def dial(place: Path, *arguments: str, before: Sequence[Before] = REAL, within: float = LONGEST) -> Done:
    """A command, carried out to its end."""
    with started(place, *arguments, before=before) as running:
        return running.ended(within)


def _command(place: Path, arguments: Sequence[str], before: Sequence[Before], said: Path) -> None:
    os.setsid()
    os.chdir(place)
    for number, name in ((1, "out"), (2, "err")):
        file = os.open(said / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        os.dup2(file, number)
        os.close(file)
    for prepare in before:
        prepare()
    from sim.cli.main import main

    sys.exit(main(arguments))


def session(leader: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, _, of = path.read_text().rpartition(")")[2].split()[:4]
            if int(of) == leader and state not in "ZX":
                found.append(int(path.parent.name))
    return found


def end(process: Any) -> None:
    """End a process, and whatever is left of its session."""
    process.kill()
    process.join()
    for pid in session(process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.close()


def gone(leader: int, within: float) -> list[int]:
    """The processes of a session that are still there after a while; none as soon as all have gone."""
    until = time.monotonic() + within
    while (left := session(leader)) and time.monotonic() < until:
        time.sleep(0.02)
    return left


# -- folders ----------------------------------------------------------------------------------------------------------

NAME = re.compile(r"runs_(\d+)-(\d+)_draws_(\d+)-(\d+)\.[0-9a-f]{16}\.parquet")


def results(place: Path, name: str = "tiny") -> Path:
    """The sweep's folder."""
    return place / "results" / name


def shards(place: Path, name: str = "tiny") -> list[Path]:
    """The files of its shards."""
    return sorted((results(place, name) / "shards").glob("*.parquet"))


def rows_of(shard: Path) -> Counter[tuple[int, int]]:
    """The (run, draw) that a shard's name says it holds."""
    named = NAME.fullmatch(shard.name)
    assert named, shard
    first, last, draw, until = map(int, named.groups())
    return Counter((r, d) for r in range(first, last + 1) for d in range(draw, until + 1))


def rows_inside(shard: Path) -> Counter[tuple[int, int]]:
    """The (run, draw) that are in a shard."""
    table = pq.read_table(shard, columns=["run", "draw"])
    return Counter(zip(table["run"].to_pylist(), table["draw"].to_pylist(), strict=True))


def content(place: Path, name: str = "tiny") -> str:
    """The hash of the merged table's content, as the sweep says it."""
    return str(json.loads((results(place, name) / "provenance.json").read_bytes())["content_sha256"])


def lost_and_doubled(place: Path) -> tuple[int, int]:
    """How many rows the shards and the merged table lack, and how many they hold twice."""
    inside_, named = Counter[Any](), Counter[Any]()
    for shard in shards(place):
        inside_ += rows_inside(shard)
        named += rows_of(shard)
    assert named == inside_
    table = Counter(pq.read_table(results(place) / "table.parquet", columns=["point"])["point"].to_pylist())
    points = Counter(range(POINTS))
    lost = (ALL - inside_).total() + (points - table).total()
    return lost, (inside_ - ALL).total() + (table - points).total()


def drafts(place: Path) -> list[Path]:
    """What writers have left half done."""
    return sorted((place / "results").rglob(".*.tmp"))


def begun(log: Path) -> list[tuple[int, ...]]:
    """The spans that were begun, over all commands that kept a log."""
    return [tuple(map(int, line.split())) for line in log.read_text().splitlines()] if log.exists() else []


def span_of(shard: Path) -> tuple[int, ...]:
    """A shard's span as logs have it."""
    named = NAME.fullmatch(shard.name)
    assert named, shard
    first, last, draw, until = map(int, named.groups())
    return first, last + 1, draw, until + 1


@functools.cache
def uninterrupted(quick: bool) -> str:
    """The hash of the content when nothing happens to the sweep."""
    with TemporaryDirectory() as folder:
        place = make(Path(folder))
        dial(place, *SWEEP, before=QUICK if quick else REAL).fine()
        assert lost_and_doubled(place) == (0, 0)
        assert len(shards(place)) == SHARDS
        return content(place)


def operations(before: Sequence[Before], *arguments: str) -> list[tuple[str, str]]:
    """Every operation on a file of an uninterrupted sweep, in order: its name and path."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "operations"
        dial(make(Path(folder)), *arguments, before=(*before, functools.partial(inside.listed, str(log)))).fine()
        found = [(name, path) for name, path in json.loads(log.read_bytes())]
    assert found[-1] == ("ftruncate", "results/tiny/.lock"), "the lock is let go last"
    return found


def numbers(found: Sequence[tuple[str, str]], all_writes: bool) -> list[int]:
    """The numbers of operations, from 1; of a long row of writes to one file only some, where not all are wanted."""

    def inner(n: int) -> bool:
        return all(0 <= k < len(found) and found[k] == found[n] for k in (n - 1, n + 1))

    return [n + 1 for n in range(len(found)) if all_writes or not inner(n) or n % 8 == 0]


# -- anything else in a child -----------------------------------------------------------------------------------------


def in_child(do: Callable[..., Any], *given: Any, within: float = LONGEST) -> Any:
    """What a function returns in a child of the server; it must have ended by then, and nothing of it may stay."""
    serve()
    ours, theirs = SERVER.Pipe(duplex=False)
    process = SERVER.Process(target=_answer, args=(theirs, do, given))
    process.start()
    theirs.close()
    try:
        assert ours.poll(within), f"{do.__name__} hangs"
        try:
            answer = ours.recv()
        except EOFError:
            raise AssertionError(f"{do.__name__} died") from None
        process.join(within)
        assert process.exitcode == 0, f"{do.__name__}: exit code {process.exitcode}"
        assert gone(process.pid, 5.0) == []
        return answer
    finally:
        end(process)
        ours.close()


def _answer(pipe: Any, do: Callable[..., Any], given: Sequence[Any]) -> None:
    os.setsid()
    pipe.send(do(*given))
