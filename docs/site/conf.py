"""How `make docs` makes pages of README, docs and the names of `import sim`. Nothing is fetched.

The root is the repository's, so that links between documents are the same here as in a browser of the repository. What
only pages need (which page comes after which) is added here, as documents are read, and is in none of them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "site")]

from pages import contents_of, page_of_notebook  # noqa: E402

from sim import __version__  # noqa: E402

project = "dprk-dial"
author = "The dprk-dial authors"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
root_doc = "README"
source_suffix = {".md": "markdown", ".ipynb": "markdown"}
include_patterns = [
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md", "docs/*.md", "docs/*.ipynb",
    "docs/decisions/*.md", "docs/site/api.md",
]  # fmt: skip
exclude_patterns = [".*", "results", "scenarios", "sim", "tests", "build", "dist", "docs/_build", "docs/figures"]
myst_heading_anchors = 4
default_role = "literal"
smartquotes = False
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
html_theme = "alabaster"
html_theme_options = {"page_width": "76rem", "sidebar_width": "16rem", "body_max_width": "none", "fixed_sidebar": True}
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html"]}
html_title = f"dprk-dial {release}"
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
python_maximum_signature_line_length = 100
html_show_copyright = False
html_static_path = ["output.css"]
html_css_files = ["output.css"]
FRONT = (
    '<!doctype html><meta charset="utf-8"><title>dprk-dial</title><meta http-equiv="refresh" content="0; url={page}">\n'
)


def as_read(app: Any, name: str, source: list[str]) -> None:
    """What is read as a page: of a notebook its cells; after some, which pages follow."""
    if app.env.doc2path(name).suffix == ".ipynb":
        source[0] = page_of_notebook(source[0])
    source[0] += contents_of(ROOT, name)


def front_door(app: Any, failure: Exception | None) -> None:
    """index.html, which leads to the first page."""
    if failure is None:
        (Path(app.outdir) / "index.html").write_text(FRONT.format(page=f"{root_doc}.html"), encoding="utf-8")


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", as_read)
    app.connect("build-finished", front_door)
