"""docs/validation.md holds every table its command makes, a row for all that is asked there."""

from __future__ import annotations

import re

import pytest

from tests.regression import validation

TEXT = validation.DOCUMENT.read_text(encoding="utf-8")


def rows_under(name: str) -> list[str]:
    """The first cells of a table's rows."""
    made = TEXT.partition(f"<!-- made: {name} -->")[2].partition(f"<!-- end: {name} -->")[0]
    return [line.split("|")[1].strip() for line in made.splitlines() if line.startswith("| ")][1:]


@pytest.mark.parametrize(
    ("name", "asked"),
    [("mechanisms", validation.mechanisms), ("hand-over", validation.hand_overs), ("values", validation.values)],
)
def test_the_document_has_a_row_for_all_that_is_asked(name, asked):
    assert rows_under(name) == list(asked())


def test_every_mechanism_is_switched_off_on_every_ground():
    """Both baselines, ports on and off, old and new values of the four: in one table, the first column as above it."""
    assert rows_under("everywhere") == ["all on", *validation.switched_off(validation.PORTS)]
    made = TEXT.partition("<!-- made: everywhere -->")[2].partition("<!-- end")[0].strip().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in made]
    assert cells[0][1:] == list(validation.grounds())
    assert all(re.fullmatch(r"\d+\.\d; \d\.\d\d; \d+", cell) for row in cells[2:] for cell in row[1:])
    alone = TEXT.partition("<!-- made: mechanisms -->")[2].partition("<!-- end")[0].strip().splitlines()
    errors = {row[1].strip(): row[2].strip() for row in (line.split("|") for line in alone[2:])}
    assert all(row[1].split(";")[0] == errors[row[0]] for row in cells[3:])


@pytest.mark.parametrize("name", validation.TABLES)
def test_the_document_has_every_table(name):
    assert rows_under(name)
    assert re.search(r"\| own_notice \|", TEXT)


def test_what_is_switched_off_is_switched_off():
    """No row of the mechanisms is the first one under another name."""
    first, *others = validation.mechanisms().values()
    for scenario in others:
        assert scenario != first
    assert not any(p.id == "cn_2017_40.coal" and p.effective.day != 1
                   for act in validation.from_the_first(validation.OWN).measures for p in act.provisions)  # fmt: skip


def test_a_table_takes_the_place_of_the_one_before():
    text = "a\n<!-- made: x -->\nold\n<!-- end: x -->\nb"
    assert validation.put(text, "x", "new") == "a\n<!-- made: x -->\nnew\n<!-- end: x -->\nb"
