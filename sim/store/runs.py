"""Run folders: where a scenario's run belongs, and what a finished one says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sim.common.errors import BadInput, Problem, echo
from sim.domain.scenario import Scenario
from sim.reading.resolved import load_resolved
from sim.store.manifest import PROVENANCE, provenance_of
from sim.store.provenance import run_id
from sim.store.storage import storage


def place_of(scenario: Scenario, out: Path, cells: bool = False, resolved: str = "") -> Path:
    """Where a scenario's run belongs: results/<scenario>/<run>, a run that keeps all monthly cells beside it.

    `resolved` is the scenario as `dump_resolved` writes it, where that is at hand.
    """
    return out / scenario.name / (run_id(scenario, resolved) + ("-cells" if cells else ""))


def load_run(folder: Path) -> Scenario:
    """The scenario of a run folder. Raises BadInput where it is not one, StorageTrouble where it cannot be read."""
    with storage(folder):
        if not (folder / PROVENANCE).is_file():
            hint = "name a folder such as results/unscr_2371/0123456789ab"
            raise BadInput(Problem("is not a finished run", str(folder), hint=hint))
        provenance_of(folder)
    return load_resolved(folder / "scenario.json")


def id_of(folder: Path) -> str:
    """The id of a finished run; empty where its provenance states none."""
    return provenance_of(folder).run


def made_otherwise(folder: Path, scenario: Scenario) -> str:
    """How a finished run was made, where this code would not give it again; empty where it would."""
    made = provenance_of(folder)
    if made.run == run_id(scenario):
        return ""
    return f"made by version {echo(made.version)} from other source or another scenario"


def runs_below(folders: Iterable[Path]) -> list[Path]:
    """The run folders that folders are or hold: a scenario's folder stands for its newest run."""
    return [_newest(folder) if not (folder / PROVENANCE).is_file() else folder for folder in folders]


def _newest(folder: Path) -> Path:
    with storage(folder):
        inside = [p for p in folder.glob("[!.]*") if (p / PROVENANCE).is_file()]
        return max(inside, key=lambda p: (p / PROVENANCE).stat().st_mtime, default=folder)
