"""Commands, options and targets that documents name are there: each is put to the parser that takes users' words."""

from __future__ import annotations

import argparse
import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.cli import main as command_line
from sim.cli.parsing import Parser
from sim.cli.sweep import with_verb
from tests.regression.notebook import NOTEBOOK, words_of

ROOT = Path(__file__).parents[2]
MISTAKEN = {ROOT / "docs" / "errors.md"}
"""What is shown there is wrong on purpose. Nor does the changelog count: it tells what was."""
WRITTEN = {*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "decisions").glob("*.md"), NOTEBOOK}
DOCUMENTS = sorted(WRITTEN - {ROOT / "CHANGELOG.md"} - MISTAKEN)
CODE = sorted((ROOT / "sim").rglob("*.py"))
FENCED = re.compile(r"^```.*?^```", re.M | re.S)
INLINE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
SEVERAL = re.compile(r"(?<= )[\w-]+(?:\|[\w-]+)+")
A_STAND_IN = re.compile(r"[A-Z]+|\{.*\}|<.*>|\.\.\.")
TARGETS = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


class Refused(Exception):
    """What a parser says of a command."""


@pytest.fixture(scope="module")
def parser() -> Iterator[argparse.ArgumentParser]:
    """The command's own parser, which raises what it would print."""

    def refuse(_: Parser, message: str) -> None:
        raise Refused(message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Parser, "error", refuse)
        yield command_line._parser()


def spoken_of(text: str) -> list[str]:
    """What a text shows as typed: its inline code, and the lines of its blocks."""
    inline = [" ".join(found.split()) for found in INLINE.findall(FENCED.sub("", text))]
    lines = [line.strip().removeprefix("$ ") for block in FENCED.findall(text) for line in block.splitlines()]
    return [*inline, *(part.strip() for line in lines for part in line.split(" && "))]


def alternatives(said: str) -> list[str]:
    """A command once for each of its alternatives: `dial new act|sweep` is two."""
    several = SEVERAL.search(said)
    return [SEVERAL.sub(one, said, count=1) for one in several[0].split("|")] if several else [said]


def commands_of(text: str) -> list[str]:
    """The commands of `dial` in a text."""
    return [one for said in spoken_of(text) if re.match(r"dial [a-z-]+( |$)", said) for one in alternatives(said)]


def asked(parser: argparse.ArgumentParser, words: list[str]) -> argparse.ArgumentParser:
    """The parser of the command, or verb of a command, that some words ask for. Raises Refused."""
    inside = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not inside or not words or words[0].startswith("-") or not words[0].isidentifier():
        return parser
    if words[0] not in inside[0].choices:
        raise Refused(f"no such command: {words[0]}")
    return asked(inside[0].choices[words[0]], words[1:])


def problem_of(parser: argparse.ArgumentParser, command: str) -> str:
    """Why a command is refused; nothing where it is fine, or would be with what a sentence leaves out."""
    try:
        words = shlex.split(command.split(" > ")[0].replace("[", " ").replace("]", " "), comments=True)[1:]
        given = with_verb(words)
        known = asked(parser, given)._option_string_actions
        for word in given:
            if word.startswith("-") and word.split("=")[0] not in {*known, "--version"}:
                return f"no such option: {word}"
        parser.parse_args(["1" if A_STAND_IN.fullmatch(word) else word for word in given])
    except Refused as refused:
        left_out = re.match(r"the following arguments are required|argument \S+: expected", str(refused))
        a_choice = "invalid choice: '1'" in str(refused)
        return "" if left_out or a_choice else str(refused)
    except SystemExit as leaving:
        return f"leaves with {leaving.code}" if leaving.code else ""
    return ""


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    """Every option of a parser and of the commands within it."""
    found = set(parser._option_string_actions)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= {option for inner in action.choices.values() for option in options_of(inner)}
    return found


@pytest.mark.parametrize("path", [*DOCUMENTS, ROOT / "benchmarks" / "README.md"], ids=lambda path: path.name)
def test_every_command_of_a_document_is_one(parser, path):
    commands = commands_of(words_of(path))
    assert [(command, problem) for command in commands if (problem := problem_of(parser, command))] == []


def test_every_command_that_the_code_speaks_of_is_one(parser):
    told = [command for path in CODE for command in commands_of(path.read_text(encoding="utf-8"))]
    assert len(told) > 15
    assert [(command, problem) for command in told if (problem := problem_of(parser, command))] == []


def test_every_option_that_is_named_alone_is_one(parser):
    known = options_of(parser)
    spoken = [said for path in DOCUMENTS for said in spoken_of(words_of(path))]
    found = [said for said in spoken if said.startswith("--")]
    assert len(found) > 30
    assert [said for said in found if re.split(r"[ =]", said)[0] not in known] == []


def test_every_target_and_module_that_is_named_is_there():
    made, modules = set(), set()
    for path in [*DOCUMENTS, ROOT / ".ci" / "run"]:
        for said in spoken_of(words_of(path)):
            made |= {word for word in re.findall(r"(?:^|\s)make ([a-z-]+)", said) if said.startswith("make")}
            modules |= set(re.findall(r"^python -m ((?:tests|benchmarks|sim)[\w.]*)", said))
    assert len(made) > 5
    assert made - TARGETS == set()
    assert len(modules) > 2
    assert [name for name in sorted(modules) if importlib.util.find_spec(name) is None] == []


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("dial rum unscr_2371", "no such command: rum"),
        ("dial sweep repair DIR", "unrecognized arguments: 1"),
        ("dial run ladder --draw 64", "no such option: --draw"),
        ("dial list oceans", "invalid choice: 'oceans'"),
        ("dial run ladder --draws few", "is not a whole number"),
        ("dial solve", ""),
        ("dial run --draws N", ""),
        ("dial sweep dial_small  # with all cores", ""),
    ],
)
def test_what_is_wrong_is_found_and_what_is_left_out_is_not(parser, command, problem):
    found = problem_of(parser, command)
    assert problem in found if problem else found == ""


def test_alternatives_and_lines_are_told_apart():
    text = "`dial new act|sweep` and\n```sh\n$ dial sweep a && dial check b\n```\nand the dial run by hand"
    assert commands_of(text) == ["dial new act", "dial new sweep", "dial sweep a", "dial check b"]
