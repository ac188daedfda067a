"""The commands of docs/questions.md and what they answer, in words there and in numbers in results/published.

    python -m tests.regression.questions                 # all of them
    python -m tests.regression.questions attribute lift  # those of some commands

Rewrites the answers. Whoever does that reads the difference, and says in the changelog why numbers moved. Published are
the medians (else central runs) of the first table of each answer, a column each, its rows under what they are about.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.cli.main import main

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "docs" / "questions.md"
PUBLISHED = ROOT / "results" / "published" / "questions.json"
MOST = 30
"""Rows of an answer that are published: those of the largest numbers."""
NO_SPREAD = ("mean", "p05", "p25", "p75", "p95")
ASKED = re.compile(r"^```sh\ndial (?P<command>[^\n]+)\n```\n\n```text\n(?P<answer>.*?)```\n", re.M | re.S)
REFRESH = "if that is meant: python -m tests.regression.questions"


def asked() -> dict[str, str]:
    """The commands of the document with their answers."""
    return {match["command"]: match["answer"] for match in ASKED.finditer(QUESTIONS.read_text(encoding="utf-8"))}


@dataclass(frozen=True)
class Answered:
    """What a command prints, and the numbers that are published of it: by row, one a column that is a number."""

    text: str
    numbers: dict[str, list[float | None]] = field(default_factory=dict)


def answer_to(command: str) -> Answered:
    """What a command answers, run beside the scenarios."""
    out = StringIO()
    with TemporaryDirectory() as folder, chdir(ROOT), redirect_stdout(out), redirect_stderr(StringIO()):
        more = [] if command.startswith("show") else ["--workers", "1", "-o", folder]
        code = main([*shlex.split(command), *more])
        written = [json.loads(path.read_text(encoding="utf-8")) for path in Path(folder).rglob("answer.json")]
    if code:
        raise SystemExit(f"dial {command}: exit code {code}")
    return Answered(out.getvalue().rstrip("\n") + "\n", numbers_of(written[0]) if written else {})


def numbers_of(answer: dict[str, Any]) -> dict[str, list[float | None]]:
    """The largest rows of the first table of an answer, in their order, to six digits."""
    table = next(iter(answer["tables"].values()))
    found: dict[str, list[float | None]] = {}
    for row in table["rows"]:
        kept = {name: value for name, value in row.items() if name not in NO_SPREAD}
        about = " | ".join(str(value) for value in kept.values() if isinstance(value, str))
        numbers = [None if x is None else float(f"{x:.6g}") for x in kept.values() if not isinstance(x, str)]
        if any(numbers):
            found[about] = numbers
    ranked = sorted(found, key=lambda about: -max(abs(x or 0.0) for x in found[about]))
    return {about: numbers for about, numbers in found.items() if about in ranked[:MOST]}


def published() -> dict[str, dict[str, list[float | None]]]:
    """The numbers that were published, by command."""
    return json.loads(PUBLISHED.read_text(encoding="utf-8")) if PUBLISHED.exists() else {}


def rewrite(names: Sequence[str] = ()) -> None:
    """Put the answers of now into the document and the numbers beside it: of some commands by name, or of all."""
    known, text, found = published(), QUESTIONS.read_text(encoding="utf-8"), {}
    for command in asked():
        if names and command.split()[0] not in names:
            found[command] = known.get(command, {})
            continue
        print(command, file=sys.stderr)
        answered = answer_to(command)
        found[command] = answered.numbers
        block = f"```sh\ndial {command}\n```\n\n```text\n"
        begins = text.index(block) + len(block)
        text = text[:begins] + answered.text + text[text.index("```\n", begins) :]
    QUESTIONS.write_text(text, encoding="utf-8")
    rows = {command: numbers for command, numbers in found.items() if numbers}
    parts = [f" {json.dumps(c)}: {{\n" + ",\n".join(_lines(numbers)) + "\n }" for c, numbers in sorted(rows.items())]
    PUBLISHED.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _lines(numbers: dict[str, list[float | None]]) -> list[str]:
    return [f"  {json.dumps(about)}: {json.dumps(row)}" for about, row in numbers.items()]


if __name__ == "__main__":
    rewrite(sys.argv[1:])
