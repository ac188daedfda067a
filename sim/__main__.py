"""`python -m sim` is the same command as `dial`."""

from sim.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
