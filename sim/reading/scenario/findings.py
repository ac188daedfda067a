"""What the stages of reading a scenario find, and what they all look at."""

from __future__ import annotations

from pathlib import Path

from sim.common.errors import MOST_PROBLEMS, Problem
from sim.domain.quantity import Quantity
from sim.reading.yaml.document import Document, Path_, akin


class Findings:
    """A document on its way to a scenario: its problems and warnings so far.

    `wrong` are the places whose shape or names are wrong; nothing else is said about these.
    """

    def __init__(self, document: Document):
        self.document = document
        self.problems: list[Problem] = []
        self.warnings: list[str] = []
        self.wrong: list[Path_] = []

    def add(self, where: Path_, message: str, **details: str) -> None:
        """Note a problem at a place; a part of a quantity that is not written out stands where the quantity does."""
        if where and where[-1] in ("value", "low", "high") and where not in self.document.places:
            where = where[:-1]
        self.problems.append(self.document.problem(where, message, **details))

    def amiss(self, *names: str) -> bool:
        """Whether something is wrong under one of these top keys."""
        return any(path[:1] == (name,) for path in self.wrong for name in names)

    def of_their_own(self) -> list[Problem]:
        """The problems that are not mere consequences of what is wrong already."""
        return [p for p in self.problems[:MOST_PROBLEMS] if not any(akin(p.path, path) for path in self.wrong)]

    def given(self, where: Path_, name: str, value: float, unit: str) -> Quantity:
        """A number that the scenario gives at a place, without a range; in the model's own unit."""
        file, line, _ = self.document.place(where)
        origin = f"{Path(file).name}:{line}" if not file.startswith("--set") else file
        return Quantity(name, value, unit, value, value, "fixed", source=f"given in {origin}", origin=origin)
