"""Malformed inputs, and what must be said about each: the cases of the *.txt files beside this one.

A case is a few lines that are wrong, then `=>` for each problem with what is said about it, down to an empty line:

    bundle: [‸unscr_2372]
    => bundle[0]: unknown measure
       given: unscr_2372
       allowed: ae_2017_10, cn_2016_11, …
       fix: did you mean 'unscr_2375'?

`‸` stands before each place that a problem must name; line and column are counted from it. A text that ends in `…` is
only begun. The lines go into an otherwise good scenario: they replace the lines of GOOD with the same key, and follow
the others. PARAGRAPH and NOTICE stand for an act with one provision `a`; after WHOLE FILE the lines are all there is.
`--set` lines are settings laid over the good scenario. `␉` and `␇` are a tab and a bell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sim.common.errors import Problem

MARK = "‸"
FOLDER = Path(__file__).parent

GOOD = """\
title: T
horizon: {start: 2017-01, end: 2018-12}
baseline: {use: customs_2016}
campaign: {dial: 5.5}
behaviour: {use: ex_ante_2017}
evasion_from: 2016-03-02
"""

ACTS = {
    "PARAGRAPH": "measures: {x: {title: X, issuer: un, adopted: 2017-01-01, provisions: {a: PROVISION}}}",
    "NOTICE": "measures: {x: {title: X, issuer: china, adopted: 2018-01-01, provisions: {a: PROVISION}}}",
}


@dataclass(frozen=True)
class Case:
    """A malformed file, still with its marks, and what must be said about it, in file order."""

    name: str
    marked: str
    settings: tuple[str, ...]
    said: tuple[tuple[tuple[str, str], ...], ...]

    def unmarked(self) -> tuple[str, list[tuple[int, int]]]:
        """The text as a user would write it, and the lines and columns of the marks."""
        places, plain = [], ""
        for part in self.marked.split(MARK)[:-1]:
            plain += part
            places.append((plain.count("\n") + 1, len(plain) - plain.rfind("\n")))
        return self.marked.replace(MARK, ""), places


def mismatch(said: tuple[tuple[str, str], ...], problem: Problem) -> list[str]:
    """Where a problem says something else than it must."""
    wanted = dict(said)
    head = f"{problem.key}: {problem.message}" if problem.key else problem.message
    got = {"=>": head, "given": problem.given, "allowed": problem.allowed, "fix": problem.hint}
    pairs = [(name, wanted.get(name, ""), text) for name, text in got.items()]
    return [f"{name}: wanted {want!r}, got {text!r}" for name, want, text in pairs if not _fits(want, text)]


def _fits(wanted: str, got: str) -> bool:
    return got.startswith(wanted[:-1]) if wanted.endswith("…") and len(wanted) > 1 else got == wanted


def cases(name: str) -> list[Case]:
    """The cases of one file."""
    found = []
    for block in re.split(r"\n(?: *\n)+", (FOLDER / f"{name}.txt").read_text(encoding="utf-8")):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        first = next((n for n, line in enumerate(lines) if line.startswith("=> ")), None)
        if first is not None:
            settings = tuple(line[len("--set ") :] for line in lines[:first] if line.startswith("--set "))
            wrong = "\n".join(lines[: 0 if settings else first]).replace("␉", "\t").replace("␇", "\a")
            title = re.sub(r"\s+", " ", wrong.replace(MARK, "") or " ".join(settings))[-50:]
            text = GOOD if settings else _text(wrong)
            found.append(Case(f"{name}-{len(found) + 1}-{title}", text, settings, _said(lines[first:])))
    return found


def _said(lines: list[str]) -> tuple[tuple[tuple[str, str], ...], ...]:
    said: list[list[tuple[str, str]]] = []
    for line in lines:
        if line.startswith("=> "):
            said.append([("=>", line[3:])])
        else:
            name, _, text = line.strip().partition(": ")
            said[-1].append((name, text))
    return tuple(tuple(one) for one in said)


def _text(wrong: str) -> str:
    first, _, rest = wrong.partition("\n")
    if first == "WHOLE FILE":
        return rest + "\n"
    name, _, provision = wrong.partition(" ")
    if name.replace(MARK, "") in ACTS:
        mark = MARK if MARK in name else ""
        wrong = ACTS[name.replace(MARK, "")].replace("a: PROVISION", f"{mark}a: {provision}")
    keys = re.findall(r"^(\w+):", wrong.replace(MARK, ""), re.MULTILINE)
    kept = [line for line in GOOD.splitlines(keepends=True) if line.partition(":")[0] not in keys]
    return "".join(kept) + wrong + "\n"
