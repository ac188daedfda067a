"""Attacks on folders of results: what they say of themselves edited and sealed anew, links, kills."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from sim.cli.main import main
from sim.reading.resolved.json_text import with_seal
from tests.attacks_on_files import edited
from tests.mutations import mutants
from tests.sweep.test_kills import duration, killed_sweep
from tests.sweep.tiny import QUICK, SWEEP, dial, make, results

TOLD = ("plan.json", "status.json", "provenance.json")
VERBS = (("status",), ("merge", "--no-figures"), ("status",), ("verify", "--sample", "1"))
NAMES = (
    ".lock",
    "shards",
    "quarantine",
    "plan.json",
    "settings.parquet",
    "points.parquet",
    "status.json",
    "table.parquet",
    "table.csv",
    "datapackage.json",
    "provenance.json",
)


def said(*arguments: str) -> tuple[int | str, str]:
    """The exit code of a command carried out here, and what it printed; in place of the code what it died of."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code: int | str = main(list(arguments))
        except SystemExit as ended:
            code = str(ended.code)
        except BaseException as error:  # what must not happen, whatever it is
            code = repr(error)
    return code, out.getvalue()


def plans(count: int, seed: int, place: Path) -> Iterator[str]:
    """A plan, a status or a provenance, mutated, or edited and sealed anew; then a command that reads it."""
    dice = random.Random(seed)
    dial(make(place), *SWEEP, before=QUICK).fine()
    folder = results(place)
    before = {name: (folder / name).read_bytes() for name in TOLD}
    for n in range(count):
        name = TOLD[n % len(TOLD)]
        data = mutants([before[name]], 1, dice.randrange(2**32))[0]
        if dice.random() < 0.8:
            changed = edited(json.loads(before[name]), dice, dice.choice((1, 1, 1, 2)))
            text = json.dumps(changed if not isinstance(changed, dict) else _sealed(changed))
            data = text.encode("utf-8", "replace")
        (folder / name).write_bytes(data)
        verb = dice.choice(VERBS)
        code, text = said("sweep", verb[0], str(folder), *verb[1:])
        fine = code in (0, 1, 2, 3) and "Traceback" not in text and "\x1b" not in text
        yield "" if fine else f"{name} {verb[0]}: {code}: {data[:3000]!r}"
        for told, whole in before.items():
            (folder / told).write_bytes(whole)


def _sealed(content: dict) -> dict:
    """A content with the seal it should have, as far as one can be made."""
    try:
        return with_seal(content)
    except UnicodeEncodeError:
        return content


def links(count: int, seed: int, place: Path) -> Iterator[str]:
    """A link, or a second name of a file, where each of our own files and folders belongs, beside its plan."""
    dice = random.Random(seed)
    dial(make(place / "whole"), *SWEEP, before=QUICK).fine()
    cases = [(name, how) for name in NAMES for how in (os.symlink, os.link)]
    for name, how in dice.sample(cases, min(count, len(cases))):
        here = place / "here"
        shutil.copytree(place / "whole", here)
        mine = here / "mine"
        (mine / "below").mkdir(parents=True)
        (mine / "thesis.txt").write_text("mine")
        ours = results(here) / name
        shutil.rmtree(ours) if ours.is_dir() else ours.unlink(missing_ok=True)
        folder = name in ("shards", "quarantine") and how is os.symlink
        how(mine if folder else mine / "thesis.txt", ours)
        done = dial(here, *SWEEP, before=QUICK)
        untouched = (mine / "thesis.txt").read_text() == "mine" and sorted(p.name for p in mine.iterdir()) == [
            "below",
            "thesis.txt",
        ]
        kept = how is os.link or ours.is_symlink()
        fine = done.code in (0, 2, 3) and "Traceback" not in done.err and untouched and kept
        yield "" if fine else f"{how.__name__} at {name}: {done}"
        shutil.rmtree(here)


def kills(count: int, seed: int, place: Path) -> Iterator[str]:
    """Sweeps killed at random moments, several times each, until they were killed so often."""
    dice, longest, killed, n = random.Random(seed), duration(place / "timed"), 0, 0
    while killed < count:
        try:
            often = killed_sweep(make(place / f"after-{n}"), dice, longest)
            yield from [""] * often
        except AssertionError as error:
            often = 1
            yield f"seed {seed}: {error}"
        killed, n = killed + often, n + 1
