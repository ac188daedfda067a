"""Wrong sweep files: what is said of them, and that nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.main import main

HEAD = "title: t\nbase: unscr_2371.yaml\n"
DIAL = "axes: {campaign.dial: [1, 2]}\n"
WRONG = {
    "nothing is swept": (HEAD, ["s.yaml:1:1: axes: nothing is swept"]),
    "no base": ("title: t\n" + DIAL, ["base: is missing"]),
    "unknown base": (
        "title: t\nbase: unscr_2371.yml\n" + DIAL,
        ["s.yaml:2:1: base", "did you mean 'unscr_2371.yaml'?"],
    ),
    "resolved base": ("title: t\nbase: x.json\n" + DIAL, ["a resolved scenario cannot be swept"]),
    "unknown key": (HEAD + "axis: {campaign.dial: [1]}\n", ["s.yaml:3:1: axis: unknown key", "did you mean 'axes'?"]),
    "not a mapping": ("hello\n", ["a sweep is a mapping"]),
    "empty": ("", ["the file is empty"]),
    "unknown path": (HEAD + "axes: {campaing.dial: [1, 2]}\n", ["s.yaml:3:8", "did you mean 'campaign'?"]),
    "unknown parameter": (HEAD + "axes: {behaviour.thetta: [0.1]}\n", ["did you mean 'theta'?"]),
    "unknown partner": (HEAD + "axes: {partners.chine.dial: [1]}\n", ["unknown partner 'chine'", "'china'"]),
    "out of range": (
        HEAD + "axes:\n  campaign.dial: [5, 12]\n",
        ["s.yaml:4:22: axes.campaign.dial[1]", "given: 12", "0 to 10"],
    ),
    "empty part": (HEAD + "axes: {campaign..dial: [1]}\n", ["has an empty part in its path"]),
    "sweeps draws": (HEAD + "axes: {draws: [1, 2]}\n", ["cannot be swept", "the sweep's own"]),
    "no values": (HEAD + "axes: {campaign.dial: []}\n", ["0 values", "1 to 10,000"]),
    "twice": (HEAD + "axes: {campaign.dial: [1, 2, 1]}\n", ["campaign.dial[2]: stands twice"]),
    "twice, spelt otherwise": (HEAD + "axes: {campaign.notices: [on, true]}\n", ["campaign.notices[1]: stands twice"]),
    "a set in another order": (
        HEAD + "axes: {under_test: [[unscr_2371, unscr_2321], [unscr_2321, unscr_2371]]}\n",
        ["under_test[1]: stands twice"],
    ),
    "no step": (HEAD + "axes: {campaign.dial: {from: 0, to: 1}}\n", ["step: is missing"]),
    "misspelt step": (HEAD + "axes: {campaign.dial: {from: 0, to: 1, stepp: 1}}\n", ["did you mean 'step'?"]),
    "step of 0": (HEAD + "axes: {campaign.dial: {from: 0, to: 1, step: 0}}\n", ["steps lead nowhere"]),
    "backwards": (
        HEAD + "axes: {campaign.dial: {from: 5, to: 1, step: 1}}\n",
        ["steps lead nowhere", "from 5 to 1 by 1"],
    ),
    "steps beyond number": (HEAD + "axes: {campaign.dial: {from: 0, to: 9, step: 1.0e-9}}\n", ["too many values"]),
    "plain value": (HEAD + "axes: {campaign.dial: 5}\n", ["is not an axis", "given: 5"]),
    "no range": (HEAD + "points: 4\naxes: {campaign.dial: {sobol: rang}}\n", ["is not a range", "given: rang"]),
    "range of a choice": (HEAD + "points: 4\naxes: {behaviour.gamma: {sobol: range}}\n", ["the number has no range"]),
    "range of nothing": (
        HEAD + "points: 4\naxes: {campaign.dial: {sobol: range}}\n",
        ["names no number", "[low, high]"],
    ),
    "range backwards": (HEAD + "points: 4\naxes: {behaviour.psi: {latin: [0.9, 0.1]}}\n", ["ends before it starts"]),
    "range out of limits": (HEAD + "points: 4\naxes: {behaviour.psi: {latin: [0.1, 1.5]}}\n", ["psi is out of range"]),
    "range of dates": (HEAD + "points: 4\naxes: {horizon.end: {sobol: [2018-12, 2019-12]}}\n", ["cannot be spread"]),
    "range and more": (
        HEAD + "points: 4\naxes: {behaviour.psi: {sobol: range, step: 1}}\n",
        ["does not go with sobol"],
    ),
    "points without ranges": (HEAD + DIAL + "points: 4\n", ["goes with axes spread over a range"]),
    "ranges without points": (HEAD + "axes: {behaviour.psi: {sobol: range}}\n", ["points: is missing"]),
    "two methods": (
        HEAD + "points: 4\naxes: {behaviour.psi: {sobol: range}, behaviour.eps: {latin: range}}\n",
        ["one way"],
    ),
    "out of step": (
        HEAD + "design: zip\naxes: {campaign.dial: [1, 2], behaviour.psi: [0.1]}\n",
        ["the same number of values"],
    ),
    "unknown design": (HEAD + DIAL + "design: grit\n", ["design"]),
    "overlapping axes": (HEAD + "axes: {partners.china: [{dial: 1}], partners.china.dial: [2]}\n", ["another axis"]),
    "axis and case": (HEAD + DIAL + "cases: {a: {campaign.dial: 3}}\n", ["axes.campaign.dial: overlaps cases"]),
    "axis and bundles": (
        HEAD + "axes: {bundle: [[unscr_2371]]}\nbundles: {a: []}\n",
        ["axes.bundle: overlaps bundles"],
    ),
    "case and bundles": (HEAD + "cases: {a: {under_test: []}}\nbundles: {a: []}\n", ["overlaps bundles"]),
    "unknown act": (HEAD + "bundles: {a: [unscr_9999]}\n", ["s.yaml:3:15", "unknown measure", "unscr_9999"]),
    "a bundle of one word": (HEAD + "bundles: {a: unscr_2371}\n", ["bundles.a: is not a bundle"]),
    "a bundle misspelt": (HEAD + "bundles: {a: {bundel: [unscr_2371]}}\n", ["bundles.a.bundel: unknown key"]),
    "tested outside": (
        HEAD + "bundles: {a: {bundle: [], under_test: [unscr_2371]}}\n",
        ["tested but not in the bundle"],
    ),
    "unknown output": (
        HEAD + DIAL + "outputs: [goods.taken]\n",
        ["outputs[0]: is not an output", "given: goods.taken"],
    ),
    "unknown stream": (HEAD + DIAL + "outputs: [coaal.denied]\n", ["no such group or stream", "did you mean 'coal'?"]),
    "output twice": (HEAD + DIAL + "outputs: [coal.denied, coal.denied]\n", ["outputs[1]: stands twice"]),
    "no such year": (HEAD + DIAL + "years: [2018, 2031]\n", ["s.yaml:4:15: years", "given: 2031", "2017 to 2019"]),
    "no common year": (HEAD + "axes: {horizon.end: [2017-06, 2018-12]}\n", ["share no whole calendar year"]),
    "many points": (
        HEAD + "axes: {behaviour.psi: {from: 0, to: 1, step: 0.0002}, campaign.dial: {from: 0, to: 10, step: 0.01}}\n",
        ["too many points", "at most 1,000,000"],
    ),
    "draws of nought": (HEAD + DIAL + "draws: 0\n", ["draws"]),
    "discounts fall": (
        HEAD + "axes: {behaviour.delta_d: [0.1, 0.9]}\n",
        ["discounts must not fall", "behaviour.delta_d"],
    ),
    "a title of two lines": ('title: "a\\nrm -rf x"\nbase: unscr_2371.yaml\n' + DIAL, ["title: must be one line"]),
    "a scenario": ("title: t\nbased_on: unscr_2371.yaml\n", ["is a scenario, not a sweep", "dial run s.yaml"]),
    "unknown series": (
        HEAD + "axes: {campaign.dial: [1, 12]}\noutputs: [goods.denied, cole.receipts]\n",
        ["outputs[1]: no such group or stream", "did you mean 'coal'?", "axes.campaign.dial[1]: is out of range"],
    ),
    "an alias": ("title: &a t\nbase: unscr_2371.yaml\n" + DIAL, ["anchors"]),
    "a bundle's name": (HEAD + 'bundles: {"": []}\n', ["bundles.: is not a usable name"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_sweep_is_told_and_writes_nothing(what, tmp_path: Path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text, expected = WRONG[what]
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    code = main(["sweep", "s.yaml", "--workers", "1"])
    out, err = capsys.readouterr()
    told = " ".join(err.split())
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    assert [part for part in expected if part not in told] == [], told
    assert sorted(p.name for p in tmp_path.iterdir()) == ["s.yaml"]


@pytest.mark.parametrize("given", ["axes: [{campaign.dial: [1, 2]}]", "cases: [{name: a}]", "bundles: [{name: a}]"])
def test_what_is_swept_in_the_wrong_shape_is_told_once(given, tmp_path: Path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(HEAD + given, encoding="utf-8")
    assert main(["sweep", "s.yaml", "--dry-run"]) == 2
    told = capsys.readouterr().err
    assert "names are keys here, no list: {" in told
    assert told.count("s.yaml:") == 1


FLAGS = {
    "no such part": (["--shard", "3/3"], "--shard: is not a part of a sweep"),
    "words for a part": (["--shard", "a/b"], "--shard: is not a part of a sweep"),
    "no workers": (["--workers", "0"], "--workers: is out of range"),
    "no draws": (["--draws", "0"], "--draws: is out of range"),
}


@pytest.mark.parametrize("what", FLAGS)
def test_wrong_flags(what, tmp_path: Path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    flags, expected = FLAGS[what]
    assert main(["sweep", "dial_small", *flags]) == 2
    assert expected in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_more_tasks_than_shards(capsys):
    assert main(["sweep", "slurm", "dial_small", "--tasks", "99999"]) == 2
    assert "--tasks: is out of range" in capsys.readouterr().err


def test_a_sweep_is_no_scenario(tmp_path: Path, capsys):
    (tmp_path / "s.yaml").write_text(HEAD + DIAL)
    for command in ("run", "check"):
        assert main([command, str(tmp_path / "s.yaml")]) == 2
        assert "is a sweep, not a scenario" in capsys.readouterr().err


def test_a_misspelt_sweep(capsys):
    assert main(["sweep", "dial_smal"]) == 2
    assert "did you mean 'dial_small'?" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["status", "merge", "expand", "verify"])
def test_a_folder_that_is_no_sweep(verb, tmp_path: Path, capsys):
    assert main(["sweep", verb, str(tmp_path)]) == 2
    assert "is not the folder of a sweep" in capsys.readouterr().err
