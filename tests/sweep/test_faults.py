"""Disks that fail: full, broken, read-only, not ours. The place is named, exit 3, and the same bytes come later."""

from __future__ import annotations

import errno
import re
from collections.abc import Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.rings import in_rings
from tests.sweep import inside
from tests.sweep.tiny import (
    FEW,
    QUICK,
    SWEEP,
    begun,
    content,
    dial,
    drafts,
    lost_and_doubled,
    make,
    numbers,
    operations,
    results,
    shards,
    uninterrupted,
)

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS)
WITH_FIGURES = tuple(word for word in SWEEP if word != "--no-figures")
QUICK_FEW = (FEW, inside.quick)
WORDS = "cannot be written or read: "


def fails_and_goes_on(place: Path, number: int, error: int, command: tuple[str, ...] = SWEEP) -> None:
    """A sweep whose operation of this number fails says so, and the next one gives what was to come."""
    failed = dial(place, *command, before=(*QUICK_FEW, partial(inside.failing_at, number, error)))
    failed.refused(3, "results", WORDS)
    dial(place, *command, before=QUICK_FEW).fine()
    assert lost_and_doubled(place) == (0, 0), (number, error)
    assert content(place) == uninterrupted(quick=True), (number, error)
    assert drafts(place) == [], (number, error)


def kind(operation: tuple[str, str]) -> tuple[str, str]:
    """An operation's name, and what it is done to, whatever the rows and the hash of that."""
    name, path = operation
    return name, re.sub(r"[0-9a-f]{8,}|\d+", "", path)


def firsts(kinds: Sequence) -> list[int]:
    """The numbers, from 1, of the first of each kind; letting the lock go, which comes last, is none of them."""
    return [n for n, one in enumerate(kinds[:-1], 1) if one not in kinds[: n - 1]]


def test_every_kind_of_operation_fails_once(tmp_path):
    """One kind of failure each, on shards and on all else; every operation is tried by the slow test."""
    some = firsts([(name, "runs_" in path) for name, path in operations(QUICK_FEW, *SWEEP)])
    assert len(some) > 10
    for number, error in zip(some, cycle(ERRORS), strict=False):
        fails_and_goes_on(make(tmp_path / f"{number}"), number, error)
    print(f"{len(some)} failed operations: exit 3, the place named, the same bytes later")


@pytest.mark.slow
def test_every_operation_fails_in_some_way(tmp_path):
    """In one way, where one on such a file has failed before, else in two, by turns."""
    found, ways, count = operations(QUICK_FEW, *SWEEP), cycle(ERRORS), 0
    first = firsts([kind(operation) for operation in found])
    for number in numbers(found, all_writes=False)[:-1]:
        for error in islice(ways, 2 if number in first else 1):
            fails_and_goes_on(make(tmp_path / f"{number}-{error}"), number, error)
            count += 1
    print(f"{count} failed operations: exit 3, the place named, the same bytes later")


def of_figures() -> list[int]:
    """The operations that a sweep with figures has more than one without, but letting go of its draft's lock."""
    found = operations(QUICK_FEW, *WITH_FIGURES)
    own = [n for n, (_, path) in enumerate(found, 1) if ".files." in path and "(deleted)" not in path]
    assert {found[n - 1][0] for n in own} >= {"mkdir", "builtins.open", "fsync", "replace"}
    return own


@pytest.mark.slow
def test_operations_of_figures_fail(tmp_path):
    """Where the draft's folder is made, each figure is opened, synced and moved."""
    own = of_figures()
    for number, error in zip(own, cycle(ERRORS), strict=False):
        place = make(tmp_path / f"{number}")
        fails_and_goes_on(place, number, error, WITH_FIGURES)
        assert sorted(path.name for path in results(place).glob("goods*")) == [
            "goods_receipts_2017.png",
            "goods_receipts_2017.svg",
            "goods_receipts_2017_alt.txt",
        ]
    print(f"{len(own)} failed operations of figures: exit 3, the place named, all figures later")


@pytest.mark.slow
@pytest.mark.parametrize("figures", [False, True], ids=["table", "figures"])
def test_a_disk_that_stays_full(tmp_path, figures):
    """From some operation on nothing can be written, not even by who cleans up."""
    command = WITH_FIGURES if figures else SWEEP
    count = len(operations(QUICK_FEW, *command)) - 1
    some = range(count - 20, count + 1, 10) if figures else range(2, count + 1, 23)
    for number in some:
        place = make(tmp_path / f"{number}")
        dial(place, *command, before=(*QUICK_FEW, partial(inside.full_from, number))).refused(3, WORDS, "no space left")
        dial(place, *command, before=QUICK_FEW).fine()
        assert content(place) == uninterrupted(quick=True)
        assert drafts(place) == []
    print(f"{len(some)} full disks: exit 3, the same bytes later")


def test_a_lock_that_cannot_say_that_it_is_free(tmp_path):
    """Nothing is lost with that, and it holds nobody."""
    place = make(tmp_path)
    last = len(operations(QUICK_FEW, *SWEEP))
    for error in ERRORS:
        dial(place, *SWEEP, before=(*QUICK_FEW, partial(inside.failing_at, last, error))).fine()
    dial(place, *SWEEP, before=QUICK_FEW).fine()
    assert content(place) == uninterrupted(quick=True)


# -- places that take no files ----------------------------------------------------------------------------------------


def refused_before_the_first_run(place: Path, *words: str, before=(), out: str = "results") -> None:
    log = place / "log"
    done = dial(place, *SWEEP, "--out", out, before=(*QUICK, partial(inside.noted, str(log)), *before))
    done.refused(3, *words)
    assert begun(log) == []


def test_a_folder_without_permission_is_refused_before_the_first_run(tmp_path):
    place = make(tmp_path)
    place.chmod(0o755)
    (place / "results").mkdir(mode=0o555)
    refused_before_the_first_run(place, "results", "permission denied", before=(inside.without_root,))
    assert list((place / "results").iterdir()) == []


def test_a_sweep_folder_without_permission_is_refused_before_the_first_run(tmp_path):
    """The folder of results takes files, that of the sweep does not."""
    place = make(tmp_path)
    place.chmod(0o755)
    (place / "results").mkdir()
    (place / "results").chmod(0o777)
    (place / "results" / "tiny").mkdir(mode=0o555)
    refused_before_the_first_run(place, "results/tiny", "permission denied", before=(inside.without_root,))


def test_a_read_only_disk_is_refused_before_the_first_run(tmp_path):
    place = make(tmp_path)
    (place / "results").mkdir()
    words = "results/.probe", "read-only file system"
    refused_before_the_first_run(place, *words, before=(partial(inside.failing_at, 2, errno.EROFS),))


def test_a_file_in_the_place_of_a_folder(tmp_path):
    place = make(tmp_path)
    (place / "results").write_text("mine")
    refused_before_the_first_run(place, "results", "is a file, and results need a folder")
    refused_before_the_first_run(place, "results", "is a file, and results need a folder", out="results/below")
    (place / "other").mkdir()
    (place / "other" / "tiny").write_text("mine")
    refused_before_the_first_run(place, "other/tiny", out="other")
    assert [(place / "results").read_text(), (place / "other" / "tiny").read_text()] == ["mine", "mine"]


def test_somebody_elses_folder_is_left_alone(tmp_path):
    place = make(tmp_path)
    results(place).mkdir(parents=True)
    (results(place) / "thesis.txt").write_text("mine")
    refused_before_the_first_run(place, "results/tiny: is in the way, and is not a sweep")
    assert [path.name for path in results(place).iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    "part", in_rings(["plan.json", "table.parquet", "quarantine", "shards", ".lock", "status.json"], 3)
)
def test_a_folder_or_file_in_the_place_of_a_part(tmp_path, part):
    """Something that can be neither read nor replaced: told, and after it is gone all goes on."""
    place = make(tmp_path)
    dial(place, *SWEEP, before=QUICK).fine()
    shard = min(shards(place))
    shard.write_bytes(shard.read_bytes()[:-1])
    there, kept = results(place) / part, place / "kept"
    if there.exists():
        there.rename(kept)
    if part in ("shards", "quarantine"):
        there.write_text("mine")
    else:
        there.mkdir()
        (there / "mine").write_text("mine")
    code = 2 if part == "plan.json" else 3
    dial(place, *SWEEP, before=QUICK).refused(code, f"results/tiny/{part}")
    if there.is_dir():
        (there / "mine").unlink()
        there.rmdir()
    else:
        there.unlink()
    if kept.exists():
        kept.rename(there)
    dial(place, *SWEEP, before=QUICK).fine()
    assert content(place) == uninterrupted(quick=True)
