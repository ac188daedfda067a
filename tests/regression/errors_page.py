"""The page of typical mistakes, from what the program says to each of them now.

python -m tests.regression.errors_page   # writes docs/errors.md
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sim.cli.main import main
from sim.reading.reference import shipped
from tests.regression.mistakes import HEAD, MISTAKES, Mistake

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
USAGE = re.compile(r"usage: | {5,}\[")
LONGEST = 130
"""Characters of a list of what is allowed, before it is cut."""

TOP = """\
# Forty mistakes, and what is said to each

What users write when they want something, and what they are told. Each was typed in an empty folder; lines of a
scenario stand in `my.yaml` after `{head}`, unless they are those of a sweep. A message
begins with file, line, column and key. `dial check` tells all problems of a file together, with exit code 2, and
nothing is written. Long lists of what is allowed are cut here. This page is written by
`python -m tests.regression.errors_page`; a test compares it with what the program says.
"""


def page() -> str:
    """The text of the page."""
    parts = [TOP.format(head=HEAD.strip().replace("\n", "` and `"))]
    for wanted, mistakes in MISTAKES.items():
        parts.append(f"\n## {wanted}\n| Written | Told | Fix |\n|---|---|---|\n")
        parts += [_row(mistake) for mistake in mistakes]
    return "".join(parts)


def _row(mistake: Mistake) -> str:
    head, given, allowed, fix = _parts(told(mistake))
    said = "<br>".join([f"`{head}`", *(f"{name}: `{text}`" for name, text in given + allowed)])
    written = [line.replace("  ", "\u2003") for line in mistake.written.splitlines()]
    typed = [f"dial {mistake.typed}"] if mistake.typed != "check my.yaml" else []
    files = [f"{name}: {text.splitlines()[-1]}" for name, text in mistake.files.items()]
    cells = ["<br>".join(f"`{text}`" for text in written + typed + files), said, fix]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def told(mistake: Mistake) -> str:
    """What standard error says to a mistake, made in an empty folder. Raises ValueError where it was none."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("my.yaml").write_text(mistake.head + mistake.written + "\n", encoding="utf-8")
        for name, text in mistake.files.items():
            Path(name).write_text(text, encoding="utf-8")
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            code = _code(mistake.typed)
        text = said.getvalue()
    for path in (os.path.realpath(folder), folder, str(shipped().parent)):
        text = text.replace(path + os.sep, "")
    if code != 2:
        raise ValueError(f"{mistake}: exit code {code}, not 2")
    return text


def _code(typed: str) -> int:
    try:
        return main(typed.split())
    except SystemExit as stop:
        return int(stop.code or 0)


def _parts(text: str) -> tuple[str, list[tuple[str, str]], list[tuple[str, str]], str]:
    """The head of the first problem, what was given, what is allowed (cut), and the fix."""
    text = re.sub(r"choose from .*\)", "choose from …)", text)  # which Pythons write in several ways
    head, *rest = (line for line in text.rstrip().splitlines() if not USAGE.match(line))
    found: dict[str, str] = {}
    for name, line in _named(rest):
        found[name] = f"{found.get(name, '')} {line}".strip()
    given = [("given", found["given"])] if "given" in found else []
    allowed = [("allowed", _cut(found["allowed"]))] if "allowed" in found else []
    return head, given, allowed, found.get("fix", "")


def _named(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Lines of a problem with the name of the part they belong to, until the next problem begins."""
    name = ""
    for line in lines:
        if not line.startswith("    "):
            return
        start, _, rest = line.strip().partition(": ")
        if line[4] != " " and start in ("given", "allowed", "fix"):
            name, line = start, rest
        yield name, line.strip()


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition(", ")[0] + ", …"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
