"""Run folders: where a scenario's run belongs, and what a finished one says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.common.errors import BadInput, Problem, echo
from sim.domain.scenario import SCHEMA_VERSION, Scenario
from sim.reading.resolved import load_resolved
from sim.reading.yaml.files import read_bytes
from sim.store.provenance import run_id
from sim.store.storage import storage

LARGEST_RESULT = 16_000_000


def place_of(scenario: Scenario, out: Path, cells: bool = False) -> Path:
    """Where a scenario's run belongs: results/<scenario>/<run>, a run that keeps all monthly cells beside it."""
    return out / scenario.name / (run_id(scenario) + ("-cells" if cells else ""))


def load_run(folder: Path) -> Scenario:
    """The scenario of a run folder. Raises BadInput where it is not one, StorageTrouble where it cannot be read."""
    with storage(folder):
        if not (folder / "provenance.json").is_file():
            hint = "name a folder such as results/unscr_2371/0123456789ab"
            raise BadInput(Problem("is not a finished run", str(folder), hint=hint))
    version = _provenance_of(folder).get("schema_version")
    if isinstance(version, bool) or not isinstance(version, int):
        raise BadInput(Problem("has no usable schema_version", str(folder / "provenance.json"), given=echo(version)))
    if version > SCHEMA_VERSION:
        message, allowed = "was written by a newer version", f"up to {SCHEMA_VERSION}"
        raise BadInput(Problem(message, str(folder), given=f"schema {echo(version)}", allowed=allowed))
    return load_resolved(folder / "scenario.json")


def made_otherwise(folder: Path, scenario: Scenario) -> str:
    """How a finished run was made, where this code would not give it again; empty where it would."""
    made = _provenance_of(folder)
    if made.get("run") == run_id(scenario):
        return ""
    return f"made by version {echo(made.get('version'))} from other source or another scenario"


def _provenance_of(folder: Path) -> dict[str, Any]:
    path = folder / "provenance.json"
    try:
        content = json.loads(read_bytes(path, LARGEST_RESULT))
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise BadInput(Problem("is not the provenance of a run", str(path), hint="the file is damaged or cut"))
    return content


def runs_below(folders: Iterable[Path]) -> list[Path]:
    """The run folders that folders are or hold: a scenario's folder stands for its newest run."""
    return [_newest(folder) if not (folder / "provenance.json").is_file() else folder for folder in folders]


def _newest(folder: Path) -> Path:
    with storage(folder):
        inside = [p for p in folder.glob("[!.]*") if (p / "provenance.json").is_file()]
        return max(inside, key=lambda p: (p / "provenance.json").stat().st_mtime, default=folder)
