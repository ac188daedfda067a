"""From a sweep file to a Sweep: its shape, its axes and choices checked, all problems at once."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sim.common.errors import BadInput, Problem, echo, nearest
from sim.reading.forms.sweep import SweepForm
from sim.reading.reference import shipped
from sim.reading.resolved import is_folder_name
from sim.reading.yaml.based_on import find_named
from sim.reading.yaml.checking import check
from sim.reading.yaml.document import below
from sim.reading.yaml.strict import read_yaml
from sim.sweeps.design.axes import LONGEST_NAME, Sweep, axis_of, bundle_of, case_of, method_of, output_of, spread_of
from sim.sweeps.design.checks import file_problems
from sim.sweeps.design.notices import usual_cases

OF_SCENARIOS = {"based_on", "horizon", "bundle", "campaign", "baseline", "behaviour"}
"""Keys that only the file of a scenario has."""


def find_sweep(name: str) -> Path:
    """The file of a sweep: the one named, or the shipped one where a bare name stands for nothing here.

    Raises BadInput where a bare name stands for nothing at all.
    """
    here, ours = Path(name), shipped() / "sweeps"
    with suppress(OSError, ValueError):
        if here.name == name and not here.exists():
            found = next((there for there in (ours / name, ours / f"{name}.yaml") if there.is_file()), None)
            if found is None:
                known = [path.stem for path in sorted(ours.glob("*.yaml"))]
                beside = [path.name for path in sorted(Path().glob("*.yaml"))]
                hint = nearest(name, [*known, *beside])
                allowed = f"a file, or a shipped sweep: {', '.join(known)}"
                raise BadInput(Problem("no such sweep", echo(name), allowed=allowed, hint=hint))
            return found
    return here


def read_sweep(path: Path) -> Sweep:
    """Read a sweep file. Raises BadInput with every problem of its shape; what its paths mean is found in planning."""
    document = read_yaml(path)
    if not isinstance(document.content, dict):
        raise BadInput([*document.notes, document.problem((), "a sweep is a mapping", allowed="title, base, axes, …")])
    if "base" not in document.content and document.content.keys() & OF_SCENARIOS:
        hint = f"dial run {path}; the file of a sweep names it: base: {path.name}"
        raise BadInput(document.problem((), "is a scenario, not a sweep", hint=hint))
    form, problems = check(SweepForm, document, document.content)
    told = [problem.path for problem in problems if problem.path]
    found = [p for p in file_problems(document) if not any(below(p.path, path) for path in told)]
    if not is_folder_name(path.stem) or len(path.stem) > LONGEST_NAME:
        message = "the file's name cannot name a folder of results"
        found.append(Problem(message, echo(str(path)), allowed=f"at most {LONGEST_NAME} letters", hint="rename it"))
    if problems or found or form is None:
        raise BadInput([*problems, *found])
    base = find_named(form.base, path.parent, shipped())
    cases = tuple(case_of(document, name, given) for name, given in form.cases.items())
    return Sweep(
        name=path.stem,
        title=form.title,
        file=str(path),
        base=str(base),
        axes=tuple(axis_of(document, name, given) for name, given in form.axes.items() if not method_of(given)),
        spreads=tuple(spread_of(document, name, given) for name, given in form.axes.items() if method_of(given)),
        bundles=tuple(bundle_of(document, name, given) for name, given in form.bundles.items()),
        cases=cases or (usual_cases(document, base) if base else ()),
        design=form.design,
        points=form.points or 1,
        draws=form.draws,
        seed=form.seed,
        series=tuple(output_of(text) for text in form.outputs),
        monthly=tuple(output_of(text) for text in form.monthly),
        years=tuple(sorted(set(form.years))),
        document=document,
    )
