"""The parser of commands: a misspelt command or choice is told the nearest one."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from sim.common.errors import nearest

CHOICE = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)", re.DOTALL)


class Parser(argparse.ArgumentParser):
    """A parser whose refusals end with the likely fix, where there is one."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong, with `did you mean`, and stop with code 2."""
        match = CHOICE.search(message)
        hint = nearest(match[1], re.findall(r"[\w-]+", match[2])) if match else ""
        super().error(f"{message}\n    fix: {hint}" if hint else message)
