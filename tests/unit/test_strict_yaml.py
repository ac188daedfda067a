"""What a YAML text says, where it says it, and the limits of what is read of it; the same of what we wrote as JSON."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from sim.common.errors import BadInput, echo
from sim.domain.scenario import SCHEMA_VERSION
from sim.reading.resolved.json_text import has_seal, parse_json, path_inside, places_in, refuse_newer, with_seal
from sim.reading.yaml.document import Document, akin, at_path, below, key_text, path_written
from sim.reading.yaml.files import read_bytes, similar
from sim.reading.yaml.overrides import overrides_in, with_layer
from sim.reading.yaml.settings import nested, path_of, path_trouble, with_settings
from sim.reading.yaml.strict import parse_yaml, read_yaml


def parsed(text: str) -> Document:
    return parse_yaml(text.encode(), "a.yaml")


def told(text: str) -> list[tuple[str, int, int]]:
    """What is wrong with a text, and where: noted while it was read, or so that it cannot be."""
    try:
        problems = parsed(text).notes
    except BadInput as error:
        problems = error.problems
    return [(problem.message, problem.line, problem.column) for problem in problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("-12", -12), ("+3", 3), ("0", 0), ("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0),
        ("-1.5E-2", -0.015), ("010", "010"), ("-010.5", -10.5), ("0x1F", "0x1F"), ("1_000", "1_000"), ("1,5", "1,5"),
        ("true", True), ("TRUE", True), ("false", False), ("True", True), ("False", False), ("FALSE", False),
        ("Null", None), ("NULL", None), ("tRue", "tRue"), ("yes", "yes"), ("NO", "NO"), ("on", "on"),
        ("null", None), ("~", None), ("", None), ("nULL", "nULL"), ("'12'", "12"), ('"true"', "true"), ("''", ""),
        (".inf", ".inf"), (".nan", ".nan"), ("2017-01-01", "2017-01-01"), ("9" * 30, 10**30 - 1), ("1e308", 1e308),
    ],
)  # fmt: skip
def test_a_scalar_is_what_yaml_1_2_says(text, value):
    document = parsed(f"a: {text}")
    found = document.content["a"]
    assert (found, type(found)) == (value, type(value))
    assert document.notes == []


@pytest.mark.parametrize(
    ("text", "message", "stand_in"),
    [
        ("9" * 31, "a whole number of too many digits", 0),
        ("1e309", "the number is too large", 0.0),
        ("-1e309", "the number is too large", 0.0),
        ("*b", "aliases (*name) are not accepted", None),
        ("!!str 5", "tags (!name) are not accepted", "5"),
    ],
)
def test_a_value_that_is_not_taken_is_noted_and_stood_in_for(text, message, stand_in):
    document = parsed(f"x: &b 1\na: {text}")
    assert [note.message for note in document.notes] == ["anchors (&name) are not accepted", message]
    assert (document.content, document.unread) == ({"x": 1, "a": stand_in}, {("a",)})


def test_every_value_has_its_place():
    text = "a: 1\nb:\n  c: [x, {d: 2}]\n  e: ''\n'f g':\n- 3\n"
    document = parsed(text)
    assert document.content == {"a": 1, "b": {"c": ["x", {"d": 2}], "e": ""}, "f g": [3]}
    lines = {
        ("a",): (1, 1), ("b",): (2, 1), ("b", "c"): (3, 3), ("b", "c", 0): (3, 7), ("b", "c", 1): (3, 10),
        ("b", "c", 1, "d"): (3, 11), ("b", "e"): (4, 3), ("f g",): (5, 1), ("f g", 0): (6, 3), (): (1, 1),
    }  # fmt: skip
    assert {path: place[1:] for path, place in document.places.items()} == lines
    assert document.place(("b", "c", 1, "gone")) == ("a.yaml", 3, 10), "else of the nearest that holds it"
    assert document.place(("gone",)) == Document("a.yaml", {}).place(("gone",)) == ("a.yaml", 1, 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\na: 2", [("the key stands twice", 2, 1)]),
        ("a: 1\nb: 2\n---\nc: 3", [("a second document in one file", 3, 1)]),
        ("a: {<<: 1}", [("merge keys (<<) are not accepted", 1, 5)]),
        ("[1, 2]: 3", [("a key must be a plain word", 1, 1)]),
        ("a: 'x\n", [("not YAML: a quotation mark that is never closed", 1, 4)]),
        ("a: [1\n", [("not YAML: a bracket that is never closed", 1, 4)]),
        ("a: 1\n\tb: 2", [("not YAML: a tab where YAML wants spaces", 2, 1)]),
        ("a:\n  \x07", [("a control character in the text", 2, 3)]),
        ("a: b\x00", [("is a binary file, not YAML text", 1, 5)]),
        ('a: "\\U00110000"', [("not YAML: an escape that names no character", 1, 5)]),
        ('\na: "\\U00110000"', [("not YAML: an escape that names no character", 2, 5)]),
        ("\na: 1\nb: \x07", [("a control character in the text", 3, 4)]),
        ("\n\x07", [("a control character in the text", 2, 1)]),
    ],
)
def test_what_is_not_accepted_is_told_where_it_stands(text, found):
    assert told(text) == found


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("it's: b: c", "a quotation mark may be missing"), ("'it''s': b: c", ""),
        ("a: b: c", ""), ("a: 'b': c", ""), ('a" b: c: d', "a quotation mark may be missing"),
        ('"a": b: c', ""), ("a: 'x\ty': c", ""), ("a: @b", "quote a text that starts with a special character"),
    ],
)  # fmt: skip
def test_what_may_be_meant_by_a_line_that_cannot_be_read(line, hint):
    with pytest.raises(BadInput) as caught:
        parsed(line)
    (problem,) = caught.value.problems
    assert (problem.given, problem.line) == (echo(line), 1)
    assert problem.hint == hint or (not hint and "quotation" not in problem.hint)
    assert "tab" not in problem.message


def test_both_ends_of_depth():
    assert told("[" * 20 + "]" * 20) == []
    assert told("[" * 21 + "]" * 21) == [("is nested too deeply", 1, 21)]


@pytest.mark.slow
def test_both_ends_of_the_number_of_values():
    assert told("[" + "1," * 19_999 + "]") == []
    assert told("[" + "1," * 20_000 + "]")[0][0] == "too many values"


def test_both_ends_of_a_files_size(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(bytes(512_000))
    assert len(read_bytes(path)) == 512_000
    path.write_bytes(bytes(512_001))
    with pytest.raises(BadInput, match="the file is too large") as caught:
        read_yaml(path)
    assert (caught.value.problems[0].given, caught.value.problems[0].allowed) == ("0.5 MB", "at most 512 kB")
    assert read_bytes(path, 512_001) == path.read_bytes()
    path.write_bytes(bytes(1_000_001))
    with pytest.raises(BadInput) as caught:
        read_bytes(path, 1_000_000)
    assert caught.value.problems[0].allowed == "at most 1 MB"


def test_what_is_no_file_is_told_with_its_like(tmp_path):
    (tmp_path / "scenario.yaml").touch()
    assert similar(tmp_path / "scenaro.yaml") == str(tmp_path / "scenario.yaml")
    assert similar(tmp_path / "else") == ""
    for path, said in ((tmp_path, "is a directory"), (tmp_path / "scenaro.yaml", "no such file")):
        with pytest.raises(BadInput, match=said):
            read_bytes(path)
    with pytest.raises(BadInput, match="the file is empty"):
        read_yaml(tmp_path / "scenario.yaml")
    for name, said in (("a\0b", "not a usable file name"), ("x" * 300, "file name too long")):
        with pytest.raises(BadInput) as told:
            read_bytes(tmp_path / name)
        assert told.value.problems[0].message == f"cannot be read: {said}"
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "scenario.json").touch()
    for folder, hint in (
        ("run", f"name {tmp_path / 'run' / 'scenario.json'}, the"),
        (".", "name the YAML file inside it"),
    ):
        with pytest.raises(BadInput) as told:
            read_bytes(tmp_path / folder)
        assert told.value.problems[0].hint.startswith(hint)
    with pytest.raises(BadInput, match="is not an ordinary file"):
        read_bytes(Path("/dev/null"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("a: é".encode("utf-16"), ("is UTF-16 text, not UTF-8", 0, 0)),
        (b"\x80\x00", ("is a binary file, not text", 0, 0)),
        (b"a: 1\nb: \xff", ("is not UTF-8 text", 2, 4)),
        (b"\xff", ("is not UTF-8 text", 1, 1)),
        (b"a\xff" + b"x" * 997 + b"\x00", ("is a binary file, not text", 0, 0)),
        (b"a\xff" + b"x" * 998 + b"\x00", ("is not UTF-8 text", 1, 2)),
    ],
)
def test_bytes_that_are_no_text(data, said):
    with pytest.raises(BadInput) as caught:
        parse_yaml(data, "a.yaml")
    (problem,) = caught.value.problems
    assert (problem.message, problem.line, problem.column) == said


def test_a_byte_order_mark_is_no_letter():
    assert parsed("\ufeffa: 1").content == {"a": 1}


# -- paths and settings -----------------------------------------------------------------------------------------------


def test_a_path_in_words():
    assert key_text(("partners", "china", "dial", 0, "from")) == "partners.china.dial[0].from"
    assert key_text(("behaviour", "theta", "")) == "behaviour.theta"
    assert key_text(()) == ""
    assert path_of(" behaviour . theta ") == ("behaviour", "theta")
    assert nested(("a", "b"), 1) == {"a": {"b": 1}}
    assert at_path({"a": [1, {"b": 2}]}, ("a", 1, "b")) == 2
    assert (below(("a", "b"), ("a",)), below(("a",), ("a", "b")), akin(("a",), ("a", "b")), akin(("a",), ("b",))) == (
        True, False, True, False,
    )  # fmt: skip
    assert path_written({"a": [{"b": 1}]}, ("a", "form", 0, "b", "float"), "type") == ("a", 0, "b")
    assert path_written({"a": {}}, ("a", "form", "gone"), "missing") == ("a", "gone")
    assert path_written({"a": {}}, ("a", "gone", "b"), "missing") == ("a", "b")


def test_what_cannot_name_a_value():
    assert path_trouble("a.b") == ""
    assert path_trouble("a..b") == "has an empty part in its path"
    assert path_trouble(".".join("a" * 20)) == ""
    assert path_trouble(".".join("a" * 21)) == "has too many parts in its path"
    assert path_trouble("a\x00") == "is not a usable path"


def test_a_setting_is_laid_over_a_document():
    base = parsed("a: {b: 1, c: 2}\n")
    found = with_settings(base, ["a.b=5", "d=[x, y]", "a.e="])
    assert found.content == {"a": {"b": 5, "c": 2, "e": ""}, "d": ["x", "y"]}
    assert [(one.path, one.value, one.by) for one in found.overrides] == [
        (("a", "b"), 5, "--set"), (("d",), ["x", "y"], "--set"), (("a", "e"), "", "--set"),
    ]  # fmt: skip
    assert (found.file, found.place(("a",)), found.place(("a", "c"))) == (
        base.file,
        base.place(("a",)),
        base.place(("a", "c")),
    )
    assert (found.place(("a", "b")), found.place(("d", 1))) == (("--set a.b=5", 0, 0), ("--set d=[x, y]", 0, 0))
    for text, said in (("a.b", "is not path=value"), ("=5", "is not path=value"), ("based_on=x", "from outside")):
        (note,) = with_settings(base, [text]).notes
        assert said in note.message
        assert note.line == 0


def test_what_a_layer_changes_is_known_as_long_as_it_stands():
    base, top = parsed("title: t\na: {b: 1, c: 2}"), parsed("title: u\na: {b: 1, c: 3}\nd: 4")
    merged = Document("m", {"title": "u", "a": {"b": 1, "c": 3}, "d": 4})
    layered = with_layer(merged, base, top, "top.yaml")
    assert [(one.path, one.value, one.by, one.titled) for one in overrides_in(layered)] == [
        ("a.c", "3", "top.yaml", True), ("d", "4", "top.yaml", True),
    ]  # fmt: skip
    again = with_layer(Document("n", {"a": {"b": 1, "c": 7}, "d": 4}), layered, parsed("a: {c: 7}"), "--set")
    assert [(one.path, one.value, one.titled) for one in overrides_in(again)] == [("d", "4", True), ("a.c", "7", False)]


def test_of_changes_the_last_that_still_stands_is_told():
    base, low, high = parsed("a: {c: 1}"), parsed("a: {c: 3}"), parsed("a: {c: 7}")
    one = with_layer(Document("m", low.content), base, low, "low.yaml")
    two = with_layer(Document("m", high.content), one, high, "high.yaml")
    back = with_layer(Document("m", low.content), two, low, "--set")
    assert [(it.path, it.value, it.by) for it in overrides_in(back)] == [("a.c", "3", "--set")], "not that of low.yaml"
    gone = with_layer(Document("m", {"a": 5}), two, parsed("a: 5"), "--set")
    assert [(it.path, it.value) for it in overrides_in(gone)] == [("a", "5")], "what held the others is replaced"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ({"value": 0.5, "low": 0.1, "high": 0.9}, "0.5 (0.1 to 0.9)"),
        ({"value": 0.5, "low": 0.1}, "0.5"),
        ([{"k": [1, None]}, True, False], "[{k: [1, null]}, true, false]"),
        ("two\n lines", "two lines"),
    ],
)
def test_a_changed_value_is_told_on_one_line(value, text):
    top = Document("t", {"a": value})
    (one,) = overrides_in(with_layer(Document("m", {"a": value}), Document("b", {}), top, "t"))
    assert one.value == text


# -- what we wrote ----------------------------------------------------------------------------------------------------


def test_a_seal_is_of_all_other_keys():
    sealed = with_seal({"a": 1, "b": [2]})
    assert has_seal(sealed)
    assert with_seal(sealed) == sealed
    assert with_seal({**sealed, "a": 2})["sha256"] != sealed["sha256"]
    assert not has_seal({**sealed, "a": 2})
    assert not has_seal({"a": 1})


def test_values_of_json_have_their_places():
    text = '{"a": 1,\n "b": [2, {"c": "x,]"}],\n "d": {}}\n'
    assert {path: place[1:] for path, place in places_in(text, "a.json").items()} == {
        (): (1, 1), ("a",): (1, 2), ("b",): (2, 2), ("b", 0): (2, 8), ("b", 1): (2, 11), ("b", 1, "c"): (2, 12),
        ("d",): (3, 2),
    }  # fmt: skip
    content = json.loads(text)
    assert path_inside(content, ("b", 1, "c")) == ("b", 1, "c")
    assert path_inside(content, ("b", 2, "c")) == ("b", 2)
    assert path_inside(content, ("gone", 1)) == ("gone",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" \n", "the file is empty"),
        ('{"a": 1, "a": 2}', "the key stands twice"),
        ('{"a": NaN}', "a number is not finite"),
        ('{"a": -Infinity}', "a number is not finite"),
        ('{"a": 1e999}', "a number is not finite"),
        ('{"a": "\\ud800"}', "half of a letter"),
        ("[" * 100_000, "is nested too deeply"),
        ("1" * 5000, "a whole number of too many digits"),
        ('{"a": ', "not JSON"),
    ],
)
def test_json_that_we_did_not_write(text, said):
    with pytest.raises(BadInput, match=said):
        parse_json(text, "a.json")


def test_json_as_we_write_it():
    assert parse_json('{"a": [1, 2.5, "\\ud83d\\udea2", null, true]}', "a.json") == {"a": [1, 2.5, "🚢", None, True]}
    assert math.isclose(parse_json("1e308", "a.json"), 1e308)


def test_a_newer_schema_is_told_before_anything_else():
    refuse_newer(json.dumps({"schema_version": SCHEMA_VERSION}), "a")
    refuse_newer(json.dumps({"schema_version": True, "about": {"schema_version": SCHEMA_VERSION + 1}}), "a")
    refuse_newer("not json", "a")
    for content, keys in (
        ({"schema_version": SCHEMA_VERSION + 1, "a": math.nan}, ("schema_version",)),
        ({"about": {"schema_version": SCHEMA_VERSION + 1}}, ("about", "schema_version")),
    ):
        with pytest.raises(BadInput, match="was written by a newer version"):
            refuse_newer(json.dumps(content), "a", keys)


def test_files_are_named_as_they_were_given(tmp_path: Path):
    with pytest.raises(BadInput) as caught:
        read_bytes(tmp_path / "gone" / "b.yaml")
    assert caught.value.problems[0].file == str(tmp_path / "gone" / "b.yaml")
