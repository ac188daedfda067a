"""What is tried in every run of the tests, and what in the slow ring alone: few random examples and many, some cases of
a kind some and the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PATIENT = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
FEW = 6
"""Each law is one of many that run on the same kind of worlds, so that an engine that errs seldom meets all of them."""


def on(*strategies: st.SearchStrategy, many: int, few: int = FEW) -> Callable:
    """Makes a test of a law; what the strategies draw is what the law is given, always the same in the same order."""

    def made(law: Callable) -> Callable:
        @pytest.mark.parametrize("examples", [few, pytest.param(many, marks=pytest.mark.slow)])
        def test(examples: int) -> None:
            settings(PATIENT, max_examples=examples)(given(*strategies)(law))()

        test.__name__, test.__qualname__, test.__doc__ = law.__name__, law.__qualname__, law.__doc__
        test.__module__ = law.__module__
        return test

    return made


def in_rings(cases: Iterable[Any], step: int, always: Sequence[Any] = ()) -> list[Any]:
    """Cases for parametrize: the first of every so many, and what is asked for, in every run; the others are slow."""
    return [
        case if n % step == 0 or case in always else pytest.param(*_parts(case), marks=pytest.mark.slow)
        for n, case in enumerate(cases)
    ]


def _parts(case: Any) -> tuple[Any, ...]:
    return case if isinstance(case, tuple) else (case,)
