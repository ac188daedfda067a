"""The newcomer's notebook: its cells, executed in one namespace as a kernel would, and what each shows.

python -m tests.regression.notebook   # executes docs/newcomer.ipynb anew and writes what it shows
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[2] / "docs" / "newcomer.ipynb"
SHOWN_AS = {"text/html": "_repr_html_", "image/svg+xml": "_repr_svg_"}
"""What a kernel asks of a value, by the kind of what it gets."""


def read_notebook(path: Path = NOTEBOOK) -> dict[str, Any]:
    """A notebook as its file has it."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def words_of(path: Path) -> str:
    """What a document says: a notebook's Markdown cells, any other file's text."""
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    cells = read_notebook(path)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def executed(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with what its cells show now, when they are executed in order in an empty folder."""
    names: dict[str, Any] = {"__name__": "__main__"}
    cells, count = [], 0
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for number, cell in enumerate(notebook["cells"]):
            done = cell | {"id": f"cell-{number:02}"}
            if cell["cell_type"] == "code":
                count += 1
                shown = [output | _counted(output, count) for output in _shown("".join(cell["source"]), names)]
                done |= {"execution_count": count, "outputs": shown}
            cells.append(done)
    return notebook | {"cells": cells}


def _counted(output: dict[str, Any], count: int) -> dict[str, Any]:
    return {"execution_count": count} if output["output_type"] == "execute_result" else {}


def _shown(source: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """What a cell prints, and the value of its last line where that is an expression."""
    *before, last = ast.parse(source).body
    value, printed = None, io.StringIO()
    with contextlib.redirect_stdout(printed):
        if isinstance(last, ast.Expr):
            exec(compile(ast.Module(before, []), "cell", "exec"), names)
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        else:
            exec(compile(source, "cell", "exec"), names)
    found: list[dict[str, Any]] = []
    if text := printed.getvalue():
        found.append({"name": "stdout", "output_type": "stream", "text": _lines(text)})
    if value is not None:
        data = {kind: _lines(getattr(value, name)()) for kind, name in SHOWN_AS.items() if hasattr(value, name)}
        data["text/plain"] = _lines(repr(value))
        found.append({"data": dict(sorted(data.items())), "metadata": {}, "output_type": "execute_result"})
    return found


def _lines(text: str) -> list[str]:
    """A text as notebooks keep it, a line each."""
    return text.splitlines(keepends=True)


def write_notebook(notebook: dict[str, Any], path: Path = NOTEBOOK) -> None:
    """Write a notebook as Jupyter does: sorted keys, one space of indent."""
    path.write_text(json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("MPLBACKEND", "Agg")
    write_notebook(executed(read_notebook()))
    print(NOTEBOOK)
