"""`python -m sim` is the same command as `dial`."""

import os
import sys


def _main() -> int:
    """Carry out a command, with modules looked for where `dial` looks for them: never in the current folder.

    `-m` puts that folder first, and a signal.py or numpy.py beside a scenario would be taken for the real one.
    """
    try:
        here = os.getcwd()
    except OSError:  # the folder is gone, and Python has put nothing first
        here = ""
    if not sys.flags.safe_path and here and sys.path[0] == here:
        del sys.path[0]
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if home not in sys.path:
        sys.path.append(home)  # a checkout that is not installed; last, lest its files hide a dependency

    from sim.cli.main import command

    return command()


if __name__ == "__main__":
    raise SystemExit(_main())
