"""A word that is no file: every command that takes files or folders says what there is, or what was meant."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pytest

from sim.cli.main import _parser, main

HINTS = {"coal": "coal is a stream, no scenario: dial show coal", "laddr": "did you mean 'ladder'?"}
NOT_READ = ("new", "list", "schema", "show", "completion")
"""Commands whose words are names, not files."""
GIVEN = {"--target": "1 bnUSD/yr", "--where": "goods_added < 500", "--year": "2016", "--out": "out", "KIND": "table"}


def commands(parser: argparse.ArgumentParser, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command with `coal` for each file and folder that it must have, and what else it cannot do without."""
    deeper = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in deeper:
        for name, sub in action.choices.items():
            yield from commands(sub, (*before, name))
    if not deeper and before and before[0] not in NOT_READ:
        yield (*before, *(word for action in parser._actions for word in words_for(action)))


def words_for(action: argparse.Action) -> tuple[str, ...]:
    if action.option_strings:
        name = action.option_strings[-1]
        return (name, GIVEN[name]) if action.required else ()
    return (GIVEN["KIND"],) if action.choices else ("coal", "coal") if action.nargs == "+" else ("coal",)


@pytest.mark.parametrize("given", list(commands(_parser())), ids=" ".join)
def test_every_command_says_what_a_word_that_is_no_file_might_be(given, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(list(given)) == 2
    said = capsys.readouterr().err
    assert "coal" in said or "install the extra" in said
    assert "    fix: " in said or "    allowed: " in said, said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("word", HINTS)
@pytest.mark.parametrize("command", ["check", "sources"])
def test_where_a_scenario_is_wanted_the_fix_is_the_nearest_or_the_kind_of_thing_it_is(command, word, capsys):
    assert main([command, word]) == 2
    said = capsys.readouterr().err
    assert f"{word}: no such file" in said
    assert "a shipped scenario: dial_5, ladder, " in said
    assert HINTS[word] in said
