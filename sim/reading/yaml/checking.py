"""A document against a form: every problem, where it stands in the file, in the words of its author."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.common.errors import MOST_PROBLEMS, Problem, echo, nearest, some_of
from sim.common.unit_hints import share_hint
from sim.common.units import FINITE, number_hint
from sim.domain.parameters import PARAMETERS
from sim.reading.forms.fields import quoted_hint
from sim.reading.yaml.document import Document, Path_, at_path, below, key_text, path_written
from sim.reading.yaml.shapes import keys_at, limits_at

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


def check(form: type[FormType], document: Document, content: Any) -> tuple[FormType | None, list[Problem]]:
    """Validate a document's content against a form: what the form makes of it (None where it does not fit), and the
    problems. The document's own notes come first; what they made unreadable is left alone.

    `content` is the document's content, or what stands for it once something has been laid over it.
    """
    problems = list(document.notes)
    try:
        return form.model_validate(content), problems
    except ValidationError as error:
        found = islice(_problems(form, document, content, error), MOST_PROBLEMS)
        problems += [p for p in found if not any(below(p.path, path) for path in document.unread)]
        return None, problems


def _problems(form: Any, document: Document, content: Any, error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        kind, context = detail["type"], detail.get("ctx", {})
        path = path_written(content, detail["loc"], kind)
        if kind == "extra_forbidden":
            known = keys_at(form, detail["loc"][:-1])
            name = str(detail["loc"][-1])
            of_behaviour = "behaviour" in known and name in PARAMETERS and f"write behaviour.{name}"
            hint = of_behaviour or decimal_comma(name, detail["input"]) or nearest(name, known)
            yield document.problem(path, f"unknown key '{echo(name)}'", allowed=some_of(known, 40), hint=hint)
        elif kind == "dial":
            to_blame = (*path, *context["at"])
            given = echo(context["given"]) if context["given"] else _given(document, content, to_blame, detail)
            details = {"given": given, "allowed": context["allowed"]}
            yield document.problem(to_blame, context["message"], hint=context["hint"], **details)
        elif kind == "model_type":
            known = keys_at(form, detail["loc"])
            details = {"given": echo(detail["input"]), "allowed": f"keys and values: {some_of(known, 8)}"}
            yield document.problem(path, "must be a mapping", **details)
        else:
            details = described(detail, limits_at(form, detail["loc"]))
            yield document.problem(path, **details | listed_hint(kind, path, detail["input"]))


def listed_hint(kind: str, path: Path_, value: Any) -> dict[str, str]:
    """What to do about a list where names are keys, of names or of what belongs to them; nothing in any other case."""
    if kind != "dict_type" or not (isinstance(value, list) and value):
        return {}
    first = value[0]
    if isinstance(first, str):
        acts = key_text(path) == "measures"
        return {"hint": "acts in force: bundle: […]" if acts else f"names are keys here: {{{echo(first)}: …}}"}
    return {"hint": f"names are keys here, no list: {_keyed(first)}"} if isinstance(first, dict) else {}


def _keyed(one: dict[Any, Any]) -> str:
    """An entry of a list as it is written where names are keys: by its id or name, or as the one pair it is."""
    if name := next((one[key] for key in ("id", "name") if isinstance(one.get(key), str)), ""):
        return f"{{{echo(name)}: {{…}}}}"
    (key, inner), *more = one.items() if one else [("a_name", {})]
    if more or isinstance(inner, str):
        return "{a_name: {…}}" if more else "{a_name: …}"
    return f"{{{echo(key)}: {'{…}' if isinstance(inner, dict) else '…'}}}"


def decimal_comma(name: str, value: Any) -> str:
    """What to do about a key that is the rest of a number: {dial: 5,5}."""
    return "the decimal mark is a point" if name.isdigit() and value is None else ""


def _given(document: Document, content: Any, path: Path_, detail: Any) -> str:
    try:
        return echo(at_path(content, path))
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
        hint = share_hint(value) if limits == "0 to 1" else ""
        return {"message": "is out of range", "given": given, "allowed": allowed, "hint": hint}
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
