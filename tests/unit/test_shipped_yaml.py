"""Shipped tables are scanned by libyaml and users' files by PyYAML: both say the same of what is shipped."""

from pathlib import Path

import pytest
import yaml

from sim.common.errors import BadInput
from sim.reading.reference import reference_in, shipped
from sim.reading.reference.law import read_law
from sim.reading.yaml.strict import parse_yaml

REFERENCE = reference_in(shipped() / "reference")
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


ACT = "{title: T, issuer: un, adopted: 2017-01-01, provisions: {p: {kind: ban, streams: [coal], source: s%s}}}"


def told_of_law(place: Path, *acts: str) -> list[tuple[str, str]]:
    """What is wrong with files of law, an act in each: where, and what."""
    paths = [place / f"{n}.yaml" for n in range(len(acts))]
    for path, act in zip(paths, acts, strict=True):
        path.write_text(f"act_{path.stem}: {act}\n", encoding="utf-8")
    try:
        read_law(paths, REFERENCE.known)
    except BadInput as error:
        return [(problem.key, problem.message) for problem in error.problems]
    return []


def test_acts_of_several_files_may_name_each_other(tmp_path: Path) -> None:
    plain, later = ACT % "", ACT % ", superseded_by: [act_0.p]"
    assert told_of_law(tmp_path, plain, later) == []
    unknown = ACT % ", superseded_by: [act_0.q]"
    where = "act_1.provisions.p.superseded_by[0]"
    assert told_of_law(tmp_path, plain, unknown) == [(where, "unknown provision")]
    broken = ACT % ", colour: red"
    said = [("act_0.provisions.p.colour", "unknown key 'colour'")]
    assert told_of_law(tmp_path, broken, unknown) == said, "who cannot be read may have the paragraph all the same"


def said(text: bytes, ours: bool) -> str:
    """What is found wrong with a text."""
    try:
        return "\n".join(map(str, parse_yaml(text, "un.yaml", ours).notes))
    except BadInput as error:
        return str(error)
