"""Pages of what is none: a notebook as text with its outputs, and the order in which pages follow the first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

CONTENTS = {
    "A first hour": ("docs/tutorial", "docs/newcomer", "docs/questions", "docs/gallery"),
    "Using it": ("docs/scenarios", "docs/today", "docs/sweeps", "docs/page", "docs/errors", "docs/site/api"),
    "What stands behind it": ("docs/model", "docs/data", "docs/validation", "docs/larger_bundle", "docs/glossary"),
    "How it is made": (
        "CONTRIBUTING", "docs/decisions/README", "docs/reliability", "benchmarks/README", "docs/moved", "CHANGELOG",
    ),
}  # fmt: skip
"""What follows the first page: headings, and the pages below each."""


def contents_of(root: Path, name: str) -> str:
    """Tables of contents for the end of a page: of the first one all others, of the list of decisions these."""
    if name == "README":
        return "".join(_tree(pages, caption) for caption, pages in CONTENTS.items())
    if name == "docs/decisions/README":
        return _tree(sorted(path.stem for path in (root / "docs" / "decisions").glob("0*.md")))
    return ""


def _tree(pages: Iterable[str], caption: str = "") -> str:
    head = [":hidden:", ":maxdepth: 1", *([f":caption: {caption}"] if caption else [])]
    return "\n\n```{toctree}\n" + "\n".join([*head, "", *pages]) + "\n```\n"


def page_of_notebook(text: str) -> str:
    """A notebook as Markdown: words as they are, code in fences, and below it what it showed."""
    cells = json.loads(text)["cells"]
    return "\n\n".join(part for cell in cells for part in _parts(cell)) + "\n"


def _parts(cell: dict[str, object]) -> list[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return [source]
    return [f"```python\n{source}\n```", *(_shown(output) for output in cell["outputs"])]


def _shown(output: dict[str, object]) -> str:
    """What a cell showed: as a page or a figure where it is given so, else as text."""
    data = output.get("data", {})
    for kind in ("text/html", "image/svg+xml"):
        if kind in data:
            page = "".join(data[kind])
            lines = [line for line in page[max(page.find("<svg "), 0) :].splitlines() if line.strip()]
            return "\n".join(['<div class="output">', *lines, "</div>"])
    return "```text\n" + "".join(output.get("text", data.get("text/plain", []))).rstrip("\n") + "\n```"
