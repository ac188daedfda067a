"""The manifest of a folder: a hash of each file as it was written, by which a change since then is seen.

It protects against slips and damage, and against a file put in the place of another; not against somebody who writes
the manifest anew.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
FIGURES = (".png", ".svg", ".pdf", "_drawn.csv", "_alt.txt")
"""May be drawn anew in a finished folder, by another version too."""


def write_manifest(folder: Path) -> None:
    """Write down the hash of every file of a folder."""
    content = {"schema_version": 1, "sha256": _hashes(folder)}
    (folder / MANIFEST).write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def altered(folder: Path) -> list[str]:
    """The files of a folder that are not as they were written, or gone; the manifest itself where it is no manifest.

    Figures are left out, and files that came later. Raises OSError where a file cannot be read.
    """
    try:
        written: Any = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["sha256"]
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return [MANIFEST]
    if not isinstance(written, dict) or not all(isinstance(text, str) for text in written.values()):
        return [MANIFEST]
    now = _hashes(folder)
    lasting = {name: digest for name, digest in written.items() if not name.endswith(FIGURES)}
    return sorted(name for name, digest in lasting.items() if now.get(name) != digest)


def _hashes(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in files}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
