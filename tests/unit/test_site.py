"""The pages of `make docs`, without Sphinx: each document has its place among them, and locks fetch by hash alone."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import sim

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LOCKS = (
    ROOT / "requirements.lock", ROOT / "requirements-runtime.lock", DOCS / "requirements.lock",
    ROOT / "benchmarks" / "requirements.lock",
)  # fmt: skip


def loaded(name: str) -> ModuleType:
    """A module of docs/site, which is no package."""
    spec = importlib.util.spec_from_file_location(name, DOCS / "site" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_document_is_a_page():
    contents = loaded("pages").contents_of(ROOT, "README")
    pages = {ROOT / f"{page}.md" for page in re.findall(r"^(?:docs|benchmarks|[A-Z]+)[\w/]*$", contents, re.M)}
    pages = {page if page.exists() else page.with_suffix(".ipynb") for page in pages}
    written = {*ROOT.glob("*.md"), *DOCS.glob("*.md"), *DOCS.glob("*.ipynb"), ROOT / "benchmarks" / "README.md"}
    assert pages == written - {ROOT / "README.md"} | {DOCS / "decisions" / "README.md", DOCS / "site" / "api.md"}


def test_every_decision_is_listed_with_its_title():
    listed = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    names = sorted(path for path in (DOCS / "decisions").glob("0*.md"))
    titles = [path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ") for path in names]
    lines = [f"- [{title}]({path.name})" for title, path in zip(titles, names, strict=True)]
    assert re.findall(r"^- .*", listed, re.M) == lines
    assert re.findall(r"^0.*", loaded("pages").contents_of(ROOT, "docs/decisions/README"), re.M) == [
        path.stem for path in names
    ]


def test_every_name_that_is_offered_is_described():
    described = re.findall(r"auto(?:function|class):: (\w+)", (DOCS / "site" / "api.md").read_text(encoding="utf-8"))
    assert sorted(described) == sorted(set(sim.__all__) - {"__version__"})


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: f"{lock.parent.name}/{lock.stem}")
def test_a_lock_names_versions_and_hashes_and_no_host(lock):
    text = lock.read_text(encoding="utf-8")
    assert re.search(r"https?:|://|^-", text, re.M) is None
    entries = re.split(r"\n(?=\w)", text)
    assert len(entries) > 20
    assert [entry for entry in entries if not re.match(r"[\w.-]+==\S+.*(?: \\\n +--hash=sha256:\w{64})+", entry)] == []


def test_what_is_in_two_locks_is_there_in_one_version():
    pinned = [set(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.M)) for lock in LOCKS]
    everything, runtime, docs, _ = pinned
    names = {name for name, _ in everything}
    assert runtime <= everything
    assert {(name, version) for name, version in docs if name in names} <= everything
