"""Attacks on what is read: mutated scenarios, sweeps and resolved scenarios; limits tried at both ends."""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.questions import headline_question
from sim.common.errors import BadInput
from sim.reading.reference import shipped
from sim.reading.resolved import dump_resolved, load_resolved
from sim.reading.resolved.json_text import with_seal
from sim.reading.scenario import read_scenario
from sim.runs.run import run
from sim.sweeps.design.reading import read_sweep
from tests.mutations import NASTY, RICH, inserted, mutants

LONGEST = 2.0
"""Seconds of processor time."""

SET = ("draws", "campaign.dial", "partners.china.dial", "behaviour.theta.coal", "baseline.shares", "horizon")
SHORT = ("horizon.start=2017-07", "horizon.end=2017-09")
UNSCR = shipped() / "unscr_2371.yaml"


def outcome(read: Callable[[Path], Any], path: Path, data: bytes) -> str:
    """What went wrong when a file was read: anything but a result, or bad input told on one screen; '' else."""
    path.write_bytes(data)
    begun = time.process_time()
    try:
        read(path)
    except BadInput as error:
        lines = str(error).splitlines()
        if not 0 < len(lines) <= 60 or not all(line.isprintable() and len(line) <= 200 for line in lines):
            return f"a message that is no screen of text, for {data!r}"
    except Exception as error:  # what must not happen, whatever it is
        return f"{error!r} for {data!r}"
    return f"takes long: {data!r}" if time.process_time() - begun > LONGEST else ""


def scenarios(count: int, seed: int, place: Path) -> Iterator[str]:
    """The shipped scenarios, and as often the one that uses everything; every tenth time settings over that one."""
    shipped_ones = [path.read_bytes() for path in sorted(shipped().glob("*.yaml"))]
    dice, path = random.Random(seed), place / "mutated.yaml"
    for n, data in enumerate(mutants(shipped_ones + [RICH.encode()] * len(shipped_ones), count, seed)):
        if n % 10 == 9:
            text = f"{dice.choice(SET)}={dice.choice(NASTY)}"
            given = inserted(text, dice) if dice.random() < 0.4 else text
            wrong = outcome(partial(read_scenario, overrides=(given,)), path, RICH.encode())
            yield wrong and f"{given!r}: {wrong[:300]}"
        else:
            yield outcome(read_scenario, path, data)


def sweeps(count: int, seed: int, place: Path) -> Iterator[str]:
    """The shipped sweeps."""
    for data in mutants([path.read_bytes() for path in sorted((shipped() / "sweeps").glob("*.yaml"))], count, seed):
        yield outcome(read_sweep, place / "mutated.yaml", data)


# -- resolved scenarios -----------------------------------------------------------------------------------------------

ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1, 2, 10**30, -1e300, 1e-300, 0.5, "", "x", "\ud800", "\x1b[2J", "2017-01-01", [], {}, [None],
    {"a": 1}, "=1+1", "x" * 5000,
)  # fmt: skip


def leaves(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where each value of a content stands, mappings and lists among them."""
    for key in content if isinstance(content, dict) else range(len(content)) if isinstance(content, list) else ():
        yield (*path, key)
        yield from leaves(content[key], (*path, key))


def edited(content: Any, dice: random.Random, times: int = 1) -> Any:
    """A content with values changed, gone, or near what they were."""
    found = copy.deepcopy(content)
    for _ in range(times):
        *outer, last = dice.choice(list(leaves(found)))
        inner = found
        for key in outer:
            inner = inner[key]
        now = inner[last]
        if isinstance(now, int | float) and not isinstance(now, bool) and dice.random() < 0.5:
            inner[last] = dice.choice((now + 1, -now, now * 1.01, now * 1e6))
        elif dice.random() < 0.2:
            del inner[last]
        else:
            inner[last] = copy.deepcopy(dice.choice(ODD))
    return found


def resolved(count: int, seed: int, place: Path) -> Iterator[str]:
    """Bytes mutated, values edited, values edited and sealed anew, in turn."""
    dice, path = random.Random(seed), place / "mutated.json"
    scenario = read_scenario(UNSCR, SHORT).scenario
    text = dump_resolved(scenario)
    content = json.loads(text)
    path.write_text(text, encoding="utf-8")
    for n, data in enumerate(mutants([text.encode()], count, seed)):
        if n % 3 == 0:
            yield outcome(_the_same(scenario), path, data)
        elif n % 3 == 1:
            yield outcome(_the_same(scenario), path, json.dumps(edited(content, dice)).encode("utf-8", "surrogatepass"))
        else:
            again = json.dumps(with_seal(_utf8(edited(content, dice))))
            yield outcome(lambda place: dump_resolved(load_resolved(place)), path, again.encode("utf-8"))


def _utf8(content: Any) -> Any:
    """A content that can be sealed: without halves of letters."""
    return json.loads(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))


def _the_same(scenario: Any) -> Callable[[Path], None]:
    def read(path: Path) -> None:
        assert load_resolved(path) == scenario, "another scenario was read, without a word"

    return read


# -- limits -----------------------------------------------------------------------------------------------------------

LIMITS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("horizon.end", ("2017-07", "2067-06"), ("2017-06", "2067-07")),
    ("horizon.start", ("1967-10", "2017-09"), ("1967-09", "2017-10", "1899-12")),
    ("campaign.dial", ("0", "10"), ("-0.01", "10.01")),
    ("campaign.fatigue", ("0", "1"), ("-0.01", "1.01")),
    ("campaign.review_months", ("1", "60"), ("0", "61")),
    (
        "campaign.dial_curve",
        ("{midpoint: 0, width: 0.5}", "{midpoint: 10, width: 100}", "[{dial: 0.01, share: 0.000001}]"),
        ("{midpoint: -0.1, width: 1}", "{midpoint: 5, width: 100.1}", "[{dial: 10, share: 0.99}]"),
    ),
    ("partners.china.dial", ("0", "10"), ("-1", "11")),
    ("partners.china.relief", ("-10", "10"), ("-10.1", "10.1")),
    ("partners.china.resistance", ("0.01", "20"), ("0.009", "20.1")),
    ("partners.china.exposure", ("0", "1"), ("-0.1", "1.1")),
    ("partners.china.lag_days", ("0 days", "3650 days"), ("-1 days", "3651 days")),
    ("partners.china.peer", ("-1", "1"), ("-1.1", "1.1")),
    ("behaviour.gamma", ("0", "20"), ("-0.1", "20.1")),
    ("behaviour.theta", ("0", "1"), ("-0.1", "1.1")),
    ("behaviour.alpha", ("0", "10"), ("-0.1", "10.1")),
    ("behaviour.phi", ("0", "1"), ("-0.1", "1.1")),
    ("behaviour.kappa", ("0", "1"), ("-0.1", "1.1")),
    ("behaviour.tau_k", ("0 months", "600 months"), ("-1 months", "601 months")),
    ("behaviour.k0", ("0", "1"), ("-0.1", "1.1")),
    ("behaviour.psi", ("0", "1"), ("-0.1", "1.1")),
    ("behaviour.rho_d", ("0", "1"), ("-0.1", "1.1")),
    ("behaviour.growth", ("-0.9", "10"), ("-0.91", "10.1")),
    ("behaviour.t_g", ("0.01 months", "12000 months"), ("0 months", "12001 months")),
    ("behaviour.port_months", ("0 months", "60 months"), ("-1 months", "61 months")),
    ("behaviour.hurry", ("0", "1"), ("-0.1", "1.1")),
    ("behaviour.rush", ("1", "10"), ("0.9", "10.1")),
    ("behaviour.noise_sd", ("0", "5"), ("-0.1", "5.1")),
    ("behaviour.unit_value", ("0 USD/t", "1e14 USD/t"), ("-1 USD/t", "1e25 USD/t")),
    ("draws", ("1", "10000000"), ("0", "10000001")),
    ("seed", ("0", str(2**62 - 1)), ("-1", str(2**62))),
    ("title", ("x", "x" * 300), ("x" * 301, "x" * 120_000)),
)


def limits(count: int, seed: int, place: Path) -> Iterator[str]:
    """Each documented limit: both ends run to finite numbers, what lies beyond is refused where it stands."""
    dice = random.Random(seed)
    for key, within, beyond in dice.sample(LIMITS, min(count, len(LIMITS))):
        found = [_refused(key, value) for value in beyond] + [_runs(key, value) for value in within]
        yield "; ".join(filter(None, found))


def _refused(key: str, value: str) -> str:
    try:
        read_scenario(UNSCR, (*SHORT, f"{key}={value}"))
    except BadInput as error:
        told = any(problem.key.split(".")[0] == key.split(".")[0] for problem in error.problems)
        return "" if told else f"{key}={value[:40]}: the message names another place"
    except Exception as error:  # what must not happen, whatever it is
        return f"{key}={value[:40]}: {error!r}"
    return f"{key}={value[:40]}: is taken"


def _runs(key: str, value: str) -> str:
    try:
        scenario = read_scenario(UNSCR, (*SHORT, f"{key}={value}")).scenario
    except BadInput as error:  # what fits no other number of the scenario is told in words of its own
        wrong = [problem for problem in error.problems if problem.message.endswith("out of range")]
        return f"{key}={value[:40]}: {wrong}" if wrong else ""
    try:
        results = run(headline_question(scenario))
        finite = all(np.isfinite(one.values).all() for one in results.series[next(iter(results.series))].values())
        return "" if finite else f"{key}={value[:40]}: a result that is not finite"
    except Exception as error:  # what must not happen, whatever it is
        return f"{key}={value[:40]}: {error!r}"
