"""How many threads the libraries of linear algebra may start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

LIMIT = "OPENBLAS_NUM_THREADS"
"""What NumPy's and SciPy's library of linear algebra reads as it loads; it would else start a thread a core."""


@contextmanager
def one_thread_of_algebra() -> Iterator[None]:
    """NumPy loads without threads of its own, here and in workers, unless the user's environment says how many.

    Nothing here multiplies matrices by the thousand: such threads would only wait, and they wait by spinning, a tenth
    of a second of CPU at the start of every process.
    """
    given = LIMIT in os.environ
    os.environ.setdefault(LIMIT, "1")
    try:
        yield
    finally:
        if not given:
            os.environ.pop(LIMIT, None)
