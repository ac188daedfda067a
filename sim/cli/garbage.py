"""How often a command looks for garbage in circles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 250_000
"""Made before Python looks for garbage in circles; 700 unless told."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Python looks for garbage less often: loading modules and reading tables makes many objects, and none of it.

    Where arrays of many lanes hang in circles, after each chunk of draws, they are collected there.
    """
    usual = gc.get_threshold()
    gc.set_threshold(OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
