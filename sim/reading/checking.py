"""A document against a form: every problem, where it stands in the file, in the words of its author."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, RootModel, ValidationError
from pydantic.fields import FieldInfo

from sim.common.errors import MOST_PROBLEMS, Problem, echo, nearest, some_of
from sim.common.units import FINITE, number_hint
from sim.reading.forms import quoted_hint
from sim.reading.strict_yaml import Document, Path_

FormType = TypeVar("FormType", bound=BaseModel)

NUMBERS = ("float_type", "int_type", "int_from_float", "finite_number", "float_parsing", "int_parsing")

EXPECTED = {
    "string_type": ("must be text", "text"),
    "float_type": ("must be a number", "a number"),
    "float_parsing": ("must be a number", "a number"),
    "int_type": ("must be a whole number", "a whole number"),
    "int_parsing": ("must be a whole number", "a whole number"),
    "int_from_float": ("must be a whole number", "a whole number"),
    "list_type": ("must be a list", "[…, …]"),
    "tuple_type": ("must be a list", "[…, …]"),
    "dict_type": ("must be a mapping", "key: value"),
    "model_type": ("must be a mapping", "key: value"),
    "dataclass_type": ("must be a mapping", "key: value"),
    "bool_type": ("must be true or false", "true, false"),
    "bool_parsing": ("must be true or false", "true, false"),
    "finite_number": ("must be a finite number", "a finite number"),
    "missing": ("is missing", ""),
}
"""What pydantic finds, in our words: the message and what is allowed."""

MOST_ROUNDS = 12


def check(form: type[FormType], document: Document, content: Any) -> tuple[FormType | None, list[Problem]]:
    """Validate a document's content against a form. Its notes come first; what they made unreadable is left alone."""
    problems = list(document.notes)
    try:
        return form.model_validate(content), problems
    except ValidationError as error:
        found = islice(_problems(form, document, content, error), MOST_PROBLEMS)
        problems += [p for p in found if not any(below(p.path, path) for path in document.unread)]
        return None, problems


def below(path: Path_, other: Path_) -> bool:
    """Whether a path is another, or inside it."""
    return path[: len(other)] == other


def akin(path: Path_, other: Path_) -> bool:
    """Whether one of two paths lies inside the other."""
    return below(path, other) or below(other, path)


def salvage(
    form: type[FormType], content: Any, wrong: Iterable[Path_], stand_ins: Mapping[Path_, Any]
) -> FormType | None:
    """What a form makes of content once everything that is wrong with it is taken out.

    So that the rest can be checked as well. What cannot be missing is replaced by its stand-in.
    """
    content = _copied(content)
    for path in wrong:
        _remove(content, path)
    for _ in range(MOST_ROUNDS):
        try:
            return form.model_validate(content)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                _mend(content, detail, stand_ins)
    return None


def _mend(content: Any, detail: Any, stand_ins: Mapping[Path_, Any]) -> None:
    path = _written(content, detail["loc"], detail["type"])
    if detail["type"] != "missing":
        _remove(content, path)
    elif path in stand_ins:
        _at(content, path[:-1])[path[-1]] = _copied(stand_ins[path])
    else:
        _remove(content, path[:-1])


def _copied(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _copied(value) for key, value in content.items()}
    return [_copied(value) for value in content] if isinstance(content, list) else content


def _at(content: Any, path: Path_) -> Any:
    for part in path:
        content = content[part]
    return content


def _remove(content: Any, path: Path_) -> None:
    """Take a value out; a list goes as a whole, so that the places in the others stay right."""
    for depth, part in enumerate(path):
        inner = content.get(part) if isinstance(content, dict) else None
        if isinstance(content, dict) and (depth == len(path) - 1 or isinstance(inner, list)):
            content.pop(part, None)
            return
        content = inner


def _written(content: Any, where: Iterable[str | int], kind: str) -> Path_:
    """A place in a form as a path in the content: without the steps that only the form has."""
    path: Path_ = ()
    parts = list(where)
    for n, part in enumerate(parts):
        inside = part in content if isinstance(content, dict) else isinstance(content, list) and isinstance(part, int)
        if inside:
            content = content[part]
        if inside or (kind == "missing" and n == len(parts) - 1):
            path = (*path, part)
    return path


def _problems(form: Any, document: Document, content: Any, error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        kind, context = detail["type"], detail.get("ctx", {})
        path = _written(content, detail["loc"], kind)
        if kind == "extra_forbidden":
            known = _keys(form, detail["loc"][:-1])
            name = str(detail["loc"][-1])
            hint = decimal_comma(name, detail["input"]) or nearest(name, known)
            yield document.problem(path, f"unknown key '{echo(name)}'", allowed=some_of(known, 40), hint=hint)
        elif kind == "dial":
            to_blame = (*path, context["at"]) if context["at"] else path
            details = {"given": _given(document, content, to_blame, detail), "allowed": context["allowed"]}
            yield document.problem(to_blame, context["message"], hint=context["hint"], **details)
        elif kind == "model_type":
            known = _keys(form, detail["loc"])
            details = {"given": echo(detail["input"]), "allowed": f"keys and values: {some_of(known, 8)}"}
            yield document.problem(path, "must be a mapping", **details)
        else:
            yield document.problem(path, **described(detail, _limits(form, detail["loc"])))


def decimal_comma(name: str, value: Any) -> str:
    """What to do about a key that is the rest of a number: {dial: 5,5}."""
    return "the decimal mark is a point" if name.isdigit() and value is None else ""


def _given(document: Document, content: Any, path: Path_, detail: Any) -> str:
    try:
        return echo(_at(content, path))
    except (KeyError, IndexError, TypeError):
        return echo(detail["input"])


def described(detail: Any, limits: str = "") -> dict[str, str]:
    """A finding of pydantic's in our words: message, given, allowed and hint."""
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    given = "" if kind == "missing" else echo(value)
    if kind == "literal_error":
        allowed = context["expected"].replace(" or ", ", ").replace("'", "")
        hint = nearest(given, allowed.split(", ")) if isinstance(value, str) else ""
        return {"message": "is not one of the words accepted here", "given": given, "allowed": allowed, "hint": hint}
    if kind.startswith(("greater_than", "less_than")):
        words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
        allowed = limits or "; ".join(f"{words.get(name, name)} {limit:.20g}" for name, limit in context.items())
        return {"message": "is out of range", "given": given, "allowed": allowed}
    if kind.startswith("date_"):
        return {"message": "is not a date that exists", "given": given, "allowed": "YYYY-MM-DD, such as 2017-08-05"}
    message, allowed = EXPECTED.get(kind, ("is not what belongs here", ""))
    if kind in NUMBERS and isinstance(value, str) and number_hint(value) == FINITE:
        return {"message": "must be a finite number", "given": given, "allowed": allowed}
    return {"message": message, "given": given, "allowed": allowed, "hint": _hint(kind, value)}


def _hint(kind: str, value: Any) -> str:
    if kind in NUMBERS and isinstance(value, str):
        percent = value.strip().endswith("%") and "write it as a share: 5 % is 0.05"
        return quoted_hint(value) or number_hint(value) or percent or ""
    if kind == "int_type" and isinstance(value, float) and value.is_integer():
        return f"write {value:.0f}"
    if kind == "string_type" and isinstance(value, int | float):
        return f"put it in quotation marks: '{echo(value)}'"
    if kind == "list_type" and value is None:
        return "leave the key out, or write [] for an empty one"
    return ""


# -- forms looked into ------------------------------------------------------------------------------------------------


def _keys(form: Any, where: tuple[str | int, ...]) -> list[str]:
    """The keys a form takes at a place inside it."""
    for part in where:
        form, _ = _inside(form, part)
    model = _model(form)
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _limits(form: Any, where: tuple[str | int, ...]) -> str:
    """The range of a number in a form: '0 to 10', where it has both ends."""
    limits: list[Any] = []
    for part in where:
        form, limits = _inside(form, part)
    ends = {name: getattr(limit, name) for limit in limits for name in ("ge", "le") if hasattr(limit, name)}
    return f"{ends['ge']:.12g} to {ends['le']:.12g}" if len(ends) == 2 else ""


def _inside(form: Any, part: str | int) -> tuple[Any, list[Any]]:
    """The form at a key of another, and the limits it sets."""
    model = _model(form)
    if model is not None and issubclass(model, RootModel):
        form = model.model_fields["root"].annotation
    elif model is not None:
        by_key = {field.alias or name: field for name, field in model.model_fields.items()}
        field = by_key.get(str(part))
        return (field.annotation, field.metadata) if field else (None, [])
    for kind in _unwrapped(form):
        arguments = typing.get_args(kind)
        if typing.get_origin(kind) in (dict, list):
            inner = arguments[-1]
            return inner, [m for info in typing.get_args(inner) if isinstance(info, FieldInfo) for m in info.metadata]
    return None, []


def _model(form: Any) -> type[BaseModel] | None:
    return next((k for k in _unwrapped(form) if isinstance(k, type) and issubclass(k, BaseModel)), None)


def _unwrapped(form: Any) -> list[Any]:
    """The alternatives of an annotation, without Annotated and None."""
    origin = typing.get_origin(form)
    if origin is typing.Annotated:
        return _unwrapped(typing.get_args(form)[0])
    if origin in (types.UnionType, typing.Union):
        return [inner for part in typing.get_args(form) for inner in _unwrapped(part) if inner is not type(None)]
    return [form]
