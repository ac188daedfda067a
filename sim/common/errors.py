"""What a user can get wrong, and how we say so.

A `Problem` knows where it is (file, line, column, key), what was given, what is allowed and the likely fix.
Reading collects all problems of a file and raises them together as one `BadInput`.
"""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sim.common.letters import escaped

SHOWN_AT_ONCE = 12
"""Problems printed in one message; the rest are counted. One screen is what people read."""

ONE_SCREEN = 56
"""Lines of one message, the count of what is left out not included."""

LINE_WIDTH = 120
"""Characters of a line of details; the first line of a problem, with its place, is broken later."""

LONGEST_LINE = 190

LONGEST_ECHO = 80
"""Characters of a given value that are repeated back."""

LONGEST_KEY = 100

MOST_COMPARED = 300
"""Names that a misspelt one is compared with."""

MOST_PROBLEMS = 200
"""Problems gathered from one input; a file with more is wrong in some general way."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input, told so that its author can mend it.

    `path` is `key` in parts, for those who look the place up again.
    """

    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    key: str = ""
    given: str = ""
    allowed: str = ""
    hint: str = ""
    path: tuple[str | int, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        place = ":".join(printable(str(part)) for part in (self.file, self.line, self.column) if part)
        head = ": ".join(part for part in (place, _shortened(printable(self.key), LONGEST_KEY), self.message) if part)
        details = (("given", self.given), ("allowed", self.allowed), ("fix", self.hint))
        lines = textwrap.wrap(head, LONGEST_LINE, subsequent_indent="  ", break_on_hyphens=False)
        for name, text in details:
            indent = " " * (len(name) + 6)
            lines += textwrap.wrap(f"    {name}: {text}", LINE_WIDTH, subsequent_indent=indent) if text else []
        return "\n".join(lines)


class DialError(Exception):
    """Anything the command reports to its user without a traceback."""

    exit_code = 1


class BadInput(DialError):
    """The input is wrong; every problem found in it, in file order. Exit code 2."""

    exit_code = 2

    def __init__(self, problems: Problem | Iterable[Problem]):
        found = [problems] if isinstance(problems, Problem) else list(problems)
        self.problems: list[Problem] = sorted(dict.fromkeys(found), key=lambda p: (p.file, p.line, p.column))
        super().__init__(self.text())

    def __reduce__(self) -> tuple[type[BadInput], tuple[list[Problem]]]:
        """So that workers can hand it to their parent."""
        return BadInput, (self.problems,)

    def text(self) -> str:
        """The message as printed: at most one screen."""
        shown: list[str] = []
        rest = len(self.problems)
        allowed = ""
        for problem in self.problems[:SHOWN_AT_ONCE]:
            repeated = problem.allowed == allowed and len(allowed) > LINE_WIDTH
            lines = str(replace(problem, allowed="as above") if repeated else problem).splitlines()
            allowed = problem.allowed
            if shown and len(shown) + len(lines) > ONE_SCREEN:
                break
            shown += lines
            rest -= 1
        more = "at least " if len(self.problems) >= MOST_PROBLEMS else ""
        return "\n".join([*shown, f"... and {more}{rest} more"] if rest else shown)


class RunFailed(DialError):
    """A run could not be carried to its end, though its input was well formed. Exit code 1."""


class StorageTrouble(DialError):
    """Results could not be written or read: a full disk, a missing permission. Exit code 3."""

    exit_code = 3


def printable(text: str) -> str:
    """A text without anything a terminal would act on."""
    return "".join(c if c.isprintable() else escaped(c) for c in text)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def echo(value: object) -> str:
    """A given value as repeated back to its author: one line, of bounded length, printable, in the words of YAML."""
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else str(value).lower()
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = value if isinstance(value, str) else repr(value)
    if not text:
        return "''"
    return _shortened(printable(text[: LONGEST_ECHO + 1]), LONGEST_ECHO)


def told_apart(*numbers: float) -> list[str]:
    """Numbers as said to an author: six digits, or as many more as it takes to tell unequal ones apart."""
    for digits in (6, 9, 12):
        shown = [f"{number:.{digits}g}" for number in numbers]
        if len(set(shown)) == len(set(numbers)):
            return shown
    return [f"{number:.17g}" for number in numbers]


LIKE = 0.6
LONG_NUMBER = r"\d{4,}"


def nearest(name: str, known: Iterable[str]) -> str:
    """`did you mean 'china'?` for a misspelt name, or nothing.

    A number of four digits or more is no spelling: resolution 1718 is not nearly resolution 2371.
    """
    numbers = set(re.findall(LONG_NUMBER, name))
    alike = [one for one in known if abs(len(one) - len(name)) <= len(name) // 2 + 1]
    alike = [one for one in alike if not numbers or numbers <= set(re.findall(LONG_NUMBER, one))]
    by_form = {_form(one): one for one in reversed(alike[:MOST_COMPARED])}
    given = _form(name[:64])
    close = _alike(given, by_form)
    if not close:
        return ""
    ties = [one for one, ratio in close.items() if ratio >= max(close.values()) - 1e-9]
    best = max(sorted(ties, reverse=True), key=lambda one: _common_start(one, given))
    return f"did you mean '{by_form[best]}'?"


def _alike(given: str, known: Iterable[str]) -> dict[str, float]:
    """The names of which a good part stands in the one given, and how large it is: 0.6 to 1. Bounds come first."""
    matcher, found = difflib.SequenceMatcher(None, "", given), dict[str, float]()
    for one in known:
        matcher.set_seq1(one)
        if matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE and (ratio := matcher.ratio()) >= LIKE:
            found[one] = ratio
    return found


def _common_start(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _form(name: str) -> str:
    """What is left of a name when case and the choice between space, dash and underscore do not matter."""
    return name.casefold().replace("-", "_").replace(" ", "_")


def some_of(names: Sequence[str], most: int = 12) -> str:
    """A readable list of the allowed names, cut where it would fill the screen."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown}, … ({len(names)} in all)"
