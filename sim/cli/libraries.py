"""What libraries may do as they load."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

KEPT_SHORT = {"OPENBLAS_NUM_THREADS": "1", "PYDANTIC_DISABLE_PLUGINS": "__all__"}
"""What NumPy's and SciPy's library of linear algebra reads, which would else start a thread a core; and pydantic, which
would look through every package that is installed for extensions of its own, and load them."""


@contextmanager
def kept_short() -> Iterator[None]:
    """Libraries load without threads and extensions, here and in workers, unless the user's environment says otherwise.

    Nothing here multiplies matrices by the thousand: such threads would only wait, and they wait by spinning, a tenth
    of a second of CPU at the start of every process. Nor does a form need extensions.
    """
    ours = {name: value for name, value in KEPT_SHORT.items() if name not in os.environ}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name in ours:
            os.environ.pop(name, None)
