"""Where a result came from: the scenario, the source, the libraries and the machine that decided its bits."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
from collections.abc import Sequence
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim import __version__
from sim.domain.scenario import SCHEMA_VERSION, Scenario
from sim.reading.resolved import dump_resolved


@cache
def source_hash() -> str:
    """A hash of the installed source: what, with the version, decides the bits of a result."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for name in sorted(file.relative_to(root).as_posix() for file in root.rglob("*.py")):
        digest.update(name.encode() + b"\0" + (root / name).read_bytes())
    return digest.hexdigest()[:12]


def run_id(scenario: Scenario, resolved: str = "") -> str:
    """The first 12 hex digits of what decides the results: resolved scenario, draws, seed, version and source.

    `resolved` is the scenario as `dump_resolved` writes it, where that is at hand.
    """
    parts = (resolved or dump_resolved(scenario), str(scenario.draws), str(scenario.seed), __version__, source_hash())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def provenance(scenario: Scenario, command: Sequence[str], resolved: str) -> dict[str, Any]:
    """Where a run came from. The only file of a run that says when and on what it ran.

    `resolved` is the scenario as `dump_resolved` writes it.
    """
    from datetime import datetime
    from importlib.metadata import version

    numbers = json.dumps(list(scenario.numbers.values()), sort_keys=True, default=_written)
    law = json.dumps(list(scenario.measures), sort_keys=True, default=_written)
    return {
        "schema_version": SCHEMA_VERSION,
        "run": run_id(scenario, resolved),
        "scenario_sha256": hashlib.sha256(resolved.encode()).hexdigest(),
        "numbers_sha256": hashlib.sha256(numbers.encode()).hexdigest(),
        "law_sha256": hashlib.sha256(law.encode()).hexdigest(),
        "seed": scenario.seed,
        "draws": scenario.draws,
        "command": list(command),
        "version": __version__,
        "source": source_hash(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": version("scipy"),
        "simpy": version("simpy"),
        "machine": platform.machine(),
        "cpu_features": cpu_features(),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _written(noun: Any) -> Any:
    """What JSON has no form for: a noun as its fields, all else as its words."""
    if not dataclasses.is_dataclass(noun):
        return str(noun)
    return {field.name: getattr(noun, field.name) for field in dataclasses.fields(noun)}


def cited(what: str, title: str) -> str:
    """How to cite results: whose, of which program, which folder (`what`), and whose the numbers behind them are."""
    licence = "Reference tables: CC BY 4.0; each figure in them belongs to its source (dial sources)."
    return f"The dprk-dial authors, dprk-dial {__version__}, {what}: {title}. {licence}"


def cpu_features() -> list[str]:
    """The vector instructions NumPy uses here; bits are promised on one set of them."""
    from numpy._core._multiarray_umath import __cpu_features__  # type: ignore[import-not-found]

    return sorted(name for name, there in __cpu_features__.items() if there)
