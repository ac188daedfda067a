"""Bytes of files: missing, unreadable, oversized and undecodable ones are told of, not met by surprise."""

from __future__ import annotations

from pathlib import Path

from sim.common.errors import BadInput, Problem, printable

RUN = "scenario.json"
"""Where a finished run keeps the scenario that it ran."""
LARGEST_YAML = 512_000
"""Bytes; the largest shipped file is a tenth of it."""


def read_bytes(path: Path, most: int = LARGEST_YAML, kind: str = "YAML") -> bytes:
    """A file's bytes, of a `kind` for what is said. Raises BadInput for a missing, unreadable or oversized one, or a
    directory."""
    name = str(path)
    try:
        if path.is_dir():
            run = path / RUN
            hint = f"name {run}, the scenario that was run" if run.is_file() else f"name the {kind} file inside it"
            raise BadInput(Problem("is a directory, not a file", name, hint=hint))
        if not path.is_file() and path.exists():
            raise BadInput(Problem("is not an ordinary file", name))
        size = path.stat().st_size
        with path.open("rb") as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            given = f"{max(size, len(data)) / 1e6:.1f} MB"
            allowed = f"at most {most // 1_000_000} MB" if most >= 1_000_000 else f"at most {most // 1000} kB"
            raise BadInput(Problem("the file is too large", name, given=given, allowed=allowed))
        return data
    except FileNotFoundError:
        close = similar(path)
        hint = f"did you mean '{close}'?" if close else "check the path: nothing of a like name is in its folder"
        raise BadInput(Problem("no such file", name, hint=hint)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a usable file name"
        raise BadInput(Problem(f"cannot be read: {reason.lower()}", printable(name))) from None


def undecodable(data: bytes, file: str, error: UnicodeDecodeError) -> Problem:
    """The problem of a file that is not UTF-8."""
    start = data.rfind(b"\n", 0, error.start) + 1
    line, column = data.count(b"\n", 0, error.start) + 1, error.start - start + 1
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem("is UTF-16 text, not UTF-8", file, hint="save the file as UTF-8")
    if b"\x00" in data[:1000]:
        return Problem("is a binary file, not text", file)
    return Problem("is not UTF-8 text", file, line, column, hint="save the file as UTF-8")


def similar(path: Path) -> str:
    """The file beside it whose name is nearly that of a file that is not there; empty where there is none."""
    from difflib import get_close_matches

    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        return ""
    found = get_close_matches(path.name, names, n=1, cutoff=0.6)
    return str(path.parent / found[0]) if found else ""
