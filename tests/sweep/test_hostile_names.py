"""Names that mean something to a shell, a file system or another system: no file outside the folder of results."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.common.letters import from_cell
from tests.sweep.tiny import QUICK, SWEEP, TINY, dial, make, results

OPTIONS = SWEEP[2:]
FILES = ("..", ".", "...", " ", ". .", "CON", "nul", "aux.1", "-o", "--help", "a" * 60, "a" * 61, "é" * 60, "名" * 60,
         "name\n", "tab\t", "\x1b[2J", "\x7f", "back\\slash", "..\\..\\up", "C:", "shards", "quarantine", "plan.json",
         ".lock", ".hidden", "{}", "%s%n", "$(touch owned)", "`touch owned`", "; touch owned", "* ?", "a'b\"c",
         "\u202egnp", "\ufeff")  # fmt: skip
"""Stems of sweep files."""

NAMES = ("../up", "../../up", "/absolute", "..", ".", "", " ", "a" * 300, "CON", "nul", "con", "Con", "back\\slash",
         "; touch owned", "$(touch owned)", "a,b", 'a"b', "=1+1", "\u202egnp", "tab\there", "-", "null", "{x}", "%s",
         "é", "e\u0301")  # fmt: skip
"""Names of bundles and cases, with twins that differ in case or in how a letter is composed."""


def everything(root: Path) -> set[str]:
    """All files and folders below a folder."""
    return {os.fsencode(path.relative_to(root)).decode("utf-8", "backslashreplace") for path in root.rglob("*")}


@pytest.mark.parametrize("step", [12, pytest.param(1, marks=pytest.mark.slow)])
def test_names_of_files(tmp_path, step):
    """The file's name is the folder's name below results, or it is refused."""
    ran, refused = 0, 0
    for n, stem in enumerate(FILES[::step]):
        root = tmp_path / f"{n}"
        place = make(root / "deep" / "er")
        file = f"{stem}.yaml"
        (place / "tiny.yaml").rename(place / file)
        before = everything(root)
        done = dial(place, "sweep", "run", "--", file, before=QUICK) if stem[0] == "-" else None
        done = done or dial(place, "sweep", f"./{file}", *OPTIONS, before=QUICK)
        assert done.code in (0, 2), (stem, done)
        assert "Traceback" not in done.err, (stem, done)
        assert not set("\x1b\x7f\u202e") & set(done.err + done.out), (stem, done)
        outside = {name for name in everything(root) - before if not name.startswith("deep/er/results")}
        assert outside == set(), (stem, done)
        if done.code == 0:
            ran += 1
            assert os.listdir(place / "results") == [Path(file).stem]
        else:
            refused += 1
            assert not (place / "results").exists(), (stem, done)
            assert "cannot name a folder of results" in done.err
    assert min(ran, refused) * step > 10
    print(f"{ran + refused} names of files: {ran} ran, {refused} refused; 0 files outside results/")


def test_a_name_that_no_file_can_have(tmp_path):
    place = make(tmp_path)
    before = everything(tmp_path)
    for name in ("nul\0byte", "nul\0byte.yaml", "a" * 300, "a" * 300 + ".yaml", "../" * 2000 + "x", ""):
        dial(place, "sweep", name, *OPTIONS, before=QUICK).refused(2)
    assert everything(tmp_path) == before


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["bundles", "cases"])
def test_names_of_bundles_and_cases(tmp_path, kind):
    """They are words in a table: every one is there as it was written, twins apart, or it is refused."""
    place = make(tmp_path / "deep")
    given = "[unscr_2371]" if kind == "bundles" else "{behaviour.gamma: 1}"
    text = TINY.replace("points: 24", "points: 1") + f"{kind}:\n"
    taken = []
    for name in NAMES:
        quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'
        make(place, text + f"  {quoted}: {given}\n")
        done = dial(place, "sweep", "tiny.yaml", "--dry-run", before=QUICK)
        assert done.code in (0, 2), (name, done)
        assert "\u202e" not in done.out + done.err
        if done.code == 0:
            taken.append((name, quoted))
    lines = "".join(f"  {quoted}: {given}\n" for _, quoted in taken)
    make(place, text + lines)
    before = everything(tmp_path)
    dial(place, "sweep", "tiny.yaml", *OPTIONS[1:], before=QUICK).fine()  # with figures, which bear the names
    outside = {name for name in everything(tmp_path) - before if not name.startswith("deep/results")}
    assert outside == set()
    column = kind[:-1]
    assert pq.read_table(results(place) / "table.parquet")[column].to_pylist() == [name for name, _ in taken]
    with (results(place) / "table.csv").open(newline="", encoding="utf-8") as file:
        assert [from_cell(row[column]) for row in csv.DictReader(file)] == [name for name, _ in taken]
    assert len(taken) > 10
    print(f"{len(NAMES)} names of {kind}: {len(taken)} taken; 0 files outside results/")


@pytest.mark.parametrize(
    ("out", "code"),
    [
        ("nul\0byte", 3),
        ("a" * 300, 3),
        ("CON", 0),
        (".", 0),
        ("-", 0),
        ("deep/er/still", 0),
        ("tab\there", 0),
        ("$(touch owned)", 0),
        ("../sideways", 0),
        ("/dev/null", 3),
        ("/dev/null/x", 3),
        ("/proc/self/x", 3),
        ("loop", 3),
        ("dangling", 3),
        ("tiny.yaml", 3),
        ("", 0),
    ],
)
def test_places_of_results(tmp_path, out, code):
    """Everything goes below the folder that was named, or there is a message."""
    place = make(tmp_path / "here")
    (place / "loop").symlink_to("loop")
    (place / "dangling").symlink_to("nowhere/at/all")
    before = everything(tmp_path)
    done = dial(place, *SWEEP, "--out", out, before=QUICK)
    assert done.code == code, done
    assert "Traceback" not in done.err
    new = everything(tmp_path) - before
    top = os.path.normpath(os.path.join("here", out)) if code == 0 else "nothing"
    assert all(name == top or name.startswith(f"{top}/") or top.startswith(f"{name}/") for name in new), new
    if code == 0:
        assert (place / out / "tiny" / "table.parquet").is_file()


def test_sweeps_whose_names_are_twins(tmp_path):
    """Tiny and tiny are two folders where the file system has two; each is refused where the other stands."""
    place = make(tmp_path)
    dial(place, *SWEEP, before=QUICK).fine()
    (place / "Tiny.yaml").write_text(TINY.replace("[2, 8]", "[3, 9]"))
    done = dial(place, "sweep", "Tiny.yaml", *OPTIONS, before=QUICK)
    assert done.code == (2 if (results(place).parent / "TINY").exists() else 0), done
    dial(place, "sweep", "verify", "results/tiny", before=QUICK).fine()


def test_a_link_in_the_place_of_the_sweep(tmp_path):
    """Whoever makes such a link means it; nothing is written above what it points to."""
    place = make(tmp_path / "here")
    (tmp_path / "there").mkdir()
    (place / "results").mkdir()
    results(place).symlink_to(tmp_path / "there")
    before = everything(tmp_path)
    dial(place, *SWEEP, before=QUICK).fine()
    assert all(name.startswith(("there/", "here/results/tiny/")) for name in everything(tmp_path) - before)
