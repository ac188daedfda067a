"""What the unit tests share."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest


@pytest.fixture
def cpu_seconds() -> Callable[[], float]:
    """The processor time since the test began."""
    begun = time.process_time()
    return lambda: time.process_time() - begun
