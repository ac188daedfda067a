"""The parser of commands: a misspelt command or choice is told the nearest one."""

from __future__ import annotations

import argparse
import math
import re
from typing import NoReturn

from sim.common.errors import echo, nearest

CHOICE = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)", re.DOTALL)


class Parser(argparse.ArgumentParser):
    """A parser whose refusals end with the likely fix, where there is one."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong, with `did you mean`, and stop with code 2."""
        match = CHOICE.search(message)
        hint = nearest(match[1], re.findall(r"[\w-]+", match[2])) if match else ""
        super().error(f"{message}\n    fix: {hint}" if hint else message)


def whole(text: str) -> int:
    """A whole number of the command line, in plain digits. Raises ArgumentTypeError for anything else."""
    if re.fullmatch(r"[+-]?[0-9]{1,18}", text.strip()):
        return int(text)
    try:
        number = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        number = math.nan
    plain = f": write {int(number)}" if number.is_integer() and abs(number) < 1e15 else ", such as 1024"
    raise argparse.ArgumentTypeError(f"{echo(text)} is not a whole number{plain}")


def number(text: str) -> float:
    """A finite number of the command line. Raises ArgumentTypeError for anything else."""
    try:
        value = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{echo(text)} is not a number, such as 5.5")
    return value
