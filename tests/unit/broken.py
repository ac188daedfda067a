"""Work that breaks off in the midst of what it writes."""

import pytest


def broken_off(manager, do, error=RuntimeError):
    """What a manager gave to a work that did something with it and then failed."""
    given = []

    def work() -> None:
        with manager as it:
            given.append(it)
            do(it)
            if error is RuntimeError:
                raise RuntimeError

    with pytest.raises(error):
        work()
    return given[0]
