"""Forms looked into: the keys they take at a place, and the limits they set there."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo


def keys_at(form: Any, where: tuple[str | int, ...]) -> list[str]:
    """The keys a form takes at a place inside it."""
    for part in where:
        form, _ = _inside(form, part)
    model = _model(form)
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def limits_at(form: Any, where: tuple[str | int, ...]) -> str:
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
