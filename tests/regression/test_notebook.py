"""The newcomer's notebook shows what its cells show, and is read as a notebook."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.regression.notebook import NOTEBOOK, executed, read_notebook

A_RUN = re.compile(r"\brun [0-9a-f]{12}\b")
A_CELL = {"cell_type", "id", "metadata", "source"}


def shown(notebook: dict[str, Any]) -> list[str]:
    """What cells show, in order: text and tables as they are, of figures the words in them.

    A run's id is left out: it names the program too, and any change of that would be one of the notebook.
    """
    found = []
    for output in (output for cell in notebook["cells"] for output in cell.get("outputs", ())):
        parts = output.get("data") or {"text": output["text"]}
        for kind, lines in parts.items():
            text = "".join(lines)
            if "svg" in kind:
                text = A_RUN.sub("run", " ".join(re.findall(r">([^<]+)</text>", text)))
            found.append(text)
    return found


@pytest.mark.slow
def test_its_cells_show_what_stands_below_them():
    """Written anew by `python -m tests.regression.notebook`."""
    stored = read_notebook()
    assert shown(stored) == shown(executed(stored))


def test_it_is_whole_small_and_of_no_machine():
    stored = read_notebook()
    assert (stored["nbformat"], stored["nbformat_minor"]) == (4, 5)
    cells = stored["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    for cell in cells:
        assert set(cell) == A_CELL | ({"execution_count", "outputs"} if cell in code else set())
    assert all(cell["outputs"] for cell in code)
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert len(text) < 60_000
    assert re.search(r"/(?:tmp|home|work|usr|root)/|image/png", text) is None


def test_of_a_figure_the_words_are_compared_and_not_the_run():
    figure = "<text x='1'>denied: 7</text><g/><text>Cite as: run</text>\n<text>0123456789ab.</text>"
    output = {"data": {"image/svg+xml": [figure], "text/plain": ["Drawn('a')"]}}
    assert shown({"cells": [{"outputs": [output]}]}) == ["denied: 7 Cite as: run.", "Drawn('a')"]


def test_what_a_cell_shows_is_what_a_kernel_would():
    cells = [{"cell_type": "code", "source": [line]} for line in ("n = 2", "print(n)\nn + 1", "n; None")]
    done = executed({"cells": [*cells, {"cell_type": "markdown", "source": ["n"]}]})["cells"]
    assert [shown({"cells": [cell]}) for cell in done] == [[], ["2\n", "3"], [], []]
    assert [cell.get("execution_count") for cell in done] == [1, 2, 3, None]
