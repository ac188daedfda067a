"""docs/questions.md and the numbers published of it answer as the program does."""

import re

import pytest

from tests.regression.questions import QUESTIONS, REFRESH, ROOT, answer_to, asked, published

ASKED = asked()
LONG = ("attribute", "leverage", "lift", "solve", "sensitivity")
"""Commands that run thousands of lanes."""


def test_every_command_of_the_document_has_an_answer():
    text = QUESTIONS.read_text(encoding="utf-8")
    assert text.count("```sh") == len(ASKED) >= 4
    assert all(answer.strip() for answer in ASKED.values())


def test_the_table_of_questions_names_commands_and_scenarios_that_there_are():
    typed = re.findall(r"\| `dial (\S+)([^`]*)` \|", QUESTIONS.read_text(encoding="utf-8"))
    assert len(typed) >= 14
    assert {command for command, _ in typed} <= {command.split()[0] for command in ASKED} | {"compare", "score"}
    assert all((ROOT / file).is_file() for _, given in typed for file in re.findall(r"scenarios/\S+", given))


@pytest.mark.parametrize(
    "command", [pytest.param(c, marks=pytest.mark.slow if c.startswith(LONG) else ()) for c in ASKED]
)
def test_the_answer_is_what_the_document_says(command):
    found = answer_to(command)
    assert found.text == ASKED[command], REFRESH
    there = published().get(command, {})
    assert found.numbers.keys() == there.keys(), REFRESH
    for about, numbers in found.numbers.items():
        assert numbers == pytest.approx(there[about], rel=1e-5, abs=1e-6), (about, REFRESH)


def test_every_command_that_has_numbers_has_published_ones():
    assert {command for command in ASKED if not command.startswith("show")} == set(published())
