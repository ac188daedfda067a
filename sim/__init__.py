"""What a bundle of sanctions does to North Korea's export revenue, and why.

Data flows one way: scenario YAML -> Scenario -> model (a SimPy calendar over arrays) -> Results -> tables, figures.

    >>> import sim
    >>> scenario = sim.read("unscr_2371.yaml", "horizon.end=2018-12")
    >>> results = sim.run(scenario)
    >>> results.of("receipts").shape == (scenario.months, len(results.streams))
    True
    >>> results.table("receipts").column_names
    ['month', 'stream', 'receipts_musd']

`read`, `run`, `compare`, `sweep`, `attribute`, `score` and the classes `Results` and `Answered` of what they give back
are what is offered; each is imported when it is first asked for. docs/newcomer.ipynb is a first hour with them.
"""

# Nothing is imported here, not even the standard library: `python -m sim` reads this file before it can leave the
# current folder out of the places where modules are looked for. Type checkers take this name for true.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from sim.cli.library import Answered, Results, attribute, compare, read, run, score, sweep

__version__ = "0.1.0"
__all__ = ["Answered", "Results", "__version__", "attribute", "compare", "read", "run", "score", "sweep"]


def __getattr__(name: str) -> object:
    """What is offered, imported now. Raises AttributeError for anything else."""
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from sim.cli import library

    return getattr(library, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
