"""Strict YAML 1.2: what a file says, and on which line it says it.

PyYAML's scanner gives events; the values are built here, so that NO stays a word, 010 is refused, 1e3 is a number, and
aliases, tags, merge keys, duplicate keys and deep nesting are refused before they can do harm.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from sim.common.errors import MOST_PROBLEMS, BadInput, Problem, echo
from sim.common.letters import UNSEEN, unseen_in
from sim.reading.yaml.document import Document, Path_, key_text
from sim.reading.yaml.files import read_bytes, undecodable
from sim.reading.yaml.syntax import beyond_unicode, syntax_problem, unprintable

DEEPEST = 20
MOST_NODES = 20_000
LONGEST_INTEGER = 30

INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
NULLS = ("", "~", "null", "Null", "NULL")
TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def read_yaml(path: Path, shipped: bool = False) -> Document:
    """Read a strict YAML file. Raises BadInput where it is empty, or cannot be read to its end; else see `notes`.

    A `shipped` file is scanned by libyaml, which takes a tenth of the time and says the same of all of them; users'
    files are not, since it is laxer about tabs and words its complaints for nobody.
    """
    document = parse_yaml(read_bytes(path), str(path), shipped)
    if document.content is None:
        empty = Problem("the file is empty", str(path), hint="a scenario has at least a title, or a based_on")
        raise BadInput(document.notes or empty)
    return document


def parse_yaml(data: bytes, file: str, shipped: bool = False) -> Document:
    """Build the values of a YAML text. Raises BadInput where it cannot be read to its end; else see `notes`."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(undecodable(data, file, error)) from None
    if shipped and (scanned := _by_libyaml(text, file)):
        return scanned
    builder = _Builder(file)
    try:
        return builder.build(text.removeprefix("\ufeff"))
    except yaml.MarkedYAMLError as error:
        raise BadInput([*builder.document.notes, syntax_problem(file, text, error)]) from None
    except yaml.reader.ReaderError as error:
        raise BadInput(unprintable(file, text.removeprefix("\ufeff"), error.position)) from None
    except ValueError:
        raise BadInput([*builder.document.notes, beyond_unicode(file, text)]) from None
    except yaml.YAMLError as error:
        raise BadInput(Problem(f"not YAML: {echo(str(error).splitlines()[0])}", file)) from None
    except RecursionError:
        raise BadInput(Problem("is nested too deeply", file, allowed=f"at most {DEEPEST} levels")) from None


def _by_libyaml(text: str, file: str) -> Document | None:
    """A text as libyaml scans it; None where it has none of that or finds anything wrong, which PyYAML then says."""
    try:
        return _Builder(file).build(text, yaml.CSafeLoader) if yaml.__with_libyaml__ else None
    except (BadInput, yaml.YAMLError, ValueError):
        return None


class _Builder:
    """Builds values from events with a stack of its own, so that no input can exhaust Python's."""

    def __init__(self, file: str):
        self.document = Document(file, None)
        self.nodes = 0

    def build(self, text: str, loader: Any = yaml.SafeLoader) -> Document:
        stack: list[_Open] = []
        documents = 0
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fail(event, (), "a second document in one file", hint="keep one document; remove '---'")
            elif isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
            elif isinstance(event, yaml.NodeEvent):
                self._node(event, stack)
        return self.document

    def _node(self, event: Any, stack: list[_Open]) -> None:
        parent = stack[-1] if stack else None
        as_key = parent is not None and parent.wants_key
        path = parent.path_of_next() if parent and not as_key else parent.path if parent else ()
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._fail(event, path, "too many values", allowed=f"at most {MOST_NODES}")
        if as_key and not isinstance(event, yaml.ScalarEvent):
            self._fail(event, path, "a key must be a plain word", given=_shape(event))
        self._markings(event, path)
        if as_key and parent:
            parent.key(event, self)
            return
        if parent is None or isinstance(parent.content, list):
            self.document.places[path] = self.place(event)
        if isinstance(event, yaml.ScalarEvent):
            self._put(parent, self._scalar(event, path))
        elif isinstance(event, yaml.AliasEvent):
            hint = "write the value out"
            self.unread(event, path, "aliases (*name) are not accepted", given=f"*{event.anchor}", hint=hint)
            self._put(parent, None)
        else:
            if len(stack) >= DEEPEST:
                self._fail(event, path[:4], "is nested too deeply", allowed=f"at most {DEEPEST} levels")
            content: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._put(parent, content)
            stack.append(_Open(path, content))

    def _markings(self, event: Any, path: Path_) -> None:
        """Anchors and tags: noted, and the value read as if they were not there."""
        if isinstance(event, yaml.AliasEvent):
            return
        if event.anchor:
            hint = "write the value out where it is used"
            self.note(event, path, "anchors (&name) are not accepted", given=f"&{event.anchor}", hint=hint)
        if event.tag:
            self.unread(event, path, "tags (!name) are not accepted", given=_tag(event), hint="remove the tag")

    def _put(self, parent: _Open | None, value: Any) -> None:
        if parent is None:
            self.document.content = value
        else:
            parent.put(value)

    def _scalar(self, event: Any, path: Path_) -> Any:
        text = event.value
        if unseen := unseen_in(text):  # escapes may name letters that no text should hold
            self.unread(event, path, unseen, given=text, hint="remove it")
            return ""
        if not event.implicit[0]:
            return text
        if text in NULLS:
            return None
        if text in TRUTHS:
            return TRUTHS[text]
        if INTEGER.fullmatch(text):
            if len(text) > LONGEST_INTEGER:
                allowed = f"at most {LONGEST_INTEGER} digits"
                self.unread(event, path, "a whole number of too many digits", given=text, allowed=allowed)
                return 0
            return int(text)
        if FLOAT.fullmatch(text) and not re.fullmatch(r"[-+]?0[0-9]+", text):
            value = float(text)
            if value in (float("inf"), float("-inf")):
                self.unread(event, path, "the number is too large", given=text, allowed="a finite number")
                return 0.0
            return value
        return text

    def note(self, event: Any, path: Path_, message: str, given: str = "", allowed: str = "", hint: str = "") -> None:
        """Something we do not accept, but can read on from."""
        if len(self.document.notes) < MOST_PROBLEMS:
            place = self.place(event)
            found = Problem(message, *place, key_text(path), echo(given) if given else "", allowed, hint, path)
            self.document.notes.append(found)

    def place(self, event: Any) -> tuple[str, int, int]:
        """Where an event stands."""
        return self.document.file, event.start_mark.line + 1, event.start_mark.column + 1

    def unread(self, event: Any, path: Path_, message: str, **details: str) -> None:
        """A value that cannot be taken as it stands."""
        self.note(event, path, message, **details)
        self.document.unread.add(path)

    def _fail(self, event: Any, path: Path_, message: str, **details: str) -> None:
        self.note(event, path, message, **details)
        raise BadInput(self.document.notes)


def _tag(event: Any) -> str:
    return str(event.tag).replace("tag:yaml.org,2002:", "!!")


def _shape(event: Any) -> str:
    return {yaml.AliasEvent: "an alias", yaml.MappingStartEvent: "a mapping"}.get(type(event), "a list")


class _Open:
    """A mapping or list whose end has not been read yet."""

    def __init__(self, path: Path_, content: Any):
        self.path, self.content = path, content
        self.pending: str | None = None

    @property
    def wants_key(self) -> bool:
        return isinstance(self.content, dict) and self.pending is None

    def key(self, event: Any, builder: _Builder) -> None:
        name = UNSEEN.sub("?", event.value)
        path = (*self.path, name)
        if name == "<<":
            builder.unread(
                event, path, "merge keys (<<) are not accepted", hint="write the values out, or use based_on"
            )
        elif unseen := unseen_in(event.value):
            builder.note(event, path, unseen, given=event.value, hint="remove it")
        elif name in self.content:
            given = f"first on line {builder.document.place(path)[1]}"
            builder.note(event, path, "the key stands twice", given=given, hint="keep one of the two")
        builder.document.places[path] = builder.place(event)
        self.pending = name

    def path_of_next(self) -> Path_:
        return (*self.path, len(self.content) if isinstance(self.content, list) else self.pending or "")

    def put(self, value: Any) -> None:
        if isinstance(self.content, dict):
            self.content[self.pending] = value
            self.pending = None
        else:
            self.content.append(value)
