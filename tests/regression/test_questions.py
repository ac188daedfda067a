"""docs/questions.md answers as the program does."""

import pytest

from tests.regression.questions import QUESTIONS, REFRESH, answer_to, asked

ASKED = asked()
LONG = ("attribute", "leverage", "solve", "sensitivity")
"""Commands that run thousands of lanes."""


def test_every_command_of_the_document_has_an_answer():
    text = QUESTIONS.read_text(encoding="utf-8")
    assert text.count("```sh") == len(ASKED) >= 4
    assert all(answer.strip() for answer in ASKED.values())


@pytest.mark.parametrize(
    "command", [pytest.param(c, marks=pytest.mark.slow if c.startswith(LONG) else ()) for c in ASKED]
)
def test_the_answer_is_what_the_document_says(command):
    assert answer_to(command) == ASKED[command], REFRESH
