"""A sweep that has become another one is refused on resumption: exit 2, and what has changed is named."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

import pytest

from sim.reading.reference import shipped
from sim.reading.resolved.json_text import with_seal
from sim.store.formats import json_text
from tests.sweep import inside
from tests.sweep.tiny import BASE, CUT, QUICK, SWEEP, TINY, begun, content, dial, make, results, shards, uninterrupted

BEGUN = "was begun as another sweep"
LISTED = TINY.replace("  behaviour.theta: {sobol: range}\n", "  behaviour.theta: [0.2, 0.4, 0.6]\n").replace("24", "8")


@pytest.fixture(scope="module")
def killed(tmp_path_factory) -> Path:
    """A sweep that was killed in the midst of it."""
    return half_done(tmp_path_factory.mktemp("killed"))


@pytest.fixture
def half(killed, tmp_path) -> Path:
    """A copy of it, as it was left."""
    return shutil.copytree(killed, tmp_path / "half")


def half_done(place: Path, tiny: str = TINY) -> Path:
    assert dial(make(place, tiny), *SWEEP, before=(*QUICK, partial(inside.killed_at, 20, "shards/"))).code == -9
    assert 1 <= len(shards(place)) < 8
    return place


def refused(place: Path, *words: str, command=SWEEP, before=()) -> None:
    """Refused by these words; nothing computed, and no file touched."""
    files = {path: path.read_bytes() for path in results(place).rglob("*") if path.is_file() and path.name != ".lock"}
    log = place / "log"
    dial(place, *command, before=(*QUICK, *before, partial(inside.noted, str(log)))).refused(2, *words)
    assert begun(log) == []
    assert {p: p.read_bytes() for p in results(place).rglob("*") if p.is_file() and p.name != ".lock"} == files


def goes_on(place: Path) -> None:
    """All goes on once the change is undone."""
    dial(make(place), *SWEEP, before=QUICK).fine()
    assert content(place) == uninterrupted(quick=True)


def another_source() -> str:
    return "another"


CHANGES = {
    "title: tiny": ("title: tiny\nseed: 12", "changed: ", "seed"),
    "[2, 8]": ("[2, 9]", "changed: ", "axes.campaign.dial"),
    "behaviour.theta: {sobol: range}": ("behaviour.theta: {sobol: [0.2, 0.8]}", "changed: ", "axes.behaviour.theta"),
    "  behaviour.theta": ("  behaviour.alpha: {sobol: range}\n  behaviour.theta", "changed: ", "axes.behaviour.alpha"),
    "points: 24": ("points: 32", "changed: ", "points or draws (dial sweep expand"),
    "draws: 3": ("draws: 4", "changed: ", "points or draws (dial sweep expand"),
    "draws: 3\n": ("", "changed: ", "central"),
    "goods.receipts": ("goods.net", "changed: ", "outputs"),
    "[goods.receipts]": ("[goods.receipts, goods.net]", "changed: ", "outputs"),
    "base: base.yaml": ("base: unscr_2371.yaml\nyears: [2017]", "changed: ", "the scenario, or what it is based on"),
    "axes:": ("cases: {one: {behaviour.gamma: 1}, two: {}}\naxes:", "changed: ", "axes.case"),
}


@pytest.mark.parametrize("old", CHANGES)
def test_another_sweep_file(half, old):
    new, *words = CHANGES[old]
    make(half, TINY.replace(old, new, 1))
    refused(half, BEGUN, *words)
    goes_on(half)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[0.2, 0.4, 0.6]", "[0.2, 0.4, 0.7]", "axes.behaviour.theta"),
        ("[0.2, 0.4, 0.6]", "[0.4, 0.2, 0.6]", "axes.behaviour.theta"),
        ("[0.2, 0.4, 0.6]", "[0.2, 0.4]", "axes.behaviour.theta"),
        ("{sobol: [2, 8]}", "{latin: [2, 8]}", "axes.campaign.dial"),
    ],
)
def test_other_values_of_an_axis(tmp_path, old, new, words):
    """Also where there are as many of them, or the same in another order."""
    place = half_done(tmp_path, LISTED)
    make(place, LISTED.replace(old, new))
    refused(place, BEGUN, "changed: ", words)


def test_what_decides_nothing_may_change(half):
    make(half, "# a comment\n" + TINY.replace("title: tiny", "title: Another title\ndescription: longer"))
    dial(half, *SWEEP, before=QUICK).fine()
    assert content(half) == uninterrupted(quick=True)


@pytest.mark.parametrize(
    "axes",
    [
        ("campaign.dial: {sobol: [2, 8]}", "behaviour.theta: {sobol: range}"),
        ("campaign.dial: [2, 5, 8]", "behaviour.theta: [0.2, 0.4, 0.6]"),
    ],
    ids=["spread", "listed"],
)
def test_axes_in_another_order(tmp_path, axes):
    """Other points have the same numbers then, and shards go by numbers."""
    head, tail = "title: t\nbase: base.yaml\n", "draws: 3\noutputs: [goods.receipts]\n"
    points = "points: 24\n" if "sobol" in axes[0] else ""
    place = half_done(tmp_path, f"{head}axes:\n  {axes[0]}\n  {axes[1]}\n{points}{tail}")
    make(place, f"{head}axes:\n  {axes[1]}\n  {axes[0]}\n{points}{tail}")
    refused(place, BEGUN, "changed: the order of axes")


@pytest.mark.parametrize(
    "base",
    [
        BASE + "behaviour: {gamma: 0.77}\n",
        BASE.replace("end: 2017-12", "end: 2018-12"),
        BASE + "campaign: {notices: false}\n",
        BASE.replace("unscr_2371.yaml", "unscr_2371_full.yaml"),
        BASE + "seed: 77\n",
    ],
    ids=["a number", "the horizon", "notices", "what it is based on", "its seed"],
)
def test_another_scenario(half, base):
    make(half, base=base)
    refused(half, BEGUN, "seed" if "seed: 77" in base else "the scenario, or what it is based on")
    goes_on(half)


def test_another_reference_file(half):
    """Even one that the scenario does not use, and were it by a comment."""
    copy = half / "shipped"
    shutil.copytree(shipped(), copy)
    read_there = partial(inside.shipped_from, copy)
    before = (*QUICK, read_there)
    law = sorted((copy / "reference" / "law").glob("*.yaml"))[-1]
    with law.open("a", encoding="utf-8") as file:
        file.write("# a remark\n")
    refused(half, BEGUN, f"changed: reference file law/{law.name}", before=(read_there,))
    shutil.copy(shipped() / "reference" / "law" / law.name, law)
    dial(half, *SWEEP, before=before).fine()
    assert content(half) == uninterrupted(quick=True)


def test_a_reference_file_more(half):
    copy = half / "shipped"
    shutil.copytree(shipped(), copy)
    some = min((copy / "reference" / "behaviour").glob("*.yaml"))
    shutil.copy(some, some.with_name("another.yaml"))
    refused(half, BEGUN, "reference file behaviour/another.yaml", before=(partial(inside.shipped_from, copy),))


@pytest.mark.parametrize(
    ("module", "name", "value", "words"),
    [
        ("sim.sweeps.plan", "__version__", "0.2.0", "changed: version"),
        ("sim.sweeps.plan", "source_hash", another_source, "changed: the program's source"),
        ("sim.sweeps.plan", "SCHEMA_VERSION", 99, "schema_version"),
        ("numpy", "__version__", "3.0.0", "changed: numpy"),
        ("scipy", "__version__", "3.0.0", "changed: scipy"),
    ],
    ids=["version", "source", "schema", "numpy", "scipy"],
)
def test_another_program(half, module, name, value, words):
    refused(half, BEGUN, words, before=(partial(inside.attributes, module, **{name: value}),))
    goes_on(half)


# -- plan.json --------------------------------------------------------------------------------------------------------


def signed(plan: dict) -> str:
    """A plan with the hash it should have."""
    return json_text(with_seal(plan))


@pytest.mark.parametrize("how", ["cut", "empty", "flipped", "edited", "no json", "a list", "nothing", "deep", "binary"])
def test_a_damaged_plan(half, how):
    path = results(half) / "plan.json"
    text = path.read_text()
    path.write_bytes(
        {
            "cut": text[:-100],
            "empty": "",
            "flipped": text.replace('"rows": 72', '"rows": 73'),
            "edited": text.replace('"title": "tiny"', '"title": "mine"'),
            "no json": "plan: yaml\n",
            "a list": "[1, 2]",
            "nothing": "null",
            "deep": "[" * 100_000,
            "binary": "\udcff\udcfe",
        }[how].encode(errors="surrogateescape")
    )
    for command in (SWEEP, ("sweep", "status", "results/tiny"), ("sweep", "merge", "results/tiny")):
        refused(half, "results/tiny/plan.json: the plan is damaged", command=command)
    path.write_text(text)
    goes_on(half)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("about.seed", 5, "changed: seed"),
        ("about.version", "9.9.9", "changed: version"),
        ("about.reference.law/un.yaml", "0" * 16, "reference file law/un.yaml"),
        ("about.scenarios", "0" * 64, "the scenario, or what it is based on"),
        ("stages", [{"points": 24, "draws": 9}], "the plan is damaged: its rows are not its runs times their draws"),
        ("shards", [[0, 24, 0, 3]], "the limits of shards"),
        ("about.schema_version", 99, "was written by a newer version"),
    ],
)
def test_another_plan_that_is_signed(half, key, value, words):
    """Whoever signs it: a plan is of this sweep, or not."""
    path = results(half) / "plan.json"
    text = path.read_text()
    plan = json.loads(text)
    inner = plan
    *outer, last = key.split(".", 2) if "reference" in key else key.split(".")
    for name in outer:
        inner = inner[name]
    assert inner.get(last, None) != value
    inner[last] = value
    path.write_text(signed(plan))
    refused(half, words)
    path.write_text(text)
    goes_on(half)


def test_the_plan_of_another_sweep(half, tmp_path):
    other = half_done(tmp_path / "other", TINY.replace("[2, 8]", "[3, 8]"))
    shutil.copy(results(other) / "plan.json", results(half) / "plan.json")
    refused(half, BEGUN, "axes.campaign.dial")


def test_no_plan_beside_shards(half):
    (results(half) / "plan.json").unlink()
    dial(half, *SWEEP, before=QUICK).refused(3, "results/tiny: is in the way, and is not a sweep")


# -- folders ----------------------------------------------------------------------------------------------------------


def test_a_sweep_file_that_is_gone_or_another_by_now(half):
    """What is on disk is read without it; nothing is added to it."""
    expand = ("sweep", "expand", "results/tiny", "--draws", "9")
    path = half / "tiny.yaml"
    path.rename(half / "kept.yaml")
    refused(half, "the sweep's file is gone", "tiny.yaml", command=expand)
    make(half, TINY.replace("[2, 8]", "[2, 7]"))
    refused(half, BEGUN, "axes.campaign.dial", command=expand)
    assert "rows are on disk" in dial(half, "sweep", "status", "results/tiny", before=QUICK).fine().out
    dial(half, "sweep", "verify", "results/tiny", before=QUICK).fine()
    dial(half, "sweep", "merge", "results/tiny", before=QUICK).refused(1, "rows are missing", "tiny.yaml")


@pytest.mark.parametrize("verb", ["status", "merge", "verify", "expand"])
def test_no_folder_of_a_sweep(tmp_path, verb):
    words = ("--draws", "9") if verb == "expand" else ()
    place = make(tmp_path)
    (place / "empty").mkdir()
    for folder in ("empty", "missing", "tiny.yaml"):
        dial(place, "sweep", verb, folder, *words, before=(CUT,)).refused(2, "is not the folder of a sweep")
    dial(place, "sweep", verb, "a" * 300, *words, before=(CUT,)).refused(3, "file name too long")
    assert sorted(path.name for path in place.iterdir()) == ["base.yaml", "empty", "tiny.yaml"]
    assert list((place / "empty").iterdir()) == []
