"""The commands of docs/questions.md and what they answer.

    python -m tests.regression.questions                 # all of them
    python -m tests.regression.questions attribute lift  # those of some commands

Rewrites the answers. Whoever does that reads the difference, and says in the changelog why numbers moved.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from sim.cli.main import main

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "docs" / "questions.md"
ASKED = re.compile(r"^```sh\ndial (?P<command>[^\n]+)\n```\n\n```text\n(?P<answer>.*?)```\n", re.M | re.S)
REFRESH = "if that is meant: python -m tests.regression.questions"


def asked() -> dict[str, str]:
    """The commands of the document with their answers."""
    return {match["command"]: match["answer"] for match in ASKED.finditer(QUESTIONS.read_text(encoding="utf-8"))}


def answer_to(command: str) -> str:
    """What a command prints, run beside the scenarios."""
    out = StringIO()
    with chdir(ROOT), redirect_stdout(out), redirect_stderr(StringIO()):
        code = main([*shlex.split(command), *([] if command.startswith("show") else ["--workers", "1"])])
    if code:
        raise SystemExit(f"dial {command}: exit code {code}")
    return out.getvalue().rstrip("\n") + "\n"


def rewrite(names: Sequence[str] = ()) -> None:
    """Put the answers of now into the document: of some commands by name, or of all."""

    def filled(match: re.Match[str]) -> str:
        if names and match["command"].split()[0] not in names:
            return match[0]
        print(match["command"], file=sys.stderr)
        return f"```sh\ndial {match['command']}\n```\n\n```text\n{answer_to(match['command'])}```\n"

    text = QUESTIONS.read_text(encoding="utf-8")
    QUESTIONS.write_text(ASKED.sub(filled, text), encoding="utf-8")


if __name__ == "__main__":
    rewrite(sys.argv[1:])
