"""The tables a scenario is read with: the shipped ones, and those of the folder it names laid over them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.common.errors import BadInput, Problem, echo, nearest
from sim.reading.reference import Reference, reference_in
from sim.reading.reference.laid import stray_tables
from sim.reading.yaml.document import Document

WHERE = ("tables",)
ALLOWED = "a folder beside the file that names it, such as my_tables"


def reference_of(document: Document, home: Path) -> Reference:
    """The reference data of a merged document. Raises BadInput where the folder it names is none, or holds strays."""
    given = document.content.get("tables") if isinstance(document.content, dict) else None
    if not isinstance(given, str) or not given:
        return reference_in(home / "reference")
    folder, problem = _folder_of(document, given)
    if problem:
        raise BadInput([*document.notes, problem])
    reference = reference_in(home / "reference", folder)
    if strays := list(stray_tables(folder, reference.baselines)):
        raise BadInput([*document.notes, *strays])
    return reference


def _folder_of(document: Document, given: str) -> tuple[Path, Problem | None]:
    """The folder, and what is wrong with it."""
    file = document.place(WHERE)[0]
    beside = Path() if file.startswith("--set") else Path(file).parent
    folder = beside / given
    details: dict[str, Any] = {"given": echo(given), "allowed": ALLOWED}
    try:
        if folder.is_dir():
            there = any(folder.glob("*.csv"))
            hint = "dial new tables FOLDER writes one"
            return folder, None if there else document.problem(WHERE, "holds no table", **details, hint=hint)
        names = [path.name for path in sorted(beside.iterdir()) if path.is_dir()] if beside.is_dir() else []
    except (OSError, ValueError):
        return folder, document.problem(WHERE, "is not a usable folder name", **details)
    hint = "name the folder that the table is in" if folder.is_file() else nearest(given, names)
    return folder, document.problem(WHERE, "no such folder", **details, hint=hint)
