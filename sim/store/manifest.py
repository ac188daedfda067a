"""The manifest of a folder, in its provenance: a hash of each file as it was written, by which a change is seen.

It protects against slips and damage, and against a file put in the place of another; not against somebody who writes
the manifest anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter

from sim.common.errors import BadInput
from sim.common.letters import LONGEST_TITLE
from sim.reading.forms.fields import Form
from sim.reading.resolved.json_text import with_seal
from sim.store.formats import json_text
from sim.store.read_back import all_seen, read_json

PROVENANCE = "provenance.json"
LARGEST_PROVENANCE = 16_000_000
FILES = "files_sha256"
"""The key of the provenance that holds the hash of each other file."""

FIGURES = (".png", ".svg", ".pdf", "_drawn.csv", "_alt.txt")

Word = Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(all_seen)]


class Provenance(Form):
    """What every provenance may say, whatever it is of: a run, a comparison, an answer, a sweep.

    What it says beside that (machine, libraries, time) is for people and is not read back.
    """

    model_config = ConfigDict(extra="ignore")

    schema_version: int = Field(ge=1)
    version: Word = ""
    run: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{0,64}$")] = ""
    source: Word = ""
    draws: Annotated[int, Field(ge=1, le=10_000_000)] = 1
    content_sha256: Word = ""
    files_sha256: dict[str, Word] = Field(default_factory=dict)


FORM = TypeAdapter(Provenance)


def provenance_of(folder: Path) -> Provenance:
    """Where a folder's results came from, as it says itself.

    Raises BadInput where that is gone, damaged, edited or of a newer schema, StorageTrouble where it cannot be read.
    """
    hint = "the results stay as they are; run the same command again"
    return read_json(folder / PROVENANCE, FORM, "the provenance", LARGEST_PROVENANCE, hint=hint)


def write_manifest(folder: Path) -> None:
    """Write the hash of every file of a folder into its provenance; nothing where it has none."""
    path = folder / PROVENANCE
    if path.is_file():
        about = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(provenance_text(about, folder, _files_of(folder)), encoding="utf-8")


def renewed(folder: Path, names: Iterable[str]) -> str:
    """The provenance of a folder some of whose files were just drawn anew; '' where it is not as it was sealed."""
    try:
        if not provenance_of(folder).files_sha256:
            return ""
    except BadInput:
        return ""
    about = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
    hashes = about[FILES] | {name: _sha256(folder / name) for name in names}
    return json_text(with_seal({**about, FILES: hashes}))


def provenance_text(about: Mapping[str, Any], folder: Path, files: Iterable[Path]) -> str:
    """A provenance with the hashes of files below a folder, sealed."""
    hashes = {file.relative_to(folder).as_posix(): _sha256(file) for file in files}
    return json_text(with_seal({**about, FILES: hashes}))


def altered(folder: Path) -> list[str]:
    """The files of a folder that are not as they were written, or gone.

    Files that came later are left out, and figures that somebody removed: they are drawn again from what is there.

    Raises OSError where a file cannot be read.
    """
    try:
        written = provenance_of(folder).files_sha256
    except BadInput:
        return [PROVENANCE]
    if not written:
        return [PROVENANCE]
    now = {path.relative_to(folder).as_posix(): path for path in _files_of(folder)}
    kept = {name: digest for name, digest in written.items() if name in now or not name.endswith(FIGURES)}
    return sorted(name for name, digest in kept.items() if name not in now or _sha256(now[name]) != digest)


def _files_of(folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in files if path.name != PROVENANCE]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
