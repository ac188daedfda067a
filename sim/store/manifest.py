"""The manifest of a folder, in its provenance: a hash of each file as it was written, by which a change is seen.

It protects against slips and damage, and against a file put in the place of another; not against somebody who writes
the manifest anew.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

PROVENANCE = "provenance.json"
FILES, SEAL = "files_sha256", "sha256"
"""Keys of the provenance: the hash of each other file, and that of the provenance without this key."""
FIGURES = (".png", ".svg", ".pdf", "_drawn.csv", "_alt.txt")
"""May be drawn anew in a finished folder, by another version too."""


def write_manifest(folder: Path) -> None:
    """Write the hash of every file of a folder into its provenance; nothing where it has none."""
    path = folder / PROVENANCE
    if path.is_file():
        about = json.loads(path.read_text(encoding="utf-8")) | {FILES: _hashes(folder)}
        about.pop(SEAL, None)
        text = json.dumps(about | {SEAL: _seal(about)}, indent=1, sort_keys=True, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")


def altered(folder: Path) -> list[str]:
    """The files of a folder that are not as they were written, or gone.

    Figures are left out, and files that came later. Raises OSError where a file cannot be read.
    """
    about = _about(folder)
    seal = about.pop(SEAL, "")
    written = about.get(FILES) if seal == _seal(about) else None
    if not isinstance(written, dict):
        return [PROVENANCE]
    now = _hashes(folder)
    lasting = {name: digest for name, digest in written.items() if not name.endswith(FIGURES)}
    return sorted(name for name, digest in lasting.items() if now.get(name) != digest)


def _about(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _seal(about: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def _hashes(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and path.name != PROVENANCE)
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in files}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
