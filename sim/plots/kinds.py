"""The kinds of figures a folder can give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.common.errors import BadInput, Problem, nearest, some_of


def check_kind(kind: str, known: Sequence[str] | Mapping[str, Any], whose: str) -> None:
    """Raises BadInput for a kind that a sort of folder never has, with those it has."""
    if kind not in known:
        text, hint = f"is no kind of figure of {whose}", nearest(kind, list(known))
        raise BadInput(Problem(text, key="--kind", given=kind, allowed=some_of(list(known), 20), hint=hint))
