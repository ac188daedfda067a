"""Shipped tables are scanned by libyaml and users' files by PyYAML: both say the same of what is shipped."""

import pytest
import yaml

from sim.common.errors import BadInput
from sim.reading.reference import shipped
from sim.reading.yaml.strict import parse_yaml

FILES = sorted((shipped() / "reference").rglob("*.yaml"))


def test_both_scanners_find_the_same_values_in_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(FILES) >= 4
    data = {file.name: file.read_bytes() for file in FILES}
    slowly = {name: parse_yaml(text, name) for name, text in data.items()}
    if yaml.__with_libyaml__:  # nothing falls back on PyYAML unseen
        monkeypatch.setattr(yaml.scanner.Scanner, "check_token", None)
    assert {name: parse_yaml(text, name, shipped=True) for name, text in data.items()} == slowly


@pytest.mark.parametrize("text", [b"a: [1, 2", b"a: \t1\nb: @", b"a: 1\na: 2", b"a: &x 1", b"a: 1\n---\nb: 2"])
def test_what_is_wrong_with_a_shipped_file_is_said_in_the_same_words(text: bytes) -> None:
    assert said(text, True) == said(text, False) != ""


def said(text: bytes, ours: bool) -> str:
    """What is found wrong with a text."""
    try:
        return "\n".join(map(str, parse_yaml(text, "un.yaml", ours).notes))
    except BadInput as error:
        return str(error)
