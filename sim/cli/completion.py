"""`dial completion`: what a shell needs to complete commands, options, choices, files and shipped names."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

SHELLS = ("bash", "zsh")
HOW = "bash: source <(dial completion bash) in ~/.bashrc; zsh: the same with zsh in ~/.zshrc, after compinit"


def add_completion(commands: Any) -> None:
    """The command; what it completes is what `commands` has when it runs."""
    text = "print what lets bash or zsh complete commands, options and shipped names"
    parser = commands.add_parser("completion", help=text, description=f"{text}. {HOW}.")
    parser.add_argument("shell", choices=SHELLS)
    parser.set_defaults(do=lambda options: _completion(options, commands.choices))


def _completion(options: argparse.Namespace, parsers: Mapping[str, argparse.ArgumentParser]) -> int:
    from sim.cli.grammar import commands_of, shipped_names
    from sim.cli.shells import SCRIPTS

    print(SCRIPTS[options.shell](commands_of(parsers), shipped_names()), end="")
    return 0
