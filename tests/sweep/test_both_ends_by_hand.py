"""Both ends of what a sweep file, a plan on disk and a batch script may say."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from sim.reading.forms.sweep import MOST_DRAWS, MOST_POINTS
from sim.reading.yaml.document import Document
from sim.sweeps import slurm
from sim.sweeps.design.checks import file_problems
from sim.sweeps.forms import MOST_RUNS, PLAN_FORM, STATUS_FORM
from tests.sweep.test_work_by_hand import plan_content


def problems(axes=None, **content) -> list[str]:
    """What is said against a sweep file: its keys and words."""
    document = Document("s.yaml", {"title": "t", "axes": axes or {"campaign.dial": [1, 2]}} | content)
    return [f"{problem.key}: {problem.message}" for problem in file_problems(document)]


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ({"axes": {"a": list(range(10_000))}}, {"axes": {"a": list(range(10_001))}}, "too many"),
        ({"axes": {"campaign.dial": [1]}}, {"axes": {"campaign.dial": []}}, "has no values"),
        ({"axes": {"a": {"from": 0, "to": 9999, "step": 1}}}, {"axes": {"a": {"from": 0, "to": 10_000, "step": 1}}},
         "too many values"),
        ({"axes": {"a": {"from": 1, "to": 1, "step": 1}}}, {"axes": {"a": {"from": 1, "to": 0.5, "step": 1}}},
         "steps lead nowhere"),
        ({"axes": {"a": {"from": 0, "to": 1, "step": 0.5, "unit": "%"}}},
         {"axes": {"a": {"from": 0, "to": 1, "step": 0.5, "unit": 5}}}, "axes.a.unit: must be text"),
        ({"axes": {"a": {"from": 0, "to": 1, "step": 1}}}, {"axes": {"a": {"from": 0, "to": True, "step": 1}}},
         "axes.a.to: must be a number"),
        ({"bundles": {"x" * 60: []}}, {"bundles": {"x" * 61: []}}, "is not a usable name"),
        ({"cases": {"a b": {}}}, {"cases": {"a\tb": {}}}, "is not a usable name"),
        ({"bundles": {"a": ["x"]}}, {"bundles": {"a": ["x", 5]}}, "bundles.a: is not a bundle"),
        ({"design": "zip", "axes": {"a": [1, 1], "b": [1, 2]}}, {"design": "zip", "axes": {"a": [1, 1], "b": [2, 2]}},
         "axes.a[1]: the point stands twice"),
        ({"design": "zip", "axes": {"a": [1, 2], "b": {"from": 0, "to": 1, "step": 1}}},
         {"design": "zip", "axes": {"a": [1, 2], "b": {"from": 0, "to": 2, "step": 1}}}, "same number of values"),
        ({"axes": {"a.b": [1], "a.c": [1]}}, {"axes": {"a.b": [1], "a.b.c": [1]}}, "axes.a.b.c: overlaps another axis"),
        ({"cases": {"c": {"a.b": 1, "a.c": 1}}}, {"cases": {"c": {"a.b": 1, "a.b.c": 1}}}, "overlaps another path"),
        ({"cases": {"c": {"bundle": []}}}, {"cases": {"c": {"bundle": []}}, "bundles": {"b": []}}, "overlaps bundles"),
        ({"axes": {"campaign.x": [1]}, "cases": {"c": {"campaign.dial": 1}}}, {"cases": {"c": {"campaign": {}}}},
         "axes.campaign.dial: overlaps cases"),
        ({"outputs": ["goods.denied", "coal.net"]}, {"outputs": ["goods.denied", "denied"]}, "outputs[1]: is not an"),
        ({"outputs": ["partners.china.value"]}, {"outputs": ["partners.china.net"]}, "outputs[0]: is not an output"),
        ({"outputs": ["a.net", "b.net"]}, {"outputs": ["a.net", "b.net", "a.net"]}, "outputs[2]: stands twice"),
        ({"axes": {"a": {"sobol": "range"}}, "points": 4}, {"axes": {"a": {"sobol": "range"}}}, "points: is missing"),
        ({"cases": {"a": {}}, "axes": {"horizon.end": [1]}}, {"cases": {"a": {"seed": 1}}}, "cases.a.seed: cannot be"),
    ],
)  # fmt: skip
def test_both_ends_of_what_a_sweep_file_may_say(good, bad, said):
    assert problems(**good) == []
    found = problems(**bad)
    assert len(found) == 1, found
    assert said in found[0]


def output(**changed):
    return {"outputs": [{"series": "g", "measure": "m", "year": 2017, "month": 0} | changed]}


def source(**changed):
    about = {"kind": "axis", "name": "a", "texts": ["1"], "unit": "", "numbers": [1.0], "changes": None}
    return {"sources": [about | changed]}


def about(**changed):
    return {"about": plan_content()["about"] | changed}


PLANS = [
    ({"lanes": 10**12}, {"lanes": 10**12 + 1}), ({"lanes": 0}, {"lanes": -1}), ({}, {"groups": []}),
    ({"file_draws": 1}, {"file_draws": 0}), ({"file_draws": MOST_DRAWS}, {"file_draws": MOST_DRAWS + 1}),
    ({"points": 1}, {"points": 0}), ({"points": MOST_RUNS}, {"points": MOST_RUNS + 1}),
    ({"sweep": "x" * 300}, {"sweep": "x" * 301}), ({"sweep": "x"}, {"sweep": ""}),
    ({"title": "x" * 100_000}, {"title": "x" * 100_001}), ({}, {"streams": []}), ({}, {"runs": []}),
    ({}, {"stages": []}), ({}, {"outputs": []}), ({}, {"shards": []}),
    ({}, {"shards": [[0, 2, 0, 3], [2, 2, 0, 3]]}),  # a shard of nothing beside what is there
    ({}, {"shards": [[0, 2, 0, 3], [0, 2, 3, 3]]}), ({}, {"shards": [[0, 1, 0, 3], [1, 2, 0, 3], [2, 1, 0, 3]]}),
    ({"streams": [{}, {}], "groups": [0, 1]}, {"streams": [{}, {}], "groups": [0, 2]}),
    ({"stages": [{"points": MOST_POINTS, "draws": 3}]}, {"stages": [{"points": MOST_POINTS + 1, "draws": 3}]}),
    ({"stages": [{"points": 1, "draws": 3}]}, {"stages": [{"points": 0, "draws": 3}]}),
    (output(year=1900), output(year=1899)), (output(year=2300), output(year=2301)),
    (output(month=12), output(month=13)), (output(month=0), output(month=-1)),
    (about(seed=2**63 - 1), about(seed=2**63)), (about(seed=0), about(seed=-1)),
    (about(schema_version=1), about(schema_version=0)),
    (source(), source(kind="pie")), (source(numbers=None), source(numbers=[1.0, 2.0])), (source(), source(texts=[])),
    (source(changes=[{"numbers": {}, "dials": {"": [("2017-01-01", 10.0)]}}]),
     source(changes=[{"numbers": {}, "dials": {"": [("2017-01-01", 10.5)]}}])),
    (source(changes=[{"numbers": {}, "dials": {"": [("2017-01-01", 0.0)]}}]),
     source(changes=[{"numbers": {}, "dials": {"": [("2017-01-01", -0.5)]}}])),
]  # fmt: skip
STATUS = {"state": "running", "rows": 1, "rows_done": 0, "runs_failed": 0, "seconds": 0.0, "host": "h", "pid": 1}
STATUS |= {"written": "w"}
STATUSES = [
    ({"seconds": 1e10}, {"seconds": 1.0000001e10}), ({"seconds": 0.0}, {"seconds": -0.1}), ({"rows": 0}, {"rows": -1}),
    ({"rows": 10**12}, {"rows": 10**12 + 1}), ({"host": "h" * 300}, {"host": "h" * 301}), ({}, {"state": "done"}),
    ({"state": "interrupted", "more": 1}, {"host": "a\x1b"}),
]  # fmt: skip


def test_both_ends_of_what_a_folder_may_say_of_itself():
    for good, bad in PLANS:
        assert PLAN_FORM.validate_python(plan_content(**good), strict=False).rows == 6, good
        with pytest.raises(ValidationError):
            print(bad, PLAN_FORM.validate_python(plan_content(**bad), strict=False))
    for good, bad in STATUSES:
        assert STATUS_FORM.validate_python(STATUS | good, strict=False).pid == 1
        with pytest.raises(ValidationError):
            print(bad, STATUS_FORM.validate_python(STATUS | bad, strict=False))


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(60, "over 1 task of about 1 min"), (61, "1 task of about 2 min"), (0.1, "1 task of about 1 min")],
)
def test_a_batch_script_says_how_long_a_task_lasts(monkeypatch, seconds, told):
    monkeypatch.setattr(slurm, "probe", lambda plan: (seconds, 512))
    monkeypatch.setattr(slurm, "command_of", lambda plan, out: "dial sweep s.yaml")
    plan = SimpleNamespace(spans=[None] * 16, title="t", name="s", points=[0], rows=8, lanes_a_row=2)
    assert f"{told}.\n" in slurm.sbatch_text(plan, Path("out"), None, "dial")
